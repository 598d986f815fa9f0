//! Promises of the public types: auto traits, futures that are `Send`, and calls that share a client.

use genauth::mock::{Answer, Request, Tenant};
use genauth::resource_server::{Authenticator, Rejection, RequireUser};
use genauth::types::{IdentityDto, UserDto, UserStatus};
use genauth::{AccessToken, AuthenticationClient, AuthenticationClientBuilder, Drift, Error, GetProfile, Response};

#[test]
fn auto_traits() {
    fn all<T: Send + Sync + Unpin + 'static>() {}
    all::<AuthenticationClient>();
    all::<AuthenticationClientBuilder>();
    all::<AccessToken>();
    all::<Error>();
    all::<Drift>();
    all::<Response<UserDto>>();
    all::<(UserDto, IdentityDto, UserStatus)>();
    all::<(Tenant, Answer, Request)>();
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<(Authenticator, RequireUser, Rejection)>();
    fn error<T: std::error::Error + Send + Sync>() {}
    error::<Error>();
    error::<Rejection>();
    fn send<T: Send + 'static>(_: T) {}
    let client = AuthenticationClient::builder().app_host("http://localhost").build().expect("a client");
    send(client.get_profile().send());
    send(client.get_profile().into_future());
    send(Tenant::start());
    let authenticator = Authenticator::builder(client).any_audience(true).build().expect("an authenticator");
    fn sent<T: Send>(_: T) {}
    sent(authenticator.authenticate(&AccessToken::new("a").expect("a token")));
    fn call<T: Send + IntoFuture<Output = Result<UserDto, Error>>>() {}
    call::<GetProfile>();
}

#[tokio::test]
async fn a_response_says_what_the_envelope_said() {
    let tenant = Tenant::start().await.expect("a tenant");
    let token = tenant.token_for(Tenant::sample_profile()).expect("a token");
    let client = AuthenticationClient::builder().app_host(tenant.url()).lang("en-US").build().expect("a client");
    let call = client.get_profile().access_token(token).with_custom_data(true).with_identities(true);
    let response = call.with_department_ids(true).send().await.expect("a profile");
    assert_eq!((response.http_status(), response.attempts(), response.drift().len()), (200, 1, 0));
    assert!(response.request_id().is_some() && response.message().is_some());
    assert_eq!(response.code(), Some(200));
    assert_eq!(response.data().custom_data.as_ref().map(serde_json::Map::len), Some(2));
    let user = response.into_inner();
    assert_eq!(user.identities.map(|identities| identities.len()), Some(1));
}

#[tokio::test]
async fn a_response_lists_the_drift_of_all_its_levels() {
    let tenant = Tenant::start().await.expect("a tenant");
    let body = r#"{"statusCode":200,"message":{},"new":1,"requestId":"r-1","data":{"userId":"x","plan":"gold","identities":{"type":true}}}"#;
    tenant.script(1, Answer::body("application/json", body));
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token("t").build().expect("a client");
    let response = client.get_profile().send().await.expect("a profile");
    let rows: Vec<_> = response.drift().iter().map(|row| (row.pointer(), row.found())).collect();
    let expected =
        [("/message", "object"), ("/new", "number"), ("/data/plan", "string"), ("/data/identities/0/type", "boolean")];
    assert_eq!(rows, expected);
    assert_eq!((response.message(), response.request_id()), (None, Some("r-1")));
    assert_eq!(response.data().extra["plan"], "gold");
    let written = r#"{"statusCode":200,"message":"ok","uniqueId":"u-1","data":{"userId":"x"}}"#;
    tenant.script(1, Answer::body("application/json", written));
    let response = client.get_profile().send().await.expect("a profile");
    assert_eq!((response.message(), response.request_id()), (Some("ok"), Some("u-1")));
}
