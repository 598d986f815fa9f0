//! Calls under unusual conditions: very many at once, very long deadlines, dropped calls, and runtimes that end.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use genauth::{AuthenticationClient, ErrorKind};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::canary::{PROFILE, TOKEN};
use super::net::client;
use crate::support::Step::{Close, Stall};
use crate::support::{Script, Server, in_child, is_child, json};

#[tokio::test]
async fn the_longest_durations_are_no_deadline() {
    let server = Server::start(Script::always([json(PROFILE)])).await;
    let client = client(&server).attempt_timeout(Duration::MAX).timeout(Duration::MAX).build().expect("a client");
    let call = client.get_profile().timeout(Duration::MAX);
    assert!(format!("{call:?}").contains("timeout: "), "{call:?}");
    call.await.expect("a profile");
    assert!(format!("{client:?}").contains("app_host: \"http://127.0.0.1:"), "{client:?}");
}

#[test]
fn ten_thousand_calls_at_once_with_1024_descriptors() {
    const NAME: &str = "faults::life::ten_thousand_calls_at_once_with_1024_descriptors";
    if cfg!(unix) && !is_child(NAME) {
        // Each connection has both of its ends in the child: 1,024 descriptors for the client, as many for the server.
        return in_child(NAME, &[], Some("ulimit -n 2048"));
    }
    Runtime::new().expect("a runtime").block_on(async {
        let server = Server::start(Script::always([json(PROFILE)])).await;
        // A busy machine takes longer than the default deadlines.
        let client = client(&server).connect_timeout(Duration::from_secs(60));
        let client = client.attempt_timeout(Duration::MAX).timeout(Duration::MAX).build().expect("a client");
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

    // The second call waits until the first call is gone.
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
        // A call is under way when the runtime ends.
        let calls = client.clone();
        runtime.spawn(async move { calls.get_profile().await });
        match round % 3 {
            0 => runtime.shutdown_background(),
            _ => drop(runtime),
        }
    }
}

/// An idle connection belongs to the runtime that made it, and does nothing while nobody drives this runtime.
#[test]
fn a_runtime_that_is_not_driven_costs_an_attempt() {
    let serving = Runtime::new().expect("a runtime");
    let server = serving.block_on(Server::start(Script::always([json(PROFILE)])));
    let client = client(&server).attempt_timeout(Duration::from_millis(300)).build().expect("a client");
    let runtimes = [(), ()].map(|()| tokio::runtime::Builder::new_current_thread().enable_all().build());
    let [first, second] = runtimes.map(|runtime| runtime.expect("a runtime"));
    first.block_on(async {
        assert_eq!(client.get_profile().send().await.expect("a profile").attempts(), 1);
        // The connection becomes idle only when its task runs once more, after the call has its answer.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    });
    let attempts = [(); 3].map(|()| second.block_on(client.get_profile().send()).expect("a profile").attempts());
    assert_eq!(attempts, [2, 1, 1]);
}

#[tokio::test]
async fn an_answer_too_many_is_not_kept_for_the_next_call() {
    let answer = |user_id: &str| json(&format!(r#"{{"statusCode":200,"data":{{"userId":"{user_id}"}}}}"#));
    let script = Script::in_turn([vec![answer("own"), answer("another's")], vec![answer("own")]]);
    let server = Server::start(script).await;
    let client = client(&server).build().expect("a client");
    client.get_profile().await.expect("a profile");
    // The client closes the connection, because bytes that nobody asked for arrive while the connection is idle.
    server.until(|seen| seen.ended == 1).await;
    for _ in 0..10 {
        assert_eq!(client.get_profile().await.expect("a profile").user_id, "own");
    }
    // HTTP/1.1 can't tell that an answer after the next request belongs to someone else. Only the user's ID shows it.
    server.answer_from_now([answer("another's"), answer("own")]);
    assert_eq!(client.get_profile().await.expect("a profile").user_id, "another's");
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
