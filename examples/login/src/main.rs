//! `cargo run --manifest-path examples/login/Cargo.toml`, with a tenant of `genauth::mock`.
//!
//! With `GENAUTH_APP_HOST`, `GENAUTH_APP_ID` and `GENAUTH_APP_SECRET`, with a real application, in whose console
//! `http://127.0.0.1:3000/callback` is a login callback URL, and `http://127.0.0.1:3000` a logout callback URL.

use std::env::var;

use genauth::mock::Tenant;
use genauth_login_example::{App, router};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenant::start().await?;
    tenant.add_user(json!({ "userId": "ada", "name": "Ada Lovelace", "email": "ada@example.com" }))?;
    tenant.add_user(json!({ "userId": "charles", "name": "Charles Babbage", "email": "charles@example.com" }))?;
    let application = match var("GENAUTH_APP_HOST") {
        Ok(host) => [host, var("GENAUTH_APP_ID")?, var("GENAUTH_APP_SECRET")?],
        Err(_) => [tenant.url(), tenant.app_id(), tenant.app_secret()].map(str::to_owned),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    println!("open {base_url}");
    let app = App::new(application, base_url)?;
    axum::serve(listener, router(app)).await?;
    Ok(())
}
