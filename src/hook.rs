//! Takes the request that progenitor's client makes out of that client, which would otherwise send it.
//!
//! progenitor's client decides method, path, query and body. Its own sending has no limits, and its errors forget the
//! HTTP status and print the body, so its hook keeps the request and stops there.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};

use progenitor_client::Error;
use reqwest::{Method, Request};

/// Where the hook leaves the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestSlot(Arc<Mutex<Option<Request>>>);

impl RequestSlot {
    /// What the hook does before the request would be sent: takes the request, and ends the call with an error.
    pub(crate) fn keep<E>(&self, request: &mut Request) -> Error<E> {
        let empty = Request::new(Method::GET, request.url().clone());
        let taken = std::mem::replace(request, empty);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
        Error::InvalidRequest("the request was taken".to_owned())
    }
}

/// The request that a call of progenitor's client makes. Nothing in the call waits before the hook, so that polling the
/// call once is enough.
pub(crate) fn request<F: Future>(call: impl FnOnce(RequestSlot) -> F) -> Option<Request> {
    let slot = RequestSlot::default();
    let _ = pin!(call(slot.clone())).poll(&mut Context::from_waker(Waker::noop()));
    slot.0.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The number of a set of optional flags: a digit for each flag, to the base of three.
pub(crate) fn variant(flags: &[Option<bool>]) -> u32 {
    flags.iter().fold(0, |number, flag| 3 * number + flag.map_or(0, |flag| 1 + u32::from(flag)))
}
