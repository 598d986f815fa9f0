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
use crate::transport::inherit;
use crate::transport::{Options, Shared, send};

/// One call that is being prepared: `O` is the operation with its parameters, `M` says whether the call is async or
/// blocking, or belongs to a user of a resource server.
///
/// A method of [`AuthenticationClient`](crate::AuthenticationClient) begins a call. Each operation has a type alias for
/// its calls, such as [`GetProfile`](crate::GetProfile), and adds setters to those listed here. Awaited, a call gives
/// the data; [`send`](Self::send) gives the whole [`Response`].
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<O, M = Async> {
    pub(crate) operation: O,
    shared: Arc<Shared>,
    options: Options,
    #[cfg_attr(
        not(any(feature = "blocking", all(feature = "account", feature = "resource-server"))),
        expect(dead_code, reason = "only calls in other modes read it")
    )]
    mode: M,
}

/// Marks calls of [`AuthenticationClient`](crate::AuthenticationClient), which are awaited.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Async;

/// Marks calls of [`blocking::AuthenticationClient`](crate::blocking::AuthenticationClient), which block the thread
/// that makes them.
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
    /// Any [`ErrorKind`](crate::ErrorKind). `Config` means that there is no access token or no tokio runtime.
    pub async fn send(self) -> Result<Response<O::Data>, Error> {
        send(self.shared, self.operation, self.options, |response| response).await
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Data, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(send(self.shared, self.operation, self.options, Response::into_inner))
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
    /// As for the async call. `Timeout` also if the client's thread is blocked. `Config` also if the process was forked
    /// after the client was built, or if code of the program, such as a tracing subscriber, panicked on the client's
    /// thread.
    pub fn send(self) -> Result<Response<O::Data>, Error> {
        let timeout = self.options.timeout;
        self.mode.0.run(timeout, inherit(send(self.shared, self.operation, self.options, |response| response)))
    }
}

impl<O: Operation, M> Call<O, M> {
    fn with_mode(shared: Arc<Shared>, operation: O, mode: M) -> Self {
        let options = Options { token: Ok(None), timeout: shared.limits.timeout, real_ip: None, hedged: false };
        Self { operation, shared, options, mode }
    }

    /// The same call in another mode, and the mode so far.
    #[cfg(all(feature = "account", feature = "resource-server"))]
    pub(crate) fn in_mode<N>(self, mode: N) -> (Call<O, N>, M) {
        let Self { operation, shared, options, mode: before } = self;
        (Call { operation, shared, options, mode }, before)
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

    /// The deadline of this call, retries included. Default: the client's
    /// [`timeout`](crate::AuthenticationClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// The end user's address (header `x-real-ip`), for the service's rate limits. Without this setting, the service
    /// counts the address of this program.
    pub fn real_ip(mut self, address: IpAddr) -> Self {
        self.options.real_ip = Some(address);
        self
    }

    /// The request of this call, without the token. Calls of one user with equal requests get equal answers. For the
    /// shared cache.
    #[cfg(feature = "redis")]
    pub(crate) fn description(&self) -> String {
        self.shared.description(&self.operation)
    }

    /// If an attempt takes half of the call's deadline, begins a second one beside it, over a fresh connection. The
    /// first answer counts. The second attempt is a retry: it counts for `max_retries`, and takes from the retry
    /// budget. Does nothing for an operation that may not be repeated.
    #[cfg(feature = "resource-server")]
    pub(crate) fn hedged(mut self) -> Self {
        self.options.hedged = true;
        self
    }
}

/// Leaves out the token, the address and the operation's parameters.
impl<O: Operation, M> fmt::Debug for Call<O, M> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut call = formatter.debug_struct("Call");
        call.field("method", &O::METHOD).field("path", &O::PATH).field("timeout", &self.options.timeout);
        call.finish_non_exhaustive()
    }
}
