//! The program has installed the other backend.

#[path = "../login.rs"]
mod login;

#[tokio::test]
async fn the_choice_stays() {
    let theirs = &jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
    theirs.install_default().expect("the first choice");
    login::works().await;
    theirs.install_default().expect_err("it is still the first one");
}
