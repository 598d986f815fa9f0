//! A tenant on loopback for programs in any language: `cargo run --example tenant -- [PORT]`.
//!
//! The tenant serves the documented sample profile and a second user until Ctrl-C, and logs a line for each request.
//! The tokens expire after a day. The tenant publishes its keys, so that a program can verify the tokens, and lets
//! browsers log in as an OpenID provider.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use genauth::mock::{Request, Tenant, TokenOptions};

const USAGE: &str = "usage: cargo run --example tenant -- [PORT]   (1 to 65535; without it, a free one)";
const FLAGS: [&str; 3] = ["withCustomData", "withIdentities", "withDepartmentIds"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let port = match args.as_slice() {
        [] => 0,
        [help] if help == "-h" || help == "--help" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [port] => match port.parse() {
            Ok(port) if port != 0 => port,
            _ => return bad_arguments(&format!("{port:?} is not a port")),
        },
        _ => return bad_arguments("one port at most"),
    };
    let tenant = match Tenant::bind_blocking((Ipv4Addr::LOCALHOST, port)) {
        Ok(tenant) => tenant,
        Err(error) => {
            eprintln!("can't open port {port}: {error}; try another one, or none for a free one");
            return ExitCode::FAILURE;
        }
    };
    match serve(&tenant) {
        // The reader of the log has gone. That is no error.
        Err(error) if error.downcast_ref().map(io::Error::kind) == Some(io::ErrorKind::BrokenPipe) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        Ok(()) => ExitCode::SUCCESS,
    }
}

fn bad_arguments(reason: &str) -> ExitCode {
    eprintln!("{reason}\n{USAGE}");
    ExitCode::from(2)
}

fn serve(tenant: &Tenant) -> Result<(), Box<dyn std::error::Error>> {
    let day = TokenOptions::new().expires_in(Duration::from_secs(24 * 60 * 60));
    let sample = tenant.issue_token_with(&tenant.add_user(Tenant::sample_profile())?, day.clone());
    let second = tenant.add_user(serde_json::json!({
        "userId": "65f0c0ffee0000000000ada1",
        "status": "Activated",
        "username": "ada",
        "name": "Ada Example",
        "email": "ada@example.com",
        "emailVerified": true,
        "gender": "F",
        "customData": { "team": "engines" },
        "identities": [],
        "departmentIds": ["65f0c0ffee0000000000dep1"],
    }))?;
    let second = tenant.issue_token_with(&second, day);
    let url = tenant.url();
    let mut out = io::stdout();
    writeln!(out, "tenant      {url}   (Ctrl-C ends it)")?;
    writeln!(out, "application {}   (the tokens' audience; their issuer is {url}/oidc)", tenant.app_id())?;
    writeln!(out, "secret      {}   (the application's, for logins)", tenant.app_secret())?;
    writeln!(out, "Zhang San   {sample}   (the documented sample)")?;
    writeln!(out, "Ada         {second}")?;
    writeln!(out, "\ncurl -H 'Authorization: Bearer {sample}' '{url}/api/v3/get-profile?withCustomData=true'\n")?;

    let mut open = Vec::new();
    loop {
        open.extend(tenant.take_requests());
        // The split comes before the printing. A request that is answered meanwhile is printed in the next round.
        let (answered, rest) = open.into_iter().partition::<Vec<Request>, _>(|request| request.outcome().is_some());
        open = rest;
        for request in &answered {
            log(&mut out, request)?;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Prints a request with its flags. Other parts of a query, and headers, may be secrets and aren't printed.
fn log(out: &mut impl Write, request: &Request) -> io::Result<()> {
    let Some(outcome) = request.outcome() else {
        return Ok(());
    };
    let number = |n: Option<i64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    // Escaped, because the path is whatever a client sent, and a terminal obeys control characters.
    write!(out, "{} {}", request.method(), request.path().escape_debug())?;
    for (name, value) in request.query_pairs() {
        if let Some(flag) = FLAGS.iter().find(|flag| *flag == name) {
            let shown: String = value.escape_debug().take(8).collect();
            write!(out, " {flag}={shown}")?;
        }
    }
    let (status, api) = (number(outcome.status_code), number(outcome.api_code));
    writeln!(out, " -> statusCode {status} apiCode {api}, {:.1} ms", outcome.duration.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_logged_line_controls_no_terminal() {
        let tenant = Tenant::start_blocking().unwrap();
        let mut stream = TcpStream::connect(tenant.url().strip_prefix("http://").unwrap()).unwrap();
        let path = "/a\u{9b}31m\u{202e}b?withCustomData=\u{202e}";
        write!(stream, "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        let mut line = Vec::new();
        log(&mut line, &tenant.requests()[0]).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert!(line.starts_with("GET /a\\u{9b}31m\\u{202e}b withCustomData=\\u{202e} -> statusCode 404"), "{line}");
    }
}
