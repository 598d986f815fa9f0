//! How the vendor's document becomes `schema/`. The modules, each using only those before it:
//!
//! - `text` prints, and makes text of a document safe to print.
//! - `document` is an OpenAPI document, accessed by JSON pointer; `ordered` is JSON whose members keep their order.
//! - `own` is our document with its overlays; `source` has the lines of `schema/README.md` that name the vendor's.
//! - `shape` is the Rust form of a schema.
//! - `slice` takes operations out of a vendor document.
//! - `compare` finds the differences of two documents, and `report` writes them.
//! - `overlay` finds the effect of each action of the overlays, and `words` completes `words.json`.
//! - `check` finds faults, and `corrections` writes actions of the overlay.
//! - `diff`, `update` and `add` carry out the commands.

pub(crate) mod add;
pub(crate) mod check;
mod compare;
mod corrections;
pub(crate) mod diff;
pub(crate) mod document;
mod ordered;
mod overlay;
pub(crate) mod own;
pub(crate) mod report;
mod shape;
mod slice;
mod source;
mod text;
pub(crate) mod update;
mod words;
