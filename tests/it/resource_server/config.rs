//! The settings that `build` refuses, and what `Debug` and `Display` show.

use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection, RequireUser};
use genauth::{AuthenticationClient, ErrorKind};
use std::time::Duration;

fn client(app_id: Option<&str>) -> AuthenticationClient {
    let builder = AuthenticationClient::builder().app_host("http://127.0.0.1:9");
    match app_id {
        Some(id) => builder.app_id(id),
        None => builder,
    }
    .build()
    .unwrap()
}

#[test]
fn mistakes_are_named_when_it_is_built() {
    let with = |configure: fn(AuthenticatorBuilder) -> AuthenticatorBuilder| {
        let error = configure(Authenticator::builder(client(None))).build().expect_err("a mistake");
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    };
    insta::assert_snapshot!([
        with(|builder| builder),
        with(|builder| builder.any_audience(false)),
        with(|builder| builder.any_audience(true).audience("a")),
        with(|builder| builder.audience("")),
        with(|builder| builder.audience("a").audience(" ")),
        with(|builder| builder.audience("a").issuer("")),
        with(|builder| builder.audience("a").app_secret([0; 31])),
        with(|builder| builder.audience("a").timeout(Duration::ZERO)),
        with(|builder| builder.audience("a").realm("a \"b\"")),
        with(|builder| builder.audience("a").resource_metadata("http://api.example.com/metadata")),
        with(|builder| builder.audience("a").resource_metadata("https://api.example.com/metadata\n")),
        with(|builder| builder.audience("a").token_from_cookie("a=b")),
        with(|builder| builder.audience("app-1\n")),
        with(|builder| builder.audience("'app-1'")),
        with(|builder| builder.audience("a").issuer("https://id.example/oidc\r\n")),
        with(|builder| builder.audience("a").issuer("\"https://id.example/oidc\"")),
        with(|builder| builder.audience("a").app_secret("0123456789abcdef0123456789abcdef\n")),
        with(|builder| builder.audience("a").app_secret("\u{201c}0123456789abcdef0123456789abcdef\u{201d}")),
        with(|builder| builder.audience("a").app_secret(" ")),
        with(|builder| builder.audience("a").verify_locally(false).app_secret("x ")),
        with(|builder| builder.audience("a").stale_for(Duration::from_secs(3601))),
    ].join("\n"), @"
    no audience: call audience with the application's ID, or any_audience(true) to take tokens for every application of the user pool
    no audience: call audience with the application's ID, or any_audience(true) to take tokens for every application of the user pool
    audience and any_audience(true) contradict each other: leave one out
    an audience is blank: copy the application's ID from the console
    an audience is blank: copy the application's ID from the console
    an issuer is blank: leave it out for the app host with /oidc after it
    app_secret has 31 bytes, HS256 needs at least 32: copy it from the console
    timeout is 0: no request could succeed, leave it out for the default
    realm is empty, or has a character other than visible ASCII and blanks, or has a quote or a backslash: choose a plain name
    resource_metadata is not an https URL without user info and fragment: write it like https://api.example.com/.well-known/oauth-protected-resource
    resource_metadata is not an https URL without user info and fragment: write it like https://api.example.com/.well-known/oauth-protected-resource
    token_from_cookie has a name that no cookie can have: use letters, digits, - and _
    an audience has white space around it: remove the white space
    an audience has quotes around it: remove the quotes
    an issuer has white space around it: remove the white space
    an issuer has quotes around it: remove the quotes
    app_secret has white space around it: remove the white space
    app_secret has quotes around it: remove the quotes
    app_secret is blank: copy it from the console
    app_secret has white space around it: remove the white space
    stale_for is more than an hour: a suspended user would be let in for as long
    ");
}

#[test]
fn what_can_be_built() {
    for (app_id, configure) in [
        (None, (|builder| builder.audience("a")) as fn(AuthenticatorBuilder) -> AuthenticatorBuilder),
        (Some("a"), |builder| builder),
        (Some("a"), |builder| builder.audience("b")),
        (None, |builder| builder.any_audience(true)),
        (Some("a"), |builder| builder.any_audience(true)),
        (None, |builder| builder.verify_locally(false)),
        (None, |builder| builder.audience("application with a blank and an apostrophe's \"quote\" inside")),
        (Some("a"), |builder| builder.app_secret([0xff; 32])),
        (Some("a"), |builder| builder.stale_for(Duration::from_secs(3600))),
        (Some("a"), |builder| builder.app_secret([0; 32])),
        (Some("a"), |builder| builder.profile_ttl(Duration::MAX).timeout(Duration::MAX)),
        (Some("a"), |builder| builder.resource_metadata("http://127.0.0.2/metadata")),
        (Some("a"), |builder| builder.max_profiles(usize::MAX).max_cache_bytes(usize::MAX)),
        (Some("a"), |builder| builder.profile_ttl(Duration::ZERO).max_profiles(0).max_cache_bytes(0)),
    ] {
        configure(Authenticator::builder(client(app_id))).build().unwrap();
    }
}

#[test]
fn nothing_secret_is_shown() {
    let builder = Authenticator::builder(client(Some("a"))).app_secret("c4n4ry-secret-of-32-bytes-or-more");
    let shown = format!("{builder:?}");
    let authenticator = builder.build().unwrap();
    let shown = format!("{shown} {authenticator:?} {:?}", RequireUser::new(authenticator.clone()));
    assert!(!shown.contains("c4n4ry") && !shown.contains("99, 52"), "{shown}");
    assert!(shown.contains("http://127.0.0.1:9"), "{shown}");
}

#[test]
fn rejections() {
    let unavailable = |retry_after| Rejection::Unavailable { retry_after };
    let rows = [
        Rejection::MissingToken,
        Rejection::InvalidRequest,
        Rejection::InvalidToken,
        Rejection::InsufficientScope,
        Rejection::NotAllowed,
        Rejection::Forbidden,
        Rejection::Misconfigured,
        Rejection::BadGateway,
        unavailable(Duration::from_millis(6001)),
        unavailable(Duration::ZERO),
        unavailable(Duration::MAX),
    ]
    .map(|rejection| {
        let response = rejection.to_response::<String>();
        assert_eq!((response.status(), response.body().as_str()), (rejection.status(), ""));
        let header = |name| response.headers().get(name).map_or("-", |value| value.to_str().unwrap());
        let challenge = rejection.www_authenticate();
        let challenge = challenge.as_ref().map_or("-", |challenge| challenge.to_str().unwrap());
        assert_eq!(header("www-authenticate"), challenge);
        format!("{} | {challenge} | {} | {rejection}", rejection.status().as_u16(), header("retry-after"))
    });
    insta::assert_snapshot!(rows.join("\n"), @r#"
    401 | Bearer realm="api" | - | the request has no bearer token: log in first
    400 | Bearer realm="api", error="invalid_request" | - | the request has more than one token: send one
    401 | Bearer realm="api", error="invalid_token" | - | the access token is not valid: log in again
    403 | Bearer realm="api", error="insufficient_scope" | - | the access token lacks a scope: log in with that scope
    403 | - | - | the user lacks a role or a permission: have an administrator grant it
    403 | - | - | the service refuses this user
    500 | - | - | this program is set up wrongly: see its log
    502 | - | - | the service's answer makes no sense: see the program's log
    503 | - | 7 | the access token can't be checked now: try again later
    503 | - | 1 | the access token can't be checked now: try again later
    503 | - | 60 | the access token can't be checked now: try again later
    "#);
}
