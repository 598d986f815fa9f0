//! [`Answer`]: a scripted answer.

use std::fmt;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};

/// A scripted answer, for [`Tenant::script`](super::Tenant::script).
///
/// ```
/// use std::time::Duration;
/// use genauth::mock::Answer;
///
/// let rate_limited = Answer::failure(429, None, "slow down").http_status(429).retry_after(2);
/// let slow = Answer::usual().delay(Duration::from_secs(3));
/// let gateway = Answer::body("text/html", "<h1>Bad gateway</h1>").http_status(502);
/// # let _ = (rate_limited, slow, gateway);
/// ```
#[derive(Clone)]
pub struct Answer {
    pub(super) what: What,
    pub(super) http_status: Option<StatusCode>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) delay: Duration,
}

#[derive(Clone)]
pub(super) enum What {
    Usual,
    Failure { status_code: i64, api_code: Option<i64>, message: String },
    Body { content_type: HeaderValue, body: Vec<u8> },
    Closed,
}

impl Answer {
    fn new(what: What) -> Self {
        Self { what, http_status: None, headers: Vec::new(), delay: Duration::ZERO }
    }

    /// The answer that the tenant gives without a script. Add a delay, an HTTP status or headers to it.
    pub fn usual() -> Self {
        Self::new(What::Usual)
    }

    /// An envelope of a failure, with HTTP status 200 as the service sends it. `api_code` is a number or `None`.
    pub fn failure(status_code: i64, api_code: impl Into<Option<i64>>, message: impl Into<String>) -> Self {
        Self::new(What::Failure { status_code, api_code: api_code.into(), message: message.into() })
    }

    /// Any body, with HTTP status 200: text, bytes, or JSON that isn't an envelope.
    ///
    /// # Panics
    /// If `content_type` has characters that no header value may have.
    #[track_caller]
    pub fn body(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(What::Body { content_type: header_value(content_type), body: body.into() })
    }

    /// No answer: the connection is closed before the first byte of an answer.
    pub fn closed() -> Self {
        Self::new(What::Closed)
    }

    /// Sets the HTTP status. The envelope's `statusCode` stays as it is.
    ///
    /// # Panics
    /// If `status` isn't in 200 to 999: other statuses don't end a request.
    #[track_caller]
    pub fn http_status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) if !status.is_informational() => self.http_status = Some(status),
            _ => panic!("{status} is no HTTP status for an answer"),
        }
        self
    }

    /// Adds a `Retry-After` header: a number of seconds, or an HTTP date as text.
    ///
    /// # Panics
    /// If the text has characters that no header value may have.
    #[track_caller]
    pub fn retry_after(self, value: impl fmt::Display) -> Self {
        self.header(header::RETRY_AFTER.as_str(), &value.to_string())
    }

    /// Adds a header. A header that every answer has, such as `content-type`, is replaced. A header that is added twice
    /// is sent twice.
    ///
    /// # Panics
    /// If the name or the value has characters that HTTP doesn't allow there, or if the name is `content-length` or
    /// `transfer-encoding`, which the server sets itself.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match HeaderName::from_bytes(name.as_bytes()) {
            // hyper would panic on a wrong length, but on the server's thread, far from the line of the test that is
            // wrong.
            Ok(name) if name == header::CONTENT_LENGTH || name == header::TRANSFER_ENCODING => {
                panic!("{name} is set by the server itself")
            }
            Ok(name) => self.headers.push((name, header_value(value))),
            Err(_) => panic!("{name:?} is no header name"),
        }
        self
    }

    /// Waits this long before the answer is sent, or before the connection is closed.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl fmt::Debug for Answer {
    /// Leaves out body, message and header values: they may hold a profile or a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Answer");
        match &self.what {
            What::Usual => out.field("what", &format_args!("usual")),
            What::Failure { status_code, api_code, .. } => {
                out.field("status_code", status_code).field("api_code", api_code)
            }
            What::Body { body, .. } => out.field("body_bytes", &body.len()),
            What::Closed => out.field("what", &format_args!("closed")),
        };
        out.field("http_status", &self.http_status)
            .field("headers", &self.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>())
            .field("delay", &self.delay)
            .finish_non_exhaustive()
    }
}

#[track_caller]
fn header_value(text: &str) -> HeaderValue {
    match HeaderValue::from_str(text) {
        Ok(value) => value,
        Err(_) => panic!("a header value has a character that HTTP doesn't allow there"),
    }
}
