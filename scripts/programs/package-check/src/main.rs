//! A program that depends on the packaged crate.

use genauth::types::{UserDto, UserSingleRespDto};
use genauth::{AuthenticationClient, Error};

const SAMPLE: &str = include_str!("../../genauth/schema/get-profile.sample.json");

/// Compiled, not run: what a login handler looks like.
#[allow(dead_code)]
async fn profile(client: &AuthenticationClient, token: &str) -> Result<UserDto, Error> {
    client.get_profile().access_token(token).with_identities(true).await
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A loopback host: nothing is sent, and no certificates are needed to build a client for it.
    AuthenticationClient::builder().app_host("http://127.0.0.1:9").build()?;

    let sample: serde_json::Value = serde_json::from_str(SAMPLE)?;
    let decoded: UserSingleRespDto = serde_json::from_str(SAMPLE)?;
    let written = serde_json::to_value(&decoded)?;
    assert!(sample["data"]["userId"].is_string());
    assert_eq!(written["data"]["userId"], sample["data"]["userId"]);
    assert_eq!(written["data"]["email"], sample["data"]["email"]);
    println!("decoded the sample's user {}", written["data"]["userId"]);
    Ok(())
}
