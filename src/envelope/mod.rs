//! The envelope around every answer: `{statusCode, message, apiCode?, requestId?, data}`.
//!
//! `shape` is the envelope as a type, `response` an envelope that was opened, `texts` its message, and `open` opens one: success or an error.

mod open;
mod response;
mod shape;
mod texts;

pub(crate) use open::open;
pub use response::Response;
pub(crate) use shape::Data;
pub use shape::Envelope;
