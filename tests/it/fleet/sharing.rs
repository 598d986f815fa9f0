//! What instances share: one call for each user, and whatever makes a cached profile old.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, Rejection, SharedCache, Stats};
use genauth::{AuthenticationClient, ErrorKind};
use serde_json::json;

use super::{ada, ask_all, built, log_out, newcomer, settle, start, until_refused};
use crate::tenants::{PROFILE, ROLES, access, ask, asks, calls, client, token_for, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_user_costs_one_call_for_all_instances() {
    let Some((_redis, tenant, instances)) = start::<4>().await else { return };
    let sum = |count: fn(&Stats) -> u64| instances.iter().map(|instance| count(&instance.stats())).sum::<u64>();
    let mut round = 0;
    until("a round in which Redis answers each command in time", async || {
        round += 1;
        let tokens: Vec<_> = (0..10).map(|n| token_for(&tenant, &format!("u{n}-{round}"))).collect();
        tenant.clear_requests();
        let (errors, hits) = (sum(|stats| stats.shared_cache_errors), sum(|stats| stats.shared_cache_hits));
        // Slow answers, so that the requests of all instances arrive before the first answer.
        tenant.script_path(PROFILE, tokens.len(), Answer::usual().delay(Duration::from_millis(200)));
        let request = |number: usize| asks(&instances[number / 10 % 4], &tokens[number % 10]);
        for request in (0..100).map(request).collect::<Vec<_>>() {
            request.await.unwrap().unwrap();
        }
        if sum(|stats| stats.shared_cache_errors) > errors {
            return false;
        }
        assert_eq!(calls(&tenant), tokens.len());
        assert_eq!(sum(|stats| stats.shared_cache_hits) - hits, 3 * tokens.len() as u64);
        true
    })
    .await;
}

#[tokio::test]
async fn a_user_in_memory_costs_no_command() {
    let Some((_redis, tenant, [first])) = start::<1>().await else { return };
    let token = ada(&tenant);
    ask(&first, &token).await.unwrap();
    let stats = first.stats();
    for _ in 0..100 {
        ask(&first, &token).await.unwrap();
    }
    let looked = |stats: &Stats| (stats.shared_cache_hits, stats.shared_cache_misses, stats.shared_cache_errors);
    assert_eq!((looked(&first.stats()), calls(&tenant)), (looked(&stats), 1));
}

#[tokio::test]
async fn a_profile_from_redis_is_the_whole_profile() {
    let Some((_redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = access(&tenant.token_for(Tenant::sample_profile()).unwrap());
    let (asked, shared) = (first.authenticate(&token).await.unwrap(), second.authenticate(&token).await.unwrap());
    assert_eq!(serde_json::to_value(&*asked).unwrap(), serde_json::to_value(&*shared).unwrap());
    assert_eq!(calls(&tenant), 1);
}

#[tokio::test]
async fn forgetting_reaches_every_instance() {
    let Some((_redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    let forget_token = |instance: &Authenticator| instance.forget(&access(&token));
    let forget_user = |instance: &Authenticator| instance.forget_user("ada");
    for forget in [&forget_token as &dyn Fn(&Authenticator), &forget_user, &forget_token] {
        ask_all(&[&first, &second], &token).await;
        tenant.clear_requests();
        forget(&first);
        until("the second instance asks again", async || {
            ask(&second, &token).await.unwrap();
            calls(&tenant) == 1
        })
        .await;
        ask(&first, &token).await.unwrap();
        assert_eq!(calls(&tenant), 1, "the new profile is shared");
    }
}

#[tokio::test]
async fn a_changed_profile_counts_on_every_instance() {
    let Some((_redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = access(&ada(&tenant));
    let name = async |instance: &Authenticator| instance.authenticate(&token).await.unwrap().name.clone();
    assert_eq!(name(&second).await.as_deref(), Some("Ada Lovelace"));
    first.authenticate(&token).await.unwrap().update_profile().name("Countess").await.unwrap();
    until("the second instance has heard", async || name(&second).await.as_deref() == Some("Countess")).await;
    tenant.clear_requests();
    assert_eq!(name(&first).await.as_deref(), Some("Countess"));
    assert_eq!(calls(&tenant), 0, "the new profile is shared");
}

#[tokio::test]
async fn a_logout_counts_on_every_instance() {
    let Some((redis, tenant, [first, second, third])) = start::<3>().await else { return };
    let token = ada(&tenant);
    ask(&second, &token).await.unwrap();
    log_out(&first, &token).await;
    tenant.clear_requests();
    until_refused(&second, &token).await;
    assert_eq!(ask(&third, &token).await, Err(Rejection::InvalidToken), "it had nothing in memory");
    let late = newcomer(&tenant, &redis).await;
    assert_eq!(ask(&late, &token).await, Err(Rejection::InvalidToken), "it began after the logout");
    assert_eq!(calls(&tenant), 0);
}

#[tokio::test]
async fn a_refusal_counts_on_every_instance() {
    let Some((_redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    ask(&second, &token).await.unwrap();
    tenant.suspend("ada");
    first.forget(&access(&token));
    until("the first instance is refused", async || ask(&first, &token).await.is_err()).await;
    tenant.clear_requests();
    until("the second instance refuses too", async || ask(&second, &token).await.is_err()).await;
    assert_eq!(calls(&tenant), 0, "without a call of its own");
}

/// The service may refuse to tell a user's roles, and still tell the profile.
#[tokio::test]
async fn a_refused_question_refuses_no_other() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    let user = first.authenticate(&access(&token)).await.unwrap();
    let before = redis.keys().await.len();
    tenant.script_path(ROLES, 1, Answer::failure(403, None, "no"));
    assert_eq!(user.roles("shop").await.map(drop), Err(Rejection::Forbidden));
    until("Redis has been told", async || redis.keys().await.len() > before).await;
    assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 1, "the profile is still shared");
}

#[tokio::test]
async fn a_token_that_one_question_finds_revoked_is_asked_about_anew() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    let user = first.authenticate(&access(&token)).await.unwrap();
    assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
    tenant.revoke(&token);
    assert_eq!(user.roles("shop").await.map(drop), Err(Rejection::InvalidToken));
    until_refused(&second, &token).await;
    assert!(!redis.values().await.is_empty(), "the profile is still in Redis");
    let late = newcomer(&tenant, &redis).await;
    assert_eq!(ask(&late, &token).await, Err(Rejection::InvalidToken));
}

/// Two applications with one host, one Redis and one secret ask the service under their own IDs.
#[tokio::test]
async fn two_applications_share_logouts_and_no_answers() {
    let Some((redis, tenant, [first])) = start::<1>().await else { return };
    let client = AuthenticationClient::builder().app_host(tenant.url()).app_id("another-app");
    let other = Authenticator::builder(client.build().unwrap()).audience(tenant.app_id());
    let other = other.shared_cache(redis.cache()).build().unwrap();
    settle(&tenant, &redis, &[other.clone(), first.clone()]).await;
    let token = ada(&tenant);
    ask(&first, &token).await.unwrap();
    ask(&other, &token).await.unwrap();
    assert_eq!(calls(&tenant), 2);
    log_out(&first, &token).await;
    until_refused(&other, &token).await;
    assert_eq!(calls(&tenant), 2);
}

#[tokio::test]
async fn instances_with_other_flags_or_hosts_share_nothing() {
    let Some((redis, tenant, [plain])) = start::<1>().await else { return };
    let with_data = built(&tenant, redis.cache(), |builder| builder.profile(|call| call.with_custom_data(true)));
    let language = client(&tenant).lang("en-US").build().unwrap();
    let language = Authenticator::builder(language).shared_cache(redis.cache()).build().unwrap();
    settle(&tenant, &redis, &[with_data.clone(), language.clone(), plain.clone()]).await;
    let token = tenant.token_for(json!({ "userId": "ada", "customData": { "team": "engines" } })).unwrap();
    for (instance, has_data) in [(&plain, false), (&with_data, true), (&plain, false), (&with_data, true)] {
        let user = instance.authenticate(&access(&token)).await.unwrap();
        assert_eq!(user.custom_data.is_some(), has_data);
    }
    ask(&language, &token).await.unwrap();
    assert_eq!(calls(&tenant), 3);

    let other = Tenant::start().await.unwrap();
    let stranger = newcomer(&other, &redis).await;
    assert!(ask(&stranger, &token).await.is_err());
    assert_eq!(calls(&other), 0);
}

#[tokio::test]
async fn each_instance_keeps_to_its_own_lifetime() {
    let Some((redis, tenant, [long])) = start::<1>().await else { return };
    let short = built(&tenant, redis.cache(), |builder| builder.profile_ttl(Duration::from_millis(300)));
    settle(&tenant, &redis, &[short.clone(), long.clone()]).await;
    let token = ada(&tenant);
    ask(&long, &token).await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    ask(&short, &token).await.unwrap();
    assert_eq!(calls(&tenant), 2, "the shared profile is too old for this instance");
    tenant.clear_requests();
    let late = newcomer(&tenant, &redis).await;
    ask(&late, &token).await.unwrap();
    assert_eq!(calls(&tenant), usize::from(redis.values().await.is_empty()));
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let cache = || SharedCache::redis("redis://127.0.0.1:1", super::SECRET).unwrap();
    let client = || AuthenticationClient::builder().app_host("https://example.genauth.ai").build().unwrap();
    let builder = Authenticator::builder(client()).verify_locally(false).shared_cache(cache());
    assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Config);
    let short = SharedCache::redis("redis://127.0.0.1:1", [7; 31]).unwrap_err();
    assert_eq!(short.kind(), ErrorKind::Config);
    assert_eq!(format!("{:?}", cache()), "SharedCache { .. }");
}
