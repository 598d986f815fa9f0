//! Requests that share a call: one of them begins the call, and all wait for its outcome.

use std::hash::Hash;
use std::sync::Arc;

use tokio::time::{Instant, timeout, timeout_at};

use super::calls::{Calls, Ended, Heartbeat, Join, Ticket};
use crate::transport::inherit;

impl<K, V> Calls<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// The outcome for a key: what `cached` finds, or the outcome of the call that is under way for the key, or else of
    /// a call that `call` makes in a task of its own. `since` gives the number before which a call is too old to join.
    /// None if the deadline passes first. Needs a tokio runtime.
    pub(super) async fn share<F>(
        self: &Arc<Self>,
        key: K,
        since: impl Fn() -> u64,
        deadline: Instant,
        cached: impl Fn() -> Option<V>,
        call: impl Fn(Ticket<K, V>) -> F,
    ) -> Option<V>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        loop {
            let now = Instant::now();
            let (mut wait, leads) = match self.join(key.clone(), since(), now.into_std(), &cached) {
                Join::Cached(value) => return Some(value),
                Join::Waits(wait) => (wait, false),
                Join::Leads(wait, ticket) => {
                    self.start(ticket, &call);
                    (wait, true)
                }
            };
            // A call that this request has begun runs on this request's runtime, so that no heartbeat is needed.
            let patience = if leads { deadline } else { deadline.min(Instant::from_std(wait.expires)) };
            let waited = match timeout_at(patience, wait.ended.wait_for(Option::is_some)).await {
                Ok(Ok(ended)) => ended.clone(),
                // The call panicked: another would do the same.
                Ok(Err(_)) if leads => return None,
                // The runtime of the call ended before the call did, or sent no heartbeat.
                Ok(Err(_)) | Err(_) => None,
            };
            match waited {
                Some(Ended::With(value)) => return Some(value),
                Some(Ended::TimedOut(value)) if leads => return Some(value),
                // The deadline that passed was that of the request that began the call. This request has time left.
                Some(Ended::TimedOut(_)) | None if Instant::now() < deadline => {}
                Some(Ended::TimedOut(_)) | None => return None,
            }
        }
    }

    /// Begins a call in a task of its own, since the request that begins the call may be dropped.
    pub(super) fn start<F>(&self, ticket: Ticket<K, V>, call: impl Fn(Ticket<K, V>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        // Boxed, so that the functions around the call don't each move the call's future, which is large.
        tokio::spawn(inherit(with_heartbeats(ticket.heartbeat(), Box::pin(call(ticket)))));
    }
}

/// The call, with a heartbeat from time to time.
async fn with_heartbeats<K: Clone + Eq + Hash, V>(heartbeat: Heartbeat<K, V>, call: impl Future<Output = ()>) {
    tokio::pin!(call);
    while timeout(heartbeat.period(), &mut call).await.is_err() {
        heartbeat.beat(Instant::now().into_std());
    }
}
