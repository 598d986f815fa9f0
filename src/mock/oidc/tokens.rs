//! The endpoints for applications.

use axum::http::StatusCode;

use super::client::authenticate;
use super::fault::Fault;
use super::parameters::Parameters;
use crate::mock::reply::{self, Reply};
use crate::mock::request::Request;
use crate::mock::state::State;

/// Revocation (RFC 7009). A token that the tenant doesn't know is revoked already.
pub(super) fn revoke(state: &mut State, request: &Request) -> Result<Reply, Fault> {
    let form = Parameters::of_form(request)?;
    authenticate(state, request, &form)?;
    let token = form.get("token").ok_or(Fault::invalid_request("the parameter token is missing"))?;
    if let Some(grant) = state.tokens.get_mut(token) {
        if grant.audience != state.app_id {
            return Err(Fault::invalid_request("the token was issued to another application"));
        }
        grant.revoked = true;
    }
    Ok(reply::empty(StatusCode::OK))
}
