//! Everything at random: logins, logouts, revocations, suspensions, changed profiles with and without `forget_user`,
//! made-up tokens, requests that hang up, while keys are rotated, while Redis is killed, stopped, emptied and started
//! again, while the service is out or behind a proxy that does harm, and while instances are killed. Prints each wrong
//! answer, and the memory of the instances and of Redis.
//!
//! A wrong answer gives another user's profile; lets a token in, or gives an old profile, for longer than docs/fleet.md
//! says; lets a made-up token in; refuses a good token; or takes longer than `timeout`.
//!
//! Instances are processes of this program, which read requests from their standard input: the mock tenant remembers
//! all tokens, and its memory isn't theirs.

use std::collections::{BTreeMap, HashMap};
use std::process::{ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use genauth::mock::{Tenant, TokenOptions};
use genauth::resource_server::{Authenticator, Rejection, SharedCache};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, stdin};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{oneshot, watch};
use tokio::time::sleep;

use crate::Result;
use crate::processes::{Redis, SECRET};

const INSTANCES: usize = 5;
/// The number of the instance that has no shared cache, as a program that runs alone.
const ALONE: u64 = INSTANCES as u64 - 1;
const USERS: usize = 200;
const WORKERS: usize = 16;
const PROFILE_TTL: Duration = Duration::from_secs(1);
const STALE_FOR: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(2);
/// For a machine that is busy: how much later than said an answer or a message may come.
const SLACK: Duration = Duration::from_secs(1);
/// So long after a fault everything is as before: an instance tries to connect again after at most 4 s, for at most 2
/// s.
const RECOVERY: Duration = Duration::from_secs(8);
/// How long a rotation may go unnoticed: keys are fetched once in 30 s if a made-up token has just caused a fetch, and
/// one fetch may fail. Meanwhile a new token is refused, or told that the service is out.
const UNNOTICED: Duration = Duration::from_secs(65);

// --- An instance ---

/// Answers the lines of the standard input: a number, then `ask TOKEN`, `hang TOKEN`, `logout TOKEN`, `drop TOKEN` or
/// `forget USER`.
pub async fn serve() -> Result<ExitCode> {
    let client = AuthenticationClient::from_env()?;
    let mut builder = Authenticator::builder(client).issuer(std::env::var("ISSUER")?);
    if let Ok(url) = std::env::var("REDIS_URL") {
        builder = builder.shared_cache(SharedCache::redis(url, SECRET)?);
    }
    let authenticator = builder.profile_ttl(PROFILE_TTL).stale_for(STALE_FOR).timeout(TIMEOUT).build()?;
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let authenticator = authenticator.clone();
        tokio::spawn(async move {
            let mut words = line.split(' ');
            let (number, what) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            println!("{number} {}", answer(&authenticator, what, words.next().unwrap_or_default()).await);
        });
    }
    Ok(ExitCode::SUCCESS)
}

async fn answer(authenticator: &Authenticator, what: &str, about: &str) -> String {
    if what == "forget" {
        authenticator.forget_user(about);
        return "done".to_owned();
    }
    let Ok(token) = AccessToken::new(about) else { return "refused".to_owned() };
    match what {
        "logout" => return if authenticator.log_out(&token).await.is_ok() { "done" } else { "failed" }.to_owned(),
        "drop" => {
            authenticator.forget(&token);
            return "done".to_owned();
        }
        "hang" => {
            let _ = tokio::time::timeout(Duration::from_millis(5), authenticator.authenticate(&token)).await;
            return "done".to_owned();
        }
        _ => {}
    }
    match authenticator.authenticate(&token).await {
        Ok(user) => format!("in {} {}", user.user_id, user.name.as_deref().unwrap_or("0")),
        Err(Rejection::Unavailable { .. } | Rejection::BadGateway) => "unavailable".to_owned(),
        Err(_) => "refused".to_owned(),
    }
}

/// An instance, as the parent sees it.
struct Instance {
    number: u64,
    process: Mutex<Child>,
    input: tokio::sync::Mutex<ChildStdin>,
    waiting: Arc<Mutex<HashMap<u64, oneshot::Sender<String>>>>,
    next: AtomicU64,
}

impl Instance {
    fn start(number: u64, service: &str, tenant: &Tenant, redis: &str) -> Result<Arc<Self>> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("instance").env("GENAUTH_APP_HOST", service).env("GENAUTH_APP_ID", tenant.app_id());
        command.env("ISSUER", format!("{}/oidc", tenant.url())).env("TOKIO_WORKER_THREADS", "2");
        if number != ALONE {
            command.env("REDIS_URL", redis);
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let input = process.stdin.take().ok_or("no input")?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("no output")?).lines();
        let waiting = Arc::new(Mutex::new(HashMap::<u64, oneshot::Sender<String>>::new()));
        tokio::spawn({
            let waiting = waiting.clone();
            async move {
                while let Ok(Some(line)) = lines.next_line().await {
                    let (number, answer) = line.split_once(' ').expect("an answer");
                    let waiter = waiting.lock().expect("a lock").remove(&number.parse().expect("a number"));
                    waiter.map(|waiter| waiter.send(answer.to_owned()));
                }
                // Nobody answers any more.
                waiting.lock().expect("a lock").clear();
            }
        });
        let (process, input) = (Mutex::new(process), tokio::sync::Mutex::new(input));
        Ok(Arc::new(Self { number, process, input, waiting, next: AtomicU64::new(0) }))
    }

    /// None if the instance was killed.
    async fn ask(&self, what: &str) -> Option<String> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.waiting.lock().expect("a lock").insert(number, sender);
        let line = format!("{number} {what}\n");
        self.input.lock().await.write_all(line.as_bytes()).await.ok()?;
        tokio::time::timeout(Duration::from_secs(30), answer).await.ok()?.ok()
    }

    fn kill(&self) {
        let _ = self.process.lock().expect("a lock").start_kill();
    }

    /// Memory in KiB.
    fn memory(&self) -> u64 {
        let Some(id) = self.process.lock().expect("a lock").id() else { return 0 };
        let text = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

// --- What happens to a user ---

/// Something that instances must learn.
#[derive(Clone, Copy)]
struct Event {
    at: Instant,
    /// The instance that was told, if one was. None: instances learn at their next call.
    told: Option<u64>,
}

#[derive(Clone)]
struct User {
    token: String,
    until: Instant,
    /// A change is under way, or was made: nothing is wrong with a refusal.
    is_ending: bool,
    ended: Option<Event>,
    /// When an instance refused the token after `ended`.
    refused: Option<Event>,
    version: u64,
    changed: Event,
}

/// The faults of a kind.
#[derive(Default)]
struct Faults {
    active: AtomicUsize,
    last: Mutex<Option<Instant>>,
}

impl Faults {
    async fn during<T>(&self, fault: impl Future<Output = T>) -> T {
        self.active.fetch_add(1, Ordering::SeqCst);
        let result = fault.await;
        *self.last.lock().expect("a lock") = Some(Instant::now());
        self.active.fetch_sub(1, Ordering::SeqCst);
        result
    }

    /// Whether there was no fault since then, and all faults before were over for `RECOVERY`.
    fn were_none_since(&self, at: Instant) -> bool {
        let last = *self.last.lock().expect("a lock");
        self.active.load(Ordering::SeqCst) == 0 && last.is_none_or(|last| last + RECOVERY < at)
    }
}

struct World {
    seed: u64,
    tenant: Tenant,
    service: String,
    is_out: watch::Sender<Service>,
    redis: tokio::sync::Mutex<Redis>,
    redis_url: String,
    instances: Vec<RwLock<Arc<Instance>>>,
    started: AtomicU64,
    users: Vec<Mutex<User>>,
    rotated: Mutex<Option<Instant>>,
    redis_faults: Faults,
    service_faults: Faults,
    ends: AtomicBool,
    counts: Counts,
}

/// What happened how often, and the most milliseconds that something took, by name.
struct Counts(Mutex<BTreeMap<&'static str, u64>>);

impl Counts {
    fn add(&self, what: &'static str) {
        *self.0.lock().expect("a lock").entry(what).or_default() += 1;
    }

    fn longest(&self, what: &'static str, time: Duration) {
        let mut counts = self.0.lock().expect("a lock");
        let longest = counts.entry(what).or_default();
        *longest = (*longest).max(time.as_millis() as u64);
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = self.0.lock().expect("a lock");
        let counts: Vec<_> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        formatter.write_str(&counts.join(", "))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Service {
    Up,
    /// Connections are closed.
    Closed,
    /// Connections are open, and nothing is answered.
    Silent,
    /// One answer in five is cut, late, reset or replaced.
    Harmful,
}

pub async fn run(time: Duration, seed: u64) -> Result<ExitCode> {
    println!("seed {seed}, {} s, {INSTANCES} instances, {USERS} users", time.as_secs());
    let tenant = Tenant::start().await?;
    let (is_out, out) = watch::channel(Service::Up);
    let service = proxy(tenant.url().trim_start_matches("http://").to_owned(), out, seed).await?;
    let redis = Redis::start().await?;
    let redis_url = redis.url();
    let now = Instant::now();
    let mut users = Vec::new();
    for number in 0..USERS {
        let changed = Event { at: now, told: None };
        let mut user = User {
            token: String::new(),
            until: now,
            is_ending: false,
            ended: None,
            refused: None,
            version: 0,
            changed,
        };
        log_in(&tenant, number, &mut user, Duration::from_secs(20 + number as u64 % 40))?;
        users.push(Mutex::new(user));
    }
    let instances = (0..INSTANCES as u64)
        .map(|number| Ok(RwLock::new(Instance::start(number, &service, &tenant, &redis_url)?)))
        .collect::<Result<_>>()?;
    let world = Arc::new(World {
        seed,
        tenant,
        service,
        is_out,
        redis: tokio::sync::Mutex::new(redis),
        redis_url,
        instances,
        started: AtomicU64::new(INSTANCES as u64),
        users,
        rotated: Mutex::new(None),
        redis_faults: Faults::default(),
        service_faults: Faults::default(),
        ends: AtomicBool::new(false),
        counts: Counts(Mutex::new(BTreeMap::from([("WRONG", 0)]))),
    });
    // Until all have their keys and hear each other, nothing is fast.
    *world.redis_faults.last.lock().expect("a lock") = Some(Instant::now());
    let mut tasks: Vec<_> = (0..WORKERS as u64).map(|number| tokio::spawn(work(world.clone(), number))).collect();
    tasks.push(tokio::spawn(harm_redis(world.clone())));
    tasks.push(tokio::spawn(harm_service(world.clone())));
    tasks.push(tokio::spawn(harm_instances(world.clone())));
    tasks.push(tokio::spawn(rotate(world.clone())));
    let start = Instant::now();
    let mut memory = Vec::new();
    while start.elapsed() < time {
        sleep(Duration::from_secs(10).min(time - start.elapsed())).await;
        world.tenant.clear_requests();
        let sizes: Vec<u64> =
            world.instances.iter().map(|instance| instance.read().expect("a lock").memory()).collect();
        memory.push(sizes[0]);
        println!("{:4.0} s: {}; instances {sizes:?} KiB", start.elapsed().as_secs_f64(), world.counts);
    }
    world.ends.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await?;
    }
    let redis: String = world.redis.lock().await.run("INFO memory").await?;
    let redis = redis.lines().find(|line| line.starts_with("used_memory_peak_human")).unwrap_or_default().to_owned();
    // The first instance is never killed. Its caches are full after a third of the time.
    let (early, late) = (memory[memory.len() / 3], memory[memory.len() - 1]);
    let is_flat = late as f64 <= early as f64 * 1.1 + 2048.0;
    println!("memory of the first instance: {early} KiB after a third, {late} KiB at the end; Redis {redis}");
    println!("{}; seed {seed}", world.counts);
    let is_good = is_flat && world.counts.0.lock().expect("a lock")["WRONG"] == 0;
    Ok(ExitCode::from(u8::from(!is_good)))
}

impl World {
    fn instance(&self, at: usize) -> Arc<Instance> {
        self.instances[at].read().expect("a lock").clone()
    }

    fn user(&self, number: usize) -> User {
        self.users[number].lock().expect("a lock").clone()
    }

    fn change(&self, number: usize, change: impl FnOnce(&mut User)) {
        change(&mut self.users[number].lock().expect("a lock"));
    }

    fn wrong(&self, what: &str) {
        self.counts.add("WRONG");
        println!("WRONG: {what}");
    }

    /// How long after an event this instance may not know of the event yet, and whether that is a matter of messages.
    fn limit(&self, event: Event, instance: u64) -> (Duration, bool) {
        if event.told == Some(instance) {
            return (Duration::ZERO, false);
        }
        let service = self.service_faults.were_none_since(event.at);
        let is_message = instance != ALONE && event.told.is_some_and(|told| told != ALONE);
        if is_message && service && self.redis_faults.were_none_since(event.at) {
            return (SLACK, true);
        }
        // A profile lives from the end of its call on.
        (PROFILE_TTL + TIMEOUT + if service { Duration::ZERO } else { STALE_FOR }, false)
    }

    /// Checks that an instance has learned of an event before it let a request in.
    fn check(&self, event: Event, instance: u64, began: Instant, what: &str) {
        let Some(elapsed) = began.checked_duration_since(event.at) else { return };
        let (limit, is_message) = self.limit(event, instance);
        if is_message {
            self.counts.longest("ms until the last message was heard", elapsed);
        }
        if elapsed > limit {
            self.wrong(&format!("{what} {elapsed:?} ago, with a limit of {limit:?}; instance {instance} of {event:?}"));
        }
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "an event told to {:?}", self.told)
    }
}

fn log_in(tenant: &Tenant, number: usize, user: &mut User, valid_for: Duration) -> Result<()> {
    // The end of a suspension would make the old token valid again.
    tenant.revoke(&user.token);
    let id = tenant.add_user(json!({ "userId": format!("u{number}"), "name": user.version.to_string() }))?;
    user.token = tenant.issue_token_with(&id, TokenOptions::new().expires_in(valid_for));
    user.until = Instant::now() + valid_for;
    (user.is_ending, user.ended, user.refused) = (false, None, None);
    Ok(())
}

// --- Users ---

async fn work(world: Arc<World>, number: u64) {
    let mut random = Random(world.seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    while !world.ends.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(random.below(16))).await;
        let (user, at) = (random.below(USERS as u64) as usize, random.below(INSTANCES as u64) as usize);
        match random.below(1000) {
            0..40 => change(&world, user, at, &mut random).await,
            40..90 => made_up(&world, user, at, &mut random).await,
            90..110 => drop(world.instance(at).ask(&format!("hang {}", world.user(user).token)).await),
            _ => request(&world, user, at).await,
        }
    }
}

/// Ends a login, or begins one, or changes the user's profile.
async fn change(world: &World, number: usize, at: usize, random: &mut Random) {
    let valid_for = Duration::from_secs(20 + random.below(40));
    {
        let mut user = world.users[number].lock().expect("a lock");
        let is_over = user.ended.is_some_and(|ended| ended.at.elapsed() > Duration::from_secs(6));
        if is_over || user.until < Instant::now() + Duration::from_secs(5) && !user.is_ending {
            log_in(&world.tenant, number, &mut user, valid_for).expect("a login");
            return;
        }
        if user.is_ending {
            return;
        }
        user.is_ending = true;
    }
    let user = world.user(number);
    let id = format!("u{number}");
    let what = random.below(6);
    let told = match what {
        0 => log_out(world, at, &user.token).await,
        1 => {
            world.tenant.revoke(&user.token);
            None
        }
        2 => {
            world.tenant.suspend(&id);
            tell(world, at, &format!("forget {id}")).await
        }
        3 => {
            world.tenant.revoke(&user.token);
            tell(world, at, &format!("drop {}", user.token)).await
        }
        _ => {
            let name = (user.version + 1).to_string();
            world.tenant.add_user(json!({ "userId": id, "name": name })).expect("a profile");
            if what == 4 { tell(world, at, &format!("forget {id}")).await } else { None }
        }
    };
    let event = Event { at: Instant::now(), told };
    world.change(number, |user| {
        if what < 4 {
            world.counts.add("logins ended");
            user.ended = Some(event);
        } else {
            world.counts.add("profiles changed");
            (user.version, user.changed, user.is_ending) = (user.version + 1, event, false);
        }
    });
}

/// Logs out, again until the service has revoked the token, as the documentation says.
async fn log_out(world: &World, at: usize, token: &str) -> Option<u64> {
    loop {
        let instance = world.instance(at);
        if instance.ask(&format!("logout {token}")).await.as_deref() == Some("done") {
            return Some(instance.number);
        }
        sleep(Duration::from_millis(200)).await;
    }
}

async fn tell(world: &World, at: usize, what: &str) -> Option<u64> {
    loop {
        let instance = world.instance(at);
        if instance.ask(what).await.is_some() {
            return Some(instance.number);
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// A token with another signature, other claims, or no form at all.
async fn made_up(world: &World, user: usize, at: usize, random: &mut Random) {
    let token = world.user(user).token;
    // Not the last character of a part, some of whose bits mean nothing: the token would be the same.
    let place = random.below(token.len() as u64 - 2) as usize;
    if token[place..place + 2].contains('.') {
        return;
    }
    let other = if token[place..].starts_with('A') { "B" } else { "A" };
    let token = match random.below(3) {
        0 => format!("{}{other}{}", &token[..place], &token[place + 1..]),
        1 => token[..place].to_owned(),
        _ => format!("made-up.{place}.token"),
    };
    world.counts.add("made up");
    let answer = world.instance(at).ask(&format!("ask {token}")).await;
    if answer.is_some_and(|answer| answer.starts_with("in ")) {
        world.wrong("a made-up token was let in");
    }
}

async fn request(world: &World, number: usize, at: usize) {
    let (before, instance) = (world.user(number), world.instance(at));
    let began = Instant::now();
    let answer = instance.ask(&format!("ask {}", before.token)).await;
    let took = began.elapsed();
    let Some(answer) = answer else {
        world.counts.add("unanswered");
        return;
    };
    let has_service = world.service_faults.were_none_since(began);
    if took > TIMEOUT + SLACK {
        world.wrong(&format!("an answer took {took:?}"));
    }
    if has_service {
        world.counts.longest("ms for the slowest answer while the service was up", took);
    }
    let rotated = *world.rotated.lock().expect("a lock");
    let has_keys = rotated.is_none_or(|rotated| rotated.elapsed() > UNNOTICED);
    let after = world.user(number);
    let is_good = !before.is_ending && !after.is_ending && before.token == after.token;
    if let Some(found) = answer.strip_prefix("in ") {
        world.counts.add("let in");
        let (id, version) = found.split_once(' ').expect("a user and a version");
        if id != format!("u{number}") {
            world.wrong("another user's profile");
        }
        if let Some(ended) = before.ended {
            world.check(ended, instance.number, began, "let in; the login ended");
        }
        if let Some(refused) = before.refused {
            world.check(refused, instance.number, began, "let in; the token was refused");
        }
        if version.parse::<u64>().expect("a version") < before.version {
            world.check(before.changed, instance.number, began, "an old profile; the profile was changed");
        }
    } else if answer == "refused" {
        world.counts.add("refused");
        if is_good && has_keys && after.until > Instant::now() {
            world.wrong("a good token was refused");
        }
        // Without the keys, a refusal says nothing about the login.
        if let Some(ended) = before.ended.filter(|_| has_keys) {
            if world.limit(ended, instance.number).1 {
                world.counts.add("heard of in time");
            }
            let event = Event { at: Instant::now(), told: Some(instance.number) };
            world.change(number, |user| {
                if user.token == before.token {
                    user.refused.get_or_insert(event);
                }
            });
        }
    } else {
        world.counts.add("unavailable");
        if has_service && has_keys {
            world.wrong(&format!("{answer}, and the service wasn't out"));
        }
    }
}

// --- Faults ---

/// Waits for some seconds, and says whether the run goes on.
async fn pause(world: &World, seconds: u64) -> bool {
    let until = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < until && !world.ends.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(100)).await;
    }
    !world.ends.load(Ordering::Relaxed)
}

async fn harm_redis(world: Arc<World>) {
    let mut random = Random(world.seed ^ 0xEED1);
    while pause(&world, 1 + random.below(25)).await {
        world.counts.add("faults");
        let mut redis = world.redis.lock().await;
        let time = Duration::from_millis(random.below(6000));
        world
            .redis_faults
            .during(async {
                match random.below(4) {
                    0 => {
                        redis.kill().await;
                        sleep(time).await;
                        redis.restart().await.expect("a server");
                    }
                    1 => {
                        redis.signal("STOP").expect("a signal");
                        sleep(time).await;
                        redis.signal("CONT").expect("a signal");
                    }
                    2 => drop(redis.run::<redis::Value>("CLIENT KILL TYPE pubsub").await),
                    _ => {
                        // Some keys are evicted: at most half.
                        let keys: Vec<String> = redis.run("KEYS *").await.unwrap_or_default();
                        for key in keys {
                            if random.below(2) == 0 {
                                let _ = redis.run::<redis::Value>(&format!("DEL {key}")).await;
                            }
                        }
                    }
                }
            })
            .await;
    }
}

async fn harm_service(world: Arc<World>) {
    let mut random = Random(world.seed ^ 0x5E44);
    while pause(&world, 5 + random.below(40)).await {
        world.counts.add("faults");
        let service = [Service::Closed, Service::Silent, Service::Harmful][random.below(3) as usize];
        let time = Duration::from_millis(random.below(5000));
        world
            .service_faults
            .during(async {
                world.is_out.send_replace(service);
                sleep(time).await;
                world.is_out.send_replace(Service::Up);
            })
            .await;
    }
}

/// Rotates the keys, and lets each user log in again.
async fn rotate(world: Arc<World>) {
    let mut random = Random(world.seed ^ 0x4077);
    while pause(&world, 90 + random.below(60)).await {
        world.counts.add("rotations");
        *world.rotated.lock().expect("a lock") = Some(Instant::now());
        world.tenant.rotate_keys();
        for number in 0..USERS {
            let mut user = world.users[number].lock().expect("a lock");
            if !user.is_ending {
                log_in(&world.tenant, number, &mut user, Duration::from_secs(20 + random.below(40))).expect("a login");
            }
        }
    }
}

/// Kills instances, as a crash does, and starts new ones in their place. The first instance stays, and the last one.
async fn harm_instances(world: Arc<World>) {
    let mut random = Random(world.seed ^ 0x1257);
    while pause(&world, 10 + random.below(30)).await {
        world.counts.add("faults");
        let at = 1 + random.below(INSTANCES as u64 - 2) as usize;
        // What a killed instance had still to tell is lost.
        world
            .redis_faults
            .during(async {
                world.instance(at).kill();
                let number = world.started.fetch_add(1, Ordering::Relaxed);
                let new =
                    Instance::start(number, &world.service, &world.tenant, &world.redis_url).expect("an instance");
                *world.instances[at].write().expect("a lock") = new;
            })
            .await;
    }
}

/// A proxy before the service. Gives its URL.
async fn proxy(server: String, out: watch::Receiver<Service>, seed: u64) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((client, _)) = listener.accept().await else { continue };
            let (server, state, mut out) = (server.clone(), out.clone(), out.clone());
            tokio::spawn(async move {
                let (mut client, mut server) = (client, TcpStream::connect(server).await?);
                tokio::select! {
                    _ = relay(&mut client, &mut server, state, Random(seed ^ number)) => return Ok(()),
                    _ = out.wait_for(|out| matches!(out, Service::Closed | Service::Silent)) => {}
                }
                // A silent service keeps the connection open.
                let _ = out.wait_for(|out| *out != Service::Silent).await;
                std::io::Result::Ok(())
            });
        }
    });
    Ok(url)
}

async fn relay(
    client: &mut TcpStream,
    server: &mut TcpStream,
    state: watch::Receiver<Service>,
    mut random: Random,
) -> std::io::Result<()> {
    let (mut request, mut answer) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            length = client.read(&mut request) => match length? {
                0 => return Ok(()),
                length => server.write_all(&request[..length]).await?,
            },
            length = server.read(&mut answer) => {
                let length = length?;
                let harm = if *state.borrow() == Service::Harmful { random.below(30) } else { u64::MAX };
                match harm {
                    _ if length == 0 => return Ok(()),
                    0 => return client.write_all(&answer[..length / 2]).await,
                    1 => return client.set_zero_linger(),
                    2 => sleep(Duration::from_secs(10)).await,
                    3 => {
                        client.write_all(&answer[..length / 2]).await?;
                        sleep(Duration::from_millis(random.below(3000))).await;
                        client.write_all(&answer[length / 2..length]).await?;
                    }
                    4 => return client.write_all(&failure("503 Service Unavailable")).await,
                    5 => return client.write_all(&failure("429 Too Many Requests")).await,
                    _ => client.write_all(&answer[..length]).await?,
                }
            }
        }
    }
}

fn failure(status: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}
