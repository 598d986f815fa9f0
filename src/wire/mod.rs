//! The data on the wire: reads answers into generated types, writes and shows them, and compares them with the schema.
//!
//! The decoder is tolerant: it loses nothing. A value that its field can't hold is a *misfit*. The field stays `None`,
//! and the misfit is kept in the `extra` of its object, under the field's key. Only three things are errors: text that
//! isn't JSON, too much depth or memory, and a mandatory field without a usable value. ARCHITECTURE.md lists the rules,
//! D1 to D10.
//!
//! The modules, each using only those before it: `context` (state while reading, and the limits), `value` (free-form
//! JSON), `tolerant` (the trait of a type that can be decoded), `scalar` (text, number, boolean), `open_enum`,
//! `timestamp`, `repair` (text that serde_json refuses), `encoded` (JSON in a string),
//! `free_form` (objects without a schema), `list`, `reader` (one member of an object), `fields` (the table of a type's
//! fields), `key`, `object`, `document` (a whole text), `drift` (differences from the schema), `json_schema`, `table`
//! (the macros of which generated types are calls).

pub(crate) mod context;
pub(crate) mod document;
pub(crate) mod drift;
pub(crate) mod encoded;
pub(crate) mod fields;
pub(crate) mod free_form;
#[cfg(feature = "schemars")]
pub(crate) mod json_schema;
pub(crate) mod key;
pub(crate) mod list;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod reader;
pub(crate) mod repair;
pub(crate) mod scalar;
pub(crate) mod table;
#[cfg(test)]
// The macro makes public types.
#[allow(unreachable_pub)]
mod tests;
pub(crate) mod timestamp;
pub(crate) mod tolerant;
pub(crate) mod value;
