//! The generator, as build.rs has it.

#[allow(dead_code, unreachable_pub)]
#[path = "../../build/mod.rs"]
mod build;

pub(crate) use build::{Error, envelope, generate, kind, overlay};
