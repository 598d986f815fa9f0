//! [`CacheKey`]: what a shared answer is about, and the names of the keys in Redis that belong to it.

use super::seal::Seal;
use crate::resource_server::digest::Digest;
use crate::token::AccessToken;

/// A question to the service, whose answer is shared.
#[derive(Clone, Copy)]
pub(crate) struct CacheKey<'a> {
    pub(crate) token: &'a AccessToken,
    /// The digest under which this process caches the token.
    pub(crate) digest: &'a Digest,
    pub(crate) user: &'a Digest,
    /// The digest of the operation with all of its parameters.
    pub(crate) operation: Digest,
}

impl CacheKey<'_> {
    /// The context that authenticates a sealed answer, besides host and version.
    pub(super) fn answer(&self) -> [&[u8]; 4] {
        [b"value", self.operation.as_bytes(), self.user.as_bytes(), self.digest.as_bytes()]
    }

    /// The context of a sealed refusal. The service may refuse one question about a user, and answer another.
    pub(super) fn refusal(&self) -> [&[u8]; 3] {
        [b"refusal", self.operation.as_bytes(), self.digest.as_bytes()]
    }
}

impl Seal {
    pub(super) fn value_name(&self, key: &CacheKey<'_>) -> String {
        self.name(&key.answer())
    }

    pub(super) fn lease_name(&self, key: &CacheKey<'_>) -> String {
        self.name(&[b"lease", key.operation.as_bytes(), key.digest.as_bytes()])
    }

    /// The names of the generations of user and token.
    pub(super) fn generation_names(&self, key: &CacheKey<'_>) -> [String; 2] {
        [self.user_name(key.user), self.token_name(key.digest)]
    }

    pub(super) fn user_name(&self, user: &Digest) -> String {
        self.name(&[b"user", user.as_bytes()])
    }

    pub(super) fn token_name(&self, digest: &Digest) -> String {
        self.name(&[b"token", digest.as_bytes()])
    }

    pub(super) fn logout_name(&self, digest: &Digest) -> String {
        self.name(&[b"logout", digest.as_bytes()])
    }

    pub(super) fn refusal_name(&self, key: &CacheKey<'_>) -> String {
        self.name(&key.refusal())
    }
}
