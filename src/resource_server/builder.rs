//! [`AuthenticatorBuilder`]: the settings of an [`Authenticator`].

use std::fmt;
use std::sync::Arc;
#[cfg(feature = "redis")]
use std::sync::Weak;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use http::Method;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;

use super::authenticator::{Authenticator, Inner};
#[cfg(feature = "redis")]
use super::cache::REFUSAL_TTL;
use super::cache::{Cache, Lifetimes};
use super::calls::{Calls, Lifespan, Sequence};
use super::challenge::Challenge;
use super::forgotten::Forgotten;
use super::keys::Keys;
use super::revocation::{ClientAuth, Revoker};
#[cfg(feature = "redis")]
use super::shared_cache::{SharedCache, Times};
use super::stats::Counters;
use super::verifier::{Trust, Verifier};
use crate::client::AuthenticationClient;
use crate::error::Error;
use crate::generated::calls::GetProfile;
use crate::transport::FOR_EVER;

/// The shortest HS256 secret, in bytes. RFC 7518, section 3.2, asks for at least the length of the hash.
const MIN_SECRET_BYTES: usize = 32;

/// The longest `stale_for`.
const MAX_STALE: Duration = Duration::from_secs(60 * 60);

/// The quotation marks that a value from an environment file or a document may have around it.
const QUOTES: [char; 7] = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];

/// Configures an [`Authenticator`]. The setters check nothing; [`build`](Self::build) reports a wrong value.
#[must_use = "a builder does nothing until `build` is called"]
pub struct AuthenticatorBuilder {
    client: AuthenticationClient,
    audiences: Vec<String>,
    any_audience: bool,
    issuers: Vec<String>,
    app_secret: Option<Vec<u8>>,
    verify_locally: bool,
    profile: fn(GetProfile) -> GetProfile,
    profile_ttl: Duration,
    stale_for: Duration,
    max_profiles: usize,
    max_cache_bytes: usize,
    timeout: Duration,
    realm: Option<String>,
    resource_metadata: Option<String>,
    cookie: Option<String>,
    revoke_with: ClientAuth,
    connections: usize,
    #[cfg(feature = "redis")]
    shared_cache: Option<SharedCache>,
}

impl Authenticator {
    /// A builder for an authenticator that calls the service with this client.
    pub fn builder(client: AuthenticationClient) -> AuthenticatorBuilder {
        AuthenticatorBuilder {
            client,
            audiences: Vec::new(),
            any_audience: false,
            issuers: Vec::new(),
            app_secret: None,
            verify_locally: true,
            profile: |call| call,
            profile_ttl: Duration::from_secs(60),
            stale_for: Duration::ZERO,
            max_profiles: 10_000,
            max_cache_bytes: 64 * 1024 * 1024,
            timeout: Duration::from_secs(5),
            realm: None,
            resource_metadata: None,
            cookie: None,
            revoke_with: ClientAuth::Public,
            connections: 0,
            #[cfg(feature = "redis")]
            shared_cache: None,
        }
    }
}

impl AuthenticatorBuilder {
    /// Accepts tokens for this audience: the ID of the application that users log in to. Can be called more than once.
    /// Default: the client's `app_id`. Mandatory if the client has no `app_id`, unless
    /// [`any_audience`](Self::any_audience) is set or [`verify_locally`](Self::verify_locally) is switched off.
    pub fn audience(mut self, app_id: impl Into<String>) -> Self {
        self.audiences.push(app_id.into());
        self
    }

    /// Accepts tokens for any audience, and tokens without an audience. Users of every application of the user pool are
    /// then let in. Default: no.
    pub fn any_audience(mut self, any: bool) -> Self {
        self.any_audience = any;
        self
    }

    /// Accepts tokens of this issuer, for custom domains. Can be called more than once. Default: the app host with
    /// `/oidc` after it; that default no longer applies once this setting is used.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// Also accepts tokens that are signed by HS256 with this secret of the application. At least 32 bytes. Default: no
    /// secret, and HS256 tokens are refused.
    ///
    /// The console's signing algorithm of an application is that of its **ID tokens**. The service signs access tokens
    /// with its published keys, whatever that setting says, so that an application set to HS256 rarely needs this
    /// secret here. The published keys verify all other tokens, as without a secret.
    pub fn app_secret(mut self, secret: impl AsRef<[u8]>) -> Self {
        self.app_secret = Some(secret.as_ref().to_owned());
        self
    }

    /// Whether a token is verified before the service is asked. Default: yes. Without local verification, tokens may
    /// have any form, neither issuer nor audience is checked, and every made-up token costs a call.
    pub fn verify_locally(mut self, verify: bool) -> Self {
        self.verify_locally = verify;
        self
    }

    /// Sets flags on the call for a profile: `.profile(|call| call.with_custom_data(true))`. Default: no flags. Don't
    /// set a token or a deadline here: the authenticator replaces both.
    pub fn profile(mut self, profile: fn(GetProfile) -> GetProfile) -> Self {
        self.profile = profile;
        self
    }

    /// How long a profile is cached, but never beyond the expiry of its token. During this time a revoked token or a
    /// suspended user is still let in. A token that [`RequireToken`](super::RequireToken) has verified is remembered
    /// for as long. Default: 60 seconds. Zero: nothing is cached.
    pub fn profile_ttl(mut self, ttl: Duration) -> Self {
        self.profile_ttl = ttl;
        self
    }

    /// How much longer than [`profile_ttl`](Self::profile_ttl) a cached profile, with its roles and permissions, may be
    /// used while the service or its keys are out of reach or slow, or the service answers 429 or a temporary 5xx such
    /// as 503. At most an hour. Default: zero, nobody is let in unasked.
    ///
    /// Never after the expiry of the token, a refusal, a logout, [`forget`](Authenticator::forget) or
    /// [`forget_user`](Authenticator::forget_user).
    ///
    /// During this time a revoked token or a suspended user is still let in. A user who can make the service answer 429
    /// can cause that.
    pub fn stale_for(mut self, time: Duration) -> Self {
        self.stale_for = time;
        self
    }

    /// How many profiles are cached at most; the least recently used is dropped first. Default: 10,000. 0: profiles
    /// aren't cached.
    pub fn max_profiles(mut self, profiles: usize) -> Self {
        self.max_profiles = profiles;
        self
    }

    /// How much memory the cached profiles may take, in bytes. Default: 64 MiB. A profile counts for at least the
    /// memory that it takes, and for at least this limit divided by [`max_profiles`](Self::max_profiles). A profile
    /// that is larger than the limit isn't cached. The claims of tokens that [`RequireToken`](super::RequireToken) has
    /// verified may take as much again.
    pub fn max_cache_bytes(mut self, bytes: usize) -> Self {
        self.max_cache_bytes = bytes;
        self
    }

    /// How long a request waits for its user at most: for keys and profile together, also if another request began the
    /// call. Default: 5 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The realm that refusals name in `WWW-Authenticate`: a name of your API. Default: `api`.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// The URL of this API's metadata document (RFC 9728), which refusals name in `WWW-Authenticate`. Clients such as
    /// those of the Model Context Protocol find there where to log in. [`ResourceMetadata`](super::ResourceMetadata)
    /// is a service that answers the document. Default: none.
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        self.resource_metadata = Some(url.into());
        self
    }

    /// Also takes tokens from the cookie of this name, if a request has no `Authorization` header. Default: no cookie.
    ///
    /// A browser adds a cookie to requests of other sites' pages too. So for methods other than GET, HEAD and OPTIONS,
    /// and for upgrades, the cookie counts only if `Sec-Fetch-Site` is `same-origin` or `none`, or if `Origin` equals
    /// the host. A route that changes something must not be a GET. Set the cookie as `HttpOnly`, `Secure` and
    /// `SameSite=Lax`, with a name that begins with `__Host-`, so that no other subdomain can set it.
    pub fn token_from_cookie(mut self, name: impl Into<String>) -> Self {
        self.cookie = Some(name.into());
        self
    }

    /// How this program authenticates itself when [`log_out`](Authenticator::log_out) revokes a token: the method that
    /// the console shows for the application. The application's ID is the client's `app_id`, or else the only audience.
    /// Default: without a secret. For HS256 tokens use [`app_secret`](Self::app_secret): this secret never makes a
    /// token acceptable.
    pub fn revoke_with(mut self, auth: ClientAuth) -> Self {
        self.revoke_with = auth;
        self
    }

    /// How many connections to the service [`ready`](Authenticator::ready) opens ahead, so that the first requests
    /// needn't wait for TCP and TLS. Default: none.
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// Shares what is cached with other instances of the program: see [`SharedCache`]. Default: this process caches for
    /// itself.
    #[cfg(feature = "redis")]
    pub fn shared_cache(mut self, cache: SharedCache) -> Self {
        self.shared_cache = Some(cache);
        self
    }

    /// Builds the authenticator. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if there is no audience, if an audience, an issuer or the secret
    /// is blank or has white space or quotes around it, if the secret is too short, if the timeout is 0, if `stale_for`
    /// is more than an hour, or if realm, metadata URL or cookie name can't stand in a header.
    pub fn build(self) -> Result<Authenticator, Error> {
        let mut audiences = self.audiences;
        if self.any_audience {
            if !audiences.is_empty() {
                return Err(Error::config("audience and any_audience(true) contradict each other: leave one out"));
            }
        } else if audiences.is_empty() {
            audiences.extend(self.client.app_id().map(str::to_owned));
            if audiences.is_empty() && self.verify_locally {
                return Err(Error::config(
                    "no audience: call audience with the application's ID, or any_audience(true) to take tokens for \
                     every application of the user pool",
                ));
            }
        }
        let mut issuers = self.issuers;
        if issuers.is_empty() {
            issuers.push(format!("{}/oidc", self.client.base_url()));
        }
        for audience in &audiences {
            check_text("an audience", audience, "copy the application's ID from the console")?;
        }
        for issuer in &issuers {
            check_text("an issuer", issuer, "leave it out for the app host with /oidc after it")?;
        }
        if let Some(secret) = &self.app_secret {
            // A secret of other bytes than text is taken as it is.
            check_text("app_secret", std::str::from_utf8(secret).unwrap_or("binary"), "copy it from the console")?;
        }
        if self.stale_for > MAX_STALE {
            return Err(Error::config("stale_for is more than an hour: a suspended user would be let in for as long"));
        }
        if self.timeout.is_zero() {
            return Err(Error::config("timeout is 0: no request could succeed, leave it out for the default"));
        }
        // The name of a cookie is a token of HTTP (RFC 6265, section 4.1.1), as the name of a method is.
        if self.cookie.as_deref().is_some_and(|name| Method::from_bytes(name.as_bytes()).is_err()) {
            return Err(Error::config(
                "token_from_cookie has a name that no cookie can have: use letters, digits, - and _",
            ));
        }
        if let Some(secret) = self.revoke_with.secret() {
            check_text("the secret of revoke_with", secret, "copy it from the console")?;
        }
        let only_audience = audiences.first().filter(|_| audiences.len() == 1);
        let client_id = self.client.app_id().map(str::to_owned).or_else(|| only_audience.cloned());
        let revoker = Revoker { auth: self.revoke_with, client_id };
        let challenge = Challenge::new(self.realm, self.resource_metadata)?;
        let secret = match &self.app_secret {
            Some(secret) if secret.len() < MIN_SECRET_BYTES => return Err(short_secret(secret)),
            Some(secret) => Some(DecodingKey::from_secret(secret).map_err(|_| short_secret(secret))?),
            None => None,
        };
        let timeout = self.timeout.min(FOR_EVER);
        let trust = self.verify_locally.then(|| Trust { keys: Keys::new(self.client.clone(), timeout), secret });
        // jsonwebtoken panics if both of its backends are switched on and no provider is installed. This crate switches
        // one backend on, so that a program that uses the other backend would panic without this line. A provider that
        // the program has installed before stays. This crate itself names its provider and doesn't depend on the
        // choice.
        let _ = DEFAULT_PROVIDER.install_default();
        let lifetimes = Lifetimes { ttl: self.profile_ttl.min(FOR_EVER), stale_for: self.stale_for };
        let sequence = Arc::new(Sequence::default());
        let listed_for = lifetimes.ttl + lifetimes.stale_for + timeout;
        let forgotten = Arc::new(Forgotten::new(sequence.clone(), listed_for));
        let lifespan = Lifespan { deadline: timeout, max_silence: timeout / 2 };
        #[cfg(feature = "redis")]
        if self.shared_cache.is_some() && !self.verify_locally {
            return Err(Error::config(
                "shared_cache needs local verification, since the user isn't known before a call otherwise: leave out \
                 shared_cache or verify_locally(false)",
            ));
        }
        #[cfg(feature = "redis")]
        let fleet = |inner: &Weak<Inner>| {
            let cache = self.shared_cache.as_ref()?;
            let times = Times { lifetime: lifetimes.ttl, memory: listed_for, timeout, refusal: REFUSAL_TTL };
            let inner = inner.clone();
            let hear = move |heard| {
                if let Some(inner) = inner.upgrade() {
                    inner.hear(heard);
                }
            };
            Some(cache.open(self.client.base_url(), times, hear))
        };
        // Without the feature `redis`, nothing needs the reference.
        Ok(Authenticator::new(|_inner| Inner {
            #[cfg(feature = "redis")]
            fleet: fleet(_inner),
            client: self.client.clone(),
            verifier: Verifier { issuers, audiences, trust },
            cache: Cache::new(lifetimes, self.max_profiles, self.max_cache_bytes, forgotten.clone()),
            calls: Arc::new(Calls::new(sequence.clone(), lifespan)),
            grants: Arc::new(Calls::new(sequence, lifespan)),
            forgotten,
            configure: self.profile,
            timeout,
            challenge,
            revoker,
            counters: Counters::default(),
            connections: self.connections,
            has_connected: AtomicBool::new(false),
            is_ready: AtomicBool::new(false),
            cookie: self.cookie,
        }))
    }
}

/// Refuses a text that is blank, or that was copied with its surroundings: no token could then be valid. The text
/// itself isn't shown.
fn check_text(name: &str, text: &str, advice: &str) -> Result<(), Error> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Error::config(format!("{name} is blank: {advice}")));
    }
    if trimmed != text {
        return Err(Error::config(format!("{name} has white space around it: remove the white space")));
    }
    if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        return Err(Error::config(format!("{name} has quotes around it: remove the quotes")));
    }
    Ok(())
}

fn short_secret(secret: &[u8]) -> Error {
    Error::config(format!(
        "app_secret has {} bytes, HS256 needs at least {MIN_SECRET_BYTES}: copy it from the console",
        secret.len()
    ))
}

/// Leaves out the secret.
impl fmt::Debug for AuthenticatorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthenticatorBuilder")
            .field("client", &self.client)
            .field("audiences", &self.audiences)
            .field("issuers", &self.issuers)
            .field("profile_ttl", &self.profile_ttl)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
