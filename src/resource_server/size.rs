//! How much memory a cached profile takes: never less than is counted here.

use serde_json::Value;

use super::cache::Known;
use super::claims::Claims;
use crate::wire::context::memory_of;

/// Bytes for an entry of the cache without the profile: digest, times, links of queues.
const ENTRY: usize = 512;
/// Fewer bytes than any profile takes.
pub(super) const SMALLEST: usize = ENTRY + size_of::<Known>();

/// The bytes that a profile takes in the cache, with the claims of its token. `profile` are the bytes that the decoder
/// has counted for the profile.
pub(super) fn of(profile: usize, claims: &Claims) -> usize {
    let claims = claims.members().map_or(0, |claims| size_of::<Value>() + memory_of(claims));
    SMALLEST.saturating_add(profile).saturating_add(claims)
}
