//! TLS sessions, which the crate's two HTTP clients share.

use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::canary::PROFILE;
use super::net::{client, start};
use super::stale::burst;
use super::table::Authority;
use crate::support::Step::Close;
use crate::support::{Script, json};

#[tokio::test]
async fn a_repeated_request_resumes_the_session() {
    for versions in [&[&TLS12], &[&TLS13]] {
        let root = Authority::new();
        let script = Script::in_turn([vec![json(PROFILE)], vec![Close]]).by_connection();
        let server = start(script.tls(root.server_with("127.0.0.1", false, versions))).await;
        let client = client(&server).add_root_certificate(root.der()).build().expect("a client");
        client.get_profile().await.expect("a profile");
        assert_eq!(server.seen().resumed, 0);
        // The repetition of this call's request goes over a connection of the crate's other HTTP client.
        assert_eq!(client.get_profile().send().await.expect("a profile").attempts(), 2);
        assert_eq!((server.seen().connections, server.seen().resumed), (2, 1), "{versions:?}");
    }
}

#[tokio::test]
async fn after_a_restart_every_connection_resumes_a_session() {
    let root = Authority::new();
    let script = Script::in_turn([vec![json(PROFILE)], vec![Close]]).by_connection();
    let server = start(script.tls(root.server("127.0.0.1", false))).await;
    let client = client(&server).add_root_certificate(root.der()).build().expect("a client");
    burst(&client, 20).await;
    let before = server.seen();
    // The server closes the connections of the first burst when they are used again.
    burst(&client, 20).await;
    let seen = server.seen();
    assert!(seen.connections - before.connections >= 20, "{} connections", seen.connections);
    assert_eq!(seen.resumed - before.resumed, seen.connections - before.connections);
}
