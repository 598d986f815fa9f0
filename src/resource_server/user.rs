//! [`User`]: who made a request.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use http::HeaderMap;
use serde::{Serialize, Serializer};

use super::authenticator::Authenticator;
use super::bearer::{self, Line};
use super::cache::Known;
use super::claims::Claims;
use super::rejection::Rejection;
use crate::token::AccessToken;
use crate::types::UserDto;

/// The user behind a request: the profile, as a [`UserDto`], and the token that the request came with. Cheap to clone.
///
/// [`RequireUser`](super::RequireUser) puts a `User` into the extensions of each request that it lets in. With the
/// feature `axum`, a `User` is an extractor too.
///
/// Serializing a `User` writes the **whole profile**: custom data, identities, and the tokens of identity providers if
/// they were asked for. Answer a struct of the fields that the client needs:
///
/// ```
/// # use genauth::resource_server::User;
/// #[derive(serde::Serialize)]
/// struct Me<'a> {
///     id: &'a str,
///     name: Option<&'a str>,
/// }
///
/// fn me(user: &User) -> serde_json::Result<String> {
///     serde_json::to_string(&Me { id: &user.user_id, name: user.name.as_deref() })
/// }
/// ```
#[derive(Clone)]
pub struct User {
    known: Arc<Known>,
    token: AccessToken,
    #[expect(dead_code, reason = "roles and permissions are asked by it")]
    authenticator: Authenticator,
}

impl Authenticator {
    /// The access token in a request's headers: in `Authorization`, or else in the cookie of
    /// [`token_from_cookie`](super::AuthenticatorBuilder::token_from_cookie). The token isn't verified yet.
    ///
    /// The method isn't known here. So the cookie counts unless a header says that the request comes from another site,
    /// as browsers say for every request that may change something.
    ///
    /// # Errors
    /// [`Rejection::MissingToken`], [`Rejection::InvalidRequest`] or [`Rejection::InvalidToken`].
    pub fn token(&self, headers: &HeaderMap) -> Result<AccessToken, Rejection> {
        let token = bearer::token(headers, Line::default(), self.0.cookie.as_deref());
        token.map_err(|rejection| rejection.with(&self.0.challenge))
    }

    /// The claims of a token, which is verified locally: signature, issuer, audience and times. No call is made, except
    /// for keys. A token that was logged out here, or that the service refused here a moment ago, is refused.
    ///
    /// ID tokens pass, and so do tokens that were revoked elsewhere: only the service knows those.
    /// [`RequireToken`](super::RequireToken) checks more.
    ///
    /// # Errors
    /// [`Rejection::InvalidToken`] or [`Rejection::Unavailable`]. With
    /// [`verify_locally(false)`](super::AuthenticatorBuilder::verify_locally) every token is refused.
    pub async fn verify(&self, token: &AccessToken) -> Result<Claims, Rejection> {
        match self.check(token).await {
            Ok(verified) => Ok(verified.claims),
            Err(rejection) => Err(rejection.with(&self.0.challenge)),
        }
    }

    /// The user of this token. The profile may be as old as [`profile_ttl`](super::AuthenticatorBuilder::profile_ttl).
    ///
    /// Takes at most [`timeout`](super::AuthenticatorBuilder::timeout). Requests with the same token share a call for
    /// the profile; the call goes on if one of these requests is dropped. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`Rejection::InvalidToken`], or what [`Rejection`] is made of the call's error.
    pub async fn authenticate(&self, token: &AccessToken) -> Result<User, Rejection> {
        match self.find(token).await {
            Ok(known) => Ok(User { known, token: token.clone(), authenticator: self.clone() }),
            Err(rejection) => Err(rejection.with(&self.0.challenge)),
        }
    }
}

impl User {
    /// The claims of the token. Empty if tokens aren't verified locally.
    pub fn claims(&self) -> &Claims {
        &self.known.claims
    }

    /// The token that the request came with.
    pub fn token(&self) -> &AccessToken {
        &self.token
    }
}

impl Deref for User {
    type Target = UserDto;

    fn deref(&self) -> &UserDto {
        &self.known.profile
    }
}

/// Writes the whole profile.
impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.known.profile.serialize(serializer)
    }
}

/// As for [`UserDto`]: shows only what is harmless in a log.
impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("User").field(&self.known.profile).finish()
    }
}
