//! The tenant as an OpenID provider. A browser logs in at the authorization endpoint; an application gets the tokens at
//! the token endpoint.

mod authorize;
mod claims;
mod client;
mod fault;
mod logout;
mod page;
mod parameters;
mod tokens;

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::reply::{self, Reply};
use super::request::Request;
use super::state::{CLIENT_AUTH_METHODS, State};
use fault::Fault;

/// The answer to a request; None if the request is for something else.
pub(super) fn answer(state: &mut State, request: &Request) -> Option<Reply> {
    let answer = match (request.method(), request.path()) {
        ("GET", "/oidc/.well-known/jwks.json") => Ok(reply::json(&json!({ "keys": [state.key.jwk()] }))),
        ("GET", "/oidc/.well-known/openid-configuration") => Ok(reply::json(&discovery(state))),
        ("GET" | "POST", "/oidc/auth") => Ok(authorize::authorize(state, request)),
        ("POST", authorize::LOGIN) => Ok(authorize::answer_page(state, request)),
        ("GET" | "POST", "/oidc/session/end") => Ok(logout::end(state, request)),
        ("POST", logout::CONFIRM) => Ok(logout::confirm(state, request)),
        ("GET" | "POST", "/oidc/me") => tokens::user_info(state, request),
        ("POST", "/oidc/token") => tokens::issue(state, request),
        ("POST", "/oidc/token/introspection") => tokens::introspect(state, request),
        ("POST", "/oidc/token/revocation") => tokens::revoke(state, request),
        (_, "/oidc/token" | "/oidc/token/introspection" | "/oidc/token/revocation") => Ok(only_post()),
        _ => return None,
    };
    Some(answer.unwrap_or_else(Fault::into_reply))
}

fn only_post() -> Reply {
    let mut reply = reply::empty(StatusCode::METHOD_NOT_ALLOWED);
    reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    reply
}

/// The discovery document (OpenID Connect Discovery 1.0, RFC 8414). It names only what the tenant has.
fn discovery(state: &State) -> Value {
    let issuer = state.issuer();
    let methods = match &state.client_auth {
        Some(method) => vec![*method],
        None => CLIENT_AUTH_METHODS.to_vec(),
    };
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "introspection_endpoint": format!("{issuer}/token/introspection"),
        "revocation_endpoint": format!("{issuer}/token/revocation"),
        "end_session_endpoint": format!("{issuer}/session/end"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "scopes_supported": [
            "openid", "profile", "email", "phone", "address", "username", "external_id", "extended_fields", "tenant_id",
            "offline_access",
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "web_message"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
        "token_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "nickname", "given_name",
            "family_name", "middle_name", "preferred_username", "profile", "picture", "website", "gender", "birthdate",
            "zoneinfo", "locale", "updated_at", "email", "email_verified", "phone_number", "phone_number_verified",
            "address", "username", "external_id", "extended_fields", "tenant_id",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    })
}
