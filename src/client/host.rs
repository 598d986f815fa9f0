//! Checks the app host: which hosts may receive an access token.

use std::net::{Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::error::Error;

/// The URL of the app host: an origin with an optional path. User info, query and fragment are refused: they would go
/// into every request, or hide which host receives the token.
pub(super) fn base_url(host: &str, allow_http: bool) -> Result<Url, Error> {
    let host = host.trim();
    if !host.contains("://") {
        return Err(Error::config("app_host has no scheme: write it with https:// in front"));
    }
    let url = Url::parse(host)
        .map_err(|_| Error::config("app_host is not a URL: write it like https://example.genauth.ai"))?;
    if has_user_info(host) || !url.username().is_empty() || url.password().is_some() {
        return Err(Error::config(
            "app_host has user info before an @: leave it out, the access token is the credential",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::config("app_host has a query or a fragment: leave out what follows ? or #"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if allow_http || is_loopback(&url) => Ok(url),
        "http" => Err(Error::config(
            "app_host is http, which shows the tokens to the network: use https, or allow_http(true)",
        )),
        _ => Err(Error::config("app_host must be https: write it like https://example.genauth.ai")),
    }
}

/// Whether a host is written with user info. The text is searched, since a parsed URL no longer shows an empty user
/// info. The URL standard ignores tabs and line breaks, and allows any number of slashes and backslashes before the
/// authority.
fn has_user_info(host: &str) -> bool {
    let host = host.replace(['\t', '\n', '\r'], "");
    let rest = host.split_once(':').map_or("", |(_, rest)| rest).trim_start_matches(['/', '\\']);
    rest.split(['/', '\\', '?', '#']).next().is_some_and(|authority| authority.contains('@'))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    host == "localhost"
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || v6.is_some_and(|host| host.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback()))
}
