//! Runs one row of the fault table, and compares the end of the call with the row.

use std::time::{Duration, Instant};

use genauth::AuthenticationClient;

use super::canary;
use super::table::{self, Outcome, Row};
use crate::support::{Script, Seen, Server, json};

/// What a call may take beyond its deadline, on a machine that has other things to do.
const SLACK: Duration = Duration::from_secs(1);

pub(crate) struct Ended {
    pub(crate) row: Row,
    pub(crate) outcome: Outcome,
    took: Duration,
    pub(crate) seen: Seen,
    elsewhere: usize,
    /// What the client, its builder and the call show.
    pub(crate) shown: String,
}

/// Gives the row back where the machine can't try it.
pub(crate) async fn run(row: Row) -> Result<Ended, Row> {
    let elsewhere = Server::start(Script::always([json("{}")])).await;
    let server = match Server::start_at(row.listen, |own| (row.script)(own, elsewhere.address())).await {
        Ok(server) => server,
        Err(error) if row.listen.contains("::1") => {
            eprintln!("{}: not tried, {error}", row.fault);
            return Err(row);
        }
        Err(error) => panic!("{}: {error}", row.fault),
    };
    let host = (row.host)(server.address());
    let mut builder = AuthenticationClient::builder();
    if host.starts_with("https:") {
        builder = builder.add_root_certificate(table::another_root());
    }
    let builder = builder
        .app_host(host)
        .app_id("c4n4ry-app")
        .user_pool_id("c4n4ry-pool")
        .access_token(row.token)
        .system_proxy(false)
        .timeout(row.deadline);
    let builder = (row.client)(builder, server.address());
    let mut shown = canary::texts(&builder);
    let mut started = Instant::now();
    let outcome = match builder.build() {
        Ok(client) => {
            // Of a host, no more than what is no secret; user info and query never get here.
            shown += &canary::texts(&client);
            let call = client.get_profile().with_custom_data(true).access_token(row.token);
            shown += &canary::texts(&call);
            // Building, which reads the system's certificates, has no deadline.
            started = Instant::now();
            call.send().await
        }
        Err(error) => Err(error),
    };
    let took = started.elapsed();
    // Accepting comes after connecting. What is missing after a while is a difference.
    server.comes_to(|seen| seen.connections >= row.connections).await;
    assert!(shown.starts_with("AuthenticationClientBuilder { timeout: "), "{shown}");
    Ok(Ended { outcome, took, shown, seen: server.seen(), elsewhere: elsewhere.seen().connections, row })
}

impl Ended {
    /// What differs from the table, in words.
    pub(crate) fn differences(&self) -> Vec<String> {
        let Self { row, outcome, took, seen, elsewhere, .. } = self;
        let mut differences = Vec::new();
        let mut compare = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(format!("{}: {what}: expected {expected}, found {found}", row.fault));
            }
        };
        let found = match outcome {
            Ok(response) => (None, response.attempts()),
            Err(error) => (Some(error.kind()), error.attempts()),
        };
        compare("kind", format!("{:?}", row.kind), format!("{:?}", found.0));
        compare("attempts", row.attempts.to_string(), found.1.to_string());
        compare("connections", row.connections.to_string(), seen.connections.to_string());
        compare("connections elsewhere", "0".to_owned(), elsewhere.to_string());
        if *took > row.deadline + SLACK {
            compare("duration", format!("at most {:?}", row.deadline), format!("{took:?}"));
        }
        if let (false, Err(error)) = (differences.is_empty(), outcome) {
            differences.push(format!("  {error:?}"));
        }
        differences
    }
}
