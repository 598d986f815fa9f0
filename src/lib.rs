#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// In layers: a module uses only what stands above it.
mod call;
mod client;
mod decode;
mod drift;
mod envelope;
mod error;
mod hook;
#[cfg(feature = "schemars")]
mod json_schema;
mod operation;
#[cfg(feature = "blocking")]
mod runtime;
mod table;
mod text;
mod token;
mod transport;

// Generated from schema/ by build.rs, or the checked-in copy of the same text.
#[cfg(feature = "codegen")]
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated/mod.rs"));
}
#[cfg(not(feature = "codegen"))]
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, clippy::all)]
#[rustfmt::skip]
mod generated;

mod custom_data;

/// What calls ask for, and what is known of each operation before it is sent: method, path, whether it may be repeated.
pub mod operations {
    pub use crate::generated::calls::operations::*;
}
pub mod types;

pub use crate::call::{Async, Call};
pub use crate::client::{AuthenticationClient, AuthenticationClientBuilder};
pub use crate::drift::{Drift, DriftKind};
pub use crate::envelope::Response;
pub use crate::error::{Error, ErrorKind};
pub use crate::generated::calls::*;
pub use crate::operation::Operation;
pub use crate::token::AccessToken;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "mock")]
pub mod mock;
