//! Readiness, connections ahead, and counters.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;

const KEYS: &str = "/oidc/.well-known/jwks.json";

fn builder(tenant: &Tenant) -> AuthenticatorBuilder {
    let client = AuthenticationClient::builder().app_host(tenant.url()).max_retries(0).build().unwrap();
    Authenticator::builder(client).audience(tenant.app_id())
}

/// Every text that the module gives to users or events, and that is a sentence of the form "the … is …".
#[test]
fn every_reason_is_explained() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let page = std::fs::read_to_string(format!("{root}/docs/troubleshooting.md")).unwrap();
    let folder = std::fs::read_dir(format!("{root}/src/resource_server")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    // The builder gives errors of the kind Config alone.
    files.retain(|path| path.is_file() && !path.ends_with("builder.rs"));
    files.push(format!("{root}/src/resource_server/shared_cache/asking.rs").into());
    let mut explained = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap().replace("\\\"", "").replace("'\"'", "");
        let lines = source.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        // Every second piece is a text.
        for text in lines.collect::<Vec<_>>().join(" ").replace("\\ ", "").split('"').skip(1).step_by(2) {
            let is_reason = ["the ", "there ", "this ", "tokens "].iter().any(|word| text.starts_with(word));
            if is_reason && text.split(' ').count() > 3 {
                assert!(page.contains(&format!("`{text}`")), "docs/troubleshooting.md lacks {text:?} of {file:?}");
                explained += 1;
            }
        }
    }
    assert!(explained > 60, "{explained}");
}

#[tokio::test]
async fn ready_once_is_ready_for_ever() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = builder(&tenant).connections(3).build().unwrap();
    tenant.script_path(KEYS, 1, Answer::closed());
    assert!(matches!(authenticator.ready().await, Err(Rejection::Unavailable { .. })));
    // A failed fetch is repeated after a second.
    let start = tokio::time::Instant::now();
    while authenticator.ready().await.is_err() {
        assert!(start.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let requests = tenant.take_requests();
    assert_eq!(requests.iter().filter(|request| request.path() == KEYS).count(), 2);
    assert_eq!(requests.len() - 2, 3, "three connections");
    drop(tenant);
    for _ in 0..3 {
        assert_eq!(authenticator.clone().ready().await, Ok(()));
    }
}

#[tokio::test]
async fn keys_of_a_request_make_it_ready() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = builder(&tenant).build().unwrap();
    let token = AccessToken::new(tenant.token_for(json!({ "userId": "ada" })).unwrap()).unwrap();
    authenticator.authenticate(&token).await.unwrap();
    drop(tenant);
    assert_eq!(authenticator.ready().await, Ok(()));
    // Without local verification no keys are needed.
    let client = AuthenticationClient::builder().app_host("http://127.0.0.1:9").build().unwrap();
    let unverified = Authenticator::builder(client).verify_locally(false).build().unwrap();
    assert_eq!(unverified.ready().await, Ok(()));
}

#[tokio::test]
async fn what_is_counted() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = builder(&tenant)
        .profile_ttl(Duration::from_millis(1))
        .stale_for(Duration::from_secs(60))
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    let token = AccessToken::new(tenant.token_for(json!({ "userId": "ada" })).unwrap()).unwrap();
    let ask = |token: &AccessToken| {
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { authenticator.authenticate(&token).await.map(drop) }
    };
    tenant.script_path("/api/v3/get-profile", 1, Answer::usual().delay(Duration::from_millis(300)));
    let first = tokio::spawn(ask(&token));
    while tenant.requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!((ask(&token).await, first.await.unwrap()), (Ok(()), Ok(())));
    tokio::time::sleep(Duration::from_millis(5)).await;
    tenant.script_path("/api/v3/get-profile", 1, Answer::failure(429, None, "slow down"));
    assert_eq!(ask(&token).await, Ok(()));
    let invalid = AccessToken::new("made.up").unwrap();
    assert_eq!(ask(&invalid).await, Err(Rejection::InvalidToken));
    assert!(authenticator.token(&axum::http::HeaderMap::new()).is_err());
    let stats = authenticator.stats();
    assert_eq!((stats.asked, stats.shared, stats.stale, stats.key_fetches), (2, 1, 1, 1), "{stats:?}");
    assert_eq!((stats.refused.invalid_token, stats.refused.missing_token, stats.refused.unavailable), (1, 1, 0));
    assert_eq!(stats.shared_cache_hits + stats.shared_cache_misses + stats.shared_cache_errors, 0);
}
