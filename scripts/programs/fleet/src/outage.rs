//! A logout that Redis can't tell of: other instances learn of the logout at their next call to the service.

use std::time::{Duration, Instant};

use genauth::mock::Tenant;
use genauth::resource_server::{Authenticator, SharedCache};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;
use tokio::time::sleep;

use crate::Result;
use crate::processes::{Redis, SECRET};

/// Times of the instances.
pub const PROFILE_TTL: Duration = Duration::from_secs(2);
pub const STALE_FOR: Duration = Duration::from_secs(3);

/// Logs out on one instance while Redis is stopped, and gives how long the other instance lets the token in. If the
/// service is out too, profiles live for `STALE_FOR` longer.
pub async fn let_in_for(is_service_out: bool) -> Result<Duration> {
    let redis = Redis::start().await?;
    let tenant = Tenant::start().await?;
    let instance = || -> Result<Authenticator> {
        let client = AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).max_retries(0);
        let cache = SharedCache::redis(redis.url(), SECRET)?;
        let builder = Authenticator::builder(client.build()?).shared_cache(cache).timeout(Duration::from_secs(2));
        Ok(builder.profile_ttl(PROFILE_TTL).stale_for(STALE_FOR).build()?)
    };
    let (first, second) = (instance()?, instance()?);
    let warm = AccessToken::new(tenant.token_for(json!({ "userId": "warm" }))?)?;
    let token = AccessToken::new(tenant.token_for(json!({ "userId": "ada" }))?)?;
    for instance in [&first, &second] {
        instance.authenticate(&warm).await?;
    }
    sleep(Duration::from_secs(1)).await;
    redis.signal("STOP")?;
    // The profiles are as young as can be, so that the other instance has the longest time.
    for instance in [&first, &second] {
        instance.authenticate(&token).await?;
    }
    if is_service_out {
        drop(tenant);
    }
    let revoked = first.log_out(&token).await;
    assert_eq!(revoked.is_err(), is_service_out, "the service is told, if it can be");
    let begin = Instant::now();
    let mut last = Duration::ZERO;
    while begin.elapsed() < PROFILE_TTL + STALE_FOR + Duration::from_secs(2) {
        let asked = begin.elapsed();
        if second.authenticate(&token).await.is_ok() {
            last = asked;
        }
        sleep(Duration::from_millis(5)).await;
    }
    Ok(last)
}
