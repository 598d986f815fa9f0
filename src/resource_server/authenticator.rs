//! [`Authenticator`]: finds the user of an access token.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
#[cfg(feature = "redis")]
use std::time::SystemTime;

use tokio::time::Instant;

use super::cache::{Cache, Known, Outcome, SizedProfile, bytes_of};
use super::calls::{Calls, Ended, Ticket};
use super::challenge::Challenge;
use super::digest::Digest;
use super::forgotten::Forgotten;
use super::grants::{GrantKey, Granted, Grants};
use super::judgement;
use super::jwt::check_size;
use super::rejection::Rejection;
use super::revocation::Revoker;
#[cfg(feature = "redis")]
use super::shared_cache::{self, Fleet, Form, Heard, Seen};
use super::stats::Counters;
use super::verifier::{Verified, Verifier};
use crate::client::AuthenticationClient;
use crate::generated::calls::GetProfile;
use crate::token::AccessToken;
use crate::types::UserDto;

/// Finds the user of an access token.
///
/// A token is verified first, so that a made-up token costs no call to the service. Then the service is asked once for
/// the profile, and the profile is cached. Build one authenticator and reuse it: a clone is cheap, and shares keys and
/// profiles.
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
pub struct Authenticator(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) client: AuthenticationClient,
    pub(super) verifier: Verifier,
    pub(super) cache: Cache,
    pub(super) calls: Arc<Calls<Digest, Outcome>>,
    /// The calls about roles and permissions.
    pub(super) grants: Arc<Calls<GrantKey, Granted>>,
    pub(super) forgotten: Arc<Forgotten>,
    /// Sets the flags of a call for a profile.
    pub(super) configure: fn(GetProfile) -> GetProfile,
    pub(super) timeout: Duration,
    pub(super) challenge: Challenge,
    #[cfg(feature = "redis")]
    pub(super) fleet: Option<Arc<Fleet>>,
    pub(super) revoker: Revoker,
    pub(super) counters: Counters,
    /// How many connections are opened ahead.
    pub(super) connections: usize,
    pub(super) has_connected: AtomicBool,
    pub(super) is_ready: AtomicBool,
    /// The name of the cookie that may hold a token.
    pub(super) cookie: Option<String>,
}

impl Authenticator {
    /// An authenticator. `inner` gets a weak reference to the finished `Inner`.
    pub(super) fn new(inner: impl FnOnce(&Weak<Inner>) -> Inner) -> Self {
        Self(Arc::new_cyclic(inner))
    }

    /// What is known about a token. Verifies and asks if nothing is cached. `beside` gets the verified token and a
    /// deadline, and begins further calls about its user.
    pub(super) async fn find(
        &self,
        token: &AccessToken,
        beside: impl FnOnce(Digest, &Arc<Verified>, Instant),
    ) -> Outcome {
        let inner = &*self.0;
        let digest = digest(token)?;
        if let Some(outcome) = inner.cached(&digest) {
            return match outcome {
                Ok(known) => {
                    inner.counters.cached.add();
                    Ok(known)
                }
                Err(refusal) => Err(inner.refused_before(&digest, refusal)),
            };
        }
        // Boxed, so that the future of a request whose user is cached doesn't have the size of a whole verification.
        Box::pin(self.verify_and_ask(digest, token, beside)).await
    }

    /// Verifies a token, without a call for a profile.
    pub(super) async fn verified(&self, token: &AccessToken) -> Result<Arc<Verified>, Rejection> {
        if self.0.verifier.trust.is_none() {
            return Err(
                Rejection::InvalidToken.because("tokens are not verified locally here: verify_locally is switched off")
            );
        }
        let digest = digest(token)?;
        let refused = || match self.0.cache.get(&digest) {
            Some(Err(refusal)) => Err(self.0.refused_before(&digest, refusal)),
            _ => Ok(()),
        };
        refused()?;
        if let Some(verified) = self.0.cache.verified(&digest) {
            return Ok(verified);
        }
        let verified = self.0.verifier.verify(token.expose_secret(), Instant::now() + self.0.timeout).await?;
        let verified = Arc::new(verified);
        self.0.cache.put_verified(digest, &verified);
        // The token may have been logged out while keys were fetched.
        refused()?;
        Ok(verified)
    }

    /// Forgets what is cached for a token. The next request with the token asks the service again, and is let in if the
    /// service still accepts the token. The outcome of a call that is under way for the token isn't cached.
    pub fn forget(&self, token: &AccessToken) {
        let digest = Digest::of_token(token);
        self.0.forget(&digest);
        #[cfg(feature = "redis")]
        if let Some(fleet) = &self.0.fleet {
            fleet.forget(&digest);
        }
    }

    /// Forgets what is cached for a user, whatever the token: for a webhook that tells of a suspended or changed user.
    /// The next request of the user asks the service again.
    pub fn forget_user(&self, user_id: &str) {
        drop(self.forget_everywhere(user_id));
    }

    /// Forgets a user at once. The future waits for Redis, but not for long.
    pub(super) fn forget_everywhere(&self, user_id: &str) -> impl Future<Output = ()> + Send + use<> {
        let user = Digest::of(user_id);
        self.0.forgotten.forget(user);
        #[cfg(feature = "redis")]
        let told = self.0.fleet.as_ref().map(|fleet| fleet.forget_user(&user));
        async move {
            #[cfg(feature = "redis")]
            if let Some(told) = told {
                told.await;
            }
        }
    }

    async fn verify_and_ask(
        &self,
        digest: Digest,
        token: &AccessToken,
        beside: impl FnOnce(Digest, &Arc<Verified>, Instant),
    ) -> Outcome {
        let deadline = Instant::now() + self.0.timeout;
        let verified = match self.0.verifier.verify(token.expose_secret(), deadline).await {
            Ok(verified) => verified,
            // A token that has a profile was verified before.
            Err(rejection) => return self.0.in_outage(&digest, rejection, |known| self.0.is_confirmed(known)),
        };
        if verified.subject.is_none() && self.0.verifier.trust.is_some() {
            return Err(Rejection::InvalidToken
                .because("the token has no sub, so that it is no user's: RequireToken takes tokens of machines"));
        }
        let verified = Arc::new(verified);
        beside(digest, &verified, deadline);
        let (outcome, is_shared) = self.ask(digest, token, &verified, deadline).await;
        if is_shared {
            self.0.counters.shared.add();
        }
        match outcome {
            Some(Ok(known)) => self.0.refuse_logged_out(&digest).map(|()| known),
            Some(Err(rejection)) => self.0.in_outage(&digest, rejection, |_| true),
            None => self.0.in_outage(&digest, judgement::too_late(), |_| true),
        }
    }

    /// Waits for the call that is under way for this token, or begins a call, and gives its outcome; None if the
    /// deadline passes first. Also tells whether the outcome comes from another request's call.
    pub(super) async fn ask(
        &self,
        digest: Digest,
        token: &AccessToken,
        verified: &Arc<Verified>,
        deadline: Instant,
    ) -> (Option<Outcome>, bool) {
        let inner = &self.0;
        let user = verified.subject.as_deref().map(Digest::of);
        let generation = || inner.generation(user.as_ref());
        let is_own = AtomicBool::new(false);
        let cached = || inner.cached(&digest).inspect(|_| is_own.store(true, Ordering::Relaxed));
        let begin = |ticket| {
            is_own.store(true, Ordering::Relaxed);
            call_for_profile(inner.clone(), ticket, digest, token.clone(), verified.clone())
        };
        let outcome = inner.calls.share(digest, generation, deadline, cached, begin).await;
        let is_shared = outcome.is_some() && !is_own.into_inner();
        (outcome, is_shared)
    }
}

impl Inner {
    /// The outcome of a request whose token or profile can't be had now: the profile that is kept for an outage, if
    /// there is one, or the refusal.
    fn in_outage(&self, token: &Digest, rejection: Rejection, counts: impl FnOnce(&Known) -> bool) -> Outcome {
        match self.cache.kept(token) {
            Some(known) if matches!(rejection, Rejection::Unavailable { .. }) && counts(&known) => {
                self.counters.stale.add();
                Ok(known)
            }
            _ => Err(rejection),
        }
    }

    /// Counts a refusal, and gives it the challenge of this API.
    pub(super) fn refuse(&self, rejection: Rejection) -> Rejection {
        self.count(rejection).with_challenge(&self.challenge)
    }

    /// Counts a refusal.
    pub(super) fn count(&self, rejection: Rejection) -> Rejection {
        self.counters.refuse(&rejection);
        rejection
    }

    /// A call about this user that is under way can be joined only if its number is larger than this one.
    pub(super) fn generation(&self, user: Option<&Digest>) -> u64 {
        user.map_or_else(|| self.forgotten.newest(), |user| self.forgotten.generation(user))
    }

    /// What is cached for a token, and needs no confirmation.
    pub(super) fn cached(&self, token: &Digest) -> Option<Outcome> {
        self.cache.get(token).filter(|outcome| outcome.as_ref().map_or(true, |known| self.is_confirmed(known)))
    }

    /// Whether a profile in memory can be used without a look into Redis. While Redis can't be asked, it can.
    #[cfg(feature = "redis")]
    fn is_confirmed(&self, known: &Known) -> bool {
        self.fleet
            .as_ref()
            .is_none_or(|fleet| known.shared.is_current(fleet.listening_connection()) || !fleet.is_connected())
    }

    #[cfg(not(feature = "redis"))]
    fn is_confirmed(&self, _: &Known) -> bool {
        true
    }

    /// Emits the event of a refusal that comes from the cache.
    fn refused_before(&self, token: &Digest, refusal: Rejection) -> Rejection {
        match self.refuse_logged_out(token) {
            Err(rejection) => rejection,
            Ok(()) => refusal.because("the service refused this token a moment ago"),
        }
    }

    /// Refuses a token that was logged out, also if that happened after the request looked into the cache.
    pub(super) fn refuse_logged_out(&self, token: &Digest) -> Result<(), Rejection> {
        if self.cache.is_logged_out(token) {
            return Err(Rejection::InvalidToken.because("the token was logged out"));
        }
        Ok(())
    }

    pub(super) fn forget(&self, token: &Digest) {
        self.grants.forget(|(of, _)| of == token, || {});
        self.calls.forget(|key| key == token, || self.cache.remove(token));
    }

    /// Refuses a token from now on, until it has expired. The outcome of a call that is under way isn't cached.
    pub(super) fn log_out(&self, token: Digest, until: Option<std::time::Instant>, is_verified: bool) {
        self.cache.log_out(token, until, is_verified);
        self.forget(&token);
    }

    /// Takes what another instance tells.
    #[cfg(feature = "redis")]
    pub(super) fn hear(&self, heard: Heard) {
        match heard {
            Heard::Forget(token) => self.forget(&token),
            Heard::ForgetUser(user) => self.forgotten.forget(user),
            Heard::LoggedOut { token, until } => {
                let remaining = until.duration_since(SystemTime::now()).unwrap_or_default();
                self.log_out(token, std::time::Instant::now().checked_add(remaining), true);
            }
        }
    }

    /// Drops a profile that another instance has forgotten, so that it bridges no outage. Its message may have been lost.
    #[cfg(feature = "redis")]
    pub(super) fn heed(&self, seen: &Seen, token: &Digest) {
        if self.cache.kept(token).is_some_and(|known| seen.forgets(&known.shared)) {
            self.cache.remove(token);
        }
    }

    /// Asks the service for the profile.
    async fn ask_for_profile(&self, token: AccessToken, limit: Duration) -> Ended<Result<SizedProfile, Rejection>> {
        self.counters.asked.add();
        let call = (self.configure)(self.client.get_profile());
        let answer = call.access_token(token).timeout(limit).hedged().send().await;
        let decoded = answer.map(|answer| SizedProfile { memory: answer.memory(), profile: answer.into_inner() });
        judgement::ended(decoded)
    }

    /// Makes the cache entry of a profile that is `age` old.
    fn known(
        &self,
        number: u64,
        digest: Digest,
        decoded: SizedProfile,
        verified: &Verified,
        age: Duration,
    ) -> Result<Known, Rejection> {
        let bytes = bytes_of(decoded.memory, &verified.claims);
        let profile = about(decoded.profile, verified.subject.as_deref())?;
        let (user, fresh_until) = (Digest::of(&profile.user_id), self.cache.fresh_until() - age);
        Ok(Known {
            profile,
            claims: verified.claims.clone(),
            grants: Grants::default(),
            digest,
            user,
            number,
            bytes,
            fresh_until,
            #[cfg(feature = "redis")]
            shared: shared_cache::Standing::default(),
        })
    }
}

/// Makes the call for the profile, and ends it. Runs in a task of its own.
async fn call_for_profile(
    inner: Arc<Inner>,
    ticket: Ticket<Digest, Outcome>,
    digest: Digest,
    token: AccessToken,
    verified: Arc<Verified>,
) {
    let ended = load_profile(&inner, ticket.number(), &digest, token, &verified).await;
    ticket.end(ended, |outcome| inner.cache.put(digest, outcome, verified.until));
}

/// Finds the profile where the cache of this process has none: in the shared cache if there is one, or at the service.
async fn load_profile(
    inner: &Inner,
    number: u64,
    digest: &Digest,
    token: AccessToken,
    verified: &Verified,
) -> Ended<Outcome> {
    #[cfg(feature = "redis")]
    if let (Some(fleet), Some(user)) = (&inner.fleet, verified.subject.as_deref().map(Digest::of)) {
        // With all of its parameters: instances that ask in another way share nothing.
        let operation = Digest::of(&(inner.configure)(inner.client.get_profile()).description());
        let question = shared_cache::CacheKey { token: &token, digest, user: &user, operation };
        let seen = fleet.look(&question).await;
        inner.heed(&seen, digest);
        let known = inner.cache.kept(digest).filter(|known| std::time::Instant::now() < known.fresh_until);
        if let Some(known) = known.filter(|known| seen.confirms(&known.shared)) {
            return Ended::With(Ok(known));
        }
        let form = Form { write: SizedProfile::to_bytes, read: SizedProfile::from_bytes };
        let ask = |limit| inner.ask_for_profile(token.clone(), limit);
        let found = fleet.answer(&question, seen, form, ask).await;
        return found.outcome.and_then(|profile| {
            let known = inner.known(number, *digest, profile, verified, found.age)?;
            Ok(Arc::new(Known { shared: found.standing, ..known }))
        });
    }
    let answer = inner.ask_for_profile(token, inner.timeout).await;
    answer.and_then(|profile| inner.known(number, *digest, profile, verified, Duration::ZERO).map(Arc::new))
}

/// The digest of a token. A token that is too large isn't hashed: strangers could send megabytes.
fn digest(token: &AccessToken) -> Result<Digest, Rejection> {
    check_size(token.as_bytes()).map_err(|reason| Rejection::InvalidToken.because(reason))?;
    Ok(Digest::of_token(token))
}

/// The profile, if its user is the token's subject. A server that sends one answer too many on a connection shifts the
/// following answers, so that a call can get the profile of another user.
fn about(profile: UserDto, subject: Option<&str>) -> Result<UserDto, Rejection> {
    if subject.is_some_and(|subject| subject != profile.user_id) {
        return Err(
            Rejection::unavailable(judgement::RETRY_AFTER).because("the service answered with another user's profile")
        );
    }
    Ok(profile)
}

/// Leaves out the cached profiles.
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::ErrorKind;
    use crate::resource_server::AuthenticatorBuilder;

    /// An authenticator that reaches no service.
    fn alone(configure: fn(AuthenticatorBuilder) -> AuthenticatorBuilder) -> Authenticator {
        let client = AuthenticationClient::builder().app_host("http://127.0.0.1:9").build().expect("a client");
        configure(Authenticator::builder(client).any_audience(true)).build().expect("an authenticator")
    }

    /// Caches a profile that is as old as it may be.
    fn keep(inner: &Inner, digest: Digest) {
        let decoded = SizedProfile { profile: UserDto { user_id: "ada".to_owned(), ..UserDto::default() }, memory: 0 };
        let known = inner.known(1, digest, decoded, &Verified::default(), Duration::ZERO);
        inner.cache.put(digest, &known.map(Arc::new), None);
    }

    #[tokio::test]
    async fn a_kept_profile_bridges_an_outage_without_keys() {
        let authenticator = alone(|builder| builder.profile_ttl(Duration::ZERO).stale_for(Duration::from_secs(60)));
        let [header, claims] = [r#"{"alg":"RS256"}"#, r#"{"iss":"http://127.0.0.1:9/oidc","sub":"ada","exp":9e9}"#]
            .map(|part| URL_SAFE_NO_PAD.encode(part));
        let token = AccessToken::new(format!("{header}.{claims}.c2ln")).expect("a token");
        let found = async || authenticator.find(&token, |_, _, _| {}).await.map(|known| known.user);
        assert!(matches!(found().await, Err(Rejection::Unavailable { .. })));
        let inner = &authenticator.0;
        keep(inner, Digest::of_token(&token));
        assert!(matches!(found().await, Ok(user) if user == Digest::of("ada")));
        assert_eq!(inner.counters.stale.get(), 1);
        inner.forgotten.forget(Digest::of("ada"));
        assert!(matches!(found().await, Err(Rejection::Unavailable { .. })));
    }

    /// Without local verification anybody can log out made-up tokens.
    #[tokio::test]
    async fn the_logout_of_a_made_up_token_counts_as_unverified() {
        let authenticator = alone(|builder| builder.verify_locally(false));
        let cache = &authenticator.0.cache;
        for is_known in [true, false] {
            let token = AccessToken::new(format!("t{is_known}")).expect("a token");
            let digest = Digest::of_token(&token);
            if is_known {
                keep(&authenticator.0, digest);
            }
            // Nothing is revoked without the application's ID.
            assert_eq!(authenticator.log_out(&token).await.map_err(|error| error.kind()), Err(ErrorKind::Config));
            assert!(cache.is_logged_out(&digest));
            cache.take_back_logout(&digest);
            assert_eq!(cache.is_logged_out(&digest), is_known, "only an unverified logout can be taken back");
        }
    }
}
