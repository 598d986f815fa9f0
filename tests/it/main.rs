//! All integration tests, in one binary, with a module for each subject.

mod account;
mod api;
mod blocking;
mod claims;
mod decode;
mod errors;
mod faults;
#[cfg(feature = "redis")]
mod fleet;
mod generated;
mod layers;
mod memory;
mod mock;
mod operations;
mod resource_server;
mod schema_types;
mod support;
mod tenant;
mod tenants;
mod timestamp;
mod wire;
