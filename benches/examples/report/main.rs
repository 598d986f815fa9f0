//! Writes docs/performance.md and its plot: `report RESULTS`. `RESULTS` is the folder with the results of
//! `scripts/performance`. A part of the page without results there stays as it is.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::read_to_string;
use std::path::Path;

use genauth_bench::body;
use serde_json::Value;

use network::Network;

mod network;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let results = std::env::args().nth(1).ok_or("usage: report RESULTS")?;
    let results = Path::new(&results);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let criterion = Criterion(results.join("../criterion"));
    let instructions = instructions(&read_to_string(root.join("benches/instructions.tsv"))?);
    let tokens = instructions("call, 64 in flight, 1000 tokens")?.ours / instructions("call, 64 in flight")?.ours;
    let role = instructions("known token and a role, to known token")?;
    let network = Network::read(&results.join("network"));
    let stalled = Network::read(&results.join("stalled")).map(|network| network.stalled());
    let connected = Network::read(&results.join("connected")).map(|network| network.tables());
    let of_network = |text: fn(&Network) -> Result<String>| text(network.as_ref().map_err(ToString::to_string)?);
    let parts = [
        ("call", of_network(Network::call)),
        ("protected", table(results, "protected", &["open route", "known token", "new token"])),
        ("build", table(results, "build", &["genauth", "genauth with `resource-server`"])),
        ("rounds", of_network(|network| Ok(network.rounds()))),
        ("load", measured(results, "load")),
        ("network", of_network(|network| Ok(network.tables()))),
        ("faster", of_network(|network| Ok(network.faster()))),
        ("connections", of_network(|network| Ok(network.connections()))),
        ("stalled", stalled),
        ("connected", connected),
        ("connected-load", measured(results, "connected-load")),
        ("calls", calls(&criterion, &instructions, results)),
        ("memory", memory(results)),
        ("tokens", Ok(ratio(tokens))),
        ("operations", operations(results)),
        ("decode", decode(&criterion, &instructions, results)),
        ("encode", encode(&criterion)),
        ("growth", growth(&criterion)),
        ("resource-server", table(results, "protected", &[])),
        ("role", Ok(ratio(role.ours / role.baseline))),
        ("peers", table(results, "peers", &[])),
        ("remembered", table(results, "remembered", &[])),
        ("builds", table(results, "build", &[])),
    ];
    let path = root.join("docs/performance.md");
    let before = read_to_string(&path)?;
    let mut page = include_str!("page.md").to_owned();
    for (name, text) in parts {
        let text = text.or_else(|error| {
            eprintln!("report: {name} stays as it was: {error}");
            kept(&before, name).ok_or(error)
        })?;
        let (begin, end) = marks(name);
        let space = if text.trim_end().contains('\n') { "\n\n" } else { "" };
        page = page.replace(&format!("{{{{{name}}}}}"), &format!("{begin}{space}{}{space}{end}", text.trim_end()));
    }
    std::fs::write(path, page)?;
    network.map_or(Ok(()), |network| network.plot(&root.join("docs/performance.svg")))
}

/// What stands around a part of the page, which the rendered page doesn't show. By these marks a part without new
/// results is taken from the page as it was.
fn marks(name: &str) -> (String, String) {
    (format!("<!-- {name} -->"), format!("<!-- /{name} -->"))
}

fn kept(page: &str, name: &str) -> Option<String> {
    let (begin, end) = marks(name);
    let (_, part) = page.split_once(&begin)?;
    Some(part.split_once(&end)?.0.trim().to_owned())
}

/// Two digits after the point. More digits would be noise.
fn ratio(value: f64) -> String {
    format!("{value:.2}")
}

struct Counted {
    ours: f64,
    baseline: f64,
}

/// The counts of `scripts/instructions`, by the name of the work.
fn instructions(text: &str) -> impl Fn(&str) -> Result<Counted> + use<> {
    let rows = text.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        let (name, ours, baseline) = (columns.next()?, columns.next()?, columns.next()?);
        Some((name.to_owned(), (ours.parse().ok()?, baseline.parse().ok()?)))
    });
    let rows: BTreeMap<String, (f64, f64)> = rows.collect();
    move |name| {
        let (ours, baseline) = *rows.get(name).ok_or_else(|| format!("no instructions for {name}"))?;
        Ok(Counted { ours, baseline })
    }
}

/// The folder with criterion's latest results.
struct Criterion(std::path::PathBuf);

impl Criterion {
    /// The median of a benchmark in nanoseconds.
    fn median(&self, benchmark: &str) -> Result<f64> {
        let path = self.0.join(benchmark).join("new/estimates.json");
        let text = read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let estimates: Value = serde_json::from_str(&text)?;
        Ok(estimates["median"]["point_estimate"].as_f64().ok_or("no median")?)
    }
}

/// The lines of a file of results, split into words.
fn rows(results: &Path, name: &str) -> Result<Vec<Vec<String>>> {
    let text = measured(results, name)?;
    Ok(text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect())
}

fn allocations(results: &Path, what: &str) -> Result<i64> {
    let rows = rows(results, "allocations")?;
    let row = rows.iter().find(|row| row[..row.len() - 1].join(" ") == what);
    Ok(row.and_then(|row| row.last()).ok_or_else(|| format!("no allocations for {what}"))?.parse()?)
}

fn decode(criterion: &Criterion, instructions: &impl Fn(&str) -> Result<Counted>, results: &Path) -> Result<String> {
    let mut table =
        String::from("| body | bytes | instructions | time | allocations |\n| --- | ---: | ---: | ---: | ---: |\n");
    for name in body::NAMES {
        let strict = if name == "sample" { "repaired" } else { name };
        let (ours, theirs) = (format!("decode {name} ours"), format!("decode {name} strict"));
        // The body of 1 MiB has no count, because valgrind would take minutes.
        let counted = instructions(&format!("decode {name}"))
            .map_or("".to_owned(), |counted| ratio(counted.ours / counted.baseline));
        let time =
            criterion.median(&format!("decode/{name}/ours"))? / criterion.median(&format!("decode/{strict}/strict"))?;
        let (ours, theirs) = (allocations(results, &ours)?, allocations(results, &theirs)?);
        let length = body::named(name).ok_or("no such body")?.len();
        table += &format!("| {name} | {length} | {counted} | {} | {ours} to {theirs} |\n", ratio(time));
    }
    let counted = instructions("decode repaired from str")?;
    let time = criterion.median("decode/repaired/ours")? / criterion.median("decode/repaired/strict-text")?;
    let length = body::repaired().len();
    table += &format!(
        "| repaired, from `str` | {length} | {} | {} | |\n",
        ratio(counted.ours / counted.baseline),
        ratio(time)
    );
    Ok(table)
}

fn calls(criterion: &Criterion, instructions: &impl Fn(&str) -> Result<Counted>, results: &Path) -> Result<String> {
    let mut table = String::from("| calls | instructions | time | allocations |\n| --- | ---: | ---: | ---: |\n");
    for in_flight in [1, 64, 1024] {
        let counted = instructions(&format!("call, {in_flight} in flight"));
        let counted = counted.map_or("".to_owned(), |counted| ratio(counted.ours / counted.baseline));
        let time = criterion.median(&format!("call/{in_flight}/ours"))?
            / criterion.median(&format!("call/{in_flight}/bare"))?;
        let allocations = match in_flight {
            1 => format!(
                "{} to {}",
                allocations(results, "call sequential ours")?,
                allocations(results, "call sequential bare")?
            ),
            _ => String::new(),
        };
        table += &format!("| {in_flight} in flight | {counted} | {} | {allocations} |\n", ratio(time));
    }
    for (name, what) in [("with parameters", "get-my-department-list"), ("with a body", "a permission check")] {
        let counted = instructions(&format!("call {name}"))?;
        table += &format!("| {name}: {what} | {} | | |\n", ratio(counted.ours / counted.baseline));
    }
    Ok(table)
}

/// The instructions of a call in this crate, divided by those in the crate with get-profile alone.
fn operations(results: &Path) -> Result<String> {
    let counts: Vec<f64> = rows(results, "one-operation")?.concat().iter().flat_map(|count| count.parse()).collect();
    let [alone, among] = counts[..] else { return Err("two counts are expected in one-operation".into()) };
    Ok(ratio(among / alone))
}

fn encode(criterion: &Criterion) -> Result<String> {
    Ok(ratio(criterion.median("encode/repaired/ours")? / criterion.median("encode/repaired/strict")?))
}

/// How the smallest and the largest body compare, in words.
fn growth(criterion: &Criterion) -> Result<String> {
    let point = |identities: usize| {
        let size = body::identities(identities).len();
        Ok::<_, Box<dyn Error>>((size as f64, criterion.median(&format!("growth/ours/{size}"))?))
    };
    let (first, last) = (point(body::GROWTH[0])?, point(body::GROWTH[body::GROWTH.len() - 1])?);
    Ok(format!("{:.0} times the bytes take {:.0} times as long", last.0 / first.0, last.1 / first.1))
}

fn memory(results: &Path) -> Result<String> {
    let rows = rows(results, "memory")?;
    let bytes = |client: &str, in_flight: &str| -> Result<f64> {
        let row = rows.iter().find(|row| row[..2] == [client, in_flight]);
        Ok(row.and_then(|row| row.get(2)).ok_or_else(|| format!("no memory for {client} {in_flight}"))?.parse()?)
    };
    let mut table =
        String::from("| in flight | KiB allocated for each call | to bare reqwest |\n| ---: | ---: | ---: |\n");
    for in_flight in ["64", "256", "1024"] {
        let ours = bytes("ours", in_flight)?;
        let calls: f64 = in_flight.parse()?;
        table +=
            &format!("| {in_flight} | {:.0} | {} |\n", ours / calls / 1024.0, ratio(ours / bytes("bare", in_flight)?));
    }
    Ok(table)
}

/// A table that a program printed: all rows, or those whose first cell is in `chosen`.
fn table(results: &Path, name: &str, chosen: &[&str]) -> Result<String> {
    let text = measured(results, name)?;
    let is_chosen = |line: &str| chosen.iter().any(|first| line.starts_with(&format!("| {first} |")));
    let lines = text.lines().enumerate().filter(|(at, line)| *at < 2 || chosen.is_empty() || is_chosen(line));
    Ok(lines.map(|(_, line)| line.to_owned() + "\n").collect())
}

/// The results that a script wrote.
fn measured(results: &Path, name: &str) -> Result<String> {
    let path = results.join(name);
    read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}
