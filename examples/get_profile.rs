//! Prints a user's profile: `cargo run --example get_profile`.
//! `GENAUTH_APP_HOST` is the application's host, `GENAUTH_ACCESS_TOKEN` the user's token. Without both, the example
//! prints the documented sample, from a mock tenant on loopback.

use genauth::AuthenticationClient;
use genauth::mock::Tenant;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenant::start().await?; // dropping the tenant stops it
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let client = if ["GENAUTH_APP_HOST", "GENAUTH_ACCESS_TOKEN"].iter().any(is_set) {
        AuthenticationClient::from_env()?
    } else {
        eprintln!("neither GENAUTH_APP_HOST nor GENAUTH_ACCESS_TOKEN is set: calling a tenant on loopback");
        let token = tenant.token_for(Tenant::sample_profile())?;
        AuthenticationClient::builder().app_host(tenant.url()).access_token(token).build()?
    };
    let response = client.get_profile().with_identities(true).send().await?;
    let user = response.data();
    // `{:?}` escapes control characters, so that no value can steer the terminal.
    println!("user ID    {:?}\nusername   {:?}\nname       {:?}", user.user_id, user.username, user.name);
    println!("email      {:?}, verified: {:?}", user.email, user.email_verified);
    println!("last login {:?}", user.last_login);
    for identity in user.identities.iter().flatten() {
        println!("identity   {:?} at {:?}", identity.user_id_in_idp, identity.provider);
    }
    println!("request ID {:?}, drift: {:?}", response.request_id(), response.drift());
    Ok(())
}
