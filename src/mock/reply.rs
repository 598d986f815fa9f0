//! Answers that aren't envelopes: documents, pages, redirects and errors of OAuth 2.0.

use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

pub(super) type Reply = Response<Vec<u8>>;

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

pub(super) fn json(value: &Value) -> Reply {
    with_body(JSON, value.to_string())
}

/// A page, which no browser may keep.
pub(super) fn html(status: StatusCode, page: String) -> Reply {
    let mut reply = with_body(HeaderValue::from_static("text/html; charset=utf-8"), page);
    *reply.status_mut() = status;
    not_stored(reply)
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = status;
    reply
}

/// Sends the browser to another address, with GET whatever the method of the request was.
pub(super) fn redirect(location: &str) -> Reply {
    let mut reply = empty(StatusCode::SEE_OTHER);
    if let Ok(location) = HeaderValue::from_str(location) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    not_stored(reply)
}

/// The answer, marked as one that must not be stored: it has a code, a token or a profile.
pub(super) fn not_stored(mut reply: Reply) -> Reply {
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

fn with_body(content_type: HeaderValue, body: String) -> Reply {
    let mut reply = Reply::new(body.into_bytes());
    reply.headers_mut().insert(header::CONTENT_TYPE, content_type);
    reply
}
