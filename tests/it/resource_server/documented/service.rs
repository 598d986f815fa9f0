use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use genauth::resource_server::{Authenticator, Rejection, RequireUser, User};

fn app(authenticator: Authenticator) -> Router {
    let user = || RequireUser::new(authenticator.clone());
    Router::new()
        .route("/", get(greet).route_layer(user().optional()))
        .route("/me", get(me).route_layer(user()))
        .route("/admin", get(admin).route_layer(user().role("shop", "admin")))
        .route("/reports/{id}", get(report).route_layer(user()))
        .route("/logout", post(log_out))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(authenticator)
}

async fn greet(user: Option<User>) -> String {
    user.map_or("hello, stranger".to_owned(), |user| format!("hello, {}", user.user_id))
}

async fn me(user: User) -> String {
    format!("{} {}", user.user_id, user.name.as_deref().unwrap_or("without a name"))
}

async fn admin() -> &'static str {
    "for administrators"
}

async fn report(user: User, Path(id): Path<String>) -> Result<String, Rejection> {
    if !user.may("shop", &format!("report-{id}"), "read").await? {
        return Err(Rejection::NotAllowed);
    }
    Ok(format!("report {id}"))
}

async fn log_out(State(authenticator): State<Authenticator>, headers: HeaderMap) -> Result<StatusCode, Rejection> {
    let token = authenticator.token(&headers)?;
    authenticator.log_out(&token).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ready(State(authenticator): State<Authenticator>) -> Result<&'static str, Rejection> {
    authenticator.ready().await.map(|()| "ready")
}

async fn metrics(State(authenticator): State<Authenticator>) -> String {
    let stats = authenticator.stats();
    format!("requests_from_cache_total {}\ncalls_total {}\n", stats.cached, stats.asked)
}

#[tokio::test]
async fn the_service() {
    let tenant = genauth::mock::Tenant::start().await.unwrap();
    let client =
        genauth::AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).build().unwrap();
    let app = app(Authenticator::builder(client).build().unwrap());
    let token = tenant.token_for(serde_json::json!({ "userId": "ada", "name": "Ada" })).unwrap();
    tenant.set_roles("ada", "shop", &["admin"]);
    tenant.allow("ada", "shop", "report-7", "read");
    for (method, path, with_token, status, body) in [
        ("GET", "/", false, 200, "hello, stranger"),
        ("GET", "/", true, 200, "hello, ada"),
        ("GET", "/me", false, 401, ""),
        ("GET", "/me", true, 200, "ada Ada"),
        ("GET", "/admin", true, 200, "for administrators"),
        ("GET", "/reports/7", true, 200, "report 7"),
        ("GET", "/reports/8", true, 403, ""),
        ("GET", "/ready", false, 200, "ready"),
        ("GET", "/metrics", false, 200, "requests_from_cache_total 4\ncalls_total 4\n"),
        ("POST", "/logout", true, 204, ""),
        ("GET", "/me", true, 401, ""),
    ] {
        let mut request = axum::http::Request::builder().method(method).uri(path);
        if with_token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(axum::body::to_bytes(response.into_body(), 1000).await.unwrap(), body, "{method} {path}");
    }
}
