//! Who sends a request to an endpoint for applications: client authentication (RFC 6749, section 2.3).

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::fault::Fault;
use super::parameters::{Parameters, form_decoded};
use crate::mock::request::Request;
use crate::mock::state::{CLIENT_AUTH_METHODS, State};

/// The application that sent a request.
pub(super) struct Client {
    /// Whether the client authenticated with its secret.
    pub(super) is_confidential: bool,
}

/// Fails if the request doesn't come from the tenant's application.
pub(super) fn authenticate(state: &State, request: &Request, form: &Parameters) -> Result<Client, Fault> {
    let [by_header, by_form, none] = CLIENT_AUTH_METHODS;
    let (method, id, secret) = match (request.authorization(), form.get("client_secret")) {
        (Some(_), Some(_)) => return Err(Fault::invalid_request("the request authenticates the client twice")),
        (Some(header), None) => {
            let (id, secret) = basic(header).ok_or_else(|| refused("the Authorization header isn't Basic"))?;
            (by_header, id, Some(secret))
        }
        (None, secret) => {
            // The vendor's SDK for browsers refreshes a token with its header alone.
            let id = form.get("client_id").or_else(|| request.header("x-authing-app-id"));
            let id = id.ok_or_else(|| refused("the request names no client"))?;
            let method = if secret.is_some() { by_form } else { none };
            (method, id.to_owned(), secret.map(str::to_owned))
        }
    };
    if state.client_auth.is_some_and(|set| set != method) {
        return Err(refused("the application is set to another method of client authentication"));
    }
    if id != state.app_id || form.get("client_id").is_some_and(|named| named != id) {
        return Err(refused("no application has this client_id"));
    }
    if secret.as_ref().is_some_and(|secret| *secret != state.app_secret) {
        return Err(refused("the client's secret is wrong"));
    }
    Ok(Client { is_confidential: secret.is_some() })
}

fn refused(description: &'static str) -> Fault {
    Fault { status: StatusCode::UNAUTHORIZED, code: "invalid_client", description }
}

/// ID and secret of an `Authorization` header. Both are form-encoded before they are joined.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim_ascii()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}
