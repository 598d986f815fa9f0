//! Runs one row of the fault table, and compares the end of the call with the row.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use genauth::types::UserDto;
use genauth::{AuthenticationClient, Call, Error, Operation, Response};
use tokio::task::JoinSet;

use super::canary;
use super::table::{self, Outcome, Row};
use crate::support::{Script, Seen, Server, json};

/// The time that a call may take beyond its deadline on a busy machine.
const SLACK: Duration = Duration::from_secs(1);

pub(crate) struct Ended {
    pub(crate) row: Row,
    pub(crate) outcome: Outcome,
    took: Duration,
    pub(crate) seen: Seen,
    elsewhere: usize,
    /// The `Debug` texts of the client, its builder and the call.
    pub(crate) shown: String,
}

/// Runs all rows that `rows` gives, in the table's order. Rows that measure time run apart from the others, which keep the machine busy. A
/// busy machine can make a row miss a deadline that the row isn't about, so a row that went wrong runs once more, alone.
pub(crate) async fn run_all<F>(
    rows: impl Fn() -> Vec<Row>,
    run: fn(Row) -> F,
    went_wrong: impl Fn(&Ended) -> bool,
) -> Vec<Result<Ended, Row>>
where
    F: Future<Output = Result<Ended, Row>> + Send + 'static,
{
    let (timed, untimed): (Vec<_>, Vec<_>) = rows().into_iter().enumerate().partition(|(_, row)| row.is_timed());
    let mut ended = BTreeMap::new();
    for rows in [timed, untimed] {
        let mut running = JoinSet::new();
        for (index, row) in rows {
            running.spawn(async move { (index, run(row).await) });
        }
        ended.extend(running.join_all().await);
    }
    for (index, row) in rows().into_iter().enumerate() {
        if ended[&index].as_ref().is_ok_and(&went_wrong) {
            ended.insert(index, run(row).await);
        }
    }
    ended.into_values().collect()
}

/// Runs a row. Gives the row back if this machine can't run it.
pub(crate) async fn run(row: Row) -> Result<Ended, Row> {
    run_call(row, |client, token| client.get_profile().with_custom_data(true).access_token(token)).await
}

/// Runs a row with a call that changes something.
#[allow(dead_code)] // Not used by `tests/network`.
pub(crate) async fn run_change(row: Row) -> Result<Ended, Row> {
    run_call(row, |client, token| client.update_profile().nickname("c4n4ry").access_token(token)).await
}

async fn run_call<O: Operation<Data = UserDto>>(
    row: Row,
    call: impl Fn(&AuthenticationClient, &'static str) -> Call<O>,
) -> Result<Ended, Row> {
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
            // The client's text has the host. `build` has refused hosts with secrets: user info or a query.
            shown += &canary::texts(&client);
            let call = call(&client, row.token);
            shown += &canary::texts(&call);
            // The deadline doesn't cover `build`, which reads the system's certificates.
            started = Instant::now();
            call.send().await
        }
        Err(error) => Err(error),
    };
    let took = started.elapsed();
    // The server may accept later than the client connects. A connection that is missing after a while is a difference.
    // A change has fewer attempts than the row says.
    let attempts = outcome.as_ref().map_or_else(Error::attempts, Response::attempts) as usize;
    server.comes_to(|seen| seen.connections >= row.connections.min(attempts)).await;
    assert!(shown.starts_with("AuthenticationClientBuilder { timeout: "), "{shown}");
    Ok(Ended { outcome, took, shown, seen: server.seen(), elsewhere: elsewhere.seen().connections, row })
}

impl Ended {
    /// The differences from the table, in words.
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
