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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_ends_over_tls_as_the_table_says() {
    let root = Authority::new();
    let rows = || table::rows().into_iter().filter_map(|row| row.over_tls(&root)).collect();
    let ended = run::run_all(rows, run::run, |ended| !ended.differences().is_empty()).await;
    let ended: Vec<_> = ended.into_iter().filter_map(Result::ok).collect();
    assert!(ended.len() > 100, "{} rows", ended.len());
    let differences: Vec<String> = ended.iter().flat_map(run::Ended::differences).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    for ended in &ended {
        (ended.row.check)(&ended.outcome, &ended.seen);
        canary::search(&ended.row.fault, &canary::texts_of_result(&ended.outcome));
    }
}
