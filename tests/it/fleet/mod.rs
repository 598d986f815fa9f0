//! Several instances that share a cache in Redis. These tests start servers of their own with `redis-server`. Where that
//! program isn't installed the tests say so and pass, but under `CI` they fail.

mod faults;
mod security;
mod server;
mod sharing;

use genauth::mock::Tenant;
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection, SharedCache};
use serde_json::json;

use self::server::Redis;
use crate::tenants::{access, ask, builder, until};

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
    configure(builder(tenant)).shared_cache(cache).build().unwrap()
}

/// A server, a tenant, and instances that have their keys and hear each other. `None` if there is no `redis-server`.
async fn start<const INSTANCES: usize>() -> Option<(Redis, Tenant, [Authenticator; INSTANCES])> {
    let redis = Redis::start().await?;
    let tenant = Tenant::start().await.unwrap();
    let instances = std::array::from_fn(|_| instance(&tenant, &redis));
    settle(&tenant, &redis, &instances).await;
    Some((redis, tenant, instances))
}

/// Waits until these instances hear each other.
async fn settle(tenant: &Tenant, redis: &Redis, instances: &[Authenticator]) {
    for instance in instances {
        ask(instance, &tenant.issue_token(&tenant.add_user(json!({ "userId": "settler" })).unwrap())).await.unwrap();
    }
    redis.until_subscribed(instances.len()).await;
    tenant.clear_requests();
}

/// An instance that begins now.
async fn newcomer(tenant: &Tenant, redis: &Redis) -> Authenticator {
    let late = instance(tenant, redis);
    settle(tenant, redis, std::slice::from_ref(&late)).await;
    late
}

fn ada(tenant: &Tenant) -> String {
    tenant.token_for(json!({ "userId": "ada", "name": "Ada Lovelace", "email": "ada@example.com" })).unwrap()
}

/// Asks all instances for a user, who is let in.
async fn ask_all(instances: &[&Authenticator], token: &str) {
    for instance in instances {
        ask(instance, token).await.unwrap();
    }
}

async fn log_out(instance: &Authenticator, token: &str) {
    instance.log_out(&access(token)).await.unwrap();
}

/// Waits until an instance refuses a token.
async fn until_refused(instance: &Authenticator, token: &str) {
    until("the token is refused", async || ask(instance, token).await == Err(Rejection::InvalidToken)).await;
}
