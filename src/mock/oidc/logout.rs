//! The end of the provider's session (OpenID Connect RP-Initiated Logout 1.0).

use axum::http::StatusCode;

use super::authorize::{allowed_address, forget_cookie, session};
use super::fault::Fault;
use super::page;
use super::parameters::Parameters;
use crate::mock::reply::{self, Reply};
use crate::mock::request::Request;
use crate::mock::state::State;

/// The path of the form that asks whether to log out.
pub(super) const CONFIRM: &str = "/oidc/session/end/confirm";

/// The title of a page for a request that ends no session.
const CANT_END: &str = "This logout can't be done";

/// Ends the browser's session, and sends the browser on. A request without a hint may come from any page, so that the
/// person is asked.
pub(super) fn end(state: &mut State, request: &Request) -> Reply {
    match read(state, Parameters::of(request)) {
        Err(reason) => page::message(StatusCode::BAD_REQUEST, CANT_END, reason),
        Ok(logout) if logout.is_hinted => finish(state, request, logout.location.as_deref()),
        Ok(logout) => page::logout(&format!("{CONFIRM}?{}", logout.query)),
    }
}

/// The form of the page that asked.
pub(super) fn confirm(state: &mut State, request: &Request) -> Reply {
    match read(state, Parameters::of_query(request)) {
        Err(reason) => page::message(StatusCode::BAD_REQUEST, CANT_END, reason),
        Ok(logout) => finish(state, request, logout.location.as_deref()),
    }
}

struct Logout {
    is_hinted: bool,
    location: Option<String>,
    query: String,
}

fn read(state: &State, parameters: Result<Parameters, Fault>) -> Result<Logout, &'static str> {
    let parameters = parameters.map_err(|fault| fault.description)?;
    let hint = parameters.get("id_token_hint");
    if hint.is_some_and(|hint| !state.logins.id_tokens.contains_key(hint)) {
        return Err("The id_token_hint is no ID token of this tenant.");
    }
    let client_id = parameters.get("client_id");
    if client_id.is_some_and(|id| id != state.app_id) {
        return Err("No application has this client_id.");
    }
    let location = match parameters.get("post_logout_redirect_uri") {
        None => None,
        Some(_) if hint.is_none() && client_id.is_none() => {
            return Err("A post_logout_redirect_uri needs an id_token_hint or a client_id.");
        }
        Some(uri) => {
            let url = allowed_address(state, uri);
            let mut url = url.ok_or("The post_logout_redirect_uri isn't allowed.")?;
            if let Some(state) = parameters.get("state") {
                url.query_pairs_mut().append_pair("state", state);
            }
            Some(url.into())
        }
    };
    Ok(Logout { is_hinted: hint.is_some(), location, query: parameters.to_query() })
}

fn finish(state: &mut State, request: &Request, location: Option<&str>) -> Reply {
    if let Some((cookie, _)) = session(state, request) {
        state.logins.sessions.remove(&cookie);
    }
    let mut reply = match location {
        Some(location) => reply::redirect(location),
        None => page::message(StatusCode::OK, "Logged out", "You can close this window."),
    };
    forget_cookie(&mut reply);
    reply
}
