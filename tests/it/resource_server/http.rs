//! The layer `RequireUser`, in axum and in plain hyper.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use axum::routing::get;
use axum::{Extension, Router};
use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, RequireUser, User};
use genauth::{AccessToken, AuthenticationClient};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::{Layer, ServiceExt};

const PROFILE: &str = "/api/v3/get-profile";

async fn start() -> (Tenant, RequireUser, String) {
    let tenant = Tenant::start().await.unwrap();
    let client = AuthenticationClient::builder().app_host(tenant.url()).max_retries(0).build().unwrap();
    let authenticator = Authenticator::builder(client).audience(tenant.app_id()).build().unwrap();
    let token = tenant.token_for(json!({ "userId": "ada", "name": "Ada" })).unwrap();
    (tenant, RequireUser::new(authenticator), token)
}

async fn me(user: User, Extension(token): Extension<AccessToken>, headers: HeaderMap) -> String {
    let hidden = headers[header::AUTHORIZATION].is_sensitive();
    format!("{} with {} bytes, hidden: {hidden}", user.user_id, token.expose_secret().len())
}

fn app(layer: RequireUser) -> Router {
    let public = Router::new().route("/", get(|| async { "for everyone" }));
    Router::new().route("/me", get(me)).layer(layer).merge(public)
}

async fn send(app: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8(body.into()).unwrap())
}

async fn with_headers(app: &Router, values: &[Vec<u8>]) -> (u16, String, String) {
    let mut request = Request::get("/me");
    for value in values {
        request = request.header("authorization", value.as_slice());
    }
    let (status, headers, body) = send(app, request.body(Body::empty()).unwrap()).await;
    let challenge = headers.get("www-authenticate").map_or("", |value| value.to_str().unwrap());
    (status.as_u16(), challenge.to_owned(), body)
}

#[tokio::test]
async fn the_header() {
    let (tenant, layer, token) = start().await;
    let app = app(layer);
    let missing = (401, "Bearer realm=\"api\"");
    let invalid = (401, "Bearer realm=\"api\", error=\"invalid_token\"");
    let bearer = |token: &str| format!("Bearer {token}").into_bytes();
    for (values, expected) in [
        (vec![], missing),
        (vec![b"Basic YTpi".to_vec()], missing),
        (vec![token.clone().into_bytes()], missing),
        (vec![b"".to_vec()], missing),
        (vec![b"Bearer".to_vec()], invalid),
        (vec![b"Bearer ".to_vec()], invalid),
        (vec![b"Bearer    ".to_vec()], invalid),
        (vec![bearer(&format!("{token} x"))], invalid),
        (vec![bearer(&format!("Bearer {token}"))], invalid),
        (vec![bearer(&format!("{token}, Bearer {token}"))], (400, "Bearer realm=\"api\", error=\"invalid_request\"")),
        (vec![bearer("tökén")], invalid),
        (vec![b"Bearer \xFF".to_vec()], invalid),
        (vec![bearer("unknown")], invalid),
        (vec![bearer(&token), b"Bearer other".to_vec()], (400, "Bearer realm=\"api\", error=\"invalid_request\"")),
        (vec![bearer(&token), bearer(&token)], (400, "Bearer realm=\"api\", error=\"invalid_request\"")),
        (vec![format!("bEARER  {token}").into_bytes()], (200, "")),
        (vec![bearer(&token)], (200, "")),
    ] {
        let (status, challenge, body) = with_headers(&app, &values).await;
        assert_eq!((status, challenge.as_str()), expected, "{values:?}");
        let passed = format!("ada with {} bytes, hidden: true", token.len());
        assert_eq!(body, if status == 200 { passed.as_str() } else { "" });
    }
    let calls = tenant.requests().iter().filter(|request| request.path() == PROFILE).count();
    assert_eq!(calls, 1, "only what may be a token is asked about");
    let (status, ..) = send(&app, Request::get("/").body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "a public route is outside of the layer");
}

#[tokio::test]
async fn forbidden_and_unavailable() {
    let (tenant, layer, token) = start().await;
    let app = app(layer);
    let bearer = |token: &str| vec![format!("Bearer {token}").into_bytes()];
    assert_eq!(with_headers(&app, &bearer(&token)).await.0, 200);
    let other = tenant.issue_token("ada");
    tenant.suspend("ada");
    assert_eq!(with_headers(&app, &bearer(&other)).await, (403, String::new(), String::new()));

    tenant.add_user(json!({ "userId": "ada" })).unwrap();
    tenant.script_path(PROFILE, 1, Answer::failure(429, None, "slow down").retry_after(u64::MAX));
    let request = Request::get("/me").header("authorization", format!("Bearer {}", tenant.issue_token("ada")));
    let (status, headers, body) = send(&app, request.body(Body::empty()).unwrap()).await;
    assert_eq!((status.as_u16(), headers["retry-after"].to_str().unwrap(), body.as_str()), (503, "60", ""));
    assert!(!headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn in_plain_hyper() {
    let (_tenant, layer, token) = start().await;
    let service = tower::service_fn(|request: Request<hyper::body::Incoming>| async move {
        let user = request.extensions().get::<User>().expect("a user");
        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(user.user_id.clone()))))
    });
    let service = layer.layer(service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    for (authorization, start, end) in [
        (format!("Authorization: Bearer {token}\r\n"), "HTTP/1.1 200 ", "\r\n\r\nada"),
        (String::new(), "HTTP/1.1 401 ", "\r\n\r\n"),
    ] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(start) && answer.ends_with(end), "{answer}");
    }
    server.abort();
}
