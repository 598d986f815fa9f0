//! What an outcome of a call for a profile means for the requests that wait for it.

use std::time::Duration;

use super::event;
use super::rejection::Rejection;
use crate::error::Error;

/// After how long a request may come again, where the service doesn't say.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A call failed.
pub(super) fn of(error: &Error) -> Rejection {
    event::call_failed(error);
    if error.is_unauthorized() {
        Rejection::InvalidToken
    } else if error.is_forbidden() {
        Rejection::Forbidden
    } else {
        // Whatever it is, it isn't the user's fault.
        Rejection::unavailable(error.retry_after().unwrap_or(RETRY_AFTER))
    }
}
