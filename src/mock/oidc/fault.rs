//! [`Fault`]: an error of an OAuth 2.0 endpoint.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::mock::reply::{self, Reply};

/// An error with its code from OAuth's registry of errors.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) description: &'static str,
}

impl Fault {
    pub(super) fn bad(code: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, description }
    }

    pub(super) fn invalid_request(description: &'static str) -> Self {
        Self::bad("invalid_request", description)
    }

    /// The error as an application gets it.
    pub(super) fn into_reply(self) -> Reply {
        let mut reply = reply::json(&json!({ "error": self.code, "error_description": self.description }));
        *reply.status_mut() = self.status;
        if self.code == "invalid_client" {
            let challenge = HeaderValue::from_static("Basic realm=\"genauth mock tenant\"");
            reply.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        reply
    }
}
