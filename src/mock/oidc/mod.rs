//! The tenant as an OpenID provider.

mod client;
mod fault;
mod parameters;
mod tokens;

use serde_json::{Value, json};

use super::reply::{self, Reply};
use super::request::Request;
use super::state::State;

/// The answer to a request; None if the request is for something else.
pub(super) fn answer(state: &mut State, request: &Request) -> Option<Reply> {
    let answer = match (request.method(), request.path()) {
        ("GET", "/oidc/.well-known/jwks.json") => Ok(reply::json(&json!({ "keys": [state.key.jwk()] }))),
        ("GET", "/oidc/.well-known/openid-configuration") => Ok(reply::json(&discovery(&state.issuer()))),
        ("POST", "/oidc/token/revocation") => tokens::revoke(state, request),
        _ => return None,
    };
    Some(answer.unwrap_or_else(fault::Fault::into_reply))
}

/// The members that OpenID Connect Discovery 1.0 makes mandatory.
fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "revocation_endpoint": format!("{issuer}/token/revocation"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
    })
}
