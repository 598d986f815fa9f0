//! Feature `axum`: [`User`] and [`Claims`] as extractors, and [`Rejection`] as an answer.

use axum_core::body::Body;
use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::request::Parts;

use super::claims::Claims;
use super::event;
use super::guard::Anonymous;
use super::rejection::Rejection;
use super::user::User;

/// The `T` that a layer has put into the extensions, or the mark of a request that a layer has let in without a token.
/// A request that went through no layer must not look like one without a token: a route whose layer was forgotten would
/// be public.
fn extension<T: Clone + Send + Sync + 'static>(parts: &Parts) -> Result<Result<T, &Anonymous>, Rejection> {
    match (parts.extensions.get::<T>(), parts.extensions.get()) {
        (Some(found), _) => Ok(Ok(found.clone())),
        (None, Some(anonymous)) => Ok(Err(anonymous)),
        (None, None) => {
            event::misconfigured(
                "the route has no layer that lets in what it asks for: add RequireUser or RequireToken",
            );
            Err(Rejection::Misconfigured)
        }
    }
}

/// The refusal of a request without a token, on a route that asks for a user although its layer is optional.
fn missing(Anonymous(challenge): &Anonymous) -> Rejection {
    Rejection::MissingToken.because("there is no token, and the route asks for a user").with_challenge(challenge)
}

/// The user, who [`RequireUser`](super::RequireUser) has let in. 500 if the route has no layer.
impl<S: Send + Sync> FromRequestParts<S> for User {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        extension(parts)?.map_err(missing)
    }
}

/// The user, or none for a request without a token that [`optional`](super::RequireUser::optional) has let in. 500 if
/// the route has no layer.
impl<S: Send + Sync> OptionalFromRequestParts<S> for User {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Rejection> {
        Ok(extension(parts)?.ok())
    }
}

/// The claims of the token that [`RequireToken`](super::RequireToken) or [`RequireUser`](super::RequireUser) has let
/// in. 500 if the route has no layer.
impl<S: Send + Sync> FromRequestParts<S> for Claims {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        if let Some(user) = parts.extensions.get::<User>() {
            return Ok(user.claims().clone());
        }
        extension(parts)?.map_err(missing)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.to_response::<Body>()
    }
}

impl IntoResponse for &Rejection {
    fn into_response(self) -> Response {
        self.to_response::<Body>()
    }
}
