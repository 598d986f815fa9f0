use axum::{Router, routing::get};
use genauth::AuthenticationClient;
use genauth::resource_server::{Authenticator, RequireUser, User};

fn app(client: AuthenticationClient, app_id: &str) -> Result<Router, genauth::Error> {
    let authenticator = Authenticator::builder(client).audience(app_id).build()?;
    Ok(Router::new().route("/me", get(me)).route_layer(RequireUser::new(authenticator)))
}

async fn me(user: User) -> String {
    format!("hello, {}", user.user_id)
}

#[tokio::test]
async fn only_users_get_in() {
    let tenant = genauth::mock::Tenant::start().await.unwrap();
    let token = tenant.token_for(serde_json::json!({"userId": "u1"})).unwrap();
    let client = AuthenticationClient::builder().app_host(tenant.url()).build().unwrap();
    let app = app(client, tenant.app_id()).unwrap();
    for (authorization, status) in [(format!("Bearer {token}"), 200), ("Bearer made-up".to_owned(), 401)] {
        let request = axum::http::Request::get("/me").header("authorization", authorization);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
        assert_eq!(response.status(), status);
    }
}
