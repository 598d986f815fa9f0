//! The client for programs without async (feature `blocking`): the same names and errors.
//!
//! Calls run on a thread of the client, so that they work outside of an async runtime and inside of one. That thread
//! ends when the last clone of the client is dropped. Inside an async runtime a call blocks the calling thread: use
//! [`spawn_blocking`], or the async client.
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
pub use crate::generated::calls::blocking::*;
