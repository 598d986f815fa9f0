//! The spans and events of a call.

use genauth::{AuthenticationClient, ErrorKind};
use tracing::Level;

use super::canary::{self, PROFILE, TOKEN, Trace};
use super::net::client;
use crate::support::{Script, Server, json, response};

async fn traced(script: Script) -> (Vec<Trace>, Vec<Trace>, Server, Option<ErrorKind>) {
    let server = Server::start(script).await;
    let client = AuthenticationClient::builder().app_host(format!("{}/c4n4ry-tenant", server.url()));
    let client = client.access_token(TOKEN).build().expect("a client");
    let (result, all) = canary::traced(client.get_profile().with_identities(true).send()).await;
    canary::search("tracing", &format!("{all:?}"));
    let own = all.into_iter().filter(|trace| trace.target.starts_with("genauth")).inspect(|trace| {
        assert_eq!((trace.target, &trace.recorded_again[..]), ("genauth", &[][..]), "{trace:?}");
    });
    let (spans, events) = own.partition(Trace::is_span);
    (spans, events, server, result.err().map(|error| error.kind()))
}

#[tokio::test]
async fn a_call_is_a_span_and_an_attempt_an_event() {
    let body = r#"{"statusCode":200,"apiCode":20001,"requestId":"934108e5-9fbf","c4n4ry":1,"data":{"userId":"c4n4ry","gender":"c4n4ry","name":{"c4n4ry":1},"c4n4ry":2}}"#;
    let unavailable = response("503 c4n4ry", "retry-after: 0\r\n", "c4n4ry");
    let (spans, events, server, _) = traced(Script::in_turn([vec![unavailable], vec![json(body)]])).await;
    let [span] = &spans[..] else { panic!("{spans:?}") };
    let fields: Vec<_> = span.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let port = server.address().port().to_string();
    let expected = [
        ("genauth.request_id", "934108e5-9fbf"),
        ("http.request.method", "GET"),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "200"),
        ("otel.kind", "client"),
        ("otel.name", "GET /api/v3/get-profile"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("url.template", "/api/v3/get-profile"),
    ];
    assert_eq!((span.level, &fields[..]), (Level::INFO, &expected[..]));

    let [first, second, drift] = &events[..] else { panic!("{events:?}") };
    assert!(events.iter().all(|event| event.parent == span.id), "{events:?}");
    let field = |trace: &Trace, name: &str| trace.fields.get(name).cloned();
    for (event, resent, status, error) in [(first, "0", "503", Some("503")), (second, "1", "200", None)] {
        assert_eq!(event.level, Level::DEBUG);
        assert_eq!(field(event, "http.request.resend_count").as_deref(), Some(resent));
        assert_eq!(field(event, "http.response.status_code").as_deref(), Some(status));
        assert_eq!(field(event, "error.type").as_deref(), error);
    }
    assert_eq!(drift.level, Level::WARN);
    assert_eq!(field(drift, "pointers").as_deref(), Some("/data/name /data/gender"));
    assert_eq!(field(drift, "unknown_fields").as_deref(), Some("2"));
}

#[tokio::test]
async fn an_error_is_in_the_span() {
    let refused = r#"{"statusCode":403,"message":"c4n4ry-token+/~ refused"}"#;
    for (answer, kind, status, error) in [
        (json(refused), ErrorKind::Api, "200", "api"),
        (json("c4n4ry"), ErrorKind::Content, "200", "content"),
        (json(r#"{"statusCode":200,"data":"c4n4ry"}"#), ErrorKind::Decode, "200", "decode"),
        (response("404 c4n4ry", "", "c4n4ry"), ErrorKind::Http, "404", "404"),
        (response("302 c4n4ry", "location: http://c4n4ry\r\n", "c4n4ry"), ErrorKind::Http, "302", "http"),
    ] {
        let (spans, events, _server, found) = traced(Script::always([answer])).await;
        assert_eq!((spans.len(), events.len(), found), (1, 1, Some(kind)));
        let field = |name| spans[0].fields.get(name).map(String::as_str);
        assert_eq!(field("http.response.status_code"), Some(status));
        assert_eq!((field("error.type"), field("otel.status_code")), (Some(error), Some("ERROR")));
        assert_eq!(field("http.request.resend_count"), None);
    }
}

#[tokio::test]
async fn codes_of_an_error_are_in_the_span() {
    for (body, api_code, request_id) in [
        (r#"{"statusCode":403,"apiCode":2120008,"requestId":"934108e5-9fbf"}"#, Some("2120008"), Some("934108e5-9fbf")),
        (r#"{"code":2020,"uniqueId":"0a1b"}"#, None, Some("0a1b")),
        // An ID in another form may hold a secret.
        (r#"{"statusCode":403,"requestId":"c4n4ry"}"#, None, None),
        (r#"{"statusCode":403,"requestId":""}"#, None, None),
    ] {
        let (spans, ..) = traced(Script::always([json(body)])).await;
        let field = |name| spans[0].fields.get(name).map(String::as_str);
        assert_eq!((field("genauth.api_code"), field("genauth.request_id")), (api_code, request_id), "{body}");
    }
}

#[tokio::test]
async fn a_call_that_sends_nothing_has_its_span() {
    let server = Server::start(Script::always([json(PROFILE)])).await;
    let client = AuthenticationClient::builder().app_host(server.url()).build().expect("a client");
    let (error, all) = canary::traced(client.get_profile().send()).await;
    assert_eq!(error.expect_err("no token").kind(), ErrorKind::Config);
    let all: Vec<_> = all.into_iter().filter(|trace| trace.target == "genauth").collect();
    let [span] = &all[..] else { panic!("{all:?}") };
    let field = |name| span.fields.get(name).map(String::as_str);
    assert_eq!((field("otel.name"), field("error.type")), (Some("GET /api/v3/get-profile"), Some("config")));
    assert_eq!(field("server.address"), Some("127.0.0.1"));
}

#[tokio::test]
async fn an_answer_as_the_schema_says_is_no_warning() {
    let (_, events, ..) = traced(Script::always([json(r#"{"statusCode":200,"data":{"userId":"x"}}"#)])).await;
    assert_eq!(events.iter().map(|event| event.level).collect::<Vec<_>>(), [Level::DEBUG]);
    let (.., found) = traced(Script::always([json(PROFILE)])).await;
    assert_eq!(found, None);
}

#[tokio::test]
async fn one_place_of_drift_is_warned_of_once() {
    let identity = r#"{"type":true,"new":1}"#;
    let body = |more: &str| {
        json(&format!(
            r#"{{"statusCode":200,"data":{{"userId":"x","identities":[{identity},{identity}],"a":1{more}}}}}"#
        ))
    };
    let server =
        Server::start(Script::in_turn([vec![body("")], vec![body("")], vec![body(r#","name":[],"b":2"#)]])).await;
    let [first, second] = [(); 2].map(|()| client(&server).build().expect("a client"));
    let calls = async {
        for client in [&first, &first, &first, &second] {
            client.get_profile().await.expect("a profile");
        }
    };
    let ((), all) = canary::traced(calls).await;
    let field = |trace: &Trace, name: &str| trace.fields.get(name).cloned().unwrap_or_default();
    let events = all.into_iter().filter(|trace| trace.fields.contains_key("unknown_fields"));
    let rows: Vec<_> =
        events.map(|event| (event.level, field(&event, "pointers"), field(&event, "unknown_fields"))).collect();
    let row = |level, pointers: &str, unknown: &str| (level, pointers.to_owned(), unknown.to_owned());
    // All elements of a list count as one place. Each client counts for itself.
    let expected = [
        row(Level::WARN, "/data/identities/0/type", "2"),
        row(Level::DEBUG, "/data/identities/1/type", "1"),
        row(Level::DEBUG, "/data/identities/0/type /data/identities/1/type", "3"),
        row(Level::WARN, "/data/name", "1"),
        row(Level::DEBUG, "/data/identities/0/type /data/identities/1/type", "3"),
        row(Level::WARN, "/data/name /data/identities/0/type", "3"),
        row(Level::DEBUG, "/data/identities/1/type", "1"),
    ];
    assert_eq!(rows, expected);
}
