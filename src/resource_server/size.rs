//! How much memory a cached profile takes: never less than is counted here.

use serde_json::Value;

use super::claims::Claims;
use crate::wire::context::memory_of;

/// Bytes for an entry of the cache without the profile: digest, times, links of queues.
const ENTRY: usize = 512;
/// Fewer bytes than any entry takes whose value is a `V`.
pub(super) const fn smallest<V>() -> usize {
    ENTRY + size_of::<V>()
}

/// The bytes that a profile takes in the cache, with the claims of its token. `profile` are the bytes that the decoder
/// has counted for the profile.
pub(super) fn of<V>(profile: usize, claims: &Claims) -> usize {
    let claims = claims.members().map_or(0, |claims| size_of::<Value>() + memory_of(claims));
    smallest::<V>().saturating_add(profile).saturating_add(claims)
}
