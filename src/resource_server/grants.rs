//! [`Grants`]: what is known about a user's roles and permissions, beside the profile.
//!
//! The answers are stored in the cache entry of the profile, and are removed together with the profile: at `forget`, at
//! a logout, at its expiry, and when it is displaced. Answers count neither as profiles nor in the cache's bytes, but
//! an entry, which is a token's, has at most [`MAX_NAMESPACES`] and [`MAX_PERMISSIONS`] of them.

use std::mem::discriminant;
use std::sync::Arc;
use std::time::Instant;

use super::digest::Digest;
use super::lock::Lock;
use super::permissions::Permission;
use super::rejection::Rejection;
use super::roles::Role;

const MAX_NAMESPACES: usize = 16;
const MAX_PERMISSIONS: usize = 64;
/// The longest permission whose answer is kept, in bytes.
const MAX_PERMISSION_BYTES: usize = 1024;

/// A question about a user.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// The roles of a permission space.
    Roles(Arc<str>),
    Permission(Permission),
}

/// The answer to a question.
#[derive(Clone)]
pub(super) enum Answer {
    Roles(Arc<[Role]>),
    Permission(bool),
}

impl Answer {
    /// The roles, if it is an answer about roles.
    pub(super) fn roles(&self) -> &[Role] {
        match self {
            Self::Roles(roles) => roles,
            Self::Permission(_) => &[],
        }
    }

    /// Whether it is an answer about a permission, and grants it.
    pub(super) fn is_granted(&self) -> bool {
        matches!(self, Self::Permission(true))
    }
}

#[cfg(feature = "redis")]
impl Answer {
    /// The answer as it stands in the shared cache.
    pub(super) fn to_json(&self) -> Option<Vec<u8>> {
        match self {
            Self::Roles(roles) => serde_json::to_vec(&**roles).ok(),
            Self::Permission(is_granted) => serde_json::to_vec(is_granted).ok(),
        }
    }

    pub(super) fn from_json(question: &Question, json: &[u8]) -> Option<Self> {
        match question {
            Question::Roles(_) => serde_json::from_slice::<Vec<Role>>(json).ok().map(|roles| Self::Roles(roles.into())),
            Question::Permission(_) => serde_json::from_slice(json).ok().map(Self::Permission),
        }
    }
}

/// What a call about a user's roles or permissions is keyed by: the token, and the question.
pub(super) type GrantKey = (Digest, Question);

/// The outcome of a question.
pub(super) type Granted = Result<Answer, Rejection>;

/// The answers about the user of one token. The answer that was used least recently comes first.
#[derive(Default)]
pub(super) struct Grants(Lock<Vec<KnownAnswer>>);

struct KnownAnswer {
    question: Question,
    answer: Answer,
    origin: Origin,
}

/// The call that an answer comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    /// The number of the call.
    pub(super) number: u64,
    /// Until when the answer counts.
    pub(super) fresh_until: Instant,
}

impl Grants {
    /// The answer to a question, if it is known and its origin counts.
    pub(super) fn get(
        &self,
        is_meant: impl Fn(&Question) -> bool,
        counts: impl FnOnce(Origin) -> bool,
    ) -> Option<Answer> {
        let mut answers = self.0.lock();
        let at = answers.iter().rposition(|known| is_meant(&known.question))?;
        answers[at..].rotate_left(1);
        answers.last().filter(|known| counts(known.origin)).map(|known| known.answer.clone())
    }

    /// Keeps an answer. The answer of the same kind that was used least recently gives way.
    pub(super) fn put(&self, question: Question, answer: Answer, origin: Origin) {
        let most = match &question {
            Question::Roles(_) => MAX_NAMESPACES,
            Question::Permission(permission) if permission.length() > MAX_PERMISSION_BYTES => return,
            Question::Permission(_) => MAX_PERMISSIONS,
        };
        let mut answers = self.0.lock();
        answers.retain(|known| known.question != question);
        let is_alike = |known: &KnownAnswer| discriminant(&known.question) == discriminant(&question);
        let mut alike = (0..answers.len()).filter(|at| is_alike(&answers[*at]));
        if let Some(oldest) = alike.next()
            && alike.count() + 1 == most
        {
            answers.remove(oldest);
        }
        answers.push(KnownAnswer { question, answer, origin });
    }
}
