//! The system's proxy, in a child process that has proxy variables set.

use std::time::Duration;

use genauth::{AuthenticationClient, AuthenticationClientBuilder, ErrorKind};
use tokio::runtime::Runtime;

use super::canary::{self, PROFILE, TOKEN};
use crate::support::{Script, Server, in_child, is_child, json, response};

const NAME: &str = "faults::proxy::the_systems_proxy_is_used_except_for_loopback";

#[test]
fn the_systems_proxy_is_used_except_for_loopback() {
    if !is_child(NAME) {
        let serving = Runtime::new().expect("a runtime");
        let direct = serving.block_on(Server::start(Script::always([json(PROFILE)])));
        let refusal = || vec![response("403 c4n4ry", "connection: close\r\n", ""), crate::support::Step::Close];
        let asks = response("407 Proxy Authentication Required", "proxy-authenticate: Basic\r\n", "");
        let proxy = serving.block_on(Server::start(Script::in_turn([
            vec![json(PROFILE)],
            refusal(),
            refusal(),
            refusal(),
            vec![asks, crate::support::Step::Close],
        ])));
        let (by, to) = (format!("http://c4n4ry%40:c4n4ry%3A@{}", proxy.address()), direct.url());
        let environment = [("HTTP_PROXY", &*by), ("HTTPS_PROXY", &by), ("http_proxy", &by), ("https_proxy", &by)];
        let test = [("GENAUTH_TEST_SERVER", &*to), ("NO_PROXY", "excepted.invalid")];
        in_child(NAME, &[&environment[..], &test].concat(), None);
        // Five calls are direct. The proxy gets one call over HTTP, and three attempts of a call over HTTPS,
        // and one attempt of a call to which it answers that it asks for credentials.
        assert_eq!(direct.seen().requests.len(), 5);
        let requests = proxy.seen().requests;
        assert_eq!(requests.len(), 5, "{requests:?}");
        assert!(requests[0].starts_with("GET http://genauth.invalid/api/v3/get-profile HTTP/1.1\r\n"), "{requests:?}");
        // The credentials `c4n4ry@` and `c4n4ry:`, which are escaped in the URL.
        let credentials = "proxy-authorization: basic yzrunhj5qdpjng40cnk6";
        assert!(requests.iter().all(|request| request.to_lowercase().contains(credentials)), "{requests:?}");
        for connect in &requests[1..] {
            assert!(connect.starts_with("CONNECT genauth.invalid:443 HTTP/1.1\r\n"), "{connect}");
            canary::search("CONNECT", connect);
            assert!(!connect.contains("Bearer"), "{connect}");
        }
        return;
    }
    let direct = std::env::var("GENAUTH_TEST_SERVER").expect("the parent's server");
    let port = direct.rsplit(':').next().expect("a port").to_owned();
    Runtime::new().expect("a runtime").block_on(async {
        let build = |host: &str| {
            let builder = AuthenticationClient::builder().app_host(host).access_token(TOKEN).allow_http(true);
            builder.add_root_certificate(super::table::another_root())
        };
        let call =
            async |builder: AuthenticationClientBuilder| builder.build().expect("a client").get_profile().send().await;
        call(build(&direct)).await.expect("loopback");
        call(build(&format!("http://localhost:{port}"))).await.expect("localhost");
        call(build(&format!("http://LOCALHOST:{port}"))).await.expect("localhost");
        call(build(&format!("http://127.1:{port}"))).await.expect("loopback, short");
        call(build(&direct).system_proxy(false)).await.expect("loopback, without a proxy");
        // HTTPS on loopback is direct too. The server doesn't speak TLS, so the handshake reaches its deadline.
        let https = build(&format!("https://127.0.0.1:{port}")).connect_timeout(Duration::from_millis(300));
        let error = call(https.max_retries(0)).await.expect_err("no TLS");
        assert_eq!(error.kind(), ErrorKind::Timeout);

        call(build("http://genauth.invalid")).await.expect("by the proxy");
        let error = call(build("https://genauth.invalid")).await.expect_err("refused by the proxy");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
        assert!(error.is_retryable() && error.is_unsent() && error.http_status().is_none(), "{error}");
        canary::search("the proxy's error", &canary::texts_of_error(&error));
        // hyper-util tells 407 by its text alone: this fails if the text changes.
        let error = call(build("https://genauth.invalid")).await.expect_err("the proxy asks for credentials");
        assert_eq!((error.kind(), error.attempts(), error.http_status()), (ErrorKind::Connect, 1, Some(407)));
        assert!(!error.is_retryable() && error.is_unsent(), "{error}");
        assert!(error.to_string().contains("the proxy asks for credentials"), "{error}");
        canary::search("the proxy's error", &canary::texts_of_error(&error));
        for builder in [build("http://genauth.invalid").system_proxy(false), build("http://excepted.invalid")] {
            let error = call(builder.max_retries(0)).await.expect_err("no such name");
            assert_eq!(error.kind(), ErrorKind::Connect);
        }
    });
}
