//! The crate's own HTTP clients, with their TLS: one keeps idle connections, the other opens a connection for each
//! request.

use std::time::Duration;

use reqwest::{Url, redirect, retry};

use crate::client::host::is_loopback;
use crate::client::shared_tls;
use crate::error::Error;

/// The settings that both clients share.
pub(super) struct HttpSettings {
    pub(super) url: Url,
    pub(super) connect_timeout: Duration,
    pub(super) system_proxy: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) tls: Option<shared_tls::Config>,
}

impl HttpSettings {
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

/// Sets up TLS. For an `http` host no CA certificates are loaded, so that a container without certificates can call a
/// server on loopback.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
fn tls(client: reqwest::ClientBuilder, url: &Url, roots: &[Vec<u8>]) -> Result<reqwest::ClientBuilder, Error> {
    // The backend is named, since reqwest's default depends on the features that other crates have switched on.
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
    let mut client = client.tls_backend_rustls();
    #[cfg(not(any(feature = "rustls", feature = "rustls-no-provider")))]
    let mut client = client.tls_backend_native();
    #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(Error::config(
            "no rustls crypto provider is installed: call install_default() of one, or use the feature `rustls`",
        ));
    }
    for root in roots {
        let certificates = match root.starts_with(b"\x30") {
            true => reqwest::Certificate::from_der(root).map(|certificate| vec![certificate]),
            false => reqwest::Certificate::from_pem_bundle(root),
        };
        let certificates = certificates.ok().filter(|certificates| !certificates.is_empty()).ok_or_else(|| {
            Error::config(
                "add_root_certificate was given neither PEM nor DER: pass the content of the certificate's file",
            )
        })?;
        client = client.tls_certs_merge(certificates);
    }
    if url.scheme() == "http" {
        client = client.tls_certs_only([]);
    }
    Ok(client)
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
fn tls(client: reqwest::ClientBuilder, url: &Url, roots: &[Vec<u8>]) -> Result<reqwest::ClientBuilder, Error> {
    match url.scheme() == "https" || !roots.is_empty() {
        true => Err(Error::config("no TLS: switch on one of the features rustls, native-tls and rustls-no-provider")),
        false => Ok(client),
    }
}
