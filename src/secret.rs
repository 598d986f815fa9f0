//! [`Secret`]: text that no `Debug` and no error shows.

use std::fmt;

use serde::{Serialize, Serializer};

/// A password, a code that was sent to the user, or the token of a request. `Debug` shows nothing of the text.
///
/// ```
/// use genauth::Secret;
///
/// let code = Secret::from("123456");
/// assert_eq!(format!("{code:?}"), "Secret(<redacted>)");
/// assert_eq!(code.expose_secret(), "123456");
/// ```
///
/// Serializing writes the text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text. Whoever has the text can act as the user: keep it out of logs.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(<redacted>)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&Self> for Secret {
    fn from(secret: &Self) -> Self {
        secret.clone()
    }
}
