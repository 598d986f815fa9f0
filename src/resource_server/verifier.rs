//! Verifies an access token before the service is asked.

use std::time::{Duration, SystemTime};

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::time::Instant;

use super::claims::Claims;
use super::event;
use super::keys::Keys;
use super::rejection::Rejection;
use super::token::Token;

/// The `Retry-After` of a request for which there were no keys.
const NO_KEYS: Duration = Duration::from_secs(5);

/// Checks the tokens of one service.
pub(super) struct Verifier {
    pub(super) issuers: Vec<String>,
    /// The accepted audiences. An empty list accepts any audience.
    pub(super) audiences: Vec<String>,
    /// None: tokens aren't verified locally, and only the service decides.
    pub(super) trust: Option<Trust>,
}

/// The keys with which signatures are checked.
pub(super) enum Trust {
    /// The published keys.
    Keys(Keys),
    /// An application's secret, for HS256 only.
    Secret(DecodingKey),
}

/// The facts that a verified token gives.
#[derive(Default)]
pub(super) struct Verified {
    /// The token's subject; None for a token without one, or a token that can't be read, which is allowed without local
    /// verification.
    pub(super) subject: Option<String>,
    /// Empty without local verification.
    pub(super) claims: Claims,
    /// Whether the signature was made with the application's secret.
    pub(super) is_secret_signed: bool,
    /// Until when the token is valid, leeway included.
    pub(super) until: Option<std::time::Instant>,
}

impl Verifier {
    /// Verifies a token.
    ///
    /// # Errors
    /// `InvalidToken`, or `Unavailable` if there are no keys before the deadline.
    pub(super) async fn verify(&self, token: &str, deadline: Instant) -> Result<Verified, Rejection> {
        // Fetching keys and asking the service take time, so that the expiry is kept as an instant.
        let (now, began) = (SystemTime::now(), std::time::Instant::now());
        let parsed = Token::parse(token);
        let facts = |token: &Token<'_>| Verified {
            subject: token.subject().map(str::to_owned),
            until: Some(began + token.remaining(now).unwrap_or_default()),
            ..Verified::default()
        };
        let Some(trust) = &self.trust else {
            // Subject and expiry are still used if the token can be read: they can only make the result stricter.
            return Ok(parsed.as_ref().map(facts).unwrap_or_default());
        };
        let token = parsed.map_err(invalid)?;
        token.check(&self.issuers, &self.audiences, now).map_err(invalid)?;
        trust.check_signature(&token, deadline).await?;
        let is_secret_signed = token.algorithm == Algorithm::HS256;
        Ok(Verified { claims: token.claims.clone(), is_secret_signed, ..facts(&token) })
    }
}

impl Trust {
    async fn check_signature(&self, token: &Token<'_>, deadline: Instant) -> Result<(), Rejection> {
        let is_signed = match self {
            Self::Secret(secret) if token.algorithm == Algorithm::HS256 => is_signed_by(token, secret),
            Self::Secret(_) => return Err(invalid("the token's algorithm is not HS256")),
            Self::Keys(keys) => {
                let id = token.key_id.as_deref();
                let keys = keys.get(id, deadline).await.ok_or_else(|| {
                    event::refused("there are no published keys to verify the token with");
                    Rejection::unavailable(NO_KEYS)
                })?;
                let keys = keys.find(id, token.algorithm);
                if keys.is_empty() {
                    return Err(invalid("no published key fits the token"));
                }
                keys.into_iter().any(|key| is_signed_by(token, key))
            }
        };
        if is_signed { Ok(()) } else { Err(invalid("the token's signature is wrong")) }
    }
}

/// Whether this key made the token's signature. The provider is named, since jsonwebtoken's default provider depends on
/// the rest of the program: jsonwebtoken panics if both of its backends are switched on and no provider is installed.
fn is_signed_by(token: &Token<'_>, key: &DecodingKey) -> bool {
    let verifier = (DEFAULT_PROVIDER.verifier_factory)(&token.algorithm, key);
    verifier.is_ok_and(|verifier| verifier.verify(token.signed.as_bytes(), &token.signature).is_ok())
}

fn invalid(reason: &'static str) -> Rejection {
    event::refused(reason);
    Rejection::InvalidToken
}
