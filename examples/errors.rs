//! How calls fail, and what to do then: `cargo run --example errors`. A mock tenant on loopback answers.

use std::time::Duration;

use genauth::mock::{Answer, Tenant, TokenOptions};
use genauth::{AuthenticationClient, Error};

fn advice(error: &Error) -> &'static str {
    match error {
        error if error.is_unauthorized() => "have the user log in again",
        error if error.is_forbidden() => "tell the user that the account may not use this application",
        error if error.is_retryable() => "call again later",
        _ => "look at the configuration, or report the error",
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenant::start().await?;
    let ada = tenant.token_for(serde_json::json!({ "userId": "ada" }))?;
    let ben = tenant.token_for(serde_json::json!({ "userId": "ben" }))?;
    let expired = tenant.issue_token_with("ada", TokenOptions::new().expires_in(Duration::ZERO));
    tenant.suspend("ben");
    let client = AuthenticationClient::builder().app_host(tenant.url()).max_retries(0).build()?;

    for (what, token) in [("expired", &expired), ("suspended", &ben), ("out of service", &ada)] {
        if what == "out of service" {
            tenant.script(1, Answer::body("text/html", "<h1>Bad Gateway</h1>").http_status(502));
        }
        let error = client.get_profile().access_token(token.as_str()).await.expect_err(what);
        println!("{what}: {}\n  {error}\n", advice(&error));
    }
    Ok(())
}
