//! The rejection that is made of an error of a call, and README's function, which says the same without the feature.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::Rejection;
use genauth::{AccessToken, AuthenticationClient, Error};
use serde_json::json;

include!("readme_status.rs");

#[test]
fn the_function_is_that_of_the_readme() {
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(include_str!("readme_status.rs")));
}

#[tokio::test]
async fn every_error_has_its_rejection() {
    let tenant = Tenant::start().await.unwrap();
    let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    let build = |host: &str| AuthenticationClient::builder().app_host(host).max_retries(0).build().unwrap();
    let client = build(tenant.url());
    let html = |status| Answer::body("text/html", "<h1>no</h1>").http_status(status);
    let mut errors: Vec<(Error, Rejection)> = Vec::new();
    for (answer, rejection) in [
        (Answer::failure(401, 2020, "no"), Rejection::InvalidToken),
        (html(401), Rejection::InvalidToken),
        (Answer::failure(403, None, "no"), Rejection::Forbidden),
        (Answer::failure(429, None, "no").retry_after(7), unavailable(7)),
        (html(429), unavailable(5)),
        (Answer::failure(503, None, "no").http_status(503).retry_after(3600), unavailable(60)),
        (html(502), unavailable(5)),
        (html(504), unavailable(5)),
        (Answer::failure(500, None, "no"), Rejection::BadGateway),
        (Answer::failure(499, 2011, "no"), Rejection::BadGateway),
        (html(302), Rejection::BadGateway),
        (html(403), Rejection::BadGateway),
        (html(404), Rejection::BadGateway),
        (html(500), Rejection::BadGateway),
        (html(200), Rejection::BadGateway),
        (Answer::body("application/json", r#"{"statusCode":200}"#), Rejection::BadGateway),
    ] {
        tenant.script(1, answer);
        errors.push((client.get_profile().access_token(token.as_str()).await.unwrap_err(), rejection));
    }
    tenant.script(1, Answer::usual().delay(Duration::from_secs(60)));
    let slow = client.get_profile().access_token(token.as_str()).timeout(Duration::from_millis(50));
    errors.push((slow.await.unwrap_err(), unavailable(5)));
    errors.push((
        build(&format!("http://{}", crate::support::nobody())).get_profile().access_token("a").await.unwrap_err(),
        unavailable(5),
    ));
    errors.push((client.get_profile().await.unwrap_err(), Rejection::Misconfigured));
    errors.push((AccessToken::new("Basic dXNlcjpwYXNz").unwrap_err(), Rejection::InvalidToken));
    for (error, rejection) in errors {
        assert_eq!(Rejection::from(&error), rejection, "{error:?}");
        assert_eq!(status(&error), rejection.status().as_u16(), "{error:?}");
        assert_eq!(Rejection::from(error), rejection);
    }
}

fn unavailable(seconds: u64) -> Rejection {
    Rejection::Unavailable { retry_after: Duration::from_secs(seconds) }
}
