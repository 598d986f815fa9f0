//! The rows of the fault table that are possible over TLS, and the tests of stale connections and of cancelled calls.

#[allow(dead_code)]
#[path = "../../../it/faults/canary.rs"]
mod canary;
#[path = "../../../it/faults/cancel.rs"]
mod cancel;
mod net;
#[allow(dead_code)]
#[path = "../../../it/faults/run.rs"]
mod run;
#[path = "../../../it/faults/stale.rs"]
mod stale;
#[allow(dead_code)]
#[path = "../../../it/faults/table.rs"]
mod table;

pub(crate) use self::canary::{PROFILE, TOKEN};
pub(crate) use self::net::root;

use self::table::Authority;

use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_ends_over_tls_as_the_table_says() {
    let root = Authority::new();
    let rows: Vec<_> = table::rows().into_iter().filter_map(|row| row.over_tls(&root)).collect();
    assert!(rows.len() > 100, "{} rows", rows.len());
    // Rows that measure time run apart from the other rows, which keep the machine busy.
    let (timed, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.is_timed());
    let mut ended = Vec::new();
    for rows in [timed, rows] {
        let mut running = JoinSet::new();
        for row in rows {
            running.spawn(run::run(row));
        }
        ended.extend(running.join_all().await.into_iter().filter_map(Result::ok));
    }
    let differences: Vec<String> = ended.iter().flat_map(run::Ended::differences).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    for ended in &ended {
        (ended.row.check)(&ended.outcome, &ended.seen);
        canary::search(&ended.row.fault, &canary::texts_of_result(&ended.outcome));
    }
}
