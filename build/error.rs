//! [`Error`]: why a document is refused.

use std::fmt;

/// Why no code can be generated from a document, with the JSON pointer of the place.
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
