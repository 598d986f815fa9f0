//! [`Stats`]: what an authenticator has counted.

use std::sync::atomic::{AtomicU64, Ordering};

use super::lock::Lock;
use super::rejection::Rejection;

/// Counters of an [`Authenticator`](super::Authenticator) and its clones, from its making on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Requests whose user was cached.
    pub cached: u64,
    /// Calls to the service for profiles, roles and permissions.
    pub asked: u64,
    /// Requests that waited for a call for a profile that another request had begun, and got its outcome.
    pub shared: u64,
    /// Requests that were let in with a profile beyond its time, because the service was out of reach.
    pub stale: u64,
    /// Fetches of the service's published keys.
    pub key_fetches: u64,
    /// Answers that were found in a cache that several processes share.
    pub shared_cache_hits: u64,
    /// Answers that weren't found there.
    pub shared_cache_misses: u64,
    /// Failures of that cache.
    pub shared_cache_errors: u64,
    /// Refused requests, by kind.
    pub refused: Refused,
}

/// Counters of refused requests, by the kind of [`Rejection`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// [`variant@Rejection::MissingToken`].
    pub missing_token: u64,
    /// [`variant@Rejection::InvalidRequest`].
    pub invalid_request: u64,
    /// [`variant@Rejection::InvalidToken`].
    pub invalid_token: u64,
    /// [`variant@Rejection::InsufficientScope`].
    pub insufficient_scope: u64,
    /// [`Rejection::NotAllowed`].
    pub not_allowed: u64,
    /// [`Rejection::Forbidden`].
    pub forbidden: u64,
    /// [`Rejection::Misconfigured`].
    pub misconfigured: u64,
    /// [`Rejection::BadGateway`].
    pub bad_gateway: u64,
    /// [`Rejection::Unavailable`].
    pub unavailable: u64,
}

/// A number that many threads count up.
#[derive(Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
pub(super) struct Counters {
    pub(super) cached: Counter,
    pub(super) asked: Counter,
    pub(super) shared: Counter,
    pub(super) stale: Counter,
    refused: Lock<Refused>,
}

impl Counters {
    /// Counts a refused request.
    pub(super) fn refuse(&self, rejection: &Rejection) {
        let mut refused = self.refused.lock();
        let count = match rejection {
            Rejection::MissingToken { .. } => &mut refused.missing_token,
            Rejection::InvalidRequest { .. } => &mut refused.invalid_request,
            Rejection::InvalidToken { .. } => &mut refused.invalid_token,
            Rejection::InsufficientScope { .. } => &mut refused.insufficient_scope,
            Rejection::NotAllowed => &mut refused.not_allowed,
            Rejection::Forbidden => &mut refused.forbidden,
            Rejection::Misconfigured => &mut refused.misconfigured,
            Rejection::BadGateway => &mut refused.bad_gateway,
            Rejection::Unavailable { .. } => &mut refused.unavailable,
        };
        *count += 1;
    }

    pub(super) fn stats(&self, key_fetches: u64) -> Stats {
        Stats {
            cached: self.cached.get(),
            asked: self.asked.get(),
            shared: self.shared.get(),
            stale: self.stale.get(),
            key_fetches,
            refused: *self.refused.lock(),
            ..Stats::default()
        }
    }
}
