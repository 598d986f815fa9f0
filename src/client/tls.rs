//! The TLS settings of the crate's own HTTP client.

use reqwest::Url;

use crate::error::Error;

/// Sets up TLS. For an `http` host no CA certificates are loaded, so that a container without certificates can call a
/// server on loopback.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
pub(super) fn tls(
    client: reqwest::ClientBuilder,
    url: &Url,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Error> {
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
pub(super) fn tls(
    client: reqwest::ClientBuilder,
    url: &Url,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Error> {
    match url.scheme() == "https" || !roots.is_empty() {
        true => Err(Error::config("no TLS: switch on one of the features rustls, native-tls and rustls-no-provider")),
        false => Ok(client),
    }
}
