//! The cache: profiles and verified tokens for as long as the builder says, the service's refusals for five seconds,
//! and logouts for as long as the token would be valid.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::policy::EvictionPolicy;
use moka::sync::Cache as Moka;
use serde_json::Value;

use super::claims::Claims;
use super::digest::Digest;
use super::forgotten::Forgotten;
use super::grants::Grants;
use super::rejection::Rejection;
use super::verifier::Verified;
use crate::types::UserDto;
use crate::wire::context::memory_of;

/// How long a refusal is cached, so that a client that repeats a revoked token doesn't cost a call each time.
pub(super) const REFUSAL_TTL: Duration = Duration::from_secs(5);
/// How many refusals are cached at most. Each takes about 500 bytes.
const MAX_REFUSALS: u64 = 10_000;
/// How many logouts of verified tokens are kept; then the oldest is dropped. Each takes about 300 bytes. Strangers have
/// no verified tokens, so that they can't fill the table.
const MAX_LOGOUTS: u64 = 100_000;
/// How many logouts of tokens are kept that nobody has verified. Strangers can fill this table, and so undo the logouts
/// in it, but no logout of a verified token.
const MAX_UNVERIFIED_LOGOUTS: u64 = 10_000;
/// Bytes for an entry without its value: digest, times, links of queues.
const ENTRY: usize = 512;
/// How long a logout is kept if nobody knows when the token expires.
const MAX_LOGOUT_TTL: Duration = Duration::from_secs(60 * 60 * 24 * 30);

/// What is known about a token: its user, as the service described the user.
pub(super) struct Known {
    pub(super) profile: UserDto,
    pub(super) claims: Claims,
    /// What the user may do, as far as it was asked.
    pub(super) grants: Grants,
    /// The token's digest: the key in the cache.
    pub(super) digest: Digest,
    /// The digest of the user's ID: `forget_user`, and calls about the user's roles, have this digest too.
    pub(super) user: Digest,
    /// The number of the call that the profile comes from.
    pub(super) number: u64,
    /// An upper estimate of the entry's memory.
    pub(super) bytes: usize,
    /// Until when the profile counts. Later it is used only if the service is out of reach.
    pub(super) fresh_until: Instant,
    #[cfg(feature = "redis")]
    pub(super) shared: super::shared_cache::Standing,
}

/// A profile, and the bytes that the decoder has counted for it.
pub(super) struct SizedProfile {
    pub(super) profile: UserDto,
    pub(super) memory: usize,
}

#[cfg(feature = "redis")]
impl SizedProfile {
    /// What stands in the shared cache: the bytes that were counted for the profile, and the profile's JSON.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = (self.memory as u64).to_be_bytes().to_vec();
        serde_json::to_writer(&mut bytes, &self.profile).ok()?;
        Some(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (memory, json) = bytes.split_first_chunk()?;
        Some(Self { memory: u64::from_be_bytes(*memory) as usize, profile: serde_json::from_slice(json).ok()? })
    }
}

/// The outcome of a request for a user.
pub(super) type Outcome = Result<Arc<Known>, Rejection>;

/// Profiles, verifications, refusals and logouts by token. Each has a cache of its own, so that refusals can't displace
/// profiles, and nothing but other logouts of verified tokens can displace the logout of a verified token.
pub(super) struct Cache {
    profiles: Moka<Digest, Timed<Arc<Known>>>,
    /// Tokens that were verified for routes without a user. As many bytes as for profiles.
    verified: Moka<Digest, Timed<Arc<Verified>>>,
    refusals: Moka<Digest, Timed<Rejection>>,
    /// Tokens that were logged out, for as long as they would be valid.
    logouts: Moka<Digest, Timed<()>>,
    /// Logouts of tokens that aren't verified yet, or couldn't be verified.
    unverified_logouts: Moka<Digest, Timed<()>>,
    /// Whether there ever was a logout: until then no request looks for one.
    has_logouts: AtomicBool,
    forgotten: Arc<Forgotten>,
    lifetimes: Lifetimes,
}

/// How long profiles live.
#[derive(Clone, Copy)]
pub(super) struct Lifetimes {
    pub(super) ttl: Duration,
    /// How much longer a profile is kept for an outage.
    pub(super) stale_for: Duration,
}

/// A value with a lifetime of its own.
#[derive(Clone)]
struct Timed<V> {
    value: V,
    lifetime: Duration,
}

impl Cache {
    /// A cache of at most `max_profiles` profiles of `max_bytes` together.
    pub(super) fn new(lifetimes: Lifetimes, max_profiles: usize, max_bytes: usize, forgotten: Arc<Forgotten>) -> Self {
        // A profile counts for at most `u32::MAX` bytes.
        let max_bytes = max_bytes.min(max_profiles.saturating_mul(u32::MAX as usize));
        // Every profile weighs at least `min_weight`, so that the limit on bytes also limits the number of profiles.
        let min_weight = max_bytes / max_profiles.max(1);
        // Otherwise, the remainder of the division would leave room for one profile more.
        let max_bytes = if min_weight < smallest() { max_bytes } else { min_weight * max_profiles };
        let weight = move |bytes: usize| u32::try_from(bytes.max(min_weight)).unwrap_or(u32::MAX);
        let max_bytes = max_bytes as u64;
        Self {
            profiles: timed(max_bytes, move |known: &Arc<Known>| weight(known.bytes)),
            verified: timed(max_bytes, move |verified: &Arc<Verified>| weight(bytes_of(0, &verified.claims))),
            refusals: timed(MAX_REFUSALS, |_| 1),
            logouts: timed(MAX_LOGOUTS, |()| 1),
            unverified_logouts: timed(MAX_UNVERIFIED_LOGOUTS, |()| 1),
            has_logouts: AtomicBool::new(false),
            forgotten,
            lifetimes,
        }
    }

    /// The cached outcome for a token. A token that was logged out has no profile here.
    pub(super) fn get(&self, token: &Digest) -> Option<Outcome> {
        if let Some(known) = self.kept(token)
            && (self.lifetimes.stale_for.is_zero() || Instant::now() < known.fresh_until)
        {
            return Some(Ok(known));
        }
        if self.is_logged_out(token) {
            return Some(Err(Rejection::InvalidToken));
        }
        self.refusals.get(token).map(|refusal| Err(refusal.value))
    }

    /// The cached profile for a token, also if the profile has passed its time: it is kept for `stale_for` longer.
    pub(super) fn kept(&self, token: &Digest) -> Option<Arc<Known>> {
        let known = self.profiles.get(token)?.value;
        self.forgotten.counts(&known.user, known.number).then_some(known)
    }

    /// When a profile that comes from the service now has passed its time.
    pub(super) fn fresh_until(&self) -> Instant {
        Instant::now() + self.lifetimes.ttl
    }

    pub(super) fn stale_for(&self) -> Duration {
        self.lifetimes.stale_for
    }

    /// Caches the service's answer for a token. A profile is kept no longer than the token is valid. An outage isn't
    /// cached.
    pub(super) fn put(&self, token: Digest, outcome: &Outcome, until: Option<Instant>) {
        match outcome {
            Ok(known) => {
                self.refusals.invalidate(&token);
                if self.is_logged_out(&token) || !self.forgotten.counts(&known.user, known.number) {
                    return;
                }
                let now = Instant::now();
                let kept_until = known.fresh_until + self.lifetimes.stale_for;
                let lifetime = until.map_or(kept_until, |until| until.min(kept_until)).saturating_duration_since(now);
                if lifetime.is_zero() {
                    return;
                }
                self.profiles.insert(token, Timed { value: known.clone(), lifetime });
                // Evicts at once. moka would otherwise exceed the limits for a while.
                self.profiles.run_pending_tasks();
            }
            // Not about the user: the next request asks again.
            Err(rejection) if rejection.status().is_server_error() => {}
            Err(refusal) => {
                self.profiles.invalidate(&token);
                self.refusals.insert(token, Timed { value: refusal.clone(), lifetime: REFUSAL_TTL });
            }
        }
    }

    /// What a token says that was verified within the lifetime of a profile.
    pub(super) fn verified(&self, token: &Digest) -> Option<Arc<Verified>> {
        self.verified.get(token).map(|timed| timed.value)
    }

    /// Remembers a verified token, for no longer than it is valid.
    pub(super) fn put_verified(&self, token: Digest, verified: &Arc<Verified>) {
        let valid_for = verified.until.map(|until| until.saturating_duration_since(Instant::now()));
        let lifetime = valid_for.map_or(self.lifetimes.ttl, |valid_for| valid_for.min(self.lifetimes.ttl));
        if !lifetime.is_zero() {
            self.verified.insert(token, Timed { value: verified.clone(), lifetime });
            self.verified.run_pending_tasks();
        }
    }

    /// Removes what is cached for a token.
    pub(super) fn remove(&self, token: &Digest) {
        self.verified.invalidate(token);
        self.profiles.invalidate(token);
        self.refusals.invalidate(token);
    }

    /// From now on, refuses a token that is valid until then.
    pub(super) fn log_out(&self, token: Digest, until: Option<Instant>, is_verified: bool) {
        let lifetime = until.map_or(MAX_LOGOUT_TTL, |until| until.saturating_duration_since(Instant::now()));
        let table = if is_verified { &self.logouts } else { &self.unverified_logouts };
        self.has_logouts.store(true, Ordering::SeqCst);
        table.insert(token, Timed { value: (), lifetime });
        if is_verified {
            self.unverified_logouts.invalidate(&token);
        }
    }

    /// Takes back the logout of a token that turned out to be invalid.
    pub(super) fn take_back_logout(&self, token: &Digest) {
        self.unverified_logouts.invalidate(token);
    }

    /// Whether a token was logged out.
    pub(super) fn is_logged_out(&self, token: &Digest) -> bool {
        self.has_logouts.load(Ordering::SeqCst)
            && (self.logouts.contains_key(token) || self.unverified_logouts.contains_key(token))
    }
}

/// A cache whose values together weigh at most `capacity`. The value that was used least recently gives way: moka's
/// default policy admits a new value to a full cache only after the value was asked for several times.
fn timed<V: Clone + Send + Sync + 'static>(
    capacity: u64,
    weight: impl Fn(&V) -> u32 + Send + Sync + 'static,
) -> Moka<Digest, Timed<V>> {
    Moka::builder()
        .max_capacity(capacity)
        .weigher(move |_, timed: &Timed<V>| weight(&timed.value))
        .eviction_policy(EvictionPolicy::lru())
        .expire_after(Lifetime)
        .build()
}

/// Fewer bytes than any profile takes in the cache.
fn smallest() -> usize {
    ENTRY + size_of::<Known>()
}

/// An upper estimate of the memory of a profile's entry, with the claims of its token. The decoder has counted
/// `profile_bytes` for the profile.
pub(super) fn bytes_of(profile_bytes: usize, claims: &Claims) -> usize {
    let claims = claims.members().map_or(0, |claims| size_of::<Value>() + memory_of(claims));
    smallest().saturating_add(profile_bytes).saturating_add(claims)
}

/// Gives each entry the lifetime of its value.
struct Lifetime;

impl<V> Expiry<Digest, Timed<V>> for Lifetime {
    fn expire_after_create(&self, _: &Digest, timed: &Timed<V>, _: Instant) -> Option<Duration> {
        Some(timed.lifetime)
    }

    fn expire_after_update(&self, _: &Digest, timed: &Timed<V>, _: Instant, _: Option<Duration>) -> Option<Duration> {
        Some(timed.lifetime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource_server::calls::Sequence;

    fn cache(profiles: usize, bytes: usize) -> Cache {
        let lifetimes = Lifetimes { ttl: Duration::from_secs(60), stale_for: Duration::ZERO };
        Cache::new(lifetimes, profiles, bytes, Arc::new(Forgotten::new(Arc::default(), Duration::from_secs(60))))
    }

    fn known(number: u64, fresh_for: Duration) -> Outcome {
        let (profile, claims, user) = (UserDto::default(), Claims::default(), Digest::of("ada"));
        let digest = Digest::of("a");
        let (bytes, fresh_until) = (smallest(), Instant::now() + fresh_for);
        Ok(Arc::new(Known {
            profile,
            claims,
            grants: Grants::default(),
            digest,
            user,
            number,
            bytes,
            fresh_until,
            #[cfg(feature = "redis")]
            shared: crate::resource_server::shared_cache::Standing::default(),
        }))
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn no_more_profiles_are_cached_than_the_limit() {
        // The limit on bytes has room for one profile more.
        const PROFILES: usize = 2_500;
        let cache = cache(PROFILES, (PROFILES + 1) * smallest());
        let tokens: Vec<Digest> = (0..=PROFILES).map(|number| Digest::of(&number.to_string())).collect();
        tokens.iter().for_each(|token| cache.put(*token, &known(1, MINUTE), None));
        assert_eq!(tokens.iter().filter(|token| cache.get(token).is_some()).count(), PROFILES);
    }

    #[test]
    fn a_profile_that_is_cached_again_has_the_new_lifetime() {
        let (cache, token) = (cache(10, 1 << 20), Digest::of("a"));
        cache.put(token, &known(1, MINUTE), None);
        cache.put(token, &known(2, MINUTE), Some(Instant::now() + Duration::from_secs(1)));
        assert!(cache.get(&token).is_some());
        let start = Instant::now();
        while cache.get(&token).is_some() {
            assert!(start.elapsed() < Duration::from_secs(20));
            std::thread::yield_now();
        }
    }

    #[test]
    fn an_old_profile_is_kept_for_an_outage_alone() {
        let sequence = Arc::new(Sequence::default());
        let forgotten = Arc::new(Forgotten::new(sequence.clone(), MINUTE));
        let lifetimes = Lifetimes { ttl: MINUTE, stale_for: MINUTE };
        let cache = Cache::new(lifetimes, 10, 1 << 20, forgotten.clone());
        let token = Digest::of("a");
        let old = || known(sequence.next(), Duration::ZERO);
        let has = || (cache.get(&token).is_some(), cache.kept(&token).is_some());
        cache.put(token, &old(), None);
        assert_eq!(has(), (false, true));
        cache.put(token, &Err(Rejection::unavailable(MINUTE)), None);
        assert_eq!(has(), (false, true), "an outage");
        cache.put(token, &old(), Some(Instant::now()));
        assert!(cache.kept(&token).is_some_and(|known| known.number == 1), "the token has expired");
        forgotten.forget(Digest::of("ada"));
        assert_eq!(has(), (false, false), "forget_user");
        for (name, end) in [
            ("forget", &(|| cache.remove(&token)) as &dyn Fn()),
            ("a refusal", &|| cache.put(token, &Err(Rejection::Forbidden), None)),
        ] {
            cache.put(token, &old(), None);
            assert_eq!(has(), (false, true), "{name}");
            end();
            assert!(cache.kept(&token).is_none(), "{name}");
        }
    }

    #[test]
    fn refusals_displace_no_logout() {
        let (cache, token) = (cache(10, 1 << 20), Digest::of("a"));
        cache.log_out(token, Some(Instant::now() + MINUTE), true);
        cache.put(token, &known(1, MINUTE), None);
        for number in 0..2 * MAX_REFUSALS {
            cache.put(Digest::of(&number.to_string()), &Err(Rejection::Forbidden), None);
        }
        cache.refusals.run_pending_tasks();
        cache.remove(&token);
        assert!(matches!(cache.get(&token), Some(Err(Rejection::InvalidToken))));
        assert!(cache.kept(&token).is_none());
    }

    #[test]
    fn logouts_of_unverified_tokens_displace_no_other() {
        let (cache, token) = (cache(10, 1 << 20), Digest::of("a"));
        let log_out = |token, is_verified| cache.log_out(token, None, is_verified);
        log_out(token, false);
        log_out(token, true);
        for number in 0..2 * MAX_UNVERIFIED_LOGOUTS {
            log_out(Digest::of(&number.to_string()), false);
        }
        cache.unverified_logouts.run_pending_tasks();
        assert!(cache.unverified_logouts.entry_count() <= MAX_UNVERIFIED_LOGOUTS);
        assert!(cache.is_logged_out(&token));
        cache.take_back_logout(&token);
        assert!(cache.is_logged_out(&token), "the token was verified");
        let last = Digest::of(&(2 * MAX_UNVERIFIED_LOGOUTS - 1).to_string());
        assert!(cache.is_logged_out(&last));
        cache.take_back_logout(&last);
        assert!(!cache.is_logged_out(&last));
    }

    #[test]
    fn a_verified_token_is_remembered_within_the_limits() {
        let verified = |valid_for| {
            let until = Some(Instant::now() + valid_for);
            Arc::new(Verified { until, ..Verified::default() })
        };
        let (cache, token) = (cache(10, 1 << 20), Digest::of("a"));
        (0..100).for_each(|number: u32| cache.put_verified(Digest::of(&number.to_string()), &verified(MINUTE)));
        assert_eq!(
            (0..100).filter(|number: &u32| cache.verified(&Digest::of(&number.to_string())).is_some()).count(),
            10
        );
        cache.put_verified(token, &verified(Duration::from_millis(200)));
        assert!(cache.verified(&token).is_some());
        let start = Instant::now();
        while cache.verified(&token).is_some() {
            assert!(start.elapsed() < Duration::from_secs(20), "a token has expired");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_logout_ends_with_its_token() {
        let (cache, token) = (cache(10, 1 << 20), Digest::of("a"));
        cache.log_out(token, Some(Instant::now() + Duration::from_millis(200)), true);
        assert!(cache.is_logged_out(&token));
        let start = Instant::now();
        while cache.is_logged_out(&token) {
            assert!(start.elapsed() < Duration::from_secs(20));
            std::thread::yield_now();
        }
    }
}
