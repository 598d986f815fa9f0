//! The program whose build is measured: it prints four fields of a profile.

use std::env;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = genauth::AuthenticationClient::builder().app_host(env::var("APP_HOST")?).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let token = env::var("TOKEN")?;
    let user = runtime.block_on(async { client.get_profile().access_token(token).await })?;
    println!("{} {:?} {:?} {:?}", user.user_id, user.email, user.phone, user.nickname);
    Ok(())
}
