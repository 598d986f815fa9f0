//! The program has used jsonwebtoken before this crate installed a provider: jsonwebtoken panicked then. This crate
//! installs its provider all the same, so that the program can sign from then on.

#[path = "../login.rs"]
mod login;

use jsonwebtoken::{EncodingKey, Header, encode};

#[tokio::test]
async fn tokens_are_verified_all_the_same() {
    let key = EncodingKey::from_secret(b"secret").expect("a key");
    let sign = || encode(&Header::default(), &serde_json::json!({}), &key);
    std::panic::catch_unwind(sign).expect_err("jsonwebtoken has no backend");
    login::works().await;
    sign().expect("a token");
}
