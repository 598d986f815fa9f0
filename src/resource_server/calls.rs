//! [`Calls`]: the calls that are under way. At most one is listed for each key, and requests with that key share it.
//!
//! A call's outcome belongs to the requests that were waiting for the call: a request that begins after the call has
//! ended gets what is cached, or makes a call of its own. So a call leaves the table under the lock under which its
//! outcome is cached, and before the outcome is sent.
//!
//! A call is a task of its own, so that the call goes on if the request that began it is dropped. Three things make a
//! call old: [`Calls::forget`], a newer generation of its user, and the end of its life. Newcomers don't join an old
//! call but begin a new one, and its outcome isn't cached once it was replaced. Requests that wait for an old call
//! still get its outcome.
//!
//! A call's life ends at its deadline, and earlier if its task sends no heartbeat: then probably no runtime polls the
//! task any more.
//!
//! `tests/interleavings` runs this file under a model checker.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::lock::Lock;

/// Numbers what happens: calls that begin, and users that are forgotten. What has the larger number happened later. All
/// tables of an authenticator share one sequence.
#[derive(Default)]
pub(super) struct Sequence(AtomicU64);

impl Sequence {
    /// A number that is larger than all before, and never 0.
    pub(super) fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// How a call ended.
#[derive(Clone)]
pub(super) enum Ended<V> {
    With(V),
    /// The call's deadline passed. A request that joined later has time left, and begins a new call.
    TimedOut(V),
}

impl<T, E> Ended<Result<T, E>> {
    pub(super) fn and_then<U>(self, next: impl FnOnce(T) -> Result<U, E>) -> Ended<Result<U, E>> {
        match self {
            Self::With(result) => Ended::With(result.and_then(next)),
            Self::TimedOut(result) => Ended::TimedOut(result.and_then(next)),
        }
    }
}

/// How a request takes part in the call for its key.
pub(super) enum Join<K: Clone + Eq + Hash, V> {
    /// No call is needed.
    Cached(V),
    /// A call is under way, which another request has begun.
    Waits(Wait<V>),
    /// No call is under way: the request has to make the call.
    Leads(Wait<V>, Ticket<K, V>),
}

/// A place among the requests that wait for a call.
pub(super) struct Wait<V> {
    /// When the call's life ends, if there is no further heartbeat.
    pub(super) expires: Instant,
    pub(super) ended: watch::Receiver<Option<Ended<V>>>,
}

/// The calls that are under way, by key.
pub(super) struct Calls<K, V> {
    running: Lock<HashMap<K, RunningCall<V>>>,
    sequence: Arc<Sequence>,
    lifespan: Lifespan,
}

/// How long a call lives.
#[derive(Clone, Copy)]
pub(super) struct Lifespan {
    /// The deadline of a call.
    pub(super) deadline: Duration,
    /// How long a call lives without a heartbeat.
    pub(super) max_silence: Duration,
}

struct RunningCall<V> {
    number: u64,
    deadline: Instant,
    expires: Instant,
    ended: watch::Receiver<Option<Ended<V>>>,
}

impl<V> RunningCall<V> {
    fn wait(&self) -> Wait<V> {
        Wait { expires: self.expires, ended: self.ended.clone() }
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Calls<K, V> {
    pub(super) fn new(sequence: Arc<Sequence>, lifespan: Lifespan) -> Self {
        Self { running: Lock::default(), sequence, lifespan }
    }

    /// Joins the call that is under way for a key, if it began after `since`. `cached` looks into the cache again: a
    /// call may have ended after the request's first look.
    pub(super) fn join(
        self: &Arc<Self>,
        key: K,
        since: u64,
        now: Instant,
        cached: impl FnOnce() -> Option<V>,
    ) -> Join<K, V> {
        let mut running = self.running.lock();
        if let Some(call) = running.get(&key).filter(|call| call.number > since && now < call.expires) {
            return Join::Waits(call.wait());
        }
        if let Some(value) = cached() {
            return Join::Cached(value);
        }
        let (sender, ended) = watch::channel(None);
        let number = self.sequence.next();
        let deadline = now + self.lifespan.deadline;
        let call = RunningCall { number, deadline, expires: deadline.min(now + self.lifespan.max_silence), ended };
        let wait = call.wait();
        running.insert(key.clone(), call);
        Join::Leads(wait, Ticket { heartbeat: Heartbeat { calls: self.clone(), key, number }, sender })
    }

    /// Removes the calls whose key `matches` from the table, and their outcomes from the cache by `remove`. Both happen
    /// under the lock, so that no outcome from before can be cached afterwards.
    pub(super) fn forget(&self, matches: impl Fn(&K) -> bool, remove: impl FnOnce()) {
        let mut running = self.running.lock();
        running.retain(|key, _| !matches(key));
        remove();
    }
}

/// The duty to make a call. A ticket may be dropped without an outcome, for example because its runtime ended. Another
/// request can then begin the call.
pub(super) struct Ticket<K: Clone + Eq + Hash, V> {
    heartbeat: Heartbeat<K, V>,
    // Dropped after the call has left the table: see `Drop`.
    sender: watch::Sender<Option<Ended<V>>>,
}

impl<K: Clone + Eq + Hash, V> Ticket<K, V> {
    /// The call's number in the [`Sequence`].
    pub(super) fn number(&self) -> u64 {
        self.heartbeat.number
    }

    pub(super) fn heartbeat(&self) -> Heartbeat<K, V> {
        let Heartbeat { calls, key, number } = &self.heartbeat;
        Heartbeat { calls: calls.clone(), key: key.clone(), number: *number }
    }

    /// Ends the call: takes the call from the table, caches the outcome by `keep` unless the call was detached, and
    /// then hands the outcome to the requests that wait.
    pub(super) fn end(self, ended: Ended<V>, keep: impl FnOnce(&V)) {
        {
            let Heartbeat { calls, key, number } = &self.heartbeat;
            let mut running = calls.running.lock();
            if running.get(key).is_some_and(|call| call.number == *number) {
                running.remove(key);
                if let Ended::With(value) = &ended {
                    keep(value);
                }
            }
        }
        self.sender.send_replace(Some(ended));
    }
}

impl<K: Clone + Eq + Hash, V> Drop for Ticket<K, V> {
    fn drop(&mut self) {
        let Heartbeat { calls, key, number } = &self.heartbeat;
        let mut running = calls.running.lock();
        if running.get(key).is_some_and(|call| call.number == *number) {
            running.remove(key);
        }
    }
}

/// Tells that the task of a call runs.
pub(super) struct Heartbeat<K, V> {
    calls: Arc<Calls<K, V>>,
    key: K,
    number: u64,
}

impl<K: Clone + Eq + Hash, V> Heartbeat<K, V> {
    pub(super) fn beat(&self, now: Instant) {
        let mut running = self.calls.running.lock();
        if let Some(call) = running.get_mut(&self.key).filter(|call| call.number == self.number) {
            call.expires = call.deadline.min(now + self.calls.lifespan.max_silence);
        }
    }

    /// The pause between two heartbeats.
    pub(super) fn period(&self) -> Duration {
        self.calls.lifespan.max_silence / 4
    }
}
