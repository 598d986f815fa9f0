//! The application: a route for everyone, one for logged-in users, and the logout.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use genauth::resource_server::{Authenticator, RequireUser, User};
use serde::Serialize;

/// The application. Tests call it with the authenticator of a mock tenant.
pub fn app(authenticator: Authenticator) -> Router {
    let public = Router::new().route("/", get(|| async { "for everyone: try /me\n" }));
    let private = Router::new().route("/me", get(me)).route("/logout", post(log_out));
    let private = private.route_layer(RequireUser::new(authenticator.clone()));
    private.with_state(authenticator).merge(public)
}

/// What the page shows of a user. The whole profile may hold tokens of identity providers.
#[derive(Serialize)]
struct Me {
    id: String,
    name: Option<String>,
}

async fn me(user: User) -> Json<Me> {
    Json(Me { id: user.user_id.clone(), name: user.name.clone() })
}

/// Refuses the token from now on, and has the service revoke it.
async fn log_out(State(authenticator): State<Authenticator>, user: User) -> StatusCode {
    match authenticator.log_out(user.token()).await {
        Ok(()) => StatusCode::NO_CONTENT,
        // The token is refused here, but may still be valid elsewhere.
        Err(_) => StatusCode::BAD_GATEWAY,
    }
}
