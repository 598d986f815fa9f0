//! Faults of networks, servers and callers: each call ends inside its deadline, as the table says, and shows no secret.

pub(crate) mod canary;
mod cancel;
mod connect;
mod life;
mod net;
mod proxy;
mod retries;
mod roots;
mod run;
mod sessions;
mod stale;
mod table;
#[cfg(feature = "tracing")]
pub(crate) mod traces;
mod writes;

use std::fmt::Write as _;

use self::canary::Traces;
use self::run::{Ended, run, run_all};
use self::table::Row;
use crate::support::ROOT;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_ends_as_the_table_says() {
    let traces = Traces::of_process();
    let ended = run_all(table::rows, run, |ended| !ended.differences().is_empty()).await;
    let page = document(ended.iter().map(|ended| ended.as_ref().map_or_else(|row| row, |ended| &ended.row)));
    let ended: Vec<Ended> = ended.into_iter().filter_map(Result::ok).collect();
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

/// The text that docs/faults.md should have.
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
    text + MORE + include_str!("hostile.md") + include_str!("long.md")
}

/// Faults of more than one call: how the calls end, and the test that runs each row.
const MORE: &str = include_str!("more.md");

#[test]
fn every_fault_of_more_than_one_call_has_its_test() {
    let rows: Vec<_> = MORE.lines().filter_map(|row| row.rsplit_once(" | `")?.1.split_once("` in [")).collect();
    assert_eq!(rows.len(), MORE.lines().filter(|line| line.starts_with("| ")).count() - 2, "{rows:?}");
    for (test, file) in rows {
        let file = file.split(']').next().unwrap_or_default();
        let source =
            std::fs::read_to_string(format!("{ROOT}/{file}")).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {test}()")), "{file} has no test {test}");
    }
}

fn check_page(text: &str) {
    let path = format!("{ROOT}/docs/faults.md");
    if std::env::var_os("GENAUTH_WRITE_FAULTS").is_some() {
        std::fs::write(path, text).expect("docs/faults.md written");
    } else {
        let current = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            current == text,
            "docs/faults.md isn't current: run `GENAUTH_WRITE_FAULTS=1 cargo test --test it faults::`, read the diff"
        );
    }
}
