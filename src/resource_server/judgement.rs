//! Turns the error of a call for a profile into a rejection for the requests that wait for the call.

use std::time::Duration;

use super::event;
use super::rejection::Rejection;
use crate::error::Error;

/// The `Retry-After` of a rejection, if the service doesn't give one.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The rejection for a failed call.
pub(super) fn of(error: &Error) -> Rejection {
    event::call_failed(error);
    if error.is_unauthorized() {
        Rejection::InvalidToken
    } else if error.is_forbidden() {
        Rejection::Forbidden
    } else {
        // Any other error isn't the user's fault.
        Rejection::unavailable(error.retry_after().unwrap_or(RETRY_AFTER))
    }
}
