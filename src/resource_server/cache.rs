//! The cache: profiles for as long as the builder says, and the service's refusals for five seconds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use moka::Expiry;
use moka::policy::EvictionPolicy;
use moka::sync::Cache as Moka;

use super::claims::Claims;
use super::rejection::Rejection;
use super::size;
use crate::types::UserDto;

/// How long a refusal is cached, so that a client that repeats a revoked token doesn't cost a call each time.
const REFUSALS_LIVE: Duration = Duration::from_secs(5);
/// How many refusals are cached at most. Each takes about 500 bytes.
const MAX_REFUSALS: u64 = 10_000;

/// SHA-256 of a whole token. The cache holds no tokens, so that a core dump gives nobody a usable token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Digest([u8; SHA256_OUTPUT_LEN]);

impl Digest {
    pub(super) fn of(token: &str) -> Self {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(bytes)
    }
}

/// What is known about a token.
#[derive(Default)]
pub(super) struct Known {
    pub(super) profile: UserDto,
    pub(super) claims: Claims,
}

/// The outcome of a request for a user.
pub(super) type Outcome = Result<Arc<Known>, Rejection>;

/// Profiles and refusals by token. Refusals have a cache of their own, so that they can't displace profiles.
pub(super) struct Cache {
    profiles: Moka<Digest, Remembered>,
    refusals: Moka<Digest, Rejection>,
    ttl: Duration,
    /// The fewest bytes that a profile counts for. By this minimum, the limit on bytes also limits the number of
    /// profiles.
    least: usize,
}

#[derive(Clone)]
struct Remembered {
    user: Arc<Known>,
    bytes: u32,
    lifetime: Duration,
}

impl Cache {
    /// A cache that keeps each profile for at most `ttl`, and at most `max_profiles` profiles of `max_bytes` together.
    pub(super) fn new(ttl: Duration, max_profiles: usize, max_bytes: usize) -> Self {
        // A profile counts for at most `u32::MAX` bytes.
        let max_bytes = max_bytes.min(max_profiles.saturating_mul(u32::MAX as usize));
        let least = max_bytes / max_profiles.max(1);
        // The remainder of the division could hold one profile too many, if the smallest profile counts for `least`.
        let max_bytes = if least < size::SMALLEST { max_bytes } else { least * max_profiles };
        Self {
            profiles: Moka::builder()
                .max_capacity(max_bytes as u64)
                .weigher(|_, remembered: &Remembered| remembered.bytes)
                // moka's default policy admits a new entry to a full cache only after the entry was asked for several
                // times.
                .eviction_policy(EvictionPolicy::lru())
                .expire_after(Lifetime)
                .build(),
            refusals: Moka::builder()
                .max_capacity(MAX_REFUSALS)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_live(REFUSALS_LIVE)
                .build(),
            ttl,
            least,
        }
    }

    /// The cached outcome for a token.
    pub(super) fn get(&self, token: &Digest) -> Option<Outcome> {
        match self.profiles.get(token) {
            Some(remembered) => Some(Ok(remembered.user)),
            None => self.refusals.get(token).map(Err),
        }
    }

    /// Caches the service's answer for a token. A profile is kept no longer than the token is valid. An outage isn't
    /// cached.
    pub(super) fn put(&self, token: Digest, outcome: &Outcome, until: Option<Instant>) {
        match outcome {
            Ok(user) => {
                self.refusals.invalidate(&token);
                let now = Instant::now();
                let lifetime = until.map_or(self.ttl, |until| self.ttl.min(until.saturating_duration_since(now)));
                if lifetime.is_zero() {
                    return;
                }
                let bytes = u32::try_from(size::of(&user.profile, &user.claims).max(self.least)).unwrap_or(u32::MAX);
                self.profiles.insert(token, Remembered { user: user.clone(), bytes, lifetime });
                // Evicts at once. moka would otherwise exceed the limits for a while.
                self.profiles.run_pending_tasks();
            }
            // Not about the user: the next request asks again.
            Err(rejection) if rejection.status().is_server_error() => {}
            Err(refusal) => {
                self.profiles.invalidate(&token);
                self.refusals.insert(token, refusal.clone());
            }
        }
    }

    /// Removes what is cached for a token.
    pub(super) fn remove(&self, token: &Digest) {
        self.profiles.invalidate(token);
        self.refusals.invalidate(token);
    }
}

/// Gives each profile a lifetime of its own.
struct Lifetime;

impl Expiry<Digest, Remembered> for Lifetime {
    fn expire_after_create(&self, _: &Digest, remembered: &Remembered, _: Instant) -> Option<Duration> {
        Some(remembered.lifetime)
    }

    fn expire_after_update(
        &self,
        _: &Digest,
        remembered: &Remembered,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(remembered.lifetime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_profiles_are_cached_than_the_limit() {
        // Each profile counts for 2,400 bytes, and the limit on bytes has room for one profile more.
        const PROFILES: usize = 2_500;
        let cache = Cache::new(Duration::from_secs(60), PROFILES, PROFILES * 2_400 + 2_400);
        let tokens: Vec<Digest> = (0..=PROFILES).map(|number| Digest::of(&number.to_string())).collect();
        tokens.iter().for_each(|token| cache.put(*token, &Ok(Arc::default()), None));
        assert_eq!(tokens.iter().filter(|token| cache.get(token).is_some()).count(), PROFILES);
    }

    #[test]
    fn a_profile_that_is_cached_again_has_the_new_lifetime() {
        let (cache, token, profile) =
            (Cache::new(Duration::from_secs(60), 10, 1 << 20), Digest::of("a"), Arc::default());
        cache.put(token, &Ok(Arc::clone(&profile)), None);
        cache.put(token, &Ok(profile), Some(Instant::now() + Duration::from_secs(1)));
        assert!(cache.get(&token).is_some());
        let start = Instant::now();
        while cache.get(&token).is_some() {
            assert!(start.elapsed() < Duration::from_secs(20));
            std::thread::yield_now();
        }
    }
}
