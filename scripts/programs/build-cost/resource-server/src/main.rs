use std::env;

use genauth::resource_server::Authenticator;
use genauth::{AccessToken, AuthenticationClient};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = AuthenticationClient::builder().app_host(env::var("APP_HOST")?).build()?;
    let authenticator = Authenticator::builder(client).audience(env::var("APP_ID")?).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let token = AccessToken::new(env::var("TOKEN")?)?;
    let user = runtime.block_on(authenticator.authenticate(&token))?;
    println!("{} {:?} {:?} {:?}", user.user_id, user.email, user.phone, user.nickname);
    Ok(())
}
