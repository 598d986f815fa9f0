//! One binary, a module for each concern.

mod api;
mod blocking;
mod decode;
mod errors;
mod fixtures;
mod generated;
mod mock;
mod wire;
