//! The access token in a request's `Authorization` header (RFC 6750, section 2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::event;
use super::rejection::Rejection;
use crate::token::AccessToken;

/// The token of a request.
///
/// # Errors
/// `MissingToken` without a bearer token, `InvalidRequest` with more than one `Authorization` header, `InvalidToken`
/// for text that can't be a token.
pub(super) fn token(headers: &HeaderMap) -> Result<AccessToken, Rejection> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => {
            event::refused("there is no Authorization header");
            return Err(Rejection::MissingToken);
        }
        (Some(value), None) => value,
        // With two headers, a proxy in front may have checked the header that isn't used here.
        (Some(_), Some(_)) => {
            event::refused("there is more than one Authorization header");
            return Err(Rejection::InvalidRequest);
        }
    };
    if let Some(token) = AccessToken::from_header(value) {
        return Ok(token);
    }
    let bytes = value.as_bytes();
    let end = bytes.iter().position(|byte| *byte == b' ').unwrap_or(bytes.len());
    let (scheme, token) = bytes.split_at(end);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        event::refused("the Authorization header is of another scheme");
        return Err(Rejection::MissingToken);
    }
    let token = std::str::from_utf8(token.trim_ascii()).ok();
    // A blank means a second scheme or a second token, and `AccessToken::new` would remove a second `Bearer`.
    let token = token.filter(|token| !token.contains(' ')).and_then(|token| AccessToken::new(token).ok());
    token.ok_or_else(|| {
        event::refused("the Authorization header has no bearer token after its scheme");
        Rejection::InvalidToken
    })
}
