//! The program whose build is measured: it changes a profile, and prints four of its fields.

use std::env;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = genauth::AuthenticationClient::builder().app_host(env::var("APP_HOST")?).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (token, name) = (env::var("TOKEN")?, env::var("NAME")?);
    let user = runtime.block_on(async { client.update_profile().nickname(name).access_token(token).await })?;
    println!("{} {:?} {:?} {:?}", user.user_id, user.email, user.phone, user.nickname);
    Ok(())
}
