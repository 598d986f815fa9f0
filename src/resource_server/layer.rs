//! [`RequireUser`]: a tower layer that lets only requests of logged-in users through.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::header::{AUTHORIZATION, Entry};
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::authenticator::Authenticator;
use super::bearer;
use super::rejection::Rejection;

/// A tower layer: requests with a good access token go on, with `Arc<UserDto>` and [`AccessToken`](crate::AccessToken) in
/// their extensions; others get a [`Rejection`]'s answer.
///
/// For any service of `http` requests whose response body has a `Default`: axum, tonic, hyper. The `Authorization` header
/// is marked as sensitive, so that layers and handlers behind this one don't log it.
///
/// A CORS preflight has no token. A layer that answers preflights goes outside of this one: see the
/// [module](super)'s "Order of layers".
#[derive(Clone)]
pub struct RequireUser {
    authenticator: Authenticator,
}

impl RequireUser {
    /// A layer that asks this authenticator.
    pub fn new(authenticator: Authenticator) -> Self {
        Self { authenticator }
    }
}

impl fmt::Debug for RequireUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RequireUser").field("authenticator", &self.authenticator).finish()
    }
}

impl<S> Layer<S> for RequireUser {
    type Service = RequireUserService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RequireUserService { inner, authenticator: self.authenticator.clone() }
    }
}

/// The service that [`RequireUser`] makes.
#[derive(Clone)]
pub struct RequireUserService<S> {
    inner: S,
    authenticator: Authenticator,
}

impl<S> fmt::Debug for RequireUserService<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RequireUserService").finish_non_exhaustive()
    }
}

impl<S, Body, Answer> Service<Request<Body>> for RequireUserService<S>
where
    S: Service<Request<Body>, Response = Response<Answer>> + Clone + Send + 'static,
    S::Future: Send,
    Body: Send + 'static,
    Answer: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        // The service that is ready, not a clone of it that may not be.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let authenticator = self.authenticator.clone();
        Box::pin(async move {
            if let Err(rejection) = admit(&authenticator, &mut request).await {
                return Ok(rejection.to_response());
            }
            inner.call(request).await
        })
    }
}

/// Finds the user of a request and puts user and token into its extensions.
async fn admit<Body>(authenticator: &Authenticator, request: &mut Request<Body>) -> Result<(), Rejection> {
    let token = bearer::token(request.headers())?;
    let user = authenticator.authenticate(&token).await?;
    if let Entry::Occupied(mut header) = request.headers_mut().entry(AUTHORIZATION) {
        header.get_mut().set_sensitive(true);
    }
    request.extensions_mut().insert(user);
    request.extensions_mut().insert(token);
    Ok(())
}
