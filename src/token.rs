//! [`AccessToken`]: a credential that no `Debug` and no error shows.

use std::fmt;
use std::str::FromStr;

use reqwest::header::HeaderValue;

use crate::error::Error;

const SCHEME: &str = "Bearer ";

/// A user's OAuth 2.0 access token, in the form `b64token` of RFC 6750. Cheap to clone. `Debug` shows nothing of the
/// token.
///
/// ```
/// use genauth::AccessToken;
///
/// let token = AccessToken::new("Bearer eyJhbGciOi.eyJzdWIi.c2ln")?;
/// assert_eq!(token.expose_secret(), "eyJhbGciOi.eyJzdWIi.c2ln");
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone)]
pub struct AccessToken(HeaderValue);

impl AccessToken {
    /// Takes a token, with or without a leading `Bearer `.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidToken`](crate::ErrorKind::InvalidToken) if the token is empty, or has a character that no
    /// bearer token may have, such as a blank or a line break.
    pub fn new(token: impl AsRef<str>) -> Result<Self, Error> {
        let given = token.as_ref();
        let token = match given.split_at_checked(SCHEME.len()) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case(SCHEME) => token.trim_start_matches(' '),
            _ => given,
        };
        // `Bearer` without a blank is an empty token whose header was trimmed.
        if token.is_empty() || token.eq_ignore_ascii_case(SCHEME.trim_end()) {
            return Err(Error::invalid_token("the access token is empty: pass the access_token of the user's login"));
        }
        if !is_b64token(token.as_bytes()) {
            return Err(refusal(token));
        }
        let mut value = HeaderValue::try_from([SCHEME, token].concat())
            .map_err(|_| Error::invalid_token("the access token can't stand in a header"))?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    /// The token of an `Authorization` header in the usual form, `Bearer` and one blank. The token shares the header's
    /// memory.
    #[cfg(feature = "resource-server")]
    pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
        value.as_bytes().strip_prefix(SCHEME.as_bytes()).filter(|token| is_b64token(token))?;
        let mut value = value.clone();
        value.set_sensitive(true);
        Some(Self(value))
    }

    /// The text of the token. Anybody who has the text can act as the user: keep it out of logs.
    pub fn expose_secret(&self) -> &str {
        self.0.to_str().map_or("", |value| &value[SCHEME.len()..])
    }

    /// Whether this text is the token. Upper and lower case letters count as equal.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.as_bytes().eq_ignore_ascii_case(text.as_bytes())
    }

    /// The bytes of the token. Cheaper than `expose_secret`, which checks every byte.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0.as_bytes()[SCHEME.len()..]
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.0
    }
}

/// Whether a text is a token of RFC 6750: allowed characters, and then perhaps padding.
fn is_b64token(text: &[u8]) -> bool {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let unpadded = &text[..text.len() - padding];
    // No early exit, so that the loop vectorises: tokens come with every call and are long.
    !unpadded.is_empty() && unpadded.iter().fold(true, |all, byte| all & is_allowed(*byte))
}

/// Whether RFC 6750 allows this character in a token before the padding: letters, digits and `-._~+/`.
fn is_allowed(byte: u8) -> bool {
    // In ASCII, `-`, `.`, `/` and the digits are neighbours: fewer comparisons take less time.
    byte.is_ascii_alphabetic() | (b'-'..=b'9').contains(&byte) | (byte == b'+') | (byte == b'_') | (byte == b'~')
}

/// The error for a text that can't be a token.
#[cold]
fn refusal(token: &str) -> Error {
    let Some(at) = token.bytes().position(|byte| !is_allowed(byte) && byte != b'=') else {
        return Error::invalid_token(
            "the access token has a `=` before its end (RFC 6750): pass the access_token as it was issued",
        );
    };
    let what = match token.as_bytes()[at] {
        b'\r' | b'\n' => "a line break: trim what you read it from",
        b' ' | b'\t' => "a blank: trim it, and pass the token alone",
        _ => "a character that no bearer token has (RFC 6750): pass the access_token as it was issued",
    };
    Error::invalid_token(format!("the access token has, at byte {at}, {what}"))
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessToken(<redacted>)")
    }
}

impl FromStr for AccessToken {
    type Err = Error;

    fn from_str(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<&str> for AccessToken {
    type Error = Error;

    fn try_from(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<String> for AccessToken {
    type Error = Error;

    fn try_from(token: String) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<&String> for AccessToken {
    type Error = Error;

    fn try_from(token: &String) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl From<&AccessToken> for AccessToken {
    fn from(token: &AccessToken) -> Self {
        token.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_characters_of_rfc_6750() {
        let allowed = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
        for byte in 0..=u8::MAX {
            assert_eq!(is_allowed(byte), allowed.contains(&byte), "{byte}");
        }
    }
}
