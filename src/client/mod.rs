//! The clients, async and blocking, and their builder. A program builds one client and shares it.
//!
//! `host` checks the app host, `tls` sets up TLS, `shared_tls` does so once for several HTTP clients, and `own_client`
//! builds those. `builder` makes an `authentication_client`; `blocking` is the same client for programs without async.

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
