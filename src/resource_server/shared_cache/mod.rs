//! A cache that several instances of a program share, in Redis.
//!
//! The cache stands behind the cache in memory: memory, then Redis, then the service.
//!
//! The modules, each using only those before it: `address` (the URL), `seal` (encryption), `cache_key` (what an answer
//! is about, and names of keys in Redis), `generations` (what makes a value old), `link` (the connection), `outbox`
//! (what Redis must still be told), `fleet` (the rules), `notices` (what instances tell each other), `asking` (the
//! order of the three).

mod address;
mod asking;
mod cache_key;
mod fleet;
mod generations;
mod link;
mod notices;
mod outbox;
mod seal;

use std::fmt;
use std::sync::Arc;

pub(super) use self::asking::{Form, Seen};
pub(super) use self::cache_key::CacheKey;
pub(super) use self::fleet::{Fleet, Heard, Times};
pub(super) use self::generations::Standing;

use self::address::Address;
use crate::error::Error;

/// The shortest secret, in bytes: as long as the keys that are made of it.
const MIN_SECRET_BYTES: usize = 32;

/// A cache in Redis that several instances of a program share, for
/// [`AuthenticatorBuilder::shared_cache`](super::AuthenticatorBuilder::shared_cache).
///
/// With it the instances together make one call to the service for each user and lifetime of a profile, and a logout on
/// one instance counts on all of them. Redis 7 or later is needed. Redis is never a reason to refuse a user: if it
/// fails, each instance goes on alone.
///
/// ```
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use genauth::AuthenticationClient;
/// use genauth::resource_server::{Authenticator, SharedCache};
///
/// let cache = SharedCache::redis(std::env::var("REDIS_URL")?, std::env::var("REDIS_SECRET")?)?;
/// let client = AuthenticationClient::from_env()?;
/// let authenticator = Authenticator::builder(client).shared_cache(cache).build()?;
/// # Ok(())
/// # }
/// ```
///
/// What is in Redis is encrypted. Somebody who reads Redis learns no token, profile or user ID; somebody who writes to
/// Redis but doesn't know the secret can't log anybody in.
#[derive(Clone)]
pub struct SharedCache {
    address: Arc<Address>,
    secret: Arc<[u8]>,
}

impl SharedCache {
    /// A cache in the Redis at `redis://[user:password@]host[:port][/database]`; `rediss://` for TLS. The secret has at
    /// least 32 random bytes, and is the same on all instances. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for a URL that is not of this form, for a short secret, and for
    /// TLS without a crypto provider, or without the features `rustls` and `rustls-no-provider`.
    pub fn redis(url: impl AsRef<str>, secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secret = secret.as_ref();
        if secret.len() < MIN_SECRET_BYTES {
            return Err(Error::config(format!(
                "the secret of the shared cache has {} bytes, at least {MIN_SECRET_BYTES} are needed: generate random \
                 ones",
                secret.len()
            )));
        }
        Ok(Self { address: Arc::new(Address::parse(url.as_ref())?), secret: secret.into() })
    }

    /// The connection of one authenticator to this cache, for the service at this host.
    pub(super) fn open(&self, host: &str, times: Times, hear: impl Fn(Heard) + Send + Sync + 'static) -> Arc<Fleet> {
        Fleet::new(self.address.clone(), &self.secret, host, times, hear)
    }

    /// Trusts a further certificate authority for `rediss://`, in PEM or DER, besides those of the system.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) without TLS, or for text that is no certificate.
    pub fn add_root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Result<Self, Error> {
        let address = Arc::try_unwrap(self.address).unwrap_or_else(|shared| Address::clone(&shared));
        self.address = Arc::new(address.add_root_certificate(certificate.as_ref())?);
        Ok(self)
    }
}

/// Leaves out the address, which has a password, and the secret.
impl fmt::Debug for SharedCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SharedCache").finish_non_exhaustive()
    }
}
