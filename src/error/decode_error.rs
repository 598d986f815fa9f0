//! [`DecodeError`]: where and why decoding failed. serde's own text isn't used, since it quotes values.

use std::fmt;

/// Where and why decoding failed.
#[derive(Debug)]
pub(crate) struct DecodeError {
    pub(super) path: String,
    pub(super) category: String,
    line: usize,
    column: usize,
}

impl DecodeError {
    pub(crate) fn new(path: String, category: String, error: Option<&serde_json::Error>) -> Self {
        let (line, column) = error.map_or((0, 0), |error| (error.line(), error.column()));
        Self { path, category, line, column }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, category, line, column } = self;
        write!(formatter, "{category} at \"{path}\"")?;
        if *line > 0 { write!(formatter, " (line {line}, column {column})") } else { Ok(()) }
    }
}

impl std::error::Error for DecodeError {}
