//! The application: a route for everyone, and one for logged-in users.

use axum::routing::get;
use axum::{Json, Router};
use genauth::resource_server::{Authenticator, RequireUser, User};
use serde::Serialize;

/// The application. Tests call it with the authenticator of a mock tenant.
pub fn app(authenticator: Authenticator) -> Router {
    let public = Router::new().route("/", get(|| async { "for everyone: try /me\n" }));
    Router::new().route("/me", get(me)).route_layer(RequireUser::new(authenticator)).merge(public)
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
