//! [`Grants`]: what is known about a user's roles and permissions, beside the profile.
//!
//! The answers stand inside of the profile's place in the cache. So they go with the profile: at `forget`, at a logout, at
//! its expiry, and when it is displaced. They count neither as profiles nor in the cache's bytes, but a user has at most
//! [`MAX_NAMESPACES`] and [`MAX_PERMISSIONS`] of them.

use std::sync::Arc;
use std::time::Instant;

use super::lock::Lock;
use super::permissions::Permission;
use super::rejection::Rejection;
use super::roles::Role;

const MAX_NAMESPACES: usize = 16;
const MAX_PERMISSIONS: usize = 64;
/// The longest permission whose answer is kept, in bytes.
const LONGEST_PERMISSION: usize = 1024;

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

/// The outcome of a question.
pub(super) type Granted = Result<Answer, Rejection>;

/// The answers about one user.
#[derive(Default)]
pub(super) struct Grants(Lock<Answers>);

#[derive(Default)]
struct Answers {
    /// The answer that was used least recently comes first.
    roles: Vec<Known<Arc<str>, Arc<[Role]>>>,
    permissions: Vec<Known<Permission, bool>>,
}

struct Known<Q, A> {
    question: Q,
    answer: A,
    age: Age,
}

/// Which call an answer comes from.
#[derive(Clone, Copy)]
pub(super) struct Age {
    /// The number of the call.
    pub(super) number: u64,
    /// Until when the answer counts.
    pub(super) fresh_until: Instant,
}

impl Grants {
    /// Looks at the roles of a permission space, if they are known and such an age counts.
    pub(super) fn roles<T>(
        &self,
        namespace: &str,
        counts: impl FnOnce(Age) -> bool,
        look: impl FnOnce(&[Role]) -> T,
    ) -> Option<T> {
        let mut answers = self.0.lock();
        let known = find(&mut answers.roles, |known| **known == *namespace)?;
        counts(known.age).then(|| look(&known.answer))
    }

    /// The answer about a permission, if it is known and such an age counts.
    pub(super) fn permission(
        &self,
        is_meant: impl Fn(&Permission) -> bool,
        counts: impl FnOnce(Age) -> bool,
    ) -> Option<bool> {
        let mut answers = self.0.lock();
        let known = find(&mut answers.permissions, is_meant)?;
        counts(known.age).then_some(known.answer)
    }

    /// The answer to a question.
    pub(super) fn get(&self, question: &Question, counts: impl FnOnce(Age) -> bool) -> Option<Answer> {
        match question {
            Question::Roles(namespace) => {
                let mut answers = self.0.lock();
                let known = find(&mut answers.roles, |known| known == namespace)?;
                counts(known.age).then(|| Answer::Roles(known.answer.clone()))
            }
            Question::Permission(asked) => self.permission(|known| known == asked, counts).map(Answer::Permission),
        }
    }

    /// Keeps an answer. The answer that was used least recently gives way.
    pub(super) fn put(&self, question: Question, answer: &Answer, age: Age) {
        let mut answers = self.0.lock();
        match (question, answer) {
            (Question::Roles(question), Answer::Roles(answer)) => {
                keep(&mut answers.roles, MAX_NAMESPACES, Known { question, answer: answer.clone(), age });
            }
            (Question::Permission(question), Answer::Permission(answer)) => {
                let Permission { namespace, resource, action } = &question;
                if namespace.len() + resource.len() + action.len() <= LONGEST_PERMISSION {
                    keep(&mut answers.permissions, MAX_PERMISSIONS, Known { question, answer: *answer, age });
                }
            }
            _ => {}
        }
    }
}

/// Finds an answer, and puts it to the end.
fn find<Q, A>(answers: &mut [Known<Q, A>], is_meant: impl Fn(&Q) -> bool) -> Option<&Known<Q, A>> {
    let at = answers.iter().rposition(|known| is_meant(&known.question))?;
    answers[at..].rotate_left(1);
    answers.last()
}

fn keep<Q: PartialEq, A>(answers: &mut Vec<Known<Q, A>>, most: usize, known: Known<Q, A>) {
    answers.retain(|other| other.question != known.question);
    if answers.len() == most {
        answers.remove(0);
    }
    answers.push(known);
}
