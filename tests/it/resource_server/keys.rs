//! The published keys: when they are fetched, which of them are used, and what happens without them.

use std::time::Duration;

use axum::http::StatusCode;
use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, Rejection};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;

use super::forge::{Forge, rsa_jwk, sign};

const KEYS: &str = "/oidc/.well-known/jwks.json";
const PROFILE: &str = "/api/v3/get-profile";

fn authenticator(tenant: &Tenant) -> Authenticator {
    let client = AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id());
    Authenticator::builder(client.max_retries(0).build().unwrap()).build().unwrap()
}

async fn ask(authenticator: &Authenticator, token: &str) -> Result<String, Rejection> {
    authenticator.authenticate(&AccessToken::new(token).unwrap()).await.map(|user| user.user_id.clone())
}

fn count(tenant: &Tenant, path: &str) -> usize {
    tenant.requests().iter().filter(|request| request.path() == path).count()
}

fn is_unavailable(result: &Result<String, Rejection>) -> bool {
    matches!(result, Err(Rejection::Unavailable { .. }))
}

#[tokio::test]
async fn a_rotation_is_noticed_at_once_and_without_a_storm() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = authenticator(&tenant);
    let old = tenant.token_for(json!({ "userId": "old" })).unwrap();
    assert_eq!(ask(&authenticator, &old).await, Ok("old".to_owned()));
    assert_eq!(count(&tenant, KEYS), 1);

    tenant.rotate_keys();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let (authenticator, id) = (authenticator.clone(), format!("u{number}"));
        let token = tenant.token_for(json!({ "userId": id })).unwrap();
        tasks.spawn(async move { assert_eq!(ask(&authenticator, &token).await, Ok(id)) });
    }
    tasks.join_all().await;
    assert_eq!(count(&tenant, KEYS), 2, "one fetch for all");

    let withdrawn = tenant.token_for(json!({ "userId": "new" })).unwrap();
    tenant.rotate_keys();
    assert_eq!(ask(&authenticator, &withdrawn).await, Ok("new".to_owned()), "the keys at hand still verify it");
    let newer = tenant.issue_token("new");
    assert_eq!(ask(&authenticator, &newer).await, Err(Rejection::InvalidToken), "an unknown key, 30 s too early");
    assert_eq!(count(&tenant, KEYS), 2);
}

#[tokio::test]
async fn the_first_requests_share_one_fetch() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = authenticator(&tenant);
    tenant.script_path(KEYS, 1, Answer::usual().delay(Duration::from_millis(800)));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..50 {
        let token = tenant.token_for(json!({ "userId": format!("u{number}") })).unwrap();
        let authenticator = authenticator.clone();
        tasks.spawn(async move { ask(&authenticator, &token).await.unwrap() });
    }
    // The request that began the fetch may be dropped.
    let leader = authenticator.clone();
    let first = tenant.issue_token("u0");
    drop(tokio::time::timeout(Duration::from_millis(50), ask(&leader, &first)).await);
    tasks.join_all().await;
    assert_eq!((count(&tenant, KEYS), count(&tenant, PROFILE)), (1, 50));
}

#[tokio::test]
async fn without_keys_nobody_is_let_in_and_nobody_is_logged_out() {
    let tenant = Tenant::start().await.unwrap();
    let token = tenant.token_for(json!({ "userId": "u1" })).unwrap();
    for answer in [
        Answer::failure(503, None, "no").http_status(503),
        Answer::closed(),
        Answer::usual().http_status(301).header("location", "http://127.0.0.1:9/keys"),
        Answer::body("text/html", "<h1>Log in to the wireless network</h1>"),
        Answer::body("application/json", r#"{"keys":[]}"#),
        Answer::body("application/json", r#"{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}"#),
        Answer::body("application/json", format!(r#"{{"x":"{}","keys":[]}}"#, "x".repeat(64 * 1024))),
    ] {
        // Each case needs its own authenticator, because a failed fetch isn't repeated within a second.
        let authenticator = authenticator(&tenant);
        tenant.clear_requests();
        tenant.script_path(KEYS, 1, answer.clone());
        assert!(is_unavailable(&ask(&authenticator, &token).await), "{answer:?}");
        assert!(is_unavailable(&ask(&authenticator, &token).await), "{answer:?}, too early to ask again");
        assert_eq!((count(&tenant, KEYS), count(&tenant, PROFILE)), (1, 0), "{answer:?}");
    }
}

#[tokio::test]
async fn a_failed_fetch_is_repeated_after_a_second() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    forge.service().keys_status = StatusCode::BAD_GATEWAY;
    let token = forge.token();
    assert!(is_unavailable(&ask(&authenticator, &token).await));
    forge.service().keys_status = StatusCode::OK;
    let start = tokio::time::Instant::now();
    while is_unavailable(&ask(&authenticator, &token).await) {
        assert!(start.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(start.elapsed() > Duration::from_millis(900));
    assert_eq!(forge.service().fetches, 2);
}

#[tokio::test]
async fn slow_keys_take_no_more_than_the_requests_time() {
    let forge = Forge::start().await;
    forge.service().keys_delay = Duration::from_secs(60);
    let builder = forge.builder().audience(super::forge::AUDIENCE);
    let authenticator = builder.timeout(Duration::from_millis(100)).build().unwrap();
    let start = tokio::time::Instant::now();
    assert!(is_unavailable(&ask(&authenticator, &forge.token()).await));
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn sixteen_keys_are_kept() {
    let forge = Forge::start().await;
    let keys: Vec<_> = (0..17).map(|number| rsa_jwk(&number.to_string())).collect();
    forge.service().keys = json!({ "keys": keys }).to_string();
    let authenticator = forge.authenticator();
    let token = |kid: usize| sign(&json!({ "alg": "RS256", "kid": kid.to_string() }), &forge.claims());
    assert_eq!(ask(&authenticator, &token(15)).await, Ok("u1".to_owned()));
    assert_eq!(ask(&authenticator, &token(16)).await, Err(Rejection::InvalidToken));
}

#[tokio::test]
async fn an_outage_after_the_keys_were_fetched() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    assert_eq!(ask(&authenticator, &forge.token()).await, Ok("u1".to_owned()));
    forge.service().keys_status = StatusCode::BAD_GATEWAY;
    let unknown = sign(&json!({ "alg": "RS256", "kid": "new" }), &forge.claims());
    assert!(is_unavailable(&ask(&authenticator, &unknown).await), "it may be a rotation");
    let other = sign(&json!({ "alg": "PS256", "kid": "rsa" }), &forge.claims());
    assert_eq!(ask(&authenticator, &other).await, Ok("u1".to_owned()), "the keys at hand are used");
}

#[test]
fn a_runtime_that_has_ended_makes_no_request_hang() {
    let tenant = Tenant::start_blocking().unwrap();
    let authenticator = authenticator(&tenant);
    let token = tenant.token_for(json!({ "userId": "u1" })).unwrap();
    let (sender, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let handle = runtime.handle().clone();
        drop(runtime);
        // A task that is spawned now is dropped at once.
        sender.send(is_unavailable(&handle.block_on(ask(&authenticator, &token))))
    });
    assert_eq!(ended.recv_timeout(Duration::from_secs(20)), Ok(true));
}
