//! What the tenant knows about an issued token: the claims in the token, and the user, scope and expiry behind the
//! token.

use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use super::options::TokenOptions;
use super::random::random;

/// How long a token is valid if its options don't say.
const VALIDITY: Duration = Duration::from_secs(60 * 60);

/// The longest validity that is written into a token. A longer one could overflow the date in the claim.
const LONGEST: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 100);

/// The `scope` claim of a token whose options name no scope.
const EVERYTHING: &str =
    "openid profile email phone address username external_id extended_fields tenant_id roles offline_access";

/// What the tenant remembers about a token.
pub(super) struct Grant {
    pub(super) user_id: String,
    /// The application that the token was issued to.
    pub(super) audience: String,
    /// The scope that restricts the profile's fields; None gives every field.
    pub(super) scope: Option<String>,
    /// When the token expires; None if that is too far away for this clock.
    pub(super) expires: Option<Instant>,
    pub(super) revoked: bool,
}

impl Grant {
    pub(super) fn new(user_id: &str, options: &TokenOptions, app_id: &str) -> Self {
        let expires = Instant::now().checked_add(options.expires_in.unwrap_or(VALIDITY));
        let audience = options.audience.as_deref().unwrap_or(app_id).to_owned();
        Self { user_id: user_id.to_owned(), audience, scope: options.scope.clone(), expires, revoked: false }
    }
}

/// The claims of the token.
pub(super) fn claims(user_id: &str, options: &TokenOptions, issuer: &str, app_id: &str) -> Value {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (issued, expires) = match options.expires_in.unwrap_or(VALIDITY).min(LONGEST) {
        // An hour ago, which is more than the leeway of any verifier.
        Duration::ZERO => (now.saturating_sub(2 * VALIDITY), now.saturating_sub(VALIDITY)),
        validity => (now, now + validity),
    };
    json!({
        "iss": issuer,
        "sub": user_id,
        "aud": options.audience.as_deref().unwrap_or(app_id),
        "iat": issued.as_secs(),
        "exp": expires.as_secs(),
        "scope": options.scope.as_deref().unwrap_or(EVERYTHING),
        "jti": format!("{:032x}", random()),
    })
}
