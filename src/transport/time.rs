//! Times: deadlines, the pause before a retry, and the header `Retry-After`.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use tokio::time::Instant;

/// The instant after this duration. Longer durations than a year are cut to a year, since they could overflow the
/// clock.
pub(super) fn after(duration: Duration) -> Instant {
    const FOR_EVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let now = Instant::now();
    now.checked_add(duration.min(FOR_EVER)).unwrap_or(now)
}

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
