//! The access token of a request: in the `Authorization` header (RFC 6750, section 2.1), or in a cookie.

use http::header::{AUTHORIZATION, COOKIE, HOST, HeaderName, ORIGIN, UPGRADE};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, Method};

use super::rejection::Rejection;
use crate::token::AccessToken;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The token of a request. The header wins over the cookie of this name. Without `request`, the headers stand alone.
///
/// # Errors
/// `MissingToken` without a token, `InvalidRequest` with more than one `Authorization` header or cookie, `InvalidToken`
/// for text that can't be a token.
pub(super) fn token(
    headers: &HeaderMap,
    request: Option<&Parts>,
    cookie: Option<&str>,
) -> Result<AccessToken, Rejection> {
    match cookie {
        Some(cookie) if !headers.contains_key(AUTHORIZATION) => cookie_token(headers, request, cookie),
        _ => header_token(headers),
    }
}

fn header_token(headers: &HeaderMap) -> Result<AccessToken, Rejection> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => {
            return Err(Rejection::MissingToken.because("there is no Authorization header"));
        }
        (Some(value), None) => value,
        // With two headers, a proxy in front may have checked the header that isn't used here.
        (Some(_), Some(_)) => {
            return Err(Rejection::InvalidRequest.because("there is more than one Authorization header"));
        }
    };
    if let Some(token) = AccessToken::from_header(value) {
        return Ok(token);
    }
    let bytes = value.as_bytes();
    if is_joined(bytes) {
        return Err(Rejection::InvalidRequest.because("the Authorization header has more than one credential"));
    }
    let (scheme, token) = scheme(bytes);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Err(Rejection::MissingToken.because("the Authorization header is of another scheme"));
    }
    let token = std::str::from_utf8(token.trim_ascii()).ok();
    // A blank means a second scheme or a second token, and `AccessToken::new` would remove a second `Bearer`.
    let token = token.filter(|token| !token.contains(' ')).and_then(|token| AccessToken::new(token).ok());
    token
        .ok_or_else(|| Rejection::InvalidToken.because("the Authorization header has no bearer token after its scheme"))
}

/// The first word, and what follows it.
fn scheme(credential: &[u8]) -> (&[u8], &[u8]) {
    credential.split_at(credential.iter().position(|byte| *byte == b' ').unwrap_or(credential.len()))
}

/// Whether a proxy has joined two headers to one, with a comma between them (RFC 9110, section 5.3).
fn is_joined(value: &[u8]) -> bool {
    let is_bearer = |credential: &[u8]| scheme(credential.trim_ascii()).0.eq_ignore_ascii_case(b"bearer");
    let mut parts = value.split(|byte| *byte == b',');
    let first_is_bearer = parts.next().is_some_and(is_bearer);
    // A part of another scheme's parameters has no blank: `realm="api"`.
    parts.any(|part| is_bearer(part) || first_is_bearer && part.trim_ascii().contains(&b' '))
}

fn cookie_token(headers: &HeaderMap, request: Option<&Parts>, name: &str) -> Result<AccessToken, Rejection> {
    // HTTP/2 may split one cookie header into several.
    let pairs = headers.get_all(COOKIE).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let mut values = pairs.filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        (pair[..at].trim_ascii() == name.as_bytes()).then(|| pair[at + 1..].trim_ascii())
    });
    let value = match (values.next(), values.next()) {
        (None, _) | (Some(b""), None) => {
            return Err(
                Rejection::MissingToken.because("there is neither an Authorization header nor a cookie with a token")
            );
        }
        (Some(value), None) => value,
        // A page of another subdomain can set a second cookie of the name.
        (Some(_), Some(_)) => {
            return Err(Rejection::InvalidRequest.because("there is more than one cookie with a token"));
        }
    };
    if !may_use_cookie(headers, request) {
        return Err(Rejection::MissingToken
            .because("the cookie doesn't count: the request may come from a page of another site"));
    }
    // A value may stand in quotes (RFC 6265, section 4.1.1).
    let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
    let token = std::str::from_utf8(value).ok().filter(|value| !value.contains(' '));
    token
        .and_then(|value| AccessToken::new(value).ok())
        .ok_or_else(|| Rejection::InvalidToken.because("the cookie holds no bearer token"))
}

/// Whether the cookie of a request counts. A browser adds cookies to requests of other sites' pages too, so that a
/// request that may change something needs a sign that it comes from a page of this host.
fn may_use_cookie(headers: &HeaderMap, request: Option<&Parts>) -> bool {
    let site = single(headers, &SEC_FETCH_SITE);
    // The host in the request's line or, with HTTP/2, in `:authority`.
    let authority = request.and_then(|request| request.uri.authority());
    if matches!(site, Some(b"same-origin" | b"none")) || is_own_origin(headers, authority) {
        return true;
    }
    let is_safe = match request {
        Some(request) => matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS),
        // Current browsers send `Sec-Fetch-Site` or `Origin` with every request that is neither GET nor HEAD.
        None => !headers.contains_key(SEC_FETCH_SITE) && !headers.contains_key(ORIGIN),
    };
    is_safe && !headers.contains_key(UPGRADE)
}

/// Whether `Origin` names the host of the request.
fn is_own_origin(headers: &HeaderMap, authority: Option<&Authority>) -> bool {
    let host = authority.map(|authority| authority.as_str().as_bytes()).or_else(|| single(headers, &HOST));
    let (Some(origin), Some(host)) = (single(headers, &ORIGIN), host) else { return false };
    let schemes: [(&[u8], &[u8]); 2] = [(b"https://", b":443"), (b"http://", b":80")];
    schemes.into_iter().any(|(scheme, port)| {
        let without_port = |host| <[u8]>::strip_suffix(host, port).unwrap_or(host);
        let origin = origin.strip_prefix(scheme).filter(|origin| !origin.is_empty());
        origin.is_some_and(|origin| without_port(origin).eq_ignore_ascii_case(without_port(host)))
    })
}

/// The value of a header that comes once.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none()).map(|value| value.as_bytes())
}

/// Marks the headers that may hold a token as sensitive, so that code behind the layer doesn't log them.
pub(super) fn mark_sensitive(headers: &mut HeaderMap, with_cookie: bool) {
    for name in [Some(AUTHORIZATION), with_cookie.then_some(COOKIE)].into_iter().flatten() {
        if let http::header::Entry::Occupied(mut header) = headers.entry(name) {
            header.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
}
