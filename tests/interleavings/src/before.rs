//! The scenarios with the old table.

#[allow(dead_code)]
#[path = "calls_before.rs"]
mod calls;
#[path = "digest.rs"]
mod digest;
#[allow(dead_code)]
#[path = "../../../src/resource_server/forgotten.rs"]
mod forgotten;
#[path = "lock.rs"]
mod lock;
#[allow(dead_code, unreachable_patterns)]
#[path = "scenarios.rs"]
pub(super) mod scenarios;
