//! [`TokenOptions`]: how an issued token differs from the usual one.

use std::fmt;
use std::time::Duration;

/// How an access token differs from the usual one, which gives every field, is for the tenant's application, is signed
/// with RS256 and expires after an hour. See [`Tenant::issue_token_with`](super::Tenant::issue_token_with).
#[derive(Clone, Default)]
pub struct TokenOptions {
    pub(super) scope: Option<String>,
    pub(super) expires_in: Option<Duration>,
    pub(super) audience: Option<String>,
    pub(super) secret: Option<Vec<u8>>,
}

impl TokenOptions {
    /// The usual token.
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

    /// Lets the token expire this long after it's issued, with apiCode 2206. `Duration::ZERO` gives a token that expired
    /// an hour ago. Default: one hour.
    pub fn expires_in(mut self, validity: Duration) -> Self {
        self.expires_in = Some(validity);
        self
    }

    /// Issues the token to another application: its `aud` claim. Default: [`Tenant::app_id`](super::Tenant::app_id).
    pub fn audience(mut self, app_id: impl Into<String>) -> Self {
        self.audience = Some(app_id.into());
        self
    }

    /// Signs the token with HS256 and the application's secret, as an application can be set to in the console.
    pub fn hs256(mut self, app_secret: impl AsRef<[u8]>) -> Self {
        self.secret = Some(app_secret.as_ref().to_owned());
        self
    }
}

/// Without the secret.
impl fmt::Debug for TokenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenOptions")
            .field("scope", &self.scope)
            .field("expires_in", &self.expires_in)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}
