//! The generator: documents in, Rust text out. Used by build.rs and xtask.
//!
//! typify decides names and types, progenitor the requests. Written here: the tables of structs and enums (`types`), the
//! builder of each operation (`operations`), the calls that tests make of each operation (`cases`), and which file each item
//! stands in (`files`). `model` is the document as the generator needs it, `kind` says what a schema is, `envelope` what counts as an
//! envelope, `typify` reads the names, and `overlay` applies the corrections.

use serde_json::Value;

pub use self::error::Error;

mod cases;
pub mod envelope;
mod error;
mod files;
pub mod kind;
pub mod model;
mod operations;
pub mod overlay;
mod progenitor;
mod text;
mod types;
mod typify;

/// What is generated of a document.
pub struct Generated {
    /// The files below `src/generated/`, by name.
    pub files: Vec<(String, String)>,
    /// A call of each operation, for the tests.
    // Read by build.rs, not by xtask.
    #[allow(dead_code)]
    pub cases: String,
}

/// Generates from an OpenAPI 3.0 document and its Overlay 1.0.
pub fn generate(openapi: &str, overlay: &str) -> Result<Generated, Error> {
    let document = parse("openapi.json", openapi)?;
    let overlay = parse("overlay.json", overlay)?;
    let document = overlay::apply(document, &overlay)?.document;
    let model = model::Model::new(document, &model::order(openapi)?)?;
    let progenitor = progenitor::Progenitor::new(&model)?;
    Ok(Generated { cases: cases::cases(&model, &progenitor)?, files: files::files(&model, progenitor)? })
}

fn parse(name: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::new(name, format!("not JSON: {error}")))
}
