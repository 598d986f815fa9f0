//! [`Error`]: what went wrong, and what to do about it. The only place where reqwest's and serde's errors are read.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

use crate::drift::printable;
use crate::response::Head;
use crate::token::AccessToken;

/// How much of the service's text stands in an error's one, in characters.
const SERVER_TEXT: usize = 200;

/// What kind of failure it was; each says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller's own input: host, token, header value, TLS set-up, no async runtime. Nothing was sent. Correct the
    /// program or its configuration; calling again changes nothing.
    Config,
    /// No connection: name resolution, refused, TLS. Check the host, the proxy and the certificates; it was retried.
    Connect,
    /// A deadline passed: of the connection, of each attempt, of the whole call, or while waiting for a place among the
    /// calls in flight. Call again later, or raise the deadline that the text names.
    Timeout,
    /// The connection was lost before the answer was complete, or what came is not HTTP. It was retried; call again
    /// later, and check what stands between this program and the service.
    Interrupted,
    /// The body is larger than the limit. Raise `max_body_bytes` if such profiles are expected.
    TooLarge,
    /// An HTTP status other than 2xx without an envelope that says no, redirects included: it comes from a gateway, or the
    /// host isn't the API's.
    Http,
    /// The service said no in its envelope, whatever the HTTP status. Look at [`Error::is_unauthorized`] and
    /// [`Error::is_rate_limited`] first, then at [`Error::api_code`].
    Api,
    /// HTTP 2xx, but not the API's envelope: HTML, an empty body, JSON of another shape or cut before it said yes. Check
    /// that the host is the application's.
    Content,
    /// The envelope says yes, but its JSON is cut short after that or has no usable data.
    /// [`Error::json_path`] says where.
    Decode,
}

/// Why a call failed.
///
/// `Display` is one line that says what happened and what to do. Neither it, nor `Debug`, nor a source shows the token,
/// the body or the query; of the service's text only the envelope's message is shown, without the token and cut at
/// 200 characters.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    text: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    http_status: Option<StatusCode>,
    status_code: Option<i64>,
    api_code: Option<i64>,
    request_id: Option<String>,
    server_message: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    json_path: Option<String>,
    body: Option<Bytes>,
}

/// Codes with which the service says that the login has expired or is not valid.
const NOT_LOGGED_IN: [i64; 5] = [2020, 2206, 2207, 1_010_001, 1_020_020];

impl Error {
    /// What kind of failure it was.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, where an answer came.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status.map(|status| status.as_u16())
    }

    /// The envelope's `statusCode` (`code` in older deployments), where there was an envelope.
    pub fn status_code(&self) -> Option<i64> {
        self.0.status_code
    }

    /// The envelope's `apiCode`, the vendor's number for the exact reason.
    pub fn api_code(&self) -> Option<i64> {
        self.0.api_code
    }

    /// The service's name for this request: what the vendor's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The envelope's `message`, **as it was received**: it may repeat what was sent, the token included, and hold line
    /// breaks and control characters. Don't log it; `Display` has a form of it that can be logged.
    pub fn server_message(&self) -> Option<&str> {
        self.0.server_message.as_deref()
    }

    /// How long the service asks to wait before the next call (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many times the request was sent, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Where in the body decoding failed, as a JSON pointer of fields of the schema: `/data/userId`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The body, **as it was received**: it may be a whole profile. Don't log it.
    pub fn response_body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The token is missing, expired, revoked or not valid: have the user log in again. HTTP or envelope 401, or one of
    /// the service's codes for it.
    pub fn is_unauthorized(&self) -> bool {
        let Inner { http_status, status_code, api_code, .. } = *self.0;
        let expired = |code: Option<i64>| code.is_some_and(|code| NOT_LOGGED_IN.contains(&code));
        http_status == Some(StatusCode::UNAUTHORIZED)
            || status_code == Some(401)
            || expired(status_code)
            || expired(api_code)
    }

    /// Too many requests: wait for [`retry_after`](Self::retry_after), and set
    /// [`real_ip`](crate::GetProfile::real_ip) so that each end user counts alone.
    pub fn is_rate_limited(&self) -> bool {
        self.0.http_status == Some(StatusCode::TOO_MANY_REQUESTS) || self.0.status_code == Some(429)
    }

    /// A deadline passed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// The same call may succeed later: no connection, a lost one, a deadline, or HTTP or envelope 429, 502, 503 or 504.
    /// The client has used up its own retries by then.
    pub fn is_retryable(&self) -> bool {
        let Inner { kind, http_status, status_code, .. } = *self.0;
        let temporary = |code: i64| matches!(code, 429 | 502 | 503 | 504);
        let http = http_status.map(|status| i64::from(status.as_u16()));
        !self.is_refused()
            && match kind {
                ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Interrupted => true,
                // The status is known by then, however much follows it.
                ErrorKind::Http | ErrorKind::Api | ErrorKind::TooLarge => {
                    http.is_some_and(temporary) || status_code.is_some_and(temporary)
                }
                _ => false,
            }
    }

    /// The connection ended before any of an answer came.
    pub(crate) fn is_lost_before_answer(&self) -> bool {
        self.0.kind == ErrorKind::Interrupted && self.0.http_status.is_none()
    }

    /// HTTP or envelope 401 or 403: the same request gets the same answer.
    fn is_refused(&self) -> bool {
        let Inner { http_status, status_code, .. } = *self.0;
        let refused = |code: i64| matches!(code, 401 | 403);
        self.is_unauthorized()
            || http_status.is_some_and(|status| refused(status.as_u16().into()))
            || status_code.is_some_and(refused)
    }
}

/// How errors are made, by the rest of the crate.
impl Error {
    fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            text: text.into(),
            source: None,
            http_status: None,
            status_code: None,
            api_code: None,
            request_id: None,
            server_message: None,
            retry_after: None,
            attempts: 0,
            json_path: None,
            body: None,
        }))
    }

    pub(crate) fn config(text: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, text)
    }

    /// A `reqwest::Client` that can't be built: in practice, TLS.
    pub(crate) fn client(error: reqwest::Error) -> Self {
        let text = "the HTTP client can't be built: check what add_root_certificate was given; where no CA certificates \
                    are found, install the system's (ca-certificates) or pass one with it";
        Self::config(text).with_source(error)
    }

    pub(crate) fn waiting() -> Self {
        let text =
            "the deadline passed before there was a place among the calls in flight: raise timeout or max_in_flight";
        Self::new(ErrorKind::Timeout, text)
    }

    pub(crate) fn attempt_timeout() -> Self {
        let text =
            "the service didn't answer within the deadline: call again later, or raise attempt_timeout or timeout";
        Self::new(ErrorKind::Timeout, text)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let text =
            format!("the answer is larger than {limit} bytes: raise max_body_bytes if such profiles are expected");
        Self::new(ErrorKind::TooLarge, text)
    }

    /// What reqwest says of sending a request and reading its answer. Its URL, which holds the query, is taken off.
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let (kind, text) = if error.is_timeout() {
            let text = "no connection within the deadline: check the host and the proxy, or raise connect_timeout";
            (ErrorKind::Timeout, text)
        } else if error.is_redirect() {
            // Only a client of the caller's follows any.
            let text = "the HTTP client that was passed gave up following redirects: let it follow none, and set \
                        app_host to where they lead";
            (ErrorKind::Http, text)
        } else if error.is_connect() {
            let text =
                "could not connect to the service: check app_host, name resolution, the proxy and the certificates";
            (ErrorKind::Connect, text)
        } else if error.is_builder() {
            (ErrorKind::Config, "the request can't be built: check app_host")
        } else {
            let text = "the connection was lost before the answer was complete, or it isn't HTTP: call again later";
            (ErrorKind::Interrupted, text)
        };
        Self::new(kind, text).with_source(error.without_url())
    }

    /// An answer without an envelope.
    pub(crate) fn http(status: StatusCode) -> Self {
        let advice = match status.as_u16() {
            300..=399 => "redirects aren't followed, set app_host to where it leads",
            401 => "have the user log in again",
            407 => "the proxy asks for credentials, set them in HTTPS_PROXY",
            429 => "wait before the next call",
            502..=504 => "the service or a gateway is out of order, call again later",
            _ => "check that app_host is the application's",
        };
        let text = format!("the service answered HTTP {} without an envelope that says why: {advice}", status.as_u16());
        Self::new(ErrorKind::Http, text)
    }

    pub(crate) fn content(what: &str) -> Self {
        let text = format!("the answer is not the API's envelope but {what}: check that app_host is the application's");
        Self::new(ErrorKind::Content, text)
    }

    pub(crate) fn decode(source: DecodeError) -> Self {
        let at = if source.path.is_empty() { "its root" } else { &source.path };
        let text = format!(
            "the service said yes, but its answer can't be decoded: at {at}, {}; report it with the request id",
            source.category
        );
        let mut error = Self::new(ErrorKind::Decode, text);
        error.0.json_path = Some(source.path.clone());
        error.with_source(source)
    }

    pub(crate) fn custom_data(error: &serde_json::Error) -> Self {
        let category = "the custom data doesn't have the form of the type that was asked for";
        let mut decoded = Self::new(ErrorKind::Decode, category);
        decoded.0.json_path = Some("/customData".to_owned());
        decoded.with_source(DecodeError::new("/customData".to_owned(), category.to_owned(), Some(error)))
    }

    /// An envelope that says no.
    pub(crate) fn api(envelope: EnvelopeFacts, status: StatusCode, token: &AccessToken) -> Self {
        let mut text = String::from("the service refused the call");
        if let Some(message) = envelope.message.as_deref().filter(|message| !message.is_empty()) {
            text += &format!(": \"{}\"", shown(message, token));
        }
        let numbers = [("statusCode", envelope.status_code), ("apiCode", envelope.api_code)];
        let mut facts: Vec<String> =
            numbers.iter().filter_map(|(name, number)| Some(format!("{name} {}", (*number)?))).collect();
        facts.extend(envelope.request_id.as_deref().map(|id| format!("request id {}", shown(id, token))));
        text += &format!(" ({})", facts.join(", "));
        let mut error = Self::new(ErrorKind::Api, text).with_envelope(envelope);
        error.0.http_status = Some(status);
        let advice = if error.is_unauthorized() {
            "; have the user log in again"
        } else if error.is_rate_limited() {
            "; wait before the next call, and set real_ip"
        } else if error.is_retryable() {
            "; call again later"
        } else if error.api_code().is_some() {
            "; look its apiCode up in the vendor's list"
        } else {
            "; report it with its codes and the request id"
        };
        error.0.text += advice;
        error
    }

    pub(crate) fn with_envelope(mut self, envelope: EnvelopeFacts) -> Self {
        self.0.status_code = envelope.status_code;
        self.0.api_code = envelope.api_code;
        self.0.request_id = envelope.request_id;
        self.0.server_message = envelope.message;
        self
    }

    pub(crate) fn with_answer(mut self, head: Head, body: Option<Bytes>) -> Self {
        self.0.http_status = Some(head.status);
        self.0.retry_after = head.retry_after;
        self.0.body = body;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }
}

/// What an envelope says beside its data.
pub(crate) struct EnvelopeFacts {
    pub(crate) status_code: Option<i64>,
    pub(crate) api_code: Option<i64>,
    pub(crate) request_id: Option<String>,
    pub(crate) message: Option<String>,
}

/// Text of the service as errors show it.
fn shown(text: &str, token: &AccessToken) -> String {
    let text = printable(&token.redact(text));
    match text.char_indices().nth(SERVER_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, text, source, http_status, status_code, api_code, retry_after, attempts, .. } = &*self.0;
        let mut debug = formatter.debug_struct("Error");
        debug
            .field("kind", kind)
            .field("text", text)
            .field("http_status", http_status)
            .field("status_code", status_code);
        debug.field("api_code", api_code).field("retry_after", retry_after).field("attempts", attempts);
        debug.field("source", source).finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// Where and why decoding failed, without serde's text, which quotes values.
#[derive(Debug)]
pub(crate) struct DecodeError {
    path: String,
    category: String,
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
