//! [`Error`]: why a document is refused.

use std::fmt;

/// Why a document can't be generated from, with the place in it.
#[derive(Debug)]
pub struct Error {
    pointer: String,
    message: String,
}

impl Error {
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}

impl std::error::Error for Error {}
