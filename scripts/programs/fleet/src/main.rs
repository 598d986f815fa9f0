//! Runs a fleet on loopback, and prints the table of docs/fleet.md: instances of `examples/server`, a mock tenant, a
//! `redis-server`, and clients that ask the instances in turn.
//!
//!     fleet SERVER [INSTANCES USERS LIFETIME]     the program of examples/server; default: 8 5000 20 (seconds)
//!
//! All children are ended when the program ends.

mod load;
mod processes;

use std::error::Error;
use std::time::{Duration, Instant};

use genauth::mock::{Tenant, TokenOptions};
use serde_json::json;
use tokio::time::sleep;

use load::Load;
use processes::{Instance, Redis};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const PROFILE: &str = "/api/v3/get-profile";

struct Size {
    instances: usize,
    users: usize,
    lifetime: Duration,
}

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| words.get(at).map_or(Ok(default), |word| word.parse());
    let server = words.first().ok_or("usage: fleet SERVER [INSTANCES USERS LIFETIME]")?;
    let lifetime = Duration::from_secs(number(3, 20)?);
    let size = Size { instances: number(1, 8)? as usize, users: number(2, 5000)? as usize, lifetime };
    println!("| what | alone | with the shared cache |\n| --- | --- | --- |");
    let (alone, shared) = (lifetimes(server, &size, false).await?, lifetimes(server, &size, true).await?);
    println!(
        "| calls for each user and lifetime, {} instances, three lifetimes | {alone:.2} | {shared:.2} |",
        size.instances
    );
    let (alone, shared) = (rolling_restart(server, &size, false).await?, rolling_restart(server, &size, true).await?);
    println!("| calls for each user while all instances are restarted in turn | {alone:.2} | {shared:.2} |");
    logouts(server, &size).await?;
    faults(server, &size).await?;
    Ok(())
}

struct Fleet {
    tenant: Tenant,
    tokens: Vec<String>,
    redis: Option<Redis>,
    instances: Vec<Instance>,
}

impl Fleet {
    async fn start(server: &str, size: &Size, is_shared: bool, lifetime: Duration) -> Result<Self> {
        let tenant = Tenant::start().await?;
        let long = TokenOptions::new().expires_in(Duration::from_secs(24 * 60 * 60));
        let mut tokens = Vec::new();
        for number in 0..size.users {
            let user = tenant.add_user(json!({ "userId": format!("u{number}"), "name": "A User" }))?;
            tokens.push(tenant.issue_token_with(&user, long.clone()));
        }
        let redis = if is_shared { Some(Redis::start().await?) } else { None };
        let mut instances = Vec::new();
        for _ in 0..size.instances {
            let url = redis.as_ref().map(Redis::url);
            instances.push(Instance::start(server, &tenant, url.as_deref(), lifetime).await?);
        }
        let fleet = Self { tenant, tokens, redis, instances };
        // Every instance fetches its keys, and connects to Redis.
        let warm = fleet.tenant.add_user(json!({ "userId": "warm" }))?;
        for instance in &fleet.instances {
            let token = fleet.tenant.issue_token(&warm);
            load::request(&load::client()?, &instance.url, &token).await?;
        }
        sleep(Duration::from_secs(1)).await;
        fleet.tenant.clear_requests();
        Ok(fleet)
    }

    fn calls(&self) -> usize {
        self.tenant.requests().iter().filter(|request| request.path() == PROFILE).count()
    }

    fn urls(&self) -> Vec<String> {
        self.instances.iter().map(|instance| instance.url.clone()).collect()
    }
}

/// Calls for each user and lifetime, with every user asking all the time.
async fn lifetimes(server: &str, size: &Size, is_shared: bool) -> Result<f64> {
    let fleet = Fleet::start(server, size, is_shared, size.lifetime).await?;
    let load = Load::start(fleet.urls(), fleet.tokens.clone())?;
    let start = Instant::now();
    sleep(size.lifetime * 3).await;
    let (calls, elapsed) = (fleet.calls(), start.elapsed());
    let report = load.end().await;
    assert_eq!(report.failed, 0, "no request fails");
    eprintln!("{} requests in {elapsed:?}, {calls} calls", report.latencies.len());
    // The first lifetime begins with the first request of each user, and the last one is complete.
    Ok(calls as f64 / size.users as f64 / (elapsed.as_secs_f64() / size.lifetime.as_secs_f64()))
}

/// Calls for each user while every instance is ended and started again, with profiles that live longer than that takes.
async fn rolling_restart(server: &str, size: &Size, is_shared: bool) -> Result<f64> {
    let lifetime = Duration::from_secs(600);
    let mut fleet = Fleet::start(server, size, is_shared, lifetime).await?;
    let load = Load::start(fleet.urls(), fleet.tokens.clone())?;
    load.until_all_users_have_asked_everywhere().await;
    let before = fleet.calls();
    for at in 0..fleet.instances.len() {
        load.set_urls(
            fleet.urls().into_iter().enumerate().filter(|(other, _)| *other != at).map(|(_, url)| url).collect(),
        );
        sleep(Duration::from_millis(300)).await;
        let url = fleet.redis.as_ref().map(Redis::url);
        fleet.instances[at].end().await;
        fleet.instances[at] = Instance::start(server, &fleet.tenant, url.as_deref(), lifetime).await?;
        load.set_urls(fleet.urls());
        sleep(Duration::from_secs(1)).await;
    }
    load.until_all_users_have_asked_everywhere().await;
    let during = fleet.calls() - before;
    let report = load.end().await;
    eprintln!("{} requests, {} failed, {before} calls before, {during} during", report.latencies.len(), report.failed);
    // The first call of each user is made once, before the restart; the issue is what the restart adds.
    Ok((size.users + during) as f64 / size.users as f64)
}

/// How long after a logout on one instance the others refuse, beside a bare subscriber of the same Redis.
async fn logouts(server: &str, size: &Size) -> Result<()> {
    let fleet = Fleet::start(server, size, true, Duration::from_secs(600)).await?;
    let redis = fleet.redis.as_ref().ok_or("a Redis")?;
    let mut bare = Vec::new();
    let mut ours = Vec::new();
    let client = load::client()?;
    for token in fleet.tokens.iter().take(200) {
        for instance in &fleet.instances {
            load::request(&client, &instance.url, token).await?;
        }
        bare.push(redis.hear_once().await?);
        let begin = Instant::now();
        load::log_out(&client, &fleet.instances[0].url, token).await?;
        for instance in &fleet.instances[1..] {
            while load::request(&client, &instance.url, token).await? != 401 {}
        }
        ours.push(begin.elapsed());
    }
    let (bare, ours) = (load::percentile(&mut bare, 0.99), load::percentile(&mut ours, 0.99));
    println!("| 99th percentile: a bare subscriber hears / all other instances refuse | | {bare:.1?} / {ours:.1?} |");
    Ok(())
}

/// Requests while Redis is killed, frozen and started again.
async fn faults(server: &str, size: &Size) -> Result<()> {
    let alone = Fleet::start(server, size, false, size.lifetime).await?;
    let load = Load::start(alone.urls(), alone.tokens.clone())?;
    sleep(Duration::from_secs(20)).await;
    let mut quiet = load.end().await;
    drop(alone);
    let mut fleet = Fleet::start(server, size, true, size.lifetime).await?;
    let load = Load::start(fleet.urls(), fleet.tokens.clone())?;
    sleep(Duration::from_secs(5)).await;
    load.clear();
    let redis = fleet.redis.as_mut().ok_or("a Redis")?;
    redis.kill().await;
    sleep(Duration::from_secs(5)).await;
    redis.restart().await?;
    sleep(Duration::from_secs(5)).await;
    redis.signal("STOP")?;
    sleep(Duration::from_secs(5)).await;
    redis.signal("CONT")?;
    sleep(Duration::from_secs(5)).await;
    let mut report = load.end().await;
    println!(
        "| requests refused while Redis is killed, restarted, frozen | {} of {} | {} of {} |",
        quiet.failed,
        quiet.latencies.len(),
        report.failed,
        report.latencies.len()
    );
    println!(
        "| median, slowest request | {:.1?}, {:.0?} | {:.1?}, {:.0?} |",
        load::percentile(&mut quiet.latencies, 0.5),
        load::percentile(&mut quiet.latencies, 1.0),
        load::percentile(&mut report.latencies, 0.5),
        load::percentile(&mut report.latencies, 1.0)
    );
    Ok(())
}
