//! [`Request`] and [`Outcome`]: the log of requests.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri, header};

/// A request that a [`Tenant`](super::Tenant) received.
#[derive(Clone)]
pub struct Request {
    method: String,
    path: String,
    query: Option<String>,
    query_pairs: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    received_at: SystemTime,
    // Shared by all clones: a request is logged when it arrives, and its outcome is set later.
    pub(super) outcome: Arc<OnceLock<Outcome>>,
}

impl Request {
    pub(super) fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: Bytes) -> Self {
        Self {
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().map(str::to_owned),
            query_pairs: form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect(),
            headers: headers.clone(),
            body,
            received_at: SystemTime::now(),
            outcome: Arc::default(),
        }
    }

    /// The HTTP method, such as `GET`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path as it was sent, without the query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as it was sent, without the question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The query's names and values in the order they were sent, percent-decoded.
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.query_pairs
    }

    /// The first value of a header. The name's case doesn't matter. `None` also if the value isn't UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
    }

    /// Every header whose value is UTF-8: pairs of name, in lower case, and value.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.headers.iter();
        pairs.filter_map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)))
    }

    /// The `Authorization` header as it was sent. Treat the value as a secret.
    pub fn authorization(&self) -> Option<&str> {
        self.header(header::AUTHORIZATION.as_str())
    }

    /// The token of an `Authorization` header with the scheme `Bearer`, in any case of letters.
    pub(super) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.authorization()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_ascii())
    }

    /// The body as it was sent; empty if there was none, or if the body was larger than 2 MiB.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// When the request arrived.
    pub fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// How the request was answered; `None` until then. It stays `None` if the client leaves before the answer.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.get()
    }

    /// The first value of a parameter in the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query_pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a flag is set in the query. The vendor's Python SDK sends `True`, its other SDKs `true`.
    pub(super) fn flag(&self, name: &str) -> bool {
        let on = |value: &str| value.eq_ignore_ascii_case("true") || value == "1";
        self.query_pairs.iter().any(|(key, value)| key == name && on(value))
    }
}

impl fmt::Debug for Request {
    /// Leaves out the query and the header values: a log must hold no token and no address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &self.headers.keys().map(|name| name.as_str()).collect::<Vec<_>>())
            .field("received_at", &self.received_at)
            .field("outcome", &self.outcome())
            .finish_non_exhaustive()
    }
}

/// How a [`Request`] was answered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outcome {
    /// The HTTP status; `None` if the connection was closed without an answer.
    pub http_status: Option<u16>,
    /// The envelope's `statusCode`; `None` if the answer had no envelope: [`Answer::body`](super::Answer::body), an
    /// answer of the OpenID provider, or a closed connection.
    pub status_code: Option<i64>,
    /// The envelope's apiCode, if it has one.
    pub api_code: Option<i64>,
    /// The time from the request's arrival to the answer, including the scripted delay.
    pub duration: Duration,
}
