//! `schema diff`: compares our document with a vendor document and prints the report.

use std::path::Path;

use super::compare::compare;
use super::document::Document;
use super::own::Own;
use super::report::{Format, report};
use super::text::show;
use crate::failure::Failure;
use crate::files::{OPENAPI, Root};

/// Prints the differences. True if there is no difference.
pub(crate) fn run(root: &Root, vendor: &str, base: Option<&Path>, format: Format) -> Result<bool, Failure> {
    let own = Own::read(root)?;
    let operations = own.openapi.operations();
    let (base, comparison, vendor) = match base {
        None => {
            let vendor = Document::load(vendor)?;
            (OPENAPI.to_owned(), compare(&own.openapi, Some(&own.overlaid), &vendor, &operations)?, vendor)
        }
        Some(base) => {
            let base = Document::load(&base.to_string_lossy())?;
            let vendor = Document::load(vendor)?;
            // The overlay corrects the project's own document, not the document that `--base` names.
            let comparison = compare(&base, None, &vendor, &operations)?;
            (base.source.clone(), comparison, vendor)
        }
    };
    show(&report(&base, &vendor, &comparison, format));
    Ok(comparison.differences.is_empty())
}
