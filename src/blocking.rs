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

use std::sync::{Arc, mpsc};
use std::time::Duration;
use std::{fmt, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::{AccessToken, Error};

pub use crate::generated::blocking_calls::GetProfile;

/// As [`genauth::AuthenticationClient`](crate::AuthenticationClient), for programs without async. Cheap to clone.
#[derive(Clone)]
pub struct AuthenticationClient {
    pub(crate) client: crate::AuthenticationClient,
    pub(crate) runtime: Runtime,
}

impl AuthenticationClient {
    /// As [`builder`](crate::AuthenticationClient::builder) of the async client.
    pub fn builder() -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::default()
    }

    /// As [`from_env`](crate::AuthenticationClient::from_env) of the async client.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as there, and where no thread can be started.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self { client: crate::AuthenticationClient::from_env()?, runtime: Runtime::start()? })
    }
}

impl fmt::Debug for AuthenticationClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.client, formatter)
    }
}

/// As [`genauth::AuthenticationClientBuilder`](crate::AuthenticationClientBuilder), for programs without async.
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct AuthenticationClientBuilder(crate::AuthenticationClientBuilder);

macro_rules! same_as_async {
    ($($name:ident($value:ty)),*) => {
        impl AuthenticationClientBuilder {$(
            #[doc = concat!("As [`", stringify!($name), "`](crate::AuthenticationClientBuilder::", stringify!($name), ").")]
            pub fn $name(self, value: $value) -> Self {
                Self(self.0.$name(value))
            }
        )*}
    };
}

same_as_async! {
    app_host(impl Into<String>), app_id(impl Into<String>), user_pool_id(impl Into<String>),
    tenant_id(impl Into<String>), lang(impl Into<String>), connect_timeout(Duration), attempt_timeout(Duration),
    timeout(Duration), max_body_bytes(usize), max_retries(u32), max_in_flight(usize), allow_http(bool),
    system_proxy(bool), add_root_certificate(impl AsRef<[u8]>), http_client(reqwest::Client)
}

impl AuthenticationClientBuilder {
    /// As [`access_token`](crate::AuthenticationClientBuilder::access_token).
    pub fn access_token<T>(self, token: T) -> Self
    where
        T: TryInto<AccessToken>,
        Error: From<T::Error>,
    {
        Self(self.0.access_token(token))
    }

    /// Builds the client and starts its thread.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as for
    /// [`build`](crate::AuthenticationClientBuilder::build), and where no thread can be started.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        Ok(AuthenticationClient { client: self.0.build()?, runtime: Runtime::start()? })
    }
}

/// A runtime on a thread of its own: a runtime that is dropped, or blocked on, within another one panics.
#[derive(Clone)]
pub(crate) struct Runtime {
    handle: Handle,
    // Dropped with the last clone, which ends the thread.
    _alive: Arc<oneshot::Sender<()>>,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Runtime").finish_non_exhaustive()
    }
}

impl Runtime {
    fn start() -> Result<Self, Error> {
        let failed = |_| Error::config("no thread can be started for the blocking client: raise the process's limits");
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (alive, ended) = oneshot::channel();
        let run = move || drop(runtime.block_on(ended));
        thread::Builder::new().name("genauth".to_owned()).spawn(run).map_err(failed)?;
        Ok(Self { handle, _alive: Arc::new(alive) })
    }

    pub(crate) fn run<T, F>(&self, call: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.handle.spawn(async move { drop(sender.send(call.await)) });
        // Each call ends within its deadline.
        receiver
            .recv()
            .unwrap_or_else(|_| Err(Error::config("the blocking client's thread has ended: build a new client")))
    }
}
