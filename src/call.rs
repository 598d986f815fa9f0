//! [`Call`]: one call that is being prepared, and what all calls have in common.

use std::fmt::{self, Formatter};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::envelope::Response;
use crate::error::Error;
use crate::operation::Operation;
use crate::token::AccessToken;
#[cfg(feature = "blocking")]
use crate::transport::with_subscriber;
use crate::transport::{Options, Shared, send};

/// One call that is being prepared: what it asks for (`O`), and how it is sent (`M`).
///
/// A method of [`AuthenticationClient`](crate::AuthenticationClient) begins a call. Each operation has a name for its
/// calls, such as [`GetProfile`](crate::GetProfile), and setters of its own beside those here. Awaited, a call gives the
/// data; [`send`](Self::send) gives the whole [`Response`].
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<O, M = Async> {
    pub(crate) operation: O,
    shared: Arc<Shared>,
    options: Options,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "only a blocking call reads it"))]
    mode: M,
}

/// Calls of [`AuthenticationClient`](crate::AuthenticationClient): awaited.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Async;

/// Calls of [`blocking::AuthenticationClient`](crate::blocking::AuthenticationClient): sent by the thread that waits.
#[cfg(feature = "blocking")]
#[derive(Clone, Debug)]
pub struct Blocking(crate::runtime::Runtime);

impl<O: Operation> Call<O> {
    pub(crate) fn new(shared: Arc<Shared>, operation: O) -> Self {
        Self::with_mode(shared, operation, Async)
    }

    /// Sends the call and gives the whole response.
    ///
    /// # Errors
    /// Every [`ErrorKind`](crate::ErrorKind) but `Config` of the builder; [`Error`] tells them apart.
    pub async fn send(self) -> Result<Response<O::Data>, Error> {
        send(self.shared, self.operation, self.options).await
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Data, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.send().await.map(Response::into_inner) })
    }
}

#[cfg(feature = "blocking")]
impl<O: Operation> Call<O, Blocking> {
    pub(crate) fn blocking(shared: Arc<Shared>, operation: O, runtime: crate::runtime::Runtime) -> Self {
        Self::with_mode(shared, operation, Blocking(runtime))
    }

    /// Sends the call, and blocks until the whole response is there or the deadline has passed.
    ///
    /// # Errors
    /// As for the async call. `Timeout` also where the client's thread stands still, and `Config` where the thread is in
    /// another process since a fork, or something of the program panicked on it.
    pub fn send(self) -> Result<Response<O::Data>, Error> {
        let timeout = self.options.timeout;
        self.mode.0.run(timeout, with_subscriber(send(self.shared, self.operation, self.options)))
    }
}

impl<O: Operation, M> Call<O, M> {
    fn with_mode(shared: Arc<Shared>, operation: O, mode: M) -> Self {
        let options = Options { token: Ok(None), timeout: shared.limits.timeout, real_ip: None };
        Self { operation, shared, options, mode }
    }

    /// The user's access token, for this call only.
    pub fn access_token<T>(mut self, token: T) -> Self
    where
        T: TryInto<AccessToken>,
        Error: From<T::Error>,
    {
        self.options.token = token.try_into().map(Some).map_err(Error::from);
        self
    }

    /// The deadline of this call with its retries, instead of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// The end user's address (`x-real-ip`), for the service's rate limits; without it the address of this program
    /// counts.
    pub fn real_ip(mut self, address: IpAddr) -> Self {
        self.options.real_ip = Some(address);
        self
    }
}

/// Without the token, the address, and what is asked for.
impl<O: Operation, M> fmt::Debug for Call<O, M> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut call = formatter.debug_struct("Call");
        call.field("method", &O::METHOD).field("path", &O::PATH).field("timeout", &self.options.timeout);
        call.finish_non_exhaustive()
    }
}
