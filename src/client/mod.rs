//! The clients: what a program builds once and shares.
//!
//! `host` judges the application's host, `tls` sets up TLS and `shared_tls` does so once for several HTTP clients,
//! `own_client` makes the crate's own; `builder` makes an `authentication_client`; `blocking` is the same client for
//! programs without async.

mod authentication_client;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod builder;
mod host;
mod own_client;
mod shared_tls;
mod tls;

pub use authentication_client::AuthenticationClient;
pub use builder::AuthenticationClientBuilder;
