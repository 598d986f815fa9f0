//! What the layers ask for beyond a login, and what a route gets.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::response::IntoResponse;
use axum::routing::get;
use genauth::AuthenticationClient;
use genauth::mock::TokenOptions;
use genauth::resource_server::{
    Authenticator, AuthenticatorBuilder, Claims, Rejection, RequireToken, RequireUser, ResourceMetadata, User,
};
use serde_json::json;
use tower::ServiceExt;

use crate::tenants::{access, builder, get as send, start};

async fn greet(user: Option<User>) -> String {
    user.map_or("hello, stranger".to_owned(), |user| format!("hello, {}", user.user_id))
}

async fn scopes(claims: Claims) -> String {
    claims.scopes().collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn an_optional_user() {
    let (_tenant, authenticator, token) = start(|builder| builder).await;
    let optional = || RequireUser::new(authenticator.clone()).optional();
    let app = Router::new()
        .route("/", get(greet).route_layer(optional()))
        .route("/me", get(|user: User| async move { user.user_id.clone() }).route_layer(optional()))
        .route("/scoped", get(greet).route_layer(optional().scope("profile")));
    let missing = "Bearer realm=\"api\"";
    let invalid = "Bearer realm=\"api\", error=\"invalid_token\"";
    for (path, token, expected) in [
        ("/", None, (200, "", "hello, stranger")),
        ("/", Some(token.as_str()), (200, "", "hello, ada")),
        ("/", Some("made.up"), (401, invalid, "")),
        ("/me", None, (401, missing, "")),
        ("/me", Some(&token), (200, "", "ada")),
        ("/scoped", None, (401, missing, "")),
        ("/scoped", Some(&token), (200, "", "hello, ada")),
        ("/unknown", None, (404, "", "")),
    ] {
        let (status, challenge, body) = send(&app, path, token).await;
        assert_eq!((status, challenge.as_str(), body.as_str()), expected, "{path}");
    }
}

#[tokio::test]
async fn scopes_are_asked_for() {
    let described = |builder: AuthenticatorBuilder| builder.realm("shop").resource_metadata("https://a.example/m");
    let (tenant, authenticator, _) = start(described).await;
    let layer = RequireUser::new(authenticator.clone()).scope("order:read").scope("order:write");
    let app = Router::new().route("/", get(scopes)).route_layer(layer);
    let refused = "Bearer realm=\"shop\", error=\"insufficient_scope\", scope=\"order:read order:write\", \
                   resource_metadata=\"https://a.example/m\"";
    for (scope, status) in [
        ("order:read order:write", 200),
        ("a  order:write order:read b", 200),
        ("order:read", 403),
        ("order:read,order:write", 403),
        ("order:read\torder:write", 403),
        ("order:read\u{a0}order:write", 403),
        ("ORDER:READ ORDER:WRITE", 403),
        ("order:readorder:write", 403),
        ("", 403),
    ] {
        let token = tenant.issue_token_with("ada", TokenOptions::new().scope(format!("openid {scope}")));
        let (found, challenge, _) = send(&app, "/", Some(&token)).await;
        assert_eq!((found, challenge.as_str()), (status, if status == 403 { refused } else { "" }), "{scope:?}");
    }
    let missing = "Bearer realm=\"shop\", resource_metadata=\"https://a.example/m\"";
    assert_eq!(send(&app, "/", None).await, (401, missing.to_owned(), String::new()));
    // Nobody has checked the claims without local verification.
    let unverified = builder(&tenant).verify_locally(false).build().unwrap();
    let token = tenant.issue_token_with("ada", TokenOptions::new().scope("openid order:read"));
    let user = unverified.authenticate(&access(&token)).await.unwrap();
    assert!(user.claims().subject().is_none() && user.claims().expires_at().is_none());
    let app =
        Router::new().route("/", get(scopes)).route_layer(RequireUser::new(unverified.clone()).scope("order:read"));
    assert_eq!(send(&app, "/", Some(&token)).await.0, 403);
    assert_eq!(unverified.verify(&access(&token)).await.err(), Some(Rejection::InvalidToken));
}

#[test]
fn text_that_is_no_scope() {
    let client = AuthenticationClient::builder().app_host("http://127.0.0.1:9").app_id("a").build().unwrap();
    let authenticator = Authenticator::builder(client).build().unwrap();
    for scope in ["", "a b", "a\"b", "a\\b", "a\n", "\u{e4}"] {
        let layer = RequireUser::new(authenticator.clone());
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| layer.scope(scope))).err();
        let text = *panic.expect("no scope").downcast::<String>().expect("a text");
        assert!(text.contains("is no scope: pass one scope"), "{text}");
    }
}

#[tokio::test]
async fn a_route_whose_layer_was_forgotten_is_not_public() {
    let (_tenant, authenticator, token) = start(|builder| builder).await;
    let app = Router::new()
        .route("/user", get(|user: User| async move { user.user_id.clone() }))
        .route("/greet", get(greet))
        .route("/claims", get(scopes))
        .route("/other", get(greet).route_layer(RequireToken::new(authenticator)));
    for path in ["/user", "/greet", "/claims"] {
        assert_eq!(send(&app, path, None).await, (500, String::new(), String::new()), "{path}");
    }
    assert_eq!(send(&app, "/other", Some(&token)).await.0, 401, "a user's token");
}

#[tokio::test]
async fn what_a_user_gives() {
    let (tenant, authenticator, _) = start(|builder| builder.realm("shop")).await;
    let profile = json!({ "userId": "ada", "name": "Ada Secretname", "birthdate": "1815-12-10" });
    let token = access(&tenant.token_for(&profile).unwrap());
    let user = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(serde_json::to_value(&user).unwrap(), profile, "the whole profile");
    assert_eq!(user.clone().token().expose_secret(), token.expose_secret());
    let claims = user.claims();
    assert_eq!((claims.subject(), claims.client_id()), (Some("ada"), None));
    assert_eq!(claims.audiences().collect::<Vec<_>>(), [tenant.app_id()]);
    assert!(claims.expires_at().unwrap() > std::time::SystemTime::now());
    assert!(claims.get("jti").is_some() && claims.get("nonce").is_none());
    let shown = format!("{user:?} {claims:?}");
    assert!(!shown.contains("Secretname") && !shown.contains(tenant.app_id()), "{shown}");
    assert_eq!(authenticator.verify(&token).await.unwrap().subject(), Some("ada"));
    // A rejection carries its challenge to wherever it is made into an answer.
    let rejection = authenticator.authenticate(&access("made.up")).await.unwrap_err();
    assert!(matches!(rejection, Rejection::InvalidToken { .. }));
    let challenge = "Bearer realm=\"shop\", error=\"invalid_token\"";
    assert_eq!(rejection.www_authenticate().unwrap(), challenge);
    assert_eq!(rejection.into_response().headers()["www-authenticate"], challenge);
    let Err(rejection) = authenticator.token(&HeaderMap::new()) else { panic!("no token") };
    assert_eq!(rejection.www_authenticate().unwrap(), "Bearer realm=\"shop\"");
}

#[tokio::test]
async fn the_metadata_document() {
    let (tenant, authenticator, _) = start(|builder| builder).await;
    let metadata = ResourceMetadata::new(&authenticator, "https://api.example.com").scope("order:read");
    let app = Router::new().route_service("/.well-known/oauth-protected-resource", metadata);
    let (status, _, body) = send(&app, "/.well-known/oauth-protected-resource", None).await;
    let found: serde_json::Value = serde_json::from_str(&body).unwrap();
    let expected = json!({
        "resource": "https://api.example.com", "authorization_servers": [format!("{}/oidc", tenant.url())],
        "bearer_methods_supported": ["header"], "scopes_supported": ["order:read"],
    });
    assert_eq!((status, found), (200, expected));
    let post = Request::post("/.well-known/oauth-protected-resource").body(Body::empty()).unwrap();
    assert_eq!(app.oneshot(post).await.unwrap().status(), 405);
}
