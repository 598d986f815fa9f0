//! [`Response`]: the envelope opened.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use serde_json::Value;

use crate::decode::{Object, Problem, parse, parse_scalars, type_name};
use crate::drift::{Drift, Walk};
use crate::error::{DecodeError, EnvelopeFacts, Error};
use crate::token::AccessToken;

/// A successful answer: its data, and what the envelope says beside it.
pub struct Response<T> {
    data: T,
    http_status: StatusCode,
    message: Option<String>,
    request_id: Option<String>,
    attempts: u32,
    drift: Vec<Drift>,
}

impl<T> Response<T> {
    /// What was asked for.
    pub fn data(&self) -> &T {
        &self.data
    }

    /// What was asked for, for keeps.
    pub fn into_inner(self) -> T {
        self.data
    }

    /// The service's name for this request: what the vendor's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The envelope's message, in the client's language, as it was received.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The HTTP status.
    pub fn http_status(&self) -> u16 {
        self.http_status.as_u16()
    }

    /// How many times the request was sent: more than 1 after retries.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Where the answer differs from the schema, at most 32 places: a reason to upgrade this crate, or to refresh its
    /// schema.
    pub fn drift(&self) -> &[Drift] {
        &self.drift
    }
}

/// Without the data, the message and the keys of the answer.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Response");
        debug.field("http_status", &self.http_status).field("attempts", &self.attempts);
        debug.field("drift", &self.drift.len()).finish_non_exhaustive()
    }
}

/// What the facade needs of a generated envelope.
pub(crate) trait Envelope: Object {
    type Data;

    fn status_code(&self) -> Option<i64>;
    fn api_code(&self) -> Option<i64>;
    fn take_message(&mut self) -> Option<String>;
    fn take_request_id(&mut self) -> Option<String>;
    fn take_data(&mut self) -> Option<Self::Data>;
    fn has_data(&self) -> bool;
    /// What is the matter with a value that is no data.
    fn problem(parked: &Value) -> Problem {
        Problem { field: None, found: type_name(parked) }
    }
}

/// What an HTTP answer says before its body.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
}

/// Opens the envelope: success is HTTP 2xx, statusCode 200, and usable data.
pub(crate) fn open<E: Envelope>(
    head: Head,
    body: Bytes,
    attempts: u32,
    token: &AccessToken,
) -> Result<Response<E::Data>, Error> {
    let status = head.status;
    let text = text(&body);
    // Written in place, so that after an error what was read before it is known.
    let mut slot: Option<E> = None;
    let error = match (parse(&text, &mut slot), &mut slot) {
        (Ok(()), Some(envelope)) => match response(envelope, status, attempts, token) {
            Ok(response) => return Ok(response),
            Err(error) => error,
        },
        (Ok(()), None) if status.is_success() => Error::content("JSON of another shape"),
        (Ok(()), None) => Error::http(status),
        (Err(cause), _) => unreadable(&text, &cause, slot, status, token),
    };
    Err(error.with_answer(head, Some(body)))
}

/// What an envelope that was read to its end says. Taken out of it piece by piece: as a whole it is large.
fn response<E: Envelope>(
    envelope: &mut E,
    status: StatusCode,
    attempts: u32,
    token: &AccessToken,
) -> Result<Response<E::Data>, Error> {
    match envelope.status_code() {
        Some(200) if status.is_success() => {
            let drift = Walk::over(envelope);
            match envelope.take_data() {
                Some(data) => {
                    let (message, request_id) = (envelope.take_message(), envelope.take_request_id());
                    Ok(Response { data, http_status: status, message, request_id, attempts, drift })
                }
                None => Err(Error::decode(no_data(envelope)).with_envelope(facts(envelope))),
            }
        }
        Some(code) if code != 200 => Err(Error::api(facts(envelope), status, token)),
        _ if !status.is_success() => Err(Error::http(status).with_envelope(facts(envelope))),
        _ => Err(Error::content("JSON of another shape").with_envelope(facts(envelope))),
    }
}

/// What is to be said of a text that can't be decoded to its end.
#[cold]
fn unreadable<E: Envelope>(
    text: &str,
    cause: &serde_json::Error,
    slot: Option<E>,
    status: StatusCode,
    token: &AccessToken,
) -> Error {
    // If it is JSON, but too deep, what the envelope says beside its data is known all the same.
    let whole = if cause.is_eof() { None } else { parse_scalars::<E>(text) };
    let category = match &whole {
        Some(_) => "it is nested too deep",
        None if cause.is_eof() => "the JSON is cut short",
        None => "the JSON is broken",
    };
    let code = |envelope: &Option<E>| envelope.as_ref().and_then(Envelope::status_code);
    match whole {
        Some(mut envelope) if envelope.status_code().is_some_and(|code| code != 200) => {
            Error::api(facts(&mut envelope), status, token)
        }
        _ if !status.is_success() => Error::http(status),
        whole if code(&whole).or(code(&slot)) == Some(200) => {
            let in_data = slot.as_ref().is_some_and(Envelope::has_data);
            let path = if in_data { "/data" } else { "" };
            let error = Error::decode(DecodeError::new(path.to_owned(), category.to_owned(), Some(cause)));
            match whole.or(slot) {
                Some(mut envelope) => error.with_envelope(facts(&mut envelope)),
                None => error,
            }
        }
        Some(_) => Error::content("JSON of another shape"),
        None if text.trim().is_empty() => Error::content("an empty body"),
        None if cause.is_eof() => Error::content("JSON that is cut short"),
        None if text.trim_start().starts_with('<') => Error::content("HTML or XML"),
        None => Error::content("something that isn't JSON"),
    }
}

/// The body as text: without a byte order mark, and with U+FFFD for what is not UTF-8, so that a name that a back end
/// cut in the middle of a character costs that character and not the login.
fn text(body: &[u8]) -> std::borrow::Cow<'_, str> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match std::str::from_utf8(body) {
        Ok(text) => text.into(),
        Err(_) => String::from_utf8_lossy(body),
    }
}

fn facts<E: Envelope>(envelope: &mut E) -> EnvelopeFacts {
    EnvelopeFacts {
        status_code: envelope.status_code(),
        api_code: envelope.api_code(),
        request_id: envelope.take_request_id(),
        message: envelope.take_message(),
    }
}

/// Why an envelope that says yes has no usable data.
fn no_data<E: Envelope>(envelope: &E) -> DecodeError {
    let Some(parked) = envelope.extra().get("data") else {
        return DecodeError::new("/data".to_owned(), "it is missing".to_owned(), None);
    };
    let Problem { field, found } = E::problem(parked);
    let (path, expected) = match field {
        Some(field) => (format!("/data/{field}"), "text that isn't empty"),
        None => ("/data".to_owned(), E::field("data").map_or("usable", |field| E::FIELDS[field].1)),
    };
    DecodeError::new(path, format!("it must be {expected}, and was {found}"), None)
}
