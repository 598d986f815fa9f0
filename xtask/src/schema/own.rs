//! The project's own document: `openapi.json`, and the same with `overlay.json` and `words.json` applied.

use serde_json::Value;

use super::document::Document;
use super::ordered::parsed;
use crate::codegen;
use crate::failure::Failure;
use crate::files::{OPENAPI, OVERLAY, Root, WORDS};

/// The project's own document, with and without the overlays.
pub(crate) struct Own {
    pub(super) openapi: Document,
    pub(super) overlay: Value,
    pub(super) words: Value,
    pub(super) overlaid: Document,
}

impl Own {
    pub(super) fn read(root: &Root) -> Result<Self, Failure> {
        let openapi = Document::load(&root.path(OPENAPI).to_string_lossy())?;
        Self::of(openapi, &root.read(OVERLAY)?, &root.read(WORDS)?)
    }

    pub(super) fn new(openapi: &str, overlay: &str, words: &str) -> Result<Self, Failure> {
        Self::of(Document::parse(openapi.as_bytes().to_vec(), OPENAPI)?, overlay, words)
    }

    fn of(openapi: Document, overlay: &str, words: &str) -> Result<Self, Failure> {
        let (overlay, words) = (parsed(OVERLAY, overlay)?, parsed(WORDS, words)?);
        let value = codegen::overlay::apply(openapi.value.clone(), "overlay.json", &overlay)?.document;
        let value = codegen::overlay::apply(value, "words.json", &words)?.document;
        let overlaid = Document { value, text: String::new(), source: OVERLAY.to_owned(), sha256: String::new() };
        Ok(Self { openapi, overlay, words, overlaid })
    }
}

/// `schema corrected`: prints the document with its overlays applied.
pub(crate) fn show(root: &Root) -> Result<(), Failure> {
    super::text::show(&format!("{:#}\n", Own::read(root)?.overlaid.value));
    Ok(())
}
