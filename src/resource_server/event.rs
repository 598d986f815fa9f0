//! Feature `tracing`: an event at debug level for each refusal, with its reason. No token, claim or profile goes in.

use crate::error::Error;

/// A request is refused.
#[cfg(feature = "tracing")]
pub(super) fn refused(reason: &'static str) {
    tracing::debug!(target: "genauth", reason, "request refused");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn refused(_: &'static str) {}

/// A call for a profile failed, so that each request that waits for it is refused.
#[cfg(feature = "tracing")]
pub(super) fn call_failed(error: &Error) {
    tracing::debug!(target: "genauth", reason = %error, "request refused");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn call_failed(_: &Error) {}

/// The published keys can't be fetched.
#[cfg(feature = "tracing")]
pub(super) fn keys_failed(reason: &'static str) {
    tracing::debug!(target: "genauth", reason, "no keys fetched");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn keys_failed(_: &'static str) {}
