//! The kinds of failure.

/// The kind of a failure, with advice for each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The program's own input is wrong or missing: host, identifiers, TLS settings, access token, async runtime. Nothing
    /// was sent, with two exceptions: the program's code panicked on a blocking client's thread, or the service refused
    /// how the program authenticates itself at a logout. Correct the program or its configuration; calling again changes
    /// nothing.
    Config,
    /// The text that was passed can't be an access token: it is empty, or has characters that no bearer token has. Or a
    /// resource server was to log out a token that isn't valid. The token wasn't sent. The user has to log in again;
    /// [`is_unauthorized`](crate::Error::is_unauthorized) is true.
    InvalidToken,
    /// There is no connection: name resolution or TLS failed, or the connection was refused. The call was retried.
    /// Check the host, the proxy and the certificates. A proxy that asks for credentials isn't asked again. Also if a
    /// resource server can't verify a token that it was to log out, since it can't fetch the keys.
    Connect,
    /// A deadline passed: that of the connection, of the last attempt, or of the whole call, also while the call waited
    /// for a place in flight. Call again later, or raise the deadline that the text names.
    Timeout,
    /// The connection was lost before the answer was complete, or the answer isn't HTTP. A gateway may hide the loss:
    /// then the answer has HTTP 2xx, and its body is empty, or its JSON ends early. Codes that were read still count:
    /// [`is_unauthorized`](crate::Error::is_unauthorized) is true for the beginning of such a refusal. The call was
    /// retried. Call again later; if the error stays, check the host, and the proxies and gateways between this program
    /// and the service.
    Interrupted,
    /// The body is larger than the limit. Raise `max_body_bytes` if such profiles are expected.
    TooLarge,
    /// HTTP status 300 or above, and no API envelope that explains it. The answer comes from a gateway or a firewall,
    /// or the host isn't the API's. Redirects belong here, since they aren't followed. At a logout, any HTTP status but
    /// 200.
    Http,
    /// The service refused the call in its envelope, whatever the HTTP status. First ask
    /// [`is_unauthorized`](crate::Error::is_unauthorized), [`is_forbidden`](crate::Error::is_forbidden) and
    /// [`is_rate_limited`](crate::Error::is_rate_limited), then look at [`api_code`](crate::Error::api_code). Whether a
    /// change was made, [`is_refused`](crate::Error::is_refused) tells.
    Api,
    /// HTTP 2xx, but the body isn't an API envelope: HTML, JSON of another shape, JSON that is broken and doesn't
    /// report success, or a status that has no body (204, 205). Codes that could be read still count, as for
    /// `Interrupted`. Without codes, check that the host is the application's host.
    Content,
    /// The envelope reports success, but its JSON is broken after the code, has no usable data, or exceeds the
    /// limits of depth and memory. [`json_path`](crate::Error::json_path) has the place.
    Decode,
}
