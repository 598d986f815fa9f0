//! [`Guard`]: a rule about requests, and the tower service that applies it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response, request};
use tower_service::Service;

use super::challenge::Challenge;
use super::rejection::Rejection;

/// Decides about requests, and puts what it finds out into their extensions.
pub trait Guard: Send + Sync + 'static {
    /// Lets a request in, or refuses it. The request's body stays untouched.
    fn admit(&self, request: &mut request::Parts) -> impl Future<Output = Result<(), Rejection>> + Send;
}

/// In the extensions of a request that a layer has let in without a token. An extractor that finds neither a user nor
/// this mark knows that the route has no layer.
#[derive(Clone)]
pub(super) struct Anonymous(
    #[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "only extractors read it"))] pub(super) Challenge,
);

/// The service that [`RequireUser`](super::RequireUser) and [`RequireToken`](super::RequireToken) wrap around another
/// service.
pub struct GuardService<S, G> {
    inner: S,
    guard: Arc<G>,
}

impl<S, G> GuardService<S, G> {
    pub(super) fn new(inner: S, guard: Arc<G>) -> Self {
        Self { inner, guard }
    }
}

impl<S: Clone, G> Clone for GuardService<S, G> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), guard: self.guard.clone() }
    }
}

impl<S, G> fmt::Debug for GuardService<S, G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("GuardService").finish_non_exhaustive()
    }
}

impl<S, G, Body, Answer> Service<Request<Body>> for GuardService<S, G>
where
    S: Service<Request<Body>, Response = Response<Answer>> + Clone + Send + 'static,
    S::Future: Send,
    G: Guard,
    Body: Send + 'static,
    Answer: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The future takes the service that reported to be ready. A fresh clone may not be ready, and stays for the
        // next call.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let guard = self.guard.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            if let Err(rejection) = guard.admit(&mut parts).await {
                return Ok(rejection.to_response());
            }
            inner.call(Request::from_parts(parts, body)).await
        })
    }
}
