//! The clients, async and blocking, and their builder. A program builds one client and shares it.
//!
//! `host` checks the app host. `own_client` builds the HTTP clients; `shared_tls` sets up TLS once for both, which keep
//! their TLS sessions in one `session_store`. `builder` makes an `authentication_client`; `blocking` is the same client
//! for programs without async. `table` has the macro that makes a generated operation from its table.

mod authentication_client;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod builder;
mod host;
mod own_client;
#[cfg(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android")))]
mod session_store;
mod shared_tls;
pub(crate) mod table;

pub use authentication_client::AuthenticationClient;
pub use builder::AuthenticationClientBuilder;
#[cfg(feature = "resource-server")]
pub(crate) use host::is_loopback;
#[cfg(all(
    feature = "redis",
    any(feature = "rustls", feature = "rustls-no-provider"),
    not(target_os = "android")
))]
pub(crate) use shared_tls::config as tls_config;
