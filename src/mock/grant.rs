//! What the tenant knows about an issued access token: the claims in the token, and what a call with the token may do.

use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use super::options::TokenOptions;
use super::random::random;

/// How long a token is valid if nothing else is set.
pub(super) const VALIDITY: Duration = Duration::from_secs(60 * 60);

/// The longest validity that is written into a token. A longer one could overflow the date in the claim.
const LONGEST: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 100);

/// The `scope` claim of a user's token whose options name no scope.
const EVERYTHING: &str =
    "openid profile email phone address username external_id extended_fields tenant_id roles offline_access";

/// What the tenant remembers about an access token.
pub(super) struct Grant {
    /// The user; None for a token of the application itself.
    pub(super) user_id: Option<String>,
    /// The scope that restricts the profile's fields; None gives every field.
    pub(super) scope: Option<String>,
    /// When the token expires; None if that is too far away for this clock.
    pub(super) expires: Option<Instant>,
    pub(super) revoked: bool,
    /// The login that the token comes from; None for a token that a test issued.
    pub(super) login: Option<u128>,
    pub(super) claims: Value,
}

impl Grant {
    /// A grant for a token of a user, or of the application `app_id` itself.
    pub(super) fn new(user_id: Option<&str>, options: &TokenOptions, issuer: &str, app_id: &str) -> Self {
        let validity = options.expires_in.unwrap_or(VALIDITY);
        Self {
            user_id: user_id.map(str::to_owned),
            scope: options.scope.clone(),
            expires: Instant::now().checked_add(validity),
            revoked: false,
            login: None,
            claims: claims(user_id, options, validity, issuer, app_id),
        }
    }

    pub(super) fn is_expired(&self) -> bool {
        self.expires.is_some_and(|expires| expires <= Instant::now())
    }

    /// The application that the token was issued to.
    pub(super) fn audience(&self) -> &str {
        self.claims["aud"].as_str().unwrap_or_default()
    }
}

/// The claims of an access token. A token of an application has no `sub`.
fn claims(user_id: Option<&str>, options: &TokenOptions, validity: Duration, issuer: &str, app_id: &str) -> Value {
    let now = unix_time();
    let (issued, expires) = match validity.min(LONGEST).as_secs() {
        // An hour ago, which is more than the leeway of any verifier.
        0 => (now.saturating_sub(2 * VALIDITY.as_secs()), now.saturating_sub(VALIDITY.as_secs())),
        validity => (now, now + validity),
    };
    let mut claims = json!({
        "iss": issuer,
        "aud": options.audience.as_deref().unwrap_or(app_id),
        "iat": issued,
        "exp": expires,
        "scope": options.scope.as_deref().unwrap_or(user_id.map_or("", |_| EVERYTHING)),
        "jti": format!("{:032x}", random()),
    });
    match user_id {
        Some(user_id) => claims["sub"] = user_id.into(),
        None => claims["azp"] = app_id.into(),
    }
    claims
}

/// Whether a list of scopes, separated by blanks, contains this one.
pub(super) fn has_scope(scopes: &str, wanted: &str) -> bool {
    scopes.split_ascii_whitespace().any(|scope| scope == wanted)
}

/// Seconds since 1970.
pub(super) fn unix_time() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
