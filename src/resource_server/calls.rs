//! Calls for profiles that run: one at a time for each token, shared by the requests that wait for it.
//!
//! A call is a task of its own, so that it goes on when the request that began it is dropped. A call that was detached by
//! [`Calls::forget`] still answers those who wait for it, but nothing of it is remembered.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::cache::{Cache, Digest, Outcome};

/// How a call ended.
#[derive(Clone)]
pub(super) enum Ended {
    With(Outcome),
    /// Its deadline passed. That is no answer for a request that came later and still has time.
    TimedOut(Outcome),
}

/// What remembers, and the calls whose outcome it will get.
pub(super) struct Calls {
    pub(super) cache: Cache,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    calls: HashMap<Digest, Call>,
    /// The number of the last call.
    last: u64,
}

struct Call {
    number: u64,
    ended: watch::Receiver<Option<Ended>>,
}

impl Calls {
    pub(super) fn new(cache: Cache) -> Self {
        Self { cache, running: Mutex::default() }
    }

    /// Joins the call that runs for a token. If there is none, a ticket for a new one comes with it.
    pub(super) fn join(self: &Arc<Self>, token: Digest) -> (watch::Receiver<Option<Ended>>, Option<Ticket>) {
        let mut running = self.lock();
        let number = running.last + 1;
        match running.calls.entry(token) {
            Entry::Occupied(call) => (call.get().ended.clone(), None),
            Entry::Vacant(place) => {
                let (sender, ended) = watch::channel(None);
                place.insert(Call { number, ended: ended.clone() });
                running.last = number;
                (ended, Some(Ticket { calls: self.clone(), token, number, sender }))
            }
        }
    }

    /// Forgets what is known of a token, and what a call that runs will say of it.
    pub(super) fn forget(&self, token: &Digest) {
        let mut running = self.lock();
        running.calls.remove(token);
        self.cache.remove(token);
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        // No code that holds the lock can panic half-way through a change.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The duty to make a call. Dropped without an outcome, as when its runtime ends, it leaves its place to another.
pub(super) struct Ticket {
    calls: Arc<Calls>,
    token: Digest,
    number: u64,
    sender: watch::Sender<Option<Ended>>,
}

impl Ticket {
    /// Ends the call: it is remembered unless it was detached, and told to those who wait.
    pub(super) fn end(self, ended: Ended, remaining: Option<Duration>) {
        {
            // Under the lock, so that `forget` comes either before, and nothing is remembered, or after.
            let running = self.calls.lock();
            if let Ended::With(outcome) = &ended
                && running.calls.get(&self.token).is_some_and(|call| call.number == self.number)
            {
                self.calls.cache.put(self.token, outcome, remaining);
            }
        }
        self.sender.send_replace(Some(ended));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut running = self.calls.lock();
        if running.calls.get(&self.token).is_some_and(|call| call.number == self.number) {
            running.calls.remove(&self.token);
        }
    }
}
