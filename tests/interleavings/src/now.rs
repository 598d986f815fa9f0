//! The scenarios with the table of the library.

#[allow(dead_code)]
#[path = "../../../src/resource_server/calls.rs"]
mod calls;
#[path = "digest.rs"]
mod digest;
#[allow(dead_code)]
#[path = "../../../src/resource_server/forgotten.rs"]
mod forgotten;
#[path = "lock.rs"]
mod lock;
#[path = "scenarios.rs"]
pub(super) mod scenarios;
