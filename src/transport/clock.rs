//! Deadlines.

use std::time::Duration;

use tokio::time::Instant;

/// The instant after this duration. Longer durations than a year are cut to a year, since they could overflow the
/// clock.
pub(super) fn after(duration: Duration) -> Instant {
    const FOR_EVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let now = Instant::now();
    now.checked_add(duration.min(FOR_EVER)).unwrap_or(now)
}
