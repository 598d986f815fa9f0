//! A program that depends on the packaged crate.

use genauth::types::{UserDto, UserSingleRespDto};
use genauth::{AuthenticationClient, Error};

const SAMPLE: &str = include_str!("../../genauth/schema/get-profile.sample.json");

/// A login handler as a program would write it. The function is compiled, but not run.
#[allow(dead_code)]
async fn profile(client: &AuthenticationClient, token: &str) -> Result<UserDto, Error> {
    client.get_profile().access_token(token).with_identities(true).await
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Nothing is sent. A client for a loopback host needs no certificates.
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
