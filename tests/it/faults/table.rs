//! The table of faults. A row has the expected outcome, attempts and connections, then the steps that cause the fault.

use std::marker;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use genauth::ErrorKind::{Api, Config, Connect, Content, Decode, Http, Interrupted, Timeout, TooLarge};
use genauth::{AuthenticationClientBuilder, Error, ErrorKind, Response, types::UserDto};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ALL_VERSIONS, ServerConfig, SupportedProtocolVersion};

use super::canary::{PROFILE, TOKEN};
use crate::support::Step::{Close, Drip, Repeat, Reset, Send, Stall};
use crate::support::{Script, Seen, Step, json, nobody, response};

pub(crate) type Outcome = Result<Response<UserDto>, Error>;
type MakeScript = dyn Fn(SocketAddr, SocketAddr) -> Script + marker::Send + Sync;
type Check = dyn Fn(&Outcome, &Seen) + marker::Send + Sync;

/// One fault.
pub(crate) struct Row {
    pub(crate) group: &'static str,
    pub(crate) fault: String,
    /// `None` if the call gets a profile.
    pub(crate) kind: Option<ErrorKind>,
    pub(crate) attempts: u32,
    pub(crate) connections: usize,
    pub(crate) deadline: Duration,
    /// The script of the row's server. The arguments are the address of this server, and the address of a server that
    /// no connection may reach.
    pub(crate) script: Box<MakeScript>,
    pub(crate) listen: &'static str,
    pub(crate) host: Box<dyn Fn(SocketAddr) -> String + marker::Send + Sync>,
    pub(crate) token: &'static str,
    pub(crate) client:
        Box<dyn Fn(AuthenticationClientBuilder, SocketAddr) -> AuthenticationClientBuilder + marker::Send + Sync>,
    pub(crate) check: Box<Check>,
    /// Whether the fault can also happen over TLS. Faults of TLS itself and of the host's URL can't.
    has_tls_form: bool,
}

const DEADLINE: Duration = Duration::from_secs(20);

fn row(fault: impl Into<String>, kind: impl Into<Option<ErrorKind>>, attempts: u32, connections: usize) -> Row {
    Row {
        group: "",
        fault: fault.into(),
        kind: kind.into(),
        attempts,
        connections,
        deadline: DEADLINE,
        script: Box::new(|_, _| Script::always([json(PROFILE)])),
        listen: "127.0.0.1:0",
        host: Box::new(|address| format!("http://{address}")),
        token: TOKEN,
        client: Box::new(|builder, _| builder),
        check: Box::new(|_, _| {}),
        has_tls_form: true,
    }
}

impl Row {
    pub(crate) fn is_timed(&self) -> bool {
        self.deadline < DEADLINE
    }

    /// Answers every request with these steps.
    fn server(self, steps: impl Into<Vec<Step>>) -> Self {
        self.script(Script::always(steps))
    }

    fn script(mut self, script: Script) -> Self {
        self.script = Box::new(move |_, _| script.clone());
        self
    }

    /// Answers this many requests with these steps, and the next one with a profile.
    fn server_for(self, requests: usize, steps: impl Into<Vec<Step>>) -> Self {
        let answers = std::iter::repeat_n(steps.into(), requests).chain([vec![json(PROFILE)]]);
        self.script(Script::in_turn(answers.collect::<Vec<_>>()))
    }

    fn deadline(mut self, milliseconds: u64) -> Self {
        self.deadline = Duration::from_millis(milliseconds);
        self
    }

    fn host(mut self, host: impl Fn(SocketAddr) -> String + marker::Send + Sync + 'static) -> Self {
        self.host = Box::new(host);
        self
    }

    fn client(
        mut self,
        client: impl Fn(AuthenticationClientBuilder) -> AuthenticationClientBuilder + marker::Send + Sync + 'static,
    ) -> Self {
        self.client = Box::new(move |builder, _| client(builder));
        self
    }

    fn attempt_timeout(self, milliseconds: u64) -> Self {
        self.client(move |builder| builder.attempt_timeout(Duration::from_millis(milliseconds)))
    }

    fn check(mut self, check: impl Fn(&Outcome, &Seen) + marker::Send + Sync + 'static) -> Self {
        self.check = Box::new(check);
        self
    }

    fn plain_only(mut self) -> Self {
        self.has_tls_form = false;
        self
    }

    /// The same fault at a server that speaks TLS and offers HTTP/2, which the script doesn't speak.
    #[allow(dead_code)] // Used by `tests/network`.
    pub(crate) fn over_tls(self, root: &Authority) -> Option<Self> {
        if !self.has_tls_form {
            return None;
        }
        let Self { script, host, client, .. } = self;
        let (config, root) = (root.server_with_http2("127.0.0.1"), root.der());
        Some(Self {
            script: Box::new(move |own, other| script(own, other).tls(config.clone())),
            host: Box::new(move |address| host(address).replacen("http://", "https://", 1)),
            client: Box::new(move |builder, address| {
                // Many handshakes at once, on a busy machine, must cost no attempt.
                client(builder, address).add_root_certificate(&root).connect_timeout(DEADLINE)
            }),
            ..self
        })
    }

    fn on_error(self, check: impl Fn(&Error) -> bool + marker::Send + Sync + 'static) -> Self {
        self.check(move |result, _| {
            let error = result.as_ref().expect_err("an error");
            assert!(check(error), "{error:?}");
        })
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let groups: [(&str, Vec<Row>); 10] = [
        ("Connections", connections()),
        ("Slowness", slowness()),
        ("HTTP", http()),
        ("Bodies", bodies()),
        ("Envelopes", envelopes()),
        ("Gateways", gateways()),
        ("Statuses", statuses()),
        ("Redirects", redirects()),
        ("TLS", tls()),
        ("Tokens and hosts", tokens().into_iter().chain(hosts()).collect()),
    ];
    let name = |(group, rows): (&'static str, Vec<Row>)| {
        let has_tls_form = !matches!(group, "TLS" | "Tokens and hosts");
        rows.into_iter().map(move |row| Row { group, has_tls_form: has_tls_form && row.has_tls_form, ..row })
    };
    groups.into_iter().flat_map(name).collect()
}

fn text(text: &str) -> Step {
    Send(text.as_bytes().to_vec())
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-note: c4n4ry\r\n";

fn connections() -> Vec<Row> {
    let begun = || text("HTTP/1.1 200 OK\r\ncontent-ty");
    let headers = || text(&format!("{HEAD}content-length: 1000\r\n\r\n"));
    let body = || text(&format!("{HEAD}content-length: 1000\r\n\r\n{PROFILE}"));
    vec![
        row("refused", Connect, 3, 0).host(|_| format!("http://{}", nobody())),
        row("a name that doesn't resolve", Connect, 3, 0).host(|_| "https://genauth.invalid".to_owned()).plain_only(),
        row("closed on accepting", Interrupted, 4, 4).script(Script::always([Close]).eager()),
        row("closed before the headers", Interrupted, 4, 4).server([Close]),
        row("reset before the headers", Interrupted, 4, 4).server([Reset]),
        row("closed inside the headers", Interrupted, 4, 4).server([begun(), Close]),
        row("reset inside the headers", Interrupted, 4, 4).server([begun(), Reset]),
        row("closed after the headers", Interrupted, 3, 3).server([headers(), Close]),
        row("reset after the headers", Interrupted, 3, 3).server([headers(), Reset]),
        row("closed inside the body", Interrupted, 3, 3).server([body(), Close]),
        row("reset inside the body", Interrupted, 3, 3).server([body(), Reset]),
        row("closed before the headers, then a profile", None, 2, 2).server_for(1, [Close]),
        row("reset inside the body, twice, then a profile", None, 3, 3).server_for(2, [body(), Reset]),
        row("401, closed inside the body", Interrupted, 1, 1)
            .server([text("HTTP/1.1 401 c4n4ry\r\ncontent-length: 1000\r\n\r\n{"), Close])
            .on_error(|error| error.is_unauthorized() && !error.is_retryable() && error.http_status() == Some(401)),
        row("403, reset inside the body", Interrupted, 1, 1)
            .server([text("HTTP/1.1 403 c4n4ry\r\ncontent-length: 1000\r\n\r\n{"), Reset])
            .on_error(|error| !error.is_retryable() && error.http_status() == Some(403)),
        row("closed before the headers, no retries", Interrupted, 2, 2)
            .server([Close])
            .client(|builder| builder.max_retries(0)),
    ]
}

fn slowness() -> Vec<Row> {
    const SECOND: Duration = Duration::from_secs(1);
    let headers = || text(&format!("{HEAD}content-length: 1000\r\n\r\n"));
    vec![
        row("stall before the headers", Timeout, 3, 3).deadline(5000).server([Stall]).attempt_timeout(1000),
        row("stall inside the headers", Timeout, 3, 3)
            .deadline(5000)
            .server([text("HTTP/1.1 200 OK\r\ncontent-ty"), Stall])
            .attempt_timeout(1000),
        row("stall inside the body", Timeout, 3, 3)
            .deadline(5000)
            .server([headers(), text(PROFILE), Stall])
            .attempt_timeout(1000),
        row("401, stall inside the body", Timeout, 1, 1)
            .deadline(5000)
            .server([text("HTTP/1.1 401 c4n4ry\r\ncontent-length: 1000\r\n\r\n{"), Stall])
            .attempt_timeout(1000)
            .on_error(|error| error.is_unauthorized() && !error.is_retryable() && error.http_status() == Some(401)),
        row("503, Retry-After beyond the deadline, stall inside the body", Timeout, 1, 1)
            .deadline(5000)
            .server([text("HTTP/1.1 503 c4n4ry\r\nretry-after: 9\r\ncontent-length: 1000\r\n\r\n{"), Stall])
            .attempt_timeout(1000)
            .on_error(|error| error.http_status() == Some(503) && error.retry_after() == Some(Duration::from_secs(9))),
        row("no time at all", Timeout, 0, 0).deadline(0).on_error(|error| error.to_string().contains("raise timeout")),
        row("stall before the headers, the call's deadline before the attempt's", Timeout, 1, 1)
            .deadline(300)
            .server([Stall]),
        row("stall before the headers, then a profile", None, 2, 2)
            .deadline(15_000)
            .server_for(1, [Stall])
            .attempt_timeout(2000),
        row("headers a byte a second", Timeout, 2, 2)
            .deadline(3000)
            .server([Drip(b"HTTP/1.1 200 OK\r\ncontent-type: application/json", SECOND)])
            .attempt_timeout(1700),
        row("body a byte a second", Timeout, 2, 2)
            .deadline(3000)
            .server([headers(), Drip(PROFILE.as_bytes(), SECOND)])
            .attempt_timeout(1700),
        row("1xx answers without end", Timeout, 3, 3)
            .deadline(5000)
            .server([Repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n", usize::MAX)])
            .attempt_timeout(1000),
        row("stall in the TLS handshake", Timeout, 3, 3)
            .deadline(5000)
            .script(Script::always([Stall]).eager())
            .host(|address| format!("https://{address}"))
            .client(|builder| builder.connect_timeout(Duration::from_millis(300)))
            .plain_only(),
    ]
}

fn http() -> Vec<Row> {
    let chunked = format!("{HEAD}transfer-encoding: chunked\r\n\r\n");
    let chunk = format!("{:x}\r\n{PROFILE}\r\n", PROFILE.len());
    let length = PROFILE.len();
    let cut = "statusCode\":200,\"message\":\"ok\",\"data\":{\"userId\":\"c4n4ry\"";
    vec![
        row("Content-Length shorter than the body", Interrupted, 3, 3)
            .server([text(&format!("{HEAD}content-length: {}\r\n\r\n{{\"{cut},\"name\":\"x\"}}}}", cut.len() + 2))]),
        row("Content-Length longer than the body, then closed", Interrupted, 3, 3)
            .server([text(&format!("{HEAD}content-length: {}\r\n\r\n{PROFILE}", length + 1)), Close]),
        row("Content-Length longer than the body, kept open", Timeout, 3, 3)
            .deadline(5000)
            .server([text(&format!("{HEAD}content-length: {}\r\n\r\n{PROFILE}", length + 1)), Stall])
            .attempt_timeout(1000),
        row("two different Content-Lengths", Interrupted, 3, 3).server([
            text(&format!("{HEAD}content-length: {length}\r\ncontent-length: {}\r\n\r\n{PROFILE}", length + 1)),
            Close,
        ]),
        row("Content-Length that isn't a number", Interrupted, 3, 3)
            .server([text(&format!("{HEAD}content-length: c4n4ry\r\n\r\n{PROFILE}")), Close]),
        row("no Content-Length, closed after the body", None, 1, 1)
            .server([text(&format!("{HEAD}\r\n{PROFILE}")), Close]),
        row("chunks", None, 1, 1).server([text(&format!("{chunked}{chunk}0\r\n\r\n"))]),
        row("a bad chunk", Interrupted, 3, 3).server([text(&format!("{chunked}{chunk}c4n4ry\r\n")), Close]),
        row("unfinished chunks", Interrupted, 3, 3).server([text(&format!("{chunked}{chunk}")), Close]),
        row("HTTP/1.0", None, 1, 1)
            .server([text(&format!("HTTP/1.0 200 OK\r\nx-note: c4n4ry\r\n\r\n{PROFILE}")), Close]),
        row("100 Continue before the answer", None, 1, 1)
            .server([text("HTTP/1.1 100 Continue\r\n\r\n"), json(PROFILE)]),
        row("not HTTP", Interrupted, 3, 3).server([text("c4n4ry SSH-2.0\r\n\r\n"), Close]),
        row("TLS on a plain port", Interrupted, 3, 3).server([Send(vec![0x15, 3, 3, 0, 2, 2, 70]), Close]),
        row("a status that isn't a number", Interrupted, 3, 3).server([text("HTTP/1.1 c4n4ry\r\n\r\n"), Close]),
        row("a megabyte of headers in one", Interrupted, 3, 3).server([text(HEAD), Repeat(b"x-c4n4ry", 131_072)]),
        row("a megabyte of headers in many", Interrupted, 3, 3)
            .server([text(HEAD), Repeat(b"x-c4n4ry: 567890\r\n", 58_255)]),
    ]
}

fn bodies() -> Vec<Row> {
    const MIB: usize = 1024 * 1024;
    static BLOCK: [u8; 64 * 1024] = [b'x'; 64 * 1024];
    let blocks = || Repeat(&BLOCK, 64 * MIB / BLOCK.len());
    let chunked = format!("{HEAD}transfer-encoding: chunked\r\n\r\n{:x}\r\n{PROFILE}\r\n0\r\n\r\n", PROFILE.len());
    let html = "<!doctype html><title>c4n4ry</title>";
    // The last character of the name is incomplete.
    let name = b"{\"statusCode\":200,\"data\":{\"userId\":\"u-1\",\"name\":\"A\xF0\x9F\x98\"}}";
    let latin = [format!("{HEAD}content-length: {}\r\n\r\n", name.len()).as_bytes(), name].concat();
    vec![
        row("204", Content, 1, 1).server([text("HTTP/1.1 204 No Content\r\n\r\n")]),
        row("HTML with 200", Content, 1, 1).server([response("200 OK", "content-type: text/html\r\n", html)]),
        row("HTML with 401", Http, 1, 1)
            .server([response("401 c4n4ry", "content-type: text/html\r\n", html)])
            .on_error(|error| error.is_unauthorized() && error.http_status() == Some(401)),
        row("HTML with 502", Http, 3, 3)
            .server([response("502 c4n4ry", "content-type: text/html\r\nconnection: close\r\n", html), Close])
            .on_error(|error| error.is_retryable() && error.http_status() == Some(502)),
        row("JSON with the wrong Content-Type", None, 1, 1).server([response(
            "200 OK",
            "content-type: text/html\r\n",
            PROFILE,
        )]),
        row("JSON after a UTF-8 byte order mark", None, 1, 1).server([json(&format!("\u{FEFF}{PROFILE}"))]),
        row("JSON with invalid UTF-8, which becomes U+FFFD", None, 1, 1).server([Send(latin)]).check(|result, _| {
            let name = result.as_ref().ok().and_then(|response| response.data().name.as_deref());
            assert_eq!(name, Some("A\u{FFFD}"));
        }),
        row("JSON of 100,000 levels", Content, 1, 1).server([json(&"[".repeat(100_000))]),
        row("JSON of 100,000 levels in the data", Decode, 1, 1)
            .server([json(&format!("{{\"statusCode\":200,\"data\":{{\"c4n4ry\":{}", "[".repeat(100_000)))]),
        row("64 MiB with Content-Length", TooLarge, 1, 1)
            .server([text(&format!("{HEAD}content-length: {}\r\n\r\n", 64 * MIB)), blocks()]),
        row("64 MiB without Content-Length", TooLarge, 1, 1).server([text(&format!("{HEAD}\r\n")), blocks(), Close]),
        row("64 MiB announced, none of it sent", TooLarge, 1, 1)
            .server([text(&format!("{HEAD}content-length: {}\r\n\r\n", 64 * MIB)), Stall]),
        row("503 with a body over the limit", TooLarge, 3, 3)
            .server([text(&format!("HTTP/1.1 503 c4n4ry\r\ncontent-length: {}\r\n\r\n", 64 * MIB)), Stall])
            .on_error(|error| error.is_retryable() && error.http_status() == Some(503)),
        row("a body as long as the limit, in chunks", None, 1, 1)
            .server([text(&chunked)])
            .client(|builder| builder.max_body_bytes(PROFILE.len())),
        row("a body as long as the limit", None, 1, 1)
            .server([json(PROFILE)])
            .client(|builder| builder.max_body_bytes(PROFILE.len())),
        row("a body one byte longer than the limit", TooLarge, 1, 1)
            .server([json(PROFILE)])
            .client(|builder| builder.max_body_bytes(PROFILE.len() - 1)),
        row("a body one byte longer than the limit, in chunks", TooLarge, 1, 1)
            .server([text(&chunked)])
            .client(|builder| builder.max_body_bytes(PROFILE.len() - 1)),
        row("gzip that wasn't asked for", Content, 1, 1)
            .server([text(&format!("{HEAD}content-encoding: gzip\r\ncontent-length: 20\r\n\r\n")), Send(GZIP.to_vec())])
            .check(|_, seen| {
                assert!(!seen.requests.concat().to_ascii_lowercase().contains("accept-encoding"));
            }),
    ]
}

/// An empty text, compressed.
const GZIP: [u8; 20] = *b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0";

fn envelopes() -> Vec<Row> {
    // The message repeats the token. `Display` must leave the token out.
    let failing =
        |code: u32| format!("{{\"statusCode\":{code},\"message\":\"no {TOKEN}\",\"c4n4ry\":1,\"data\":null}}");
    let again = |code: u32| response("200 OK", "connection: close\r\n", &failing(code));
    vec![
        row("200, failing before data", Api, 1, 1)
            .server([json(r#"{"statusCode":403,"apiCode":2120008,"message":"suspended","data":{"userId":"c4n4ry"}}"#)])
            .on_error(|error| error.code() == Some(403) && error.api_code() == Some(2_120_008)),
        row("200, failing after data", Api, 1, 1)
            .server([json(r#"{"data":{"userId":"c4n4ry"},"message":"suspended","apiCode":2120008,"statusCode":403}"#)])
            .on_error(|error| error.code() == Some(403) && error.api_code() == Some(2_120_008)),
        row("200, failing after data that can't be decoded", Api, 1, 1)
            .server([json(r#"{"data":["c4n4ry"],"statusCode":500}"#)])
            .on_error(|error| error.code() == Some(500)),
        row("200, V2 `code`", Api, 1, 1)
            .server([json(r#"{"code":2020,"message":"not logged in","uniqueId":"r-1"}"#)])
            .on_error(|error| error.is_unauthorized() && error.request_id() == Some("r-1")),
        row("200, V2 `code` 200", None, 1, 1).server([json(r#"{"code":200,"data":{"userId":"u-1"}}"#)]),
        row("200, apiCode in a string", Api, 1, 1)
            .server([json(r#"{"statusCode":499,"apiCode":"2206"}"#)])
            .on_error(|error| error.is_unauthorized() && error.api_code() == Some(2206)),
        row("200, statusCode 401", Api, 1, 1).server([json(&failing(401))]).on_error(Error::is_unauthorized),
        row("200, statusCode 403", Api, 1, 1).server([json(&failing(403))]),
        row("200, statusCode 500", Api, 1, 1).server([json(&failing(500))]),
        row("200, statusCode 429", Api, 3, 3).server([again(429), Close]).on_error(Error::is_rate_limited),
        row("200, statusCode 503", Api, 3, 3).server([again(503), Close]).on_error(Error::is_retryable),
        row("200, statusCode 503, then a profile", None, 2, 2).server_for(1, [again(503), Close]),
        row("200, an error of OAuth's", Content, 1, 1)
            .server([json(r#"{"error":"invalid_token","error_description":"c4n4ry"}"#)]),
        row("200, no data", Decode, 1, 1)
            .server([json(r#"{"statusCode":200,"message":"c4n4ry"}"#)])
            .on_error(|error| error.json_path() == Some("/data")),
        row("200, data without userId", Decode, 1, 1)
            .server([json(r#"{"statusCode":200,"data":{"name":"c4n4ry","c4n4ry":1}}"#)])
            .on_error(|error| error.json_path() == Some("/data/userId")),
        row("200, failing, data of 100,000 levels", Api, 1, 1)
            .server([json(&format!(
                r#"{{"statusCode":401,"apiCode":2020,"data":{}{}}}"#,
                "[".repeat(100_000),
                "]".repeat(100_000)
            ))])
            .on_error(|error| error.is_unauthorized() && error.api_code() == Some(2020)),
        row("500, statusCode 200", Http, 1, 1).server([response("500 Oops", "", PROFILE)]),
    ]
}

/// Answers of proxies and load balancers in front of the service.
fn gateways() -> Vec<Row> {
    let chunks =
        |body: &str| text(&format!("{HEAD}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()));
    let half = || chunks(r#"{"statusCode":200,"data":{"userId":"c4n4ry","na"#);
    let lost = |fault: &str, answer: Step| {
        row(fault, Interrupted, 3, 3)
            .server([answer, Close])
            .on_error(|error| error.is_retryable() && !error.is_unsent() && error.to_string().contains("app_host"))
    };
    let html = |status: &str| response(status, "content-type: text/html\r\n", "<html>c4n4ry</html>");
    let fails = |fault: &str, status: &str| row(fault, Http, 1, 1).server([html(status), Close]);
    let long = |fault: &str, status: &'static str| {
        let token: &str = Box::leak(format!("c4n4ry{}", "x".repeat(12 * 1024)).into_boxed_str());
        let row =
            fails(fault, status).on_error(|error| error.to_string().contains("the head of the request is too large"));
        Row { token, ..row }
    };
    vec![
        lost("200, chunks that end properly in the middle of the JSON", half()),
        lost("200, the JSON ends before statusCode", json(r#"{"message":"c4n4ry","statusC"#)),
        lost("200, the JSON ends inside of a text", json(r#"{"statusCode":200,"data":{"userId":"c4n4"#)),
        lost("200, the JSON ends after its first character", json("{")),
        lost("200, the JSON lacks its last character", json(PROFILE.strip_suffix('}').expect("an object"))),
        lost("200, no body", text(&format!("{HEAD}content-length: 0\r\n\r\n"))),
        lost("200, no body, without Content-Length", text(&format!("{HEAD}\r\n"))),
        lost("200, white space", json(" \r\n")),
        lost("200, a byte order mark", json("\u{FEFF}")),
        row("200, the JSON ends early, twice, then a profile", None, 3, 3).server_for(2, [half(), Close]),
        row("200, no body, then a profile", None, 2, 2).server_for(1, [json(""), Close]),
        row("200, the JSON ends early after statusCode 401", Interrupted, 1, 1)
            .server([json(r#"{"statusCode":401,"mess"#)])
            .on_error(|error| error.is_unauthorized() && !error.is_retryable()),
        fails("500 Internal Server Error, HTML", "500 Internal Server Error"),
        fails("505 HTTP Version Not Supported, HTML", "505 HTTP Version Not Supported"),
        long("400, a token of 12 KiB", "400 Bad Request"),
        long("413, a token of 12 KiB", "413 Content Too Large"),
        long("431, a token of 12 KiB", "431 Request Header Fields Too Large"),
        long("494, a token of 12 KiB", "494 Request Header Too Large"),
        fails("431, a short token", "431 Request Header Fields Too Large"),
        fails("400, a short token", "400 Bad Request"),
    ]
}

fn statuses() -> Vec<Row> {
    let mut rows = Vec::new();
    for status in [401_u16, 403, 404, 429, 500, 502, 503, 504] {
        for enveloped in [false, true] {
            for seconds in [None, Some(1)] {
                let mut fault = status.to_string();
                let mut headers = String::from("x-note: c4n4ry\r\nconnection: close\r\n");
                if let Some(seconds) = seconds {
                    fault += &format!(", Retry-After {seconds}");
                    headers += &format!("retry-after: {seconds}\r\n");
                }
                let (kind, body) = match enveloped {
                    false => (Http, "c4n4ry".to_owned()),
                    true => {
                        (Api, format!("{{\"statusCode\":{status},\"message\":\"no {TOKEN}\",\"c4n4ry\":\"c4n4ry\"}}"))
                    }
                };
                fault += if enveloped { ", with an envelope" } else { "" };
                let attempts = if matches!(status, 429 | 502 | 503 | 504) { 3 } else { 1 };
                let row = row(fault, kind, attempts, attempts as usize)
                    .server([response(&format!("{status} c4n4ry"), &headers, &body), Close])
                    .on_error(move |error| {
                        error.http_status() == Some(status)
                            && error.code() == enveloped.then_some(i64::from(status))
                            && error.retry_after() == seconds.map(Duration::from_secs)
                            && error.is_retryable() == (attempts == 3)
                            && error.is_unauthorized() == (status == 401)
                            && error.is_rate_limited() == (status == 429)
                    });
                rows.push(row);
            }
        }
    }
    rows
}

fn redirects() -> Vec<Row> {
    let row = |fault: &str, script: Box<MakeScript>| {
        let row = row(fault, Http, 1, 1).on_error(|error| matches!(error.http_status(), Some(301..=308)));
        Row { script, ..row }
    };
    let leading = |status: &'static str, location: fn(SocketAddr, SocketAddr) -> String| {
        Box::new(move |own, other| {
            let headers = format!("location: {}?c4n4ry\r\n", location(own, other));
            Script::in_turn([vec![response(status, &headers, "c4n4ry")], vec![json(PROFILE)]])
        })
    };
    let elsewhere = |_, other| format!("http://{other}/");
    let in_a_loop = || {
        Box::new(|own, _| {
            let location = format!("location: http://{own}/api/v3/get-profile\r\n");
            Script::always([response("308 Permanent Redirect", &location, "c4n4ry")])
        })
    };
    let root = Authority::new();
    let (certificate, config) = (root.der(), root.server("127.0.0.1", false));
    let moved = leading("301 Moved Permanently", elsewhere);
    vec![
        row("to the same host", leading("302 Found", |_, _| "/elsewhere".to_owned())),
        row("to another host", leading("307 Temporary Redirect", elsewhere)),
        row("from https to http", Box::new(move |own, other| moved(own, other).tls(config.clone())))
            .host(|address| format!("https://{address}"))
            .client(move |builder| builder.add_root_certificate(&certificate))
            .plain_only(),
        row("in a loop", in_a_loop()),
        row("in a loop that the caller's own HTTP client follows three times", in_a_loop())
            .client(|builder| {
                let policy = reqwest::redirect::Policy::limited(3);
                let client = reqwest::Client::builder().tls_certs_only([]).no_proxy().redirect(policy).build();
                builder.http_client(client.expect("a client"))
            })
            .check(|_, seen| assert_eq!(seen.requests.len(), 4))
            .plain_only(),
    ]
}

/// A certificate authority that a test makes for itself.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "genauth's tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a root"))
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// A server whose certificate this authority signed.
    pub(crate) fn server(&self, name: &str, expired: bool) -> Arc<ServerConfig> {
        self.server_with(name, expired, ALL_VERSIONS)
    }

    pub(crate) fn server_with(
        &self,
        name: &str,
        expired: bool,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        if expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        config(certificate, &key, versions)
    }

    #[allow(dead_code)] // Used by `tests/network`.
    pub(crate) fn server_with_http2(&self, name: &str) -> Arc<ServerConfig> {
        let mut config = Arc::unwrap_or_clone(self.server(name, false));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config.into()
    }
}

/// The certificate of an authority that signed nothing. A client needs a root certificate for HTTPS, but the machine
/// may have none.
pub(crate) fn another_root() -> &'static [u8] {
    static ROOT: OnceLock<Vec<u8>> = OnceLock::new();
    ROOT.get_or_init(|| Authority::new().der())
}

fn config(
    certificate: rcgen::Certificate,
    key: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
        .with_protocol_versions(versions)
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into());
    config.expect("a configuration").into()
}

fn tls() -> Vec<Row> {
    let (root, key) = (Authority::new(), KeyPair::generate().expect("a key"));
    let own = CertificateParams::new(["127.0.0.1".to_owned()]).and_then(|params| params.self_signed(&key));
    let own = config(own.expect("a certificate"), &key, ALL_VERSIONS);
    let https = |row: Row, config: Arc<ServerConfig>| {
        row.script(Script::always([json(PROFILE)]).tls(config)).host(|address| format!("https://{address}"))
    };
    let failing = |fault: &str, config| https(row(fault, Connect, 3, 3), config);
    let working = |fault: &str, config| https(row(fault, None, 1, 1), config);
    let trusting = |row: Row, root: Vec<u8>| row.client(move |builder| builder.add_root_certificate(&root));
    let (good, der, pem) = (root.server("127.0.0.1", false), root.der(), root.0.pem().into_bytes());
    vec![
        failing("a self-signed certificate", own),
        trusting(failing("an expired certificate", root.server("127.0.0.1", true)), der.clone()),
        trusting(failing("a certificate for another name", root.server("example.com", false)), der.clone()),
        failing("a certificate of an unknown root", good.clone()),
        trusting(working("a certificate of a private root that was added", good.clone()), der),
        trusting(working("a certificate of a private root that was added as PEM", good), pem),
        row("no TLS on an https port", Connect, 3, 3)
            .script(Script::always([text("HTTP/1.1 400 c4n4ry\r\n\r\n"), Close]).eager())
            .host(|address| format!("https://{address}")),
    ]
}

fn tokens() -> Vec<Row> {
    let bad = [
        ("token with a CR", "c4n4ry\rx"),
        ("token with an LF", "c4n4ry\nx: y"),
        ("token with an LF at its end", "c4n4ry\n"),
        ("token with a NUL", "c4n4ry\0"),
        ("token with a blank inside", "c4n4ry x"),
        ("token with a blank before", " c4n4ry"),
        ("token with a blank after", "c4n4ry "),
        ("token with a tab", "c4n4ry\tx"),
        ("token with a character that isn't ASCII", "c4n4rÿ-c4n4ry"),
        ("token with `Bearer ` twice", "Bearer Bearer c4n4ry"),
        ("token with a quote", "\"c4n4ry\""),
        ("token with a `=` inside", "c4n4ry=x"),
        ("empty token", ""),
        ("token that is only `Bearer `", "Bearer "),
        ("token that is only `Bearer`", "Bearer"),
        ("token of `=`", "="),
    ];
    let refused = |(name, token)| Row { token, ..row(name, Config, 0, 0) };
    let mut rows: Vec<Row> = bad.into_iter().map(refused).collect();
    for (name, token) in [
        ("token", "c4n4ry.a-b_c~d+e/f=="),
        ("token with `Bearer `", "Bearer c4n4ry.a-b_c~d+e/f=="),
        ("token with `bearer ` and more blanks", "bearer   c4n4ry.a-b_c~d+e/f=="),
    ] {
        let sent = |_: &Outcome, seen: &Seen| {
            let line = "\r\nauthorization: Bearer c4n4ry.a-b_c~d+e/f==\r\n";
            assert_eq!(seen.requests[0].matches(line).count(), 1, "{}", seen.requests[0]);
            assert_eq!(seen.requests[0].to_ascii_lowercase().matches("bearer").count(), 1);
        };
        rows.push(Row { token, ..row(name, None, 1, 1).check(sent) });
    }
    rows
}

fn hosts() -> Vec<Row> {
    let refused = |name: &str, host: &'static str| {
        row(format!("host {name}"), Config, 0, 0).host(move |address| host.replace("HOST", &address.to_string()))
    };
    let taken = |name: &str, host: &'static str, target: &'static str| {
        let row = refused("", host).check(move |_, seen| {
            let line = format!("GET {target}?withCustomData=true HTTP/1.1\r\n");
            assert!(seen.requests[0].starts_with(&line), "{}", seen.requests[0]);
        });
        Row { fault: format!("host {name}"), kind: None, attempts: 1, connections: 1, ..row }
    };
    vec![
        taken("with a path", "http://HOST/tenant/a", "/tenant/a/api/v3/get-profile"),
        taken("with a trailing slash", "http://HOST/", "/api/v3/get-profile"),
        taken("with an @ in its path", "http://HOST/@a", "/@a/api/v3/get-profile"),
        taken("with a path and a trailing slash", "http://HOST/tenant/", "/tenant/api/v3/get-profile"),
        taken("with blanks around it", " http://HOST \n", "/api/v3/get-profile"),
        Row { listen: "[::1]:0", ..taken("of IPv6", "http://HOST", "/api/v3/get-profile") },
        Row {
            host: Box::new(|_| "http://bücher.example".to_owned()),
            // The server acts as the proxy, so the host's name isn't resolved.
            client: Box::new(|builder, address| {
                let proxy = reqwest::Proxy::http(format!("http://{address}")).expect("a proxy");
                let client = reqwest::Client::builder().tls_certs_only([]).proxy(proxy).build().expect("a client");
                builder.allow_http(true).http_client(client)
            }),
            ..taken("with an internationalised name", "", "http://xn--bcher-kva.example/api/v3/get-profile")
        },
        Row {
            host: Box::new(|address| format!("http://localhost:{}", address.port())),
            ..taken("localhost", "", "/api/v3/get-profile")
        },
        refused("with a query", "http://HOST/?c4n4ry=1"),
        refused("with an empty query", "http://HOST/?"),
        refused("with a fragment", "http://HOST/#c4n4ry"),
        refused("with a user", "http://c4n4ry@HOST"),
        refused("with a user and a password", "http://c4n4ry:c4n4ry@HOST"),
        refused("with a password", "http://:c4n4ry@HOST"),
        refused("with an empty user", "http://@HOST/c4n4ry"),
        refused("without a scheme", "HOST"),
        refused("of another scheme", "ftp://HOST"),
        refused("that isn't a URL", "https://c4n4ry host"),
        refused("that is empty", ""),
        refused("without a name", "https://"),
        refused("of http that isn't loopback", "http://example.com"),
        refused("of http that looks like loopback", "http://127.0.0.1.example.com"),
        refused("of http and every address", "http://0.0.0.0:1"),
    ]
}
