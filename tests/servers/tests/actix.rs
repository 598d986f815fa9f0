//! The recipe for actix-web in docs/resource-server.md.

// recipe
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpMessage, HttpResponse, http::StatusCode, web};
use genauth::resource_server::{Authenticator, Rejection, User};

/// Lets in only logged-in users, and puts a `User` into the request's extensions.
async fn require_user(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, Error> {
    let authenticator = request.app_data::<web::Data<Authenticator>>().cloned().expect("an authenticator");
    // actix-web has the header types of another version of `http`.
    let mut headers = http::HeaderMap::new();
    for (name, value) in request.headers() {
        let name = http::HeaderName::from_bytes(name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::from_bytes(value.as_bytes())) {
            headers.append(name, value);
        }
    }
    let user = match authenticator.token(&headers) {
        Ok(token) => authenticator.authenticate(&token).await,
        Err(rejection) => Err(rejection),
    };
    match user {
        Ok(user) => {
            request.extensions_mut().insert(user);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(rejection) => Ok(request.into_response(refusal(&rejection))),
    }
}

fn refusal(rejection: &Rejection) -> HttpResponse<BoxBody> {
    let (parts, ()) = rejection.to_response::<()>().into_parts();
    let mut response = HttpResponse::build(StatusCode::from_u16(parts.status.as_u16()).expect("a status"));
    for (name, value) in &parts.headers {
        response.append_header((name.as_str(), value.as_bytes()));
    }
    response.finish()
}

async fn me(user: web::ReqData<User>) -> String {
    format!("hello, {}", user.user_id)
}
// end of the recipe

#[actix_web::test]
async fn only_users_get_in() {
    let tenant = genauth::mock::Tenant::start().await.unwrap();
    let client = genauth::AuthenticationClient::builder().app_host(tenant.url()).build().unwrap();
    let authenticator = Authenticator::builder(client).audience(tenant.app_id()).realm("shop").build().unwrap();
    let token = tenant.token_for(serde_json::json!({ "userId": "ada" })).unwrap();
    let app = App::new()
        .app_data(web::Data::new(authenticator))
        .service(web::scope("").wrap(from_fn(require_user)).route("/me", web::get().to(me)));
    let app = actix_web::test::init_service(app).await;
    for (authorization, status, challenge, body) in [
        (format!("Bearer {token}"), 200, None, "hello, ada"),
        ("Bearer made.up".to_owned(), 401, Some("Bearer realm=\"shop\", error=\"invalid_token\""), ""),
        (format!("Bearer {token}, Bearer x"), 400, Some("Bearer realm=\"shop\", error=\"invalid_request\""), ""),
    ] {
        let request = actix_web::test::TestRequest::get().uri("/me").insert_header(("authorization", authorization));
        let response = actix_web::test::call_service(&app, request.to_request()).await;
        assert_eq!(response.status().as_u16(), status);
        let found = response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(found.as_deref(), challenge);
        assert_eq!(actix_web::test::read_body(response).await, body);
    }
}

#[test]
fn the_recipe_is_that_of_the_page() {
    let source = include_str!("actix.rs");
    let recipe = source.split_once("// recipe\n").unwrap().1.split_once("// end of the recipe").unwrap().0.trim_end();
    let page = include_str!("../../../docs/resource-server.md");
    assert!(page.contains(recipe), "docs/resource-server.md must have the recipe of tests/servers/tests/actix.rs");
}
