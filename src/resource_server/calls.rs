//! Calls for profiles that are under way. There is at most one for each token, and requests with that token share the
//! call.
//!
//! A call is a task of its own, so that the call goes on if the request that began it is dropped. [`Calls::forget`]
//! detaches a call: requests that wait for a detached call still get its outcome, but the outcome isn't cached.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::cache::{Cache, Digest, Outcome};

/// How a call ended.
#[derive(Clone)]
pub(super) enum Ended {
    With(Outcome),
    /// The call's deadline passed. A request that joined later has time left, and begins a new call.
    TimedOut(Outcome),
}

/// How a request takes part in the call for its token.
pub(super) enum Join {
    /// No call is needed.
    Cached(Outcome),
    /// A call is under way, which another request has begun.
    Waits(watch::Receiver<Option<Ended>>),
    /// No call is under way: the request has to make the call.
    Leads(watch::Receiver<Option<Ended>>, Ticket),
}

/// The cache, and the calls that will fill it.
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

    /// Joins the call that is under way for a token.
    pub(super) fn join(self: &Arc<Self>, token: Digest) -> Join {
        let mut running = self.lock();
        let number = running.last + 1;
        match running.calls.entry(token) {
            Entry::Occupied(call) => Join::Waits(call.get().ended.clone()),
            Entry::Vacant(place) => {
                // A call may have ended since the request looked into the cache.
                if let Some(outcome) = self.cache.get(&token) {
                    return Join::Cached(outcome);
                }
                let (sender, ended) = watch::channel(None);
                place.insert(Call { number, ended: ended.clone() });
                running.last = number;
                Join::Leads(ended, Ticket { calls: self.clone(), token, number, sender })
            }
        }
    }

    /// Removes what is cached for a token, and detaches a call that is under way for the token.
    pub(super) fn forget(&self, token: &Digest) {
        let mut running = self.lock();
        running.calls.remove(token);
        self.cache.remove(token);
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        // A poisoned lock is used as well: no code that holds the lock can panic half-way through a change.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The duty to make a call. A ticket may be dropped without an outcome, for example because its runtime ended. Another
/// request can then begin the call.
pub(super) struct Ticket {
    calls: Arc<Calls>,
    token: Digest,
    number: u64,
    sender: watch::Sender<Option<Ended>>,
}

impl Ticket {
    /// Ends the call: caches the outcome unless the call was detached, and hands the outcome to the requests that wait.
    pub(super) fn end(self, ended: Ended, until: Option<Instant>) {
        {
            // Cached under the lock, so that `forget` can't run between the check and the caching: an outcome from
            // before `forget` would stay in the cache.
            let running = self.calls.lock();
            if let Ended::With(outcome) = &ended
                && running.calls.get(&self.token).is_some_and(|call| call.number == self.number)
            {
                self.calls.cache.put(self.token, outcome, until);
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_request_that_comes_after_a_call_makes_no_other_call() {
        let calls = Arc::new(Calls::new(Cache::new(Duration::from_secs(60), 10, 1024 * 1024)));
        let token = Digest::of("a.b.c");
        let Join::Leads(_, ticket) = calls.join(token) else { panic!("no call was under way") };
        assert!(matches!(calls.join(token), Join::Waits(_)));
        ticket.end(Ended::With(Ok(Arc::default())), None);
        assert!(matches!(calls.join(token), Join::Cached(Ok(_))));
        calls.forget(&token);
        assert!(matches!(calls.join(token), Join::Leads(..)));
    }

    #[test]
    fn a_call_from_before_a_logout_ends_no_later_call() {
        let calls = Arc::new(Calls::new(Cache::new(Duration::from_secs(60), 10, 1024 * 1024)));
        let token = Digest::of("a.b.c");
        let Join::Leads(_, early) = calls.join(token) else { panic!("no call was under way") };
        calls.forget(&token);
        let Join::Leads(_, _late) = calls.join(token) else { panic!("the early call is detached") };
        early.end(Ended::With(Ok(Arc::default())), None);
        assert!(matches!(calls.join(token), Join::Waits(_)));
    }
}
