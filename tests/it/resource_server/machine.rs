//! `RequireToken`: tokens that are judged without the service.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use genauth::resource_server::{Claims, RequireToken};
use serde_json::{Value, json};

use super::forge::{AUDIENCE, Forge, another_rsa_jwk, base64, sign, sign_as, sign_text, sign_with};
use crate::tenants::{self, access, ask};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn app(layer: RequireToken) -> Router {
    let route = get(|claims: Claims| async move { claims.client_id().unwrap_or("none").to_owned() });
    Router::new().route("/", route).route_layer(layer)
}

async fn status(app: &Router, token: &str) -> u16 {
    tenants::get(app, "/", Some(token)).await.0
}

#[tokio::test]
async fn which_tokens_stand_without_the_service() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    let strict = app(RequireToken::new(authenticator.clone()));
    let users = app(RequireToken::new(authenticator.clone()).users(true));
    let reads = app(RequireToken::new(authenticator.clone()).scope("order:read"));
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    let token = |changes: Value| {
        let mut claims = forge.claims();
        let members = claims.as_object_mut().unwrap();
        members.remove("sub");
        members.insert("azp".to_owned(), json!(AUDIENCE));
        for (name, value) in changes.as_object().unwrap() {
            members.insert(name.clone(), value.clone());
        }
        sign(&header, &claims)
    };
    // The token's claims; the status by the strict layer, and with users allowed.
    for (changes, machines, with_users) in [
        (json!({}), 200, 200),
        (json!({ "sub": AUDIENCE }), 200, 200),
        (json!({ "sub": AUDIENCE, "client_id": AUDIENCE }), 200, 200),
        (json!({ "sub": "svc", "azp": "svc" }), 200, 200),
        (json!({ "sub": "svc", "client_id": "svc", "azp": "svc" }), 200, 200),
        (json!({ "sub": "u1" }), 401, 200),
        (json!({ "sub": "u1", "client_id": "u1" }), 401, 200),
        (json!({ "sub": "u1", "client_id": AUDIENCE, "azp": "u1" }), 401, 200),
        (json!({ "sub": AUDIENCE, "azp": null }), 401, 200),
        (json!({ "sub": AUDIENCE, "azp": "other" }), 401, 200),
        (json!({ "sub": "" }), 401, 401),
        (json!({ "sub": null }), 401, 401),
        (json!({ "sub": 7, "azp": 7 }), 401, 401),
        (json!({ "nonce": "n" }), 401, 401),
        (json!({ "nonce": null }), 401, 401),
        (json!({ "at_hash": "" }), 401, 401),
        (json!({ "c_hash": false }), 401, 401),
        (json!({ "events": {} }), 401, 401),
        (json!({ "sub": "u1", "nonce": "n" }), 401, 401),
        (json!({ "aud": "app-2" }), 401, 401),
        (json!({ "aud": [AUDIENCE, AUDIENCE] }), 200, 200),
        (json!({ "cnf": { "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }), 401, 401),
        (json!({ "exp": 1 }), 401, 401),
    ] {
        let token = token(changes.clone());
        assert_eq!((status(&strict, &token).await, status(&users, &token).await), (machines, with_users), "{changes}");
    }
    let hs256 = sign_with(SECRET, &json!({ "alg": "HS256" }), &forge.claims());
    assert_eq!(status(&users, &hs256).await, 401, "no secret is known");
    assert_eq!(status(&users, "made.up").await, 401);
    assert_eq!(status(&reads, &token(json!({ "scope": "order:read" }))).await, 200);
    assert_eq!(status(&reads, &token(json!({ "scope": "order:reads" }))).await, 403);
    assert_eq!(status(&reads, &token(json!({ "scope": ["order:read"] }))).await, 403);
    let logout = json!({ "alg": "RS256", "kid": "rsa", "typ": "logout+jwt" });
    assert_eq!(status(&users, &sign(&logout, &forge.claims())).await, 401);
    assert_eq!(forge.service().calls, 0, "nobody was asked");
}

#[tokio::test]
async fn secret_signed_tokens_only_on_demand() {
    let forge = Forge::start().await;
    let authenticator = forge.builder().audience(AUDIENCE).app_secret(SECRET).build().unwrap();
    let mut claims = forge.claims();
    claims.as_object_mut().unwrap().remove("sub");
    let token = sign_with(SECRET, &json!({ "alg": "HS256" }), &claims);
    assert_eq!(status(&app(RequireToken::new(authenticator.clone())), &token).await, 401);
    assert_eq!(status(&app(RequireToken::new(authenticator.clone()).secret_signed(true)), &token).await, 200);
    let other = sign_with("another secret, which is as long", &json!({ "alg": "HS256" }), &claims);
    assert_eq!(status(&app(RequireToken::new(authenticator).secret_signed(true)), &other).await, 401);
}

#[tokio::test]
async fn a_token_that_the_service_has_refused_is_refused() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    let users = app(RequireToken::new(authenticator.clone()).users(true));
    let token = forge.token();
    assert_eq!(status(&users, &token).await, 200);
    forge.service().answer = Some(json!({ "statusCode": 401, "apiCode": 2207, "message": "no" }).to_string());
    assert!(ask(&authenticator, &token).await.is_err());
    assert_eq!(status(&users, &token).await, 401);
}

/// The service withdraws a key. A token of a new key makes the authenticators fetch the keys anew.
#[tokio::test]
async fn a_signature_is_checked_once_in_the_lifetime_of_a_profile() {
    let forge = Forge::start().await;
    let [remembers, forgets] = [60, 0].map(|seconds| {
        let builder = forge.builder().audience(AUDIENCE).profile_ttl(Duration::from_secs(seconds));
        builder.build().unwrap()
    });
    let [first, second] = [&remembers, &forgets].map(|each| app(RequireToken::new(each.clone()).users(true)));
    let old = forge.token();
    assert_eq!((status(&first, &old).await, status(&second, &old).await), (200, 200));
    forge.service().keys = json!({ "keys": [another_rsa_jwk("new")] }).to_string();
    let new = sign_as("RS256 by another key", &json!({ "alg": "RS256", "kid": "new" }), &forge.claims());
    assert_eq!((status(&first, &new).await, status(&second, &new).await), (200, 200));
    assert_eq!((status(&first, &old).await, status(&second, &old).await), (200, 401));
    remembers.forget(&access(&old));
    assert_eq!(status(&first, &old).await, 401, "forgotten");
    remembers.log_out(&access(&new)).await.unwrap();
    assert_eq!(status(&first, &new).await, 401, "logged out");
}

#[tokio::test]
async fn a_claim_that_comes_twice() {
    let forge = Forge::start().await;
    let layer = RequireToken::new(forge.authenticator()).scope("admin").users(true);
    let claims = forge.claims().to_string();
    for doubled in ["\"scope\":\"admin\"", "\"jti\":\"2\""] {
        let text = claims.replacen('{', &format!("{{{doubled},"), 1);
        let text = text.replace("openid profile", "admin");
        let header = base64(json!({ "alg": "RS256", "kid": "rsa" }).to_string());
        let token = sign_text("RS256", &header, &base64(text));
        assert_eq!(status(&app(layer.clone()), &token).await, 401, "{doubled}");
    }
}
