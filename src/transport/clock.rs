//! Deadlines.

use std::time::Duration;

use tokio::time::Instant;

/// A duration from now; one too long for the clock is as good as for ever.
pub(super) fn after(duration: Duration) -> Instant {
    const FOR_EVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let now = Instant::now();
    now.checked_add(duration.min(FOR_EVER)).unwrap_or(now)
}
