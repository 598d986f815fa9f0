//! Connections that the server closes while they are idle, or at the moment of their reuse. No call fails because of
//! these connections, and no call sends many requests because of them.

use std::time::{Duration, Instant};

use genauth::{AuthenticationClient, ErrorKind};
use tokio::task::JoinSet;

use super::canary::PROFILE;
use super::net::{client, start};
use crate::support::Step::{self, Close, Reset};
use crate::support::{Script, json, response};

/// Makes calls at once. Each call must get a profile.
pub(super) async fn burst(client: &AuthenticationClient, calls: usize) {
    let mut running = JoinSet::new();
    for _ in 0..calls {
        running.spawn(client.get_profile().send());
    }
    for result in running.join_all().await {
        result.unwrap_or_else(|error| panic!("burst of {calls}: {error:?}"));
    }
}

#[tokio::test]
async fn connections_closed_while_idle_fail_no_call() {
    let server = start(Script::always([json(PROFILE), Close])).await;
    let client = client(&server).build().expect("a client");
    for call in 0..300 {
        client.get_profile().await.unwrap_or_else(|error| panic!("call {call}: {error:?}"));
    }
}

#[tokio::test]
async fn connections_closed_as_they_are_used_again_fail_no_call() {
    let server = start(Script::in_turn([vec![json(PROFILE)], vec![Close]]).by_connection()).await;
    // Without retries, only a repetition can save a call whose connection is closed.
    let client = client(&server).max_retries(0).build().expect("a client");
    let mut repeated = 0;
    for call in 0..300 {
        let response = client.get_profile().send().await.unwrap_or_else(|error| panic!("call {call}: {error:?}"));
        repeated += response.attempts() - 1;
    }
    // A repetition leaves no idle connection, so every second call opens a new connection. A connection may also become
    // idle too late for the next call.
    assert!((100..=150).contains(&repeated), "{repeated} repetitions");
    assert_eq!(server.seen().requests.len(), 300 + repeated as usize);
}

#[tokio::test]
async fn bursts_on_connections_closed_as_they_are_used_again_fail_no_call() {
    for retries in [0, 2] {
        let server = start(Script::in_turn([vec![json(PROFILE)], vec![Close]]).by_connection()).await;
        let client = client(&server).max_retries(retries).build().expect("a client");
        // A small burst after a large one meets more idle connections than a call has retries.
        for calls in [100, 5, 5, 100, 1, 1, 20] {
            burst(&client, calls).await;
        }
    }
}

#[tokio::test]
async fn connections_closed_as_they_are_used_again_cost_no_retry() {
    let unavailable = response("503 Oops", "retry-after: 0\r\n", "");
    let stale = [vec![json(PROFILE)], vec![Close]].into_iter().cycle().take(2 * 40);
    let server = start(Script::in_turn(stale.chain([vec![unavailable]]).collect::<Vec<_>>())).await;
    let client = client(&server).build().expect("a client");
    for _ in 0..40 {
        client.get_profile().await.expect("a profile");
    }
    let before = server.seen().requests.len();
    assert_eq!(before, 79);
    // The first call finds its connection closed, and repeats its request. While the budget lasts, each call makes
    // three attempts.
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        calls.spawn(client.get_profile().send());
    }
    assert!(calls.join_all().await.iter().all(Result::is_err));
    assert_eq!(server.seen().requests.len() - before, 30 + 20 + 1);
}

#[tokio::test]
async fn after_a_burst_a_call_sends_few_requests() {
    let send = |text: &str| Step::Send(text.as_bytes().to_vec());
    for (name, end) in [
        ("closes", vec![Close]),
        ("resets", vec![Reset]),
        ("closes inside the head", vec![send("HTTP/1.1 200 OK\r\ncontent-ty"), Close]),
        ("answers what isn't HTTP", vec![send("SSH-2.0-OpenSSH_9.6\r\n"), Close]),
        ("answers a malformed head", vec![send("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), Close]),
        ("answers a malformed head and stays", vec![send("HTTP/1.1 two hundred\r\n\r\n"), Step::Stall]),
    ] {
        for retries in [0, 2] {
            let server = start(Script::always([json(PROFILE)])).await;
            let client = client(&server).max_retries(retries).build().expect("a client");
            burst(&client, 256).await;
            server.answer_from_now(end.clone());
            let started = Instant::now();
            let error = client.get_profile().await.expect_err(name);
            let sent = server.seen().requests.len() - 256;
            assert_eq!((error.kind(), error.attempts() as usize), (ErrorKind::Interrupted, sent), "{name}: {error:?}");
            assert!(sent <= retries as usize + 2, "{name}: {sent} requests");
            // An answer that isn't HTTP is still an answer. The request may be retried, but not repeated at once.
            if name.starts_with("answers") {
                assert_eq!(sent, retries as usize + 1, "{name}");
            }
            assert!(started.elapsed() < Duration::from_secs(9), "{name}: {:?}", started.elapsed());
        }
    }
}

#[tokio::test]
async fn a_server_that_speaks_first_gets_few_requests() {
    let greeting = Step::Send(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec());
    let server = start(Script::always([greeting, Step::Stall]).eager()).await;
    let client = client(&server).build().expect("a client");
    let error = client.get_profile().await.expect_err("not HTTP");
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    assert!(server.seen().connections <= 4, "{} connections", server.seen().connections);
}

#[tokio::test]
async fn every_request_after_the_first_of_a_call_has_a_connection_of_its_own() {
    // The burst leaves many idle connections. A call may use only one of them.
    let server = start(Script::always([json(PROFILE)])).await;
    let client = client(&server).max_retries(3).build().expect("a client");
    burst(&client, 32).await;
    server.answer_from_now([response("503 Oops", "retry-after: 0\r\n", "")]);
    let before = server.seen().connections;
    let error = client.get_profile().await.expect_err("503");
    assert_eq!((error.attempts(), server.seen().connections - before), (4, 3));
    // None of the three new connections is kept.
    server.until(|seen| seen.ended >= 3).await;
}

#[tokio::test]
async fn an_outage_in_which_connections_are_closed_doubles_the_load_at_most() {
    let server = start(Script::always([Close])).await;
    let client = client(&server).build().expect("a client");
    for _ in 0..100 {
        client.get_profile().await.expect_err("closed");
    }
    // Each call sends a request and its repetition. The budget pays for 20 retries in all.
    assert_eq!(server.seen().requests.len(), 2 * 100 + 20);
}
