//! The application: a route for everyone, and one for logged-in users.

use axum::routing::get;
use axum::{Json, Router};
use genauth::resource_server::{Authenticator, RequireUser, User};
use serde_json::{Value, json};

/// The application. Tests call it with the authenticator of a mock tenant.
pub fn app(authenticator: Authenticator) -> Router {
    let public = Router::new().route("/", get(|| async { "for everyone: try /me\n" }));
    Router::new().route("/me", get(me)).route_layer(RequireUser::new(authenticator)).merge(public)
}

/// Answers with a part of the profile. The whole profile may hold tokens of identity providers.
async fn me(user: User) -> Json<Value> {
    Json(json!({ "userId": user.user_id, "name": user.name }))
}
