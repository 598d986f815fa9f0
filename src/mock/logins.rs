//! The logins of the tenant as an OpenID provider: what it must remember between one request and the next.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::grant::VALIDITY;
use super::random::random;

/// Codes, refresh tokens and sessions, each by the text that the browser or the application has.
pub(super) struct Logins {
    pub(super) codes: HashMap<String, Code>,
    pub(super) refresh_tokens: HashMap<String, RefreshToken>,
    /// The provider's own sessions, by the value of their cookie.
    pub(super) sessions: HashMap<String, Session>,
    /// The users of issued ID tokens, which serve as hints at a logout.
    pub(super) id_tokens: HashMap<String, String>,
    /// How long an access token of a login is valid.
    pub(super) token_lifetime: Duration,
    /// Whether ID tokens are signed with HS256 and the application's secret.
    pub(super) id_tokens_by_secret: bool,
    /// By user: the claims that a test has set.
    pub(super) claims: HashMap<String, Map<String, Value>>,
    /// Where a login or logout may lead; None allows every address on loopback.
    pub(super) redirect_uris: Option<Vec<String>>,
}

impl Default for Logins {
    fn default() -> Self {
        Self {
            codes: HashMap::new(),
            refresh_tokens: HashMap::new(),
            sessions: HashMap::new(),
            id_tokens: HashMap::new(),
            token_lifetime: VALIDITY,
            id_tokens_by_secret: false,
            claims: HashMap::new(),
            redirect_uris: None,
        }
    }
}

/// A user who logged in, and what the application asked for.
#[derive(Clone)]
pub(super) struct Login {
    /// What the tokens of one login have in common, so that they can be revoked together.
    pub(super) id: u128,
    pub(super) user_id: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    /// When the user logged in, in seconds since 1970.
    pub(super) auth_time: u64,
}

/// An authorization code.
pub(super) struct Code {
    pub(super) login: Login,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
    pub(super) expires: Instant,
    pub(super) used: bool,
}

/// A refresh token. Each use replaces it with a new one.
pub(super) struct RefreshToken {
    pub(super) login: Login,
    pub(super) expires: Instant,
    pub(super) used: bool,
    pub(super) revoked: bool,
}

/// A browser in which a user has logged in.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) user_id: String,
    pub(super) auth_time: u64,
}

/// The text of a new code, refresh token or cookie.
pub(super) fn secret() -> String {
    format!("{:032x}{:032x}", random(), random())
}
