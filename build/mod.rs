//! The generator: documents in, Rust text out. Used by build.rs and xtask.
//!
//! typify decides names and types, progenitor the client; written here are the shape of the structs (optional fields,
//! `extra`), open enums, the tolerant decoder's tables, and the facade of each operation.

use std::fmt;

use serde_json::Value;

mod emit;
mod facade;
pub mod model;
pub mod overlay;

/// Why a document can't be generated from, with the place in it.
#[derive(Debug)]
pub struct Error {
    pointer: String,
    message: String,
}

impl Error {
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}

impl std::error::Error for Error {}

/// The text of `generated.rs` for an OpenAPI 3.0 document and its Overlay 1.0.
pub fn generate(openapi: &str, overlay: &str) -> Result<String, Error> {
    let document = parse("openapi.json", openapi)?;
    let overlay = parse("overlay.json", overlay)?;
    let document = overlay::apply(document, &overlay)?.document;
    generate_from(document, openapi)
}

/// The same for a document to which the overlay has been applied; `text` tells the order of its members.
pub fn generate_from(document: Value, text: &str) -> Result<String, Error> {
    let model = model::Model::new(document, &model::order(text)?)?;
    let file = emit::file(&model)?;
    Ok(format!(
        "// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.\n\n{}",
        prettyplease::unparse(&file)
    ))
}

fn parse(name: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::new(name, format!("not JSON: {error}")))
}
