//! Logout: by the user, and by the service's back channel.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genauth::mock::{Answer, Request, Tenant, TokenOptions};
use genauth::resource_server::{Authenticator, ClientAuth, Rejection};
use genauth::{AccessToken, AuthenticationClient, ErrorKind};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::forge::{AUDIENCE, Forge, now, sign, sign_with};
use crate::support::ROOT;
use crate::tenants::{self, KEYS, PROFILE, access, ask, builder, count, until};

const REVOCATION: &str = "/oidc/token/revocation";

fn token(tenant: &Tenant) -> AccessToken {
    access(&tenants::token_for(tenant, "ada"))
}

/// The first request for a revocation.
fn revocation(tenant: &Tenant) -> Request {
    tenant.requests().into_iter().find(|request| request.path() == REVOCATION).expect("a revocation")
}

async fn refuses(authenticator: &Authenticator, token: &AccessToken) {
    for _ in 0..2 {
        assert_eq!(authenticator.authenticate(token).await.err(), Some(Rejection::InvalidToken));
        assert_eq!(authenticator.verify(token).await.err(), Some(Rejection::InvalidToken));
    }
}

#[tokio::test]
async fn a_logout_revokes_as_the_application_is_set() {
    for (method, auth) in [
        ("client_secret_basic", (|secret| ClientAuth::Basic(secret)) as fn(String) -> ClientAuth),
        ("client_secret_post", |secret| ClientAuth::Post(secret)),
        ("none", |_| ClientAuth::Public),
    ] {
        let tenant = Tenant::start().await.unwrap();
        tenant.set_client_auth(method);
        let authenticator = builder(&tenant).revoke_with(auth(tenant.app_secret().to_owned())).build().unwrap();
        let token = token(&tenant);
        assert!(authenticator.authenticate(&token).await.is_ok());
        authenticator.log_out(&token).await.unwrap();
        refuses(&authenticator, &token).await;
        assert_eq!(count(&tenant, REVOCATION), 1, "{method}");
        // The service knows it too.
        let other = builder(&tenant).build().unwrap();
        assert_eq!(other.authenticate(&token).await.err(), Some(Rejection::InvalidToken));
        let request = revocation(&tenant);
        let form = String::from_utf8(request.body().to_vec()).unwrap();
        assert!(form.starts_with(&format!("token={}&token_type_hint=access_token", token.expose_secret())));
        assert_eq!(
            (request.method(), request.header("content-type").unwrap()),
            ("POST", "application/x-www-form-urlencoded")
        );
        assert_eq!(form.contains("client_secret="), method == "client_secret_post");
        assert_eq!(request.authorization().is_some(), method == "client_secret_basic");
    }
}

#[tokio::test]
async fn a_secret_is_encoded_before_it_is_sent() {
    let tenant = Tenant::start().await.unwrap();
    let secret = "a:b+c%&=\u{e4}";
    let authenticator = builder(&tenant).revoke_with(ClientAuth::Basic(secret.to_owned())).build().unwrap();
    drop(authenticator.log_out(&token(&tenant)).await);
    let pair = STANDARD.encode(format!("{}:a%3Ab%2Bc%25%26%3D%C3%A4", tenant.app_id()));
    assert_eq!(revocation(&tenant).authorization().unwrap(), format!("Basic {pair}"));
}

#[tokio::test]
async fn a_token_is_refused_whatever_the_service_answers() {
    let tenant = Tenant::start().await.unwrap();
    tenant.set_client_auth("client_secret_basic");
    let authenticator = builder(&tenant).timeout(Duration::from_secs(2)).build().unwrap();
    let error = |error: &str| Answer::body("application/json", json!({ "error": error }).to_string()).http_status(400);
    for (answer, kind) in [
        (Answer::usual(), ErrorKind::Config),
        (error("unsupported_token_type"), ErrorKind::Config),
        (error("c4n4ry"), ErrorKind::Http),
        (Answer::body("text/html", "no").http_status(503), ErrorKind::Http),
        (Answer::body("text/html", "no").http_status(302), ErrorKind::Http),
        (Answer::closed(), ErrorKind::Interrupted),
        (Answer::usual().delay(Duration::from_secs(3600)), ErrorKind::Timeout),
    ] {
        let token = token(&tenant);
        assert!(authenticator.authenticate(&token).await.is_ok());
        tenant.script_path(REVOCATION, 1, answer.clone());
        let failed = authenticator.log_out(&token).await.unwrap_err();
        assert_eq!((failed.kind(), failed.is_unsent()), (kind, false), "{answer:?}: {failed}");
        assert!(!failed.is_unauthorized() && !format!("{failed:?} {failed:#}").contains("c4n4ry"), "{failed:?}");
        refuses(&authenticator, &token).await;
        // A second call tries to revoke again.
        let before = count(&tenant, REVOCATION);
        drop(authenticator.log_out(&token).await);
        assert_eq!(count(&tenant, REVOCATION), before + 1);
        refuses(&authenticator, &token).await;
    }
}

#[tokio::test]
async fn what_is_verified_first() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = builder(&tenant).build().unwrap();
    let good = token(&tenant);
    let invalid = format!("{}x", good.expose_secret());
    let foreign = tenant.issue_token_with("ada", TokenOptions::new().audience("another"));
    for token in [invalid.as_str(), "made.up", &foreign, &"x".repeat(17 * 1024)] {
        let error = authenticator.log_out(&access(token)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidToken);
    }
    let expired = tenant.issue_token_with("ada", TokenOptions::new().expires_in(Duration::ZERO));
    authenticator.log_out(&access(&expired)).await.unwrap();
    assert_eq!(count(&tenant, REVOCATION), 0);
    assert!(authenticator.authenticate(&good).await.is_ok());
    // A secret for revocations signs no tokens.
    let secret = "0123456789abcdef0123456789abcdef";
    let with_secret = builder(&tenant).revoke_with(ClientAuth::Basic(secret.to_owned())).build().unwrap();
    let signed = access(&tenant.issue_token_with("ada", TokenOptions::new().hs256(secret)));
    assert_eq!(with_secret.authenticate(&signed).await.err(), Some(Rejection::InvalidToken));
    assert!(!format!("{:?}", ClientAuth::Post(secret.to_owned())).contains("0123"));
    // Without keys nothing can be verified, and the token isn't revoked.
    let unverified = builder(&tenant).build().unwrap();
    tenant.script_path(KEYS, 1, Answer::closed());
    let error = unverified.log_out(&good).await.unwrap_err();
    assert!(error.is_retryable());
    let page = std::fs::read_to_string(format!("{ROOT}/docs/troubleshooting.md")).unwrap();
    assert!(page.contains(&error.to_string()), "{error}");
    assert_eq!(count(&tenant, REVOCATION), 0);
    // But the token is refused here, also when the keys are back.
    until("the keys are back", async || ask(&unverified, &tenants::token_for(&tenant, "eve")).await.is_ok()).await;
    refuses(&unverified, &good).await;
    // Without the application's ID nothing can be revoked, but the token is refused here.
    let client = AuthenticationClient::builder().app_host(tenant.url()).build().unwrap();
    let anonymous = Authenticator::builder(client).any_audience(true).build().unwrap();
    assert_eq!(anonymous.log_out(&good).await.unwrap_err().kind(), ErrorKind::Config);
    refuses(&anonymous, &good).await;
}

/// From the moment of the call, not from the moment when the token is verified.
#[tokio::test]
async fn a_token_is_refused_while_its_logout_waits_for_keys() {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = builder(&tenant).build().unwrap();
    let token = token(&tenant);
    tenant.script_path(KEYS, 1, Answer::usual().delay(Duration::from_millis(1500)));
    let verifying = tokio::spawn({
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { authenticator.verify(&token).await }
    });
    until("the keys are asked for", async || count(&tenant, KEYS) == 1).await;
    let mut logout = Box::pin(authenticator.log_out(&token));
    assert!(timeout(Duration::ZERO, &mut logout).await.is_err(), "the logout has begun");
    refuses(&authenticator, &token).await;
    assert!(!verifying.is_finished(), "the keys are still awaited");
    assert!(logout.await.is_ok());
    refuses(&authenticator, &token).await;
    assert_eq!(verifying.await.unwrap().err(), Some(Rejection::InvalidToken), "a request that waited for the keys");
}

/// A logout while requests come, with one to eight workers: a request that begins after the logout isn't let in, and no
/// call that was under way lets it in.
#[test]
fn nobody_gets_in_after_a_logout() {
    for workers in [1, 2, 4, 8] {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap();
        runtime.block_on(async {
            let tenant = Tenant::start().await.unwrap();
            let authenticator = builder(&tenant).build().unwrap();
            for round in 0..20 {
                let token = token(&tenant);
                // The service goes on to accept the token.
                tenant.script_path(
                    REVOCATION,
                    1,
                    Answer::body("text/plain", "").delay(Duration::from_millis(round % 3)),
                );
                if round % 2 == 0 {
                    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(5)));
                } else {
                    assert!(authenticator.authenticate(&token).await.is_ok());
                }
                let over = Arc::new(AtomicBool::new(false));
                let mut requests = JoinSet::new();
                for _ in 0..workers {
                    let (authenticator, token, over) = (authenticator.clone(), token.clone(), over.clone());
                    requests.spawn(async move {
                        loop {
                            let is_after = over.load(Ordering::SeqCst);
                            let is_in = authenticator.authenticate(&token).await.is_ok();
                            assert!(!(is_after && is_in), "let in after the logout");
                            if is_after {
                                return;
                            }
                            tokio::task::yield_now().await;
                        }
                    });
                }
                tokio::task::yield_now().await;
                authenticator.log_out(&token).await.unwrap();
                over.store(true, Ordering::SeqCst);
                requests.join_all().await;
                assert!(authenticator.authenticate(&token).await.is_err());
            }
        });
    }
}

#[tokio::test]
async fn logout_tokens_of_the_back_channel() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let with = |changes: Value| {
        let mut claims = forge.claims();
        let members = claims.as_object_mut().unwrap();
        members.remove("scope");
        members.insert("events".to_owned(), json!({ event: {} }));
        for (name, value) in changes.as_object().unwrap() {
            if value == "-" { drop(members.remove(name)) } else { drop(members.insert(name.clone(), value.clone())) }
        }
        claims
    };
    let header = |typ: Option<&str>| match typ {
        Some(typ) => json!({ "alg": "RS256", "kid": "rsa", "typ": typ }),
        None => json!({ "alg": "RS256", "kid": "rsa" }),
    };
    for typ in [None, Some("JWT"), Some("logout+jwt"), Some("application/logout+jwt"), Some("LOGOUT+JWT")] {
        let token = sign(&header(typ), &with(json!({})));
        assert_eq!(authenticator.verify_logout_token(&token).await, Ok("u1".to_owned()), "{typ:?}");
        let token = access(&token);
        if typ.is_some_and(|typ| typ.len() > 3) {
            assert_eq!(
                authenticator.authenticate(&token).await.err(),
                Some(Rejection::InvalidToken),
                "no access token"
            );
        }
    }
    let good = header(Some("logout+jwt"));
    let refused = [
        sign(&header(Some("at+jwt")), &with(json!({}))),
        sign(&header(Some("secevent+jwt")), &with(json!({}))),
        sign_with("published", &json!({ "alg": "HS256", "kid": "rsa" }), &with(json!({}))),
        format!("{}x", sign(&good, &with(json!({})))),
        "made.up".to_owned(),
        String::new(),
        "x".repeat(17 * 1024),
        forge.token(),
    ];
    let claims = [
        json!({ "events": "-" }),
        json!({ "events": null }),
        json!({ "events": [] }),
        json!({ "events": {} }),
        json!({ "events": [event] }),
        json!({ "events": event }),
        json!({ "events": { event: null } }),
        json!({ "events": { event: true } }),
        json!({ "events": { "other": {} } }),
        json!({ "nonce": "n" }),
        json!({ "nonce": null }),
        json!({ "iat": "-" }),
        json!({ "iat": "1" }),
        json!({ "iat": now() + 3600 }),
        json!({ "exp": "-" }),
        json!({ "exp": now() - 3600 }),
        json!({ "sub": "-" }),
        json!({ "sub": "-", "sid": "s1" }),
        json!({ "sub": "" }),
        json!({ "sub": 1 }),
        json!({ "aud": "other" }),
        json!({ "aud": "-" }),
        json!({ "iss": "https://evil.example" }),
        json!({ "nbf": now() + 3600 }),
    ];
    for token in refused.into_iter().chain(claims.into_iter().map(|changes| sign(&good, &with(changes)))) {
        assert_eq!(authenticator.verify_logout_token(&token).await, Err(Rejection::InvalidToken), "{token}");
    }
    let several = sign(&good, &with(json!({ "aud": ["x", AUDIENCE], "sid": "s1" })));
    assert_eq!(authenticator.verify_logout_token(&several).await, Ok("u1".to_owned()));
    let unverified = forge.builder().verify_locally(false).build().unwrap();
    assert_eq!(unverified.verify_logout_token(&several).await, Err(Rejection::InvalidToken));
    assert_eq!(forge.service().calls, 0);
}
