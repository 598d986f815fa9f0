//! [`RequireUser`]: a tower layer that passes on only the requests of logged-in users.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;

use super::authenticator::Authenticator;
use super::bearer::{self, Line};
use super::guard::{Guard, GuardService, Mark};
use super::rejection::Rejection;
use super::scopes::Scopes;

/// A tower layer that passes on only the requests of logged-in users. A request with a valid access token goes on, with
/// a [`User`](super::User) and its [`AccessToken`](crate::AccessToken) in its extensions. Any other request gets the
/// answer of a [`Rejection`].
///
/// The conditions say what a user needs beyond a login; all of them must hold.
///
/// The layer works for any service of `http` requests whose response body implements `Default`, such as those of axum,
/// tonic and hyper. The layer marks the headers that hold a token as sensitive, so that code behind the layer doesn't
/// log the token.
///
/// A CORS preflight has no token, so that a layer that answers preflights must see requests before this one: see "Order
/// of layers" in the [module](super)'s documentation.
#[derive(Clone)]
pub struct RequireUser(Arc<UserRule>);

/// What [`RequireUser`] asks for.
#[derive(Clone)]
pub struct UserRule {
    authenticator: Authenticator,
    optional: bool,
    scopes: Scopes,
}

impl RequireUser {
    /// A layer that authenticates requests with this authenticator.
    pub fn new(authenticator: Authenticator) -> Self {
        Self(Arc::new(UserRule { authenticator, optional: false, scopes: Scopes::default() }))
    }

    /// Lets requests without a token in too, without a `User`. A token that isn't valid is still refused. With any
    /// condition, a token is needed all the same.
    pub fn optional(mut self) -> Self {
        Arc::make_mut(&mut self.0).optional = true;
        self
    }

    /// The token must have this scope. Never holds if tokens aren't verified locally.
    ///
    /// # Panics
    /// If the text is no scope (RFC 6749, section 3.3).
    #[track_caller]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let rule = Arc::make_mut(&mut self.0);
        rule.scopes.add(scope.into(), &rule.authenticator.0.challenge);
        self
    }
}

impl UserRule {
    fn has_conditions(&self) -> bool {
        !self.scopes.is_empty()
    }
}

impl Guard for UserRule {
    async fn admit(&self, request: &mut Parts) -> Result<(), Rejection> {
        let inner = &*self.authenticator.0;
        request.extensions.insert(Mark(inner.challenge.clone()));
        let line = Line { method: Some(&request.method), authority: request.uri.authority() };
        let token = match bearer::token(&request.headers, line, inner.cookie.as_deref()) {
            Err(Rejection::MissingToken { .. }) if self.optional && !self.has_conditions() => return Ok(()),
            token => token.map_err(|rejection| rejection.with(&inner.challenge))?,
        };
        let user = self.authenticator.authenticate(&token).await?;
        self.scopes.check(user.claims())?;
        bearer::hide(&mut request.headers, inner.cookie.is_some());
        request.extensions.insert(user);
        request.extensions.insert(token);
        Ok(())
    }
}

impl fmt::Debug for RequireUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for UserRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("RequireUser");
        debug.field("authenticator", &self.authenticator).field("optional", &self.optional);
        debug.field("scopes", &self.scopes).finish()
    }
}

impl<S> Layer<S> for RequireUser {
    type Service = RequireUserService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        GuardService::new(inner, self.0.clone())
    }
}

/// The service that [`RequireUser`] wraps around another service.
pub type RequireUserService<S> = GuardService<S, UserRule>;
