//! The schema's way from the vendor's document into the crate: `diff`, `update` and `check`.

use std::path::Path;

use serde_json::Value;

use crate::files::{OPENAPI, OVERLAY, Root};
use crate::{Failure, codegen};
use document::Document;

pub(crate) mod check;
pub(crate) mod diff;
mod document;
mod ordered;
mod overlay;
pub(crate) mod report;
mod sample;
mod shape;
pub(crate) mod update;

/// The project's own contract, with and without the overlay.
pub(crate) struct Own {
    openapi: Document,
    overlay: Value,
    overlaid: Document,
}

impl Own {
    fn read(root: &Root) -> Result<Self, Failure> {
        Self::of(Document::load(&root.path(OPENAPI).to_string_lossy())?, &root.read(OVERLAY)?)
    }

    fn new(openapi: &str, overlay: &str) -> Result<Self, Failure> {
        Self::of(Document::parse(openapi.as_bytes().to_vec(), OPENAPI)?, overlay)
    }

    fn of(openapi: Document, overlay: &str) -> Result<Self, Failure> {
        let overlay = serde_json::from_str(overlay)
            .map_err(|error| Failure::new(format!("{OVERLAY} is not JSON ({error}): mend it first")))?;
        let value = codegen::overlay::apply(openapi.value.clone(), &overlay)?.document;
        let overlaid = Document { value, text: String::new(), source: OVERLAY.to_owned(), sha256: String::new() };
        Ok(Self { openapi, overlay, overlaid })
    }
}

/// Prints the differences; true if there is none.
pub(crate) fn diff(root: &Root, vendor: &str, base: Option<&Path>, format: report::Format) -> Result<bool, Failure> {
    let own = Own::read(root)?;
    let operations = own.openapi.operations();
    let (base, comparison, vendor) = match base {
        None => {
            let vendor = Document::load(vendor)?;
            (OPENAPI.to_owned(), diff::compare(&own.openapi, Some(&own.overlaid), &vendor, &operations)?, vendor)
        }
        Some(base) => {
            let base = Document::load(&base.to_string_lossy())?;
            let vendor = Document::load(vendor)?;
            // The overlay corrects the project's own document, not this one.
            let comparison = diff::compare(&base, None, &vendor, &operations)?;
            (base.source.clone(), comparison, vendor)
        }
    };
    show(&report::report(&base, &vendor, &comparison, format));
    Ok(comparison.differences.is_empty())
}

/// Prints, and doesn't mind a reader that has gone (`| head`).
fn show(text: &str) {
    use std::io::Write;
    drop(std::io::stdout().write_all(text.as_bytes()));
}

/// Text from a document that may hold anything, for a terminal or an issue: cut, without control characters,
/// invisible ones and back-quotes.
fn printable(text: &str) -> String {
    const LENGTH: usize = 300;
    let mut printable = String::new();
    for (index, char) in text.chars().enumerate() {
        if index == LENGTH {
            printable.push('…');
            break;
        }
        match char {
            '`' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
                printable.extend(char.escape_unicode());
            }
            char if char.is_control() => printable.extend(char.escape_default()),
            char => printable.push(char),
        }
    }
    printable
}
