//! Connections that are opened ahead of the calls.

use std::time::Duration;

use genauth::ErrorKind;

use super::canary::{self, PROFILE};
use super::net::{client, start};
use super::stale::burst;
use super::table::Authority;
use crate::support::Step::{Close, Stall};
use crate::support::{Script, json, response};

#[tokio::test]
async fn a_burst_uses_the_connections_that_were_opened_ahead() {
    let server = start(Script::always([json(PROFILE)])).await;
    let client = client(&server).build().expect("a client");
    client.connect(8).await.expect("connections");
    let seen = server.seen();
    assert_eq!((seen.connections, seen.requests.len()), (8, 8));
    for head in &seen.requests {
        assert!(head.starts_with("GET /oidc/.well-known/openid-configuration HTTP/1.1\r\n"), "{head}");
        assert!(!head.to_lowercase().contains("authorization"), "{head}");
        canary::search("a request without a token", head);
    }
    for _ in 0..3 {
        burst(&client, 8).await;
    }
    // Idle connections count.
    client.connect(8).await.expect("connections");
    assert_eq!(server.seen().connections, 8);
}

#[tokio::test]
async fn connections_over_tls_are_opened_ahead_too() {
    let root = Authority::new();
    let server = start(Script::always([json(PROFILE)]).tls(root.server("127.0.0.1", false))).await;
    let client = client(&server).add_root_certificate(root.der()).build().expect("a client");
    client.connect(4).await.expect("connections");
    burst(&client, 4).await;
    assert_eq!(server.seen().connections, 4);
}

#[tokio::test]
async fn no_more_connections_are_opened_than_calls_may_be_in_flight() {
    let server = start(Script::always([json(PROFILE)])).await;
    let client = client(&server).max_in_flight(4).build().expect("a client");
    client.connect(1000).await.expect("connections");
    assert_eq!(server.seen().connections, 4);
    client.connect(0).await.expect("nothing to do");
    burst(&client, 4).await;
    assert_eq!(server.seen().connections, 4);
}

#[tokio::test]
async fn any_status_leaves_a_connection() {
    for answer in [response("404 Not Found", "", "no"), response("404 Not Found", "", ""), response("503 No", "", "")] {
        let server = start(Script::in_turn([vec![answer], vec![json(PROFILE)]])).await;
        let client = client(&server).build().expect("a client");
        client.connect(1).await.expect("a connection");
        client.get_profile().await.expect("a profile");
        assert_eq!(server.seen().connections, 1);
    }
}

#[tokio::test]
async fn a_connection_that_fails_is_told_and_costs_no_place() {
    for (steps, kind) in [(vec![Close], ErrorKind::Interrupted), (vec![Stall], ErrorKind::Timeout)] {
        let server = start(Script::always(steps)).await;
        let client = client(&server).max_in_flight(2).attempt_timeout(Duration::from_millis(300));
        let client = client.build().expect("a client");
        let error = client.connect(2).await.expect_err("no answer");
        assert_eq!(error.kind(), kind, "{error}");
        server.answer_from_now([json(PROFILE)]);
        burst(&client, 2).await;
    }
    let server = start(Script::always([Close])).await;
    let client = client(&server).build().expect("a client");
    drop(server);
    assert_eq!(client.connect(2).await.expect_err("nobody listens").kind(), ErrorKind::Connect);
}

#[test]
fn a_blocking_client_connects_ahead() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(crate::support::Server::start(Script::always([json(PROFILE)])));
    let client = genauth::blocking::AuthenticationClient::builder().app_host(server.url()).access_token("t");
    let client = client.build().expect("a client");
    client.connect(3).expect("connections");
    client.get_profile().send().expect("a profile");
    assert_eq!(server.seen().connections, 3);
}
