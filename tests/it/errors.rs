//! Every error: its kind, the results of its accessors, and its text.

use std::error::Error as _;

use genauth::mock::{Answer, Tenant};
use genauth::{AccessToken, AuthenticationClient, Error, ErrorKind};

/// The error that a client without retries gets for an answer.
async fn failure(answer: Answer) -> Error {
    let tenant = Tenant::start().await.expect("a tenant");
    tenant.script(1, answer);
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token("t0ken/+").max_retries(0);
    client.build().expect("a client").get_profile().await.expect_err("a failure")
}

fn json(body: &str) -> Answer {
    Answer::body("application/json", body)
}

#[tokio::test]
async fn answers_that_are_failures() {
    let envelope = |code: i64| format!(r#"{{"statusCode":{code},"message":"no","requestId":"ab-1","data":null}}"#);
    let many = r#"{"a":1},"#.repeat(110_000);
    let deep = "[".repeat(130) + &"]".repeat(130);
    let mut rows = String::new();
    for (name, answer) in [
        ("200, envelope 401/2020", Answer::failure(401, 2020, "not logged in")),
        ("200, envelope 403", Answer::failure(403, 2_120_008, "suspended")),
        ("200, envelope 404", Answer::failure(404, 2004, "user not found")),
        ("200, envelope 429", json(r#"{"statusCode":429,"message":"too many"}"#)),
        ("200, envelope 500", json(&envelope(500))),
        ("200, V2 code", json(r#"{"code":2020,"message":"not logged in","apiCode":"2020","uniqueId":"u-1"}"#)),
        ("401, envelope", json(&envelope(401)).http_status(401)),
        ("403, envelope", json(&envelope(403)).http_status(403)),
        ("404, envelope", json(r#"{"statusCode":404,"message":"Cannot GET /api"}"#).http_status(404)),
        ("405", Answer::body("text/html", "<html>").http_status(405)),
        ("522", Answer::body("text/html", "<html>").http_status(522)),
        ("200, envelope 499, code 429", json(r#"{"statusCode":499,"code":429,"message":["a","b"]}"#)),
        ("429, envelope", json(&envelope(429)).http_status(429).retry_after(7)),
        ("503, envelope", json(&envelope(503)).http_status(503)),
        ("500, envelope that says yes", json(r#"{"statusCode":200,"data":{"userId":"x"}}"#).http_status(500)),
        ("401", Answer::body("text/plain", "no").http_status(401)),
        ("403", Answer::body("text/plain", "no").http_status(403)),
        ("404", Answer::body("text/html", "<html>").http_status(404)),
        ("429", Answer::body("text/plain", "no").http_status(429)),
        ("500", Answer::body("text/plain", "no").http_status(500)),
        ("502", Answer::body("text/html", "<html>").http_status(502)),
        ("302", Answer::body("text/plain", "").http_status(302).header("location", "https://example.com/")),
        ("HTML", Answer::body("text/html", "<!doctype html>")),
        ("empty", json("")),
        ("another shape", json(r#"{"error":"invalid_token"}"#)),
        ("a list", json("[]")),
        ("text", json("hello")),
        ("cut before statusCode", json(r#"{"message":"ok","statusC"#)),
        ("cut after a failing statusCode", json(r#"{"statusCode":500,"mess"#)),
        ("cut after statusCode", json(r#"{"statusCode":200,"mess"#)),
        ("cut in data", json(r#"{"statusCode":200,"data":{"userId":"x","na"#)),
        ("no data", json(r#"{"statusCode":200,"message":"ok"}"#)),
        ("data null", json(r#"{"statusCode":200,"data":null}"#)),
        ("data text", json(r#"{"statusCode":200,"data":"x"}"#)),
        ("no userId", json(r#"{"statusCode":200,"requestId":"ab-1","data":{"name":"x"}}"#)),
        ("userId empty", json(r#"{"statusCode":200,"data":{"userId":""}}"#)),
        ("userId a list", json(r#"{"statusCode":200,"data":{"userId":[5]}}"#)),
        ("userId blank", json(r#"{"statusCode":200,"data":{"userId":" \u3000"}}"#)),
        ("sub in place of userId", json(r#"{"statusCode":200,"data":{"sub":"x"}}"#)),
        ("sub without an envelope", json(r#"{"sub":"x"}"#)),
        (
            "too much",
            json(&format!(
                r#"{{"statusCode":200,"requestId":"ab-1","data":{{"userId":"x","customData":{{"a":[{many}1]}}}}}}"#
            )),
        ),
        ("too much, envelope 403", json(&format!(r#"{{"data":[{many}1],"statusCode":403,"requestId":"ab-1"}}"#))),
        ("userId twice", json(r#"{"statusCode":200,"data":{"userId":"x","userId":"y"}}"#)),
        (
            "too deep",
            json(&format!(r#"{{"statusCode":200,"data":{{"userId":"x","a":{}1{}}}}}"#, "[".repeat(99), "]".repeat(99))),
        ),
        (
            "too deep, envelope 401",
            json(&format!(r#"{{"statusCode":401,"apiCode":2206,"requestId":"ab-1","data":{deep}}}"#)),
        ),
        ("too deep before envelope 503", json(&format!(r#"{{"data":{deep},"new":{deep},"statusCode ":"503"}}"#))),
        ("too deep before envelope 200", json(&format!(r#"{{"data":{deep},"statusCode":200}}"#))),
        ("too deep, no code", json(&format!(r#"{{"data":{deep}}}"#))),
        ("too deep and broken, envelope 401", json(&format!(r#"{{"statusCode":401,"data":{deep}}} x"#))),
        ("too deep, 502", json(&format!(r#"{{"data":{deep}}}"#)).http_status(502)),
        ("too deep in a code", json(&format!(r#"{{"statusCode":{deep}}}"#))),
        ("401, envelope 503", json(&envelope(503)).http_status(401)),
        ("429, envelope 499", json(&envelope(499)).http_status(429)),
        (
            "403, envelope without a code",
            json(r#"{"message":"no","apiCode":2020,"requestId":"ab-1"}"#).http_status(403),
        ),
        ("envelope without a code", json(r#"{"message":"no","apiCode":2020,"requestId":"ab-1"}"#)),
        ("403, envelope 503", json(&envelope(503)).http_status(403)),
        ("503, envelope 403", json(&envelope(403)).http_status(503)),
        ("200, V2 code alone", json(r#"{"code":2206}"#)),
        ("200, apiCode alone says it", json(r#"{"statusCode":499,"apiCode":1010001}"#)),
        ("500, a list", json("[]").http_status(500)),
        ("broken after statusCode", json(r#"{"statusCode":200,"data":{"userId":"x"}} x"#)),
        ("414", Answer::body("text/plain", "no").http_status(414)),
        ("431", Answer::body("text/plain", "no").http_status(431)),
        ("505", Answer::body("text/plain", "no").http_status(505)),
        ("407", Answer::body("text/plain", "no").http_status(407)),
    ] {
        let error = failure(answer).await;
        rows += &format!("{name}\n  {:?}: {error}\n", error.kind());
        let facts = (error.http_status(), error.code(), error.api_code(), error.request_id(), error.json_path());
        rows += &format!("  {facts:?} {:?}\n", error.retry_after());
        let flags = [
            ("unauthorized", error.is_unauthorized()),
            ("forbidden", error.is_forbidden()),
            ("rate_limited", error.is_rate_limited()),
            ("timeout", error.is_timeout()),
            ("retryable", error.is_retryable()),
        ];
        let flags: Vec<_> = flags.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        rows += &format!("  {}\n", flags.join(" "));
        if let Some(source) = error.source() {
            rows += &format!("  because: {source}\n");
        }
        // Each answer that the tenant writes itself has an ID of its own.
        if let Some(id) = error.request_id().filter(|id| id.len() > 20) {
            rows = rows.replace(id, "REQUEST-ID");
        }
        assert_eq!(error.attempts(), 1, "{name}");
        if name == "a list" {
            assert_eq!(error.response_body(), Some(&b"[]"[..]));
        }
        assert!(error.response_body().is_some(), "{name}");
    }
    insta::assert_snapshot!("answers", rows);
}

#[tokio::test]
async fn text_of_the_service_is_redacted_escaped_and_cut() {
    let shown = "\u{1b}[31m\nline\u{202e}\u{61c}\u{200b}\u{feff}\u{e0041}\u{ad}";
    let message = format!("token t0ken/+ {shown}");
    let error = failure(Answer::failure(401, 2020, message.clone())).await;
    let text = error.to_string();
    assert!(
        text.contains(r#""token <redacted> \u{1b}[31m\u{a}line\u{202e}\u{61c}\u{200b}\u{feff}\u{e0041}\u{ad}""#),
        "{text}"
    );
    assert_eq!(error.server_message(), Some(message.as_str()));
    // Each character is read a bounded number of times, so this ends soon.
    let text = failure(Answer::failure(400, 1, "\\".repeat(1 << 20))).await.to_string();
    assert!(text.contains(&format!("{}…", "\\".repeat(200))), "{text}");
    let text = failure(Answer::failure(400, 1, "é".repeat(500))).await.to_string();
    assert!(text.contains(&format!("\"{}…\"", "é".repeat(200))), "{text}");
}

#[tokio::test]
async fn a_token_that_the_service_repeats_is_redacted_in_every_form() {
    const TOKEN: &str = "t0k-n.x_y~+/z==";
    let each = |form: fn(u8) -> String| TOKEN.bytes().map(form).collect::<String>();
    let forms = [
        TOKEN.to_owned(),
        "t0k-n.x_y~+/z".to_owned(),
        "t0k-n.x_y~%2B%2Fz%3D%3D".to_owned(),
        "t0k-n.x_y%7e%2b%2Fz==".to_owned(),
        "t0k%2Dn%2Ex%5Fy%7E%2B%2Fz%3D%3D".to_owned(),
        each(|byte| format!("%{byte:02X}")),
        r"t0k-n.x_y~+\/z==".to_owned(),
        r"t0k-n.x_y~+\\/z\u003d\u003D".to_owned(),
        r"t0k-n.x_y~\u002b\\\u002Fz\u003d\u003d".to_owned(),
        each(|byte| format!("\\u{byte:04x}")),
    ];
    for form in forms {
        let tenant = Tenant::start().await.expect("a tenant");
        tenant.script(1, Answer::failure(400, 1, format!("é{form}é {form}")));
        let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(TOKEN).build();
        let error = client.expect("a client").get_profile().await.expect_err("a failure");
        assert!(error.to_string().contains("\"é<redacted>é <redacted>\""), "{form}: {error}");
    }
    // These texts only look like the token.
    for other in [
        "t0k-n.x_y~+/",
        "t0k-n.x_y~%2+/z",
        r"t0k-n.x_y~\u02b/z",
        r"t0k-n.x_y~\u002c/z",
        r"t0k\",
        "t0k%2",
        r"t0k\u00",
        "T0k-n.x_y~+/z==",
    ] {
        let tenant = Tenant::start().await.expect("a tenant");
        tenant.script(1, Answer::failure(400, 1, other));
        let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(TOKEN).build();
        let error = client.expect("a client").get_profile().await.expect_err("a failure");
        assert!(error.to_string().contains(other), "{other}: {error}");
    }
}

#[tokio::test]
async fn refused() {
    let port =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let client =
        AuthenticationClient::builder().app_host(format!("http://127.0.0.1:{port}")).access_token("t").max_retries(1);
    let error = client.build().expect("a client").get_profile().await.expect_err("nobody listens");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 2));
    insta::assert_snapshot!(error, @"could not connect to the service: check app_host, name resolution, the proxy and the certificates");
}

#[test]
fn input_that_is_refused() {
    let build = |host: &str| AuthenticationClient::builder().app_host(host).build().expect_err("refused");
    let mut rows = String::new();
    for host in [
        "",
        "example.genauth.ai",
        "http://example.genauth.ai",
        "ftp://example.genauth.ai",
        "https://",
        "https://user@example.genauth.ai",
        "https://:secret@example.genauth.ai",
        "https://example.genauth.ai?a=b",
        "https://example.genauth.ai#a",
        "http://127.0.0.1.example.com",
    ] {
        let error = build(host);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0), "{host}");
        rows += &format!("{host:?}: {error}\n");
    }
    let no_host = AuthenticationClient::builder().build().expect_err("refused");
    rows += &format!("no host: {no_host}\n");
    for token in ["", "Bearer ", "Bearer", " a", "a\nb", "a b", "tökén", "a=b", "=", "a\0"] {
        match AccessToken::new(token) {
            Ok(token) => rows += &format!("{:?} is a token\n", token.expose_secret()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidToken);
                rows += &format!("{token:?}: {error}\n");
            }
        }
    }
    let local = || AuthenticationClient::builder().app_host("http://localhost");
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

#[tokio::test]
async fn a_call_without_a_token() {
    let client = AuthenticationClient::builder().app_host("http://localhost:1").build().expect("a client");
    let error = client.get_profile().await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0));
    insta::assert_snapshot!(error, @"no access token: pass the user's with .access_token(…) on the call or on the client's builder");
    let error = client.get_profile().access_token("a b").await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidToken, 0));
}

#[tokio::test]
async fn a_code_that_cannot_be_read_is_no_success() {
    for code in [r#""failed""#, "[401]", "true", "200.5", "18446744073709551616"] {
        for body in [
            format!(r#"{{"statusCode":{code},"code":200,"data":{{"userId":"u"}}}}"#),
            format!(r#"{{"statusCode":200,"code":{code},"data":{{"userId":"u"}}}}"#),
        ] {
            assert_eq!(failure(json(&body)).await.kind(), ErrorKind::Api, "{body}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_recognised_whatever_stands_beside_its_code() {
    let deep = "[".repeat(101) + &"]".repeat(101);
    let long = format!("[{}\"\"]", "\"\",".repeat(1_000_000));
    for odd in [&deep, &long] {
        for member in ["message", "apiCode", "requestId", "data", "new"] {
            let error = failure(json(&format!(r#"{{"statusCode":401,"{member}":{odd}}}"#))).await;
            assert!(error.is_unauthorized(), "{member}: {error}");
        }
    }
    // An envelope with the code of a refusal, beside a code of success or without another code.
    for body in [r#"{"statusCode":200,"apiCode":2207}"#, r#"{"apiCode":2207}"#] {
        let error = failure(json(body)).await;
        assert!(error.is_unauthorized() && error.to_string().ends_with("have the user log in again"), "{error}");
    }
}

#[tokio::test]
async fn a_request_id_that_is_the_token_is_not_shown() {
    let token = "934108e5-9fbf-4d24-8da1-c330328abd6c";
    let tenant = Tenant::start().await.expect("a tenant");
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(token).max_retries(0);
    let client = client.build().expect("a client");
    for body in [
        format!(r#"{{"statusCode":401,"requestId":"{token}","message":"x"}}"#),
        format!(r#"{{"statusCode":200,"requestId":"{token}","data":{{}}}}"#),
        format!(r#"{{"statusCode":401,"uniqueId":"{}"}}"#, token.to_uppercase()),
    ] {
        tenant.script(1, json(&body));
        let error = client.get_profile().await.expect_err("a failure");
        let shown = format!("{error} {error:#} {error:?}").to_lowercase();
        assert!(!shown.contains(token) && error.request_id().is_none(), "{shown}");
    }
}

#[tokio::test]
async fn a_parameter_that_no_url_can_hold_is_named() {
    let client = AuthenticationClient::builder().app_host("http://127.0.0.1:9").access_token("t");
    let client = client.build().expect("a client");
    for length in [64 * 1024, 16 << 20] {
        let call = client.get_role_list().namespace("c4n4ry".repeat(length / 6 + 1));
        let error = call.await.expect_err("too long");
        assert_eq!((error.kind(), error.attempts(), error.is_unsent()), (ErrorKind::Config, 0, true), "{error}");
        let text = error.to_string();
        assert!(text.contains("shorten the parameter `namespace`") && !text.contains("c4n4ry"), "{text}");
    }
}
