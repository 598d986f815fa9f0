//! Connections that go silent, and a slow service: a request of a logged-in user is let in within its time.

use std::time::{Duration, Instant};

use genauth::resource_server::{Authenticator, Rejection};
use genauth::{AccessToken, AuthenticationClient};
use tokio::task::JoinSet;

use crate::support::Step::{self, Drip};
use crate::support::{Script, Server};

const PROFILE: &str = r#"{"statusCode":200,"data":{"userId":"ada"}}"#;
const LENGTH: &str = "content-length: 42\r\n\r\n";

fn text(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

/// The client's settings are the defaults. Every request is a call: nothing is cached.
fn authenticator(server: &Server, limit: Duration) -> Authenticator {
    let client = AuthenticationClient::builder().app_host(server.url()).build().expect("a client");
    let builder = Authenticator::builder(client).verify_locally(false).profile_ttl(Duration::ZERO).timeout(limit);
    builder.build().expect("an authenticator")
}

async fn ask(authenticator: &Authenticator, token: usize) -> Result<String, Rejection> {
    let token = AccessToken::new(format!("token-{token}")).expect("a token");
    authenticator.authenticate(&token).await.map(|user| user.user_id.clone())
}

async fn burst(authenticator: &Authenticator, requests: usize) {
    let mut running = JoinSet::new();
    for token in 0..requests {
        let authenticator = authenticator.clone();
        running.spawn(async move { ask(&authenticator, token).await });
    }
    assert!(running.join_all().await.iter().all(|result| result.as_deref() == Ok("ada")));
}

#[tokio::test]
async fn twenty_silent_connections_refuse_nobody() {
    const LIMIT: Duration = Duration::from_secs(2);
    // The answers begin slowly, so that twenty requests at once open twenty connections.
    let slow = vec![Drip(b"HTTP/1.1", Duration::from_millis(20)), text(" 200 OK\r\n"), text(LENGTH), text(PROFILE)];
    let server = Server::start(Script::always(slow)).await;
    let authenticator = authenticator(&server, LIMIT);
    burst(&authenticator, 20).await;
    assert_eq!(server.seen().connections, 20);
    server.silence_open_connections();
    for wave in 0..5 {
        let started = Instant::now();
        burst(&authenticator, 5).await;
        // With the default of 5 seconds: 3 seconds.
        assert!(started.elapsed() < LIMIT * 9 / 10, "wave {wave}: {:?}", started.elapsed());
    }
    assert_eq!(server.seen().requests.len(), 20 + 25 + 20, "a second request for each silent connection");
}

#[tokio::test]
async fn a_slow_service_lets_everybody_in_and_gets_few_more_requests() {
    const LIMIT: Duration = Duration::from_secs(5); // the default
    let answer = vec![Drip(b"H", LIMIT * 6 / 10), text("TTP/1.1 200 OK\r\n"), text(LENGTH), text(PROFILE)];
    let server = Server::start(Script::always(answer)).await;
    let authenticator = authenticator(&server, LIMIT);
    // The retry budget is full at first, and pays for twenty second attempts.
    burst(&authenticator, 100).await;
    let before = server.seen().requests.len();
    assert!(before <= 100 + 20 + 10, "{before} requests");
    burst(&authenticator, 100).await;
    let sent = server.seen().requests.len() - before;
    assert!(sent <= 110, "{sent} requests for 100 calls");
}
