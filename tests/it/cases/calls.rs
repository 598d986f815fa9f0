//! Input of programs and their users: hosts, tokens, identifiers.

use genauth::types::{Envelope, IdentityDto, UserDto, UserSingleRespDto};
use genauth::{AccessToken, AuthenticationClient, AuthenticationClientBuilder, Error, ErrorKind};

use crate::support::{in_child, is_child};

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

#[test]
fn debug_shows_no_value_that_is_not_marked_as_harmless() {
    const MARK: &str = "m4rker";
    let identity = serde_json::json!({
        "identityId": "i", "userIdInIdp": MARK, "userInfoInIdp": {MARK: {"a": [MARK]}}, "accessToken": MARK,
        "refreshToken": MARK, "new": MARK, "originConnIds": [MARK],
    });
    let mut profile = serde_json::json!({
        "userId": "x", "customData": {MARK: MARK, "a": {"b": MARK}}, "metadataSource": {"a": MARK}, "new": {"a": MARK},
        "departmentIds": [MARK], "identities": [identity], "loginsCount": MARK, "gender": MARK,
    });
    for key in [
        "email",
        "phone",
        "name",
        "nickname",
        "username",
        "photo",
        "lastIp",
        "address",
        "streetAddress",
        "birthdate",
        "givenName",
        "familyName",
        "middleName",
        "identityNumber",
        "externalId",
        "browser",
        "device",
        "website",
        "company",
    ] {
        profile[key] = MARK.into();
    }
    let user: UserDto = serde_json::from_value(profile.clone()).expect("a profile");
    let shown = format!("{user:?} {user:#?} {:?} {:?}", user.drift(), user.clone().identities);
    assert!(!shown.contains(MARK), "{shown}");
    assert!(shown.contains("custom_data: <redacted>") && shown.contains("user_info_in_idp: <redacted>"), "{shown}");
    let body = serde_json::json!({"statusCode": 200, "message": MARK, "data": profile, "new": MARK, "apiCode": MARK});
    let envelope: UserSingleRespDto = serde_json::from_value(body).expect("an envelope");
    let shown = format!("{envelope:?} {envelope:#?}");
    assert!(!shown.contains(MARK) && shown.contains("message: <redacted>"), "{shown}");
    let odd: Envelope<Vec<IdentityDto>> =
        serde_json::from_value(serde_json::json!({"message": MARK, "data": [{"accessToken": MARK}]})).expect("one");
    assert!(!format!("{odd:?}").contains(MARK), "{odd:?}");
    // `Debug` shows harmless values, so that it stays useful.
    let user: UserDto = serde_json::from_value(serde_json::json!({
        "userId": "x", "status": "Activated", "loginsCount": 3, "emailVerified": true, "createdAt": "2022-07-03"
    }))
    .expect("a profile");
    insta::assert_snapshot!(
        format!("{user:?}"),
        @r#"UserDto { user_id: "x", created_at: "2022-07-03", status: Activated, logins_count: 3, email_verified: true }"#
    );
}

#[test]
fn a_builder_from_the_environment() {
    const TEST: &str = "cases::calls::a_builder_from_the_environment";
    if !is_child(TEST) {
        let set =
            [("GENAUTH_APP_HOST", "http://localhost:1/a"), ("GENAUTH_ACCESS_TOKEN", "t0ken"), ("GENAUTH_APP_ID", "")];
        in_child(TEST, &set, None);
        in_child(TEST, &[("GENAUTH_APP_HOST", "http://localhost:1/a"), ("GENAUTH_ACCESS_TOKEN", "a b")], None);
        return in_child(TEST, &[], None);
    }
    let builder = AuthenticationClientBuilder::from_env();
    match (std::env::var("GENAUTH_APP_HOST"), std::env::var("GENAUTH_ACCESS_TOKEN").as_deref()) {
        (Ok(_), Ok("t0ken")) => {
            let client = builder.expect("a builder").max_retries(0).build().expect("a client");
            let same = AuthenticationClient::from_env().expect("a client");
            assert_eq!(format!("{client:?}"), format!("{same:?}"));
            assert!(format!("{client:?}").contains("http://localhost:1/a"), "{client:?}");
        }
        (Ok(_), _) => {
            let error = builder.expect("a builder").build().expect_err("no token");
            assert_eq!(error.kind(), ErrorKind::Config);
        }
        _ => {
            let error = builder.map(|builder| builder.build()).expect_err("no host");
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains("GENAUTH_APP_HOST"), "{error}");
        }
    }
}
