//! [`RequireUser`]: a tower layer that passes on only the requests of logged-in users.

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

/// A tower layer that passes on only the requests of logged-in users. A request with a valid access token goes on, with
/// `Arc<UserDto>` and [`AccessToken`](crate::AccessToken) in its extensions. Any other request gets the answer of a
/// [`Rejection`].
///
/// The layer works for any service of `http` requests whose response body implements `Default`, such as those of axum,
/// tonic and hyper. The layer marks the `Authorization` header as sensitive, so that code behind the layer doesn't log
/// the token.
///
/// A CORS preflight has no token, so that a layer that answers preflights must see requests before this one: see "Order
/// of layers" in the [module](super)'s documentation.
#[derive(Clone)]
pub struct RequireUser {
    authenticator: Authenticator,
}

impl RequireUser {
    /// A layer that authenticates requests with this authenticator.
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

/// The service that [`RequireUser`] wraps around another service.
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
        // The future takes the service that reported to be ready. A fresh clone may not be ready, and stays for the
        // next call.
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

/// Finds the user of a request, and puts user and token into the request's extensions.
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
