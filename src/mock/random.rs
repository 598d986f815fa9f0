//! Random numbers for a test server.

use std::hash::{BuildHasher, RandomState};

/// The standard library's hash keys are random: enough for tokens of a test server, without a dependency.
pub(super) fn random() -> u128 {
    let keys = RandomState::new();
    (u128::from(keys.hash_one(0)) << 64) | u128::from(keys.hash_one(1))
}
