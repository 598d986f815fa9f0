//! What this instance tells Redis and the other instances, and what they tell: logouts, refusals and what was forgotten.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::fleet::{Fleet, Heard};
use super::generations::{self, stamp, stamped};
use super::link::{COMMAND, Connection, Owner};
use super::outbox::Telling;

impl Fleet {
    /// Makes what is cached for a token old, in every instance.
    pub(crate) fn forget(self: &Arc<Self>, digest: &[u8]) {
        let until = Instant::now() + self.times.memory;
        let value = generations::new(Some((self.now)()));
        drop(self.tell(self.token_name(digest), value.to_vec(), until, b'f', digest));
    }

    /// Makes what is cached for a user old, in every instance. The future waits for Redis, but not for long.
    pub(crate) fn forget_user(self: &Arc<Self>, user: &[u8]) -> impl Future<Output = ()> + Send + use<> {
        let until = Instant::now() + self.times.memory;
        let value = generations::new(Some((self.now)()));
        let sent = self.tell(self.user_name(user), value.to_vec(), until, b'u', user);
        async move {
            let _ = timeout(COMMAND, sent).await;
        }
    }

    /// Has every instance refuse a token until `until`. Waits for Redis, but not for long.
    pub(crate) async fn log_out(self: &Arc<Self>, token: &str, digest: &[u8], until: SystemTime) {
        let remaining = until.duration_since((self.now)()).unwrap_or_default();
        let Some(sealed) = self.seal.seal(token, &[b"logout", digest], b"") else { return };
        let about = [&stamp(until)[..], digest].concat();
        let sent = self.tell(self.logout_name(digest), sealed, Instant::now() + remaining, b'o', &about);
        let _ = timeout(COMMAND, sent).await;
    }

    /// Tells every instance that the service refused a token. `kind` comes back in [`Found::Refused`].
    pub(super) fn refuse(self: &Arc<Self>, token: &str, digest: &[u8], kind: u8) {
        let value = [&stamp((self.now)())[..], &[kind]].concat();
        let Some(sealed) = self.seal.seal(token, &[b"refusal", digest], &value) else { return };
        drop(self.tell(self.refusal_name(digest), sealed, Instant::now() + self.times.refusal, b'f', digest));
    }

    /// Keeps what Redis is to be told, and has it sent.
    fn tell(
        self: &Arc<Self>,
        key: String,
        value: Vec<u8>,
        until: Instant,
        kind: u8,
        about: &[u8],
    ) -> oneshot::Receiver<()> {
        let message = [&self.own[..], &[kind], about].concat();
        let message = self.seal.seal_message(&message).unwrap_or_default();
        let sent = self.lock().add(Telling { key, value, until, message });
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
        match kind {
            b'f' => (self.hear)(Heard::Forget(about.to_owned())),
            b'u' => (self.hear)(Heard::ForgetUser(about.to_owned())),
            b'o' => {
                if let Some((until, digest)) = stamped(about) {
                    (self.hear)(Heard::LoggedOut { digest: digest.to_owned(), until });
                }
            }
            // Of a later version.
            _ => {}
        }
    }

    async fn deliver(&self, connection: Connection) {
        loop {
            let Some((number, commands)) = self.lock().next(connection.number, &self.channel, Instant::now()) else {
                return;
            };
            if connection.run::<()>(&commands).await.is_err() {
                self.counters.errors.add();
                // Tried again after the next heartbeat.
                return;
            }
            self.lock().sent(number, connection.number);
        }
    }
}
