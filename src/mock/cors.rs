//! Cross-origin requests, for single-page applications on the same machine.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use reqwest::Url;

use super::reply::{self, Reply};
use super::request::Request;

/// The answer to a browser that asks whether it may send a request.
pub(super) fn preflight(request: &Request) -> Option<Reply> {
    let asks = request.method() == "OPTIONS" && request.header("access-control-request-method").is_some();
    asks.then(|| {
        let mut reply = reply::empty(StatusCode::NO_CONTENT);
        let mut allow = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                reply.headers_mut().insert(name, value);
            }
        };
        allow(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
        let headers = request.header("access-control-request-headers").unwrap_or_default();
        allow(header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
        reply
    })
}

/// Lets a page on loopback read the answer. Other pages must not read what a tenant on a developer's machine knows.
pub(super) fn allow_loopback(request: &Request, headers: &mut HeaderMap) {
    let origin = request.header("origin").unwrap_or_default();
    if Url::parse(origin).is_ok_and(|origin| is_loopback(&origin))
        && let Ok(origin) = HeaderValue::from_str(origin)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
}

/// Whether a URL leads to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}
