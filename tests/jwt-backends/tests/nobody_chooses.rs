//! The program installs no provider, and jsonwebtoken alone couldn't choose between its two backends.

#[path = "../login.rs"]
mod login;

use jsonwebtoken::{EncodingKey, Header, encode};

#[tokio::test]
async fn tokens_are_verified_and_the_program_can_sign() {
    login::works().await;
    // The program also uses jsonwebtoken itself. Before the program depended on genauth, only one backend was on.
    let claims = serde_json::json!({ "sub": "x" });
    encode(&Header::default(), &claims, &EncodingKey::from_secret(b"secret").expect("a key")).expect("a token");
}
