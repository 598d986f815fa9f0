//! The envelope around every answer: `{statusCode, message, apiCode?, requestId?, data}`.
//!
//! `shape` has the type [`Envelope`], and `without_data` reads an envelope of which a member exceeds a limit. `open`
//! opens an envelope: the result is an error, or a [`Response`].

mod open;
mod shape;
mod without_data;

pub use open::Response;
pub(crate) use open::open;
pub use shape::Envelope;
pub(crate) use shape::{Data, envelopes};
