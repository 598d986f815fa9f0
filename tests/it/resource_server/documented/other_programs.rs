use axum::{Router, routing::delete};
use genauth::resource_server::{Authenticator, Claims, RequireToken};

fn app(authenticator: Authenticator) -> Router {
    Router::new().route("/lists", delete(purge)).route_layer(RequireToken::new(authenticator).scope("lists:purge"))
}

async fn purge(claims: Claims) -> String {
    format!("purged by {}", claims.client_id().unwrap_or("nobody"))
}

#[tokio::test]
async fn only_programs_with_the_scope_get_in() {
    use genauth::mock::{Tenant, TokenOptions};
    let tenant = Tenant::start().await.unwrap();
    let client =
        genauth::AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).build().unwrap();
    let app = app(Authenticator::builder(client).build().unwrap());
    for (token, status) in [
        (tenant.issue_client_token(TokenOptions::new().scope("lists:purge")), 200),
        (tenant.issue_client_token(TokenOptions::new()), 403),
        (tenant.issue_token("ada"), 401),
    ] {
        let request = axum::http::Request::delete("/lists").header("authorization", format!("Bearer {token}"));
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
        assert_eq!(response.status(), status);
    }
}
