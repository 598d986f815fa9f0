//! Whether an access token is what it says it is, before anybody is asked.

use std::time::{Duration, SystemTime};

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::time::Instant;

use super::event;
use super::keys::Keys;
use super::rejection::Rejection;
use super::token::Token;

/// After how long a request may come again that found no keys.
const NO_KEYS: Duration = Duration::from_secs(5);

/// Checks the tokens of one service.
pub(super) struct Verifier {
    pub(super) issuers: Vec<String>,
    /// None of them: any audience is good.
    pub(super) audiences: Vec<String>,
    pub(super) trust: Trust,
}

/// What a signature is checked with.
pub(super) enum Trust {
    /// The published keys.
    Keys(Keys),
    /// An application's secret: HS256 alone.
    Secret(DecodingKey),
    /// Nothing: the service alone is asked.
    Service,
}

/// What is known of a token.
pub(super) struct Verified {
    /// Who it is about; None where the token couldn't be read and needn't be.
    pub(super) subject: Option<String>,
    /// How long it is still good, leeway included.
    pub(super) remaining: Option<Duration>,
}

impl Verifier {
    /// Verifies a token.
    ///
    /// # Errors
    /// `InvalidToken`, or `Unavailable` if there are no keys before the deadline.
    pub(super) async fn verify(&self, token: &str, deadline: Instant) -> Result<Verified, Rejection> {
        let now = SystemTime::now();
        let parsed = Token::parse(token);
        if let Trust::Service = self.trust {
            // Whatever the token says is as good as the service's answer, if it says anything.
            let parsed = parsed.ok();
            return Ok(Verified {
                subject: parsed.as_ref().map(|token| token.subject().to_owned()),
                remaining: parsed.and_then(|token| token.remaining(now)),
            });
        }
        let token = parsed.map_err(invalid)?;
        token.check(&self.issuers, &self.audiences, now).map_err(invalid)?;
        let is_signed = match &self.trust {
            Trust::Secret(secret) if token.algorithm == Algorithm::HS256 => is_signed_by(&token, secret),
            Trust::Secret(_) => return Err(invalid("the token's algorithm is not HS256")),
            Trust::Keys(keys) => {
                let id = token.key_id.as_deref();
                let keys = keys.get(id, deadline).await.ok_or_else(|| {
                    event::refused("there are no published keys to verify the token with");
                    Rejection::unavailable(NO_KEYS)
                })?;
                let keys = keys.find(id, token.algorithm);
                if keys.is_empty() {
                    return Err(invalid("no published key fits the token"));
                }
                keys.into_iter().any(|key| is_signed_by(&token, key))
            }
            Trust::Service => true,
        };
        if !is_signed {
            return Err(invalid("the token's signature is wrong"));
        }
        Ok(Verified { subject: Some(token.subject().to_owned()), remaining: token.remaining(now) })
    }
}

/// By the provider's name: what jsonwebtoken takes by default depends on what else the program does with it, and is a
/// panic where both of its backends are switched on and nobody has chosen one.
fn is_signed_by(token: &Token<'_>, key: &DecodingKey) -> bool {
    let verifier = (DEFAULT_PROVIDER.verifier_factory)(&token.algorithm, key);
    verifier.is_ok_and(|verifier| verifier.verify(token.signed.as_bytes(), &token.signature).is_ok())
}

fn invalid(reason: &'static str) -> Rejection {
    event::refused(reason);
    Rejection::InvalidToken
}
