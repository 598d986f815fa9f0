//! The tolerant decoder: reads what the service sends into generated types, and loses nothing of it.
//!
//! A field takes a value, has none (`null`), or can't take it. A value that can't be taken is a *misfit*: the field stays
//! `None` and the value is kept in the `extra` of its object, under the field's key. An error is left for text that is
//! not JSON, for excessive depth or memory, and for a mandatory field without a usable value. ARCHITECTURE.md lists the
//! rules, D1 to D10.
//!
//! From the ground up: `context` (what goes along, and the limits), `value` (free-form JSON), `tolerant` (what a type must
//! offer), `scalar` (one value: text, number, boolean), `open_enum` and `timestamp` (scalars of this crate), `date_time`
//! (their conversions), `repair` (text that serde_json refuses), `encoded` (JSON in a string), `free_form` (objects without
//! a schema), `list`, `reader` (one member of an object), `fields` (the table of a type's fields), `key`, `object`,
//! `document` (a whole text).

pub(crate) mod context;
#[cfg(any(feature = "jiff", feature = "chrono"))]
mod date_time;
pub(crate) mod document;
pub(crate) mod encoded;
pub(crate) mod fields;
pub(crate) mod free_form;
pub(crate) mod key;
pub(crate) mod list;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod reader;
pub(crate) mod repair;
pub(crate) mod scalar;
#[cfg(test)]
// The macro makes public types.
#[allow(unreachable_pub)]
mod tests;
pub(crate) mod timestamp;
pub(crate) mod tolerant;
pub(crate) mod value;
