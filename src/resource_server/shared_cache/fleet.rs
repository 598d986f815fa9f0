//! The rules of the shared cache: what is asked of Redis, and what an answer means. `notices` has what Redis is told.
//!
//! | key | value | meaning |
//! | --- | --- | --- |
//! | value | sealed: time, generations, JSON | an answer of the service |
//! | generation of a user or a token | time and random bytes | a value with another generation counts no more |
//! | lease | random bytes | an instance is asking the service |
//! | logout | sealed: nothing | the token is logged out |
//! | refusal | sealed: time, kind | the service refused to answer; an answer from before counts no more |
//!
//! A generation is read before the service is asked, and stored inside of the value. `forget` gives a token, and
//! `forget_user` a user, a new generation. A generation that is missing makes a value in Redis count no more, so that
//! the eviction of a key revives nothing.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::time::sleep;

use super::address::Address;
use super::cache_key::CacheKey;
use super::generations::{self, Generation, Generations, random, stamp, stamped};
use super::link::Link;
use super::outbox::Outbox;
use super::seal::Seal;
use crate::resource_server::digest::Digest;
use crate::resource_server::lock::Lock;
use crate::resource_server::stats::Counter;

/// A value may come from an instance whose clock is ahead by this much. A value from further ahead is a miss.
const MAX_AHEAD: Duration = Duration::from_secs(2);
/// The pauses of an instance that waits for another instance's answer.
const FIRST_LOOK: Duration = Duration::from_millis(5);
const MAX_LOOK: Duration = Duration::from_millis(80);

/// Deletes a lease, if it is still ours.
const RELEASE: &str = "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) end return 0";

/// The times of one authenticator.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    /// How old a value may be.
    pub(crate) lifetime: Duration,
    /// How long a generation must be remembered: as long as any value that it makes old could be used.
    pub(crate) memory: Duration,
    /// How long a request waits for its user.
    pub(crate) timeout: Duration,
    /// How long a refusal counts.
    pub(crate) refusal: Duration,
}

/// What Redis knows of an answer.
pub(super) enum Found {
    /// An answer of the service, and how old the answer is.
    Value {
        json: Vec<u8>,
        age: Duration,
        generations: Generations,
    },
    LoggedOut,
    /// The kind that was given to [`Fleet::refuse`].
    Refused(u8),
    /// No answer that counts; with the generations of user and token, as far as Redis has them.
    Nothing {
        user: Option<Generation>,
        token: Option<Generation>,
    },
    /// Redis can't be asked.
    Unreachable,
}

/// How a call to the service begins.
pub(super) enum Begun {
    /// This instance asks the service, and puts the answer with these generations.
    Asks(Lease),
    /// Another instance has asked in the meantime.
    Found(Found),
    /// Another instance asks.
    Other,
    /// This instance asks the service for itself: Redis can't be asked, or its answer can't be read.
    Alone,
}

/// The right to ask the service for the whole fleet.
pub(super) struct Lease {
    random: [u8; 16],
    pub(super) generations: Generations,
    at: SystemTime,
}

/// A message of another instance.
pub(crate) enum Heard {
    /// What is cached for this token is old.
    Forget(Digest),
    /// What is cached for this user is old.
    ForgetUser(Digest),
    /// This token is logged out until then.
    LoggedOut { token: Digest, until: SystemTime },
}

/// The shared cache of one authenticator.
pub(crate) struct Fleet {
    pub(super) seal: Seal,
    pub(super) link: Link,
    pub(super) channel: String,
    pub(super) times: Times,
    pub(super) outbox: Lock<Outbox>,
    /// Marks the messages of this instance, which it doesn't hear itself.
    pub(super) own: [u8; 16],
    pub(super) hear: Box<dyn Fn(Heard) + Send + Sync>,
    pub(super) now: fn() -> SystemTime,
    pub(crate) counters: Counters,
}

/// What [`Stats`](crate::resource_server::Stats) says of the shared cache.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) hits: Counter,
    pub(crate) misses: Counter,
    pub(crate) errors: Counter,
}

impl Fleet {
    pub(super) fn new(
        address: Arc<Address>,
        secret: &[u8],
        host: &str,
        times: Times,
        hear: impl Fn(Heard) + Send + Sync + 'static,
    ) -> Arc<Self> {
        let seal = Seal::new(secret, host);
        let channel = seal.name(&[b"channel"]);
        Arc::new(Self {
            link: Link::new(address, channel.clone()),
            channel,
            seal,
            times,
            outbox: Lock::default(),
            own: random(),
            hear: Box::new(hear),
            now: SystemTime::now,
            counters: Counters::default(),
        })
    }

    /// The number of the connection over which messages arrive now. What was cached under another number, or under
    /// none, may have missed a message, and is confirmed at Redis before its next use.
    pub(crate) fn listening_connection(&self) -> Option<u64> {
        self.link.listening_connection()
    }

    /// Whether Redis could be asked now. Starts the task that connects, if none is at work.
    pub(crate) fn is_connected(self: &Arc<Self>) -> bool {
        self.link.connection(self).is_some()
    }

    /// What Redis knows of an answer.
    pub(super) async fn find(self: &Arc<Self>, key: &CacheKey<'_>) -> Found {
        let found = self.read(key).await;
        match found {
            Found::Value { .. } | Found::LoggedOut | Found::Refused(_) => self.counters.hits.add(),
            Found::Nothing { .. } => self.counters.misses.add(),
            Found::Unreachable => self.counters.errors.add(),
        }
        found
    }

    async fn read(self: &Arc<Self>, key: &CacheKey<'_>) -> Found {
        let Some(connection) = self.link.connection(self) else { return Found::Unreachable };
        // A `forget` that isn't sent yet leaves the old value in Redis. That value doesn't count.
        let names = self.seal.generation_names(key);
        let is_forgotten = self.outbox.lock().is_waiting(connection.number, &names);
        let mut commands = redis::pipe();
        let value = self.seal.value_name(key);
        commands.cmd("MGET").arg(&value).arg(&names[..]);
        commands.arg(self.seal.logout_name(key.digest)).arg(self.seal.refusal_name(key));
        commands.cmd("PTTL").arg(&value);
        match connection.run::<(Vec<Option<Vec<u8>>>, i64)>(&commands).await {
            Ok((found, left)) => match self.judge(key, found, left) {
                Found::Value { .. } if is_forgotten => Found::Nothing { user: None, token: None },
                found => found,
            },
            Err(_) => Found::Unreachable,
        }
    }

    /// Interprets the values that Redis returned. `left` is how long Redis will keep the value, in milliseconds.
    fn judge(&self, key: &CacheKey<'_>, found: Vec<Option<Vec<u8>>>, left: i64) -> Found {
        let Ok([value, user, token, logout, refusal]) = <[Option<Vec<u8>>; 5]>::try_from(found) else {
            return Found::Unreachable;
        };
        let open = |about: &[&[u8]], sealed: Vec<u8>| self.seal.open(key.token, about, &sealed);
        if logout.is_some_and(|logout| open(&[b"logout", key.digest.as_bytes()], logout).is_some()) {
            return Found::LoggedOut;
        }
        let refusal = refusal.and_then(|refusal| open(&key.refusal(), refusal));
        let refusal = refusal.as_deref().and_then(stamped);
        if let Some((at, [kind])) = refusal
            && self.age(at).is_some_and(|age| age < self.times.refusal)
        {
            return Found::Refused(*kind);
        }
        let (user, token) = (user.and_then(generation), token.and_then(generation));
        let value = value.and_then(|value| open(&key.answer(), value));
        if let (Some(user), Some(token), Some((at, rest))) = (user, token, value.as_deref().and_then(stamped))
            && let Some(age) = self.age(at).map(|age| age.max(self.age_in_redis(left)))
            && age < self.times.lifetime
            && refusal.is_none_or(|(refused, _)| at > refused)
            && let Some(json) = rest.strip_prefix(&user[..]).and_then(|rest| rest.strip_prefix(&token[..]))
        {
            return Found::Value { json: json.to_owned(), age, generations: Generations { user, token } };
        }
        Found::Nothing { user, token }
    }

    /// The least age of a value that Redis will keep for so many milliseconds, by Redis's own clock: if this machine's
    /// clock is behind, the value looks younger than it is. A value that Redis keeps for ever was planted.
    fn age_in_redis(&self, left: i64) -> Duration {
        self.times.lifetime.saturating_sub(Duration::from_millis(left.try_into().unwrap_or(0)))
    }

    /// Takes the lease for an answer, and reads the generations before the service is asked.
    pub(super) async fn begin(self: &Arc<Self>, key: &CacheKey<'_>) -> Begun {
        let Some(connection) = self.link.connection(self) else { return Begun::Alone };
        let random = random();
        let memory = millis(self.times.memory);
        let mut commands = redis::pipe();
        commands.cmd("SET").arg(self.seal.lease_name(key)).arg(&random[..]).arg("NX");
        commands.arg("PX").arg(millis(self.times.timeout));
        let fresh = Generations { user: generations::new(None), token: generations::new(None) };
        for (name, fresh) in self.seal.generation_names(key).into_iter().zip([fresh.user, fresh.token]) {
            commands.cmd("SET").arg(name).arg(&fresh[..]).arg("NX").arg("GET").arg("PX").arg(memory);
        }
        // Another instance may have stored its answer, and given up its lease, since the last look.
        commands.cmd("EXISTS").arg(self.seal.value_name(key));
        match connection.run::<(bool, Option<Vec<u8>>, Option<Vec<u8>>, bool)>(&commands).await {
            Ok((true, user, token, has_value)) => {
                // A generation in another form comes from another version, and makes no value count.
                let user = user.and_then(generation).unwrap_or(fresh.user);
                let token = token.and_then(generation).unwrap_or(fresh.token);
                let lease = Lease { random, generations: Generations { user, token }, at: (self.now)() };
                if has_value && let found @ Found::Value { .. } = self.find(key).await {
                    self.end(key, lease, None).await;
                    return Begun::Found(found);
                }
                Begun::Asks(lease)
            }
            Ok((false, ..)) => Begun::Other,
            Err(_) => {
                self.counters.errors.add();
                Begun::Alone
            }
        }
    }

    /// Waits until another instance has an answer, for at most a quarter of `timeout`, even if the lease lives longer.
    /// `Nothing` if the other instance has given up its lease, or if the time is over.
    pub(super) async fn wait(self: &Arc<Self>, key: &CacheKey<'_>) -> Found {
        let until = Instant::now() + self.times.timeout / 4;
        let mut pause = FIRST_LOOK;
        loop {
            sleep(pause).await;
            pause = (pause * 2).min(MAX_LOOK);
            let found = self.find(key).await;
            if !matches!(found, Found::Nothing { .. }) || Instant::now() >= until {
                return found;
            }
            if !self.is_leased(key).await {
                // The other instance may have stored its answer since the look.
                return self.find(key).await;
            }
        }
    }

    async fn is_leased(self: &Arc<Self>, key: &CacheKey<'_>) -> bool {
        let Some(connection) = self.link.connection(self) else { return false };
        let mut commands = redis::pipe();
        commands.cmd("EXISTS").arg(self.seal.lease_name(key));
        connection.run::<(bool,)>(&commands).await.is_ok_and(|(is_leased,)| is_leased)
    }

    /// Ends a call: shares the service's answer, if there is one, and gives up the lease.
    pub(super) async fn end(self: &Arc<Self>, key: &CacheKey<'_>, lease: Lease, answer: Option<&[u8]>) {
        let Some(connection) = self.link.connection(self) else { return };
        let mut commands = redis::pipe();
        let answer = answer.filter(|_| !self.times.lifetime.is_zero());
        if let Some(value) = answer.and_then(|json| self.sealed(key, &lease, json)) {
            let lifetime = millis(self.times.lifetime);
            commands.cmd("SET").arg(self.seal.value_name(key)).arg(value).arg("PX").arg(lifetime).ignore();
            for name in self.seal.generation_names(key) {
                commands.cmd("PEXPIRE").arg(name).arg(millis(self.times.memory)).arg("GT").ignore();
            }
        }
        commands.cmd("EVAL").arg(RELEASE).arg(1).arg(self.seal.lease_name(key)).arg(&lease.random[..]).ignore();
        if connection.run::<()>(&commands).await.is_err() {
            self.counters.errors.add();
        }
    }

    /// An answer as Redis has it.
    fn sealed(&self, key: &CacheKey<'_>, lease: &Lease, json: &[u8]) -> Option<Vec<u8>> {
        let Generations { user, token } = lease.generations;
        let value = [&stamp(lease.at)[..], &user, &token, json].concat();
        self.seal.seal(key.token, &key.answer(), &value)
    }

    /// The age of something that was stamped at this time. `None` for a stamp of the future.
    fn age(&self, at: SystemTime) -> Option<Duration> {
        match (self.now)().duration_since(at) {
            Ok(age) => Some(age),
            Err(ahead) => (ahead.duration() <= MAX_AHEAD).then_some(Duration::ZERO),
        }
    }
}

fn generation(bytes: Vec<u8>) -> Option<Generation> {
    bytes.try_into().ok()
}

/// Milliseconds for Redis, which refuses 0.
fn millis(duration: Duration) -> u64 {
    (duration.as_millis() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::AccessToken;

    const LIFETIME: Duration = Duration::from_secs(50);

    fn fleet(host: &str, now: fn() -> SystemTime) -> Arc<Fleet> {
        let address = Address::parse("redis://127.0.0.1:1").expect("a URL");
        let second = Duration::from_secs(1);
        let times = Times { lifetime: LIFETIME, memory: LIFETIME, timeout: second, refusal: 5 * second };
        let mut fleet = Fleet::new(Arc::new(address), &[7; 32], host, times, |_| {});
        Arc::get_mut(&mut fleet).expect("nobody else's").now = now;
        fleet
    }

    /// What another instance finds in Redis after `writer` has stored an answer, or was refused one. Redis will keep
    /// the answer for `left` seconds.
    fn found(writer: &Fleet, reader: &Fleet, is_refused: bool, left: i64) -> Found {
        let token = AccessToken::new("t.o.k").expect("a token");
        let (digest, user, operation) = (Digest::of_token(&token), Digest::of("ada"), Digest::of("profile"));
        let key = CacheKey { token: &token, digest: &digest, user: &user, operation };
        let generations = Generations { user: generations::new(None), token: generations::new(None) };
        let lease = Lease { random: random(), generations, at: (writer.now)() };
        let value = writer.sealed(&key, &lease, b"json").expect("random numbers");
        let refusal = [&stamp((writer.now)())[..], &[2]].concat();
        let refusal = writer.seal.seal(&token, &key.refusal(), &refusal).filter(|_| is_refused);
        let Generations { user, token } = generations;
        let all = vec![Some(value), Some(user.to_vec()), Some(token.to_vec()), None, refusal];
        reader.judge(&key, all, left * 1000)
    }

    #[test]
    fn clocks_that_differ_let_nobody_in_for_longer() {
        let writer = fleet("h", SystemTime::now);
        type Case = (&'static str, fn() -> SystemTime, i64, Option<u64>);
        let clocks: [Case; 7] = [
            ("the same", SystemTime::now, 50, Some(0)),
            ("a second ahead", || SystemTime::now() + Duration::from_secs(1), 50, Some(1)),
            ("a second behind", || SystemTime::now() - Duration::from_secs(1), 50, Some(0)),
            ("a minute ahead", || SystemTime::now() + Duration::from_secs(60), 50, None),
            ("a minute behind", || SystemTime::now() - Duration::from_secs(60), 50, None),
            ("half a minute behind, after 40 seconds", || SystemTime::now() + Duration::from_secs(10), 10, Some(40)),
            ("the same, and somebody keeps the answer for ever", SystemTime::now, -1, None),
        ];
        for (name, now, left, expected) in clocks {
            let reader = fleet("h", now);
            let age = match found(&writer, &reader, false, left) {
                Found::Value { age, .. } => Some(age.as_secs()),
                _ => None,
            };
            assert_eq!(age, expected, "{name}");
            // A refusal counts for a moment where clocks agree. Nowhere does an answer from before the refusal count.
            match found(&writer, &reader, true, left) {
                Found::Refused(2) | Found::Nothing { .. } => {}
                _ => panic!("{name}: an answer from before the refusal counts"),
            }
        }
        assert!(matches!(found(&writer, &writer, true, 50), Found::Refused(2)));
    }

    #[test]
    fn an_answer_from_before_a_refusal_does_not_come_back() {
        let writer = fleet("h", SystemTime::now);
        let later = fleet("h", || SystemTime::now() + Duration::from_secs(10));
        assert!(matches!(found(&writer, &later, false, 40), Found::Value { .. }));
        assert!(matches!(found(&writer, &later, true, 40), Found::Nothing { .. }), "the refusal itself counts no more");
        assert!(matches!(found(&writer, &fleet("other", SystemTime::now), false, 50), Found::Nothing { .. }));
    }
}
