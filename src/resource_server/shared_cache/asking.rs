//! Asks Redis before the service, for any question about a user.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::fleet::{Begun, Fleet, Found, Question};
use super::generations::Stamp;
use crate::resource_server::calls::Ended;
use crate::resource_server::event;
use crate::resource_server::rejection::Rejection;

/// What stands in Redis for a refusal.
const INVALID_TOKEN: u8 = 1;
const FORBIDDEN: u8 = 2;

/// An answer, with what is needed to judge its age later.
pub(crate) struct Shared<T> {
    pub(crate) outcome: Ended<Result<T, Rejection>>,
    /// How old the answer was when it was found.
    pub(crate) age: Duration,
    pub(crate) stamp: Stamp,
}

/// What this process has in its memory, and isn't sure of.
pub(crate) struct Remembered<T> {
    pub(crate) value: T,
    pub(crate) asked: SystemTime,
    pub(crate) stamp: Stamp,
}

/// How an answer is written for Redis, and read again.
pub(crate) struct Form<T, R: Fn(&[u8]) -> Option<T>> {
    pub(crate) write: fn(&T) -> Option<Vec<u8>>,
    pub(crate) read: R,
}

impl Fleet {
    /// The answer to a question: what is in memory, if Redis doesn't contradict; what is in Redis; or what `ask` gets from
    /// the service. `ask` is told how long the call may take.
    pub(crate) async fn ask<T, R, F>(
        self: &Arc<Self>,
        question: &Question<'_>,
        remembered: Option<Remembered<T>>,
        form: Form<T, R>,
        ask: impl FnOnce(Duration) -> F,
    ) -> Shared<T>
    where
        R: Fn(&[u8]) -> Option<T>,
        F: Future<Output = Ended<Result<T, Rejection>>>,
    {
        let began = Instant::now();
        let left = || self.times().timeout.saturating_sub(began.elapsed());
        // Read before Redis is asked: a message that comes later is heard.
        let connection = self.hears();
        let found = self.find(question).await;
        if let Some(remembered) = remembered {
            let counts = match &found {
                Found::Nothing { user, token } => {
                    !remembered.stamp.is_old(remembered.asked, user.as_ref(), token.as_ref())
                }
                Found::Unreachable => true,
                _ => false,
            };
            if counts {
                // What Redis could not be asked about is confirmed before its next use.
                let stamp = remembered.stamp.confirmed(connection.filter(|_| !matches!(found, Found::Unreachable)));
                let age = (self.now)().duration_since(remembered.asked).unwrap_or_default();
                return Shared { outcome: Ended::With(Ok(remembered.value)), age, stamp };
            }
        }
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
        let outcome = ask(left()).await;
        let stamp = match begun {
            Begun::Asks(lease) => {
                let stamp = Stamp::new(Some(lease.generations), connection);
                let json = match &outcome {
                    Ended::With(Ok(answer)) => (form.write)(answer),
                    _ => None,
                };
                self.end(question, lease, json.as_deref()).await;
                stamp
            }
            Begun::Found(_) | Begun::Other | Begun::Unreachable => Stamp::new(None, None),
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
        Shared { outcome, age: Duration::ZERO, stamp }
    }

    /// The answer that Redis has, if it has one.
    fn taken<T, R: Fn(&[u8]) -> Option<T>>(
        &self,
        found: Found,
        connection: Option<u64>,
        form: &Form<T, R>,
    ) -> Option<Shared<T>> {
        let refused = |reason, rejection| {
            event::refused(reason);
            (Ended::With(Err(rejection)), Duration::ZERO, Stamp::new(None, None))
        };
        let (outcome, age, stamp) = match found {
            Found::Value { json, age, generations } => {
                // An answer in another form is a miss, and is replaced.
                let answer = (form.read)(&json)?;
                (Ended::With(Ok(answer)), age, Stamp::new(Some(generations), connection))
            }
            Found::LoggedOut => refused("the token was logged out on another instance", Rejection::InvalidToken),
            Found::Refused(FORBIDDEN) => refused("the service refused this user a moment ago", Rejection::Forbidden),
            Found::Refused(_) => refused("the service refused this token a moment ago", Rejection::InvalidToken),
            Found::Nothing { .. } | Found::Unreachable => return None,
        };
        Some(Shared { outcome, age, stamp })
    }
}

fn kind(rejection: &Rejection) -> Option<u8> {
    match rejection {
        Rejection::InvalidToken { .. } => Some(INVALID_TOKEN),
        Rejection::Forbidden => Some(FORBIDDEN),
        _ => None,
    }
}
