//! Input of programs and their users: hosts, tokens, identifiers.

use genauth::{AccessToken, AuthenticationClient, Error, ErrorKind};

const NO_TOKENS: [&str; 12] =
    ["", " ", "\t\n", "Bearer", "Bearer ", "bearer  ", "Basic dTpw", "Bearer a b", "a,b", "tökén", "\u{200B}", "a=b"];

/// Whether README's `match` on errors blames the user's token.
fn is_the_users(error: &Error) -> bool {
    error.kind() == ErrorKind::InvalidToken && error.is_unauthorized() && !error.is_retryable() && error.attempts() == 0
}

#[tokio::test]
async fn a_token_that_is_none_is_the_users_fault() {
    let client = AuthenticationClient::builder().app_host("http://localhost:1").build().expect("a client");
    for token in NO_TOKENS {
        assert!(is_the_users(&AccessToken::new(token).expect_err(token)), "{token:?}");
        assert!(is_the_users(&token.parse::<AccessToken>().expect_err(token)), "{token:?}");
        let error = client.get_profile().access_token(token).await.expect_err(token);
        assert!(is_the_users(&error), "{token:?}: {error:?}");
        let shown = token.trim();
        assert!(shown.len() < 3 || !format!("{error} {error:?}").contains(shown) || shown == "Bearer", "{error:?}");
        let error = client.get_profile().access_token(token.to_owned()).send().await.expect_err(token);
        assert!(is_the_users(&error), "{token:?}: {error:?}");
        // A bad token on the builder is the programmer's fault.
        let error = AuthenticationClient::builder().app_host("http://localhost:1").access_token(token).build();
        let error = error.expect_err(token);
        assert_eq!((error.kind(), error.is_unauthorized()), (ErrorKind::Config, false), "{token:?}");
    }
    // A call without any token is the programmer's fault too.
    let error = client.get_profile().await.expect_err("no token");
    assert_eq!((error.kind(), error.is_unauthorized()), (ErrorKind::Config, false));
}

#[test]
fn user_info_in_any_spelling_is_refused() {
    for host in [
        "https://user:PW@host",
        "https://user@host",
        "https://:PW@host",
        "https://@host",
        "https:///user:PW@host",
        "https:////user:PW@host",
        "https://\\user:PW@host",
        "https:\\\\user:PW@host",
        "https://\t/user:PW@host",
        "ht\ntps://user:PW@host",
        "https:/\t/\tuser:PW@host",
        "https://us\ter:P\nW@host",
        "https://user:PW%40x@host",
        "https://a@b:PW@host",
        "https:user:PW@host",
        "https:/user:PW@host",
        "HTTPS://user:PW@host",
        " https://user:PW@host ",
        "https://user:PW@host/path",
        "https:///@host/path",
        "\u{1}https://@host",
    ] {
        let builder = AuthenticationClient::builder().app_host(host).allow_http(true);
        assert!(!format!("{builder:?} {builder:#?}").contains("PW"), "{host:?}");
        match builder.build() {
            Ok(client) => panic!("{host:?} accepted: {client:?}"),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Config, "{host:?}");
                assert!(!format!("{error} {error:#} {error:?}").contains("PW"), "{host:?}: {error:?}");
            }
        }
    }
    for host in [
        "https://host",
        "https://host/a/b",
        "https://host:8443/",
        "http://localhost:3000/a%40b",
        "https://host/@a",
        "https:///host/@a",
    ] {
        AuthenticationClient::builder().app_host(host).build().expect(host);
    }
}
