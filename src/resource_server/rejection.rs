//! [`Rejection`]: why a request is refused, and the HTTP answer for it.

use std::fmt;
use std::time::Duration;

use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};

use super::challenge::Challenge;
use super::event;

/// The shortest and the longest `Retry-After` of an answer. The service's own value may be outside of these bounds.
const MIN_RETRY_AFTER: Duration = Duration::from_secs(1);
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// Why a request is refused.
///
/// The answers follow RFC 6750, section 3. An answer doesn't say which check failed; with the feature `tracing`, an
/// event at debug level has the reason. The refusals that ask for a token carry the challenge of their authenticator:
/// its [`realm`](super::AuthenticatorBuilder::realm) and
/// [`resource_metadata`](super::AuthenticatorBuilder::resource_metadata).
///
/// In a pattern write `Rejection::InvalidToken { .. }`, which matches whatever challenge the rejection carries.
/// `Rejection::InvalidToken` alone is that rejection with the default challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// There is no bearer token: no `Authorization` header, or a header with another scheme. 401; have the user log in.
    #[non_exhaustive]
    MissingToken {
        #[doc(hidden)]
        challenge: Challenge,
    },
    /// There is more than one `Authorization` header, or more than one cookie with a token. 400.
    #[non_exhaustive]
    InvalidRequest {
        #[doc(hidden)]
        challenge: Challenge,
    },
    /// The token is malformed, expired, revoked, logged out, made up, or for another audience. 401; have the user log
    /// in again.
    #[non_exhaustive]
    InvalidToken {
        #[doc(hidden)]
        challenge: Challenge,
    },
    /// The token is valid, but lacks a scope. 403; a login that asks for the scope helps.
    #[non_exhaustive]
    InsufficientScope {
        #[doc(hidden)]
        challenge: Challenge,
    },
    /// The user lacks a role or a permission. 403; another login changes nothing.
    NotAllowed,
    /// The service knows the token and refuses the user: suspended, locked, deleted, or not let into the application.
    /// 403; another login changes nothing.
    Forbidden,
    /// This program is set up wrongly, so that nobody can be let in. 500; correct the program or its configuration.
    Misconfigured,
    /// The service's answer makes no sense. 502; look at the error's text.
    BadGateway,
    /// The token can't be checked: the service or its keys are out of reach, slow or out of order. 503; the token may
    /// be valid, so that the user stays logged in.
    Unavailable {
        /// How long the client should wait before it tries again: 1 to 60 seconds.
        retry_after: Duration,
    },
}

/// The rejections with the default challenge. A struct variant takes no name among the values, so that these constants
/// can have the names of their variants.
#[allow(non_upper_case_globals)]
impl Rejection {
    #[doc(hidden)]
    pub const MissingToken: Self = Self::MissingToken { challenge: Challenge::DEFAULT };
    #[doc(hidden)]
    pub const InvalidRequest: Self = Self::InvalidRequest { challenge: Challenge::DEFAULT };
    #[doc(hidden)]
    pub const InvalidToken: Self = Self::InvalidToken { challenge: Challenge::DEFAULT };
    #[doc(hidden)]
    pub const InsufficientScope: Self = Self::InsufficientScope { challenge: Challenge::DEFAULT };
}

impl Rejection {
    /// The same rejection, with an event that has the reason.
    pub(super) fn because(self, reason: &'static str) -> Self {
        event::refused(reason);
        self
    }

    /// `Unavailable`, with the time cut to 1 to 60 seconds.
    pub(super) fn unavailable(retry_after: Duration) -> Self {
        Self::Unavailable { retry_after: retry_after.clamp(MIN_RETRY_AFTER, MAX_RETRY_AFTER) }
    }

    /// The same rejection with this challenge, if the rejection has one.
    pub(super) fn with_challenge(self, challenge: &Challenge) -> Self {
        let challenge = challenge.clone();
        match self {
            Self::MissingToken { .. } => Self::MissingToken { challenge },
            Self::InvalidRequest { .. } => Self::InvalidRequest { challenge },
            Self::InvalidToken { .. } => Self::InvalidToken { challenge },
            Self::InsufficientScope { .. } => Self::InsufficientScope { challenge },
            other => other,
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingToken { .. } | Self::InvalidToken { .. } => StatusCode::UNAUTHORIZED,
            Self::InvalidRequest { .. } => StatusCode::BAD_REQUEST,
            Self::InsufficientScope { .. } | Self::NotAllowed | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Misconfigured => StatusCode::INTERNAL_SERVER_ERROR,
            Self::BadGateway => StatusCode::BAD_GATEWAY,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The value of the answer's `WWW-Authenticate` header. None where another login changes nothing.
    pub fn www_authenticate(&self) -> Option<HeaderValue> {
        let (challenge, error) = match self {
            // RFC 6750, section 3.1: no error code for a request that didn't try to log in.
            Self::MissingToken { challenge } => (challenge, None),
            Self::InvalidRequest { challenge } => (challenge, Some("invalid_request")),
            Self::InvalidToken { challenge } => (challenge, Some("invalid_token")),
            Self::InsufficientScope { challenge } => (challenge, Some("insufficient_scope")),
            Self::NotAllowed | Self::Forbidden | Self::Misconfigured | Self::BadGateway | Self::Unavailable { .. } => {
                return None;
            }
        };
        Some(challenge.header(error))
    }

    /// The answer: status and headers, with `Retry-After` for 503. The body is the default of its type, which is an
    /// empty body.
    pub fn to_response<B: Default>(&self) -> Response<B> {
        let mut response = Response::new(B::default());
        *response.status_mut() = self.status();
        if let Some(challenge) = self.www_authenticate() {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Self::Unavailable { retry_after } = self {
            // Rounded up, since a client that comes back too early is refused again.
            let retry_after = (*retry_after).clamp(MIN_RETRY_AFTER, MAX_RETRY_AFTER);
            let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::MissingToken { .. } => "the request has no bearer token: log in first",
            Self::InvalidRequest { .. } => "the request has more than one token: send one",
            Self::InvalidToken { .. } => "the access token is not valid: log in again",
            Self::InsufficientScope { .. } => "the access token lacks a scope: log in with that scope",
            Self::NotAllowed => "the user lacks a role or a permission: have an administrator grant it",
            Self::Forbidden => "the service refuses this user",
            Self::Misconfigured => "this program is set up wrongly: see its log",
            Self::BadGateway => "the service's answer makes no sense: see the program's log",
            Self::Unavailable { .. } => "the access token can't be checked now: try again later",
        })
    }
}

impl std::error::Error for Rejection {}
