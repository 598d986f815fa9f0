//! The client for programs without async (feature `blocking`): the same names and errors.
//!
//! Calls run on a thread of the client's own, which ends with its last clone, so they work outside of an async runtime
//! and inside of one. Inside, a call blocks the thread it is made on: use [`spawn_blocking`], or the async client.
//!
//! ```no_run
//! use genauth::blocking::AuthenticationClient;
//!
//! let client = AuthenticationClient::builder().app_host("https://example.genauth.ai").build()?;
//! let user = client.get_profile().access_token("eyJhbGciOi.eyJzdWIi.c2ln").send()?.into_inner();
//! println!("{} {:?}", user.user_id, user.email);
//! # Ok::<(), genauth::Error>(())
//! ```
//!
//! [`spawn_blocking`]: https://docs.rs/tokio/latest/tokio/task/fn.spawn_blocking.html

pub use crate::call::Blocking;
pub use crate::client::blocking::{AuthenticationClient, AuthenticationClientBuilder};
pub use crate::generated::blocking::*;
