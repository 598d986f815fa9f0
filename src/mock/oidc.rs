//! The documents that a verifier of tokens reads first: the discovery document and the published keys.

use serde_json::{Value, json};

use super::request::Request;
use super::state::State;

/// The document that a request asks for; None if the request is for something else.
pub(super) fn document(state: &State, request: &Request) -> Option<Value> {
    if request.method() != "GET" {
        return None;
    }
    match request.path() {
        "/oidc/.well-known/jwks.json" => Some(json!({ "keys": [state.key.jwk()] })),
        "/oidc/.well-known/openid-configuration" => Some(discovery(&state.issuer())),
        _ => None,
    }
}

/// The members that OpenID Connect Discovery 1.0 makes mandatory.
fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
    })
}
