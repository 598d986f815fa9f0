//! Tenants, authenticators and routes as most tests need them, and questions to them.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use genauth::mock::Tenant;
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection};
use genauth::{AccessToken, AuthenticationClient, AuthenticationClientBuilder};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

pub(crate) const PROFILE: &str = "/api/v3/get-profile";
pub(crate) const ROLES: &str = "/api/v3/get-my-role-list";
pub(crate) const PERMISSION: &str = "/api/v3/check-permission-string-resource";
pub(crate) const KEYS: &str = "/oidc/.well-known/jwks.json";

/// A client of the tenant's application, without retries.
pub(crate) fn client(tenant: &Tenant) -> AuthenticationClientBuilder {
    AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).max_retries(0)
}

pub(crate) fn builder(tenant: &Tenant) -> AuthenticatorBuilder {
    Authenticator::builder(client(tenant).build().expect("a client"))
}

/// A tenant, its authenticator, and the token of a user who is new to both.
pub(crate) async fn start(
    configure: impl FnOnce(AuthenticatorBuilder) -> AuthenticatorBuilder,
) -> (Tenant, Authenticator, String) {
    let tenant = Tenant::start().await.expect("a tenant");
    let authenticator = configure(builder(&tenant)).build().expect("an authenticator");
    let token = token_for(&tenant, "ada");
    (tenant, authenticator, token)
}

/// Registers a user, and gives a token of the user.
pub(crate) fn token_for(tenant: &Tenant, user_id: &str) -> String {
    tenant.token_for(json!({ "userId": user_id })).expect("a profile")
}

pub(crate) fn access(token: &str) -> AccessToken {
    AccessToken::new(token).expect("a bearer token")
}

/// The ID of the user whom a token lets in.
pub(crate) async fn ask(authenticator: &Authenticator, token: &str) -> Result<String, Rejection> {
    authenticator.authenticate(&access(token)).await.map(|user| user.user_id.clone())
}

/// Asks in a task of its own.
pub(crate) fn asks(authenticator: &Authenticator, token: &str) -> JoinHandle<Result<String, Rejection>> {
    let (authenticator, token) = (authenticator.clone(), token.to_owned());
    tokio::spawn(async move { ask(&authenticator, &token).await })
}

pub(crate) fn is_unavailable<T>(result: &Result<T, Rejection>) -> bool {
    matches!(result, Err(Rejection::Unavailable { .. }))
}

/// How many requests for this path the tenant has got.
pub(crate) fn count(tenant: &Tenant, path: &str) -> usize {
    tenant.requests().iter().filter(|request| request.path() == path).count()
}

/// How many calls for a profile the tenant has got.
pub(crate) fn calls(tenant: &Tenant) -> usize {
    count(tenant, PROFILE)
}

/// Waits until the condition holds, and panics if that takes too long.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < Duration::from_secs(20), "not in time: {what}");
        sleep(Duration::from_millis(5)).await;
    }
}

/// Status, challenge and body of the answer to a GET request.
pub(crate) async fn get(app: &Router, path: &str, token: Option<&str>) -> (u16, String, String) {
    let request = token.map(bearer).unwrap_or_default();
    let (status, headers, body) = send(app, path, request).await;
    let challenge = headers.get("www-authenticate").map_or("", |value| value.to_str().expect("text"));
    (status, challenge.to_owned(), body)
}

/// Status, headers and body of the answer to a GET request with these headers.
pub(crate) async fn send(app: &Router, path: &str, headers: HeaderMap) -> (u16, HeaderMap, String) {
    let mut request = Request::get(path).body(Body::empty()).expect("a request");
    *request.headers_mut() = headers;
    let (parts, body) = tower::ServiceExt::oneshot(app.clone(), request).await.expect("an answer").into_parts();
    let body = to_bytes(body, 10_000).await.expect("a body");
    (parts.status.as_u16(), parts.headers, String::from_utf8(body.into()).expect("text"))
}

pub(crate) fn bearer(token: &str) -> HeaderMap {
    headers(&[("authorization", &format!("Bearer {token}"))])
}

/// These headers, in this order.
pub(crate) fn headers(pairs: &[(&str, impl AsRef<[u8]>)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.append(name, HeaderValue::from_bytes(value.as_ref()).expect("a value"));
    }
    headers
}
