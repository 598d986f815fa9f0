//! Routes for users with a role: `cargo run --example roles`. A mock tenant on loopback answers.

use axum::body::Body;
use axum::extract::Request;
use axum::{Router, routing::get};
use genauth::AuthenticationClient;
use genauth::mock::Tenant;
use genauth::resource_server::{Authenticator, Rejection, RequireUser, User};
use tower::ServiceExt;

/// For all users. What the answer says depends on a role. A disabled role, or one that has ended, doesn't count.
async fn orders(user: User) -> Result<&'static str, Rejection> {
    Ok(if user.has_role("shop", "clerk").await? { "all orders" } else { "your own orders" })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenant::start().await?;
    let tokens = ["ada", "ben"].map(|id| (id, tenant.token_for(serde_json::json!({ "userId": id }))));
    tenant.set_roles("ada", "shop", &["clerk", "admin"]);

    let client = AuthenticationClient::builder().app_host(tenant.url()).build()?;
    let authenticator = Authenticator::builder(client).audience(tenant.app_id()).build()?;
    let users = RequireUser::new(authenticator);
    let admins = users.clone().role("shop", "admin");
    let app = Router::new()
        .route("/orders", get(orders).route_layer(users))
        .route("/prices", get(|| async { "the prices" }).route_layer(admins));

    for (id, token) in tokens {
        let token = token?;
        for path in ["/orders", "/prices"] {
            let request = Request::get(path).header("authorization", format!("Bearer {token}")).body(Body::empty())?;
            println!("{id} {path}: {}", app.clone().oneshot(request).await?.status());
        }
    }
    Ok(())
}
