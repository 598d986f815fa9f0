//! [`RequireToken`]: a tower layer that passes on only requests with a verified token, without a call to the service.

use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;

use super::authenticator::Authenticator;
use super::bearer;
use super::claims::Claims;
use super::guard::{Guard, GuardService};
use super::rejection::Rejection;
use super::scopes::Scopes;
use super::verifier::Verified;
use crate::token::AccessToken;

/// Claims that access tokens don't have: those of ID tokens and of logout tokens.
const OTHER_TOKENS: [&str; 4] = ["nonce", "at_hash", "c_hash", "events"];

/// A tower layer for routes that need no profile, such as those for other programs. A request with a verified access
/// token goes on, with the token's [`Claims`] and the [`AccessToken`] in its extensions. The service is never asked.
///
/// Nobody but this layer judges the token, so that it is stricter than [`RequireUser`](super::RequireUser):
/// - A token with `nonce`, `at_hash`, `c_hash` or `events` is refused: it is an ID token or a logout token.
/// - A token of a user is refused, unless [`users(true)`](Self::users) is set. A machine token (client credentials) has
///   no `sub`, or one that is equal to its client.
/// - A token signed by HS256 is refused, unless [`secret_signed(true)`](Self::secret_signed) is set. Whoever has the
///   application's secret can sign for any user.
/// - A token that was logged out here, or that the service has refused here a moment ago, is refused.
///
/// A token that was revoked elsewhere works until it expires. A token's signature is checked once in
/// [`profile_ttl`](super::AuthenticatorBuilder::profile_ttl).
#[derive(Clone, Debug)]
pub struct RequireToken(Arc<TokenRule>);

/// What [`RequireToken`] asks for.
#[derive(Clone, Debug)]
pub struct TokenRule {
    authenticator: Authenticator,
    scopes: Scopes,
    users: bool,
    secret_signed: bool,
}

impl RequireToken {
    /// A layer that verifies tokens as this authenticator does.
    pub fn new(authenticator: Authenticator) -> Self {
        Self(Arc::new(TokenRule { authenticator, scopes: Scopes::default(), users: false, secret_signed: false }))
    }

    /// The token must have this scope.
    ///
    /// # Panics
    /// If the text is no scope (RFC 6749, section 3.3).
    #[track_caller]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let rule = Arc::make_mut(&mut self.0);
        rule.scopes.add(scope, &rule.authenticator.0.challenge);
        self
    }

    /// Whether tokens of users are let in. Default: no. A user who was suspended is let in until the token expires.
    pub fn users(mut self, users: bool) -> Self {
        Arc::make_mut(&mut self.0).users = users;
        self
    }

    /// Whether tokens signed by HS256 with the [`app_secret`](super::AuthenticatorBuilder::app_secret) are let in.
    /// Default: no.
    pub fn secret_signed(mut self, secret_signed: bool) -> Self {
        Arc::make_mut(&mut self.0).secret_signed = secret_signed;
        self
    }
}

impl TokenRule {
    async fn claims(&self, request: &Parts) -> Result<(AccessToken, Claims), Rejection> {
        let token = bearer::token(&request.headers, Some(request), self.authenticator.0.cookie.as_deref())?;
        let verified = self.authenticator.verified(&token).await?;
        if let Some(reason) = self.refusal(&verified) {
            return Err(Rejection::InvalidToken.because(reason));
        }
        Ok((token, verified.claims.clone()))
    }

    fn refusal(&self, verified: &Verified) -> Option<&'static str> {
        let claims = &verified.claims;
        if OTHER_TOKENS.iter().any(|name| claims.get(name).is_some()) {
            Some("the token is an ID token or a logout token, by its claims")
        } else if verified.is_secret_signed && !self.secret_signed {
            Some("the token is signed with the application's secret, and secret_signed is not set")
        } else if !self.users && !claims.is_machines() {
            Some("the token is a user's, and users is not set")
        } else {
            None
        }
    }
}

impl Guard for TokenRule {
    async fn admit(&self, request: &mut Parts) -> Result<(), Rejection> {
        let inner = &*self.authenticator.0;
        let found = self.claims(request).await;
        let (token, claims) = found.map_err(|rejection| inner.refuse(rejection))?;
        self.scopes.check(&claims).map_err(|rejection| inner.count(rejection))?;
        bearer::mark_sensitive(&mut request.headers, inner.cookie.is_some());
        request.extensions.insert(claims);
        request.extensions.insert(token);
        Ok(())
    }
}

impl<S> Layer<S> for RequireToken {
    type Service = RequireTokenService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        GuardService::new(inner, self.0.clone())
    }
}

/// The service that [`RequireToken`] wraps around another service.
pub type RequireTokenService<S> = GuardService<S, TokenRule>;
