//! Verifies an access token before the service is asked.

use std::sync::Arc;
use std::time::SystemTime;

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::claims::Claims;
use super::judgement::RETRY_AFTER;
use super::jwt::{Token, check_size};
use super::keys::{Current, Keys, Newer};
use super::rejection::Rejection;

/// The most signatures that are checked for one token.
const MAX_CHECKS: usize = 4;

const NO_KEY: &str = "no published key fits the token";
const WRONG: &str = "the token's signature is wrong";

/// Checks the tokens of one service.
pub(super) struct Verifier {
    pub(super) issuers: Vec<String>,
    /// The accepted audiences. An empty list accepts any audience.
    pub(super) audiences: Vec<String>,
    /// None: tokens aren't verified locally, and only the service decides.
    pub(super) trust: Option<Trust>,
}

/// The keys with which signatures are checked. Each verifies its own kind of signatures only.
pub(super) struct Trust {
    /// The published keys, for all algorithms but those with a secret.
    pub(super) keys: Keys,
    /// An application's secret, for HS256.
    pub(super) secret: Option<DecodingKey>,
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
    /// `InvalidToken`, or `Unavailable` if there are no keys before the deadline, or no tokio runtime.
    pub(super) async fn verify(&self, token: &str, deadline: Instant) -> Result<Verified, Rejection> {
        in_runtime()?;
        // Fetching keys and asking the service take time, so that the expiry is kept as an instant.
        let (now, began) = (SystemTime::now(), std::time::Instant::now());
        let parsed = Token::parse(token);
        let facts = |token: &Token<'_>| Verified {
            subject: token.subject().map(str::to_owned),
            until: Some(began + token.remaining(now).unwrap_or_default()),
            ..Verified::default()
        };
        let Some(trust) = &self.trust else {
            check_size(token.as_bytes()).map_err(invalid)?;
            // Subject and expiry are still used if the token can be read: they can only make the result stricter.
            return Ok(parsed.as_ref().map(facts).unwrap_or_default());
        };
        let token = parsed.map_err(invalid)?;
        token.check(&self.issuers, &self.audiences, now).map_err(invalid)?;
        trust.check_signature(&token, deadline).await?;
        let is_secret_signed = token.algorithm == Algorithm::HS256;
        Ok(Verified { claims: token.claims.clone(), is_secret_signed, ..facts(&token) })
    }

    /// Verifies a logout token, and gives its claims.
    ///
    /// # Errors
    /// As for [`Self::verify`]. Without local verification, every token is refused.
    pub(super) async fn verify_logout(&self, token: &str, deadline: Instant) -> Result<Claims, Rejection> {
        in_runtime()?;
        let trust = self.trust.as_ref().ok_or_else(|| invalid("tokens are not verified locally here"))?;
        let token = Token::parse_logout(token).map_err(invalid)?;
        token.check(&self.issuers, &self.audiences, SystemTime::now()).map_err(invalid)?;
        trust.check_signature(&token, deadline).await?;
        Ok(token.claims)
    }
}

impl Trust {
    async fn check_signature(&self, token: &Token<'_>, deadline: Instant) -> Result<(), Rejection> {
        if token.algorithm.family() == AlgorithmFamily::Hmac {
            return match &self.secret {
                Some(secret) if token.algorithm == Algorithm::HS256 && is_signed_by(token, secret) => Ok(()),
                Some(_) if token.algorithm == Algorithm::HS256 => Err(invalid(WRONG)),
                _ => Err(invalid(NO_KEY)),
            };
        }
        let came = Instant::now();
        let mut current = self.keys.get(deadline).await.ok_or_else(|| {
            Rejection::unavailable(RETRY_AFTER).because("there are no published keys to verify the token with")
        })?;
        let id = token.key_id.as_deref();
        let (mut reason, mut checks) = (NO_KEY, 0);
        let mut earlier: Option<Arc<Current>> = None;
        loop {
            let tried = earlier.as_ref().map(|earlier| earlier.keys.find(id, token.algorithm)).unwrap_or_default();
            for key in current.keys.find(id, token.algorithm) {
                if tried.iter().any(|tried| tried.is_same(key)) {
                    continue;
                }
                if checks == MAX_CHECKS {
                    return Err(invalid(WRONG));
                }
                checks += 1;
                reason = WRONG;
                let is_signed = match &key.rs256 {
                    Some(key) if token.algorithm == Algorithm::RS256 => {
                        key.verify_sig(token.signed.as_bytes(), &token.signature).is_ok()
                    }
                    _ => is_signed_by(token, &key.key),
                };
                if is_signed {
                    return Ok(());
                }
            }
            // The service may have rotated its keys, or replaced a key under its ID.
            match self.keys.newer(&current, came, deadline).await {
                Newer::Keys(newer) => earlier = Some(std::mem::replace(&mut current, newer)),
                // The key may be among those that can't be fetched.
                Newer::Failed if reason == NO_KEY && !id.is_some_and(|id| current.keys.has(id)) => {
                    return Err(Rejection::unavailable(RETRY_AFTER).because(
                        "the published keys can't be fetched, and the token's key isn't among those at hand",
                    ));
                }
                Newer::Failed | Newer::UpToDate => return Err(invalid(reason)),
            }
        }
    }
}

/// Whether this key made the token's signature. The provider is named, since jsonwebtoken's default provider depends on
/// the rest of the program: jsonwebtoken panics if both of its backends are switched on and no provider is installed.
fn is_signed_by(token: &Token<'_>, key: &DecodingKey) -> bool {
    let verifier = (DEFAULT_PROVIDER.verifier_factory)(&token.algorithm, key);
    verifier.is_ok_and(|verifier| verifier.verify(token.signed.as_bytes(), &token.signature).is_ok())
}

/// Checks that there is a tokio runtime.
///
/// # Errors
/// `Unavailable` outside of a tokio runtime, which each call needs.
pub(super) fn in_runtime() -> Result<(), Rejection> {
    match Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(Rejection::unavailable(RETRY_AFTER).because("there is no tokio runtime to make a call in")),
    }
}

fn invalid(reason: &'static str) -> Rejection {
    Rejection::InvalidToken.because(reason)
}
