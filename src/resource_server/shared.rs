//! The shared cache in its place: between the cache in memory and the service.

use std::sync::Arc;

use super::cache::{Decoded, Known};
use super::digest::Digest;
use super::shared_cache::Fleet;
use super::stats::Stats;

/// The shared cache of an authenticator.
pub(super) struct Shared {
    pub(super) fleet: Arc<Fleet>,
    /// The profile's operation with all of its parameters: instances that ask in another way share nothing.
    pub(super) profile: Digest,
}

impl Decoded {
    /// What stands in Redis: the bytes that were counted for the profile, and the profile's JSON.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let mut bytes = (self.memory as u64).to_be_bytes().to_vec();
        serde_json::to_writer(&mut bytes, &self.profile).ok()?;
        Some(bytes)
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (memory, json) = bytes.split_first_chunk()?;
        Some(Self { memory: u64::from_be_bytes(*memory) as usize, profile: serde_json::from_slice(json).ok()? })
    }
}

impl Shared {
    /// Whether a cached profile can be used without a look into Redis. While Redis can't be asked, it can.
    pub(super) fn is_confirmed(&self, known: &Known) -> bool {
        known.shared.is_current(self.fleet.hears()) || !self.fleet.is_connected()
    }

    /// Adds what was counted of the shared cache.
    pub(super) fn add_to(&self, stats: Stats) -> Stats {
        let counters = &self.fleet.counters;
        Stats {
            shared_cache_hits: counters.hits.get(),
            shared_cache_misses: counters.misses.get(),
            shared_cache_errors: counters.errors.get(),
            ..stats
        }
    }
}
