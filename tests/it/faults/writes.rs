//! The rows of the fault table for a call that changes something: whatever the fault, the request reaches the service
//! once at most, unless the service said 429.

use genauth::AuthenticationClient;

use super::canary::{self, PROFILE};
use super::run::{Ended, run_all, run_change};
use super::table::rows;
use crate::support::{Script, Server, json};

/// What is wrong with the end of a call, in words.
fn faults(ended: &Ended) -> Vec<String> {
    let Ended { row, outcome, seen, .. } = ended;
    let (requests, fault) = (seen.requests.len(), &row.fault);
    let may_repeat = fault.contains("429") || fault.contains("caller's own HTTP client");
    let mut faults = Vec::new();
    if requests > 1 && !may_repeat {
        faults.push(format!("{fault}: {requests} requests"));
    }
    if let Err(error) = outcome {
        if error.is_unsent() && requests > 0 {
            faults.push(format!("{fault}: says that nothing was sent: {error:?}"));
        }
        if error.attempts() > 1 && !error.is_unsent() && !may_repeat {
            faults.push(format!("{fault}: {} attempts: {error:?}", error.attempts()));
        }
        if row.kind.is_some_and(|kind| kind != error.kind()) {
            faults.push(format!("{fault}: expected {:?}: {error:?}", row.kind));
        }
    } else if let Some(kind) = row.kind {
        faults.push(format!("{fault}: a success, expected {kind:?}"));
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_reaches_the_service_once_at_most() {
    let (mut found, mut count, mut lost, mut repeated) = (Vec::new(), 0, 0, 0);
    let ended = run_all(rows, run_change, |ended| !faults(ended).is_empty()).await;
    for ended in ended.into_iter().filter_map(Result::ok) {
        found.extend(faults(&ended));
        canary::search(&ended.row.fault, &ended.shown);
        canary::search(&ended.row.fault, &canary::texts_of_result(&ended.outcome));
        count += 1;
        // Rows in which a profile would have come with a second request.
        lost += usize::from(ended.row.kind.is_none() && ended.outcome.is_err());
        repeated += usize::from(ended.seen.requests.len() > 1);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > 180 && lost > 3 && repeated > 3, "{count} rows, {lost} lost, {repeated} repeated");
}

#[tokio::test]
async fn a_change_takes_no_idle_connection_and_leaves_none() {
    let server = Server::start(Script::always([json(PROFILE)])).await;
    let builder = AuthenticationClient::builder().app_host(server.url()).access_token("t");
    let client = builder.build().expect("a client");
    for connections in [1, 2, 3] {
        client.get_profile().await.expect("a profile");
        assert_eq!(server.seen().connections, connections, "a read takes the idle connection");
        client.update_profile().nickname("x").await.expect("a profile");
        assert_eq!(server.seen().connections, connections + 1);
    }
}
