//! The client for programs without async.

use std::fmt;
use std::time::Duration;

use crate::call::{Blocking, Call};
use crate::client;
use crate::error::Error;
use crate::operation::Operation;
use crate::runtime::Runtime;
use crate::token::AccessToken;

/// A client of one GenAuth application, for programs without async: the blocking form of
/// [`genauth::AuthenticationClient`](crate::AuthenticationClient). Cheap to clone.
#[derive(Clone)]
pub struct AuthenticationClient {
    client: client::AuthenticationClient,
    runtime: Runtime,
}

impl AuthenticationClient {
    /// As [`builder`](crate::AuthenticationClient::builder) of the async client.
    pub fn builder() -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::default()
    }

    /// As [`from_env`](crate::AuthenticationClient::from_env) of the async client.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as for the async client, and if the thread can't be started.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self { client: client::AuthenticationClient::from_env()?, runtime: Runtime::start()? })
    }

    /// As [`connect`](crate::AuthenticationClient::connect) of the async client; blocks until the connections are open.
    ///
    /// # Errors
    /// As for the async client, and as for [`send`](crate::Call::send) of a blocking call.
    pub fn connect(&self, connections: usize) -> Result<(), Error> {
        let client = self.client.clone();
        let timeout = client.0.limits.attempt_timeout.min(client.0.limits.timeout);
        self.runtime.run(timeout, async move { client.connect(connections).await })
    }

    /// Begins a call of this operation.
    pub(crate) fn call<O: Operation>(&self, operation: O) -> Call<O, Blocking> {
        Call::blocking(self.client.0.clone(), operation, self.runtime.clone())
    }
}

impl fmt::Debug for AuthenticationClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.client, formatter)
    }
}

/// Configures a blocking [`AuthenticationClient`]: the settings are those of
/// [`genauth::AuthenticationClientBuilder`](crate::AuthenticationClientBuilder).
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct AuthenticationClientBuilder(client::AuthenticationClientBuilder);

macro_rules! same_as_async {
    ($($name:ident($value:ty)),*) => {
        impl AuthenticationClientBuilder {$(
            #[doc = "As"]
            #[doc = concat!("[`", stringify!($name), "`](crate::AuthenticationClientBuilder::", stringify!($name), ")")]
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
    /// As [`from_env`](crate::AuthenticationClientBuilder::from_env).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the host isn't set, or if a variable isn't UTF-8.
    pub fn from_env() -> Result<Self, Error> {
        client::AuthenticationClientBuilder::from_env().map(Self)
    }

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
    /// [`build`](crate::AuthenticationClientBuilder::build), and if the thread can't be started.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        Ok(AuthenticationClient { client: self.0.build()?, runtime: Runtime::start()? })
    }
}
