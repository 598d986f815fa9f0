//! Writes docs/performance.md and its plot from what `scripts/performance` measured: `report RESULTS`, a folder.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::read_to_string;
use std::path::Path;

use genauth_bench::body;
use plotters::prelude::*;
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let results = std::env::args().nth(1).ok_or("usage: report RESULTS")?;
    let results = Path::new(&results);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let criterion = Criterion(results.join("../criterion"));
    let instructions = instructions(&read_to_string(root.join("benches/instructions.tsv"))?);
    let tokens = instructions("call, 64 in flight, 1000 tokens")?.ours / instructions("call, 64 in flight")?.ours;
    let growth = growth(&criterion)?;
    let parts = [
        ("decode", decode(&criterion, &instructions, results)?),
        ("encode", ratio(criterion.median("encode/repaired/ours")? / criterion.median("encode/repaired/strict")?)),
        ("call", calls(&criterion, &instructions, results)?),
        ("growth", in_words(&growth)),
        ("memory", memory(results)?),
        ("tokens", ratio(tokens)),
        ("build", measured(results, "build")?),
        ("vendor", measured(results, "vendor")?),
    ];
    let mut page = include_str!("report.md").to_owned();
    for (name, text) in parts {
        page = page.replace(&format!("{{{{{name}}}}}"), text.trim_end());
    }
    std::fs::write(root.join("docs/performance.md"), page)?;
    plot(&growth, &root.join("docs/performance.svg"))
}

/// Two digits after the point: what a noisy machine allows.
fn ratio(value: f64) -> String {
    format!("{value:.2}")
}

struct Counted {
    ours: f64,
    baseline: f64,
}

/// The counts of `scripts/instructions`, by what was counted.
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

/// The folder in which criterion keeps what it measured last.
struct Criterion(std::path::PathBuf);

impl Criterion {
    /// In nanoseconds.
    fn median(&self, benchmark: &str) -> Result<f64> {
        let path = self.0.join(benchmark).join("new/estimates.json");
        let text = read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let estimates: Value = serde_json::from_str(&text)?;
        Ok(estimates["median"]["point_estimate"].as_f64().ok_or("no median")?)
    }
}

/// The lines of a result, as words.
fn rows(results: &Path, name: &str) -> Result<Vec<Vec<String>>> {
    let path = results.join(name);
    let text = read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
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
        // Valgrind would take minutes for a mebibyte.
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
    let mut table = String::from("| in flight | instructions | time | allocations |\n| ---: | ---: | ---: | ---: |\n");
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
        table += &format!("| {in_flight} | {counted} | {} | {allocations} |\n", ratio(time));
    }
    Ok(table)
}

/// Of one codec: sizes of the bodies with nanoseconds.
type Line = (&'static str, Vec<(f64, f64)>);

fn growth(criterion: &Criterion) -> Result<Vec<Line>> {
    let line = |name: &'static str| {
        let points = body::GROWTH.into_iter().map(|identities| {
            let size = body::identities(identities).len();
            Ok((size as f64, criterion.median(&format!("growth/{name}/{size}"))?))
        });
        Ok((name, points.collect::<Result<Vec<_>>>()?))
    };
    ["ours", "strict", "value"].into_iter().map(line).collect()
}

fn in_words(growth: &[Line]) -> String {
    let ours = &growth[0].1;
    let (Some(first), Some(last)) = (ours.first(), ours.last()) else { return String::new() };
    format!("{:.0} times the bytes take {:.0} times as long", last.0 / first.0, last.1 / first.1)
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

/// A table that a script wrote, or that it didn't.
fn measured(results: &Path, name: &str) -> Result<String> {
    match read_to_string(results.join(name)) {
        Ok(table) => Ok(table),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok("Not measured on this machine.".to_owned()),
        Err(error) => Err(error.into()),
    }
}

/// Both axes logarithmic, so that lines of the same slope grow alike.
fn plot(growth: &[Line], path: &Path) -> Result<()> {
    let points = || growth.iter().flat_map(|(_, points)| points);
    let range = |value: fn(&(f64, f64)) -> f64| {
        let (least, most) =
            points().map(value).fold((f64::MAX, 0.0_f64), |(least, most), x| (least.min(x), most.max(x)));
        least * 0.8..most * 1.25
    };
    // In microseconds.
    let (sizes, times) = (range(|point| point.0), range(|point| point.1 / 1000.0));
    let area = SVGBackend::new(path, (720, 420)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(sizes.log_scale(), times.log_scale())?;
    chart.configure_mesh().x_desc("bytes of the body").y_desc("microseconds to decode").draw()?;
    for ((name, points), color) in growth.iter().zip([BLUE, RED, BLACK]) {
        let points: Vec<_> = points.iter().map(|(size, time)| (*size, time / 1000.0)).collect();
        let label = match *name {
            "ours" => "genauth",
            "strict" => "strict derive, from_slice",
            _ => "serde_json::Value",
        };
        chart
            .draw_series(LineSeries::new(points, color.stroke_width(2)))?
            .label(label)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color));
    }
    chart.configure_series_labels().position(SeriesLabelPosition::UpperLeft).border_style(BLACK).draw()?;
    area.present()?;
    Ok(())
}
