//! The shared tests call their servers over TLS here. The servers offer HTTP/2, although their scripts speak only
//! HTTP/1.1. A client that chose HTTP/2 would fail.

use std::sync::OnceLock;

use genauth::{AuthenticationClient, AuthenticationClientBuilder};

use super::canary::TOKEN;
use super::table::Authority;
use crate::support::{Script, Server};

/// The number of calls in the test of cancelled calls. Each call has a TLS handshake, so there are fewer calls than
/// over plain HTTP.
pub(crate) const CANCELLED_CALLS: usize = 2_000;

pub(crate) fn root() -> &'static Authority {
    static ROOT: OnceLock<Authority> = OnceLock::new();
    ROOT.get_or_init(Authority::new)
}

pub(crate) async fn start(script: Script) -> Server {
    Server::start(script.tls(root().server_with_http2("127.0.0.1"))).await
}

pub(crate) fn client(server: &Server) -> AuthenticationClientBuilder {
    let builder = AuthenticationClient::builder().app_host(server.url()).access_token(TOKEN);
    builder.add_root_certificate(root().der())
}
