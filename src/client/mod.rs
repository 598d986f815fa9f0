//! The clients: what a program builds once and shares.
//!
//! `host` judges the application's host and `tls` sets up TLS; `builder` makes an `authentication_client`; `blocking` is
//! the same client for programs without async.

mod authentication_client;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod builder;
mod host;
mod tls;

pub use authentication_client::AuthenticationClient;
pub use builder::AuthenticationClientBuilder;
