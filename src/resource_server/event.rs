//! Events for the feature `tracing`: each refusal gives one, at debug level, with the reason. No token, claim or
//! profile is in an event.

use crate::error::Error;

/// Reports that a request is refused.
#[cfg(feature = "tracing")]
pub(super) fn refused(reason: &'static str) {
    tracing::debug!(target: "genauth", reason, "request refused");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn refused(_: &'static str) {}

/// Reports that a call for a profile failed, so that every request that waits for the call is refused.
#[cfg(feature = "tracing")]
pub(super) fn call_failed(error: &Error) {
    tracing::debug!(target: "genauth", reason = %error, "request refused");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn call_failed(_: &Error) {}

/// Reports that the published keys can't be fetched.
#[cfg(feature = "tracing")]
pub(super) fn keys_failed(reason: &'static str) {
    tracing::debug!(target: "genauth", reason, "no keys fetched");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn keys_failed(_: &'static str) {}

/// Reports that a published key isn't used.
#[cfg(feature = "tracing")]
pub(super) fn key_left_out(reason: &'static str) {
    tracing::debug!(target: "genauth", reason, "published key left out");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn key_left_out(_: &'static str) {}

/// Reports that the program is set up wrongly, so that no request can be answered.
#[cfg(all(feature = "tracing", feature = "axum"))]
pub(super) fn misconfigured(reason: &'static str) {
    tracing::error!(target: "genauth", reason, "request refused");
}

#[cfg(all(not(feature = "tracing"), feature = "axum"))]
pub(super) fn misconfigured(_: &'static str) {}

/// Reports once that Redis is out of reach, so that this instance goes on alone.
#[cfg(all(feature = "redis", feature = "tracing"))]
pub(super) fn redis_lost(reason: &'static str) {
    tracing::warn!(target: "genauth", reason, "shared cache lost");
}

/// Reports that Redis is in reach again.
#[cfg(all(feature = "redis", feature = "tracing"))]
pub(super) fn redis_back() {
    tracing::info!(target: "genauth", "shared cache found again");
}

/// Reports that Redis refused a command, with the code of Redis's error, such as `OOM`.
#[cfg(all(feature = "redis", feature = "tracing"))]
pub(super) fn redis_refused(code: &str) {
    tracing::debug!(target: "genauth", code, "shared cache refused a command");
}

#[cfg(all(feature = "redis", not(feature = "tracing")))]
pub(super) fn redis_lost(_: &'static str) {}

#[cfg(all(feature = "redis", not(feature = "tracing")))]
pub(super) fn redis_back() {}

#[cfg(all(feature = "redis", not(feature = "tracing")))]
pub(super) fn redis_refused(_: &str) {}
