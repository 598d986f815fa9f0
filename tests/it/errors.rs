//! Every error: its kind, the results of its accessors, and its text.

use std::error::Error as _;
use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::{AccessToken, AuthenticationClient, AuthenticationClientBuilder, Error, ErrorKind};

use crate::support::nobody;

const TOKEN: &str = "t0ken/+";

fn builder(host: &str) -> AuthenticationClientBuilder {
    AuthenticationClient::builder().app_host(host).access_token(TOKEN).max_retries(0)
}

/// The error that a client without retries gets for an answer.
async fn failure(answer: Answer) -> Error {
    let tenant = Tenant::start().await.expect("a tenant");
    tenant.script(1, answer);
    builder(tenant.url()).build().expect("a client").get_profile().await.expect_err("a failure")
}

fn json(body: impl Into<Vec<u8>>) -> Answer {
    Answer::body("application/json", body)
}

/// The predicates that hold, and the values of the accessors that have one.
fn facts(error: &Error) -> String {
    let predicates = [
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("rate limited", error.is_rate_limited()),
        ("timeout", error.is_timeout()),
        ("retryable", error.is_retryable()),
    ];
    let predicates = predicates.iter().filter(|(_, holds)| *holds).map(|(name, _)| (*name).to_owned());
    let values = [
        error.code().map(|code| format!("code {code}")),
        error.api_code().map(|code| format!("apiCode {code}")),
        error.request_id().map(|id| format!("request ID {id}")),
        error.server_message().map(|message| format!("message {message:?}")),
        error.json_path().map(|path| format!("at {path}")),
        error.retry_after().map(|pause| format!("retry after {pause:?}")),
    ];
    predicates.chain(values.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn answers_that_are_failures() {
    let list = |element: &str, times| format!("[{}1]", format!("{element},").repeat(times));
    let levels = |levels| "[".repeat(levels) + &"]".repeat(levels);
    let stands_for = [
        ("DEEP", levels(130)),
        ("EDGE", levels(100)),
        ("LONG", list("\"\"", 1_000_000)),
        ("MANY", list(r#"{"a":1}"#, 110_000)),
    ];
    let mut rows = String::new();
    for line in include_str!("errors/answers.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (status, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (header, body) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).unwrap_or(("", rest));
        let body = stands_for.iter().fold(body.trim().to_owned(), |body, (word, text)| body.replace(word, text));
        let mut answer = json(body).http_status(status.parse().expect("a status"));
        if let Some((name, value)) = header.split_once(": ") {
            answer = answer.header(name, value);
        }
        let error = failure(answer).await;
        rows += &format!("{line}\n  {:?}: {}\n  {error}\n", error.kind(), facts(&error));
        if let Some(source) = error.source() {
            rows += &format!("  because: {source}\n");
        }
        assert_eq!((error.attempts(), error.response_body().is_some()), (1, true), "{line}");
        assert_eq!(error.http_status().map(|status| status.to_string()).as_deref(), Some(status), "{line}");
    }
    insta::assert_snapshot!("answers", rows);
}

#[tokio::test]
async fn text_of_the_service_is_redacted_escaped_and_cut() {
    let message = format!("token {TOKEN} or eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1MSJ9 \u{1b}[31m\n{}", "é".repeat(500));
    let error = failure(Answer::failure(401, 2020, message.clone())).await;
    for part in [r#""token <redacted> or <redacted> \u{1b}[31m\u{a}éé"#, "éé…\" (statusCode 401"] {
        assert!(error.to_string().contains(part), "{part} in {error}");
    }
    assert_eq!(error.server_message(), Some(&*message));
}

#[tokio::test]
async fn nobody_listens_and_the_alternate_form_has_the_chain_of_sources() {
    let client = builder(&format!("http://{}", nobody())).max_retries(1).build().expect("a client");
    let error = client.get_profile().with_identities(true).await.expect_err("nobody listens");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 2));
    insta::assert_snapshot!(error, @"could not connect to the service: check app_host, name resolution, the proxy and the certificates");
    let chain = format!("{error:#}");
    assert!(chain.starts_with(&format!("{error}: ")) && chain.matches(": ").count() > 2, "{chain}");
    assert!(!chain.contains('\n') && !chain.contains("withIdentities"), "{chain}");
    let error = failure(json(r#"{"statusCode":200,"data":{"name":"n"}}"#)).await;
    assert_eq!(format!("{error:#}"), format!("{error}: {}", error.source().expect("a source")));
    let error = failure(json("<html>").http_status(500)).await;
    assert_eq!(format!("{error:#}"), error.to_string());
}

#[tokio::test]
async fn input_that_is_refused() {
    let mut rows = String::new();
    for host in [
        "",
        "example.genauth.ai",
        "http://example.genauth.ai",
        "ftp://example.genauth.ai",
        "https://",
        "https://user@example.genauth.ai",
        "https://example.genauth.ai?a=b",
        "https://example.genauth.ai#a",
    ] {
        let error = AuthenticationClient::builder().app_host(host).build().expect_err("refused");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0), "{host}");
        rows += &format!("{host:?}: {error}\n");
    }
    let no_host = AuthenticationClient::builder().build().expect_err("refused");
    rows += &format!("no host: {no_host}\n");

    let local = || AuthenticationClient::builder().app_host("http://localhost:1");
    let client = local().build().expect("a client");
    for token in [
        "",
        " ",
        "\t\n",
        "Bearer",
        "Bearer ",
        "bearer  ",
        "Bearer a b",
        "Basic dTpw",
        " a",
        "a\nb",
        "a b",
        "a,b",
        "a=b",
        "=",
        "tökén",
        "\u{200B}",
        "a\0",
    ] {
        let error = AccessToken::new(token).expect_err(token);
        rows += &format!("{token:?}: {error}\n");
        let call = client.get_profile().access_token(token).await.expect_err(token);
        for error in [error, token.parse::<AccessToken>().expect_err(token), call] {
            // The user's fault, and not the programmer's.
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidToken, 0), "{token:?}");
            assert_eq!(facts(&error), "unauthorized", "{token:?}");
            let shown = token.trim();
            assert!(shown.len() < 4 || shown == "Bearer" || !format!("{error} {error:?}").contains(shown), "{error:?}");
        }
        let error = local().access_token(token).build().expect_err(token);
        assert_eq!((error.kind(), error.is_unauthorized()), (ErrorKind::Config, false), "{token:?}");
    }
    let error = client.get_profile().await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts(), error.is_unauthorized()), (ErrorKind::Config, 0, false));
    rows += &format!("no token: {error}\n");

    for (name, builder) in [
        ("app_id", local().app_id("a\nb")),
        ("user_pool_id", local().user_pool_id("")),
        ("tenant_id", local().tenant_id("ü")),
        ("lang", local().lang("en US")),
        ("max_in_flight", local().max_in_flight(0)),
        ("max_body_bytes", local().max_body_bytes(0)),
        ("access_token", local().access_token("a b")),
        ("add_root_certificate", local().add_root_certificate("no certificate")),
    ] {
        rows += &format!("{name}: {}\n", builder.build().expect_err(name));
    }
    insta::assert_snapshot!("input", rows);
}

#[test]
fn user_info_in_any_spelling_is_refused() {
    for host in [
        "https://user:PW@host",
        "https://user@host",
        "https://:PW@host",
        "https://@host",
        "https:///user:PW@host",
        "https:////user:PW@host",
        "https://\\user:PW@host",
        "https:\\\\user:PW@host",
        "https://\t/user:PW@host",
        "ht\ntps://user:PW@host",
        "https:/\t/\tuser:PW@host",
        "https://us\ter:P\nW@host",
        "https://user:PW%40x@host",
        "https://a@b:PW@host",
        "https:user:PW@host",
        "https:/user:PW@host",
        "HTTPS://user:PW@host",
        " https://user:PW@host ",
        "https://user:PW@host/path",
        "https:///@host/path",
        "\u{1}https://@host",
    ] {
        let builder = AuthenticationClient::builder().app_host(host).allow_http(true);
        let shown = format!("{builder:?} {builder:#?}");
        let error = builder.build().expect_err(host);
        assert_eq!(error.kind(), ErrorKind::Config, "{host:?}");
        assert!(!format!("{shown} {error} {error:#} {error:?}").contains("PW"), "{host:?}: {error:?}");
    }
    for host in ["https://host/a/b", "https://host:8443/", "http://localhost:3000/a%40b", "https:///host/@a"] {
        AuthenticationClient::builder().app_host(host).build().expect(host);
    }
}

#[tokio::test]
async fn a_code_counts_after_data_that_is_too_deep_for_its_type() {
    let tenant = Tenant::start().await.expect("a tenant");
    let nodes = r#"{"children":["#.repeat(70) + &"]}".repeat(70);
    let data = format!(r#"{{"treeResourceAuthAction":{{"nodeAuthActionList":[{nodes}]}}}}"#);
    tenant.script(1, json(format!(r#"{{"data":{data},"statusCode":401}}"#)));
    let client = builder(tenant.url()).build().expect("a client");
    let error = client.get_user_auth_resource_struct("r").await.expect_err("too deep");
    assert_eq!((error.kind(), error.is_unauthorized()), (ErrorKind::Api, true), "{error}");
}

#[tokio::test]
async fn the_deadline_of_a_client_that_was_passed_is_named() {
    let tenant = Tenant::start().await.expect("a tenant");
    tenant.script(1, Answer::usual().delay(Duration::from_secs(3600)));
    // Without the machine's certificates and proxy.
    let http = reqwest::Client::builder().tls_certs_only([]).no_proxy().timeout(Duration::from_millis(100));
    let client = builder(tenant.url()).http_client(http.build().expect("a client")).build().expect("a client");
    let error = client.get_profile().await.expect_err("no answer");
    assert!(error.is_timeout() && error.to_string().contains("the HTTP client that was passed"), "{error}");
}

#[tokio::test]
async fn a_request_id_that_is_the_token_is_not_shown() {
    let token = "934108e5-9fbf-4d24-8da1-c330328abd6c";
    let tenant = Tenant::start().await.expect("a tenant");
    let client = builder(tenant.url()).access_token(token).build().expect("a client");
    for body in [
        format!(r#"{{"statusCode":401,"requestId":"{token}","message":"x"}}"#),
        format!(r#"{{"statusCode":200,"requestId":"{token}","data":{{}}}}"#),
        format!(r#"{{"statusCode":401,"uniqueId":"{}"}}"#, token.to_uppercase()),
    ] {
        tenant.script(1, json(body));
        let error = client.get_profile().await.expect_err("a failure");
        let shown = format!("{error} {error:#} {error:?}").to_lowercase();
        assert!(!shown.contains(token) && error.request_id().is_none(), "{shown}");
    }
}

#[tokio::test]
async fn a_parameter_that_no_url_can_hold_is_named() {
    let client = builder("http://127.0.0.1:9").build().expect("a client");
    for length in [64 * 1024, 16 << 20] {
        let call = client.get_role_list().namespace("c4n4ry".repeat(length / 6 + 1));
        let error = call.await.expect_err("too long");
        assert_eq!((error.kind(), error.attempts(), error.is_unsent()), (ErrorKind::Config, 0, true), "{error}");
        let text = error.to_string();
        assert!(text.contains("shorten the parameter `namespace`") && !text.contains("c4n4ry"), "{text}");
    }
}
