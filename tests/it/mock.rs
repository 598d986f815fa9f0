//! The mock tenant. Most tests call it over a raw socket, so that a fault of the client can't hide a fault of the
//! tenant.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use genauth::mock::{Answer, Tenant, TokenOptions};
use serde_json::{Value, json};

use crate::tenants::PROFILE;

struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn codes(&self) -> (u16, Value, Value) {
        let body = self.json();
        (self.status, body["statusCode"].clone(), body["apiCode"].clone())
    }

    fn keys(&self) -> Vec<String> {
        self.json()["data"].as_object().unwrap().keys().cloned().collect()
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

fn connect(tenant: &Tenant) -> TcpStream {
    let stream = TcpStream::connect(tenant.url().strip_prefix("http://").unwrap()).unwrap();
    // With a timeout, a tenant that hangs fails its test and doesn't hang the run.
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends a request, and returns everything that comes back until the connection is closed.
fn exchange(tenant: &Tenant, request: &str) -> io::Result<Vec<u8>> {
    let mut stream = connect(tenant);
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn call(tenant: &Tenant, start: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = format!("{start} HTTP/1.1\r\nhost: tenant\r\nconnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    let answer = String::from_utf8(exchange(tenant, &(request + "\r\n")).unwrap()).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |line: &str| line.split_once(": ").map(|(k, v)| (k.to_ascii_lowercase(), v.to_owned())).unwrap();
    Reply { status, headers: lines.map(header).collect(), body: body.to_owned() }
}

fn get(tenant: &Tenant, query: &str, token: &str) -> Reply {
    call(tenant, &format!("GET {PROFILE}{query}"), &[("Authorization", &format!("Bearer {token}"))])
}

fn start() -> (Tenant, String) {
    let tenant = Tenant::start_blocking().unwrap();
    let token = tenant.token_for(ada()).unwrap();
    (tenant, token)
}

fn ada() -> Value {
    json!({
        "userId": "ada", "name": "Ada", "status": "Activated", "email": "ada@example.com", "emailVerified": true,
        "phone": "1", "phoneVerified": false, "phoneCountryCode": "+44", "address ": "London", "postalCode": "W1",
        "username": "ada", "externalId": "7", "tenantId": "t", "tenantIds": ["t"], "updatedAt": "2022-07-03",
        "customData": { "team": "engines" }, "metadataSource": {}, "identities": [], "departmentIds": ["d"],
        "unheardOf": null,
    })
}

#[test]
fn serves_the_documented_sample_unrepaired() {
    let tenant = Tenant::start_blocking().unwrap();
    let token = tenant.token_for(Tenant::sample_profile()).unwrap();
    let all = "?withCustomData=true&withIdentities=true&withDepartmentIds=true";
    let reply = get(&tenant, all, &token);
    let body = reply.json();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.all("content-type"), ["application/json; charset=utf-8"]);
    assert_eq!(body["data"], Tenant::sample_profile());
    assert_eq!(body["data"]["lastLogin "], "2022-07-03T03:20:30.000Z");
    assert_eq!(body["statusCode"], 200);
    assert!(body["message"].is_string() && body.get("apiCode").is_none());
    let id = body["requestId"].as_str().unwrap().to_owned();
    assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert_ne!(get(&tenant, all, &token).json()["requestId"], id);
}

#[test]
fn flags_decide_over_three_fields() {
    let (tenant, token) = start();
    let flagged = |query: &str| {
        let mut keys = get(&tenant, query, &token).keys();
        keys.retain(|key| ["customData", "identities", "departmentIds"].contains(&key.as_str()));
        keys
    };
    assert_eq!(flagged(""), [""; 0]);
    assert_eq!(flagged("?withCustomData=false&withIdentities=0&withDepartmentIds="), [""; 0]);
    assert_eq!(flagged("?withCustomData=true"), ["customData"]);
    assert_eq!(flagged("?withIdentities=True"), ["identities"]);
    assert_eq!(flagged("?withDepartmentIds=TRUE"), ["departmentIds"]);
    assert_eq!(flagged("?withCustomData=1&with%49dentities=true"), ["customData", "identities"]);
    assert!(get(&tenant, "", &token).keys().contains(&"unheardOf".to_owned()), "null fields are served");
}

#[test]
fn takes_tokens_with_and_without_bearer() {
    let (tenant, token) = start();
    for value in [format!("Bearer {token}"), format!("bearer {token}"), format!("BEARER  {token}"), token.clone()] {
        let reply = call(&tenant, &format!("GET {PROFILE}"), &[("authorization", &value)]);
        assert_eq!(reply.json()["data"]["userId"], "ada", "{value}");
    }
    for value in [format!("Basic {token}"), format!("Bearer Bearer {token}"), format!("{token}x"), "Bearer".to_owned()]
    {
        let reply = call(&tenant, &format!("GET {PROFILE}"), &[("authorization", &value)]);
        assert_eq!(reply.codes(), (200, json!(401), json!(2020)), "{value}");
    }
    let missing = call(&tenant, &format!("GET {PROFILE}"), &[]);
    assert_eq!(missing.codes(), (200, json!(401), json!(2020)));
    assert!(missing.json().get("data").is_none());
}

#[test]
fn refuses_tokens_and_users_with_the_code_of_the_reason() {
    let (tenant, token) = start();
    assert_eq!(get(&tenant, "", &token).codes(), (200, json!(200), Value::Null));

    let expired = tenant.issue_token_with("ada", TokenOptions::new().expires_in(Duration::ZERO));
    assert_eq!(get(&tenant, "", &expired).codes(), (200, json!(401), json!(2206)));
    for validity in [Duration::from_secs(60), Duration::MAX] {
        let valid = tenant.issue_token_with("ada", TokenOptions::new().expires_in(validity));
        assert_eq!(get(&tenant, "", &valid).codes().1, 200);
    }

    let revoked = tenant.issue_token("ada");
    assert!(tenant.revoke(&revoked) && !tenant.revoke("unknown"));
    assert_eq!(get(&tenant, "", &revoked).codes(), (200, json!(401), json!(2207)));
    assert_eq!(get(&tenant, "", &token).codes().1, 200, "the user's other tokens stay valid");

    let orphan = tenant.issue_token("nobody");
    assert_eq!(get(&tenant, "", &orphan).codes(), (200, json!(404), json!(2004)));

    assert!(tenant.suspend("ada") && !tenant.suspend("nobody"));
    assert_eq!(get(&tenant, "", &token).codes(), (200, json!(403), json!(2_120_008)));
    tenant.add_user(ada()).unwrap();
    assert_eq!(get(&tenant, "", &token).codes().1, 200, "registered anew");
}

#[test]
fn scope_decides_over_fields() {
    let (tenant, _) = start();
    let all = "?withCustomData=true&withIdentities=true&withDepartmentIds=true";
    let keys = |query: &str, scope: &str| {
        let token = tenant.issue_token_with("ada", TokenOptions::new().scope(scope));
        get(&tenant, query, &token).keys().join(" ")
    };
    assert_eq!(keys(all, "openid"), "userId");
    assert_eq!(keys(all, "openid profile"), "name updatedAt userId");
    assert_eq!(keys(all, "openid  email offline_access"), "email emailVerified userId");
    assert_eq!(keys(all, "phone"), "phone phoneCountryCode phoneVerified");
    assert_eq!(keys(all, "address"), "address  postalCode", "the sample's trailing blank counts as the field");
    assert_eq!(keys(all, "username external_id"), "externalId username");
    assert_eq!(keys(all, "tenant_id"), "tenantId tenantIds");
    assert_eq!(keys(all, "extended_fields"), "customData metadataSource");
    assert_eq!(keys("", "extended_fields"), "metadataSource", "the flag still decides");
    assert_eq!(keys(all, ""), "");
    assert_eq!(get(&tenant, all, &tenant.issue_token("ada")).json()["data"], ada(), "no scope, no restriction");
}

#[test]
fn speaks_chinese_unless_asked() {
    let tenant = Tenant::start_blocking().unwrap();
    let message = |lang: &str| {
        let reply = call(&tenant, &format!("GET {PROFILE}"), &[("X-Authing-Lang", lang)]);
        reply.json()["message"].as_str().unwrap().to_owned()
    };
    let chinese = call(&tenant, &format!("GET {PROFILE}"), &[]).json()["message"].as_str().unwrap().to_owned();
    assert_eq!(chinese, "尚未登录，无权限访问此请求");
    assert_eq!([message("zh-CN"), message("zh-TW"), message("xx")], [(); 3].map(|()| chinese.clone()));
    assert_eq!([message("en-US"), message("ja-JP")], ["Not logged in", "Not logged in"]);
}

#[test]
fn other_paths_and_methods_are_404_with_an_envelope() {
    let tenant = Tenant::start_blocking().unwrap();
    let token = format!("Bearer {}", tenant.token_for(ada()).unwrap());
    for start in ["GET /", "GET //api/v3/get-profile", "GET /api/v3/get-profile/", "POST /api/v3/get-profile"] {
        let reply = call(&tenant, start, &[("authorization", &token)]);
        assert_eq!(reply.codes(), (404, json!(404), Value::Null), "{start}");
        assert_eq!(reply.json()["message"], format!("Cannot {start}"));
    }
}

#[test]
fn scripts_are_used_up_in_order() {
    let (tenant, token) = start();
    tenant.script(2, Answer::failure(429, None, "slow down").http_status(429).retry_after(7));
    tenant.script(0, Answer::closed());
    tenant.script(1, Answer::failure(500, 1234, "\"broken\""));
    for _ in 0..2 {
        let reply = get(&tenant, "", &token);
        assert_eq!(reply.codes(), (429, json!(429), Value::Null));
        assert_eq!((reply.all("retry-after"), reply.json()["message"].as_str()), (vec!["7"], Some("slow down")));
    }
    let reply = call(&tenant, "GET /elsewhere", &[]);
    assert_eq!(reply.codes(), (200, json!(500), json!(1234)));
    assert_eq!(reply.json()["message"], "\"broken\"");
    assert!(reply.json()["requestId"].is_string() && reply.all("retry-after").is_empty());
    assert_eq!(get(&tenant, "", &token).codes(), (200, json!(200), Value::Null));
}

#[test]
fn a_script_for_one_path_leaves_others_alone() {
    let tenant = Tenant::start_blocking().unwrap();
    let statuses = |paths: &[&str]| -> Vec<u16> {
        paths.iter().map(|path| call(&tenant, &format!("GET {path}"), &[]).status).collect()
    };
    let teapot = || Answer::usual().http_status(418);
    tenant.script_path("/a", 2, teapot());
    tenant.script_path("/a", 0, teapot());
    tenant.script(1, teapot().http_status(419));
    assert_eq!(statuses(&["/a", "/b", "/b", "/a", "/a"]), [418, 419, 404, 418, 404]);
}

#[test]
fn scripts_can_say_anything() {
    let (tenant, token) = start();
    tenant.script(1, Answer::body("text/html", "<h1>").http_status(502).header("X-A", "1").header("x-a", "2"));
    let reply = get(&tenant, "", &token);
    assert_eq!((reply.status, reply.body.as_str(), reply.all("x-a")), (502, "<h1>", vec!["1", "2"]));
    assert_eq!(reply.all("content-type"), ["text/html"]);

    tenant.script(1, Answer::usual().header("content-type", "text/plain").http_status(203));
    let reply = get(&tenant, "", &token);
    assert_eq!((reply.status, reply.all("content-type")), (203, vec!["text/plain"]));
    assert_eq!(reply.json()["data"]["userId"], "ada");

    tenant.script(1, Answer::usual().retry_after("Wed, 21 Oct 2026 07:28:00 GMT"));
    assert_eq!(get(&tenant, "", &token).all("retry-after"), ["Wed, 21 Oct 2026 07:28:00 GMT"]);
}

#[test]
fn scripts_refuse_what_http_cannot_carry() {
    type Mistake = fn() -> Answer;
    let mistakes: [Mistake; 6] = [
        || Answer::usual().header("a b", "c"),
        || Answer::usual().header("a", "b\r\nc: d"),
        || Answer::usual().header("Content-Length", "1"),
        || Answer::body("\n", ""),
        || Answer::usual().http_status(100),
        || Answer::usual().http_status(20),
    ];
    for (index, mistake) in mistakes.into_iter().enumerate() {
        assert!(std::panic::catch_unwind(mistake).is_err(), "mistake {index}");
    }
}

#[test]
fn a_delay_comes_before_the_answer() {
    let (tenant, token) = start();
    tenant.script(1, Answer::usual().delay(Duration::from_millis(200)));
    let start = Instant::now();
    assert_eq!(get(&tenant, "", &token).codes().1, 200);
    assert!(start.elapsed() >= Duration::from_millis(200));
    assert!(tenant.requests()[0].outcome().unwrap().duration >= Duration::from_millis(200));
}

#[test]
fn a_closed_connection_ends_before_the_first_byte() {
    let tenant = Tenant::start_blocking().unwrap();
    tenant.script(1, Answer::closed());
    // The request has no "connection: close", so only the script can end the connection.
    let request = format!("GET {PROFILE} HTTP/1.1\r\nhost: tenant\r\n\r\n");
    match exchange(&tenant, &request) {
        Ok(bytes) => assert_eq!(bytes, b""),
        Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset),
    }
    assert_eq!(tenant.requests()[0].outcome().unwrap().http_status, None);
    assert_eq!(get(&tenant, "", "x").status, 200, "the next connection is answered");
}

#[test]
fn logs_requests() {
    let tenant = Tenant::start_blocking().unwrap();
    let query = "?withIdentities=true&a=%C3%A9+b&a=2";
    let headers = [("X-Real-IP", "192.0.2.7"), ("Authorization", "Bearer hush"), ("x-two", "1"), ("X-Two", "2")];
    call(&tenant, &format!("GET {PROFILE}{query}"), &headers);
    call(&tenant, "POST /b", &[]);
    let log = tenant.requests();
    assert_eq!(log.iter().map(|r| (r.method(), r.path())).collect::<Vec<_>>(), [("GET", PROFILE), ("POST", "/b")]);
    let first = &log[0];
    assert_eq!((first.query(), log[1].query()), (query.strip_prefix('?'), None));
    let pairs = [("withIdentities", "true"), ("a", "é b"), ("a", "2")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(first.query_pairs(), pairs);
    assert_eq!((first.header("x-real-ip"), first.header("X-REAL-IP")), (Some("192.0.2.7"), Some("192.0.2.7")));
    assert_eq!((first.header("x-none"), first.header("no name")), (None, None));
    assert_eq!(first.headers().filter(|(name, _)| *name == "x-two").map(|(_, v)| v).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((first.authorization(), log[1].authorization()), (Some("Bearer hush"), None));
    assert!(first.received_at().elapsed().unwrap() < Duration::from_secs(60));
    let outcome = first.outcome().unwrap();
    assert_eq!((outcome.http_status, outcome.status_code, outcome.api_code), (Some(200), Some(401), Some(2020)));

    assert_eq!(tenant.take_requests().len(), 2);
    assert_eq!(tenant.requests().len(), 0);
    call(&tenant, "GET /", &[]);
    tenant.clear_requests();
    assert_eq!(tenant.requests().len(), 0);
}

#[test]
fn debug_leaks_nothing() {
    let tenant = Tenant::start_blocking().unwrap();
    let token = tenant.token_for(json!({ "userId": "canary-id", "name": "canary-name" })).unwrap();
    let answer = Answer::body("text/canary", "canary").header("x-a", "canary").delay(Duration::from_millis(1));
    let failure = Answer::failure(1, 2, "canary");
    tenant.script(1, failure.clone());
    let headers = [("authorization", token.as_str()), ("x-real-ip", "canary")];
    call(&tenant, &format!("GET {PROFILE}?token=canary"), &headers);
    let refused = tenant.add_user(json!(["canary"])).unwrap_err();
    let shown = format!("{tenant:?} {:?} {answer:?} {failure:?} {refused:?} {refused}", tenant.requests());
    assert!(!shown.contains("canary") && !shown.contains(&token), "{shown}");
    assert!(shown.contains(tenant.url()) && shown.contains("authorization") && shown.contains("x-a"), "{shown}");
}

#[test]
fn refuses_what_is_no_profile() {
    let tenant = Tenant::start_blocking().unwrap();
    let no_keys = std::collections::HashMap::from([((1, 2), 3)]);
    let reasons = [
        tenant.add_user(json!([])).unwrap_err().to_string(),
        tenant.add_user(json!({})).unwrap_err().to_string(),
        tenant.add_user(json!({ "userId": 7 })).unwrap_err().to_string(),
        tenant.token_for(json!({ "userId": "" })).unwrap_err().to_string(),
        tenant.add_user(no_keys).unwrap_err().to_string(),
    ];
    let words = ["isn't a JSON object", "no `userId`", "isn't a string", "is empty", "can't be written"];
    for (reason, word) in reasons.iter().zip(words) {
        assert!(reason.contains(word), "{reason}");
    }
    assert_eq!(tenant.add_user(json!({ "userId": "a" })).unwrap(), "a");
}

#[test]
fn tenants_share_nothing() {
    let (one, two) = (Tenant::start_blocking().unwrap(), Tenant::start_blocking().unwrap());
    assert_ne!(one.url(), two.url());
    let token = one.token_for(ada()).unwrap();
    assert_ne!(token, one.issue_token("ada"));
    two.add_user(ada()).unwrap();
    two.script(1, Answer::failure(500, None, "two"));
    assert_eq!(get(&one, "", &token).codes().1, 200);
    assert_eq!((one.requests().len(), two.requests().len()), (1, 0));
    assert_eq!(get(&two, "", &token).codes().1, 500);
    assert_eq!(get(&two, "", &token).codes().1, 401);
}

#[test]
fn binds_the_port_it_is_given() {
    let bound = (0..20).find_map(|_| {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = taken.local_addr().unwrap();
        assert_eq!(Tenant::bind_blocking(addr).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(taken);
        // None if another test has taken the port meanwhile.
        Some((Tenant::bind_blocking(addr).ok()?, addr))
    });
    let (tenant, addr) = bound.unwrap();
    assert_eq!(tenant.url(), format!("http://{addr}"));
    for elsewhere in [[0, 0, 0, 0], [192, 0, 2, 1]] {
        let refused = Tenant::bind_blocking((elsewhere, 0)).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
        assert!(refused.to_string().contains("loopback"));
    }
}

#[test]
fn dropping_stops_at_once() {
    let tenant = Tenant::start_blocking().unwrap();
    let addr: SocketAddr = tenant.url().strip_prefix("http://").unwrap().parse().unwrap();
    let mut idle = connect(&tenant);
    let mut waiting = connect(&tenant);
    tenant.script(1, Answer::usual().delay(Duration::from_secs(3600)));
    waiting.write_all(b"GET / HTTP/1.1\r\nhost: tenant\r\n\r\n").unwrap();
    while tenant.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(tenant.requests()[0].outcome().is_none(), "logged before it is answered");

    let start = Instant::now();
    drop(tenant);
    assert!(start.elapsed() < Duration::from_secs(5));
    for stream in [&mut idle, &mut waiting] {
        assert!(!matches!(stream.read(&mut [0; 1]), Ok(1..)), "closed without an answer");
    }
    assert!(TcpStream::connect(addr).is_err(), "the port is closed");
}

#[test]
fn outlives_the_runtime_it_was_started_in() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tenant = runtime().block_on(Tenant::start()).unwrap();
    assert_eq!(get(&tenant, "", "x").status, 200);
    // The tenants are dropped inside a runtime, where dropping another runtime would panic.
    runtime().block_on(async move {
        let second = Tenant::bind(([127, 0, 0, 1], 0)).await.unwrap();
        assert_eq!(get(&second, "", "x").status, 200);
        drop((tenant, second));
    });
}

#[test]
fn keeps_connections_alive() {
    let tenant = Tenant::start_blocking().unwrap();
    let mut stream = connect(&tenant);
    for _ in 0..2 {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: tenant\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        // The envelope of a 404 has one closing brace, at its end.
        while !answer.ends_with(b"}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.extend(byte);
        }
    }
    assert_eq!(tenant.requests().len(), 2);
}
