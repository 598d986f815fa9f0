//! The generator: documents in, Rust text out. Used by build.rs and xtask.
//!
//! This crate decides names and types; progenitor decides the requests. The modules here:
//!
//! - `overlay` applies the corrections of `schema/overlay.json` and the texts of `schema/words.json`.
//! - `kind` decides what Rust form a schema has, and `envelope` which schemas are envelopes.
//! - `model` is the document in the form that the generator needs.
//! - `compose` makes one object of an `allOf` of several.
//! - `plain` brings the document's operations into the form that `model` reads.
//! - `names` chooses Rust names, and finds pairs of names that would become one.
//! - `progenitor` runs progenitor and lifts the requests out of its code.
//! - `types` writes the tables of structs and enums, `operations` the table of each operation.
//! - `cases` writes a call of each operation for the tests.
//! - `files` decides which file each generated item stands in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

pub use self::error::Error;

mod cases;
mod compose;
pub mod envelope;
mod error;
mod files;
pub mod kind;
pub mod model;
pub mod names;
mod operations;
pub mod overlay;
pub mod plain;
mod progenitor;
mod text;
mod types;

/// The text that is generated from a document.
pub struct Generated {
    /// The files below `src/generated/`, by name.
    pub files: Vec<(String, String)>,
    /// A call of each operation, for the tests.
    pub cases: String,
    /// The names on the wire of each method's arguments, in their order, by the operation's pointer.
    // Only xtask compares them.
    #[allow(dead_code)]
    pub arguments: BTreeMap<String, Vec<String>>,
}

/// Generates from an OpenAPI 3.0 document, and two overlays of it: corrections and descriptions.
pub fn generate(openapi: &str, overlay: &str, words: &str) -> Result<Generated, Error> {
    let mut document = parse("openapi.json", openapi)?;
    for (name, text) in [("overlay.json", overlay), ("words.json", words)] {
        document = overlay::apply(document, name, &parse(name, text)?)?.document;
    }
    compose::objects(&mut document);
    let model = model::Model::new(document, &model::order(openapi)?)?;
    let progenitor = progenitor::Progenitor::new(&model)?;
    let files = files::files(&model, &progenitor)?;
    Ok(Generated { files, cases: cases::cases(&model)?, arguments: operations::arguments(&model)? })
}

/// Generates from the files of the folder `schema`, and writes the generated files below `out`/generated, for a build
/// script. Gives the calls for the tests.
// xtask includes this file and doesn't use the function.
#[allow(dead_code)]
pub fn write(schema: &Path, out: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let read = |name: &str| fs::read_to_string(schema.join(name)).map_err(|error| format!("schema/{name}: {error}"));
    let generated = generate(&read("openapi.json")?, &read("overlay.json")?, &read("words.json")?)?;
    let folder = out.join("generated");
    if folder.exists() {
        // A tag that left the document would otherwise leave its file here.
        fs::remove_dir_all(&folder)?;
    }
    for (name, text) in generated.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, text)?;
    }
    Ok(generated.cases)
}

fn parse(name: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::new(name, format!("not JSON: {error}")))
}
