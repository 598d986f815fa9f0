//! Random numbers for a test server.

use std::hash::{BuildHasher, RandomState};

/// A random number, made from the random keys of the standard library's hash maps. That is good enough for the IDs of a
/// test server, and saves a dependency.
pub(super) fn random() -> u128 {
    let keys = RandomState::new();
    (u128::from(keys.hash_one(0)) << 64) | u128::from(keys.hash_one(1))
}
