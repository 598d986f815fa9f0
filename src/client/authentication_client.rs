//! [`AuthenticationClient`]: what a program builds once and shares.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "resource-server")]
use reqwest::header::{ACCEPT, USER_AGENT};

use crate::call::Call;
use crate::error::Error;
use crate::operation::Operation;
#[cfg(feature = "resource-server")]
use crate::transport::APP_ID;
use crate::transport::Shared;

/// A client of one GenAuth application.
///
/// Build one client and reuse it for any number of users at once. A client holds the idle connections, the in-flight
/// limit and the retry budget; a clone shares them and is cheap.
///
/// Calls need a tokio runtime with its drivers enabled (`#[tokio::main]`, or a runtime builder's `enable_all`). Without
/// a runtime a call is an error; with a runtime whose drivers are off, tokio panics.
///
/// After a fork, calls of the process that made the client's first call go on as before. A client that is used in
/// another process too opens a connection for each call there: build a client in each process.
#[derive(Clone)]
pub struct AuthenticationClient(pub(super) Arc<Shared>);

impl AuthenticationClient {
    /// Opens connections ahead, so that the first calls needn't wait for TCP and TLS: with `connect(1)` the first call,
    /// with `connect(64)` a first burst of 64 calls.
    ///
    /// Makes `connections` requests at once for the service's OpenID Connect discovery document, without a token, and
    /// leaves the connections idle. Connections that are idle already count. Takes at most
    /// [`max_in_flight`](crate::AuthenticationClientBuilder::max_in_flight) connections, as many places in flight, and
    /// the time of one attempt. Any HTTP status is fine. An idle connection is closed after 90 seconds, and by many
    /// servers earlier, so connect shortly before the calls. With a client that was passed by
    /// [`http_client`](crate::AuthenticationClientBuilder::http_client), that client decides how many connections stay.
    ///
    /// # Errors
    /// The first failure, such as [`ErrorKind::Connect`](crate::ErrorKind::Connect) or
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout). Connections that were opened stay idle, and calls work as
    /// without this method. `Config` means that there is no tokio runtime.
    pub async fn connect(&self, connections: usize) -> Result<(), Error> {
        self.0.connect(connections).await
    }

    /// Begins a call of this operation.
    pub(crate) fn call<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(self.0.clone(), operation)
    }

    /// The app host, without a slash at its end.
    #[cfg(feature = "resource-server")]
    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// A request beside the calls, without a token. It has a connection of its own: before the next rare request, the
    /// service would have closed an idle connection.
    #[cfg(feature = "resource-server")]
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.0.http.fresh.request(method, format!("{}{path}", self.0.base_url));
        [ACCEPT, USER_AGENT].into_iter().fold(request, |request, name| request.header(&name, &self.0.headers[&name]))
    }

    /// The application's ID, if the client has one.
    #[cfg(feature = "resource-server")]
    pub(crate) fn app_id(&self) -> Option<&str> {
        self.0.headers.get(APP_ID).and_then(|id| id.to_str().ok())
    }
}

/// Leaves out the identifiers and the token.
impl fmt::Debug for AuthenticationClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuthenticationClient").field("app_host", &self.0.base_url).finish_non_exhaustive()
    }
}
