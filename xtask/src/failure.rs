//! The reason why a task failed.

use std::fmt;

use crate::codegen;

/// One line that says what happened and what to do next. The program prints it and exits with status 2.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<codegen::Error> for Failure {
    fn from(error: codegen::Error) -> Self {
        Self(format!("the generator refuses schema/: {error}"))
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self(format!("{error}; cargo xtask --help shows the usage"))
    }
}
