//! Logins with each kind of token that the mock tenant issues, and with a made-up token.

use genauth::mock::{Tenant, TokenOptions};
use genauth::resource_server::{Authenticator, Rejection};
use genauth::{AccessToken, AuthenticationClient};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub async fn works() {
    let tenant = Tenant::start().await.expect("a tenant");
    let builder = || {
        let client = AuthenticationClient::builder().app_host(tenant.url()).build().expect("a client");
        Authenticator::builder(client).audience(tenant.app_id())
    };
    let by_key = tenant.token_for(serde_json::json!({ "userId": "ada" })).expect("a profile");
    let by_secret = tenant.issue_token_with("ada", TokenOptions::new().hs256(SECRET));
    let by_another_secret = tenant.issue_token_with("ada", TokenOptions::new().hs256(SECRET.replace('0', "1")));
    for (builder, good, bad) in [
        (builder(), &by_key, &by_secret),
        (builder().app_secret(SECRET), &by_secret, &by_another_secret),
        (builder().app_secret(SECRET), &by_key, &by_another_secret),
    ] {
        let authenticator = builder.build().expect("an authenticator");
        let ask = async |token: &str| {
            let token = AccessToken::new(token).expect("a token");
            authenticator.authenticate(&token).await.map(|user| user.user_id.clone())
        };
        assert_eq!(ask(good).await, Ok("ada".to_owned()));
        assert_eq!(ask(bad).await, Err(Rejection::InvalidToken));
        let (signed, _) = good.rsplit_once('.').expect("a JWT");
        assert_eq!(ask(&format!("{signed}.AAAA")).await, Err(Rejection::InvalidToken));
    }
}
