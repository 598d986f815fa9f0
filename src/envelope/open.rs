//! Opens an envelope: success is HTTP 2xx, code 200 and usable data, and gives a [`Response`]; anything else is an
//! error. An answer that ends before its envelope does counts as a lost connection.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use serde_json::{Map, Value};

use crate::envelope::shape::{Data, Envelope, Verdict};
use crate::envelope::without_data::parse_without_data;
use crate::error::{DecodeError, EnvelopeFacts, Error, Head};
use crate::wire::drift::Drift;
use crate::wire::fields;
use crate::wire::object::{Failure, parse};
use crate::wire::tolerant::{NOTHING, Problem};

/// A successful answer: its data, and the other facts of the answer.
pub struct Response<T> {
    data: T,
    http_status: StatusCode,
    code: Option<i64>,
    message: Option<String>,
    request_id: Option<String>,
    attempts: u32,
    drift: Vec<Drift>,
    /// An upper estimate of the bytes that the data takes on the heap.
    #[cfg_attr(not(feature = "resource-server"), expect(dead_code, reason = "only the resource server reads it"))]
    memory: usize,
}

impl<T> Response<T> {
    /// The data, such as a profile.
    pub fn data(&self) -> &T {
        &self.data
    }

    /// Leaves out a request ID that is secret, since spans show the ID.
    pub(crate) fn leave_out(&mut self, is_secret: impl Fn(&str) -> bool) {
        self.request_id.take_if(|id| is_secret(id));
    }

    /// The data, by value.
    pub fn into_inner(self) -> T {
        self.data
    }

    /// The service's ID of this request. The vendor's support asks for the ID.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The envelope's message, unchanged, in the [language](crate::AuthenticationClientBuilder::lang) of the client.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The HTTP status.
    pub fn http_status(&self) -> u16 {
        self.http_status.as_u16()
    }

    /// The envelope's `statusCode` (`code` in older deployments): 200, since any other code is an error.
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// How many requests were sent: more than 1 after a retry or a repetition.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// An upper estimate of the bytes that the data takes on the heap.
    #[cfg(feature = "resource-server")]
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }

    pub(crate) fn end_call(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// Where the answer differs from the schema, at most 32 places. Drift is a reason to upgrade this crate, or to
    /// refresh its schema.
    pub fn drift(&self) -> &[Drift] {
        &self.drift
    }
}

/// Leaves out the data, the message and the keys of the answer.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Response");
        debug.field("http_status", &self.http_status).field("attempts", &self.attempts);
        debug.field("drift", &self.drift.len()).finish_non_exhaustive()
    }
}

/// Opens the envelope: success is HTTP 2xx, every code 200, and usable data.
pub(crate) fn open<T: Data>(head: Head, body: Bytes) -> Result<Response<T>, Error> {
    let status = head.status;
    let text = text(&body);
    let held = if let Cow::Owned(text) = &text { text.capacity() } else { 0 };
    // Decoded into this slot, so that the members before an error are known.
    let mut slot: Option<Envelope<T>> = None;
    let error = match (parse(&text, held, &mut slot), &mut slot) {
        (Ok(memory), Some(envelope)) => match response(envelope, status, memory) {
            Err(error) => error,
            response => return response,
        },
        (Ok(_), None) if status.is_success() => Error::content("JSON of another shape", EnvelopeFacts::default()),
        (Ok(_), None) => Error::http(status, EnvelopeFacts::default()),
        (Err(failure), _) => unreadable(&text, failure, slot, status),
    };
    Err(error.with_answer(head, Some(body)))
}

/// The response, or the error, of an envelope that was read to its end. The parts are moved out of the envelope one by
/// one, since moving the whole envelope would copy many bytes.
fn response<T: Data>(envelope: &mut Envelope<T>, status: StatusCode, memory: usize) -> Result<Response<T>, Error> {
    match envelope.verdict() {
        Verdict::Success if status.is_success() => {
            let drift = fields::drift(envelope);
            match envelope.data.take().or_else(T::when_absent) {
                Some(data) => {
                    let (message, request_id) = (envelope.message.take(), envelope.take_request_id());
                    let code = envelope.status_code.or(envelope.code);
                    Ok(Response { data, http_status: status, code, message, request_id, attempts: 0, drift, memory })
                }
                None => {
                    let foreign = envelope.extra.get("data").and_then(Value::as_object).and_then(foreign);
                    Err(Error::decode(no_data(envelope), foreign, facts(envelope)))
                }
            }
        }
        Verdict::Failure => Err(Error::api(facts(envelope), status)),
        _ => {
            let facts = facts(envelope);
            Err(match foreign(&envelope.extra) {
                _ if !status.is_success() => Error::http(status, facts),
                Some(field) => Error::content(&format!("another API's, with `{field}`"), facts),
                None => Error::content("JSON of another shape", facts),
            })
        }
    }
}

/// A member that other APIs have in place of `userId`: `sub` in OpenID Connect's userinfo, `id` in many REST APIs.
fn foreign(members: &Map<String, Value>) -> Option<&'static str> {
    ["sub", "id"].into_iter().find(|key| members.get(*key).is_some_and(|id| id.is_string() || id.is_number()))
}

/// The error for a text that can't be decoded to its end.
#[cold]
fn unreadable<T: Data>(text: &str, failure: Failure, mut slot: Option<Envelope<T>>, status: StatusCode) -> Error {
    let Failure { error: cause, limit } = failure;
    let in_data = slot.as_ref().is_some_and(|envelope| envelope.data.is_some());
    let slot_is_success = is_success(&slot);
    if !slot_is_success && cause.is_eof() && ends_in_a_number(text) {
        // The number may lack digits, and may be another code than the one that was read.
        slot = None;
    }
    if let Some(envelope) = &mut slot {
        // Frees the memory, which the next pass may need.
        (envelope.data, envelope.extra) = (None, Map::new());
    }
    // If the text is JSON, but exceeds a limit, the envelope's codes can still be read.
    let whole = if limit.is_none() { None } else { parse_without_data(text) };
    let category = match &limit {
        Some((limit, _)) => limit.text(),
        None => "the JSON is broken".to_owned(),
    };
    let is_empty = text.trim().is_empty();
    match whole {
        Some(mut envelope) if envelope.verdict() == Verdict::Failure => Error::api(facts(&mut envelope), status),
        whole if !status.is_success() => Error::http(status, read(whole.or(slot))),
        // Some gateways that lose the service in the middle of an answer end the answer as if it were complete. An
        // empty body with HTTP 204 or 205 is no loss.
        None if is_empty && !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) => {
            Error::ends_early("an empty body", EnvelopeFacts::default())
        }
        None if is_empty => Error::content("an empty body", EnvelopeFacts::default()),
        None if limit.is_none() && cause.is_eof() => Error::ends_early("JSON that is cut short", read(slot)),
        whole if is_success(&whole) || whole.is_none() && slot_is_success => {
            let path = match limit {
                Some((_, path)) => path,
                None if in_data => "/data".to_owned(),
                None => String::new(),
            };
            let facts = read(whole.or(slot));
            Error::decode(DecodeError::new(path, category, Some(&cause)), None, facts)
        }
        whole @ Some(_) => Error::content("JSON of another shape", read(whole)),
        None if slot.is_some() => Error::content("JSON that is broken", read(slot)),
        None if text.trim_start().starts_with('<') => Error::content("HTML or XML", EnvelopeFacts::default()),
        None => Error::content("something that isn't JSON", EnvelopeFacts::default()),
    }
}

/// The body as text, without a byte order mark. Bytes that aren't UTF-8 are replaced by U+FFFD: if a back end has cut a
/// name in the middle of a character, only that character is lost, and the login still works.
fn text(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match std::str::from_utf8(body) {
        Ok(text) => text.into(),
        Err(_) => String::from_utf8_lossy(body),
    }
}

fn ends_in_a_number(text: &str) -> bool {
    let before = text.trim_end_matches(|char: char| char.is_ascii_digit());
    before.len() < text.len() && before.trim_end().ends_with(':')
}

fn is_success<T: Data>(envelope: &Option<Envelope<T>>) -> bool {
    envelope.as_ref().map(Envelope::verdict) == Some(Verdict::Success)
}

/// The facts of an envelope that was perhaps read only in part: a refusal counts even if the rest is cut off.
fn read<T: Data>(envelope: Option<Envelope<T>>) -> EnvelopeFacts {
    envelope.map(|mut envelope| facts(&mut envelope)).unwrap_or_default()
}

fn facts<T: Data>(envelope: &mut Envelope<T>) -> EnvelopeFacts {
    EnvelopeFacts {
        code: envelope.status_code.or(envelope.code),
        older_code: envelope.code,
        api_code: envelope.api_code,
        request_id: envelope.take_request_id(),
        message: envelope.message.take(),
    }
}

/// Why a successful envelope has no usable data.
fn no_data<T: Data>(envelope: &Envelope<T>) -> DecodeError {
    let Some(misfit) = envelope.extra.get("data") else {
        return DecodeError::new("/data".to_owned(), "it is missing".to_owned(), None);
    };
    let Problem { field, found } = T::problem(misfit);
    let (path, expected) = match field {
        Some(field) => (format!("/data/{field}"), "text that isn't blank, given once".to_owned()),
        None => ("/data".to_owned(), T::expected()),
    };
    let what = match found {
        NOTHING => format!("it is missing, and must be {expected}"),
        found => format!("it must be {expected}, and was {found}"),
    };
    DecodeError::new(path, what, None)
}
