//! Several instances that share a cache in Redis. These tests start servers of their own with `redis-server`. Where that
//! program isn't installed the tests say so and pass, but under `CI` they fail.

mod faults;
mod security;
mod server;
mod sharing;

use std::time::Duration;

use genauth::mock::Tenant;
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection, SharedCache};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;
use tokio::time::{Instant, sleep};

use self::server::Redis;

const PROFILE: &str = "/api/v3/get-profile";
const ROLES: &str = "/api/v3/get-my-role-list";
const SECRET: [u8; 32] = [7; 32];

/// One instance of a program.
fn instance(tenant: &Tenant, redis: &Redis) -> Authenticator {
    built(tenant, redis.cache(), |builder| builder)
}

fn built(
    tenant: &Tenant,
    cache: SharedCache,
    configure: impl FnOnce(AuthenticatorBuilder) -> AuthenticatorBuilder,
) -> Authenticator {
    let client = AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).max_retries(0);
    configure(Authenticator::builder(client.build().unwrap())).shared_cache(cache).build().unwrap()
}

/// A tenant, and instances that have their keys and hear each other.
async fn start<const INSTANCES: usize>(redis: &Redis) -> (Tenant, [Authenticator; INSTANCES]) {
    let tenant = Tenant::start().await.unwrap();
    let instances = std::array::from_fn(|_| instance(&tenant, redis));
    settle(&tenant, redis, &instances).await;
    (tenant, instances)
}

/// Waits until these instances hear each other.
async fn settle(tenant: &Tenant, redis: &Redis, instances: &[Authenticator]) {
    for instance in instances {
        ask(instance, &tenant.issue_token(&tenant.add_user(json!({ "userId": "settler" })).unwrap())).await.unwrap();
    }
    redis.until_subscribed(instances.len()).await;
    tenant.clear_requests();
}

async fn ask(instance: &Authenticator, token: &str) -> Result<String, Rejection> {
    instance.authenticate(&AccessToken::new(token).unwrap()).await.map(|user| user.user_id.clone())
}

fn ada(tenant: &Tenant) -> String {
    tenant.token_for(json!({ "userId": "ada", "name": "Ada Lovelace", "email": "ada@example.com" })).unwrap()
}

fn calls(tenant: &Tenant) -> usize {
    tenant.requests().iter().filter(|request| request.path() == PROFILE).count()
}

async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < Duration::from_secs(20), "not in time: {what}");
        sleep(Duration::from_millis(5)).await;
    }
}
