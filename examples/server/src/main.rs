//! Runs the server: `cargo run -p genauth-server-example`.
//!
//! `GENAUTH_APP_HOST` names the application, `LISTEN` the address (default `127.0.0.1:3000`). Without
//! `GENAUTH_APP_HOST` it asks a tenant of its own, which knows the documented sample user.

use std::error::Error;

use genauth::AuthenticationClient;
use genauth::mock::Tenant;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let tenant = match std::env::var_os("GENAUTH_APP_HOST") {
        Some(host) if !host.is_empty() => None,
        _ => Some(Tenant::start().await?),
    };
    // Wrong configuration ends the program here, not the first login.
    let client = match &tenant {
        None => AuthenticationClient::from_env()?,
        Some(tenant) => AuthenticationClient::builder().app_host(tenant.url()).build()?,
    };

    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener =
        TcpListener::bind(&address).await.map_err(|error| format!("can't listen on {address}: {error}; set LISTEN"))?;
    let url = format!("http://{}", listener.local_addr()?);
    match &tenant {
        None => println!("listening on {url}"),
        Some(tenant) => {
            let token = tenant.token_for(Tenant::sample_profile())?;
            println!("GENAUTH_APP_HOST is not set: asking an embedded tenant; try\n");
            println!("curl -i -H 'Authorization: Bearer {token}' {url}/me\n");
        }
    }

    // Requests that have begun are finished; a call for a profile takes no longer than its deadline.
    let ctrl_c = async { tokio::signal::ctrl_c().await.expect("Ctrl-C can be waited for") };
    axum::serve(listener, genauth_server_example::app(client)).with_graceful_shutdown(ctrl_c).await?;
    Ok(())
}
