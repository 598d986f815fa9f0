//! Failures as services and gateways really send them, with the predicates and the text of the resulting errors.

use genauth::mock::{Answer, Tenant};
use genauth::{AuthenticationClient, Error, ErrorKind};

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl-_+/";

async fn failure(answer: Answer) -> Error {
    let tenant = Tenant::start().await.expect("a tenant");
    tenant.script(1, answer);
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(TOKEN).max_retries(0);
    client.build().expect("a client").get_profile().await.expect_err("a failure")
}

fn json(body: impl Into<Vec<u8>>) -> Answer {
    Answer::body("application/json", body)
}

fn html(status: u16) -> Answer {
    Answer::body("text/html", "<html><title>no</title></html>").http_status(status)
}

#[tokio::test]
async fn every_code_of_an_envelope_counts() {
    // The letters stand for: unauthorized, forbidden, rate limited, retryable.
    for (body, expected) in [
        (r#"{"uniqueId":"q","code":401,"statusCode":499,"apiCode":401,"message":"no"}"#, "u"),
        (r#"{"code":2206,"statusCode":499,"message":"no"}"#, "u"),
        (r#"{"code":1010001,"statusCode":499}"#, "u"),
        (r#"{"statusCode":499,"apiCode":"2020"}"#, "u"),
        (r#"{"statusCode":200,"code":401,"data":{"userId":"x"}}"#, "u"),
        (r#"{"statusCode":401,"code":200,"data":{"userId":"x"}}"#, "u"),
        (r#"{"apiCode":401,"statusCode":499}"#, "u"),
        (r#"{"code":429,"statusCode":499}"#, "lr"),
        (r#"{"apiCode":429,"statusCode":499}"#, "lr"),
        (r#"{"statusCode":429}"#, "lr"),
        (r#"{"code":503,"statusCode":499}"#, "r"),
        (r#"{"apiCode":503,"statusCode":499}"#, "r"),
        (r#"{"statusCode":524}"#, "r"),
        (r#"{"statusCode":403}"#, "f"),
        (r#"{"code":403,"statusCode":499}"#, "f"),
        (r#"{"statusCode":499,"apiCode":403}"#, "f"),
        (r#"{"statusCode":404,"apiCode":2004}"#, "f"),
        (r#"{"statusCode":499,"code":2005}"#, "f"),
        (r#"{"statusCode":400,"apiCode":2120008}"#, "f"),
        (r#"{"code":2130010}"#, "f"),
        (r#"{"statusCode":499,"apiCode":"1576"}"#, "f"),
        (r#"{"statusCode":499,"apiCode":2036}"#, "f"),
        (r#"{"statusCode":500}"#, ""),
        (r#"{"statusCode":499,"apiCode":2011}"#, ""),
        (r#"{"statusCode":404,"message":"Cannot GET /"}"#, ""),
    ] {
        let error = failure(json(body)).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(predicates(&error), expected, "{body}: {error}");
    }
}

fn predicates(error: &Error) -> String {
    [
        (error.is_unauthorized(), 'u'),
        (error.is_forbidden(), 'f'),
        (error.is_rate_limited(), 'l'),
        (error.is_retryable(), 'r'),
    ]
    .iter()
    .filter(|(is, _)| *is)
    .map(|(_, letter)| letter)
    .collect()
}

#[tokio::test]
async fn statuses_of_gateways() {
    for status in [429, 502, 503, 504, 520, 521, 522, 523, 524, 530] {
        let error = failure(html(status)).await;
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Http, true), "{status}");
        assert!(!error.to_string().contains("app_host"), "{error}");
        if status != 429 {
            assert!(error.to_string().contains("call again later"), "{error}");
        }
    }
    for status in [400, 403, 404, 405, 500, 501, 505, 525, 526] {
        let error = failure(html(status)).await;
        assert_eq!((error.kind(), predicates(&error)), (ErrorKind::Http, String::new()), "{status}");
        let firewall = [403, 405].contains(&status);
        assert_eq!(error.to_string().contains("firewall"), firewall, "{error}");
    }
    // An HTTP 403 with an envelope comes from the service. Without an envelope, a gateway may have sent it.
    assert!(failure(json(r#"{"statusCode":403,"message":"no"}"#).http_status(403)).await.is_forbidden());
    assert!(!failure(json(r#"{"message":"no"}"#).http_status(403)).await.is_forbidden());
    assert!(failure(html(401)).await.is_unauthorized());
}

#[tokio::test]
async fn a_gateway_of_cloudflare_is_tried_again() {
    let tenant = Tenant::start().await.expect("a tenant");
    let token = tenant.token_for(serde_json::json!({"userId": "u1"})).expect("a token");
    for status in [520, 524, 530] {
        tenant.script(1, html(status));
        let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(&token).build();
        let response = client.expect("a client").get_profile().send().await.expect("a profile");
        assert_eq!((response.data().user_id.as_str(), response.attempts()), ("u1", 2), "{status}");
    }
}

#[tokio::test]
async fn advice_fits() {
    for (answer, words, not) in [
        (json(r#"{"statusCode":404,"message":"Cannot GET /api/v3/get-profile"}"#), &["app_host", "path"][..], "report"),
        (html(404), &["app_host", "path"], "firewall"),
        (html(405), &["firewall"], "request id"),
        (html(403), &["firewall"], "request id"),
        (html(522), &["call again later"], "app_host"),
        (json(r#"{"statusCode":500,"message":"no"}"#), &["report"], "request id"),
        (json(r#"{"statusCode":500,"message":"no","requestId":"ab-12"}"#), &["report", "request id ab-12"], "app_host"),
        (json(r#"{"statusCode":200,"data":{"name":"n"}}"#), &["userId"], "request id"),
        (json(r#"{"statusCode":200,"requestId":"ab-12","data":{"name":"n"}}"#), &["userId", "request id"], "firewall"),
        (json(r#"{"statusCode":404,"apiCode":2004,"message":"no"}"#), &["apiCode 2004"], "app_host"),
        (json(r#"{"statusCode":401,"message":"no"}"#), &["log in again"], "report"),
    ] {
        let text = failure(answer).await.to_string();
        for word in words {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(!text.contains(not), "no {not} in {text}");
        assert!(!text.contains('\n'), "{text}");
    }
}

#[tokio::test]
async fn a_message_can_be_a_list() {
    for (message, shown) in [
        (r#"["withCustomData must be a boolean value"]"#, "withCustomData must be a boolean value"),
        (r#"["a is wrong","b is missing"]"#, "a is wrong; b is missing"),
        (r#"["a",null,"","b"]"#, "a; b"),
        (r#""[\"a\",\"b\"]""#, "[\\\"a\\\",\\\"b\\\"]"),
    ] {
        let error = failure(json(format!(r#"{{"statusCode":400,"error":"Bad Request","message":{message}}}"#))).await;
        let said: Option<String> = error.server_message().map(|text| text.replace('"', "\\\""));
        assert_eq!(said.as_deref(), Some(shown), "{message}");
        assert!(error.to_string().contains(&shown.replace("\\\"", "\"")), "{message}: {error}");
    }
    for message in ["[]", "null", "{}", "5.5", "[{}]"] {
        let error = failure(json(format!(r#"{{"statusCode":400,"message":{message}}}"#))).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{message}");
        assert!(!error.to_string().contains('"'), "{message}: {error}");
    }
}

#[tokio::test]
async fn no_form_of_the_token_is_shown() {
    let base64 = "ZXlKaGJHY2lPaUpTVXpJMU5pSjkuZXlKemRXSWlPaUoxTVNKOS5jMmxuYm1GMGRYSmwtXysv";
    let hex: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    let escaped: String = TOKEN.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    let percent: String = TOKEN.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for form in [
        TOKEN,
        &TOKEN[1..],
        &TOKEN[..TOKEN.len() - 1],
        &TOKEN[20..40],
        &TOKEN.to_lowercase(),
        &TOKEN.to_uppercase(),
        &TOKEN.chars().rev().collect::<String>(),
        base64,
        &hex,
        &escaped,
        &percent,
    ] {
        for key in ["message", "requestId", "uniqueId"] {
            let body = serde_json::json!({"statusCode": 500, key: format!("bad: {form}!")}).to_string();
            let error = failure(json(body)).await;
            let text = format!("{error} {error:#} {error:?} {error:#?}");
            for part in [form, &form[..12], &form[form.len() - 12..]] {
                assert!(!text.contains(part), "{key} {part}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn a_request_id_is_shown_by_its_form() {
    for (id, is_shown) in [
        ("934108e5-9fbf-4d24-8da1-c330328abd6c", true),
        ("0123456789abcdefABCDEF", true),
        ("not hexadecimal", false),
        ("a\nb", false),
        (&"a".repeat(65), false),
    ] {
        let error = failure(json(serde_json::json!({"statusCode": 500, "requestId": id}).to_string())).await;
        assert_eq!(error.to_string().contains(&format!("request id {id}")), is_shown, "{id:?}: {error}");
        assert_eq!(error.to_string().contains("request id"), is_shown, "{id:?}: {error}");
        assert_eq!(error.request_id(), Some(id));
    }
}

#[tokio::test]
async fn the_alternate_form_has_the_chain_of_sources() {
    let error = failure(json(r#"{"statusCode":200,"data":{"name":"n"}}"#)).await;
    let source = std::error::Error::source(&error).expect("a source").to_string();
    assert_eq!(format!("{error:#}"), format!("{error}: {source}"));
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let host = format!("http://127.0.0.1:{port}");
    let client = AuthenticationClient::builder().app_host(host).access_token(TOKEN).max_retries(0).build();
    let error = client.expect("a client").get_profile().with_identities(true).await.expect_err("nobody listens");
    let (plain, chain) = (error.to_string(), format!("{error:#}"));
    assert!(chain.starts_with(&format!("{plain}: ")) && chain.matches(": ").count() > 2, "{chain}");
    assert!(!chain.contains('\n') && !chain.contains("withIdentities"), "{chain}");
    let error = failure(html(500)).await;
    assert_eq!(format!("{error:#}"), error.to_string());
}

#[tokio::test]
async fn a_refusal_counts_although_its_end_is_missing() {
    for (answer, kind, expected, words) in [
        (json(r#"{"statusCode":401,"apiCode":2020,"mess"#), ErrorKind::Interrupted, "u", "log in again"),
        (json(r#"{"statusCode":499,"apiCode":2004,"data":nil}"#), ErrorKind::Content, "f", "not let in"),
        (
            json(r#"{"statusCode":503,"data":{"#),
            ErrorKind::Interrupted,
            "r",
            "cut short: the service or a gateway is out",
        ),
        (json(r#"{"statusCode":429,"message":"to"#), ErrorKind::Interrupted, "lr", "wait before the next call"),
        (
            json(r#"{"statusCode":429,"message":"to"#).http_status(400),
            ErrorKind::Http,
            "lr",
            "wait before the next call",
        ),
        (json(r#"{"statusCode":503,"message":"to"#).http_status(302), ErrorKind::Http, "r", "call again later"),
        (json(r#"{"statusCode":401,"message":"error 4"#), ErrorKind::Interrupted, "u", "log in again"),
        (json(r#"{"statusCode":401,"apiCode":"#), ErrorKind::Interrupted, "u", "log in again"),
        // The code may have been 22061.
        (json(r#"{"statusCode":500,"apiCode":2206"#), ErrorKind::Interrupted, "r", "cut short"),
        (json(r#"{"statusCode":"abc","code":200,"data":{"userId":"u"#), ErrorKind::Interrupted, "r", "cut short"),
        (json(r#"{"apiCode":2004,"m"#).http_status(403), ErrorKind::Http, "f", "not let in"),
        (json(r#"{"statusCode":200,"data":{"#).http_status(403), ErrorKind::Http, "", "firewall"),
    ] {
        let error = failure(answer).await;
        assert_eq!((error.kind(), &*predicates(&error)), (kind, expected), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_code_counts_after_data_that_is_too_deep_for_its_type() {
    let tenant = Tenant::start().await.expect("a tenant");
    let nodes = r#"{"children":["#.repeat(70) + &"]}".repeat(70);
    let data = format!(r#"{{"treeResourceAuthAction":{{"nodeAuthActionList":[{nodes}]}}}}"#);
    tenant.script(1, json(format!(r#"{{"data":{data},"statusCode":401}}"#)));
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(TOKEN).build().expect("a client");
    let error = client.get_user_auth_resource_struct("r").await.expect_err("too deep");
    assert_eq!((error.kind(), error.is_unauthorized()), (ErrorKind::Api, true), "{error}");
}

#[tokio::test]
async fn a_refusal_without_codes_is_reported_by_its_text() {
    let error = failure(json(r#"{"statusCode":"failed","message":"no"}"#)).await;
    assert_eq!(error.to_string(), r#"the service refused the call: "no"; report it with this text"#);
}

#[tokio::test]
async fn the_deadline_of_a_client_that_was_passed_is_named() {
    use std::time::Duration;

    let tenant = Tenant::start().await.expect("a tenant");
    tenant.script(1, Answer::usual().delay(Duration::from_secs(3600)));
    // Without the machine's certificates and proxy.
    let http = reqwest::Client::builder().tls_certs_only([]).no_proxy().timeout(Duration::from_millis(100));
    let http = http.build().expect("a client");
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(TOKEN).max_retries(0);
    let error = client.http_client(http).build().expect("a client").get_profile().await.expect_err("no answer");
    assert!(error.is_timeout() && error.to_string().contains("the HTTP client that was passed"), "{error}");
}
