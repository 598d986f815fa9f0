//! The crate's own HTTP clients: one keeps idle connections, the other opens a connection for each request.

use std::time::Duration;

use reqwest::{Url, redirect, retry};

use crate::client::host::is_loopback;
use crate::client::shared_tls;
use crate::client::tls::tls;
use crate::error::Error;

/// The settings that both clients share.
pub(super) struct OwnClient {
    pub(super) url: Url,
    pub(super) connect_timeout: Duration,
    pub(super) system_proxy: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) tls: Option<shared_tls::Config>,
}

impl OwnClient {
    /// Builds a client that keeps at most this many idle connections.
    pub(super) fn build(&self, idle_connections: usize) -> Result<reqwest::Client, Error> {
        if let Some(client) = shared_tls::client(self.tls.as_ref(), self.builder(idle_connections)) {
            return Ok(client);
        }
        let client = tls(self.builder(idle_connections), &self.url, &self.root_certificates)?;
        client.build().map_err(Error::client)
    }

    fn builder(&self, idle_connections: usize) -> reqwest::ClientBuilder {
        let client = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .pool_max_idle_per_host(idle_connections)
            // With HTTP/2 many calls share one connection, and all fail if that connection goes silent: see
            // ARCHITECTURE.md.
            .http1_only()
            // Retries are left to this crate, which counts them, pauses between them, and has a budget for them.
            .retry(retry::never())
            // Other crates may have switched on reqwest's decompression, which would then be on here too.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        match !self.system_proxy || is_loopback(&self.url) {
            true => client.no_proxy(),
            false => client,
        }
    }
}
