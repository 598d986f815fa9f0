//! What Redis must still be told: logouts, refusals and what was forgotten.
//!
//! A telling is kept until its time is over, also after it was sent: a Redis that was restarted without its data is told
//! again. The second time it replaces nothing, so that an older telling can't undo a newer one.

use std::collections::VecDeque;
use std::time::Instant;

use redis::Pipeline;
use tokio::sync::oneshot;

/// How many tellings are kept. The oldest is dropped first; each takes some 500 bytes.
const MOST: usize = 10_000;

/// One thing that Redis and the other instances are told.
pub(super) struct Telling {
    /// The key that is set, its value, and how long it is kept.
    pub(super) key: String,
    pub(super) value: Vec<u8>,
    pub(super) until: Instant,
    /// The message for the other instances.
    pub(super) message: Vec<u8>,
}

/// The tellings of one authenticator.
#[derive(Default)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    last: u64,
}

struct Entry {
    number: u64,
    telling: Telling,
    /// The connection over which this was sent last.
    sent: Option<u64>,
    /// Dropped when the telling was sent for the first time.
    waiter: Option<oneshot::Sender<()>>,
}

impl Outbox {
    /// Adds a telling. The receiver ends when the telling was sent, or was dropped.
    pub(super) fn add(&mut self, telling: Telling) -> oneshot::Receiver<()> {
        let (waiter, sent) = oneshot::channel();
        if self.entries.len() >= MOST {
            self.entries.pop_front();
        }
        self.last += 1;
        self.entries.push_back(Entry { number: self.last, telling, sent: None, waiter: Some(waiter) });
        sent
    }

    /// The commands of the next telling that wasn't sent over this connection, and the telling's number.
    pub(super) fn next(&mut self, connection: u64, channel: &str, now: Instant) -> Option<(u64, Pipeline)> {
        self.entries.retain(|entry| entry.telling.until > now);
        let entry = self.entries.iter().find(|entry| entry.sent != Some(connection))?;
        let Telling { key, value, until, message } = &entry.telling;
        let lifetime = until.saturating_duration_since(now).as_millis().max(1) as u64;
        let mut commands = redis::pipe();
        commands.cmd("SET").arg(key).arg(value).arg("PX").arg(lifetime);
        if entry.sent.is_some() {
            commands.arg("NX");
        }
        commands.ignore().cmd("PUBLISH").arg(channel).arg(message).ignore();
        Some((entry.number, commands))
    }

    /// Whether a telling about one of these keys wasn't sent over this connection yet.
    pub(super) fn is_waiting(&self, connection: u64, keys: &[String]) -> bool {
        let waits = |entry: &&Entry| entry.sent != Some(connection) && keys.contains(&entry.telling.key);
        self.entries.iter().rev().any(|entry| waits(&entry))
    }

    /// Notes that a telling was sent over this connection.
    pub(super) fn sent(&mut self, number: u64, connection: u64) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.number == number) {
            entry.sent = Some(connection);
            entry.waiter = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn telling(key: &str, until: Instant) -> Telling {
        Telling { key: key.to_owned(), value: b"v".to_vec(), until, message: b"m".to_vec() }
    }

    fn text(commands: &Pipeline) -> String {
        String::from_utf8(commands.get_packed_pipeline()).expect("text")
    }

    #[test]
    fn each_telling_is_sent_once_a_connection_and_replaces_nothing_later() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let mut first = outbox.add(telling("a", now + Duration::from_secs(9)));
        let _second = outbox.add(telling("a", now + Duration::from_secs(9)));
        for connection in [1, 2] {
            for expected in [1, 2] {
                let (number, commands) = outbox.next(connection, "c", now).expect("a telling");
                assert_eq!((number, text(&commands).contains("NX")), (expected, connection == 2));
                outbox.sent(number, connection);
            }
            assert!(outbox.next(connection, "c", now).is_none());
        }
        assert!(matches!(first.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
    }

    #[test]
    fn tellings_end_and_are_bounded() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let waits: Vec<_> = (0..=MOST).map(|_| outbox.add(telling("a", now + Duration::from_secs(9)))).collect();
        assert_eq!((outbox.entries.len(), waits.len()), (MOST, MOST + 1));
        assert!(outbox.next(1, "c", now + Duration::from_secs(10)).is_none());
        assert!(outbox.entries.is_empty());
    }
}
