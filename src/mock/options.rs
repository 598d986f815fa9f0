//! [`TokenOptions`]: the settings of an issued token.

use std::fmt;
use std::time::Duration;

/// Settings of an access token, for [`Tenant::issue_token_with`](super::Tenant::issue_token_with). By default a token
/// gives every field of a profile, is issued to the tenant's application, is signed with RS256, and expires after an
/// hour.
#[derive(Clone, Default)]
pub struct TokenOptions {
    pub(super) scope: Option<String>,
    pub(super) expires_in: Option<Duration>,
    pub(super) audience: Option<String>,
    pub(super) secret: Option<Vec<u8>>,
}

impl TokenOptions {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Restricts a profile's fields to the fields of these scopes. Scopes are separated by blanks: `openid profile
    /// email`.
    ///
    /// The tenant knows `openid` (`userId` and nothing else), `profile`, `email`, `phone`, `address`, `username`,
    /// `external_id`, `extended_fields` and `tenant_id`; any other scope gives no field. The vendor doesn't document
    /// which fields a scope gives, so that the tenant follows the claims that OpenID Connect has for each scope. Fields
    /// without a scope, such as `status`, `identities` and `departmentIds`, need a token without this setting.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// How long after its issue the token expires. Calls with an expired token fail with apiCode 2206. `Duration::ZERO`
    /// gives a token that expired an hour ago. Default: one hour.
    pub fn expires_in(mut self, validity: Duration) -> Self {
        self.expires_in = Some(validity);
        self
    }

    /// The ID of the application that the token is issued to: its `aud` claim. Default:
    /// [`Tenant::app_id`](super::Tenant::app_id).
    pub fn audience(mut self, app_id: impl Into<String>) -> Self {
        self.audience = Some(app_id.into());
        self
    }

    /// Signs the token with HS256 and this secret. The real service signs access tokens with its published keys; the
    /// console's setting is for ID tokens.
    pub fn hs256(mut self, app_secret: impl AsRef<[u8]>) -> Self {
        self.secret = Some(app_secret.as_ref().to_owned());
        self
    }
}

/// Leaves out the secret.
impl fmt::Debug for TokenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenOptions")
            .field("scope", &self.scope)
            .field("expires_in", &self.expires_in)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}
