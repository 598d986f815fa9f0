//! What this instance tells Redis and the other instances, and what they tell: logouts, refusals and what was
//! forgotten.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::cache_key::CacheKey;
use super::fleet::{Fleet, Heard};
use super::generations::{stamp, stamped};
use super::link::{COMMAND, Connection, Failure, Owner};
use super::outbox::{Notice, What};
use crate::resource_server::digest::Digest;
use crate::token::AccessToken;

impl Fleet {
    /// Makes what is cached for a token old, in every instance.
    pub(crate) fn forget(self: &Arc<Self>, token: &Digest) {
        let (name, what) = (self.seal.token_name(token), What::Generation((self.now)()));
        drop(self.notify(name, what, self.times.memory, b'f', token.as_bytes()));
    }

    /// Makes what is cached for a user old, in every instance. The future waits for Redis, but not for long.
    pub(crate) fn forget_user(self: &Arc<Self>, user: &Digest) -> impl Future<Output = ()> + Send + use<> {
        let (name, what) = (self.seal.user_name(user), What::Generation((self.now)()));
        let sent = self.notify(name, what, self.times.memory, b'u', user.as_bytes());
        async move {
            let _ = timeout(COMMAND, sent).await;
        }
    }

    /// Has every instance refuse a token until `until`. Waits for Redis, but not for long.
    pub(crate) async fn log_out(self: &Arc<Self>, token: &AccessToken, digest: &Digest, until: SystemTime) {
        let remaining = until.duration_since((self.now)()).unwrap_or_default();
        let Some(sealed) = self.seal.seal(token, &[b"logout", digest.as_bytes()], b"") else { return };
        let about = [&stamp(until)[..], digest.as_bytes()].concat();
        let sent = self.notify(self.seal.logout_name(digest), What::Sealed(sealed), remaining, b'o', &about);
        // If Redis loses the mark, the profile doesn't count either.
        self.forget(digest);
        let _ = timeout(COMMAND, sent).await;
    }

    /// Tells every instance that the service refused to answer a question. `kind` comes back in
    /// [`Found::Refused`](super::fleet::Found::Refused).
    pub(super) fn refuse(self: &Arc<Self>, key: &CacheKey<'_>, kind: u8) {
        let value = [&stamp((self.now)())[..], &[kind]].concat();
        let Some(sealed) = self.seal.seal(key.token, &key.refusal(), &value) else { return };
        // Kept for as long as an answer from before could count.
        let name = self.seal.refusal_name(key);
        drop(self.notify(name, What::Sealed(sealed), self.times.memory, b'f', key.digest.as_bytes()));
    }

    /// Keeps what Redis is to be told, and has it sent.
    fn notify(
        self: &Arc<Self>,
        key: String,
        what: What,
        lifetime: Duration,
        kind: u8,
        about: &[u8],
    ) -> oneshot::Receiver<()> {
        let message = [&self.own[..], &[kind], about].concat();
        let message = self.seal.seal_message(&message).unwrap_or_default();
        let sent = self.outbox.lock().add(Notice { key, what, until: Instant::now() + lifetime, message });
        // Starts the keeper, if none is at work.
        let _ = self.link.connection(self);
        self.link.wake();
        sent
    }
}

impl Owner for Fleet {
    fn hear(&self, message: &[u8]) {
        let Some(message) = self.seal.open_message(message) else { return };
        let Some((own, [kind, about @ ..])) = message.split_at_checked(self.own.len()) else { return };
        if own == self.own {
            return;
        }
        let heard = match kind {
            b'f' => Digest::from_bytes(about).map(Heard::Forget),
            b'u' => Digest::from_bytes(about).map(Heard::ForgetUser),
            b'o' => stamped(about)
                .and_then(|(until, token)| Digest::from_bytes(token).map(|token| Heard::LoggedOut { token, until })),
            // Of a later version.
            _ => None,
        };
        if let Some(heard) = heard {
            (self.hear)(heard);
        }
    }

    async fn deliver(&self, connection: Connection) {
        loop {
            let next = self.outbox.lock().next(connection.number, &self.channel, Instant::now());
            let Some(next) = next else { return };
            let result = connection.run::<()>(&next.commands).await;
            if result.is_err() {
                self.counters.errors.add();
            }
            if result == Err(Failure::Lost) {
                return;
            }
            self.outbox.lock().sent(next.number, connection.number, result.is_ok());
            if result.is_err() && next.is_again {
                // Tried again after the next heartbeat.
                return;
            }
        }
    }
}
