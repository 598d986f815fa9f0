//! [`Scopes`]: the scopes that a route asks for.

use super::challenge::{self, Challenge};
use super::claims::Claims;
use super::rejection::Rejection;

/// The scopes that a token must have, all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Scopes {
    names: Vec<String>,
    /// Names the scopes to the client.
    challenge: Challenge,
}

impl Scopes {
    #[track_caller]
    pub(super) fn add(&mut self, scope: impl Into<String>, own: &Challenge) {
        self.names.push(challenge::checked_scope(scope));
        self.challenge = own.with_scope(self.names.join(" "));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Checks that a token has all scopes.
    ///
    /// # Errors
    /// `InsufficientScope` if the token lacks a scope.
    pub(super) fn check(&self, claims: &Claims) -> Result<(), Rejection> {
        if self.names.iter().all(|name| claims.scopes().any(|scope| scope == name)) {
            return Ok(());
        }
        Err(Rejection::InsufficientScope
            .because("the token lacks a scope that the route asks for")
            .with_challenge(&self.challenge))
    }
}
