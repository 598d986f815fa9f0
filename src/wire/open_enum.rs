//! Open enums: values that the schema knows, and any other as an [`UnknownValue`] (D7).

use std::fmt;

/// A value of an enum that the schema doesn't know. Only decoding and `FromStr` of the enum make an `UnknownValue`, so
/// that a value that the schema knows never becomes one.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
