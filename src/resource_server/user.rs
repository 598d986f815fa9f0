//! [`User`]: who made a request.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use http::HeaderMap;
use serde::{Serialize, Serializer};
use tokio::time::Instant;

use super::ask::Subject;
use super::authenticator::Authenticator;
use super::bearer;
use super::cache::{Known, Outcome};
use super::claims::Claims;
use super::grants::{Answer, Granted, Question};
use super::permissions::Permission;
use super::rejection::Rejection;
use super::roles::{self, Role};
use crate::token::AccessToken;
use crate::types::{RoleDto, UserDto};

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
    authenticator: Authenticator,
    /// Whether the profile had passed its time already when the user was let in, because the service was out of reach.
    is_stale: bool,
}

impl Authenticator {
    /// The access token in a request's headers: in `Authorization`, or else in the cookie of
    /// [`token_from_cookie`](super::AuthenticatorBuilder::token_from_cookie). The token isn't verified yet.
    ///
    /// The method isn't known here. So the cookie counts unless a header says that the request comes from another site,
    /// as browsers say for every request that may change something.
    ///
    /// # Errors
    /// [`variant@Rejection::MissingToken`], [`variant@Rejection::InvalidRequest`] or
    /// [`variant@Rejection::InvalidToken`].
    pub fn token(&self, headers: &HeaderMap) -> Result<AccessToken, Rejection> {
        let token = bearer::token(headers, None, self.0.cookie.as_deref());
        token.map_err(|rejection| self.0.refuse(rejection))
    }

    /// The claims of a token, which is verified locally: signature, issuer, audience and times. No call is made, except
    /// for keys. A token that was logged out here, or that the service refused here a moment ago, is refused.
    ///
    /// ID tokens pass, and so do tokens that were revoked elsewhere: only the service knows those.
    /// [`RequireToken`](super::RequireToken) checks more.
    ///
    /// # Errors
    /// [`variant@Rejection::InvalidToken`] or [`Rejection::Unavailable`]. With
    /// [`verify_locally(false)`](super::AuthenticatorBuilder::verify_locally) every token is refused.
    pub async fn verify(&self, token: &AccessToken) -> Result<Claims, Rejection> {
        match self.verified(token).await {
            Ok(verified) => Ok(verified.claims.clone()),
            Err(rejection) => Err(self.0.refuse(rejection)),
        }
    }

    /// The user of this token. The profile may be as old as [`profile_ttl`](super::AuthenticatorBuilder::profile_ttl).
    ///
    /// Takes at most [`timeout`](super::AuthenticatorBuilder::timeout). Requests with the same token share a call for
    /// the profile; the call goes on if one of these requests is dropped. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`variant@Rejection::InvalidToken`], or what [`Rejection`] is made of the call's error.
    pub async fn authenticate(&self, token: &AccessToken) -> Result<User, Rejection> {
        let user = self.user(token, self.find(token, |_, _, _| {}).await);
        user.map_err(|rejection| self.0.refuse(rejection))
    }

    /// The user of this token. If the profile isn't cached, profile and roles are asked for side by side, and the
    /// outcomes for the roles are given too.
    pub(super) async fn authenticate_with_roles(
        &self,
        token: &AccessToken,
        namespaces: &[Arc<str>],
    ) -> Result<(User, Vec<(Arc<str>, Granted)>), Rejection> {
        let mut asked = Vec::new();
        let found = self.find(token, |digest, verified, deadline| {
            let ask = |namespace: &Arc<str>| {
                (namespace.clone(), self.begin_roles(digest, token, verified, namespace, deadline))
            };
            asked.extend(namespaces.iter().map(ask));
        });
        let user = self.user(token, found.await)?;
        let mut answers = Vec::with_capacity(asked.len());
        for (namespace, answer) in asked {
            // The task panicked or was dropped with its runtime: the user is asked about again.
            if let Ok(answer) = answer.await {
                answers.push((namespace, answer));
            }
        }
        Ok((user, answers))
    }

    fn user(&self, token: &AccessToken, found: Outcome) -> Result<User, Rejection> {
        found.map(|known| {
            let is_stale = !self.0.cache.stale_for().is_zero() && std::time::Instant::now() >= known.fresh_until;
            User { known, token: token.clone(), authenticator: self.clone(), is_stale }
        })
    }
}

impl User {
    /// The claims of the token. Empty if tokens aren't verified locally.
    pub fn claims(&self) -> &Claims {
        &self.known.claims
    }

    #[cfg(feature = "account")]
    pub(super) fn authenticator(&self) -> &Authenticator {
        &self.authenticator
    }

    /// The token that the request came with.
    pub fn token(&self) -> &AccessToken {
        &self.token
    }

    /// The user's roles in a permission space that are in force. The service is asked once, with the user's token; the
    /// answer is kept beside the profile, and is as old as [`profile_ttl`](super::AuthenticatorBuilder::profile_ttl) at
    /// most.
    ///
    /// A role is in force if its `status` is absent or `ENABLE` or `ENABLED` in any case, and its `disableTime` is
    /// absent, empty or in the future. A role with any other value is left out, and so is one whose members come twice.
    ///
    /// # Errors
    /// What [`Rejection`] is made of the call's error, or [`variant@Rejection::InvalidToken`] after a logout.
    pub async fn roles(&self, namespace: &str) -> Result<Vec<RoleDto>, Rejection> {
        let answer = self.role_answer(namespace).await?;
        let in_force = |role: &&Role| role.namespace == namespace && role.is_in_force();
        Ok(answer.roles().iter().filter(in_force).map(|role| role.dto.clone()).collect())
    }

    /// Whether the user has a role in a permission space, and the role is in force: see [`roles`](Self::roles). Both
    /// codes must be equal to the role's, letter by letter.
    ///
    /// # Errors
    /// As for [`roles`](Self::roles).
    pub async fn has_role(&self, namespace: &str, code: &str) -> Result<bool, Rejection> {
        self.has_any_role(namespace, &[code]).await
    }

    /// Whether the user has at least one of these roles in a permission space: see [`has_role`](Self::has_role).
    ///
    /// # Errors
    /// As for [`roles`](Self::roles).
    pub async fn has_any_role(&self, namespace: &str, codes: &[impl AsRef<str>]) -> Result<bool, Rejection> {
        Ok(roles::has_any(self.role_answer(namespace).await?.roles(), namespace, codes))
    }

    /// Whether the user may do an action with a **string** resource of a permission space. The service is asked once
    /// for each combination, with the user's token; at most 64 answers are kept for a token.
    ///
    /// Yes only if the answer has a row of exactly this permission space, resource and action, and every such row has
    /// `"enabled": true`, once.
    ///
    /// # Errors
    /// As for [`roles`](Self::roles).
    pub async fn may(&self, namespace: &str, resource: &str, action: &str) -> Result<bool, Rejection> {
        let is_meant = |question: &Question| match question {
            Question::Permission(known) => {
                *known.resource == *resource && *known.action == *action && *known.namespace == *namespace
            }
            Question::Roles(_) => false,
        };
        if let Some(answer) = self.known_answer(is_meant) {
            return Ok(answer.is_granted());
        }
        let permission = Permission { namespace: namespace.into(), resource: resource.into(), action: action.into() };
        Ok(Box::pin(self.ask(Question::Permission(permission))).await?.is_granted())
    }

    /// The answer about the roles in a permission space.
    pub(super) async fn role_answer(&self, namespace: &str) -> Granted {
        match self.known_roles(namespace) {
            Some(answer) => Ok(answer),
            None => Box::pin(self.ask(Question::Roles(namespace.into()))).await,
        }
    }

    /// The answer about the roles in a permission space, if it is known and counts.
    pub(super) fn known_roles(&self, namespace: &str) -> Option<Answer> {
        self.known_answer(|question| matches!(question, Question::Roles(known) if **known == *namespace))
    }

    fn known_answer(&self, is_meant: impl Fn(&Question) -> bool) -> Option<Answer> {
        let is_stale = self.is_stale();
        self.known.grants.get(is_meant, |origin| self.authenticator.0.counts(&self.known, origin, is_stale))
    }

    /// Asks the service. In an outage, an answer that has passed its time counts, as a profile does.
    async fn ask(&self, question: Question) -> Granted {
        let (inner, known) = (&*self.authenticator.0, &self.known);
        let subject = Subject { digest: known.digest, token: self.token.clone(), user: Some(known.user) };
        let is_meant = |asked: &Question| *asked == question;
        let answer = || known.grants.get(is_meant, |origin| inner.counts(known, origin, false));
        let profile = || Box::pin(std::future::ready(Some(known.clone()))) as _;
        let deadline = Instant::now() + inner.timeout;
        let asked = self.authenticator.ask_about(subject, question.clone(), deadline, answer, profile).await;
        let asked = match asked {
            // Only what stands in the cache: a profile leaves the cache at `forget`, a logout, a refusal and its
            // expiry.
            Err(Rejection::Unavailable { .. }) => {
                let kept = inner.cache.kept(&known.digest);
                let answer =
                    kept.and_then(|kept| kept.grants.get(is_meant, |origin| inner.counts(&kept, origin, true)));
                answer.map_or(asked, Ok)
            }
            asked => asked,
        };
        asked.map_err(|rejection| rejection.with_challenge(&inner.challenge))
    }

    /// Whether expired answers may be used without asking the service: the user was let in during an outage, and the
    /// same entry is still in the cache.
    fn is_stale(&self) -> bool {
        let kept = || self.authenticator.0.cache.kept(&self.known.digest);
        self.is_stale && kept().is_some_and(|kept| Arc::ptr_eq(&kept, &self.known))
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
