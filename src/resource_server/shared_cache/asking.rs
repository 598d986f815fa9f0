//! Asks Redis before the service, for any question about a user.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::fleet::{Begun, Fleet, Found};
use super::generations::Standing;
use super::question::Question;
use crate::resource_server::calls::Ended;
use crate::resource_server::rejection::Rejection;

/// What stands in Redis for a refusal.
const INVALID_TOKEN: u8 = 1;
const FORBIDDEN: u8 = 2;

/// What Redis knows of a question, before the service is asked.
pub(crate) struct Seen {
    began: Instant,
    /// The connection over which messages arrived before Redis was asked: a message that comes later is heard.
    connection: Option<u64>,
    found: Found,
}

impl Seen {
    /// Whether a profile in memory still counts: Redis doesn't contradict.
    pub(crate) fn confirms(&self, standing: &Standing) -> bool {
        match &self.found {
            Found::Nothing { user, token } => {
                let is_old = standing.is_old(user.as_ref(), token.as_ref());
                if !is_old {
                    standing.confirm(self.connection);
                }
                !is_old
            }
            Found::Unreachable => {
                // To be confirmed before its next use.
                standing.confirm(None);
                true
            }
            _ => false,
        }
    }
}

/// An answer, with what is needed to judge its age later.
pub(crate) struct Shared<T> {
    pub(crate) outcome: Ended<Result<T, Rejection>>,
    /// How old the answer was when it was found.
    pub(crate) age: Duration,
    pub(crate) standing: Standing,
}

/// How an answer is written for Redis, and read again.
pub(crate) struct Form<T, R: Fn(&[u8]) -> Option<T>> {
    pub(crate) write: fn(&T) -> Option<Vec<u8>>,
    pub(crate) read: R,
}

impl Fleet {
    /// Looks into Redis.
    pub(crate) async fn look(self: &Arc<Self>, question: &Question<'_>) -> Seen {
        let (began, connection) = (Instant::now(), self.hears());
        Seen { began, connection, found: self.find(question).await }
    }

    /// The answer to a question: what was seen in Redis, or what `ask` gets from the service. `ask` is told how long the
    /// call may take.
    pub(crate) async fn answer<T, R, F>(
        self: &Arc<Self>,
        question: &Question<'_>,
        seen: Seen,
        form: Form<T, R>,
        ask: impl FnOnce(Duration) -> F,
    ) -> Shared<T>
    where
        R: Fn(&[u8]) -> Option<T>,
        F: Future<Output = Ended<Result<T, Rejection>>>,
    {
        let Seen { began, connection, found } = seen;
        if let Some(shared) = self.taken(found, connection, &form) {
            return shared;
        }
        let mut begun = self.begin(question).await;
        if let Begun::Other = begun {
            let found = self.wait(question).await;
            if let Some(shared) = self.taken(found, connection, &form) {
                return shared;
            }
            // The other instance has given up, or takes long.
            begun = self.begin(question).await;
        }
        if let Begun::Found(found) = begun {
            if let Some(shared) = self.taken(found, connection, &form) {
                return shared;
            }
            begun = Begun::Unreachable;
        }
        let outcome = ask(self.times.timeout.saturating_sub(began.elapsed())).await;
        let standing = match begun {
            Begun::Asks(lease) => {
                let standing = Standing::new((self.now)(), Some(lease.generations), connection);
                let json = match &outcome {
                    Ended::With(Ok(answer)) => (form.write)(answer),
                    _ => None,
                };
                self.end(question, lease, json.as_deref()).await;
                standing
            }
            Begun::Found(_) | Begun::Other | Begun::Unreachable => Standing::default(),
        };
        if let Ended::With(Err(rejection)) = &outcome
            && let Some(kind) = kind(rejection)
        {
            if kind == INVALID_TOKEN {
                // Other answers about the token count no more either.
                self.forget(question.digest);
            }
            self.refuse(question, kind);
        }
        Shared { outcome, age: Duration::ZERO, standing }
    }

    /// The answer that Redis has, if it has one.
    fn taken<T, R: Fn(&[u8]) -> Option<T>>(
        &self,
        found: Found,
        connection: Option<u64>,
        form: &Form<T, R>,
    ) -> Option<Shared<T>> {
        let refused = |reason, rejection: Rejection| {
            (Ended::With(Err(rejection.because(reason))), Duration::ZERO, Standing::default())
        };
        let (outcome, age, standing) = match found {
            Found::Value { json, age, generations } => {
                // An answer in another form is a miss, and is replaced.
                let answer = (form.read)(&json)?;
                let asked = (self.now)().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
                (Ended::With(Ok(answer)), age, Standing::new(asked, Some(generations), connection))
            }
            Found::LoggedOut => refused("the token was logged out on another instance", Rejection::InvalidToken),
            Found::Refused(FORBIDDEN) => refused("the service refused this user a moment ago", Rejection::Forbidden),
            Found::Refused(_) => refused("the service refused this token a moment ago", Rejection::InvalidToken),
            Found::Nothing { .. } | Found::Unreachable => return None,
        };
        Some(Shared { outcome, age, standing })
    }
}

fn kind(rejection: &Rejection) -> Option<u8> {
    match rejection {
        Rejection::InvalidToken { .. } => Some(INVALID_TOKEN),
        Rejection::Forbidden => Some(FORBIDDEN),
        _ => None,
    }
}
