//! The envelope around every answer: `{statusCode, message, apiCode?, requestId?, data}`.
//!
//! `shape` has the type [`Envelope`], `texts` reads its message, and `scalars` reads its codes if a member exceeds a
//! limit. `open` opens an envelope: the result is an error, or the [`Response`] of module `response`.

mod open;
mod response;
mod scalars;
mod shape;
mod texts;

pub(crate) use open::open;
pub use response::Response;
pub use shape::Envelope;
pub(crate) use shape::{Data, envelopes};
