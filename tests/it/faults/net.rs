//! The tests of this folder call their servers over plain HTTP, by the functions of this file. `tests/network` has a
//! file with the same functions for TLS.

use genauth::{AuthenticationClient, AuthenticationClientBuilder};

use super::canary::TOKEN;
use crate::support::{Script, Server};

/// The number of calls in the test of cancelled calls.
pub(crate) const CANCELLED_CALLS: usize = 6_000;

pub(crate) async fn start(script: Script) -> Server {
    Server::start(script).await
}

pub(crate) fn client(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder().app_host(server.url()).access_token(TOKEN)
}
