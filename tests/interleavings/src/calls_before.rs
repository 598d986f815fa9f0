//! The table as it was when a call left it after its outcome was sent, with the names of today. Kept to show that the
//! scenarios find the fault.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::lock::Lock;

#[derive(Default)]
pub(super) struct Sequence(AtomicU64);

impl Sequence {
    pub(super) fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

pub(super) enum Ended<V> {
    With(V),
}

pub(super) enum Join<K: Clone + Eq + Hash, V> {
    Cached(V),
    Waits(Wait<V>),
    Leads(Wait<V>, Ticket<K, V>),
}

pub(super) struct Wait<V> {
    pub(super) ended: watch::Receiver<Option<Ended<V>>>,
}

pub(super) struct Lifespan {
    pub(super) deadline: Duration,
    pub(super) max_silence: Duration,
}

pub(super) struct Calls<K, V> {
    running: Lock<HashMap<K, RunningCall<V>>>,
    sequence: Arc<Sequence>,
}

struct RunningCall<V> {
    number: u64,
    ended: watch::Receiver<Option<Ended<V>>>,
}

impl<K: Clone + Eq + Hash, V: Clone> Calls<K, V> {
    pub(super) fn new(sequence: Arc<Sequence>, _: Lifespan) -> Self {
        Self { running: Lock::default(), sequence }
    }

    pub(super) fn join(self: &Arc<Self>, key: K, _: u64, _: Instant, cached: impl FnOnce() -> Option<V>) -> Join<K, V> {
        let mut running = self.running.lock();
        match running.entry(key.clone()) {
            Entry::Occupied(call) => Join::Waits(Wait { ended: call.get().ended.clone() }),
            Entry::Vacant(place) => {
                if let Some(value) = cached() {
                    return Join::Cached(value);
                }
                let (sender, ended) = watch::channel(None);
                let number = self.sequence.next();
                place.insert(RunningCall { number, ended: ended.clone() });
                Join::Leads(Wait { ended }, Ticket { calls: self.clone(), key, number, sender })
            }
        }
    }

    pub(super) fn forget(&self, such: impl Fn(&K) -> bool, remove: impl FnOnce()) {
        let mut running = self.running.lock();
        running.retain(|key, _| !such(key));
        remove();
    }
}

pub(super) struct Ticket<K: Clone + Eq + Hash, V> {
    calls: Arc<Calls<K, V>>,
    key: K,
    number: u64,
    sender: watch::Sender<Option<Ended<V>>>,
}

impl<K: Clone + Eq + Hash, V> Ticket<K, V> {
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn end(self, ended: Ended<V>, keep: impl FnOnce(&V)) {
        {
            let running = self.calls.running.lock();
            let Ended::With(value) = &ended;
            if running.get(&self.key).is_some_and(|call| call.number == self.number) {
                keep(value);
            }
        }
        // The fault: between this line and `drop`, newcomers join a call that has ended.
        self.sender.send_replace(Some(ended));
    }
}

impl<K: Clone + Eq + Hash, V> Drop for Ticket<K, V> {
    fn drop(&mut self) {
        let mut running = self.calls.running.lock();
        if running.get(&self.key).is_some_and(|call| call.number == self.number) {
            running.remove(&self.key);
        }
    }
}
