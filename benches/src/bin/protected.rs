//! The cost of a protected route: CPU time and memory of this process.
//!
//!     protected cpu                prints microseconds for each kind of request, and for a call for a profile
//!     protected memory             prints the memory of remembered profiles
//!     protected run KIND TIMES     makes requests of one kind, for callgrind: `known`, `role`, `open`, `verified`;
//!                                  `missed` for users who aren't cached; with the feature `redis` also
//!                                  `known-shared`, and `missed-shared` for users whom Redis knows
//!     protected serve TOKENS       runs a tenant with this many tokens; the other commands read its output
//!
//! The tenant is a second process, so that its work isn't counted. The CPU time comes from Linux's /proc.

use std::alloc::System;
use std::env::args;
use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use axum::{Extension, Router};
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, RequireUser, User};
use genauth::{AccessToken, AuthenticationClient};
use genauth_bench::process::processor_time;
use genauth_bench::tenant::{LARGE, Provider, serve};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tower::ServiceExt;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let words: Vec<String> = args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match words[..] {
        ["cpu"] => runtime.block_on(cpu()),
        ["memory"] => runtime.block_on(memory()),
        ["run", kind, times] => runtime.block_on(run(kind, times.parse()?)),
        ["serve", tokens] => serve(tokens.parse()?),
        _ => Err("usage: see the head of benches/src/bin/protected.rs".into()),
    }
}

#[cfg(feature = "redis")]
mod shared {
    use std::net::{TcpListener, TcpStream};
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use genauth::resource_server::{AuthenticatorBuilder, SharedCache};

    /// A `redis-server`, which ends with this value.
    pub(crate) struct Redis {
        port: u16,
        process: Child,
    }

    impl Redis {
        pub(crate) fn start() -> super::Result<Self> {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let mut command = Command::new("redis-server");
            command.args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string()]);
            let redis = Self { port, process: command.stdout(Stdio::null()).spawn()? };
            while TcpStream::connect(("127.0.0.1", port)).is_err() {
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(redis)
        }

        pub(crate) fn share(&self, builder: AuthenticatorBuilder) -> super::Result<AuthenticatorBuilder> {
            Ok(builder.shared_cache(SharedCache::redis(format!("redis://127.0.0.1:{}", self.port), [7; 32])?))
        }
    }

    impl Drop for Redis {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

struct Service {
    provider: Provider,
    client: AuthenticationClient,
}

impl Service {
    fn start(tokens: usize) -> Result<Self> {
        let provider = Provider::start(tokens)?;
        Ok(Self { client: AuthenticationClient::builder().app_host(&provider.url).build()?, provider })
    }

    fn authenticator(&self) -> AuthenticatorBuilder {
        Authenticator::builder(self.client.clone()).audience(self.provider.app_id.as_str())
    }
}

async fn me(Extension(user): Extension<User>) -> String {
    user.user_id.clone()
}

fn request(token: &str) -> Request<Body> {
    let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
    request.body(Body::empty()).expect("a request")
}

/// Microseconds of CPU time for each request, as the median of some rounds. Requests use the tokens in turn. A round is
/// much longer than 10 ms, because some kernels count CPU time in steps of 10 ms.
async fn measured<F: Future<Output = ()>>(tokens: &[String], mut one: impl FnMut(String) -> F) -> Result<f64> {
    const ROUNDS: usize = 7;
    const ROUND: u64 = 500_000_000;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (before, mut count, mut time) = (processor_time()?, 0, 0);
        while time < ROUND {
            for token in tokens.iter().cycle().skip(count).take(1000) {
                one(token.clone()).await;
            }
            count += 1000;
            time = processor_time()? - before;
        }
        rounds.push(time as f64 / 1000.0 / count as f64);
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[ROUNDS / 2])
}

async fn cpu() -> Result<()> {
    const TOKENS: usize = 100;
    let service = Service::start(TOKENS)?;
    let authenticator = service.authenticator().build()?;
    let open = Router::new().route("/me", get(|| async { "x".repeat(24) }));
    let layer = RequireUser::new(authenticator.clone());
    let protected = Router::new().route("/me", get(me)).layer(layer.clone());
    let with_role = Router::new().route("/me", get(me)).layer(layer.role("shop", "admin"));
    let answer = |app: &Router, token: String, expected: u16| {
        let answer = app.clone().oneshot(request(&token));
        async move { assert_eq!(answer.await.expect("an answer").status().as_u16(), expected) }
    };
    let profile = |token: String| {
        let call = service.client.get_profile().access_token(token);
        async move { drop(call.await.expect("a profile")) }
    };
    let new = |token: String| {
        authenticator.forget(&AccessToken::new(&token).expect("a token"));
        answer(&protected, token, 200)
    };
    let made_up =
        |change: fn(&str) -> String| service.provider.tokens.iter().map(|token| change(token)).collect::<Vec<_>>();
    // A wrong signature has the right length if it comes from another token.
    let other = service.provider.tokens[0].rsplit('.').next().ok_or("no JWT")?.to_owned();
    let signatures: Vec<_> = service.provider.tokens[1..].iter().map(|token| with_signature(token, &other)).collect();
    let (unknown_key, opaque) = (made_up(with_other_header), made_up(|token| token.replace('.', "")));
    let refused = |token: String| answer(&protected, token, 401);

    let call = measured(&service.provider.tokens, profile).await?;
    println!("| request | CPU time | to a call for a profile |\n| --- | ---: | ---: |");
    println!("| call for a profile | {call:.2} µs | 1.00 |");
    for (name, time) in [
        ("open route", measured(&service.provider.tokens, |token| answer(&open, token, 200)).await?),
        ("new token", measured(&service.provider.tokens, new).await?),
        ("known token", measured(&service.provider.tokens, |token| answer(&protected, token, 200)).await?),
        ("known token, and a role", measured(&service.provider.tokens, |token| answer(&with_role, token, 200)).await?),
        ("made up, wrong signature", measured(&signatures, refused).await?),
        ("made up, no such key", measured(&unknown_key, refused).await?),
        ("no JWT", measured(&opaque, refused).await?),
    ] {
        println!("| {name} | {time:.2} µs | {:.3} |", time / call);
    }
    #[cfg(feature = "redis")]
    missed(&service).await?;
    Ok(())
}

/// Users who aren't in memory: the service answers, or Redis. Both after the token was verified, which is subtracted.
#[cfg(feature = "redis")]
async fn missed(service: &Service) -> Result<()> {
    let redis = shared::Redis::start()?;
    // The cache has one place, so that tokens in turn are never found there.
    let builder = || service.authenticator().profile_ttl(Duration::from_secs(3600)).max_profiles(1);
    let (alone, sharing) = (builder().build()?, redis.share(builder())?.build()?);
    let ask = |authenticator: &Authenticator, token: String| {
        let authenticator = authenticator.clone();
        async move { drop(authenticator.authenticate(&AccessToken::new(token).expect("a token")).await.expect("a user")) }
    };
    let verify = |token: String| {
        let authenticator = alone.clone();
        async move { drop(authenticator.verify(&AccessToken::new(token).expect("a token")).await.expect("claims")) }
    };
    for _ in 0..20 {
        for token in &service.provider.tokens {
            ask(&sharing, token.clone()).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let before = sharing.stats();
    let verified = measured(&service.provider.tokens, verify).await?;
    let from_redis = measured(&service.provider.tokens, |token| ask(&sharing, token)).await? - verified;
    let from_service = measured(&service.provider.tokens, |token| ask(&alone, token)).await? - verified;
    println!("missed token, the service answers: {from_service:.2} µs");
    println!("missed token, Redis answers: {from_redis:.2} µs, {:.3} of that", from_redis / from_service);
    println!("{} calls for users whom Redis knew", sharing.stats().asked - before.asked);
    Ok(())
}

async fn run(kind: &str, times: usize) -> Result<()> {
    // The cache of a `missed` kind has one place, so that two tokens in turn are never found there.
    let (tokens, is_missed) = if kind.starts_with("missed") { (2, true) } else { (1, false) };
    let service = Service::start(tokens)?;
    let tokens = &service.provider.tokens;
    let builder = service.authenticator().profile_ttl(Duration::from_secs(3600));
    let builder = if is_missed { builder.max_profiles(1) } else { builder };
    #[cfg(feature = "redis")]
    let redis = kind.ends_with("-shared").then(shared::Redis::start).transpose()?;
    #[cfg(feature = "redis")]
    let builder = if let Some(redis) = &redis { redis.share(builder)? } else { builder };
    let authenticator = builder.build()?;
    let app = match kind {
        "open" | "verified" => Router::new().route("/me", get(|| async { "x".repeat(24) })),
        "role" => {
            let protected = RequireUser::new(authenticator.clone()).role("shop", "admin");
            Router::new().route("/me", get(me)).layer(protected)
        }
        "known" | "missed" | "known-shared" | "missed-shared" => {
            Router::new().route("/me", get(me)).layer(RequireUser::new(authenticator.clone()))
        }
        _ => return Err("no such kind of request".into()),
    };
    if kind.ends_with("-shared") {
        // Until Redis answers.
        for _ in 0..50 {
            for token in tokens {
                assert_eq!(app.clone().oneshot(request(token)).await?.status(), 200);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let before = authenticator.stats();
    for number in 0..times {
        let token = &tokens[number % tokens.len()];
        match kind {
            "verified" => {
                drop(authenticator.verify(&AccessToken::new(token)?).await.map_err(|error| error.to_string())?)
            }
            _ => assert_eq!(app.clone().oneshot(request(token)).await?.status(), 200),
        }
        // A request that waits for nothing lets nothing else run, such as a heartbeat.
        if number % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let after = authenticator.stats();
    let hits = (after.shared_cache_hits - before.shared_cache_hits) as usize;
    let (asked, errors) = (after.asked - before.asked, after.shared_cache_errors - before.shared_cache_errors);
    match kind {
        "known-shared" => assert_eq!((hits, asked, errors), (0, 0, 0), "no command to Redis"),
        "missed-shared" => assert_eq!((hits, asked, errors), (times, 0, 0), "Redis answers"),
        "missed" => assert_eq!(asked, times as u64, "the service answers"),
        _ => {}
    }
    Ok(())
}

fn with_signature(token: &str, signature: &str) -> String {
    format!("{}.{signature}", token.rsplit_once('.').map_or("", |(signed, _)| signed))
}

/// The token with the header `{"alg":"RS256","kid":"x"}` in place of its own.
fn with_other_header(token: &str) -> String {
    format!("eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.{}", token.split_once('.').map_or("", |(_, rest)| rest))
}

fn standing() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated.saturating_sub(stats.bytes_deallocated)
}

async fn memory() -> Result<()> {
    const MOST: usize = 10_000;
    let service = Service::start(MOST)?;
    let kib = |bytes: usize| bytes as f64 / 1024.0;
    println!("| remembered | memory |\n| --- | ---: |");
    for count in [1_000, MOST] {
        let authenticator = service.authenticator().build()?;
        let bytes = remembered(&authenticator, &service.provider.tokens[..count]).await?;
        println!("| {count} sample profiles | {:.0} KiB, {:.2} KiB each |", kib(bytes), kib(bytes) / count as f64);
    }
    for (name, tokens) in [("texts", &service.provider.texts), ("objects", &service.provider.objects)] {
        let authenticator = service.authenticator().profile(|call| call.with_custom_data(true)).build()?;
        let bytes = remembered(&authenticator, tokens).await?;
        println!("| {LARGE} profiles of 820 KiB, {name} | {:.0} KiB in a cache of 65536 KiB |", kib(bytes));
    }
    Ok(())
}

/// The bytes that are allocated to remember the profiles of these tokens.
async fn remembered(authenticator: &Authenticator, tokens: &[String]) -> Result<usize> {
    let tokens: Vec<_> = tokens.iter().map(AccessToken::new).collect::<std::result::Result<_, _>>()?;
    // This opens connections and fetches keys. Their memory doesn't count.
    authenticator.authenticate(&tokens[0]).await?;
    authenticator.forget(&tokens[0]);
    let before = standing();
    for token in &tokens {
        authenticator.authenticate(token).await?;
    }
    Ok(standing().saturating_sub(before))
}
