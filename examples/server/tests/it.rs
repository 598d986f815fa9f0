//! Tests of the application with a tenant on loopback, and of the program as an operator runs it.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use genauth::AuthenticationClient;
use genauth::mock::Tenant;
use genauth::resource_server::Authenticator;
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

async fn get(app: &Router, path: &str, token: Option<&str>) -> (u16, String) {
    let mut request = Request::get(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.into()).unwrap())
}

#[tokio::test]
async fn one_route_is_for_logged_in_users() {
    let tenant = Tenant::start().await.unwrap();
    let client = AuthenticationClient::builder().app_host(tenant.url()).build().unwrap();
    let authenticator = Authenticator::builder(client).audience(tenant.app_id()).build().unwrap();
    let app = genauth_server_example::app(authenticator);
    let token = tenant.token_for(json!({ "userId": "ada", "name": "Ada", "email": "ada@example.com" })).unwrap();
    assert_eq!(get(&app, "/me", Some(&token)).await, (200, r#"{"id":"ada","name":"Ada"}"#.to_owned()));
    assert_eq!(get(&app, "/me", None).await, (401, String::new()));
    assert_eq!(get(&app, "/me", Some("made-up")).await, (401, String::new()));
    assert_eq!(get(&app, "/", None).await.0, 200);
}

/// The program as an operator runs it.
#[cfg(unix)]
mod program {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::process::{Child, Command, Output, Stdio};
    use std::time::Instant;

    use super::*;

    struct Program {
        process: Child,
        address: String,
    }

    impl Program {
        fn start(tenant: &Tenant) -> Self {
            let mut process = command(tenant).stdout(Stdio::piped()).spawn().unwrap();
            let mut line = String::new();
            BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
            let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
            Self { process, address }
        }

        fn connect(&self) -> TcpStream {
            let stream = TcpStream::connect(&self.address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            stream
        }

        fn signal(&self, name: &str) {
            assert!(Command::new("kill").args([name, &self.process.id().to_string()]).status().unwrap().success());
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            // The process has ended by itself, unless the test failed before.
            let _ = self.process.kill();
        }
    }

    fn command(tenant: &Tenant) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genauth-server-example"));
        for name in ["GENAUTH_USER_POOL_ID", "GENAUTH_ACCESS_TOKEN"] {
            command.env_remove(name);
        }
        command.env("GENAUTH_APP_HOST", tenant.url()).env("GENAUTH_APP_ID", tenant.app_id());
        command.env("LISTEN", "127.0.0.1:0");
        command
    }

    fn ask(stream: &mut TcpStream, token: &str) {
        write!(stream, "GET /me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n").unwrap();
    }

    /// Reads an answer up to the end of its JSON, because the connection stays open.
    fn answer(stream: &mut TcpStream) -> String {
        let mut answer = Vec::new();
        while !answer.ends_with(b"}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.extend(byte);
        }
        String::from_utf8(answer).unwrap()
    }

    #[test]
    fn signals_end_it_in_good_order() {
        for signal in ["-INT", "-TERM"] {
            let tenant = Tenant::start_blocking().unwrap();
            let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
            let mut program = Program::start(&tenant);
            // Three clients stay connected: one is idle, one has sent nothing, and one has a request under way.
            let (mut kept, _silent, mut running) = (program.connect(), program.connect(), program.connect());
            ask(&mut kept, &token);
            assert!(answer(&mut kept).starts_with("HTTP/1.1 200 "));
            let slow = genauth::mock::Answer::usual().delay(Duration::from_millis(500));
            tenant.script_path("/api/v3/get-profile", 1, slow);
            tenant.clear_requests();
            ask(&mut running, &tenant.issue_token("ada"));
            while tenant.requests().is_empty() {
                std::thread::sleep(Duration::from_millis(2));
            }
            let start = Instant::now();
            program.signal(signal);
            assert!(answer(&mut running).starts_with("HTTP/1.1 200 "), "what has begun is finished");
            assert!(program.process.wait().unwrap().success(), "{signal}");
            assert!(start.elapsed() < Duration::from_secs(5), "{signal}: nobody holds it up");
        }
    }

    #[test]
    fn a_client_that_reads_no_answers_does_not_hold_it_up() {
        let tenant = Tenant::start_blocking().unwrap();
        let mut program = Program::start(&tenant);
        let mut client = program.connect();
        client.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
        // The loop ends when the buffers of both sides are full. The server then waits for this client.
        let requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
        while client.write_all(requests.as_bytes()).is_ok() {}
        program.signal("-TERM");
        let start = Instant::now();
        while program.process.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_secs(5), "it is held up");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(program.process.wait().unwrap().success());
    }

    #[test]
    fn a_head_that_never_ends_is_cut() {
        let tenant = Tenant::start_blocking().unwrap();
        let program = Program::start(&tenant);
        let mut clients = [program.connect(), program.connect()];
        write!(clients[0], "GET /me HTTP/1.1\r\nHost:").unwrap();
        for client in &mut clients {
            let mut rest = Vec::new();
            client.read_to_end(&mut rest).expect("closed by the server");
        }
    }

    #[test]
    fn nobody_needs_to_read_what_it_prints() {
        let tenant = Tenant::start_blocking().unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$0\" >&- 2>&-", env!("CARGO_BIN_EXE_genauth-server-example")]);
        shell.env("GENAUTH_APP_HOST", tenant.url()).env("GENAUTH_APP_ID", tenant.app_id());
        // The program ends if somebody else takes the free port first: then another port is tried.
        let started = (0..5).find_map(|_| {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let process = shell.env("LISTEN", free.to_string()).spawn().unwrap();
            let mut program = Program { process, address: free.to_string() };
            let start = Instant::now();
            while program.process.try_wait().unwrap().is_none() {
                if TcpStream::connect(free).is_ok() {
                    return Some(program);
                }
                assert!(start.elapsed() < Duration::from_secs(20));
                std::thread::sleep(Duration::from_millis(5));
            }
            None
        });
        let mut program = started.unwrap();
        program.signal("-TERM");
        assert!(program.process.wait().unwrap().success());
    }

    #[test]
    fn wrong_configuration_ends_it_at_once() {
        let tenant = Tenant::start_blocking().unwrap();
        let fails = |name: &str, value: &str| {
            let Output { status, stderr, .. } = command(&tenant).env(name, value).output().unwrap();
            assert!(!status.success());
            String::from_utf8(stderr).unwrap()
        };
        assert!(fails("GENAUTH_APP_HOST", "").contains("GENAUTH_APP_HOST is not set"));
        assert!(fails("GENAUTH_APP_ID", "").contains("no audience"));
        assert!(fails("LISTEN", "nowhere").contains("set LISTEN"));
    }
}
