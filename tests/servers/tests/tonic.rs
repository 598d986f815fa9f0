//! The layer in a tonic server.

use genauth::resource_server::{Authenticator, RequireToken, RequireUser};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Server};
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

async fn call(channel: &Channel, token: Option<&str>) -> Result<i32, Code> {
    let mut request = Request::new(HealthCheckRequest { service: String::new() });
    if let Some(token) = token {
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    let answer = HealthClient::new(channel.clone()).check(request).await;
    answer.map(|answer| answer.into_inner().status).map_err(|status| status.code())
}

macro_rules! serve {
    ($layer:expr) => {{
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (_reporter, health) = tonic_health::server::health_reporter();
        let server = Server::builder().layer($layer).add_service(health);
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Channel::from_shared(url).unwrap().connect().await.unwrap()
    }};
}

#[tokio::test]
async fn only_users_get_in() {
    let tenant = genauth::mock::Tenant::start().await.unwrap();
    let client = genauth::AuthenticationClient::builder().app_host(tenant.url()).build().unwrap();
    let authenticator = Authenticator::builder(client).audience(tenant.app_id()).build().unwrap();
    let token = tenant.token_for(serde_json::json!({ "userId": "ada" })).unwrap();
    tenant.set_roles("ada", "shop", &["clerk"]);
    const SERVING: i32 = 1;

    let users = serve!(RequireUser::new(authenticator.clone()));
    assert_eq!(call(&users, Some(&token)).await, Ok(SERVING));
    assert_eq!(call(&users, None).await, Err(Code::Unauthenticated));
    assert_eq!(call(&users, Some("made.up")).await, Err(Code::Unauthenticated));

    let admins = serve!(RequireUser::new(authenticator.clone()).role("shop", "admin"));
    assert_eq!(call(&admins, Some(&token)).await, Err(Code::PermissionDenied));
    let clerks = serve!(RequireUser::new(authenticator.clone()).role("shop", "clerk"));
    assert_eq!(call(&clerks, Some(&token)).await, Ok(SERVING));

    let machines = serve!(RequireToken::new(authenticator));
    assert_eq!(call(&machines, Some(&token)).await, Err(Code::Unauthenticated), "a user's token");
}
