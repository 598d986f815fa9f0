//! [`Authenticator`]: from an access token to a user.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use super::cache::{Digest, Outcome};
use super::calls::{Calls, Ended, Ticket};
use super::event;
use super::judgement;
use super::rejection::Rejection;
use super::token::MAX_BYTES;
use super::verifier::{Verified, Verifier};
use crate::client::AuthenticationClient;
use crate::generated::calls::GetProfile;
use crate::token::AccessToken;
use crate::types::UserDto;

/// Tells who the user behind an access token is.
///
/// A token is verified first, so that a made-up one costs no call; then the service is asked once, and its answer is
/// remembered. Build one and reuse it: cloning is cheap and shares keys and profiles.
///
/// ```no_run
/// use genauth::resource_server::Authenticator;
/// use genauth::{AccessToken, AuthenticationClient};
///
/// # async fn example(token: AccessToken) -> Result<(), Box<dyn std::error::Error>> {
/// let client = AuthenticationClient::builder().app_host("https://example.genauth.ai").build()?;
/// let authenticator = Authenticator::builder(client).audience("APP_ID").build()?;
/// let user = authenticator.authenticate(&token).await?;
/// println!("{}", user.user_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Authenticator(Arc<Inner>);

pub(super) struct Inner {
    pub(super) client: AuthenticationClient,
    pub(super) verifier: Verifier,
    pub(super) calls: Arc<Calls>,
    pub(super) profile: fn(GetProfile) -> GetProfile,
    pub(super) timeout: Duration,
}

impl Authenticator {
    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The user whose token this is, as of at most `profile_ttl` ago.
    ///
    /// Takes at most `timeout`. A call that another request began goes on if that request is dropped, and the other way
    /// round. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`Rejection::InvalidToken`], [`Rejection::Forbidden`] or [`Rejection::Unavailable`].
    pub async fn authenticate(&self, token: &AccessToken) -> Result<Arc<UserDto>, Rejection> {
        let inner = &*self.0;
        let secret = token.expose_secret();
        if secret.len() > MAX_BYTES {
            event::refused("the token is too large");
            return Err(Rejection::InvalidToken);
        }
        let digest = Digest::of(secret);
        match inner.calls.cache.get(&digest) {
            Some(Ok(user)) => return Ok(user),
            Some(Err(refusal)) => {
                event::refused("the service refused this token a moment ago");
                return Err(refusal);
            }
            None => {}
        }
        // On the heap, as most requests end before: theirs would be of this one's size.
        Box::pin(self.verify_and_ask(digest, token)).await
    }

    /// Forgets what is known of a token, for a logout: the next request with it asks the service. A call that runs for it
    /// changes nothing any more.
    pub fn forget(&self, token: &AccessToken) {
        self.0.calls.forget(&Digest::of(token.expose_secret()));
    }

    async fn verify_and_ask(&self, digest: Digest, token: &AccessToken) -> Outcome {
        if Handle::try_current().is_err() {
            event::refused("there is no tokio runtime to make a call in");
            return Err(Rejection::unavailable(judgement::RETRY_AFTER));
        }
        let deadline = Instant::now() + self.0.timeout;
        let verified = self.0.verifier.verify(token.expose_secret(), deadline).await?;
        self.ask(digest, token, verified, deadline).await
    }

    /// Waits for the call for this token that runs, or makes one.
    async fn ask(&self, digest: Digest, token: &AccessToken, verified: Verified, deadline: Instant) -> Outcome {
        let verified = Arc::new(verified);
        loop {
            let (mut ended, ticket) = self.0.calls.join(digest);
            let leads = ticket.is_some();
            if let Some(ticket) = ticket {
                tokio::spawn(call(self.0.clone(), ticket, token.clone(), verified.clone()));
            }
            let waited = match timeout_at(deadline, ended.wait_for(Option::is_some)).await {
                Ok(Ok(ended)) => ended.clone(),
                // The call's runtime has ended before the call.
                Ok(Err(_)) => None,
                Err(_) => break,
            };
            match waited {
                Some(Ended::With(outcome)) => return outcome,
                Some(Ended::TimedOut(outcome)) if leads => return outcome,
                // Another request's deadline has passed, not this one's.
                Some(Ended::TimedOut(_)) | None if Instant::now() < deadline => {}
                Some(Ended::TimedOut(_)) | None => break,
            }
        }
        event::refused("the deadline passed before the service answered");
        Err(Rejection::unavailable(judgement::RETRY_AFTER))
    }
}

/// The call itself, in a task of its own.
async fn call(inner: Arc<Inner>, ticket: Ticket, token: AccessToken, verified: Arc<Verified>) {
    let call = (inner.profile)(inner.client.get_profile());
    let ended = match call.access_token(token).timeout(inner.timeout).await {
        Ok(user) => Ended::With(about(user, verified.subject.as_deref())),
        Err(error) if error.is_timeout() => Ended::TimedOut(Err(judgement::of(&error))),
        Err(error) => Ended::With(Err(judgement::of(&error))),
    };
    ticket.end(ended, verified.remaining);
}

/// The profile, if it is the one that the token is about. An answer too many on a connection that is kept is handed to the
/// next call, and may be another user's.
fn about(user: UserDto, subject: Option<&str>) -> Outcome {
    if subject.is_some_and(|subject| subject != user.user_id) {
        event::refused("the service answered with another user's profile");
        return Err(Rejection::unavailable(judgement::RETRY_AFTER));
    }
    Ok(Arc::new(user))
}

/// Without what is remembered.
impl fmt::Debug for Authenticator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Authenticator")
            .field("client", &self.0.client)
            .field("audiences", &self.0.verifier.audiences)
            .field("issuers", &self.0.verifier.issuers)
            .finish_non_exhaustive()
    }
}
