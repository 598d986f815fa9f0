//! The report of a comparison, as text, Markdown or JSON.

use std::fmt::Write;

use serde_json::json;

use super::compare::{Comparison, Difference, Level};
use super::document::Document;
use super::text::printable;
use crate::failure::Failure;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    Text,
    Markdown,
    Json,
}

impl Format {
    pub(crate) fn parse(name: &str) -> Result<Self, Failure> {
        match name {
            "text" => Ok(Self::Text),
            "markdown" => Ok(Self::Markdown),
            "json" => Ok(Self::Json),
            _ => Err(Failure::new(format!("no format {:?}: take text, markdown or json", printable(name)))),
        }
    }
}

pub(crate) fn report(base: &str, vendor: &Document, comparison: &Comparison, format: Format) -> String {
    match format {
        Format::Text => text(base, vendor, comparison),
        Format::Markdown => markdown(base, vendor, comparison),
        Format::Json => json(base, vendor, comparison),
    }
}

/// One difference in two or three lines.
pub(crate) fn paragraph(difference: &Difference) -> String {
    let Difference { level, pointer, what, why, .. } = difference;
    let mut text = format!("{level:<8} {}\n", printable(pointer));
    if let Some(vendor) = elsewhere(difference) {
        writeln!(text, "         vendor: {vendor}").ok();
    }
    write!(text, "         {what}\n         {why}\n").ok();
    text
}

/// The pointer in the vendor's document, if it differs from the pointer in our document.
fn elsewhere(difference: &Difference) -> Option<String> {
    difference.vendor.as_ref().filter(|vendor| **vendor != difference.pointer).map(|vendor| printable(vendor))
}

fn text(base: &str, vendor: &Document, comparison: &Comparison) -> String {
    let mut text = String::new();
    for difference in &comparison.differences {
        text.push_str(&paragraph(difference));
        text.push('\n');
    }
    writeln!(text, "{} against {}: {}", printable(base), printable(&vendor.source), counts(comparison)).ok();
    writeln!(text, "verdict: {}", comparison.verdict()).ok();
    text
}

fn counts(comparison: &Comparison) -> String {
    let operations = match &comparison.operations[..] {
        [only] => format!("{only} reaches"),
        several if several.len() < 4 => format!("{} reach", several.join(", ")),
        many => format!("{} operations reach", many.len()),
    };
    let of = |level| comparison.differences.iter().filter(|difference| difference.level == level).count();
    let counts = Level::ALL.iter().filter(|(level, _)| of(*level) > 0);
    let counts: Vec<String> = counts.map(|(level, name)| format!("{} {name}", of(*level))).collect();
    match comparison.differences.len() {
        0 => format!("no differences in what {operations}"),
        1 => format!("1 difference in what {operations} ({})", counts.join(", ")),
        count => format!("{count} differences in what {operations} ({})", counts.join(", ")),
    }
}

fn markdown(base: &str, vendor: &Document, comparison: &Comparison) -> String {
    let code = |text: &str| format!("`{}`", printable(text));
    let mut text =
        format!("**Verdict: {}.** {}, compared with {}: ", comparison.verdict(), code(base), code(&vendor.source));
    writeln!(text, "{}.\n\nSHA-256 of the vendor's document: `{}`", counts(comparison), vendor.sha256).ok();
    if !comparison.differences.is_empty() {
        text.push_str("\n| release | where | what | why |\n| --- | --- | --- | --- |\n");
    }
    for difference in &comparison.differences {
        let mut place = code(&difference.pointer);
        if let Some(vendor) = elsewhere(difference) {
            write!(place, ", vendor: {}", code(&vendor)).ok();
        }
        let cells = [place, difference.what.clone(), difference.why.clone()].map(|cell| cell.replace('|', "\\|"));
        writeln!(text, "| {} | {} |", difference.level, cells.join(" | ")).ok();
    }
    text
}

fn json(base: &str, vendor: &Document, comparison: &Comparison) -> String {
    let differences: Vec<_> = comparison
        .differences
        .iter()
        .map(|difference| {
            json!({
                "level": difference.level.to_string(),
                "kind": difference.kind,
                "pointer": difference.pointer,
                "vendorPointer": difference.vendor,
                "what": difference.what,
                "why": difference.why,
                "additive": difference.kind.ends_with("-added") && difference.level < Level::Major,
            })
        })
        .collect();
    let report = json!({
        "base": base,
        "vendor": { "source": vendor.source, "sha256": vendor.sha256 },
        "operations": comparison.operations,
        "verdict": comparison.verdict().to_string(),
        "differences": differences,
    });
    format!("{report:#}\n")
}
