//! Answers that aren't envelopes: documents, pages, redirects and errors of OAuth 2.0.

use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

pub(super) type Reply = Response<Vec<u8>>;

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

pub(super) fn json(value: &Value) -> Reply {
    with_body(JSON, value.to_string())
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = status;
    reply
}

fn with_body(content_type: HeaderValue, body: String) -> Reply {
    let mut reply = Reply::new(body.into_bytes());
    reply.headers_mut().insert(header::CONTENT_TYPE, content_type);
    reply
}
