//! Idle connections: how many may be found closed when they are used again.

use std::sync::atomic::{AtomicU32, Ordering};

/// How many connections may be found closed as they are used again: each answer leaves one, each that was lost takes one.
///
/// Which connection an attempt gets isn't known: a new one, or one that another call gave back meanwhile. So this is a
/// bound, not a count: twice as many as there were attempts at once, since each may open a connection and use another.
#[derive(Default)]
pub(crate) struct Idle {
    connections: AtomicU32,
    at_once: AtomicU32,
}

impl Idle {
    pub(super) fn put(&self, in_flight: u32) {
        let most = self.at_once.fetch_max(in_flight, Ordering::Relaxed).max(in_flight).saturating_mul(2);
        let put = |connections: u32| (connections < most).then(|| connections + 1);
        let _ = self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }

    pub(super) fn take(&self) -> bool {
        let take = |connections: u32| connections.checked_sub(1);
        self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}
