//! [`Operation`]: one operation of the API, as the document describes it; and what its generated request uses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::InvalidHeaderValue;
use serde::Serialize;
use serde_json::Value;

use crate::envelope::Data;

/// One operation of the API. A value holds the parameters of one call; the constants are the same for all calls.
///
/// Only this crate implements the trait, in code generated from the document.
pub trait Operation: Send + Sync + 'static {
    /// The type of the `data` in the answer's envelope.
    type Data: Data;
    /// The HTTP method.
    const METHOD: reqwest::Method;
    /// The path below the host, with the names of parameters in braces.
    const PATH: &'static str;
    /// Whether the request may be sent a second time: it changes nothing, or the second request changes nothing more.
    const REPEATABLE: bool;
    /// Whether the call needs an access token. Without one, the application's ID must be set.
    const NEEDS_TOKEN: bool = true;
    /// Whether the request's body can hold secrets. An error then shows nothing of the service's message, which may
    /// repeat them.
    const HAS_SECRETS: bool = false;

    /// The request, without the client's headers and the token.
    #[doc(hidden)]
    fn request(&self, http: &reqwest::Client, host: &str) -> Result<reqwest::Request, Invalid>;

    /// The flags of this call, if the operation has a few optional flags and no other input. The transport then parses
    /// the URL once for each combination.
    #[doc(hidden)]
    fn flags(&self) -> Option<Flags> {
        None
    }
}

/// The values of an operation's flags, in the order of its table.
pub(crate) type Flags = [Option<bool>; MAX_FLAGS];

/// Four flags have 81 combinations.
const MAX_FLAGS: usize = 4;

/// Fills the places after the last flag with `None`.
pub(crate) fn flags<const COUNT: usize>(flags: [Option<bool>; COUNT]) -> Option<Flags> {
    let mut all = Flags::default();
    all.get_mut(..COUNT)?.copy_from_slice(&flags);
    Some(all)
}

/// Why no request can be made of a call's arguments: a text for an error.
#[derive(Debug)]
pub struct Invalid(pub(crate) String);

impl From<reqwest::Error> for Invalid {
    fn from(_: reqwest::Error) -> Self {
        Self("the request can't be built: check app_host and the call's arguments".to_owned())
    }
}

impl From<InvalidHeaderValue> for Invalid {
    fn from(_: InvalidHeaderValue) -> Self {
        Self("an argument that is sent as a header has a character that no header can have: leave it out".to_owned())
    }
}

/// A query parameter as a list of pairs, which is empty without a value. A whole number is written without a fraction,
/// since the service's parser of integers refuses `2.0`.
pub(crate) fn query(name: &'static str, value: &impl Serialize) -> Vec<(&'static str, String)> {
    let text = match serde_json::to_value(value).unwrap_or_default() {
        Value::Null => return Vec::new(),
        Value::String(text) => text,
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        },
        other => other.to_string(),
    };
    vec![(name, text)]
}

/// The characters that a segment of a path has as they are: RFC 3986's unreserved ones.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The argument `name` as a segment of the URL's path. URL parsers resolve `.` and `..`, percent-encoded too, and an
/// empty segment can be dropped on the way, so that each would lead to another path.
pub(crate) fn encode_path(name: &str, value: &str) -> Result<String, Invalid> {
    match value {
        "" | "." | ".." => Err(Invalid(format!(
            "`{name}` is {value:?}, which would lead to another path of the service: pass the ID itself"
        ))),
        value => Ok(utf8_percent_encode(value, UNRESERVED).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_argument_stays_one_segment() {
        assert_eq!(encode_path("id", "a/b?c#d e%2e").ok().as_deref(), Some("a%2Fb%3Fc%23d%20e%252e"));
        assert_eq!(encode_path("id", "...-_~é").ok().as_deref(), Some("...-_~%C3%A9"));
        for dots in ["", ".", ".."] {
            let Invalid(text) = encode_path("id", dots).expect_err("another path");
            assert!(text.starts_with(&format!("`id` is {dots:?}")), "{text}");
        }
    }

    #[test]
    fn a_query_parameter_is_written_as_parsers_of_integers_take_it() {
        assert_eq!(query("page", &Some(2.0)), [("page", "2".to_owned())]);
        assert_eq!(query("page", &Some(2.5)), [("page", "2.5".to_owned())]);
        assert_eq!(query("page", &-3), [("page", "-3".to_owned())]);
        assert_eq!(query("flag", &true), [("flag", "true".to_owned())]);
        assert_eq!(query("text", &"a b"), [("text", "a b".to_owned())]);
        assert_eq!(query("none", &None::<bool>), []);
    }

    #[test]
    fn flags_are_few() {
        assert_eq!(flags([Some(true), None]), Some([Some(true), None, None, None]));
        assert_eq!(flags([None; 5]), None);
    }
}
