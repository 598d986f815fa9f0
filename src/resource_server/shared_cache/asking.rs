//! Asks Redis before the service, for any answer about a user.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::cache_key::CacheKey;
use super::fleet::{Begun, Fleet, Found};
use super::generations::Standing;
use crate::resource_server::calls::Ended;
use crate::resource_server::rejection::Rejection;

/// What stands in Redis for a refusal.
const INVALID_TOKEN: u8 = 1;
const FORBIDDEN: u8 = 2;

/// What Redis knows of an answer, before the service is asked.
pub(crate) struct Seen {
    began: Instant,
    /// The connection that delivered messages before Redis was asked: every later message arrives in this process.
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

    /// Whether a profile in memory was forgotten by another instance.
    pub(crate) fn forgets(&self, standing: &Standing) -> bool {
        match &self.found {
            Found::Nothing { user, token } => standing.is_forgotten(user.as_ref(), token.as_ref()),
            _ => false,
        }
    }
}

/// An answer, with what is needed to judge its age later.
pub(crate) struct SharedAnswer<T> {
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
    pub(crate) async fn look(self: &Arc<Self>, key: &CacheKey<'_>) -> Seen {
        let (began, connection) = (Instant::now(), self.listening_connection());
        Seen { began, connection, found: self.find(key).await }
    }

    /// The answer: what was seen in Redis, or what `ask` gets from the service. `ask` is told how long the
    /// call may take.
    pub(crate) async fn answer<T, R, F>(
        self: &Arc<Self>,
        key: &CacheKey<'_>,
        seen: Seen,
        form: Form<T, R>,
        ask: impl FnOnce(Duration) -> F,
    ) -> SharedAnswer<T>
    where
        R: Fn(&[u8]) -> Option<T>,
        F: Future<Output = Ended<Result<T, Rejection>>>,
    {
        let Seen { began, connection, found } = seen;
        if let Some(shared) = self.taken(found, connection, &form) {
            return shared;
        }
        let mut begun = self.begin(key).await;
        if let Begun::Other = begun {
            let found = self.wait(key).await;
            if let Some(shared) = self.taken(found, connection, &form) {
                return shared;
            }
            // The other instance has given up, or takes long.
            begun = self.begin(key).await;
        }
        if let Begun::Found(found) = begun {
            if let Some(shared) = self.taken(found, connection, &form) {
                return shared;
            }
            begun = Begun::Alone;
        }
        let outcome = ask(self.times.timeout.saturating_sub(began.elapsed())).await;
        let standing = match begun {
            Begun::Asks(lease) => {
                let standing = Standing::new((self.now)(), Some(lease.generations), connection);
                let json = match &outcome {
                    Ended::With(Ok(answer)) => (form.write)(answer),
                    _ => None,
                };
                self.end(key, lease, json.as_deref()).await;
                standing
            }
            Begun::Found(_) | Begun::Other | Begun::Alone => Standing::default(),
        };
        if let Ended::With(Err(rejection)) = &outcome
            && let Some(kind) = kind(rejection)
        {
            if kind == INVALID_TOKEN {
                // Other answers about the token count no more either.
                self.forget(key.digest);
            }
            self.refuse(key, kind);
        }
        SharedAnswer { outcome, age: Duration::ZERO, standing }
    }

    /// The answer that Redis has, if it has one.
    fn taken<T, R: Fn(&[u8]) -> Option<T>>(
        &self,
        found: Found,
        connection: Option<u64>,
        form: &Form<T, R>,
    ) -> Option<SharedAnswer<T>> {
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
        Some(SharedAnswer { outcome, age, standing })
    }
}

fn kind(rejection: &Rejection) -> Option<u8> {
    match rejection {
        Rejection::InvalidToken { .. } => Some(INVALID_TOKEN),
        Rejection::Forbidden => Some(FORBIDDEN),
        _ => None,
    }
}
