//! Faults of Redis: no user is refused for them, and no request waits for long.

use std::time::Duration;

use genauth::ErrorKind;
use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, Rejection, SharedCache};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::time::Instant;

use super::{Redis, SECRET, ada, ask_all, built, instance, log_out, settle, start, until_refused};
use crate::support::ROOT;
use crate::tenants::{PROFILE, access, ask, asks, calls, is_unavailable, token_for, until};

/// Much more than a command may take, and much less than a request's deadline.
const SOON: Duration = Duration::from_secs(1);

/// Asks each instance for a new user and for a known one.
async fn both_get_in<const INSTANCES: usize>(tenant: &Tenant, instances: [&Authenticator; INSTANCES], known: &str) {
    for instance in instances {
        for (token, user) in [(&*token_for(tenant, "grace"), "grace"), (known, "ada")] {
            let start = Instant::now();
            assert_eq!(ask(instance, token).await, Ok(user.to_owned()));
            assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        }
    }
}

#[tokio::test]
async fn a_server_that_dies_hangs_or_comes_back_costs_nobody_the_login() {
    let Some((mut redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    ask_all(&[&first, &second], &token).await;
    redis.freeze();
    both_get_in(&tenant, [&first, &second], &token).await;
    redis.thaw();
    redis.until_subscribed(2).await;
    redis.kill();
    both_get_in(&tenant, [&first, &second], &token).await;
    redis.restart().await;
    both_get_in(&tenant, [&first, &second], &token).await;
    redis.until_subscribed(2).await;
    tenant.clear_requests();
    ask_all(&[&first, &second], &tenant.issue_token("ada")).await;
    assert_eq!(calls(&tenant), 1, "shared again");
}

#[tokio::test]
async fn a_server_without_data_makes_nobody_ask_again() {
    let Some((mut redis, tenant, [first, second])) = start::<2>().await else { return };
    let tokens: Vec<_> = (0..50).map(|n| token_for(&tenant, &format!("u{n}"))).collect();
    let out = ada(&tenant);
    for token in tokens.iter().chain([&out]) {
        ask_all(&[&first, &second], token).await;
    }
    redis.kill();
    log_out(&first, &out).await;
    first.forget_user("u0");
    redis.restart().await;
    redis.until_subscribed(2).await;
    tenant.clear_requests();
    until_refused(&second, &out).await;
    until("the second instance knows of the forgotten user", async || {
        ask(&second, &tokens[0]).await.unwrap();
        calls(&tenant) > 0
    })
    .await;
    tenant.clear_requests();
    for token in &tokens[1..] {
        ask(&second, token).await.unwrap();
    }
    assert_eq!(calls(&tenant), 0, "profiles in memory are used to the end of their time");
}

#[tokio::test]
async fn over_tls() {
    let folder = folder();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    let file = |name: &str, text: String| {
        let path = folder.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (certificate, key) = (file("certificate", certificate.pem()), file("key", key.serialize_pem()));
    let root = authority.pem();
    let ca = file("ca", root.clone());
    let files = ["--tls-cert-file", &certificate, "--tls-key-file", &key, "--tls-ca-cert-file", &ca];
    let ports = ["--port", "0", "--tls-port", "PORT", "--tls-auth-clients", "no"];
    let Some(redis) = Redis::start_with(&[&ports[..], &files[..]].concat()).await else { return };
    let tenant = Tenant::start().await.unwrap();
    let cache = || SharedCache::redis(format!("rediss://localhost:{}", redis.port()), SECRET).unwrap();
    let trusting = || built(&tenant, cache().add_root_certificate(&root).unwrap(), |builder| builder);
    let (first, second, stranger) = (trusting(), trusting(), built(&tenant, cache(), |builder| builder));
    let mut users = 0;
    until("the two that trust the certificate share a call", async || {
        users += 1;
        let token = token_for(&tenant, &format!("u{users}"));
        tenant.clear_requests();
        ask_all(&[&first, &second], &token).await;
        let shared = calls(&tenant) == 1;
        ask(&stranger, &token).await.unwrap();
        assert_eq!(calls(&tenant), if shared { 2 } else { 3 }, "who doesn't trust it goes on alone");
        shared
    })
    .await;
    let plain = SharedCache::redis(redis.url(""), SECRET).unwrap();
    assert_eq!(plain.add_root_certificate(&root).unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(cache().add_root_certificate("no certificate").unwrap_err().kind(), ErrorKind::Config);
}

/// A folder that goes with the value.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn folder() -> Folder {
    let folder = std::env::temp_dir().join(format!("genauth-fleet-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    Folder(folder)
}

/// A server that refuses some commands: full, read-only, or with a user who may not do everything.
#[tokio::test]
async fn commands_that_the_server_refuses() {
    let replica = ["--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "yes"];
    let cases: [(&str, &[&str], &str); 5] = [
        ("full", &["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"], ""),
        ("a replica", &replica, ""),
        ("no channels", &["--user", "ada", "on", ">secret", "~*", "+@all", "resetchannels"], "ada:secret@"),
        ("no scripts", &["--user", "ada", "on", ">secret", "~*", "&*", "+@all", "-eval"], "ada:secret@"),
        ("a wrong password", &["--user", "ada", "on", ">secret", "~*", "&*", "+@all"], "ada:wrong@"),
    ];
    for (name, arguments, login) in cases {
        let Some(redis) = Redis::start_with(arguments).await else { return };
        let tenant = Tenant::start().await.unwrap();
        let cache = || SharedCache::redis(redis.url(login), SECRET).unwrap();
        let instances = [built(&tenant, cache(), |builder| builder), built(&tenant, cache(), |builder| builder)];
        let token = ada(&tenant);
        for round in 0..3 {
            for instance in &instances {
                let start = Instant::now();
                assert_eq!(ask(instance, &token).await, Ok("ada".to_owned()), "{name}, round {round}");
                assert!(start.elapsed() < SOON, "{name}, round {round}: {:?}", start.elapsed());
            }
        }
        assert!(calls(&tenant) <= instances.len(), "{name}: each instance caches by itself");
        assert!(instances[0].stats().shared_cache_errors > 0, "{name}");
    }
}

/// An operator changes the password, takes away the right to publish, and gives both back.
#[tokio::test]
async fn a_user_of_redis_who_loses_rights_and_gets_them_back() {
    let Some(redis) = Redis::start_with(&["--user", "ada", "on", ">secret", "~*", "&*", "+@all"]).await else { return };
    let tenant = Tenant::start().await.unwrap();
    let cache = || SharedCache::redis(redis.url("ada:secret@"), SECRET).unwrap();
    let instances = [built(&tenant, cache(), |builder| builder), built(&tenant, cache(), |builder| builder)];
    settle(&tenant, &redis, &instances).await;
    let [first, second] = &instances;
    let known = ada(&tenant);
    ask(second, &known).await.unwrap();
    let _: String = redis.run("ACL SETUSER ada resetpass >another").await;
    let _: u64 = redis.run("CLIENT KILL USER ada").await;
    for _ in 0..3 {
        both_get_in(&tenant, [second], &known).await;
    }
    let _: String = redis.run("ACL SETUSER ada >secret -publish").await;
    redis.until_subscribed(2).await;
    let out = token_for(&tenant, "grace");
    log_out(first, &out).await;
    until("Redis knows of the logout, without a message", async || {
        tenant.clear_requests();
        second.forget(&access(&out));
        ask(second, &out).await == Err(Rejection::InvalidToken) && calls(&tenant) == 0
    })
    .await;
    let _: String = redis.run("ACL SETUSER ada +publish").await;
    log_out(first, &known).await;
    until_refused(second, &known).await;
}

/// Each second pause is longer than a command may take.
#[tokio::test]
async fn a_server_that_is_slow_by_turns() {
    let Some((redis, tenant, [first])) = start::<1>().await else { return };
    let known = ada(&tenant);
    for round in 0..10 {
        let _: String = redis.run(&format!("CLIENT PAUSE {} ALL", if round % 2 == 0 { 20 } else { 150 })).await;
        both_get_in(&tenant, [&first], &known).await;
    }
    redis.until_subscribed(1).await;
    let late = token_for(&tenant, "late");
    until("Redis is used again", async || {
        let before = first.stats().shared_cache_misses;
        first.forget(&access(&late));
        ask(&first, &late).await.unwrap();
        first.stats().shared_cache_misses > before
    })
    .await;
}

/// The commands that docs/fleet.md names for an access list are enough.
#[tokio::test]
async fn the_commands_of_the_documentation_are_enough() {
    let text = std::fs::read_to_string(format!("{ROOT}/docs/fleet.md")).unwrap();
    let list = text.split("or at least ").nth(1).and_then(|rest| rest.split(". ").next()).unwrap();
    let commands: Vec<_> = list.split('`').skip(1).step_by(2).map(|name| format!("+{}", name.to_lowercase())).collect();
    let mut arguments = vec!["--user", "ada", "on", ">secret", "~genauth:*", "&genauth:*"];
    arguments.extend(commands.iter().map(String::as_str));
    let Some(redis) = Redis::start_with(&arguments).await else { return };
    let tenant = Tenant::start().await.unwrap();
    let cache = || SharedCache::redis(redis.url("ada:secret@"), SECRET).unwrap();
    let instances = [built(&tenant, cache(), |builder| builder), built(&tenant, cache(), |builder| builder)];
    settle(&tenant, &redis, &instances).await;
    let token = ada(&tenant);
    let errors = || instances.iter().map(|instance| instance.stats().shared_cache_errors).sum::<u64>();
    let before = errors();
    ask_all(&instances.each_ref(), &token).await;
    assert_eq!(calls(&tenant), 1);
    instances[0].forget_user("ada");
    log_out(&instances[0], &token).await;
    until_refused(&instances[1], &token).await;
    assert_eq!(errors(), before);
}

/// A full server sets nothing, but passes messages on and deletes.
#[tokio::test]
async fn a_full_server_still_tells_others() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    let (token, out) = (ada(&tenant), token_for(&tenant, "grace"));
    for token in [&token, &out] {
        ask_all(&[&first, &second], token).await;
    }
    let _: String = redis.run("CONFIG SET maxmemory 1").await;
    tenant.clear_requests();
    first.forget_user("ada");
    log_out(&first, &out).await;
    until("the second instance asks again", async || {
        ask(&second, &token).await.unwrap();
        calls(&tenant) > 0
    })
    .await;
    until_refused(&second, &out).await;
    let begin = Instant::now();
    let _: String = redis.run("CONFIG SET maxmemory 0").await;
    let keys = redis.keys().await.len();
    until("the server is told when it can be", async || redis.keys().await.len() > keys).await;
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_logout_while_a_connection_is_lost_is_learned_later() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    ask_all(&[&first, &second], &token).await;
    let _: u64 = redis.run("CLIENT KILL TYPE pubsub").await;
    log_out(&first, &token).await;
    tenant.clear_requests();
    until_refused(&second, &token).await;
    assert_eq!(calls(&tenant), 0);
}

/// The message about a forgotten user got lost, Redis knows of it, and the service is out.
#[tokio::test]
async fn what_another_instance_has_forgotten_bridges_no_outage() {
    let Some(redis) = Redis::start().await else { return };
    let tenant = Tenant::start().await.unwrap();
    let instance = built(&tenant, redis.cache(), |builder| {
        builder.profile_ttl(Duration::from_millis(1)).stale_for(Duration::from_secs(60))
    });
    settle(&tenant, &redis, std::slice::from_ref(&instance)).await;
    let token = ada(&tenant);
    let ask_in_an_outage = async |first_bytes: [u8; 8]| {
        ask(&instance, &token).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
        for key in redis.keys().await {
            // The generations of users and tokens: a time, and random bytes.
            if redis.get(&key).await.len() == 24 {
                redis.set(&key, &[&first_bytes[..], &[7; 16]].concat()).await;
            }
        }
        tenant.script_path(PROFILE, 1, Answer::failure(429, None, "slow down"));
        ask(&instance, &token).await
    };
    assert_eq!(ask_in_an_outage([0; 8]).await, Ok("ada".to_owned()), "Redis has lost its data");
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis() as u64;
    assert!(is_unavailable(&ask_in_an_outage(now.to_be_bytes()).await));
}

#[tokio::test]
async fn a_lease_delays_others_for_a_moment_only() {
    let Some((redis, tenant, [first, second])) = start::<2>().await else { return };
    // The first instance holds the lease, and its call hangs.
    let token = ada(&tenant);
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_secs(4)));
    let hangs = asks(&first, &token);
    until("the call has begun", async || calls(&tenant) == 1).await;
    let begin = Instant::now();
    assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
    // A quarter of the default timeout of 5 s.
    assert!(begin.elapsed() < Duration::from_millis(2_500), "{:?}", begin.elapsed());
    assert_eq!(hangs.await.unwrap(), Ok("ada".to_owned()));

    // Somebody gives every lease that there is a long life.
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_secs(4)));
    let grace = token_for(&tenant, "grace");
    let before = redis.keys().await;
    let holder = asks(&first, &grace);
    until("the lease is taken", async || redis.keys().await.len() > before.len()).await;
    for key in redis.keys().await {
        let _: bool = redis.run(&format!("PERSIST {key}")).await;
    }
    holder.abort();
    drop(first);
    let begin = Instant::now();
    assert_eq!(ask(&second, &grace).await, Ok("grace".to_owned()));
    assert!(begin.elapsed() < Duration::from_millis(2_500), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_call_that_fails_gives_its_lease_up() {
    let Some((_redis, tenant, [first, second])) = start::<2>().await else { return };
    let token = ada(&tenant);
    tenant.script_path(PROFILE, 1, Answer::failure(500, None, "no").http_status(500));
    assert!(ask(&first, &token).await.is_err());
    let begin = Instant::now();
    assert_eq!(ask(&second, &token).await, Ok("ada".to_owned()));
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
}

#[test]
fn a_runtime_that_ends_or_hangs_takes_no_other_with_it() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (main, early) = (runtime(), runtime());
    let Some(redis) = main.block_on(Redis::start()) else { return };
    let tenant = main.block_on(Tenant::start()).unwrap();
    let shared = instance(&tenant, &redis);
    let token = ada(&tenant);
    early.block_on(settle(&tenant, &redis, std::slice::from_ref(&shared)));
    early.block_on(ask(&shared, &token)).unwrap();
    drop(early);
    main.block_on(async {
        let grace = token_for(&tenant, "grace");
        let begin = Instant::now();
        assert_eq!(ask(&shared, &grace).await, Ok("grace".to_owned()));
        assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
        until("the connection is made again, in this runtime", async || {
            ask(&shared, &token).await.unwrap();
            let channels: Vec<String> = redis.run("PUBSUB CHANNELS").await;
            !channels.is_empty()
        })
        .await;
    });
}
