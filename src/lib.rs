#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
mod decode;
mod drift;
mod error;
mod response;
mod timestamp;
mod token;
mod trace;
mod transport;

pub mod types;

// Generated from schema/ by build.rs, or the checked-in copy of the same text. Private: what is public of it is named
// here and in types.rs.
#[cfg(feature = "codegen")]
#[allow(dead_code, unreachable_pub, missing_docs, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
#[cfg(not(feature = "codegen"))]
#[allow(dead_code, unreachable_pub, missing_docs, clippy::all)]
#[rustfmt::skip]
mod generated;

pub use crate::client::{AuthenticationClient, AuthenticationClientBuilder};
pub use crate::drift::{Drift, DriftKind};
pub use crate::error::{Error, ErrorKind};
pub use crate::generated::calls::GetProfile;
pub use crate::response::Response;
pub use crate::token::AccessToken;

use crate::timestamp::Timestamp;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "resource-server")]
pub mod resource_server;
