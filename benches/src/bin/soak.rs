//! Protected routes under everything at once: random tokens, rotations of the keys, revocations with and without `forget`,
//! 503, resets, stalls, half bodies, and requests that hang up. Prints each wrong answer, and the memory in use.
//!
//!     soak [SECONDS]     runs for a minute, or for so many seconds; fails if any answer was wrong
//!
//! A wrong answer lets a token in that is made up or another user's, or that was revoked longer ago than the cache may
//! hold its profile; or it refuses a good token as bad; or it takes longer than `timeout`.
//!
//! The memory is that of the whole process. The tenant is in it, and keeps each token that was issued: some 2 KiB.
//! `scripts/long-run` has the tenant in a process of its own.

use std::alloc::System;
use std::env::args;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use genauth::mock::Tenant;
use genauth::resource_server::{Authenticator, Rejection};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USERS: usize = 200;
const WORKERS: usize = 32;
const PROFILE_TTL: Duration = Duration::from_millis(500);
const TIMEOUT: Duration = Duration::from_secs(2);
/// For a machine that is busy: how much later than `TIMEOUT` an answer may come.
const SLACK: Duration = Duration::from_secs(2);
/// How long a rotation may go unnoticed, because a made-up token has just caused a fetch.
const UNNOTICED: Duration = Duration::from_secs(31);
const ROTATION: Duration = Duration::from_secs(40);

/// A user's login.
#[derive(Clone)]
struct Login {
    token: AccessToken,
    /// The key that signed the token: the number of rotations before.
    key: usize,
    ended: Option<Ended>,
}

#[derive(Clone, Copy)]
struct Ended {
    at: Instant,
    /// Whether `forget` was called then.
    is_forgotten: bool,
}

struct World {
    tenant: Tenant,
    authenticator: Authenticator,
    logins: Vec<Mutex<Login>>,
    /// The number of rotations, and the time of the last one.
    rotations: Mutex<(usize, Instant)>,
    ends: AtomicBool,
    wrong: AtomicUsize,
    /// Answers: let in, refused, unavailable, hung up.
    answers: [AtomicUsize; 4],
}

fn main() -> Result<ExitCode> {
    let seconds = args().nth(1).map_or(Ok(60), |seconds| seconds.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(soak(Duration::from_secs(seconds)))
}

async fn soak(time: Duration) -> Result<ExitCode> {
    let tenant = Tenant::start().await?;
    let proxy = proxy(tenant.url().trim_start_matches("http://").to_owned()).await?;
    let client = AuthenticationClient::builder().app_host(&proxy).app_id(tenant.app_id()).build()?;
    let authenticator = Authenticator::builder(client).issuer(format!("{}/oidc", tenant.url()));
    let authenticator = authenticator.profile_ttl(PROFILE_TTL).timeout(TIMEOUT).build()?;
    let logins = (0..USERS).map(|user| {
        let token = tenant.token_for(json!({ "userId": format!("u{user}"), "name": "Ada" }))?;
        Ok(Mutex::new(Login { token: AccessToken::new(token)?, key: 0, ended: None }))
    });
    let world = Arc::new(World {
        logins: logins.collect::<Result<_>>()?,
        tenant,
        authenticator,
        rotations: Mutex::new((0, Instant::now())),
        ends: AtomicBool::new(false),
        wrong: AtomicUsize::new(0),
        answers: Default::default(),
    });
    let workers: Vec<_> = (0..WORKERS).map(|_| tokio::spawn(work(world.clone()))).collect();
    let start = Instant::now();
    while start.elapsed() < time {
        tokio::time::sleep(Duration::from_secs(5).min(time)).await;
        world.tenant.clear_requests();
        let stats = ALLOCATOR.stats();
        let answers = world.answers.each_ref().map(|count| count.load(Ordering::Relaxed));
        println!(
            "{:4.0} s: {} let in, {} refused, {} unavailable, {} hung up; {} wrong; {} KiB",
            start.elapsed().as_secs_f64(),
            answers[0],
            answers[1],
            answers[2],
            answers[3],
            world.wrong.load(Ordering::Relaxed),
            (stats.bytes_allocated - stats.bytes_deallocated) / 1024
        );
        if world.rotations.lock().expect("a lock").1.elapsed() > ROTATION {
            rotate(&world);
        }
    }
    world.ends.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await?;
    }
    let wrong = world.wrong.load(Ordering::Relaxed);
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn random(below: usize) -> usize {
    usize::try_from(rand() % below as u64).unwrap_or_default()
}

/// The standard library's random keys, which are enough here.
fn rand() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}

async fn work(world: Arc<World>) {
    while !world.ends.load(Ordering::Relaxed) {
        // A refusal from the cache waits for nothing, so that a loop without a pause would starve the runtime.
        tokio::time::sleep(Duration::from_millis(random(4) as u64)).await;
        let user = random(USERS);
        match random(1000) {
            0..20 => end(&world, user),
            20..120 => made_up(&world, user).await,
            120..150 => {
                let token = world.logins[user].lock().expect("a lock").token.clone();
                let asked = world.authenticator.authenticate(&token);
                let _ = tokio::time::timeout(Duration::from_millis(random(20) as u64), asked).await;
                world.answers[3].fetch_add(1, Ordering::Relaxed);
            }
            _ => request(&world, user).await,
        }
    }
}

/// Rotates the keys, and lets each user log in again.
fn rotate(world: &World) {
    let mut rotations = world.rotations.lock().expect("a lock");
    world.tenant.rotate_keys();
    *rotations = (rotations.0 + 1, Instant::now());
    let key = rotations.0;
    drop(rotations);
    for (user, login) in world.logins.iter().enumerate() {
        *login.lock().expect("a lock") = log_in(world, user, key);
    }
}

fn log_in(world: &World, user: usize, key: usize) -> Login {
    let token = world.tenant.issue_token(&format!("u{user}"));
    Login { token: AccessToken::new(token).expect("a token"), key, ended: None }
}

/// Ends a login, or begins a new one.
fn end(world: &World, user: usize) {
    let mut login = world.logins[user].lock().expect("a lock");
    let (rotations, _) = *world.rotations.lock().expect("a lock");
    if login.ended.is_some() || login.key != rotations {
        *login = log_in(world, user, rotations);
        return;
    }
    world.tenant.revoke(login.token.expose_secret());
    let forgets = random(2) == 0;
    if forgets {
        world.authenticator.forget(&login.token);
    }
    login.ended = Some(Ended { at: Instant::now(), is_forgotten: forgets });
}

async fn request(world: &World, user: usize) {
    let login = world.logins[user].lock().expect("a lock").clone();
    let began = Instant::now();
    let result = world.authenticator.authenticate(&login.token).await;
    let took = began.elapsed();
    if took > TIMEOUT + SLACK {
        wrong(world, &format!("an answer took {took:?}"));
    }
    // What happened to the login while the request was under way.
    let after = world.logins[user].lock().expect("a lock").clone();
    let was_ended = after.token.expose_secret() != login.token.expose_secret() || after.ended.is_some();
    let (rotations, rotated) = *world.rotations.lock().expect("a lock");
    let key_is_known = login.key == rotations && (rotations == 0 || rotated.elapsed() > UNNOTICED + took);
    match result {
        Ok(found) => {
            world.answers[0].fetch_add(1, Ordering::Relaxed);
            if found.user_id != format!("u{user}") {
                wrong(world, "another user's profile");
            }
            if let Some(ended) = login.ended {
                let bound = if ended.is_forgotten { Duration::ZERO } else { PROFILE_TTL + TIMEOUT };
                if began.saturating_duration_since(ended.at) > bound {
                    wrong(world, &format!("let in after the login had ended, forgotten: {}", ended.is_forgotten));
                }
            }
        }
        Err(Rejection::Unavailable { .. } | Rejection::BadGateway) => {
            world.answers[2].fetch_add(1, Ordering::Relaxed);
        }
        Err(rejection) => {
            world.answers[1].fetch_add(1, Ordering::Relaxed);
            if login.ended.is_none() && !was_ended && key_is_known {
                wrong(world, &format!("a good token was refused: {rejection}"));
            }
        }
    }
}

/// A token with another signature, other claims, or no form at all.
async fn made_up(world: &World, user: usize) {
    let token = world.logins[user].lock().expect("a lock").token.clone();
    let token = token.expose_secret();
    let at = random(token.len());
    let token = match random(3) {
        0 => format!("{}{}{}", &token[..at], if token[at..].starts_with('A') { "B" } else { "A" }, &token[at + 1..]),
        1 => token[..at].to_owned(),
        _ => format!("made-up.{at}.token"),
    };
    let Ok(token) = AccessToken::new(token) else { return };
    if world.authenticator.authenticate(&token).await.is_ok() {
        wrong(world, "a made-up token was let in");
    }
}

fn wrong(world: &World, what: &str) {
    world.wrong.fetch_add(1, Ordering::Relaxed);
    println!("WRONG: {what}");
}

/// A proxy that does harm to one answer in thirty: it closes in the middle, resets, stalls, or answers itself. Gives its
/// URL.
async fn proxy(server: String) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        loop {
            let Ok((client, _)) = listener.accept().await else { continue };
            let server = server.clone();
            tokio::spawn(async move { pass(client, TcpStream::connect(server).await?).await });
        }
    });
    Ok(url)
}

fn failure(status: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

async fn pass(mut client: TcpStream, mut server: TcpStream) -> io::Result<()> {
    let (mut request, mut answer) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            length = client.read(&mut request) => match length? {
                0 => return Ok(()),
                length => server.write_all(&request[..length]).await?,
            },
            length = server.read(&mut answer) => match length? {
                0 => return Ok(()),
                length => match random(200) {
                    0 => return client.write_all(&answer[..length / 2]).await,
                    1 => return client.set_zero_linger(),
                    2 => tokio::time::sleep(Duration::from_secs(10)).await,
                    3 => {
                        client.write_all(&answer[..length / 2]).await?;
                        tokio::time::sleep(Duration::from_millis(random(3000) as u64)).await;
                        client.write_all(&answer[length / 2..length]).await?;
                    }
                    4 => return client.write_all(&failure("503 Service Unavailable")).await,
                    5 => return client.write_all(&failure("429 Too Many Requests")).await,
                    _ => client.write_all(&answer[..length]).await?,
                },
            },
        }
    }
}
