//! [`Error`]: what went wrong, and what to do about it.
//!
//! `kind` lists the kinds, `report` is the error itself with its predicates, `facts` is what an answer says in plain values,
//! `decode_error` says where decoding failed, and `make` is how the rest of the crate makes errors: the only place where
//! reqwest's and serde's errors are read.

mod decode_error;
mod facts;
mod kind;
mod make;
mod report;

pub(crate) use decode_error::DecodeError;
pub(crate) use facts::{EnvelopeFacts, Head};
pub use kind::ErrorKind;
pub use report::Error;
