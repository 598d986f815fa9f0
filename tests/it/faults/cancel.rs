//! Calls that are dropped before they end. Their place in flight becomes free, and the budget gets their retries back.

use std::hash::{BuildHasher, RandomState};
use std::iter::repeat_n;
use std::time::Duration;

use genauth::{AuthenticationClient, ErrorKind};
use tokio::task::JoinSet;

use super::canary::PROFILE;
use super::net::{CANCELLED_CALLS, client, start};
use crate::support::Step::{self, Close, Stall};
use crate::support::{Script, Seen, Server, json, response};

/// An HTTP 503 that asks for no wait before a retry.
fn unavailable() -> Step {
    response("503 Oops", "retry-after: 0\r\n", "")
}

/// Sends a call, and drops the call when the server has seen `requests` requests in all.
async fn drop_after(client: &AuthenticationClient, server: &Server, requests: usize) {
    tokio::select! {
        result = client.get_profile().send() => panic!("ended: {result:?}"),
        () = server.until(|seen| seen.requests.len() == requests) => {}
    }
}

/// Checks that an outage costs this client twenty retries, like a new client.
async fn budget_is_full(client: &AuthenticationClient, server: &Server) {
    assert_eq!(outage(client, server).await, 30 + 20);
}

/// Makes 30 calls in an outage, and gives the number of their requests.
async fn outage(client: &AuthenticationClient, server: &Server) -> usize {
    let before = server.seen().requests.len();
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        calls.spawn(client.get_profile().send());
    }
    for result in calls.join_all().await {
        result.expect_err("503");
    }
    server.seen().requests.len() - before
}

#[tokio::test]
async fn a_dropped_repetition_gives_back_what_it_took() {
    let script = [vec![json(PROFILE)], vec![Close], vec![Stall]].into_iter().cycle().take(3 * 25);
    let server = start(Script::in_turn(script.chain([vec![unavailable()]]).collect::<Vec<_>>())).await;
    let client = client(&server).build().expect("a client");
    for round in 0..25 {
        client.get_profile().await.expect("a profile");
        drop_after(&client, &server, 3 * round + 3).await;
    }
    budget_is_full(&client, &server).await;
}

#[tokio::test]
async fn a_dropped_retry_gives_back_what_it_took() {
    // The budget holds 20 retries. 15 calls with two retries each would empty it.
    let script = [vec![unavailable()], vec![unavailable()], vec![Stall]].into_iter().cycle().take(3 * 15);
    let server = start(Script::in_turn(script.chain([vec![unavailable()]]).collect::<Vec<_>>())).await;
    let client = client(&server).build().expect("a client");
    for round in 0..15 {
        drop_after(&client, &server, 3 * round + 3).await;
    }
    budget_is_full(&client, &server).await;
}

#[tokio::test]
async fn a_call_that_ends_gives_nothing_back() {
    let script = repeat_n(unavailable(), 3 * 5).map(|step| vec![step]);
    let script = script.chain([vec![unavailable()], vec![json(PROFILE)], vec![unavailable()]]);
    let server = start(Script::in_turn(script.collect::<Vec<_>>())).await;
    let client = client(&server).build().expect("a client");
    // Calls that fail spend ten retries, and a call that succeeds spends one.
    for _ in 0..5 {
        assert_eq!(client.get_profile().await.expect_err("503").attempts(), 3);
    }
    assert_eq!(client.get_profile().send().await.expect("a profile").attempts(), 2);
    assert_eq!(outage(&client, &server).await, 30 + 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_cancelled_at_random_leave_all_places_free_and_the_budget_as_it_was() {
    const TASKS: usize = 8;
    const PLACES: usize = 16;
    // A call is answered, or it is cancelled while it waits for an answer or for a retry.
    let script = [json(PROFILE), Close, Stall, unavailable(), json(PROFILE), Stall].map(|step| vec![step]);
    let server = start(Script::in_turn(script).in_cycles()).await;
    let client = client(&server).max_in_flight(PLACES).build().expect("a client");
    let mut running = JoinSet::new();
    for task in 0..TASKS {
        let client = client.clone();
        running.spawn(async move {
            for call in 0..CANCELLED_CALLS / TASKS {
                let most = Duration::from_micros(RandomState::new().hash_one((task, call)) % 2000);
                if let Ok(Err(error)) = tokio::time::timeout(most, client.get_profile().send()).await {
                    panic!("{error:?}");
                }
            }
        });
    }
    running.join_all().await;

    // Requests of cancelled calls may still arrive. Only requests with the right query count.
    let requests = |seen: &Seen, query: &str| seen.requests.iter().filter(|head| head.contains(query)).count();
    server.answer_from_now([Stall]);
    let mut stalled = JoinSet::new();
    for _ in 0..PLACES {
        stalled.spawn(client.get_profile().with_identities(true).send());
    }
    server.until(|seen| requests(seen, "withIdentities") == PLACES).await;
    stalled.shutdown().await;

    server.answer_from_now([unavailable()]);
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        calls.spawn(client.get_profile().with_department_ids(true).timeout(Duration::from_secs(60)).send());
    }
    for result in calls.join_all().await {
        let error = result.expect_err("503");
        assert_eq!(error.kind(), ErrorKind::Http, "{error:?}");
    }
    assert_eq!(requests(&server.seen(), "withDepartmentIds"), 30 + 20);
}
