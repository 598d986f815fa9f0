//! The data on the wire: reads answers into generated types, writes and shows them, and compares them with the schema.
//!
//! The decoder is tolerant. A value that its field can't hold is a *misfit*: the field stays `None`, and the misfit is
//! kept in the `extra` of its object, under the field's key. Only three things are errors: text that isn't JSON, too much
//! depth or memory, and a mandatory field without a usable value.
//!
//! # The rules
//!
//! - **D1** Unknown keys are kept in `extra` and written back.
//! - **D2** `null` counts as absent. An empty string in a field that isn't text counts as absent too, and is no drift.
//! - **D3** A misfit never makes the object fail. Only a mandatory field (`userId`) must be usable: text or an integer,
//!   and not blank. The same value twice is accepted; two different values are an error.
//! - **D4** A key with ASCII white space around it counts as its field, except for mandatory fields. If the exact key
//!   is there too, the exact key wins.
//! - **D5** A list may be encoded in a string. One element may stand without its list; an object counts as one element
//!   only if it has a field of the element's schema. `{}` in place of a list is an empty list, and `[]` in place of an
//!   object is an empty object. An object may be encoded in a string.
//! - **D6** A number may be encoded in a string. An integer in a text field becomes its digits. A boolean may be text,
//!   or 1 and 0. A date may be a number: seconds or milliseconds since 1970.
//! - **D7** Unknown enum values are kept.
//! - **D8** JSON may be at most 100 levels deep. A decoded answer takes at most 64 MiB of memory. Text that serde_json
//!   refuses is repaired once: lone surrogates, numbers beyond `f64`, raw control characters, invalid UTF-8.
//! - **D9** A value that is written and read again is equal to the first one. No key is written twice.
//! - **D10** Free-form JSON is read by the crate's own visitor. So no key has a special meaning, whatever features of
//!   serde_json other crates have switched on.
//!
//! Details that these rules leave open:
//!
//! - If a key comes in several spellings, the first one with a value counts.
//! - If a key comes twice, the later value replaces the earlier one. `null` and absent values replace nothing. Of two
//!   codes of an envelope a failing one counts.
//! - A list with an element that doesn't fit is kept as a whole in `extra`, so that it is written back as it came. A
//!   string that holds such a list, or `{}`, is kept as the string.
//! - A number beyond `f64` inside of a string isn't repaired: the string may be a text.
//! - An element without its list counts two levels for D8, since it is written back in a list.
//! - If an envelope's `message` is a list, its texts are joined.
//!
//! # The modules
//!
//! The modules, each using only those before it: `context` (state while reading, and the limits), `value` (free-form
//! JSON), `drift` (differences from the schema), `tolerant` (the traits of a type that can be decoded, and one member
//! of an object), `scalar` (text, number, boolean, enum), `json_schema`, `timestamp`, `encoded` (JSON in a string, and
//! repair), `collection` (lists, free-form objects), `fields` (the table of a type's fields), `object` (objects and
//! whole documents), `table` (the macros that make a generated type from its table).

pub(crate) mod collection;
pub(crate) mod context;
pub(crate) mod drift;
pub(crate) mod encoded;
pub(crate) mod fields;
#[cfg(feature = "schemars")]
pub(crate) mod json_schema;
pub(crate) mod object;
pub(crate) mod scalar;
pub(crate) mod table;
#[cfg(test)]
// The macro makes public types.
#[allow(unreachable_pub)]
mod tests;
pub(crate) mod timestamp;
pub(crate) mod tolerant;
pub(crate) mod value;
