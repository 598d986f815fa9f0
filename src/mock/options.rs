//! [`TokenOptions`]: how an issued token differs from the usual one.

use std::time::Duration;

/// What a token is good for; by default everything and for ever. See [`Tenant::issue_token_with`](super::Tenant::issue_token_with).
#[derive(Debug, Clone, Default)]
pub struct TokenOptions {
    pub(super) scope: Option<String>,
    pub(super) expires_in: Option<Duration>,
}

impl TokenOptions {
    /// A token without restrictions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Restricts the returned fields to those of these scopes, separated by blanks, as in `openid profile email`.
    ///
    /// Known are `openid` (`userId` and nothing else), `profile`, `email`, `phone`, `address`, `username`,
    /// `external_id`, `extended_fields` and `tenant_id`; others give no field. The documentation doesn't say which
    /// fields a scope gives: this follows the claims of each scope. Fields of no scope, such as `status`,
    /// `identities` and `departmentIds`, need a token without a scope.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Lets the token expire this long after it's issued, with apiCode 2206; `Duration::ZERO` gives an expired one.
    pub fn expires_in(mut self, validity: Duration) -> Self {
        self.expires_in = Some(validity);
        self
    }
}
