//! The pause before a retry: exponential backoff with full jitter.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Retry n waits a random time up to `FIRST_PAUSE` · 2ⁿ⁻¹, at most `LONGEST_PAUSE`.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The pause before this retry, counted from 1.
pub(super) fn pause(retry: u32) -> Duration {
    let most = FIRST_PAUSE.saturating_mul(1 << retry.saturating_sub(1).min(8)).min(LONGEST_PAUSE);
    // Each `RandomState` has new random keys. That is random enough to spread the retries of many clients, and saves a
    // dependency.
    let random = RandomState::new().hash_one(retry) as u32;
    most.mul_f64(f64::from(random) / f64::from(u32::MAX))
}
