//! What somebody can do who reads Redis, or writes to Redis, without the secret.

use std::collections::BTreeSet;

use genauth::mock::Tenant;
use genauth::resource_server::{Rejection, SharedCache};
use serde_json::json;
use tokio::io::AsyncBufReadExt as _;

use super::{Redis, SECRET, ada, ask_all, built, log_out, newcomer, settle, start};
use crate::tenants::{access, ask, calls, token_for, until};

#[tokio::test]
async fn redis_shows_no_token_no_profile_and_no_user() {
    let Some(redis) = Redis::start_with(&["--user", "ada", "on", ">secret", "~*", "&*", "+@all"]).await else { return };
    let mut monitor = redis.monitor().await;
    let tenant = Tenant::start().await.unwrap();
    let cache = SharedCache::redis(redis.url("ada:secret@"), SECRET).unwrap();
    let first = built(&tenant, cache, |builder| builder);
    settle(&tenant, &redis, std::slice::from_ref(&first)).await;
    let token = ada(&tenant);
    ask(&first, &token).await.unwrap();
    let words = ["Ada", "Lovelace", "example.com", "userId", "settler", "secret", "nobody"];
    let parts: Vec<&str> = token.split('.').chain(words).collect();
    let hidden = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        parts.iter().all(|part| !text.contains(part))
    };
    first.forget_user("nobody");
    log_out(&first, &token).await;
    let keys = redis.keys().await;
    assert!(keys.len() >= 5, "{keys:?}");
    for key in keys {
        assert!(key.starts_with("genauth:") && hidden(key.as_bytes()) && hidden(&redis.get(&key).await), "{key}");
        let remaining: i64 = redis.run(&format!("PTTL {key}")).await;
        assert!(remaining > 0, "{key} would stay for ever");
    }
    let mut seen = String::new();
    while !seen.contains("PTTL") || !seen.contains("PUBLISH") || !seen.contains("EVAL") {
        monitor.read_line(&mut seen).await.unwrap();
    }
    assert!(hidden(seen.as_bytes()), "{seen}");
}

/// The values of two users under each other's names, cut, changed, and sealed by somebody with another secret.
#[tokio::test]
async fn a_value_that_is_not_the_fleets_is_a_miss_and_is_replaced() {
    let Some((redis, tenant, [first])) = start::<1>().await else { return };
    let (ada, mallory) = (ada(&tenant), token_for(&tenant, "mallory"));
    let mut names = Vec::new();
    for token in [&ada, &mallory] {
        let before: BTreeSet<_> = redis.values().await.into_iter().map(|(key, _)| key).collect();
        ask(&first, token).await.unwrap();
        let after = redis.values().await.into_iter().find(|(key, _)| !before.contains(key));
        names.push(after.expect("a value for each user"));
    }
    let [(ada_key, ada_value), (_, mallory_value)] = <[_; 2]>::try_from(names).unwrap();
    let changed: Vec<u8> = ada_value.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == 60)).collect();
    for planted in [&mallory_value[..], &ada_value[..ada_value.len() - 1], &ada_value[..5], b"", b"{}", &changed] {
        redis.set(&ada_key, planted).await;
        let late = newcomer(&tenant, &redis).await;
        assert_eq!(ask(&late, &ada).await, Ok("ada".to_owned()));
        assert_eq!(calls(&tenant), 1, "{} bytes are a miss", planted.len());
        assert_ne!(redis.get(&ada_key).await, planted, "and are replaced");
    }

    // Somebody with a valid token, and another secret.
    let cache = SharedCache::redis(redis.url(""), [8; 32]).unwrap();
    let stranger = built(&tenant, cache, |builder| builder);
    settle(&tenant, &redis, std::slice::from_ref(&stranger)).await;
    let before = redis.keys().await;
    ask(&stranger, &mallory).await.unwrap();
    stranger.forget_user("ada");
    stranger.log_out(&access(&ada)).await.ok();
    tenant.clear_requests();
    assert!(before.iter().all(|key| key.starts_with("genauth:")));
    let late = newcomer(&tenant, &redis).await;
    // The mock tenant has revoked the token, but the fleet hasn't heard of a logout.
    assert_eq!(ask(&late, &ada).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 0);
}

#[tokio::test]
async fn an_old_value_does_not_come_back() {
    let Some((redis, tenant, [first])) = start::<1>().await else { return };
    let token = ada(&tenant);
    let others = redis.keys().await;
    ask(&first, &token).await.unwrap();
    let old: Vec<_> = redis.values().await.into_iter().filter(|(key, _)| !others.contains(key)).collect();
    let generations: Vec<_> = redis.keys().await;
    let forget_token = || first.forget(&access(&token));
    let forget_user = || first.forget_user("ada");
    for forget in [&forget_token as &dyn Fn(), &forget_user] {
        forget();
        until("Redis has been told", async || {
            ask(&first, &token).await.unwrap();
            redis.values().await.iter().all(|value| !old.contains(value))
        })
        .await;
        for (key, value) in &old {
            redis.set(key, value).await;
        }
        let late = newcomer(&tenant, &redis).await;
        ask(&late, &token).await.unwrap();
        assert_eq!(calls(&tenant), 1, "a value that was played back is a miss");
    }
    // Everything but the values is evicted.
    let values: Vec<_> = redis.values().await.into_iter().map(|(key, _)| key).collect();
    for key in generations.iter().chain(&redis.keys().await).filter(|key| !values.contains(key)) {
        let _: u64 = redis.run(&format!("DEL {key}")).await;
    }
    let late = newcomer(&tenant, &redis).await;
    ask(&late, &token).await.unwrap();
    assert_eq!(calls(&tenant), 1, "a value without its generations is a miss");
}

#[tokio::test]
async fn messages_of_strangers_change_nothing() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    let [channel]: [String; 1] = redis.run::<Vec<String>>("PUBSUB CHANNELS").await.try_into().unwrap();
    let mut messages = redis.listen(&channel).await;
    ask_all(&[&first, &second], &token).await;
    first.forget_user("ada");
    let message = messages.recv().await.unwrap();
    until("told", async || {
        ask(&second, &token).await.unwrap();
        calls(&tenant) >= 2
    })
    .await;
    tenant.clear_requests();
    for planted in [&b""[..], b"x", &[0; 100], &message[..message.len() - 1]] {
        redis::cmd("PUBLISH").arg(&channel).arg(planted).query_async::<()>(&mut redis.connect().await).await.unwrap();
    }
    // The same message again costs at most a call.
    redis::cmd("PUBLISH").arg(&channel).arg(&message).query_async::<()>(&mut redis.connect().await).await.unwrap();
    for _ in 0..3 {
        assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
    }
    assert!(calls(&tenant) <= 1);
}

/// What a Redis that was replaced by an older copy has: values and generations from before.
#[tokio::test]
async fn an_older_copy_is_told_again() {
    let Some((redis, tenant, [first])) = start::<1>().await else { return };
    let token = ada(&tenant);
    ask(&first, &token).await.unwrap();
    let mut old = Vec::new();
    for key in redis.keys().await {
        old.push((key.clone(), redis.get(&key).await));
    }
    first.forget_user("ada");
    until("Redis has been told", async || {
        let mut changed = 0;
        for (key, value) in &old {
            changed += usize::from(redis.get(key).await != *value);
        }
        changed > 0
    })
    .await;
    for (key, value) in &old {
        redis.set(key, value).await;
    }
    let _: u64 = redis.run("CLIENT KILL TYPE pubsub").await;
    redis.until_subscribed(1).await;
    until("the old value counts no more", async || {
        let late = newcomer(&tenant, &redis).await;
        for (key, value) in old.iter().filter(|(_, value)| value.len() > 100) {
            redis.set(key, value).await;
        }
        ask(&late, &token).await.unwrap();
        calls(&tenant) == 1
    })
    .await;
}

#[tokio::test]
async fn an_evicted_logout_lets_nobody_in() {
    let Some((redis, tenant, [first])) = start::<1>().await else { return };
    let token = ada(&tenant);
    ask(&first, &token).await.unwrap();
    let before = redis.keys().await;
    log_out(&first, &token).await;
    until("Redis has been told, and the mark is evicted", async || {
        let marks: Vec<_> = redis.keys().await.into_iter().filter(|key| !before.contains(key)).collect();
        for key in &marks {
            let _: u64 = redis.run(&format!("DEL {key}")).await;
        }
        !marks.is_empty()
    })
    .await;
    assert!(!redis.values().await.is_empty(), "the profile is still there");
    let late = newcomer(&tenant, &redis).await;
    assert_eq!(ask(&late, &token).await, Err(Rejection::InvalidToken));
    assert_eq!(calls(&tenant), 1, "the service was asked");
}

/// Redis evicts by itself: others fill the memory, and keys go in whatever order Redis picks.
#[tokio::test]
async fn a_server_that_evicts_revives_nothing() {
    let Some(redis) = Redis::start_with(&["--maxmemory-policy", "allkeys-random"]).await else { return };
    let tenant = Tenant::start().await.unwrap();
    let first = newcomer(&tenant, &redis).await;
    let name = |n: usize| format!("u{n}");
    let token = |n: usize| tenant.token_for(json!({ "userId": name(n), "name": "before" })).unwrap();
    let tokens: Vec<_> = (0..60).map(token).collect();
    for token in &tokens {
        ask(&first, token).await.unwrap();
    }
    // A third of the users is logged out, a third is forgotten after a change.
    for (n, token) in tokens.iter().enumerate() {
        match n % 3 {
            0 => log_out(&first, token).await,
            1 => {
                tenant.add_user(json!({ "userId": name(n), "name": "after" })).unwrap();
                first.forget_user(&name(n));
            }
            _ => {}
        }
    }
    let keys = redis.keys().await.len();
    let used: String = redis.run("INFO memory").await;
    let used: usize = used.split("used_memory:").nth(1).and_then(|rest| rest.lines().next()).unwrap().parse().unwrap();
    let _: String = redis.run(&format!("CONFIG SET maxmemory {}", used + 512 * 1024)).await;
    let mut connection = redis.connect().await;
    let ours = async || redis.keys().await.iter().filter(|key| key.starts_with("genauth:")).count();
    let mut others = 0;
    while ours().await > keys / 2 {
        for _ in 0..100 {
            others += 1;
            let mut set = redis::cmd("SET");
            set.arg(format!("other-{others}")).arg("x".repeat(4096)).query_async::<()>(&mut connection).await.unwrap();
        }
    }
    let late = newcomer(&tenant, &redis).await;
    for (n, token) in tokens.iter().enumerate() {
        let user = late.authenticate(&access(token)).await;
        match (n % 3, user) {
            (0, user) => assert_eq!(user.map(drop), Err(Rejection::InvalidToken), "{n}: logged out"),
            (1, user) => assert_eq!(user.unwrap().name.as_deref(), Some("after"), "{n}: changed"),
            (_, user) => assert_eq!(user.unwrap().name.as_deref(), Some("before"), "{n}"),
        }
    }
    assert!(calls(&tenant) > 0, "some answers were evicted");
}

/// Lists in the place of everything that there is.
#[tokio::test]
async fn planted_keys_of_another_type_refuse_nobody() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    ask(&first, &token).await.unwrap();
    log_out(&first, &tenant.issue_token("ada")).await;
    for key in redis.keys().await {
        let _: u64 = redis.run(&format!("DEL {key}")).await;
        let _: u64 = redis.run(&format!("RPUSH {key} planted")).await;
    }
    assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
    second.forget(&access(&token));
    assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
}
