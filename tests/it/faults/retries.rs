//! Retries: in which cases, after which pause, and how many at most.

use std::time::{Duration, Instant};

use genauth::{AuthenticationClient, ErrorKind};
use tokio::task::JoinSet;

use super::canary::{PROFILE, TOKEN};
use super::net::client;
use crate::support::{Script, Server, Step, json, response};

fn unavailable(headers: &str) -> Step {
    response("503 Service Unavailable", headers, "c4n4ry")
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    const DATE: &str = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let mut running = JoinSet::new();
    for (headers, least, most) in [
        ("retry-after: 1\r\n".to_owned(), 1000, 4000),
        ("retry-after:  1 \r\n".to_owned(), 1000, 4000),
        // A time counts from the response's own `date`, in any of HTTP's three formats. The server's clock may be off.
        (format!("{DATE}retry-after: Sun, 06 Nov 1994 08:49:38 GMT\r\n"), 1000, 4000),
        (format!("{DATE}retry-after: Sunday, 06-Nov-94 08:49:38 GMT\r\n"), 1000, 4000),
        (format!("{DATE}retry-after: Sun Nov  6 08:49:38 1994\r\n"), 1000, 4000),
        // A time that is past, zero or unreadable leaves the usual pause.
        (format!("{DATE}retry-after: Sun, 06 Nov 1994 08:49:36 GMT\r\n"), 0, 900),
        ("retry-after: Sun, 06 Nov 1994 08:49:38 GMT\r\n".to_owned(), 0, 900),
        ("retry-after: -1\r\n".to_owned(), 0, 900),
        ("retry-after: +2\r\n".to_owned(), 0, 900),
        ("retry-after: \r\n".to_owned(), 0, 900),
        ("retry-after: soon\r\n".to_owned(), 0, 900),
        ("retry-after: 0\r\n".to_owned(), 0, 900),
    ] {
        running.spawn(async move {
            let (answer, failing) = (vec![json(PROFILE)], vec![unavailable(&headers)]);
            let server = Server::start(Script::in_turn([answer.clone(), failing, answer])).await;
            let client = client(&server).build().expect("a client");
            // The failing attempt then uses an idle connection. A lost idle connection would be no reason to wait.
            client.get_profile().await.expect("a profile");
            let started = Instant::now();
            let response = client.get_profile().send().await.expect("a profile");
            let took = started.elapsed().as_millis();
            assert_eq!(response.attempts(), 2);
            assert!((least..most).contains(&took), "{headers:?}: {took} ms");
        });
    }
    running.join_all().await;
}

#[tokio::test]
async fn retry_after_beyond_the_deadline_is_an_error_at_once() {
    for headers in [
        "retry-after: 6\r\n",
        "retry-after: 18446744073709551615\r\n",
        "retry-after: 99999999999999999999999\r\n",
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:43 GMT\r\n",
    ] {
        let server = Server::start(Script::always([unavailable(headers)])).await;
        let client = client(&server).timeout(Duration::from_secs(5)).build().expect("a client");
        let started = Instant::now();
        let error = client.get_profile().await.expect_err("503");
        assert!(started.elapsed() < Duration::from_secs(2), "{headers:?}: {:?}", started.elapsed());
        assert_eq!((error.kind(), error.attempts(), server.seen().requests.len()), (ErrorKind::Http, 1, 1));
        assert!(error.retry_after() >= Some(Duration::from_secs(6)), "{error:?}");
    }
}

#[tokio::test]
async fn retries_are_as_many_as_the_builder_says() {
    for retries in [0, 1, 5] {
        let server = Server::start(Script::always([unavailable("retry-after: 0\r\n")])).await;
        let client = client(&server).max_retries(retries).build().expect("a client");
        let error = client.get_profile().await.expect_err("503");
        assert_eq!((error.attempts(), server.seen().requests.len()), (retries + 1, retries as usize + 1));
    }
}

#[tokio::test]
async fn pauses_grow_to_two_seconds_at_most() {
    let server = Server::start(Script::always([unavailable("")])).await;
    let client = client(&server).max_retries(6).build().expect("a client");
    let started = Instant::now();
    client.get_profile().await.expect_err("503");
    let took = started.elapsed();
    // The pauses are at most 100, 200, 400, 800, 1600 and 2000 ms. All six are below a tenth once in a million runs.
    assert!((510..8000).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test]
async fn an_outage_costs_twenty_retries_for_each_client() {
    let (failing, answer) = (vec![unavailable("retry-after: 0\r\n")], vec![json(PROFILE)]);
    let script: Vec<_> =
        std::iter::repeat_n(failing.clone(), 120).chain(std::iter::repeat_n(answer, 30)).chain([failing]).collect();
    let server = Server::start(Script::in_turn(script)).await;
    let client = client(&server).build().expect("a client");
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        // Clones share the budget.
        calls.spawn(client.clone().get_profile().send());
    }
    let failed = calls.join_all().await;
    assert!(failed.iter().all(|result| result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Http)));
    assert_eq!(server.seen().requests.len(), 120);

    for _ in 0..30 {
        assert_eq!(client.get_profile().send().await.expect("a profile").attempts(), 1);
    }
    // 30 successes give three retries back: two for the first call, one for the second.
    for attempts in [3, 2, 1] {
        assert_eq!(client.get_profile().await.expect_err("503").attempts(), attempts);
    }
    let other = AuthenticationClient::builder().app_host(server.url()).access_token(TOKEN).build().expect("a client");
    assert_eq!(other.get_profile().await.expect_err("503").attempts(), 3);
}
