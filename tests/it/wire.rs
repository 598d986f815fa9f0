//! The request on the wire: method, path, query and headers, read from a raw socket.

use std::fmt::Write as _;
use std::time::Duration;

use genauth::{AuthenticationClient, AuthenticationClientBuilder, GetProfile};

use crate::support::{Script, Server, in_child, is_child, json};

const ANSWER: &str = r#"{"statusCode":200,"message":"ok","data":{"userId":"x"}}"#;

/// The request that a call makes, with its headers sorted by name.
async fn request(
    build: impl FnOnce(AuthenticationClientBuilder) -> AuthenticationClientBuilder,
    call: impl FnOnce(GetProfile) -> GetProfile,
) -> String {
    let server = Server::start(Script::always([json(ANSWER)])).await;
    let builder = AuthenticationClient::builder().app_host(server.url()).access_token("t0ken");
    let client = build(builder).build().expect("a client");
    assert_eq!(call(client.get_profile()).await.expect("a profile").user_id, "x");
    let request = server.seen().requests.concat();
    let mut lines = request.trim_end().split("\r\n");
    let mut sorted = lines.next().unwrap_or_default().to_owned();
    let mut headers: Vec<_> = lines.collect();
    headers.sort_unstable();
    let version = include_str!("../../Cargo.toml").split('"').nth(3).expect("name and version are the first texts");
    for header in headers {
        let header = header.replace(&server.address().to_string(), "HOST").replace(version, "VERSION");
        write!(sorted, "\n{header}").expect("text");
    }
    sorted
}

#[tokio::test]
async fn headers_by_default() {
    insta::assert_snapshot!(request(|builder| builder, |call| call).await, @r"
    GET /api/v3/get-profile HTTP/1.1
    accept: application/json
    authorization: Bearer t0ken
    host: HOST
    user-agent: genauth-rust/VERSION
    x-authing-request-from: sdk
    x-authing-sdk-version: rust:VERSION
    ");
}

#[tokio::test]
async fn every_header() {
    let build = |builder: AuthenticationClientBuilder| {
        builder.app_id("app").user_pool_id("pool").tenant_id("old").tenant_id("tenant").lang("en-US")
    };
    let call = |call: GetProfile| call.real_ip([203, 0, 113, 7].into()).access_token("Bearer an0ther");
    insta::assert_snapshot!(request(build, call).await, @r"
    GET /api/v3/get-profile HTTP/1.1
    accept: application/json
    authorization: Bearer an0ther
    host: HOST
    user-agent: genauth-rust/VERSION
    x-authing-app-id: app
    x-authing-app-tenant-id: tenant
    x-authing-lang: en-US
    x-authing-request-from: sdk
    x-authing-sdk-version: rust:VERSION
    x-authing-userpool-id: pool
    x-real-ip: 203.0.113.7
    ");
}

#[test]
fn a_client_from_the_environment() {
    const NAME: &str = "wire::a_client_from_the_environment";
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if is_child(NAME) {
        let outcome = AuthenticationClient::from_env().map(|client| runtime.block_on(client.get_profile().send()));
        let blocking = genauth::blocking::AuthenticationClientBuilder::from_env();
        let blocking = blocking.and_then(|builder| builder.timeout(Duration::from_secs(20)).build());
        let error = std::env::var("GENAUTH_TEST_ERROR").expect("the parent's expectation");
        for outcome in [outcome, blocking.map(|client| client.get_profile().send())] {
            match outcome.and_then(|outcome| outcome) {
                Ok(response) => assert_eq!((response.data().user_id.as_str(), error.as_str()), ("x", "")),
                Err(found) => assert!(!error.is_empty() && found.to_string().contains(&error), "{found}, not {error}"),
            }
        }
        return;
    }
    let server = runtime.block_on(Server::start(Script::always([json(ANSWER)])));
    let url = server.url();
    for (environment, error) in [
        (vec![], "GENAUTH_APP_HOST is not set"),
        (vec![("GENAUTH_APP_HOST", "")], "GENAUTH_APP_HOST is not set"),
        (vec![("GENAUTH_APP_HOST", "example.com")], "no scheme"),
        (vec![("GENAUTH_APP_HOST", &*url)], "no access token"),
        (vec![("GENAUTH_APP_HOST", &*url), ("GENAUTH_ACCESS_TOKEN", "")], "no access token"),
        (vec![("GENAUTH_APP_HOST", &*url), ("GENAUTH_ACCESS_TOKEN", "a b")], "access token"),
        (vec![("GENAUTH_APP_HOST", &*url), ("GENAUTH_ACCESS_TOKEN", "t"), ("GENAUTH_APP_ID", "a b")], "app_id"),
        (vec![("GENAUTH_APP_HOST", &*url), ("GENAUTH_ACCESS_TOKEN", "t0ken"), ("GENAUTH_APP_ID", "")], ""),
        (
            vec![
                ("GENAUTH_APP_HOST", &*url),
                ("GENAUTH_ACCESS_TOKEN", "t0ken"),
                ("GENAUTH_APP_ID", "app"),
                ("GENAUTH_USER_POOL_ID", "pool"),
            ],
            "",
        ),
    ] {
        in_child(NAME, &[&environment[..], &[("GENAUTH_TEST_ERROR", error)]].concat(), None);
    }
    let requests = server.seen().requests;
    // By the async and by the blocking client.
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.contains("authorization: Bearer t0ken\r\n")), "{requests:?}");
    assert!(requests[..2].iter().all(|request| !request.contains("x-authing-app-id")), "{requests:?}");
    let sent = ["x-authing-app-id: app\r\n", "x-authing-userpool-id: pool\r\n"];
    assert!(requests[2..].iter().all(|request| sent.iter().all(|header| request.contains(header))), "{requests:?}");
}
