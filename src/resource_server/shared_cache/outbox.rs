//! What Redis must still be told: logouts, refusals and what was forgotten.
//!
//! A notice is kept until it expires, also after it was sent: a Redis that was restarted without its data, or that was
//! replaced by an older copy, is told again.

use std::collections::VecDeque;
use std::time::{Instant, SystemTime};

use redis::Pipeline;
use tokio::sync::oneshot;

use super::generations;

/// How many notices are kept. The one that ends first is dropped first, so that refusals displace no logout. Each takes
/// some 500 bytes.
const MAX_NOTICES: usize = 10_000;

/// One thing that Redis and the other instances are told.
pub(super) struct Notice {
    /// The key that is set, what is set, and how long it is kept.
    pub(super) key: String,
    pub(super) what: What,
    pub(super) until: Instant,
    /// The message for the other instances.
    pub(super) message: Vec<u8>,
}

/// What a key is set to.
pub(super) enum What {
    /// A new generation; the time is when `forget` was called. Each send makes fresh random bytes, so that no older
    /// value can match.
    Generation(SystemTime),
    /// A sealed value. Sent again it replaces nothing, since another instance's value may be newer.
    Sealed(Vec<u8>),
}

/// The notices of one authenticator.
#[derive(Default)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    last: u64,
}

struct Entry {
    number: u64,
    notice: Notice,
    /// The connection that has carried the message last.
    published: Option<u64>,
    /// The connection that has carried message and key last.
    sent: Option<u64>,
    /// Dropped when the notice was sent for the first time.
    waiter: Option<oneshot::Sender<()>>,
}

/// What is to be sent next.
pub(super) struct Next {
    pub(super) number: u64,
    pub(super) commands: Pipeline,
    /// Whether the server refused this notice before.
    pub(super) is_again: bool,
}

impl Outbox {
    /// Adds a notice. The receiver ends when the notice was sent, or was dropped.
    pub(super) fn add(&mut self, notice: Notice) -> oneshot::Receiver<()> {
        let (waiter, sent) = oneshot::channel();
        if self.entries.len() >= MAX_NOTICES {
            let first = self.entries.iter().enumerate().min_by_key(|(_, entry)| entry.notice.until);
            if let Some((first, _)) = first {
                self.entries.remove(first);
            }
        }
        self.last += 1;
        self.entries.push_back(Entry { number: self.last, notice, published: None, sent: None, waiter: Some(waiter) });
        sent
    }

    /// The next notice to send over this connection. Notices whose message isn't published yet come first.
    pub(super) fn next(&mut self, connection: u64, channel: &str, now: Instant) -> Option<Next> {
        self.entries.retain(|entry| entry.notice.until > now);
        let is_published = |entry: &Entry| entry.published == Some(connection);
        let waits = |entry: &&Entry| entry.sent != Some(connection);
        let unheard = self.entries.iter().find(|entry| waits(entry) && !is_published(entry));
        let entry = unheard.or_else(|| self.entries.iter().find(waits))?;
        let Notice { key, what, until, message } = &entry.notice;
        let lifetime = until.saturating_duration_since(now).as_millis().max(1) as u64;
        let mut commands = redis::pipe();
        match what {
            What::Generation(at) => {
                // A full Redis still deletes. Without a generation a value doesn't count.
                commands.cmd("DEL").arg(key).ignore();
                commands.cmd("SET").arg(key).arg(&generations::new(Some(*at))[..]).arg("PX").arg(lifetime).ignore();
            }
            What::Sealed(value) => {
                commands.cmd("SET").arg(key).arg(value).arg("PX").arg(lifetime);
                if entry.sent.is_some() {
                    commands.arg("NX");
                }
                commands.ignore();
            }
        }
        if !is_published(entry) {
            commands.cmd("PUBLISH").arg(channel).arg(message).ignore();
        }
        Some(Next { number: entry.number, commands, is_again: is_published(entry) })
    }

    /// Whether a notice about one of these keys wasn't sent over this connection yet.
    pub(super) fn is_waiting(&self, connection: u64, keys: &[String]) -> bool {
        let waits = |entry: &&Entry| entry.sent != Some(connection) && keys.contains(&entry.notice.key);
        self.entries.iter().rev().any(|entry| waits(&entry))
    }

    /// Notes that a notice was sent over this connection. A server that refuses to set the key, such as a full one, has
    /// still passed the message on.
    pub(super) fn sent(&mut self, number: u64, connection: u64, is_set: bool) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.number == number) {
            entry.published = Some(connection);
            entry.waiter = None;
            if is_set {
                entry.sent = Some(connection);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn notice(what: What, until: Instant) -> Notice {
        Notice { key: "a".to_owned(), what, until, message: b"m".to_vec() }
    }

    fn mark(until: Instant) -> Notice {
        notice(What::Sealed(b"v".to_vec()), until)
    }

    fn text(commands: &Pipeline) -> String {
        String::from_utf8_lossy(&commands.get_packed_pipeline()).into_owned()
    }

    #[test]
    fn each_notice_is_sent_once_a_connection_and_replaces_nothing_later() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let mut first = outbox.add(mark(now + Duration::from_secs(9)));
        let _second = outbox.add(mark(now + Duration::from_secs(9)));
        for connection in [1, 2] {
            for expected in [1, 2] {
                let next = outbox.next(connection, "c", now).expect("a notice");
                assert_eq!((next.number, text(&next.commands).contains("NX")), (expected, connection == 2));
                outbox.sent(next.number, connection, true);
            }
            assert!(outbox.next(connection, "c", now).is_none());
        }
        assert!(matches!(first.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
    }

    #[test]
    fn a_generation_is_new_each_time() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        drop(outbox.add(notice(What::Generation(SystemTime::now()), now + Duration::from_secs(9))));
        let [first, second] = [1, 2].map(|connection| {
            let next = outbox.next(connection, "c", now).expect("a notice");
            outbox.sent(next.number, connection, true);
            next.commands.get_packed_pipeline()
        });
        assert_ne!(first, second);
    }

    #[test]
    fn a_refused_notice_holds_no_other_up_and_is_published_once() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        drop(outbox.add(mark(now + Duration::from_secs(9))));
        drop(outbox.add(mark(now + Duration::from_secs(9))));
        for (number, is_again) in [(1, false), (2, false), (1, true), (1, true)] {
            let next = outbox.next(1, "c", now).expect("a notice");
            let has_message = text(&next.commands).contains("PUBLISH");
            assert_eq!((next.number, next.is_again, has_message), (number, is_again, !is_again));
            outbox.sent(number, 1, false);
        }
        assert!(outbox.is_waiting(1, &["a".to_owned()]));
    }

    #[test]
    fn notices_end_and_are_bounded() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        drop(outbox.add(mark(now + Duration::from_secs(60))));
        for _ in 0..MAX_NOTICES {
            drop(outbox.add(mark(now + Duration::from_secs(9))));
        }
        assert_eq!(outbox.entries.len(), MAX_NOTICES);
        let next = outbox.next(1, "c", now + Duration::from_secs(10)).expect("the one that lasts");
        assert_eq!((next.number, outbox.entries.len()), (1, 1));
    }
}
