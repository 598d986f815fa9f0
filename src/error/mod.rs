//! [`Error`]: says what went wrong and what to do about it.
//!
//! `kind` lists the kinds. `report` has the type [`Error`] with its predicates. `facts` has the plain facts of an
//! answer, and `decode_error` the place where decoding failed. `make` has the constructors that the rest of the crate
//! uses.

mod decode_error;
mod facts;
mod kind;
mod make;
mod report;

pub(crate) use decode_error::DecodeError;
pub(crate) use facts::{EnvelopeFacts, Head};
pub use kind::ErrorKind;
pub use report::Error;
