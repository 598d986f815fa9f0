//! The program `default` on bare reqwest, with a strict derive.

use std::env;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    status_code: i64,
    message: String,
    data: Option<User>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    user_id: String,
    email: Option<String>,
    phone: Option<String>,
    nickname: Option<String>,
}

async fn get_profile() -> Result<Envelope, Box<dyn std::error::Error>> {
    let url = format!("{}/api/v3/get-profile", env::var("APP_HOST")?);
    let request = reqwest::Client::new().get(url).bearer_auth(env::var("TOKEN")?);
    let body = request.send().await?.bytes().await?;
    Ok(serde_json::from_slice(&body)?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let envelope = runtime.block_on(get_profile())?;
    let Some(user) = envelope.data.filter(|_| envelope.status_code == 200) else {
        return Err(envelope.message.into());
    };
    println!("{} {:?} {:?} {:?}", user.user_id, user.email, user.phone, user.nickname);
    Ok(())
}
