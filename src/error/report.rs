//! [`Error`] itself: accessors, predicates and how the error is shown.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

use crate::error::kind::ErrorKind;

/// Why a call failed.
///
/// `Display` is one line that says what happened and what to do. Neither it, nor `Debug`, nor a source shows the token,
/// the body or the query; of the service's text only the envelope's message is shown, without the token and cut at
/// 200 characters.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: ErrorKind,
    pub(super) text: String,
    pub(super) source: Option<Box<dyn std::error::Error + Send + Sync>>,
    pub(super) http_status: Option<StatusCode>,
    pub(super) status_code: Option<i64>,
    pub(super) api_code: Option<i64>,
    pub(super) request_id: Option<String>,
    pub(super) server_message: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) attempts: u32,
    pub(super) json_path: Option<String>,
    pub(super) body: Option<Bytes>,
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

    /// The connection was lost before a complete head came. An answer that isn't HTTP is no lost connection.
    pub(crate) fn is_connection_lost(&self) -> bool {
        let lost = |error: &hyper::Error| !error.is_parse();
        self.0.kind == ErrorKind::Interrupted
            && self.0.http_status.is_none()
            && self.sources().find_map(|source| source.downcast_ref()).is_some_and(lost)
    }

    /// No connection came about, so that nothing was sent.
    pub(crate) fn is_unsent(&self) -> bool {
        self.sources().find_map(|source| source.downcast_ref()).is_some_and(reqwest::Error::is_connect)
    }

    fn sources(&self) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
        std::iter::successors(std::error::Error::source(self), |error| error.source())
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
