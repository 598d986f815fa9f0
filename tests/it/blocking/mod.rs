//! The blocking client, outside and inside of a runtime.

#[cfg(feature = "tracing")]
mod subscriber;

use genauth::ErrorKind;
use genauth::blocking::AuthenticationClient;
use genauth::mock::Tenant;

fn fetch() {
    let tenant = Tenant::start_blocking().expect("a tenant");
    let token = tenant.token_for(Tenant::sample_profile()).expect("a token");
    let client = AuthenticationClient::builder().app_host(tenant.url()).app_id("app").build().expect("a client");
    let call = client.get_profile().access_token(token).with_identities(true).with_custom_data(false);
    let response = call.real_ip([203, 0, 113, 7].into()).with_department_ids(true).send().expect("a profile");
    assert_eq!((response.attempts(), response.data().user_id.as_str()), (1, "6229ffaxxxxxxxxcade3e3d9"));
    let request = &tenant.requests()[0];
    assert_eq!((request.header("x-authing-app-id"), request.header("x-real-ip")), (Some("app"), Some("203.0.113.7")));
    assert_eq!(request.query(), Some("withCustomData=false&withDepartmentIds=true&withIdentities=true"));
    let error = client.get_profile().access_token("unknown").send().expect_err("nobody's token");
    assert!(error.is_unauthorized());
    assert_eq!(client.get_profile().send().expect_err("no token").kind(), ErrorKind::Config);
    // Dropping the last clone ends the thread, inside of a runtime too.
    drop(client);
}

#[test]
fn outside_of_a_runtime() {
    fetch();
}

#[tokio::test]
async fn inside_of_a_runtime() {
    fetch();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn on_a_blocking_thread() {
    tokio::task::spawn_blocking(fetch).await.expect("no panic");
}

#[test]
fn many_threads_share_a_client() {
    let tenant = Tenant::start_blocking().expect("a tenant");
    let client = AuthenticationClient::builder().app_host(tenant.url()).build().expect("a client");
    std::thread::scope(|scope| {
        for number in 0..32 {
            let (client, user_id) = (client.clone(), format!("u{number}"));
            let token = tenant.token_for(serde_json::json!({"userId": user_id})).expect("a token");
            scope.spawn(move || {
                assert_eq!(
                    client.get_profile().access_token(token).send().expect("a profile").into_inner().user_id,
                    user_id
                );
            });
        }
    });
}

#[test]
fn a_silent_server_costs_the_deadline_and_no_more() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = format!("http://{}", listener.local_addr().expect("an address"));
    let client = AuthenticationClient::builder().app_host(host).access_token("t").build().expect("a client");
    let error = client.get_profile().timeout(std::time::Duration::from_millis(50)).send().expect_err("nobody answers");
    assert!(error.is_timeout());
}
