//! Takes the request out of progenitor's client before the client sends it.
//!
//! progenitor's client makes method, path, query and body of a request. The crate doesn't let progenitor send the
//! request: sending there has no limits, and progenitor's errors lose the HTTP status and print the body. So a hook of
//! that client keeps the request and ends the call.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};

use progenitor_client::Error;
use reqwest::{Method, Request};

/// The place where the hook leaves the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestSlot(Arc<Mutex<Option<Request>>>);

impl RequestSlot {
    /// Called by the hook before the request would be sent. Takes the request, and gives the error that ends the call.
    pub(crate) fn keep<E>(&self, request: &mut Request) -> Error<E> {
        let empty = Request::new(Method::GET, request.url().clone());
        let taken = std::mem::replace(request, empty);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
        Error::InvalidRequest("the request was taken".to_owned())
    }
}

/// Runs a call of progenitor's client up to the hook, and gives the request. Nothing before the hook waits, so that the
/// call is polled only once.
pub(crate) fn request<F: Future>(call: impl FnOnce(RequestSlot) -> F) -> Option<Request> {
    let slot = RequestSlot::default();
    let _ = pin!(call(slot.clone())).poll(&mut Context::from_waker(Waker::noop()));
    slot.0.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The number of a combination of optional flags: one digit to the base of three for each flag.
pub(crate) fn variant(flags: &[Option<bool>]) -> u32 {
    flags.iter().fold(0, |number, flag| 3 * number + flag.map_or(0, |flag| 1 + u32::from(flag)))
}
