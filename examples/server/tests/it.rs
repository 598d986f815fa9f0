//! The server against a tenant on loopback: requests go into the router, its calls over HTTP.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use genauth::AuthenticationClient;
use genauth::mock::{Answer, Tenant, TokenOptions};
use serde_json::json;
use tower::ServiceExt;

const INVALID: &str = "Bearer realm=\"example\", error=\"invalid_token\"";

async fn start() -> (Tenant, Router) {
    let tenant = Tenant::start().await.unwrap();
    // Without retries, so that a test can say how many calls there are.
    let client = AuthenticationClient::builder().app_host(tenant.url()).max_retries(0).build().unwrap();
    (tenant, genauth_server_example::app(client))
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answered {
    fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

async fn send(app: &Router, request: Request<Body>) -> Answered {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    Answered { status: parts.status, headers: parts.headers, body: String::from_utf8(body.into()).unwrap() }
}

async fn me(app: &Router, token: &str) -> Answered {
    send(app, Request::get("/me").header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap()).await
}

async fn pay(app: &Router, token: &str) -> StatusCode {
    let request = Request::post("/payments").header("authorization", format!("Bearer {token}"));
    send(app, request.body(Body::empty()).unwrap()).await.status
}

fn ada(tenant: &Tenant) -> String {
    tenant.token_for(json!({ "userId": "ada", "name": "Ada" })).unwrap()
}

#[tokio::test]
async fn the_header() {
    let (tenant, app) = start().await;
    let token = ada(&tenant);
    let missing = (StatusCode::UNAUTHORIZED, Some("Bearer realm=\"example\""));
    let invalid = (StatusCode::UNAUTHORIZED, Some(INVALID));
    for (values, expected) in [
        (vec![], missing),
        (vec!["Basic YTpi".into()], missing),
        (vec![token.clone()], missing),
        (vec!["Bearer".into()], invalid),
        (vec!["Bearer ".into()], invalid),
        (vec![format!("Bearer {token} x")], invalid),
        (vec!["Bearer tökén".into()], invalid),
        (vec!["Bearer unknown".into()], invalid),
        (
            vec![format!("Bearer {token}"), "Bearer other".into()],
            (StatusCode::BAD_REQUEST, Some("Bearer realm=\"example\", error=\"invalid_request\"")),
        ),
        (vec![format!("bearer  {token}")], (StatusCode::OK, None)),
    ] {
        let mut request = Request::get("/me");
        for value in &values {
            request = request.header("authorization", value.as_bytes());
        }
        let answered = send(&app, request.body(Body::empty()).unwrap()).await;
        assert_eq!((answered.status, answered.header(header::WWW_AUTHENTICATE)), expected, "{values:?}");
        assert!(!answered.body.contains(&token));
    }
    assert_eq!(tenant.requests().len(), 2, "only what may be a token is asked about");

    let public = send(&app, Request::get("/").body(Body::empty()).unwrap()).await;
    assert_eq!(public.status, StatusCode::OK);
}

#[tokio::test]
async fn a_user_is_asked_for_once() {
    let (tenant, app) = start().await;
    let token = ada(&tenant);
    for _ in 0..3 {
        let answered = me(&app, &token).await;
        assert_eq!(answered.status, StatusCode::OK);
        assert_eq!(answered.body, r#"{"name":"Ada","userId":"ada"}"#);
    }
    assert_eq!(tenant.requests().len(), 1);
}

#[tokio::test]
async fn who_is_not_let_in() {
    let (tenant, app) = start().await;
    ada(&tenant);
    let expired = tenant.issue_token_with("ada", TokenOptions::new().expires_in(Duration::ZERO));
    let answered = me(&app, &expired).await;
    assert_eq!((answered.status, answered.header(header::WWW_AUTHENTICATE)), (StatusCode::UNAUTHORIZED, Some(INVALID)));

    let deleted = me(&app, &tenant.issue_token("nobody")).await;
    assert_eq!(deleted.status, StatusCode::FORBIDDEN);

    let token = tenant.issue_token("ada");
    tenant.suspend("ada");
    let suspended = me(&app, &token).await;
    assert_eq!((suspended.status, suspended.header(header::WWW_AUTHENTICATE)), (StatusCode::FORBIDDEN, None));
}

#[tokio::test]
async fn the_service_is_out_of_order() {
    let (tenant, app) = start().await;
    let token = ada(&tenant);
    for (answer, retry_after) in [
        // First, as a connection that had been idle and is closed is no outage: the request is repeated.
        (Answer::closed(), "5"),
        (Answer::failure(429, None, "slow down").http_status(429).retry_after(7), "7"),
        (Answer::failure(500, None, "no"), "5"),
        (Answer::body("text/html", "<h1>Bad gateway</h1>").http_status(502), "5"),
        (Answer::body("text/html", "<h1>Log in to the wireless network</h1>"), "5"),
    ] {
        tenant.script(1, answer.clone());
        let answered = me(&app, &token).await;
        let got = (answered.status, answered.header(header::RETRY_AFTER));
        assert_eq!(got, (StatusCode::SERVICE_UNAVAILABLE, Some(retry_after)), "{answer:?}");
    }
    // None of them was remembered, a profile is.
    assert_eq!(me(&app, &token).await.status, StatusCode::OK);
    drop(tenant);
    assert_eq!(me(&app, &token).await.status, StatusCode::OK);
    assert_eq!(me(&app, "another").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(pay(&app, &token).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(me(&app, &token).await.status, StatusCode::OK, "an outage logs nobody out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_with_ten_tokens_are_ten_calls() {
    let (tenant, app) = start().await;
    let tokens: Vec<String> =
        (0..10).map(|n| tenant.token_for(json!({ "userId": format!("u{n}") })).unwrap()).collect();
    // Slow, so that all requests are there before the first answer is.
    tenant.script(10, Answer::usual().delay(Duration::from_millis(300)));
    let requests: Vec<_> = (0..1000)
        .map(|n| {
            let (app, token) = (app.clone(), tokens[n % 10].clone());
            tokio::spawn(async move { (n, me(&app, &token).await) })
        })
        .collect();
    for request in requests {
        let (n, answered) = request.await.unwrap();
        assert_eq!(answered.status, StatusCode::OK);
        assert_eq!(answered.body, format!(r#"{{"name":null,"userId":"u{}"}}"#, n % 10), "each gets its own user");
    }
    assert_eq!(tenant.requests().len(), 10);
}

#[tokio::test]
async fn a_failure_is_shared_and_not_remembered() {
    let (tenant, app) = start().await;
    let token = ada(&tenant);
    tenant.script(1, Answer::failure(503, None, "no").http_status(503).delay(Duration::from_millis(300)));
    let requests: Vec<_> = (0..100)
        .map(|_| {
            let (app, token) = (app.clone(), token.clone());
            tokio::spawn(async move { me(&app, &token).await.status })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(tenant.requests().len(), 1);
    assert_eq!(me(&app, &token).await.status, StatusCode::OK);
    assert_eq!(tenant.requests().len(), 2);
}

#[tokio::test]
async fn what_matters_is_asked_anew_and_a_no_is_passed_on() {
    let (tenant, app) = start().await;
    let token = ada(&tenant);
    assert_eq!(pay(&app, &token).await, StatusCode::OK);
    assert_eq!(pay(&app, &token).await, StatusCode::OK);
    assert_eq!(tenant.requests().len(), 2);
    assert_eq!(me(&app, &token).await.status, StatusCode::OK);
    assert_eq!(tenant.requests().len(), 2, "what was learned is remembered");

    tenant.revoke(&token);
    assert_eq!(me(&app, &token).await.status, StatusCode::OK, "for a minute at most");
    assert_eq!(pay(&app, &token).await, StatusCode::UNAUTHORIZED);
    assert_eq!(me(&app, &token).await.status, StatusCode::UNAUTHORIZED, "the 401 dropped it");
}

/// The program itself: what it prints works, and Ctrl-C ends it in good order.
#[cfg(unix)]
#[test]
fn the_program() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    let mut program = Command::new(env!("CARGO_BIN_EXE_genauth-server-example"))
        .env_remove("GENAUTH_APP_HOST")
        .env("LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let curl = lines.into_iter().find(|line| line.starts_with("curl ")).unwrap();
    let header = curl.split('\'').nth(1).unwrap();
    let address = curl.rsplit_once("http://").unwrap().1.strip_suffix("/me").unwrap();

    let mut socket = std::net::TcpStream::connect(address).unwrap();
    write!(socket, "GET /me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    Command::new("kill").args(["-INT", &program.id().to_string()]).status().unwrap();
    assert!(program.wait().unwrap().success());
}
