//! [`Error`] itself: accessors, predicates and how the error is shown.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

use crate::error::kind::ErrorKind;
use crate::text::printable;

/// Why a call failed.
///
/// `Display` is one line that says what happened and what to do; `{error:#}` adds the chain of sources. Neither form, nor
/// `Debug`, nor a source shows the token, the body or the query. Of the service's text only the envelope's message is
/// shown, cut at 200 characters and without whatever may be a secret: runs of 16 or more characters that tokens consist
/// of.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: ErrorKind,
    pub(super) text: String,
    pub(super) source: Option<Box<dyn std::error::Error + Send + Sync>>,
    pub(super) http_status: Option<StatusCode>,
    pub(super) status_code: Option<i64>,
    pub(super) code: Option<i64>,
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

/// Codes with which the service says that the user is not let in: deleted, locked, suspended or not a member of the
/// tenant, no right to the tenant, no right to the application, not in the user pool.
const NOT_LET_IN: [i64; 6] = [2004, 2005, 2_120_008, 2_130_010, 1576, 2036];

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

    /// The token is none, expired, revoked or not valid: have the user log in again. HTTP 401, or 401 or one of the
    /// service's codes for it anywhere in the envelope (`statusCode`, `code`, `apiCode`).
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::InvalidToken
            || self.0.http_status == Some(StatusCode::UNAUTHORIZED)
            || self.has_code(|code| code == 401 || NOT_LOGGED_IN.contains(&code))
    }

    /// The service knows the user and doesn't let the user in: suspended, locked, deleted, or without a right to the
    /// application or the tenant. Logging in again changes nothing. 403 or one of the service's codes for it anywhere in
    /// the envelope; an HTTP 403 without an envelope is a firewall's.
    pub fn is_forbidden(&self) -> bool {
        let in_http = self.0.kind == ErrorKind::Api && self.0.http_status == Some(StatusCode::FORBIDDEN);
        in_http || self.has_code(|code| code == 403 || NOT_LET_IN.contains(&code))
    }

    /// Too many requests: wait for [`retry_after`](Self::retry_after), and set
    /// [`real_ip`](crate::Call::real_ip) so that each end user counts alone. 429 in HTTP or anywhere in the envelope.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(|code| code == 429)
    }

    /// A deadline passed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// The same call may succeed later: no connection, a lost one, a deadline, or 429, 502 to 504, 520 to 524 or 530 in
    /// HTTP or anywhere in the envelope. The client has used up its own retries by then.
    pub fn is_retryable(&self) -> bool {
        let is_refused = self.is_unauthorized() || self.is_forbidden() || self.has_status(|code| code == 403);
        !is_refused
            && match self.0.kind {
                ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Interrupted => true,
                // The status is known by then, however much follows it.
                ErrorKind::Http | ErrorKind::Api | ErrorKind::TooLarge => self.has_status(is_temporary),
                _ => false,
            }
    }

    /// Whether any code of the envelope is so.
    fn has_code(&self, is_so: impl Fn(i64) -> bool) -> bool {
        [self.0.status_code, self.0.code, self.0.api_code].into_iter().flatten().any(is_so)
    }

    /// Whether the HTTP status or any code of the envelope is so.
    fn has_status(&self, is_so: impl Fn(i64) -> bool) -> bool {
        self.0.http_status.is_some_and(|status| is_so(status.as_u16().into())) || self.has_code(is_so)
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
}

/// Whether a status says that the service or a gateway is out of order for a while. From 520 on they are Cloudflare's.
pub(super) fn is_temporary(status: i64) -> bool {
    matches!(status, 429 | 502..=504 | 520..=524 | 530)
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.text)?;
        if formatter.alternate() {
            self.sources().try_for_each(|error| write!(formatter, ": {}", printable(&error.to_string())))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, text, source, http_status, status_code, code, api_code, retry_after, attempts, .. } =
            &*self.0;
        let mut debug = formatter.debug_struct("Error");
        debug
            .field("kind", kind)
            .field("text", text)
            .field("http_status", http_status)
            .field("status_code", status_code);
        debug
            .field("code", code)
            .field("api_code", api_code)
            .field("retry_after", retry_after)
            .field("attempts", attempts);
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
