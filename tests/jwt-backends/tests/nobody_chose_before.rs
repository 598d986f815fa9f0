//! The program has used jsonwebtoken before this crate installed a provider. jsonwebtoken panicked then, and panics
//! again at each use until the process ends. This crate still works.

#[path = "../login.rs"]
mod login;

use jsonwebtoken::{EncodingKey, Header, encode};

#[tokio::test]
async fn tokens_are_verified_all_the_same() {
    let sign = || encode(&Header::default(), &serde_json::json!({}), &EncodingKey::from_secret(b"secret"));
    std::panic::catch_unwind(sign).expect_err("jsonwebtoken has no backend");
    login::works().await;
    std::panic::catch_unwind(sign).expect_err("nothing can change that");
}
