//! TLS without CA certificates, or with a wrong one: the error says what to do, and comes only if TLS is used.

use genauth::{AuthenticationClient, ErrorKind};

use super::canary;

// On Apple's systems and on Windows, no variable can hide the system's certificates.
#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_machine_without_certificates() {
    use super::canary::{PROFILE, TOKEN};
    use super::table::Authority;
    use crate::support::{Script, Server, in_child, is_child, json};

    const NAME: &str = "faults::roots::a_machine_without_certificates";
    if !is_child(NAME) {
        let nowhere = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-certificates");
        return in_child(NAME, &[("SSL_CERT_FILE", nowhere), ("SSL_CERT_DIR", nowhere)], None);
    }
    let build = |host: &str| AuthenticationClient::builder().app_host(host).access_token(TOKEN);
    let error = build("https://127.0.0.1").build().expect_err("no certificates");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("add_root_certificate"), "{error}");

    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let server = Server::start(Script::always([json(PROFILE)])).await;
        build(&server.url()).build().expect("a client").get_profile().await.expect("a profile by http");

        let root = Authority::new();
        let server = Server::start(Script::always([json(PROFILE)]).tls(root.server("127.0.0.1", false))).await;
        let client = build(&server.url().replace("http:", "https:")).add_root_certificate(root.der());
        client.build().expect("a client").get_profile().await.expect("a profile by https");
    });
}

#[test]
fn a_root_that_is_none() {
    for certificate in ["", "c4n4ry", "-----BEGIN CERTIFICATE-----\nc4n4ry\n-----END CERTIFICATE-----", "0c4n4ry"] {
        let builder = AuthenticationClient::builder().app_host("https://127.0.0.1").add_root_certificate(certificate);
        let error = builder.build().expect_err("no certificate");
        assert_eq!(error.kind(), ErrorKind::Config, "{certificate}");
        assert!(error.to_string().contains("add_root_certificate"), "{error}");
        canary::search("the certificate's error", &canary::texts_of_error(&error));
    }
}
