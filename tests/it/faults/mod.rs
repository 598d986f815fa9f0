//! Faults of networks, servers and callers: each call ends inside its deadline, as the table says, and shows no secret.

pub(crate) mod canary;
mod life;
mod proxy;
mod retries;
mod roots;
mod table;
#[cfg(feature = "tracing")]
mod traces;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use genauth::AuthenticationClient;
use tokio::task::JoinSet;

use self::canary::Traces;
use self::table::{Outcome, Row};
use crate::support::{Script, Seen, Server, json};

/// What a call may take beyond its deadline, on a machine that has other things to do.
const SLACK: Duration = Duration::from_secs(1);

struct Ended {
    row: Row,
    outcome: Outcome,
    took: Duration,
    seen: Seen,
    elsewhere: usize,
    /// What the client, its builder and the call show.
    shown: String,
}

/// Gives the row back where the machine can't try it.
async fn run(row: Row) -> Result<Ended, Row> {
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
    // Accepting comes after connecting.
    server.until(|seen| seen.connections >= row.connections).await;
    assert!(shown.starts_with("AuthenticationClientBuilder { timeout: "), "{shown}");
    Ok(Ended { outcome, took, shown, seen: server.seen(), elsewhere: elsewhere.seen().connections, row })
}

impl Ended {
    /// What differs from the table, in words.
    fn differences(&self) -> Vec<String> {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_ends_as_the_table_says() {
    let traces = Traces::of_process();
    // Rows that measure time run apart from those that take it.
    let (slow, rows): (Vec<_>, Vec<_>) = table::rows().into_iter().enumerate().partition(|(_, row)| row.is_timed());
    let mut ended = Vec::new();
    for rows in [slow, rows] {
        let mut running = JoinSet::new();
        for (index, row) in rows {
            running.spawn(async move { (index, run(row).await) });
        }
        ended.extend(running.join_all().await);
    }
    ended.sort_by_key(|(index, _)| *index);
    let page = document(ended.iter().map(|(_, ended)| ended.as_ref().map_or_else(|row| row, |ended| &ended.row)));
    let ended: Vec<Ended> = ended.into_iter().filter_map(|(_, ended)| ended.ok()).collect();
    let differences: Vec<String> = ended.iter().flat_map(Ended::differences).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    for Ended { row, outcome, seen, shown, .. } in &ended {
        (row.check)(outcome, seen);
        canary::search(&row.fault, shown);
        canary::search(&row.fault, &canary::texts_of_result(outcome));
    }
    canary::search("tracing", &format!("{:?}", traces.all()));
    check_page(&page);
}

/// What docs/faults.md should say.
fn document<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let mut text = String::from(include_str!("preface.md"));
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = row.group;
            let _ = write!(text, "\n## {group}\n\n| fault | outcome | attempts | connections | deadline |\n");
            text += "| --- | --- | --- | --- | --- |\n";
        }
        let outcome = row.kind.map_or("a profile".to_owned(), |kind| format!("`{kind:?}`"));
        let Row { fault, attempts, connections, .. } = row;
        let deadline = row.deadline.as_secs_f64();
        let _ = writeln!(text, "| {fault} | {outcome} | {attempts} | {connections} | {deadline} s |");
    }
    text += "\n## More than one call\n\nEach is a test of its own.\n\n| fault | outcome |\n| --- | --- |\n";
    for (fault, outcome) in table::MORE {
        let _ = writeln!(text, "| {fault} | {outcome} |");
    }
    text
}

fn check_page(text: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/faults.md");
    if std::env::var_os("GENAUTH_WRITE_FAULTS").is_some() {
        std::fs::write(path, text).expect("docs/faults.md written");
    } else {
        let current = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            current == text,
            "docs/faults.md isn't current: run `GENAUTH_WRITE_FAULTS=1 cargo test --test it faults::`, read the diff"
        );
    }
}
