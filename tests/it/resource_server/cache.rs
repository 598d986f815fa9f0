//! The cache of profiles and refusals: what is cached, and for how long.

use std::time::Duration;

use genauth::mock::{Answer, Tenant, TokenOptions};
use genauth::resource_server::{AuthenticatorBuilder, Rejection};
use serde_json::json;

use super::forge::{Forge, now, sign};
use crate::tenants::{PROFILE, access, ask, builder, calls, is_unavailable, start, token_for, until};

#[tokio::test]
async fn a_user_is_asked_for_once() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    for _ in 0..3 {
        assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    }
    assert_eq!(ask(&authenticator.clone(), &token).await, Ok("ada".to_owned()), "clones share what is remembered");
    assert_eq!(calls(&tenant), 1);
    assert_eq!(ask(&authenticator, &tenant.issue_token("ada")).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 2, "each token is a user's own login");
}

#[tokio::test]
async fn flags_of_the_call() {
    let flags =
        |builder: AuthenticatorBuilder| builder.profile(|call| call.with_custom_data(true).access_token("another"));
    let (tenant, authenticator, _) = start(flags).await;
    let token = tenant.token_for(json!({ "userId": "ada", "customData": { "team": "engines" } })).unwrap();
    assert!(authenticator.authenticate(&access(&token)).await.unwrap().custom_data.is_some());
}

#[tokio::test]
async fn refusals_are_kept_for_a_moment() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let revoked = tenant.issue_token("ada");
    tenant.revoke(&revoked);
    let orphan = tenant.issue_token("nobody");
    for (token, refusal) in [(&revoked, Rejection::InvalidToken), (&orphan, Rejection::Forbidden)] {
        tenant.clear_requests();
        for _ in 0..50 {
            assert_eq!(ask(&authenticator, token).await, Err(refusal.clone()));
        }
        assert_eq!(calls(&tenant), 1, "{refusal}");
    }
    tenant.add_user(json!({ "userId": "nobody" })).unwrap();
    until("a refusal ends", async || ask(&authenticator, &orphan).await == Ok("nobody".to_owned())).await;
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
}

#[tokio::test]
async fn an_outage_is_not_remembered_and_logs_nobody_out() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    // The first call fetches the keys.
    assert_eq!(ask(&authenticator, &tenant.issue_token("ada")).await, Ok("ada".to_owned()));
    for (answer, retry_after) in [
        (Answer::failure(429, None, "slow down").http_status(429).retry_after(7), 7),
        (Answer::failure(429, None, "slow down").retry_after(u64::MAX), 60),
        (Answer::failure(429, None, "slow down").retry_after("18446744073709551616"), 60),
        (Answer::failure(503, None, "no").http_status(503).retry_after(0), 1),
        (Answer::body("text/html", "<h1>Bad gateway</h1>").http_status(502), 5),
    ] {
        tenant.script_path(PROFILE, 1, answer.clone());
        let expected = Err(Rejection::Unavailable { retry_after: Duration::from_secs(retry_after) });
        assert_eq!(ask(&authenticator, &token).await, expected, "{answer:?}");
    }
    for answer in [
        Answer::failure(500, None, "no"),
        Answer::failure(499, 2011, "no such application"),
        Answer::body("text/html", "<h1>Oops</h1>").http_status(500),
        Answer::body("text/html", "<h1>blocked by the firewall</h1>").http_status(403),
        Answer::body("text/html", "<h1>Log in to the wireless network</h1>"),
        Answer::body("application/json", r#"{"statusCode":200,"data":{"name":"nobody"}}"#),
    ] {
        tenant.script_path(PROFILE, 1, answer.clone());
        assert_eq!(ask(&authenticator, &token).await, Err(Rejection::BadGateway), "{answer:?}");
    }
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    let another = tenant.issue_token("ada");
    drop(tenant);
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    assert!(is_unavailable(&ask(&authenticator, &another).await));
}

#[tokio::test]
async fn another_users_profile_is_never_handed_out() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    for user_id in ["bob", "Ada", "ada ", "ada\\u0000"] {
        let body = format!(r#"{{"statusCode":200,"data":{{"userId":"{user_id}"}}}}"#);
        tenant.script_path(PROFILE, 1, Answer::body("application/json", body));
        let mixed_up = ask(&authenticator, &token).await;
        assert!(is_unavailable(&mixed_up), "{user_id:?}: {mixed_up:?}");
    }
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()), "nothing of it was remembered");
}

#[tokio::test]
async fn a_profile_lives_for_its_time() {
    let (tenant, short, token) = start(|builder| builder.profile_ttl(Duration::from_millis(200))).await;
    assert_eq!(ask(&short, &token).await, Ok("ada".to_owned()));
    tenant.revoke(&token);
    assert_eq!(ask(&short, &token).await, Ok("ada".to_owned()), "for its time");
    until("the profile is old", async || ask(&short, &token).await.is_err()).await;

    let never = builder(&tenant).profile_ttl(Duration::ZERO).build().unwrap();
    tenant.clear_requests();
    let token = tenant.issue_token("ada");
    for _ in 0..3 {
        assert_eq!(ask(&never, &token).await, Ok("ada".to_owned()));
    }
    assert_eq!(calls(&tenant), 3);
}

#[tokio::test]
async fn an_outage_is_bridged_if_asked_for() {
    let (tenant, authenticator, token) = start(|builder| {
        builder.profile_ttl(Duration::ZERO).stale_for(Duration::from_secs(60)).timeout(Duration::from_millis(500))
    })
    .await;
    let [revoked, forgotten, unknown] = [(); 3].map(|()| tenant.issue_token("ada"));
    for token in [&token, &revoked, &forgotten] {
        assert_eq!(ask(&authenticator, token).await, Ok("ada".to_owned()));
    }
    tenant.revoke(&revoked);
    assert_eq!(ask(&authenticator, &revoked).await, Err(Rejection::InvalidToken));
    authenticator.forget(&access(&forgotten));
    for (times, answer) in [
        (1, Answer::failure(429, None, "slow down").http_status(429)),
        (1, Answer::failure(503, None, "no").http_status(503)),
        (2, Answer::closed()), // The request is repeated once.
        (1, Answer::usual().delay(Duration::from_secs(3600))),
    ] {
        tenant.script_path(PROFILE, times, answer.clone());
        assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()), "{answer:?}");
    }
    let before = calls(&tenant);
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), before + 1, "a profile that has passed its time is asked for first");

    tenant.script_path(PROFILE, 9, Answer::failure(503, None, "no").http_status(503));
    for token in [&revoked, &forgotten, &unknown] {
        let result = ask(&authenticator, token).await;
        assert!(matches!(result, Err(Rejection::Unavailable { .. } | Rejection::InvalidToken)), "{result:?}");
    }
    authenticator.forget_user("ada");
    assert!(is_unavailable(&ask(&authenticator, &token).await), "after forget_user");
}

#[tokio::test]
async fn durations_may_be_endless() {
    let tenant = Tenant::start().await.unwrap();
    let endless = |builder: AuthenticatorBuilder| builder.profile_ttl(Duration::MAX).timeout(Duration::MAX);
    for builder in [builder(&tenant), builder(&tenant).verify_locally(false)] {
        let (authenticator, token) = (endless(builder).build().unwrap(), token_for(&tenant, "ada"));
        for _ in 0..2 {
            assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
        }
    }
    assert_eq!(calls(&tenant), 2);
}

#[tokio::test]
async fn a_profile_does_not_outlive_its_token() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    let mut claims = forge.claims();
    // The token has expired, and stays within the leeway for two more seconds at most.
    claims["exp"] = json!(now() - 28);
    let token = sign(&json!({ "alg": "RS256", "kid": "rsa" }), &claims);
    assert_eq!(ask(&authenticator, &token).await, Ok("u1".to_owned()));
    until("the token is too old", async || ask(&authenticator, &token).await == Err(Rejection::InvalidToken)).await;
    assert_eq!(forge.service().calls, 1);
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let (tenant, authenticator, _) = start(|builder| builder).await;
    let expired = tenant.issue_token_with("ada", TokenOptions::new().expires_in(Duration::ZERO));
    let other = tenant.issue_token_with("ada", TokenOptions::new().audience("another application"));
    let hs256 = tenant.issue_token_with("ada", TokenOptions::new().hs256("0123456789abcdef0123456789abcdef"));
    for token in [expired, other, hs256] {
        assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    }
    assert_eq!(calls(&tenant), 0);
}

#[tokio::test]
async fn a_full_cache_takes_newcomers_and_lets_the_least_used_go() {
    let (tenant, authenticator, _) = start(|builder| builder.max_profiles(3)).await;
    let tokens: Vec<_> = (0..5).map(|n| token_for(&tenant, &format!("u{n}"))).collect();
    for token in &tokens[..3] {
        ask(&authenticator, token).await.unwrap();
    }
    // The first profile is used most often, and most recently.
    for _ in 0..200 {
        ask(&authenticator, &tokens[0]).await.unwrap();
    }
    for token in &tokens[3..] {
        ask(&authenticator, token).await.unwrap();
    }
    assert_eq!(calls(&tenant), 5);
    for token in [&tokens[4], &tokens[3], &tokens[0]] {
        ask(&authenticator, token).await.unwrap();
    }
    assert_eq!(calls(&tenant), 5, "the newcomers and the one in use are remembered");
    ask(&authenticator, &tokens[1]).await.unwrap();
    assert_eq!(calls(&tenant), 6);
}

#[tokio::test]
async fn bytes_bound_the_cache_too() {
    let flags = |builder: AuthenticatorBuilder| builder.profile(|call| call.with_custom_data(true));
    let (tenant, authenticator, _) = start(|builder| flags(builder).max_cache_bytes(1024 * 1024)).await;
    let with_text = |n: usize, bytes: usize| {
        let profile = json!({ "userId": format!("u{n}"), "customData": { "text": "x".repeat(bytes) } });
        tenant.token_for(profile).unwrap()
    };
    // Two of these profiles fill the cache.
    let large: Vec<_> = (0..3).map(|n| with_text(n, 400 * 1024)).collect();
    let larger_than_all = with_text(3, 2 * 1024 * 1024);
    for token in large.iter().chain([&larger_than_all, &larger_than_all]) {
        ask(&authenticator, token).await.unwrap();
    }
    assert_eq!(calls(&tenant), 5, "what is larger than all isn't remembered");
    for token in [&large[2], &large[1]] {
        ask(&authenticator, token).await.unwrap();
    }
    assert_eq!(calls(&tenant), 5);
    ask(&authenticator, &large[0]).await.unwrap();
    assert_eq!(calls(&tenant), 6, "the third pushed out the first");

    for (number, nothing) in
        [builder(&tenant).max_profiles(0), builder(&tenant).max_cache_bytes(0)].into_iter().enumerate()
    {
        let (nothing, before) = (nothing.build().unwrap(), calls(&tenant));
        for _ in 0..2 {
            ask(&nothing, &large[0]).await.unwrap();
        }
        assert_eq!(calls(&tenant) - before, 2, "{number}");
    }
}

#[tokio::test]
async fn a_profile_does_not_outlive_its_token_by_the_time_of_its_call() {
    let forge = Forge::start().await;
    forge.service().keys_delay = Duration::from_secs(4);
    let authenticator = forge.authenticator();
    let mut claims = forge.claims();
    // The leeway ends in three seconds, but the keys take four to arrive.
    claims["exp"] = json!(now() - 27);
    let token = sign(&json!({ "alg": "RS256", "kid": "rsa" }), &claims);
    assert_eq!(ask(&authenticator, &token).await, Ok("u1".to_owned()));
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    assert_eq!(forge.service().calls, 1);
}
