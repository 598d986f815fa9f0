//! `schema diff`: compares our document with a vendor document and prints the report.

use std::path::Path;

use super::compare::compare;
use super::document::{Document, Operation};
use super::own::Own;
use super::report::{Format, report};
use super::slice::check_size;
use super::text::show;
use crate::failure::Failure;
use crate::files::{OPENAPI, Root};

/// Prints the differences. True if there is no difference.
pub(crate) fn run(root: &Root, vendor: &str, base: Option<&Path>, format: Format) -> Result<bool, Failure> {
    let own = Own::read(root)?;
    let operations = own.openapi.operations();
    let (base, comparison, vendor) = match base {
        None => {
            let vendor = load(vendor, &operations)?;
            (OPENAPI.to_owned(), compare(&own.openapi, Some(&own.overlaid), &vendor, &operations)?, vendor)
        }
        Some(base) => {
            let base = load(&base.to_string_lossy(), &operations)?;
            let vendor = load(vendor, &operations)?;
            // The overlay corrects the project's own document, not the document that `--base` names.
            let comparison = compare(&base, None, &vendor, &operations)?;
            (base.source.clone(), comparison, vendor)
        }
    };
    show(&report(&base, &vendor, &comparison, format));
    Ok(comparison.differences.is_empty())
}

/// Loads a document that isn't too large to be compared.
fn load(source: &str, operations: &[Operation]) -> Result<Document, Failure> {
    let document = Document::load(source)?;
    let found: Vec<Operation> = operations.iter().filter_map(|operation| operation.find_in(&document)).collect();
    check_size(&document, &found)?;
    Ok(document)
}
