//! When a call may send again: deadlines, the pause before a retry, the header `Retry-After`, and the retry budget,
//! which limits a client's retries, so that an outage doesn't triple the load on the service.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use tokio::time::Instant;

/// A year. Longer durations are cut to a year, since adding them to a clock could overflow.
pub(crate) const FOR_EVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// The instant after this duration.
pub(super) fn after(duration: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(duration.min(FOR_EVER)).unwrap_or(now)
}

/// Retry n waits a random time up to `FIRST_PAUSE` · 2ⁿ⁻¹, at most `MAX_PAUSE`.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MAX_PAUSE: Duration = Duration::from_secs(2);

/// The pause before this retry, counted from 1.
pub(super) fn pause(retry: u32) -> Duration {
    random_up_to(FIRST_PAUSE.saturating_mul(1 << retry.saturating_sub(1).min(8)).min(MAX_PAUSE))
}

/// A random part of a duration. Each `RandomState` has new random keys. That is random enough to spread the retries of
/// many clients, and saves a dependency.
pub(crate) fn random_up_to(most: Duration) -> Duration {
    let random = RandomState::new().hash_one(()) as u32;
    most.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

/// Reads `Retry-After` in both its forms. A date is compared with the answer's own `Date`, so that a wrong clock of
/// this machine doesn't matter.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let value = text(RETRY_AFTER)?;
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large for `u64` is longer than any deadline.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// The retry budget. Each retry takes 1, each success gives 0.1 back. The number is counted in tenths.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const FULL: u32 = 200;

    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    fn take(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(10)).is_ok()
    }

    fn return_unused(&self, retries: u32) {
        if retries > 0 {
            let give = |left: u32| Some(Self::FULL.min(left + 10 * retries));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }

    pub(super) fn reward(&self) {
        // Nearly always the budget is full, and nothing is written.
        let give = |left: u32| (left < Self::FULL).then(|| left + 1);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

/// The retries that one call has taken from the budget. They are given back if the call is dropped before it ends.
pub(super) struct Taken<'a> {
    budget: &'a Budget,
    retries: u32,
}

impl<'a> Taken<'a> {
    pub(super) fn nothing(budget: &'a Budget) -> Self {
        Self { budget, retries: 0 }
    }

    /// How many retries were taken.
    pub(super) fn count(&self) -> u32 {
        self.retries
    }

    pub(super) fn take(&mut self) -> bool {
        let taken = self.budget.take();
        self.retries += u32::from(taken);
        taken
    }

    /// Called when the call has ended: its retries are spent, and aren't given back.
    pub(super) fn spend(mut self) {
        self.retries = 0;
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.budget.return_unused(self.retries);
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Taken};

    fn left(budget: &Budget) -> usize {
        std::iter::from_fn(|| budget.take().then_some(())).count()
    }

    #[test]
    fn successes_fill_the_budget_no_further_than_full() {
        let budget = Budget::full();
        budget.reward();
        let mut all = Taken::nothing(&budget);
        assert_eq!((0..30).filter(|_| all.take()).count(), 20);
        all.spend();
        for _ in 0..19 {
            budget.reward();
        }
        assert_eq!(left(&budget), 1);
    }
}
