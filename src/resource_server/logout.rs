//! Ends a token: `log_out` for the user who asks for it, `verify_logout_token` for the service that tells of a logout.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, timeout};

use super::authenticator::Authenticator;
use super::digest::Digest;
use super::jwt::{LEEWAY, Token, seconds};
use super::rejection::Rejection;
use crate::error::{EnvelopeFacts, Error, ErrorKind};
use crate::token::AccessToken;
use crate::transport::read;

/// The member of `events` that makes a token a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4).
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The largest answer to a revocation that is read.
const MAX_ANSWER: usize = 64 * 1024;

impl Authenticator {
    /// Logs a token out: from now on this process refuses the token until it expires, whatever the service answers, and
    /// the service is asked to revoke the token (RFC 7009), as
    /// [`revoke_with`](super::AuthenticatorBuilder::revoke_with) says. With a shared cache, all instances refuse the
    /// token; other processes do so when they next ask the service. The user's session at the service, and other tokens
    /// of the login, are not ended.
    ///
    /// The token is verified before the service is asked: an invalid token causes no call, and nothing is left to do
    /// for an expired one. While the keys are out of reach, this process refuses the token, and the service isn't
    /// asked. Takes at most [`timeout`](super::AuthenticatorBuilder::timeout), twice if keys must be fetched. Needs a
    /// tokio runtime.
    ///
    /// A process keeps 100,000 logouts; then the oldest is dropped before its token expires. Of tokens that couldn't be
    /// verified, because the keys were out of reach or because
    /// [`verify_locally`](super::AuthenticatorBuilder::verify_locally) is switched off, 10,000 further logouts are
    /// kept.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidToken`](crate::ErrorKind::InvalidToken) for a token that isn't valid here. Any other error
    /// means that the service may not have revoked the token: tell the user, or call again.
    /// [`Config`](crate::ErrorKind::Config) if the service doesn't accept how this program authenticates itself.
    pub async fn log_out(&self, token: &AccessToken) -> Result<(), Error> {
        let inner = &*self.0;
        let secret = token.expose_secret();
        let digest = Digest::of_token(token);
        let now = std::time::Instant::now();
        let parsed = Token::parse(secret);
        let remaining = parsed.as_ref().map(|token| token.remaining(SystemTime::now()));
        if matches!(remaining, Ok(None)) {
            return Ok(());
        }
        let until = remaining.ok().flatten().map(|remaining| now + remaining);
        // Refused at once, also while keys are fetched. A token with a profile was verified before.
        let is_known = inner.cache.kept(&digest).is_some();
        inner.log_out(digest, until, is_known);
        if !is_known {
            match inner.verifier.verify(secret, Instant::now() + inner.timeout).await {
                // Without local verification, nobody knows whether the token is made up.
                Ok(_) => inner.log_out(digest, until, inner.verifier.trust.is_some()),
                Err(Rejection::Unavailable { .. }) => return Err(Error::no_keys()),
                Err(_) => {
                    inner.cache.take_back_logout(&digest);
                    return Err(Error::invalid_token(
                        "the token isn't valid here, so that it isn't revoked: nothing is left to do",
                    ));
                }
            }
        }
        #[cfg(feature = "redis")]
        if let (Some(fleet), Some(until)) = (&inner.fleet, until) {
            let until = SystemTime::now() + until.saturating_duration_since(now);
            fleet.log_out(token, &digest, until).await;
        }
        self.revoke(secret).await
    }

    async fn revoke(&self, token: &str) -> Result<(), Error> {
        let inner = &*self.0;
        let request = inner.client.request(Method::POST, "/oidc/token/revocation");
        let request = inner.revoker.revocation(request, token)?;
        timeout(inner.timeout, answer(request)).await.unwrap_or_else(|_| Err(Error::attempt_timeout()))
    }

    /// The user of a logout token, which the service sends when a user has logged out elsewhere (OpenID Connect
    /// Back-Channel Logout 1.0): the parameter `logout_token` of a POST. Pass the user to
    /// [`forget_user`](Self::forget_user), and answer 200; to a refused token answer 400.
    ///
    /// ```
    /// # use genauth::resource_server::{Authenticator, Rejection};
    /// # async fn example(authenticator: Authenticator, logout_token: &str) -> Result<(), Rejection> {
    /// let user_id = authenticator.verify_logout_token(logout_token).await?;
    /// authenticator.forget_user(&user_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Checked are signature, issuer, audience, expiry, `iat`, the event, and that there is no `nonce`. A token that
    /// names a session alone, without `sub`, is refused. Whether the token came before isn't checked: forgetting a user
    /// twice costs one call.
    ///
    /// # Errors
    /// [`variant@Rejection::InvalidToken`], or [`Rejection::Unavailable`] if there are no keys.
    pub async fn verify_logout_token(&self, logout_token: &str) -> Result<String, Rejection> {
        let user = self.logout_user(logout_token).await;
        user.map_err(|rejection| self.0.refuse(rejection))
    }

    async fn logout_user(&self, token: &str) -> Result<String, Rejection> {
        let claims = self.0.verifier.verify_logout(token, Instant::now() + self.0.timeout).await?;
        let refused = |reason| Rejection::InvalidToken.because(reason);
        let is_logout = claims.get("events").and_then(|events| events.get(LOGOUT_EVENT)).is_some_and(Value::is_object);
        if !is_logout || claims.get("nonce").is_some() {
            return Err(refused("the token is no logout token, by its claims"));
        }
        let latest = seconds(SystemTime::now()) + LEEWAY;
        if !claims.get("iat").and_then(Value::as_f64).is_some_and(|iat| iat <= latest) {
            return Err(refused("the logout token has no iat, or comes from the future"));
        }
        claims.subject().map(str::to_owned).ok_or_else(|| refused("the logout token names no user"))
    }
}

/// What the service answers to a revocation. It answers 200 for an unknown token too.
async fn answer(request: reqwest::RequestBuilder) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }

    let mut response = request.send().await.map_err(Error::transport)?;
    let status = response.status();
    if status == StatusCode::OK {
        return Ok(());
    }
    let body = match read(&mut response, MAX_ANSWER).await {
        Err(error) if error.kind() == ErrorKind::TooLarge => Bytes::new(),
        body => body?,
    };
    let error = serde_json::from_slice(&body).ok().map(|refusal: Refusal| refusal.error);
    // The errors of RFC 6749, section 5.2, and of RFC 7009, section 2.2.1. Other text isn't shown.
    let known = ["invalid_request", "invalid_client", "unauthorized_client", "unsupported_token_type"];
    match known.into_iter().find(|known| error.as_deref() == Some(known)) {
        Some(code) => Err(Error::not_revoked(code)),
        None if status == StatusCode::UNAUTHORIZED => Err(Error::not_revoked("invalid_client")),
        None => Err(Error::http(status, EnvelopeFacts::default())),
    }
}
