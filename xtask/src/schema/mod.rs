//! The schema's way from the vendor's document into the crate, with its commands `diff`, `update`, `check` and `add`.

pub(crate) mod add;
mod adopt;
pub(crate) mod check;
mod compare;
pub(crate) mod diff;
pub(crate) mod document;
mod made;
mod ordered;
mod overlay;
mod own;
pub(crate) mod report;
mod sample;
mod shape;
mod source;
mod text;
pub(crate) mod update;
