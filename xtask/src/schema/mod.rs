//! How the vendor's document becomes `schema/`. The commands: `schema diff`, `schema update`, `schema check`,
//! `operation list` and `operation add`.

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
