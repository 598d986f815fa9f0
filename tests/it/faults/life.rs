//! Many calls, and calls that end otherwise than by an answer.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use genauth::{AuthenticationClient, AuthenticationClientBuilder, ErrorKind};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::canary::{PROFILE, TOKEN};
use crate::support::Step::{Close, Stall};
use crate::support::{Script, Server, in_child, is_child, json};

fn client(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder().app_host(server.url()).access_token(TOKEN)
}

#[tokio::test]
async fn connections_closed_while_idle_fail_no_call() {
    let server = Server::start(Script::always([json(PROFILE), Close])).await;
    let client = client(&server).build().expect("a client");
    for call in 0..300 {
        client.get_profile().await.unwrap_or_else(|error| panic!("call {call}: {error:?}"));
    }
}

#[tokio::test]
async fn connections_closed_as_they_are_used_again_fail_no_call() {
    let server = Server::start(Script::in_turn([vec![json(PROFILE)], vec![Close]]).by_connection()).await;
    let client = client(&server).build().expect("a client");
    let started = Instant::now();
    for call in 0..300 {
        let response = client.get_profile().send().await.unwrap_or_else(|error| panic!("call {call}: {error:?}"));
        assert_eq!(response.attempts(), if call == 0 { 1 } else { 2 });
    }
    assert_eq!(server.seen().requests.len(), 599);
    // Without pauses, whose average is 50 ms.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[tokio::test]
async fn connections_closed_as_they_are_used_again_cost_no_later_retry() {
    let stale = [vec![json(PROFILE)], vec![Close]].into_iter().cycle().take(2 * 40);
    let unavailable = crate::support::response("503 Oops", "retry-after: 0\r\n", "");
    let server = Server::start(Script::in_turn(stale.chain([vec![unavailable]]).collect::<Vec<_>>())).await;
    let client = client(&server).build().expect("a client");
    for _ in 0..40 {
        client.get_profile().await.expect("a profile");
    }
    // The call that finds its connection closed is answered with 503, twice; the others make three attempts each while
    // the budget lasts.
    let mut requests = server.seen().requests.len();
    assert_eq!(requests, 79);
    for _ in 0..30 {
        client.get_profile().await.expect_err("503");
    }
    requests = server.seen().requests.len() - requests;
    assert_eq!(requests, 30 + 20 + 1);
}

#[tokio::test]
async fn repetitions_give_back_what_they_took_from_the_budget() {
    let unavailable = || vec![crate::support::response("503 Oops", "retry-after: 0\r\n", "")];
    // Nine failing calls, two that leave a connection each, one that finds both closed, then an outage.
    let mut script = vec![unavailable(); 27];
    script.extend([vec![json(PROFILE)], vec![json(PROFILE)], vec![Close], vec![Close], vec![json(PROFILE)]]);
    let server = Server::start(Script::in_turn([script, vec![unavailable()]].concat())).await;
    let client = client(&server).build().expect("a client");
    for _ in 0..9 {
        assert_eq!(client.get_profile().await.expect_err("503").attempts(), 3);
    }
    let (first, second) = tokio::join!(client.get_profile(), client.get_profile());
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(client.get_profile().send().await.expect("a profile").attempts(), 3);
    // Eighteen retries are gone, and no more.
    for attempts in [3, 1] {
        assert_eq!(client.get_profile().await.expect_err("503").attempts(), attempts);
    }
}

#[tokio::test]
async fn the_longest_durations_are_no_deadline() {
    let server = Server::start(Script::always([json(PROFILE)])).await;
    let client = client(&server).attempt_timeout(Duration::MAX).timeout(Duration::MAX).build().expect("a client");
    let call = client.get_profile().timeout(Duration::MAX);
    assert!(format!("{call:?}").contains("timeout: "), "{call:?}");
    call.await.expect("a profile");
    assert!(format!("{client:?}").contains("app_host: \"http://127.0.0.1:"), "{client:?}");
}

#[tokio::test]
async fn many_connections_closed_as_they_are_used_again_fail_no_call() {
    for retries in [0, 2] {
        let server = Server::start(Script::in_turn([vec![json(PROFILE)], vec![Close]]).by_connection()).await;
        let client = client(&server).max_retries(retries).build().expect("a client");
        // A small burst after a large one meets more idle connections than a call has retries.
        for burst in [100, 5, 5, 100, 1, 1, 20] {
            let mut calls = JoinSet::new();
            for _ in 0..burst {
                calls.spawn(client.get_profile().send());
            }
            for result in calls.join_all().await {
                result.unwrap_or_else(|error| panic!("burst of {burst}: {error:?}"));
            }
        }
    }
}

#[tokio::test]
async fn an_outage_repeats_no_more_than_there_were_idle_connections() {
    let answers = std::iter::repeat_n(vec![json(PROFILE)], 10);
    let server = Server::start(Script::in_turn(answers.chain([vec![Close]]).collect::<Vec<_>>())).await;
    let client = client(&server).build().expect("a client");
    client.get_profile().await.expect("a profile");
    for _ in 0..9 {
        client.get_profile().await.expect("a profile");
    }
    for _ in 0..30 {
        client.get_profile().await.expect_err("closed");
    }
    // One connection was idle. Its loss took from the budget too, as no answer came any more.
    assert_eq!(server.seen().requests.len(), 10 + 30 + 20);
}

#[tokio::test]
async fn many_repetitions_of_one_call_slow_down() {
    // Thirty connections that were idle, as far as the client knows, and nothing that answers any more.
    let answers = std::iter::repeat_n(vec![json(PROFILE)], 30);
    let server = Server::start(Script::in_turn(answers.chain([vec![Close]]).collect::<Vec<_>>())).await;
    let client = client(&server).max_retries(0).build().expect("a client");
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        calls.spawn(client.get_profile().send());
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    let started = Instant::now();
    let error = client.get_profile().await.expect_err("closed");
    let repeated = server.seen().requests.len() as u64 - 30 - 1;
    assert_eq!((error.kind(), u64::from(error.attempts())), (ErrorKind::Interrupted, repeated + 1));
    // As many as there were connections; each paused, but for three.
    assert!((4..=30).contains(&repeated), "{repeated}");
    assert!(started.elapsed() >= Duration::from_millis(10) * (repeated as u32 - 3), "{:?}", started.elapsed());
}

#[tokio::test]
async fn answers_leave_an_idle_connection_or_none() {
    let closing = |version: &str, headers: &str| {
        crate::support::Step::Send(format!("HTTP/{version} 200 OK\r\n{headers}\r\n{PROFILE}").into_bytes())
    };
    let chunks = |rest: &str| crate::support::Step::Send(format!("HTTP/1.1 200 OK\r\n{rest}\r\n").into_bytes());
    let length = PROFILE.len();
    for last in [
        closing("1.1", &format!("connection: close\r\ncontent-length: {length}\r\n")),
        closing("1.1", &format!("connection: x-other, Close\r\ncontent-length: {length}\r\n")),
        closing("1.1", ""),
        closing("1.0", &format!("content-length: {length}\r\n")),
    ] {
        let server = Server::start(Script::in_turn([vec![last, Close], vec![Close]])).await;
        let client = client(&server).max_retries(0).build().expect("a client");
        client.get_profile().await.expect("a profile");
        // Lost on a connection of its own: no reason to repeat.
        assert_eq!(client.get_profile().await.expect_err("closed").attempts(), 1);
    }
    let chunked = format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{PROFILE}\r\n0\r\n", PROFILE.len());
    for last in [closing("1.1", &format!("content-length: {length}\r\n")), chunks(&chunked)] {
        let server = Server::start(Script::in_turn([vec![last], vec![Close]])).await;
        let client = client(&server).max_retries(0).build().expect("a client");
        client.get_profile().await.expect("a profile");
        assert_eq!(client.get_profile().await.expect_err("closed").attempts(), 2);
    }
}

#[test]
fn ten_thousand_calls_at_once_with_1024_descriptors() {
    const NAME: &str = "faults::life::ten_thousand_calls_at_once_with_1024_descriptors";
    if cfg!(unix) && !is_child(NAME) {
        return in_child(NAME, &[], Some("ulimit -n 1024"));
    }
    Runtime::new().expect("a runtime").block_on(async {
        // Server and client share the descriptors.
        let server = Server::start(Script::always([json(PROFILE)])).await;
        let client = client(&server).build().expect("a client");
        let mut calls = JoinSet::new();
        for _ in 0..10_000 {
            calls.spawn(client.get_profile().send());
        }
        for result in calls.join_all().await {
            assert_eq!(result.expect("a profile").attempts(), 1);
        }
        let connections = server.seen().connections;
        assert!(connections <= 512, "{connections} connections");
    });
}

#[tokio::test]
async fn calls_beyond_the_limit_wait_inside_their_deadline() {
    let server = Server::start(Script::in_turn([vec![Stall], vec![json(PROFILE)]])).await;
    let client = client(&server).max_in_flight(1).build().expect("a client");
    let first = tokio::spawn(client.get_profile().send());
    server.until(|seen| seen.requests.len() == 1).await;
    let error = client.get_profile().timeout(Duration::from_millis(100)).await.expect_err("no place");
    assert_eq!((error.kind(), error.attempts(), server.seen().connections), (ErrorKind::Timeout, 0, 1));
    assert!(error.to_string().contains("max_in_flight"), "{error}");

    // Waiting, until the first is gone.
    let second = tokio::spawn(client.get_profile().send());
    first.abort();
    server.until(|seen| seen.ended == 1).await;
    assert_eq!(second.await.expect("not aborted").expect("a profile").attempts(), 1);
}

#[tokio::test]
async fn a_dropped_call_frees_its_connection_and_its_place() {
    let server = Server::start(Script::in_turn([vec![Stall], vec![Stall], vec![json(PROFILE)]])).await;
    let client = client(&server).max_in_flight(1).build().expect("a client");
    for calls in 1..=2 {
        let mut call = Box::pin(client.get_profile().send());
        tokio::select! {
            _ = &mut call => panic!("answered"),
            () = server.until(|seen| seen.requests.len() == calls) => {}
        }
        assert_eq!(server.seen().ended, calls - 1);
        drop(call);
        server.until(|seen| seen.ended == calls).await;
    }
    client.get_profile().await.expect("a profile");
}

#[test]
fn a_client_outlives_the_runtimes_that_used_it() {
    let serving = Runtime::new().expect("a runtime");
    let server = serving.block_on(Server::start(Script::always([json(PROFILE)])));
    let client = client(&server).max_retries(0).build().expect("a client");
    for round in 0..20 {
        let runtime = match round % 2 {
            0 => Runtime::new(),
            _ => tokio::runtime::Builder::new_current_thread().enable_all().build(),
        };
        let runtime = runtime.expect("a runtime");
        for _ in 0..2 {
            runtime.block_on(client.get_profile().send()).unwrap_or_else(|error| panic!("round {round}: {error:?}"));
        }
        // With a call under way.
        let calls = client.clone();
        runtime.spawn(async move { calls.get_profile().await });
        match round % 3 {
            0 => runtime.shutdown_background(),
            _ => drop(runtime),
        }
    }
}

#[test]
fn without_a_runtime_a_call_is_an_error() {
    let client = AuthenticationClient::builder().app_host("http://127.0.0.1:9").access_token(TOKEN);
    let client = client.build().expect("a client");
    let call = pin!(client.get_profile().send());
    match call.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(error)) => {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0));
            assert!(error.to_string().contains("tokio"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_body_of_64_mib_costs_no_16_mib() {
    const NAME: &str = "faults::life::a_body_of_64_mib_costs_no_16_mib";
    const BLOCK: &[u8] = &[b'x'; 64 * 1024];
    if !is_child(NAME) {
        let serving = Runtime::new().expect("a runtime");
        for head in ["transfer-encoding: chunked\r\n\r\n4000000\r\n", "\r\n", "content-length: 67108864\r\n\r\n"] {
            let head = crate::support::Step::Send(format!("HTTP/1.1 200 OK\r\n{head}").into_bytes());
            let big = vec![head, crate::support::Step::Repeat(BLOCK, 1024), Close];
            let server = serving.block_on(Server::start(Script::in_turn([vec![json(PROFILE)], big])));
            in_child(NAME, &[("GENAUTH_TEST_SERVER", &server.url())], None);
        }
        return;
    }
    let peak = || -> usize {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse().expect("a number of KiB")
    };
    Runtime::new().expect("a runtime").block_on(async {
        let server = std::env::var("GENAUTH_TEST_SERVER").expect("the parent's server");
        let client = AuthenticationClient::builder().app_host(server).access_token(TOKEN).build().expect("a client");
        client.get_profile().await.expect("a profile");
        let idle = peak();
        let error = client.get_profile().await.expect_err("64 MiB");
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        let more = peak() - idle;
        println!("{more} KiB above idle");
        assert!(more < 16 * 1024, "{more} KiB above idle");
    });
}
