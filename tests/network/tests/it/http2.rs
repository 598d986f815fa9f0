//! Faults of a connection that many calls share. The calls use the crate's own HTTP client, or a client that speaks
//! HTTP/2.

use std::time::Duration;

use genauth::{AuthenticationClient, AuthenticationClientBuilder, Error, Response, types::UserDto};
use tokio::task::JoinSet;

use crate::faults::{PROFILE, TOKEN, root};
use crate::server::{Fault, GATHERED, Seen, Server};

type Outcome = Result<Response<UserDto>, Error>;

async fn start(fault: Fault) -> Server {
    Server::start(fault, root().server_with_http2("127.0.0.1"), PROFILE).await
}

/// The crate's own HTTP client.
fn own(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder().app_host(server.url()).access_token(TOKEN).add_root_certificate(root().der())
}

/// An HTTP client that a program passes, which chooses HTTP/2.
fn passed(
    server: &Server,
    configure: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> AuthenticationClientBuilder {
    let root = reqwest::Certificate::from_der(&root().der()).expect("a certificate");
    let client = configure(reqwest::Client::builder().tls_certs_only([root]).no_proxy());
    own(server).http_client(client.build().expect("a client"))
}

async fn one_after_another(client: &AuthenticationClient, calls: usize) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for _ in 0..calls {
        outcomes.push(client.get_profile().send().await);
        // The connection becomes idle only when its task runs once more, after the call has its answer.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }
    outcomes
}

async fn at_once(client: &AuthenticationClient, calls: usize) -> Vec<Outcome> {
    let mut running = JoinSet::new();
    for _ in 0..calls {
        running.spawn(client.get_profile().send());
    }
    running.join_all().await
}

/// The number of attempts of each call. Every call must have a profile.
fn attempts(outcomes: &[Outcome]) -> Vec<u32> {
    let attempts = |(call, outcome): (usize, &Outcome)| match outcome {
        Ok(response) => response.attempts(),
        Err(error) => panic!("call {call}: {error:?}"),
    };
    outcomes.iter().enumerate().map(attempts).collect()
}

fn spoke_http1(seen: Seen) {
    assert_eq!(seen.http2, 0, "{seen:?}");
}

#[tokio::test]
async fn a_connection_that_goes_silent_costs_one_attempt() {
    let server = start(Fault::Silent).await;
    let client = own(&server).attempt_timeout(Duration::from_millis(500)).build().expect("a client");
    assert_eq!(attempts(&one_after_another(&client, 5).await), [1, 2, 1, 1, 1]);
    spoke_http1(server.seen());
}

#[tokio::test]
async fn connections_that_break_with_64_calls_on_them_fail_none() {
    for fault in [Fault::Breaks, Fault::Refuses] {
        let server = start(fault).await;
        // Lost requests must be repeated even without retries.
        let client = own(&server).max_retries(0).build().expect("a client");
        assert_eq!(attempts(&at_once(&client, GATHERED).await), [2; GATHERED], "{fault:?}");
        assert_eq!(server.seen().requests, 2 * GATHERED);
        spoke_http1(server.seen());
    }
}

#[tokio::test]
async fn connections_for_one_request_fail_no_call() {
    for fault in [Fault::GoAway, Fault::Abrupt] {
        let server = start(fault).await;
        let client = own(&server).max_retries(0).build().expect("a client");
        let attempts = attempts(&one_after_another(&client, 300).await);
        assert!(attempts.iter().all(|&attempts| attempts <= 2), "{fault:?}: {attempts:?}");
        spoke_http1(server.seen());
    }
}

#[tokio::test]
async fn bursts_fail_no_call() {
    for fault in [Fault::None, Fault::OneAtATime] {
        let server = start(fault).await;
        let client = own(&server).max_retries(0).build().expect("a client");
        for _ in 0..3 {
            assert_eq!(attempts(&at_once(&client, 256).await), [1; 256], "{fault:?}");
        }
        let seen = server.seen();
        // A connection may become idle too late for the next burst.
        assert!(seen.connections <= 2 * 256, "{seen:?}");
        spoke_http1(seen);
    }
}

/// Shows the fault of which `AuthenticationClientBuilder::http_client` warns, and that its advice helps.
#[tokio::test]
async fn a_client_that_was_passed_speaks_http2_and_has_its_faults() {
    const ATTEMPT: Duration = Duration::from_millis(500);
    let server = start(Fault::Silent).await;
    let client = passed(&server, |client| client).attempt_timeout(ATTEMPT).build().expect("a client");
    let outcomes = one_after_another(&client, 3).await;
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false], "{outcomes:?}");
    assert_eq!((server.seen().connections, server.seen().http2), (1, 1));

    for advice in [(|client| client.http1_only()) as fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder, |client| {
        client
            .http2_keep_alive_interval(Duration::from_millis(100))
            .http2_keep_alive_timeout(Duration::from_millis(100))
    }] {
        let server = start(Fault::Silent).await;
        let client = passed(&server, advice).attempt_timeout(ATTEMPT).build().expect("a client");
        assert_eq!(attempts(&one_after_another(&client, 5).await), [1, 2, 1, 1, 1]);
    }
}

#[tokio::test]
async fn a_client_that_was_passed_repeats_what_was_lost_over_http2() {
    for (fault, calls) in [(Fault::Breaks, GATHERED), (Fault::Refuses, GATHERED), (Fault::None, 256)] {
        let server = start(fault).await;
        let client = passed(&server, |client| client).max_retries(0).build().expect("a client");
        attempts(&at_once(&client, calls).await);
        assert!(server.seen().requests <= 2 * calls, "{fault:?}: {:?}", server.seen());
        assert!(server.seen().http2 > 0);
    }
    for fault in [Fault::GoAway, Fault::Abrupt] {
        let server = start(fault).await;
        let client = passed(&server, |client| client).max_retries(0).build().expect("a client");
        attempts(&one_after_another(&client, 100).await);
    }
}
