//! The crate's own HTTP clients: what they have in common, whatever a program sets.

use std::time::Duration;

use reqwest::{Url, redirect, retry};

use crate::client::host::is_loopback;
use crate::client::shared_tls;
use crate::client::tls::tls;
use crate::error::Error;

/// What the builder decides about them.
pub(super) struct OwnClient {
    pub(super) url: Url,
    pub(super) connect_timeout: Duration,
    pub(super) system_proxy: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) tls: Option<shared_tls::Config>,
}

impl OwnClient {
    /// A client that keeps this many idle connections at most.
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
            // HTTP/2 has many calls on one connection, which fail together if that goes silent, see ARCHITECTURE.md.
            .http1_only()
            // Counted, paid for and paused by this crate's own.
            .retry(retry::never())
            // Whatever features of reqwest other crates have switched on.
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
