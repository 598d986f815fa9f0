//! The generator, from the same files as in `build.rs`.

#[allow(dead_code, unreachable_pub)]
#[path = "../../build/mod.rs"]
mod build;

pub(crate) use build::{Error, envelope, generate, kind, names, overlay, plain};
