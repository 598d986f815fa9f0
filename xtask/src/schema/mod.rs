//! How the vendor's document becomes `schema/`. The commands: `schema diff`, `schema update`, `schema corrected`,
//! `schema check`, `operation list` and `operation add`.

pub(crate) mod add;
pub(crate) mod check;
mod compare;
pub(crate) mod diff;
pub(crate) mod document;
mod ordered;
mod overlay;
pub(crate) mod own;
pub(crate) mod report;
mod sample;
mod shape;
mod slice;
mod source;
mod text;
pub(crate) mod update;
mod words;
