//! The kinds of failure.

/// What kind of failure it was; each says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The program's own input: host, identifiers, TLS set-up, no token at all, no async runtime. Nothing was sent. Correct
    /// the program or its configuration; calling again changes nothing.
    Config,
    /// The access token that was passed is none: empty, blank, or with characters that no bearer token has. Nothing was
    /// sent. Whoever sent the token to the program has to log in: answer as for
    /// [`is_unauthorized`](crate::Error::is_unauthorized), which holds.
    InvalidToken,
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
    /// An HTTP status other than 2xx without an envelope that says no, redirects included: it comes from a gateway or a
    /// firewall, or the host isn't the API's.
    Http,
    /// The service said no in its envelope, whatever the HTTP status. Look at [`is_unauthorized`](crate::Error::is_unauthorized),
    /// [`is_forbidden`](crate::Error::is_forbidden) and [`is_rate_limited`](crate::Error::is_rate_limited) first, then at
    /// [`api_code`](crate::Error::api_code).
    Api,
    /// HTTP 2xx, but not the API's envelope: HTML, an empty body, JSON of another shape or cut before it said yes. Check
    /// that the host is the application's.
    Content,
    /// The envelope says yes, but its JSON is cut short after that, has no usable data, or would take too much memory.
    /// [`json_path`](crate::Error::json_path) says where.
    Decode,
}
