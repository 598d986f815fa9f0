//! Runs a fleet on loopback, and prints the table of docs/fleet.md: instances of `examples/server`, a mock tenant, a
//! `redis-server`, and clients that ask the instances in turn.
//!
//!     fleet SERVER [INSTANCES USERS LIFETIME]     the program of examples/server; default: 8 5000 20 (seconds)
//!     fleet soak [SECONDS SEED]                   everything at random; default: 600 seconds
//!
//! All children are ended when the program ends. A missed target is marked, and makes the program fail.

mod load;
mod outage;
mod processes;
mod soak;

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use genauth::mock::{Tenant, TokenOptions};
use serde_json::json;
use tokio::time::sleep;

use load::{Load, Report};
use processes::{Instance, Redis};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const PROFILE: &str = "/api/v3/get-profile";
/// How long a request waits for its user in examples/server.
const TIMEOUT: Duration = Duration::from_secs(2);

struct Size {
    instances: usize,
    users: usize,
    lifetime: Duration,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |at: usize, default: u64| words.get(at).map_or(Ok(default), |word| word.parse());
    match words[..] {
        ["instance"] => soak::serve().await,
        ["soak", ..] => {
            let random = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.subsec_nanos();
            soak::run(Duration::from_secs(number(1, 600)?), number(2, random.into())?).await
        }
        [server, ..] => {
            let lifetime = Duration::from_secs(number(3, 20)?);
            measure(server, &Size { instances: number(1, 8)? as usize, users: number(2, 5000)? as usize, lifetime })
                .await
        }
        [] => Err("usage: fleet SERVER [INSTANCES USERS LIFETIME], or fleet soak [SECONDS SEED]".into()),
    }
}

async fn measure(server: &str, size: &Size) -> Result<ExitCode> {
    let mut table = Table::default();
    println!("| what | alone | with the shared cache | target |\n| --- | ---: | ---: | ---: |");
    let (alone, shared) = (lifetimes(server, size, false).await?, lifetimes(server, size, true).await?);
    let what = format!("calls for each user and lifetime, {} instances, three lifetimes", size.instances);
    table.row(&what, format!("{alone:.2}"), format!("{shared:.3}"), "1.05", shared <= 1.05);
    let (alone, shared) = (rolling_restart(server, size, false).await?, rolling_restart(server, size, true).await?);
    let what = "calls for each user, with a restart of all instances in turn";
    table.row(what, format!("{alone:.2}"), format!("{shared:.3}"), "1.10", shared <= 1.10);
    logouts(server, size, &mut table).await?;
    for (is_service_out, name, limit) in [
        (false, "Redis stopped (`profile_ttl` 2 s)", outage::PROFILE_TTL),
        (true, "Redis stopped, service out (`stale_for` 3 s)", outage::PROFILE_TTL + outage::STALE_FOR),
    ] {
        let last = outage::let_in_for(is_service_out).await?;
        let what = format!("{name}: time after a logout in which another instance lets the token in");
        table.row(&what, String::new(), format!("{last:.2?}"), &format!("{limit:.1?}"), last <= limit);
    }
    faults(server, size, &mut table).await?;
    Ok(ExitCode::from(u8::from(table.is_missed)))
}

#[derive(Default)]
struct Table {
    is_missed: bool,
}

impl Table {
    fn row(&mut self, what: &str, alone: String, shared: String, target: &str, is_met: bool) {
        self.is_missed |= !is_met;
        println!("| {what} | {alone} | {shared} | {target}{} |", if is_met { "" } else { ", missed" });
    }
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
    let load = Load::start(fleet.urls(), fleet.tokens.clone(), Duration::ZERO)?;
    let start = Instant::now();
    sleep(size.lifetime * 3).await;
    let (calls, elapsed) = (fleet.calls(), start.elapsed());
    let report = load.end().await;
    assert_eq!(report.refused(), 0, "no request fails");
    eprintln!("{} requests in {elapsed:?}, {calls} calls", report.requests());
    // The first lifetime begins with the first request of each user, and the last one is complete.
    Ok(calls as f64 / size.users as f64 / (elapsed.as_secs_f64() / size.lifetime.as_secs_f64()))
}

/// Calls for each user while every instance is ended and started again, with profiles that live longer than that takes.
async fn rolling_restart(server: &str, size: &Size, is_shared: bool) -> Result<f64> {
    let lifetime = Duration::from_secs(600);
    let mut fleet = Fleet::start(server, size, is_shared, lifetime).await?;
    let load = Load::start(fleet.urls(), fleet.tokens.clone(), Duration::ZERO)?;
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
    eprintln!("{} requests, {} failed, {before} calls before, {during} during", report.requests(), report.refused());
    // The first call of each user is made once, before the restart; the issue is what the restart adds.
    Ok((size.users + during) as f64 / size.users as f64)
}

/// How long after a logout on one instance all others refuse, beside a bare subscriber of the same Redis. Meanwhile
/// other users ask, at less than half of what the machine can do.
async fn logouts(server: &str, size: &Size, table: &mut Table) -> Result<()> {
    const LOGOUTS: usize = 300;
    let fleet = Fleet::start(server, size, true, Duration::from_secs(600)).await?;
    let redis = fleet.redis.as_ref().ok_or("a Redis")?;
    let (leaving, staying) = fleet.tokens.split_at(LOGOUTS.min(size.users / 2));
    let load = Load::start(fleet.urls(), staying.to_vec(), Duration::from_millis(20))?;
    let mut bare = Vec::new();
    let mut ours = Vec::new();
    let client = load::client()?;
    let busy = processor_times()?;
    for token in leaving {
        for instance in &fleet.instances {
            load::request(&client, &instance.url, token).await?;
        }
        sleep(Duration::from_millis(20)).await;
        bare.push(redis.hear_once().await?);
        let begin = Instant::now();
        load::log_out(&client, &fleet.instances[0].url, token).await?;
        for instance in &fleet.instances[1..] {
            while load::request(&client, &instance.url, token).await? != 401 {}
        }
        ours.push(begin.elapsed());
    }
    let busy = processor_times()?.share_since(&busy);
    load.end().await;
    let (bare, ours) = (percentile(&mut bare, 0.99), percentile(&mut ours, 0.99));
    let what =
        format!("99th percentile: delay of a message to a Redis client, processors busy for {:.0} %", busy * 100.0);
    table.row(&what, String::new(), format!("{bare:.1?}"), "", true);
    table.row(
        "99th percentile: all other instances refuse after a logout",
        String::new(),
        format!("{ours:.1?}"),
        "row before + 20 ms",
        ours <= bare + Duration::from_millis(20),
    );
    Ok(())
}

/// What the kernel has counted for all processors.
struct Times {
    idle: u64,
    all: u64,
}

impl Times {
    fn share_since(&self, before: &Self) -> f64 {
        1.0 - (self.idle - before.idle) as f64 / (self.all - before.all).max(1) as f64
    }
}

fn processor_times() -> Result<Times> {
    let text = std::fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().ok_or("no times")?;
    let times: Vec<u64> =
        line.split_whitespace().skip(1).take(8).map(str::parse).collect::<std::result::Result<_, _>>()?;
    Ok(Times { idle: times[3] + times[4], all: times.iter().sum() })
}

/// Requests while Redis is killed, started again, stopped and continued.
async fn faults(server: &str, size: &Size, table: &mut Table) -> Result<()> {
    const WINDOW: Duration = Duration::from_secs(5);
    let alone = Fleet::start(server, size, false, size.lifetime).await?;
    let load = Load::start(alone.urls(), alone.tokens.clone(), Duration::ZERO)?;
    sleep(WINDOW * 5).await;
    let quiet = load.end().await;
    drop(alone);
    let mut fleet = Fleet::start(server, size, true, size.lifetime).await?;
    let load = Load::start(fleet.urls(), fleet.tokens.clone(), Duration::ZERO)?;
    sleep(WINDOW).await;
    let redis = fleet.redis.as_mut().ok_or("a Redis")?;
    let mut windows = Vec::new();
    for fault in ["killed", "started again", "stopped", "continued"] {
        let begin = Instant::now();
        match fault {
            "killed" => redis.kill().await,
            "started again" => redis.restart().await?,
            "stopped" => redis.signal("STOP")?,
            _ => redis.signal("CONT")?,
        }
        sleep(WINDOW).await;
        windows.push((fault, begin..begin + WINDOW));
    }
    let report = load.end().await;
    let counted = |report: &Report, count: usize| format!("{count} of {}", report.requests());
    for (what, count) in [
        (
            "refused requests, Redis killed, started again, stopped and continued",
            Report::refused as fn(&Report) -> usize,
        ),
        ("requests that took longer than `timeout`", |report| report.slower_than(TIMEOUT)),
    ] {
        let (without, with) = (count(&quiet), count(&report));
        table.row(what, counted(&quiet, without), counted(&report, with), "0", with == 0);
    }
    for (fault, window) in windows {
        let (without, with) = (quiet.slowest(), report.within(&window).slowest());
        let what = format!("slowest request in the 5 s after Redis was {fault}");
        let is_met = with <= without + Duration::from_millis(150);
        table.row(&what, format!("{without:.0?}"), format!("{with:.0?}"), "alone + 150 ms", is_met);
    }
    Ok(())
}

fn percentile(latencies: &mut [Duration], part: f64) -> Duration {
    latencies.sort();
    latencies.get(((latencies.len() as f64 - 1.0) * part) as usize).copied().unwrap_or_default()
}
