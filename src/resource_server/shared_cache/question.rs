//! What is asked, and the names of the keys in Redis that are about it.

use super::seal::Seal;
use crate::resource_server::digest::Digest;
use crate::token::AccessToken;

/// One question to the service, whose answer is shared.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) token: &'a AccessToken,
    /// The digest under which this process caches the token.
    pub(crate) digest: &'a Digest,
    pub(crate) user: &'a Digest,
    /// The digest of the operation with all of its parameters.
    pub(crate) operation: Digest,
}

impl Question<'_> {
    /// What the seal of an answer names besides host and version.
    pub(super) fn answer(&self) -> [&[u8]; 4] {
        [b"value", self.operation.as_bytes(), self.user.as_bytes(), self.digest.as_bytes()]
    }

    /// What the seal of a refusal names. The service may refuse one question about a user, and answer another.
    pub(super) fn refusal(&self) -> [&[u8]; 3] {
        [b"refusal", self.operation.as_bytes(), self.digest.as_bytes()]
    }
}

impl Seal {
    pub(super) fn value_name(&self, question: &Question<'_>) -> String {
        self.name(&question.answer())
    }

    pub(super) fn lease_name(&self, question: &Question<'_>) -> String {
        self.name(&[b"lease", question.operation.as_bytes(), question.digest.as_bytes()])
    }

    /// The names of the generations of user and token.
    pub(super) fn generation_names(&self, question: &Question<'_>) -> [String; 2] {
        [self.user_name(question.user), self.token_name(question.digest)]
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

    pub(super) fn refusal_name(&self, question: &Question<'_>) -> String {
        self.name(&question.refusal())
    }
}
