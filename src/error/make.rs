//! The constructors of errors. Each gives the error a text that says what happened and what to do.

use bytes::Bytes;
use reqwest::StatusCode;

use crate::error::decode_error::DecodeError;
use crate::error::facts::{EnvelopeFacts, Head};
use crate::error::kind::ErrorKind;
use crate::error::report::{Error, Inner, is_temporary, sources};
use crate::text::{leave_out, shown, shown_id};

/// From this size on, in bytes, a token can be the reason why a gateway answers HTTP 400. Usual limits of a request's
/// head, or of one header, begin at 8 KiB, and other headers need room too.
const LONG_TOKEN: usize = 4 * 1024;

/// Constructors for the rest of the crate.
impl Error {
    fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            text: text.into(),
            source: None,
            http_status: None,
            envelope: EnvelopeFacts::default(),
            retry_after: None,
            attempts: 0,
            is_unsent: false,
            json_path: None,
            body: None,
        }))
    }

    /// A fault of the program that is found before anything is sent.
    pub(crate) fn config(text: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, text).before_sending()
    }

    pub(crate) fn no_runtime() -> Self {
        Self::config("no async runtime: call from within tokio's, or use genauth::blocking (feature `blocking`)")
    }

    /// A text that can't be an access token.
    pub(crate) fn invalid_token(text: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidToken, text).before_sending()
    }

    /// The same error with the kind `Config`, since the program itself chose the token.
    pub(crate) fn into_config(mut self) -> Self {
        self.0.kind = ErrorKind::Config;
        self
    }

    /// A `reqwest::Client` that can't be built. In practice, the cause is TLS.
    pub(crate) fn client(error: reqwest::Error) -> Self {
        let text = "the HTTP client can't be built: check what add_root_certificate was given; where no CA \
                    certificates are found, install the system's (ca-certificates) or pass one with it";
        Self::config(text).with_source(error)
    }

    pub(crate) fn waiting() -> Self {
        let text =
            "the deadline passed before there was a place among the calls in flight: raise timeout or max_in_flight";
        Self::new(ErrorKind::Timeout, text).before_sending()
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn standstill() -> Self {
        let text = "the blocking client's thread didn't end the call within its deadline: look for what blocks the \
                    thread, such as a subscriber of tracing";
        Self::new(ErrorKind::Timeout, text)
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn panicked() -> Self {
        let text = "the call panicked on the blocking client's thread: look for the panic's message on standard error; \
                    a subscriber of tracing runs on that thread too";
        Self::new(ErrorKind::Config, text)
    }

    pub(crate) fn attempt_timeout() -> Self {
        let text =
            "the service didn't answer within the deadline: call again later, or raise attempt_timeout or timeout";
        Self::new(ErrorKind::Timeout, text)
    }

    /// The keys by which tokens are verified can't be fetched.
    #[cfg(feature = "resource-server")]
    pub(crate) fn no_keys() -> Self {
        let text = "the token can't be verified, since the service's keys are out of reach, and isn't revoked: call \
                    again later; this process refuses the token all the same";
        Self::new(ErrorKind::Connect, text)
    }

    /// The service refused to revoke a token, by an error code of OAuth 2.0.
    #[cfg(feature = "resource-server")]
    pub(crate) fn not_revoked(code: &'static str) -> Self {
        let text = format!(
            "the service refused to revoke the token ({code}): pass revoke_with what the console has for the \
             application; this process refuses the token all the same"
        );
        Self::new(ErrorKind::Config, text)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let text =
            format!("the answer is larger than {limit} bytes: raise max_body_bytes if such profiles are expected");
        Self::new(ErrorKind::TooLarge, text)
    }

    /// An error of reqwest while a request is sent or an answer is read. The URL is removed from reqwest's error, since
    /// the URL holds the query.
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let is_unsent = error.is_connect() || error.is_builder();
        let asks_for_credentials = asks_for_credentials(&error);
        let (kind, text) = if error.is_timeout() && error.is_connect() {
            let text = "no connection within the deadline: check the host and the proxy, or raise connect_timeout";
            (ErrorKind::Timeout, text)
        } else if error.is_timeout() && !is_io(&error) {
            // The crate's own HTTP client has no deadline but the one for connecting.
            let text = "the deadline of the HTTP client that was passed ended the request: call again later, or raise \
                        that client's timeout";
            (ErrorKind::Timeout, text)
        } else if error.is_redirect() {
            // The crate's own HTTP client follows no redirects, so that this one was passed by the program.
            let text = "the HTTP client that was passed gave up following redirects: pass a client that follows none, \
                        and set app_host to the redirect's target";
            (ErrorKind::Http, text)
        } else if asks_for_credentials {
            let text = "the proxy asks for credentials: set them in HTTPS_PROXY, as http://user:password@proxy:port";
            (ErrorKind::Connect, text)
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
        let mut error = Self::new(kind, text).with_source(error.without_url());
        error.0.is_unsent = is_unsent;
        error.0.http_status = asks_for_credentials.then_some(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
        error
    }

    /// HTTP status 300 or above, and no envelope that explains it.
    pub(crate) fn http(status: StatusCode, envelope: EnvelopeFacts) -> Self {
        let mut error = Self::new(ErrorKind::Http, "").with_envelope(envelope);
        error.0.http_status = Some(status);
        let advice = error.advice().unwrap_or(match status.as_u16() {
            300..=399 => "redirects aren't followed, set app_host to the redirect's target",
            403 | 405 => "a firewall may have refused the call, have it let this program's requests through",
            404 => "check the host and the path of app_host",
            407 => "the proxy asks for credentials, set them in HTTPS_PROXY",
            414 => "the URL is too long for a gateway, shorten the call's arguments",
            500..=599 => "the service or a gateway has failed, call again later, and report it if it stays",
            _ => "check that app_host is the application's host",
        });
        error.0.text =
            format!("the service answered HTTP {} without an envelope that says why: {advice}", status.as_u16());
        error
    }

    /// Replaces the text if a gateway has probably refused the request because its head is too large. The token is the
    /// head's largest part.
    pub(crate) fn explain_large_head(&mut self, token: usize) {
        let status = self.http_status().filter(|_| self.0.kind == ErrorKind::Http && !self.has_code(|_| true));
        let is_too_large = match status {
            Some(431 | 494) => true,
            Some(400 | 413) => token >= LONG_TOKEN,
            _ => false,
        };
        if let Some(status) = status.filter(|_| is_too_large) {
            let advice = match token >= LONG_TOKEN {
                true => format!(
                    "the token of {token} bytes is too large for it, have tokens with fewer scopes or claims issued, or \
                     the gateway's limit raised"
                ),
                false => format!("the token has only {token} bytes, have the gateway's limit raised"),
            };
            self.0.text = format!(
                "the service answered HTTP {status} without an envelope that says why: the head of the request is too \
                 large for a gateway; {advice}"
            );
        }
    }

    /// An answer with HTTP status 2xx whose body is cut off. `what` is the part that arrived.
    pub(crate) fn ends_early(what: &str, envelope: EnvelopeFacts) -> Self {
        let mut error = Self::new(ErrorKind::Interrupted, "").with_envelope(envelope);
        let is_told = error.is_unauthorized() || error.is_forbidden() || error.has_code(is_temporary);
        let advice = error.advice().filter(|_| is_told).unwrap_or(
            "call again later; if it stays, check that app_host is the application's host, and the gateways before it",
        );
        error.0.text = format!("the connection was lost behind a gateway, the answer is {what}: {advice}");
        error
    }

    pub(crate) fn content(what: &str, envelope: EnvelopeFacts) -> Self {
        let mut error = Self::new(ErrorKind::Content, "").with_envelope(envelope);
        let advice = error.advice().unwrap_or("check that app_host is the application's host");
        error.0.text = format!("the answer is not the API's envelope but {what}: {advice}");
        error
    }

    /// A successful envelope whose data can't be decoded. `foreign` is the name of a member that shows that the answer
    /// is another API's.
    pub(crate) fn decode(source: DecodeError, foreign: Option<&str>, envelope: EnvelopeFacts) -> Self {
        let at = if source.path.is_empty() { "its root" } else { &source.path };
        let id = envelope.shown_id().map(str::to_owned);
        let mut error = Self::new(ErrorKind::Decode, "").with_envelope(envelope);
        let advice = match (foreign, error.advice(), id) {
            (Some(field), ..) => format!("it has `{field}`, so that it is another API's: check app_host"),
            (None, Some(advice), _) => advice.to_owned(),
            (None, None, Some(id)) => format!("report it with the request id {id}"),
            (None, None, None) => "report it with this text".to_owned(),
        };
        error.0.text = format!(
            "the service reported success, but its answer can't be decoded: at {at}, {}; {advice}",
            source.category
        );
        error.0.json_path = Some(source.path.clone());
        error.with_source(source)
    }

    pub(crate) fn custom_data(error: &serde_json::Error) -> Self {
        let category = "the custom data doesn't have the form of the type that was asked for";
        let mut decoded = Self::new(ErrorKind::Decode, category);
        decoded.0.json_path = Some("/customData".to_owned());
        decoded.with_source(DecodeError::new("/customData".to_owned(), category.to_owned(), Some(error)))
    }

    /// An envelope of a failure.
    pub(crate) fn api(envelope: EnvelopeFacts, status: StatusCode) -> Self {
        let mut text = String::from("the service refused the call");
        if let Some(message) = envelope.message.as_deref() {
            text += &quoted(message);
        }
        let older = envelope.older_code.filter(|older| envelope.code != Some(*older));
        let numbers = [("statusCode", envelope.code), ("code", older), ("apiCode", envelope.api_code)];
        let mut facts: Vec<String> =
            numbers.iter().filter_map(|(name, number)| Some(format!("{name} {}", (*number)?))).collect();
        let id = envelope.shown_id().map(|id| format!("request id {id}"));
        let reported = match (facts.is_empty(), id.is_some()) {
            (true, false) => "report it with this text",
            (true, true) => "report it with the request id",
            (false, false) => "report it with its codes",
            (false, true) => "report it with its codes and the request id",
        };
        facts.extend(id);
        if !facts.is_empty() {
            text += &format!(" ({})", facts.join(", "));
        }
        let mut error = Self::new(ErrorKind::Api, text).with_envelope(envelope);
        error.0.http_status = Some(status);
        let advice = error.advice().unwrap_or(match error.api_code() {
            Some(_) => "look its apiCode up in the vendor's list",
            None if error.code() == Some(404) => "check the host and the path of app_host",
            None => reported,
        });
        error.0.text += &format!("; {advice}");
        error
    }

    /// The advice that the HTTP status and the codes give, whatever else is wrong with the answer.
    fn advice(&self) -> Option<&'static str> {
        if self.is_unauthorized() {
            Some("have the user log in again")
        } else if self.is_forbidden() {
            Some("the user is not let in, and logging in again doesn't change that")
        } else if self.is_rate_limited() {
            Some("wait before the next call, and set real_ip")
        } else if self.is_retryable() {
            Some("the service or a gateway is out of order, call again later")
        } else {
            None
        }
    }

    pub(crate) fn with_envelope(mut self, envelope: EnvelopeFacts) -> Self {
        self.0.envelope = envelope;
        self
    }

    pub(crate) fn with_answer(mut self, head: Head, body: Option<Bytes>) -> Self {
        self.0.http_status = Some(head.status);
        self.0.retry_after = head.retry_after;
        self.0.body = body;
        self
    }

    /// Leaves the access token out of what is shown: the service may repeat it in its message or as the request ID.
    pub(crate) fn leave_out(&mut self, token: &str) {
        leave_out(token, &mut self.0.text);
        if let Some(id) = self.0.envelope.request_id.take_if(|id| id.eq_ignore_ascii_case(token)) {
            leave_out(&id, &mut self.0.text);
        }
    }

    /// Leaves the service's message out of what is shown: it may repeat a password or a code in any form.
    pub(crate) fn leave_out_message(&mut self) {
        let message = self.0.envelope.message.as_deref().map(quoted).unwrap_or_default();
        if !message.is_empty() {
            self.0.text = self.0.text.replacen(&message, "", 1);
        }
    }

    /// Makes an attempt's error the error of its call. `is_sent`: a request of the call may have reached the service.
    pub(crate) fn end_call(&mut self, attempts: u32, is_sent: bool) {
        self.0.attempts = attempts;
        self.0.is_unsent &= !is_sent;
    }

    /// Marks an error before which nothing can have reached the service.
    fn before_sending(mut self) -> Self {
        self.0.is_unsent = true;
        self
    }

    /// Marks an error of an attempt whose request may have reached the service.
    pub(crate) fn after_sending(mut self) -> Self {
        self.0.is_unsent = false;
        self
    }

    fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }
}

/// The service's message as an error's text has it.
fn quoted(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(": \"{}\"", shown(message)) }
}

/// Whether a proxy answered `CONNECT` with HTTP 407. hyper-util tells it by its text alone.
fn asks_for_credentials(error: &reqwest::Error) -> bool {
    error.is_connect() && sources(error).any(|source| source.to_string().contains("proxy authorization required"))
}

/// Whether the operating system reported the error.
fn is_io(error: &reqwest::Error) -> bool {
    sources(error).any(|source| source.is::<std::io::Error>())
}

impl EnvelopeFacts {
    /// The request ID, if it has the form of one.
    fn shown_id(&self) -> Option<&str> {
        self.request_id.as_deref().and_then(shown_id)
    }
}
