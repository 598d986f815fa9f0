//! Turns the error of a call into a rejection. The layer, the README, and `?` in handlers use this one table.

use std::time::Duration;

use super::calls::Ended;
use super::event;
use super::rejection::Rejection;
use crate::error::{Error, ErrorKind};

/// The `Retry-After` of a rejection, if the service doesn't give one.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The rejection for a failed call, with an event that has the error's text.
pub(super) fn of(error: &Error) -> Rejection {
    event::call_failed(error);
    error.into()
}

/// The rejection of a request whose deadline passed.
pub(super) fn too_late() -> Rejection {
    Rejection::unavailable(RETRY_AFTER).because("the deadline passed before the service answered")
}

/// How a call ended, with an event if the call failed.
pub(super) fn ended<T>(answer: Result<T, Error>) -> Ended<Result<T, Rejection>> {
    match answer {
        Ok(answer) => Ended::With(Ok(answer)),
        Err(error) if error.is_timeout() => Ended::TimedOut(Err(of(&error))),
        Err(error) => Ended::With(Err(of(&error))),
    }
}

/// The answer of a back end to its own user whose call failed: 401, 403, 503 for what may pass, 500 for what this
/// program must correct, and 502 for an answer that makes no sense.
impl From<&Error> for Rejection {
    fn from(error: &Error) -> Self {
        if error.is_unauthorized() {
            Self::InvalidToken
        } else if error.is_forbidden() {
            Self::Forbidden
        } else if error.is_retryable() {
            Self::unavailable(error.retry_after().unwrap_or(RETRY_AFTER))
        } else if error.kind() == ErrorKind::Config {
            Self::Misconfigured
        } else {
            Self::BadGateway
        }
    }
}

/// As for `&Error`.
impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
