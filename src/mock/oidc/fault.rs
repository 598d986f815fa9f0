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

    /// A code or a refresh token that gives no tokens.
    pub(super) fn invalid_grant(description: &'static str) -> Self {
        Self::bad("invalid_grant", description)
    }

    /// An access token that gives no claims.
    pub(super) fn invalid_token(description: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, code: "invalid_token", description }
    }

    /// The error as an application gets it.
    pub(super) fn into_reply(self) -> Reply {
        let Self { status, code, description } = self;
        let challenge = match code {
            "invalid_client" => Some("Basic realm=\"genauth mock tenant\"".to_owned()),
            "invalid_token" | "insufficient_scope" => {
                Some(format!("Bearer error=\"{code}\", error_description=\"{description}\""))
            }
            _ => None,
        };
        let mut reply = reply::not_stored(reply::json(&json!({ "error": code, "error_description": description })));
        *reply.status_mut() = status;
        if let Some(challenge) = challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok()) {
            reply.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        reply
    }
}
