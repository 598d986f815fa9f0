//! What an outcome of a call for a profile means for the requests that wait for it.

use std::time::Duration;

use super::event;
use super::rejection::Rejection;
use crate::error::{Error, ErrorKind};

/// After how long a request may come again, where the service doesn't say.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The service's codes for a user that it knows and refuses: not found, locked, suspended or not in the tenant, no right
/// to the tenant, not allowed into the application, not allowed into the user pool.
const NOT_LET_IN: [i64; 6] = [2004, 2005, 2_120_008, 2_130_010, 1576, 2036];

/// A call failed.
pub(super) fn of(error: &Error) -> Rejection {
    event::call_failed(error);
    if error.is_unauthorized() {
        Rejection::InvalidToken
    } else if is_forbidden(error) {
        Rejection::Forbidden
    } else {
        // Whatever it is, it isn't the user's fault.
        Rejection::unavailable(error.retry_after().unwrap_or(RETRY_AFTER))
    }
}

/// An envelope's 403 or one of the codes. An HTTP 403 without an envelope is a firewall's.
fn is_forbidden(error: &Error) -> bool {
    let is_known = |code: Option<i64>| code.is_some_and(|code| NOT_LET_IN.contains(&code));
    error.status_code() == Some(403)
        || is_known(error.status_code())
        || is_known(error.api_code())
        || (error.kind() == ErrorKind::Api && error.http_status() == Some(403))
}
