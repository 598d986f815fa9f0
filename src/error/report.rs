//! The type [`Error`]: accessors, predicates, and how an error is shown.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

use crate::error::facts::EnvelopeFacts;
use crate::error::kind::ErrorKind;
use crate::text::printable;

/// Why a call failed.
///
/// `Display` is one line that says what happened and what to do; `{error:#}` adds the chain of sources. No form of
/// `Display`, no `Debug` and no source shows the token, the body or the query. The only text of the service that is
/// shown is the envelope's message: cut at 200 characters, and without runs of 16 or more characters that tokens
/// consist of, since such a run may be a secret.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: ErrorKind,
    pub(super) text: String,
    pub(super) source: Option<Box<dyn std::error::Error + Send + Sync>>,
    pub(super) http_status: Option<StatusCode>,
    pub(super) envelope: EnvelopeFacts,
    pub(super) retry_after: Option<Duration>,
    pub(super) attempts: u32,
    pub(super) is_unsent: bool,
    pub(super) json_path: Option<String>,
    pub(super) body: Option<Bytes>,
}

/// Codes that mean that the login has expired or isn't valid.
const NOT_LOGGED_IN: [i64; 5] = [2020, 2206, 2207, 1_010_001, 1_020_020];

/// Codes that mean that the user has no access: deleted, locked, suspended or not a member of the tenant, no right to
/// the tenant, no right to the application, not in the user pool.
const NOT_LET_IN: [i64; 6] = [2004, 2005, 2_120_008, 2_130_010, 1576, 2036];

impl Error {
    /// The kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if there was an answer. 407 may also be a proxy's answer to `CONNECT`.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status.map(|status| status.as_u16())
    }

    /// The envelope's `statusCode` (`code` in older deployments), if there was an envelope.
    pub fn code(&self) -> Option<i64> {
        self.0.envelope.code
    }

    /// The envelope's `apiCode`, the vendor's number for the exact reason.
    pub fn api_code(&self) -> Option<i64> {
        self.0.envelope.api_code
    }

    /// The service's ID of this request. The vendor's support asks for the ID.
    pub fn request_id(&self) -> Option<&str> {
        self.0.envelope.request_id.as_deref()
    }

    /// The envelope's `message`, **unchanged**. The message may repeat what was sent, the token included, and may hold
    /// line breaks and control characters. Don't log it: `Display` has a form of the message that can be logged.
    pub fn server_message(&self) -> Option<&str> {
        self.0.envelope.message.as_deref()
    }

    /// How long to wait before the next call, if the service says so (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many attempts were made to send the request.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The place in the body where decoding failed, as a JSON pointer of fields of the schema: `/data/userId`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The body, **unchanged**. The body may be a whole profile: don't log it.
    pub fn response_body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// Whether the token is malformed, expired, revoked or not valid for another reason: have the user log in again.
    ///
    /// True for [`ErrorKind::InvalidToken`], for HTTP status 401, and for 401 or one of the service's codes for this in
    /// the envelope (`statusCode`, `code`, `apiCode`).
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::InvalidToken
            || self.0.http_status == Some(StatusCode::UNAUTHORIZED)
            || self.has_code(|code| code == 401 || NOT_LOGGED_IN.contains(&code))
    }

    /// Whether the service knows the user and refuses access: the user is suspended, locked, deleted, or has no right
    /// to the application or the tenant. Logging in again changes nothing.
    ///
    /// True for HTTP status 403 with an envelope, and for 403 or one of the service's codes for this in the envelope.
    /// False for HTTP status 403 without an envelope, which comes from a firewall.
    pub fn is_forbidden(&self) -> bool {
        let in_http = self.0.kind == ErrorKind::Api && self.0.http_status == Some(StatusCode::FORBIDDEN);
        in_http || self.has_code(|code| code == 403 || NOT_LET_IN.contains(&code))
    }

    /// Whether there were too many requests: wait for [`retry_after`](Self::retry_after), and set
    /// [`real_ip`](crate::Call::real_ip), so that each end user is counted alone.
    ///
    /// True for 429 as the HTTP status or in the envelope.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(|code| code == 429)
    }

    /// Whether a deadline passed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the same call may succeed later. The client has used its retries already.
    ///
    /// True if there was no connection, unless a proxy asks for credentials, if the connection was lost, if a deadline
    /// passed, and for 429, 502 to 504, 520 to 524 or 530 as the HTTP status or in the envelope.
    pub fn is_retryable(&self) -> bool {
        let is_refused = self.is_unauthorized() || self.is_forbidden() || self.has_status(|code| code == 403);
        !is_refused
            && match self.0.kind {
                // A proxy that asks for credentials will ask again.
                ErrorKind::Connect => self.0.http_status.is_none(),
                ErrorKind::Timeout | ErrorKind::Interrupted => true,
                // The status or the code is known even if the body is too large or cut short.
                ErrorKind::Http | ErrorKind::Api | ErrorKind::TooLarge | ErrorKind::Content => {
                    self.has_status(is_temporary)
                }
                _ => false,
            }
    }

    /// Whether nothing of the call can have reached the service, in any of its attempts. Then an operation that changes
    /// something has changed nothing, and can be called again.
    ///
    /// True for wrong input ([`ErrorKind::Config`], [`ErrorKind::InvalidToken`]), if there was no connection, and if
    /// the call's deadline passed before there was a place in flight. False if it isn't known, as after a panic on a
    /// blocking client's thread. With a client that was passed by
    /// [`http_client`](crate::AuthenticationClientBuilder::http_client), a failed connection doesn't count: that client
    /// may have followed a redirect before.
    pub fn is_unsent(&self) -> bool {
        self.0.is_unsent
    }

    /// Whether the service refused the call. Then an operation that changes something has changed nothing.
    ///
    /// True for [`ErrorKind::Api`], except for 500 to 599 as the HTTP status or in the envelope: the service or a
    /// gateway failed, perhaps after the change was made.
    pub fn is_refused(&self) -> bool {
        self.0.kind == ErrorKind::Api && !self.has_status(|code| (500..600).contains(&code))
    }

    /// Whether `is_so` is true for a code of the envelope.
    pub(super) fn has_code(&self, is_so: impl Fn(i64) -> bool) -> bool {
        let EnvelopeFacts { code, older_code, api_code, .. } = self.0.envelope;
        [code, older_code, api_code].into_iter().flatten().any(is_so)
    }

    /// Whether `is_so` is true for the HTTP status or for a code of the envelope.
    fn has_status(&self, is_so: impl Fn(i64) -> bool) -> bool {
        self.0.http_status.is_some_and(|status| is_so(status.as_u16().into())) || self.has_code(is_so)
    }

    /// Whether the connection was lost before the head of the answer was complete. An answer that isn't HTTP is no lost
    /// connection.
    pub(crate) fn is_connection_lost(&self) -> bool {
        let lost = |error: &hyper::Error| !error.is_parse();
        self.0.kind == ErrorKind::Interrupted
            && self.0.http_status.is_none()
            && sources(self).find_map(|source| source.downcast_ref()).is_some_and(lost)
    }
}

/// The sources of an error, the nearest first.
pub(super) fn sources(error: &dyn std::error::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |error| error.source())
}

/// Whether a status means that the service or a gateway is out of order for a while. Statuses from 520 on are
/// Cloudflare's.
pub(super) fn is_temporary(status: i64) -> bool {
    matches!(status, 429 | 502..=504 | 520..=524 | 530)
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.text)?;
        if formatter.alternate() {
            sources(self).try_for_each(|error| write!(formatter, ": {}", printable(&error.to_string())))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, text, source, http_status, envelope, retry_after, attempts, .. } = &*self.0;
        let EnvelopeFacts { code, older_code, api_code, .. } = envelope;
        let mut debug = formatter.debug_struct("Error");
        debug.field("kind", kind).field("text", text).field("http_status", http_status).field("code", code);
        debug
            .field("older_code", older_code)
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
