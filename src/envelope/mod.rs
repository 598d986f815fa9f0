//! The envelope around every answer: `{statusCode, message, apiCode?, requestId?, data}`.
//!
//! `shape` has the type [`Envelope`], and `texts` reads its message. `open` opens an envelope: the result is an error,
//! or the [`Response`] of module `response`.

mod open;
mod response;
mod shape;
mod texts;

pub(crate) use open::open;
pub use response::Response;
pub(crate) use shape::Data;
pub use shape::Envelope;
