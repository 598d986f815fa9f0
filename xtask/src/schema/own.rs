//! The project's own document: `openapi.json`, `overlay.json`, and `openapi.json` with the overlay applied.

use serde_json::Value;

use super::document::Document;
use crate::codegen;
use crate::failure::Failure;
use crate::files::{OPENAPI, OVERLAY, Root};

/// The project's own document, with and without the overlay.
pub(crate) struct Own {
    pub(super) openapi: Document,
    pub(super) overlay: Value,
    pub(super) overlaid: Document,
}

impl Own {
    pub(super) fn read(root: &Root) -> Result<Self, Failure> {
        Self::of(Document::load(&root.path(OPENAPI).to_string_lossy())?, &root.read(OVERLAY)?)
    }

    pub(super) fn new(openapi: &str, overlay: &str) -> Result<Self, Failure> {
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
