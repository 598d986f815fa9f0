//! [`RequireUser`]: a tower layer that passes on only the requests of logged-in users.

use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;

use super::authenticator::Authenticator;
use super::bearer;
use super::grants::Granted;
use super::guard::{Anonymous, Guard, GuardService};
use super::rejection::Rejection;
use super::roles;
use super::scopes::Scopes;
use super::user::User;

/// A tower layer that passes on only the requests of logged-in users. A request with a valid access token goes on, with
/// a [`User`](super::User) and its [`AccessToken`](crate::AccessToken) in its extensions. Any other request gets the
/// answer of a [`Rejection`].
///
/// The conditions say what a user needs beyond a login; all of them must hold.
///
/// The layer works for any service of `http` requests whose response body implements `Default`, such as those of axum,
/// tonic and hyper. The layer marks the headers that hold a token as sensitive, so that code behind the layer doesn't
/// log the token.
///
/// A CORS preflight has no token, so that a layer that answers preflights must see requests before this one: see "Order
/// of layers" in the [module](super)'s documentation.
#[derive(Clone, Debug)]
pub struct RequireUser(Arc<UserRule>);

/// What [`RequireUser`] asks for.
#[derive(Clone, Debug)]
pub struct UserRule {
    authenticator: Authenticator,
    optional: bool,
    scopes: Scopes,
    roles: Vec<RoleCondition>,
    /// The permission spaces of the roles, each once.
    namespaces: Vec<Arc<str>>,
    permissions: Vec<[String; 3]>,
}

/// The user must have one of these roles.
#[derive(Clone, Debug)]
struct RoleCondition {
    namespace: Arc<str>,
    codes: Vec<String>,
}

impl RequireUser {
    /// A layer that authenticates requests with this authenticator.
    pub fn new(authenticator: Authenticator) -> Self {
        Self(Arc::new(UserRule {
            authenticator,
            optional: false,
            scopes: Scopes::default(),
            roles: Vec::new(),
            namespaces: Vec::new(),
            permissions: Vec::new(),
        }))
    }

    /// Lets requests without a token in too, without a `User`. A token that isn't valid is still refused. With any
    /// condition, a token is needed all the same.
    pub fn optional(mut self) -> Self {
        Arc::make_mut(&mut self.0).optional = true;
        self
    }

    /// The token must have this scope. Never holds if tokens aren't verified locally.
    ///
    /// # Panics
    /// If the text is no scope (RFC 6749, section 3.3).
    #[track_caller]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let rule = Arc::make_mut(&mut self.0);
        rule.scopes.add(scope, &rule.authenticator.0.challenge);
        self
    }

    /// The user must have this role in this permission space, and the role must be in force: see
    /// [`User::has_role`](super::User::has_role).
    pub fn role(self, namespace: impl Into<String>, code: impl Into<String>) -> Self {
        self.any_role(namespace, [code])
    }

    /// The user must have at least one of these roles in this permission space. Without any role, nobody is let in.
    pub fn any_role<C: Into<String>>(
        mut self,
        namespace: impl Into<String>,
        codes: impl IntoIterator<Item = C>,
    ) -> Self {
        let rule = Arc::make_mut(&mut self.0);
        let namespace: Arc<str> = namespace.into().into();
        if !rule.namespaces.contains(&namespace) {
            rule.namespaces.push(namespace.clone());
        }
        rule.roles.push(RoleCondition { namespace, codes: codes.into_iter().map(Into::into).collect() });
        self
    }

    /// The user must be allowed this action with this string resource of this permission space: see
    /// [`User::may`](super::User::may).
    pub fn permission(
        mut self,
        namespace: impl Into<String>,
        resource: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Arc::make_mut(&mut self.0).permissions.push([namespace.into(), resource.into(), action.into()]);
        self
    }
}

impl UserRule {
    fn has_conditions(&self) -> bool {
        !self.scopes.is_empty() || !self.roles.is_empty() || !self.permissions.is_empty()
    }

    /// Checks the user's roles and permissions.
    ///
    /// # Errors
    /// `NotAllowed`, or why the service can't be asked.
    async fn check(&self, user: &User, asked: &[(Arc<str>, Granted)]) -> Result<(), Rejection> {
        for RoleCondition { namespace, codes } in &self.roles {
            let answer = match asked.iter().find(|(of, _)| of == namespace) {
                // In an outage, the profile and the roles beside it may have passed their time together.
                Some((_, Err(rejection @ Rejection::Unavailable { .. }))) => {
                    user.known_roles(namespace).ok_or_else(|| rejection.clone())?
                }
                Some((_, granted)) => granted.clone()?,
                None => user.role_answer(namespace).await?,
            };
            if !roles::has_any(answer.roles(), namespace, codes) {
                return Err(Rejection::NotAllowed.because("the user lacks a role that the route asks for"));
            }
        }
        for [namespace, resource, action] in &self.permissions {
            if !user.may(namespace, resource, action).await? {
                return Err(Rejection::NotAllowed.because("the user lacks a permission that the route asks for"));
            }
        }
        Ok(())
    }

    async fn find(&self, request: &mut Parts) -> Result<(), Rejection> {
        let inner = &*self.authenticator.0;
        let token = match bearer::token(&request.headers, Some(request), inner.cookie.as_deref()) {
            Err(Rejection::MissingToken { .. }) if self.optional && !self.has_conditions() => {
                request.extensions.insert(Anonymous(inner.challenge.clone()));
                return Ok(());
            }
            token => token?,
        };
        let (user, asked) = self.authenticator.authenticate_with_roles(&token, &self.namespaces).await?;
        self.scopes.check(user.claims())?;
        self.check(&user, &asked).await?;
        bearer::mark_sensitive(&mut request.headers, inner.cookie.is_some());
        request.extensions.insert(user);
        request.extensions.insert(token);
        Ok(())
    }
}

impl Guard for UserRule {
    async fn admit(&self, request: &mut Parts) -> Result<(), Rejection> {
        let inner = &*self.authenticator.0;
        self.find(request).await.map_err(|rejection| match rejection {
            // Has the challenge of this route, which names the scopes.
            Rejection::InsufficientScope { .. } => inner.count(rejection),
            rejection => inner.refuse(rejection),
        })
    }
}

impl<S> Layer<S> for RequireUser {
    type Service = RequireUserService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        GuardService::new(inner, self.0.clone())
    }
}

/// The service that [`RequireUser`] wraps around another service.
pub type RequireUserService<S> = GuardService<S, UserRule>;
