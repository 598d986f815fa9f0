//! The tokens of the mock tenant, verified without this crate's own verifier.

use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use genauth::mock::{Tenant, TokenOptions};
use serde_json::json;

use super::{client, decoded, document, http, part};
use crate::tenants::KEYS;

/// Whether a published key verifies the token.
async fn is_verified(tenant: &Tenant, token: &str) -> bool {
    let keys = document(tenant, KEYS).await;
    let id = &part(token, 0)["kid"];
    let Some(key) = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == *id) else { return false };
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
    let number = |name: &str| decoded(key[name].as_str().unwrap());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &decoded(signature)).is_ok()
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

#[tokio::test]
async fn the_usual_token() {
    let tenant = Tenant::start().await.unwrap();
    let before = now();
    let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    assert!(is_verified(&tenant, &token).await);
    assert_eq!(part(&token, 0)["alg"], "RS256");
    let claims = part(&token, 1);
    assert_eq!(claims["iss"], format!("{}/oidc", tenant.url()));
    assert_eq!((&claims["sub"], &claims["aud"]), (&json!("ada"), &json!(tenant.app_id())));
    let number = |name: &str| claims[name].as_u64().unwrap();
    assert!((before..=now()).contains(&number("iat")));
    assert_eq!(number("exp"), number("iat") + 3600);
    assert!(claims["scope"].as_str().unwrap().split(' ').any(|scope| scope == "openid"));
    assert_eq!(claims["jti"].as_str().unwrap().len(), 32);
    assert_ne!(part(&tenant.issue_token("ada"), 1)["jti"], claims["jti"]);
    assert_eq!(tenant.app_id().len(), 24);
    assert_ne!(Tenant::start().await.unwrap().app_id(), tenant.app_id());
}

#[tokio::test]
async fn options_are_in_the_claims() {
    let tenant = Tenant::start().await.unwrap();
    let with = |options: TokenOptions| part(&tenant.issue_token_with("ada", options), 1);
    let options = TokenOptions::new().scope("openid email").audience("another").expires_in(Duration::from_secs(60));
    let claims = with(options);
    assert_eq!((&claims["scope"], &claims["aud"]), (&json!("openid email"), &json!("another")));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 60);
    let expired = with(TokenOptions::new().expires_in(Duration::ZERO));
    assert!(expired["iat"].as_u64() < expired["exp"].as_u64() && expired["exp"].as_u64().unwrap() < now() - 3000);
    assert!(with(TokenOptions::new().expires_in(Duration::MAX))["exp"].as_u64().unwrap() > now() + 1_000_000_000);
}

#[tokio::test]
async fn a_secret_signs_instead_of_the_key() {
    let tenant = Tenant::start().await.unwrap();
    tenant.add_user(json!({ "userId": "ada" })).unwrap();
    let options = TokenOptions::new().hs256("c4n4ry");
    assert!(!format!("{options:?}").contains("c4n4ry"));
    let token = tenant.issue_token_with("ada", options);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(part(&token, 0), json!({ "alg": "HS256", "typ": "JWT" }));
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"c4n4ry");
    hmac::verify(&key, signed.as_bytes(), &decoded(signature)).unwrap();
    assert_eq!(client(&tenant).get_profile().access_token(token).await.unwrap().user_id, "ada");
}

#[tokio::test]
async fn a_rotation_replaces_the_key() {
    let tenant = Tenant::start().await.unwrap();
    let mut tokens = vec![tenant.token_for(json!({ "userId": "ada" })).unwrap()];
    for _ in 0..3 {
        tenant.rotate_keys();
        tokens.push(tenant.issue_token("ada"));
        for (index, token) in tokens.iter().enumerate() {
            assert_eq!(is_verified(&tenant, token).await, index == tokens.len() - 1, "{index}");
        }
    }
    for token in tokens {
        let user = client(&tenant).get_profile().access_token(token).await.unwrap();
        assert_eq!(user.user_id, "ada", "the service knows them all");
    }
}

#[tokio::test]
async fn discovery_leads_to_the_keys() {
    let tenant = Tenant::start().await.unwrap();
    let discovery = document(&tenant, "/oidc/.well-known/openid-configuration").await;
    assert_eq!(discovery["issuer"], format!("{}/oidc", tenant.url()));
    assert_eq!(discovery["jwks_uri"], format!("{}{KEYS}", tenant.url()));
    for member in [
        "authorization_endpoint",
        "token_endpoint",
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
    ] {
        assert!(!discovery[member].is_null(), "{member}");
    }
    let log = tenant.requests();
    let outcome = log[0].outcome().unwrap();
    assert_eq!((outcome.http_status, outcome.status_code), (Some(200), None), "it is no envelope");
    let posted = http().post(format!("{}{KEYS}", tenant.url())).send().await.unwrap();
    assert_eq!(posted.status(), 404);
}
