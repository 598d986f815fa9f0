//! Readiness, connections ahead, and counters.

use std::time::Duration;

use axum::{Router, routing};
use genauth::AuthenticationClient;
use genauth::mock::Answer;
use genauth::resource_server::{Authenticator, Rejection, RequireUser};
use tokio::time::sleep;

use crate::support::ROOT;
use crate::tenants::{KEYS, PROFILE, ask, asks, count, get, is_unavailable, start, until};

/// Every text that the module gives to users or events, and that is a sentence of the form "the … is …".
#[test]
fn every_reason_is_explained() {
    let page = std::fs::read_to_string(format!("{ROOT}/docs/troubleshooting.md")).unwrap();
    let folder = std::fs::read_dir(format!("{ROOT}/src/resource_server")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    // The builder gives errors of the kind Config alone.
    files.retain(|path| path.is_file() && !path.ends_with("builder.rs"));
    files.push(format!("{ROOT}/src/resource_server/shared_cache/asking.rs").into());
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
    let (tenant, authenticator, _) = start(|builder| builder.connections(3)).await;
    tenant.script_path(KEYS, 1, Answer::closed());
    assert!(is_unavailable(&authenticator.ready().await));
    // A failed fetch is repeated after a second.
    until("the keys are there", async || authenticator.ready().await.is_ok()).await;
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
    let (tenant, authenticator, token) = start(|builder| builder).await;
    ask(&authenticator, &token).await.unwrap();
    drop(tenant);
    assert_eq!(authenticator.ready().await, Ok(()));
    // Without local verification no keys are needed.
    let client = AuthenticationClient::builder().app_host("http://127.0.0.1:9").build().unwrap();
    let unverified = Authenticator::builder(client).verify_locally(false).build().unwrap();
    assert_eq!(unverified.ready().await, Ok(()));
}

/// The first request of a user asks for roles in a task, which waits for the request's own call.
#[tokio::test]
async fn a_request_shares_no_call_with_itself() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(300)));
    let layer = RequireUser::new(authenticator.clone()).role("shop", "admin");
    let app = Router::new().route("/", routing::get(async || "")).route_layer(layer);
    assert_eq!(get(&app, "/", Some(&token)).await.0, 403);
    let stats = authenticator.stats();
    assert_eq!((stats.asked, stats.shared, stats.cached), (2, 0, 0), "{stats:?}");
}

#[tokio::test]
async fn what_is_counted() {
    let (tenant, authenticator, token) = start(|builder| {
        let builder = builder.profile_ttl(Duration::from_millis(1)).stale_for(Duration::from_secs(60));
        builder.timeout(Duration::from_secs(20))
    })
    .await;
    let ada = || Ok("ada".to_owned());
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(300)));
    let first = asks(&authenticator, &token);
    until("the call has begun", async || count(&tenant, PROFILE) == 1).await;
    assert_eq!((ask(&authenticator, &token).await, first.await.unwrap()), (ada(), ada()));
    sleep(Duration::from_millis(5)).await;
    tenant.script_path(PROFILE, 1, Answer::failure(429, None, "slow down"));
    assert_eq!(ask(&authenticator, &token).await, ada());
    assert_eq!(ask(&authenticator, "made.up").await, Err(Rejection::InvalidToken));
    assert!(authenticator.token(&axum::http::HeaderMap::new()).is_err());
    let stats = authenticator.stats();
    assert_eq!((stats.asked, stats.shared, stats.stale, stats.key_fetches), (2, 1, 1, 1), "{stats:?}");
    assert_eq!((stats.refused.invalid_token, stats.refused.missing_token, stats.refused.unavailable), (1, 1, 0));
    assert_eq!(stats.shared_cache_hits + stats.shared_cache_misses + stats.shared_cache_errors, 0);
}
