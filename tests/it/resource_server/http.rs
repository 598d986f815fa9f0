//! The layer `RequireUser`, in axum and in plain hyper.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::{HeaderMap, Request, Response, header};
use axum::routing::get;
use axum::{Extension, Router};
use genauth::AccessToken;
use genauth::mock::Answer;
use genauth::resource_server::{Authenticator, RequireUser, User};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::Layer;

use crate::tenants::{self, PROFILE, bearer, calls, headers, send, start};

async fn me(user: User, Extension(token): Extension<AccessToken>, headers: HeaderMap) -> String {
    let hidden = headers[header::AUTHORIZATION].is_sensitive();
    format!("{} with {} bytes, hidden: {hidden}", user.user_id, token.expose_secret().len())
}

fn app(authenticator: Authenticator) -> Router {
    let public = Router::new().route("/", get(|| async { "for everyone" }));
    Router::new().route("/me", get(me)).layer(RequireUser::new(authenticator)).merge(public)
}

#[tokio::test]
async fn the_header() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let app = app(authenticator);
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
        let pairs: Vec<_> = values.iter().map(|value| ("authorization", value)).collect();
        let (status, found, body) = send(&app, "/me", headers(&pairs)).await;
        let challenge = found.get("www-authenticate").map_or("", |value| value.to_str().unwrap());
        assert_eq!((status, challenge), expected, "{values:?}");
        let passed = format!("ada with {} bytes, hidden: true", token.len());
        assert_eq!(body, if status == 200 { passed.as_str() } else { "" });
    }
    assert_eq!(calls(&tenant), 1, "only what may be a token is asked about");
    assert_eq!(tenants::get(&app, "/", None).await.0, 200, "a public route is outside of the layer");
}

#[tokio::test]
async fn forbidden_and_unavailable() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let app = app(authenticator);
    assert_eq!(tenants::get(&app, "/me", Some(&token)).await.0, 200);
    let other = tenant.issue_token("ada");
    tenant.suspend("ada");
    assert_eq!(tenants::get(&app, "/me", Some(&other)).await, (403, String::new(), String::new()));

    tenant.add_user(json!({ "userId": "ada" })).unwrap();
    tenant.script_path(PROFILE, 1, Answer::failure(429, None, "slow down").retry_after(u64::MAX));
    let (status, headers, body) = send(&app, "/me", bearer(&tenant.issue_token("ada"))).await;
    assert_eq!((status, headers["retry-after"].to_str().unwrap(), body.as_str()), (503, "60", ""));
    assert!(!headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn in_plain_hyper() {
    let (_tenant, authenticator, token) = start(|builder| builder).await;
    let service = tower::service_fn(|request: Request<hyper::body::Incoming>| async move {
        let user = request.extensions().get::<User>().expect("a user");
        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(user.user_id.clone()))))
    });
    let service = RequireUser::new(authenticator).layer(service);
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
