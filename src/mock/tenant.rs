//! [`Tenant`]: the handle by which a test controls the server.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::generated::paths::PATHS;

use super::answer::Answer;
use super::grant::{self, Grant};
use super::invalid_profile::InvalidProfile;
use super::keys::sign_with_secret;
use super::options::TokenOptions;
use super::random::random;
use super::request::Request;
use super::server::Server;
use super::state::{CLIENT_AUTH_METHODS, LockedState, Scripted, User};

/// A tenant on a loopback port, with its own users, tokens, script and request log.
///
/// The tenant's server runs on a thread of its own, so that async and blocking code can call it, and so that it doesn't
/// end with a runtime of the test. Dropping the tenant stops the server at once: the port is closed, and open
/// connections are cut without waiting for delayed answers. To share a tenant, put it into an `Arc`.
pub struct Tenant {
    state: Arc<LockedState>,
    // Dropping this field stops the server.
    _server: Server,
    url: String,
    app_id: String,
    app_secret: String,
}

impl Tenant {
    /// Starts a tenant on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// The port can't be opened, or the thread can't be started.
    pub async fn start() -> io::Result<Self> {
        Self::start_blocking()
    }

    /// Starts a tenant on a loopback address of your choice, such as `([127, 0, 0, 1], 8080)`. Port 0 takes a free
    /// port.
    ///
    /// # Errors
    /// The address is in use or can't be opened, or the thread can't be started. An address that isn't on loopback is
    /// refused: the tenant asks for no password, so that whoever reaches it is whoever they say.
    pub async fn bind(addr: impl Into<SocketAddr>) -> io::Result<Self> {
        Self::bind_blocking(addr)
    }

    /// [`Tenant::start`] for code that isn't async.
    ///
    /// # Errors
    /// As [`Tenant::start`].
    pub fn start_blocking() -> io::Result<Self> {
        Self::bind_blocking((Ipv4Addr::LOCALHOST, 0))
    }

    /// [`Tenant::bind`] for code that isn't async.
    ///
    /// # Errors
    /// As [`Tenant::bind`].
    pub fn bind_blocking(addr: impl Into<SocketAddr>) -> io::Result<Self> {
        let addr = addr.into();
        if !addr.ip().is_loopback() {
            let reason = format!("a mock tenant can't listen on {addr}: give it a loopback address, such as 127.0.0.1");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let state = Arc::new(LockedState::default());
        let server = Server::start(addr, Arc::clone(&state))?;
        let url = format!("http://{}", server.addr());
        let (app_id, app_secret) = {
            let mut state = state.lock();
            state.url.clone_from(&url);
            (state.app_id.clone(), state.app_secret.clone())
        };
        Ok(Self { state, _server: server, url, app_id, app_secret })
    }

    /// The tenant's URL, such as `http://127.0.0.1:49152`: the app host for a client.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The ID of the tenant's application: the `aud` claim of its access tokens.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The secret of the tenant's application, for client authentication.
    pub fn app_secret(&self) -> &str {
        &self.app_secret
    }

    /// Sets how the application authenticates itself at the endpoints for applications, such as
    /// `/oidc/token/revocation`: `client_secret_basic`, `client_secret_post` or `none`. The console has the same
    /// setting. Without this setting, the tenant takes each of the three.
    ///
    /// # Panics
    /// If there is no such method.
    #[track_caller]
    pub fn set_client_auth(&self, method: &str) {
        match CLIENT_AUTH_METHODS.into_iter().find(|known| *known == method) {
            Some(known) => self.state.lock().client_auth = Some(known),
            None => {
                panic!("{method:?} is no method of client authentication; known are {}", CLIENT_AUTH_METHODS.join(", "))
            }
        }
    }

    /// Sets the addresses to which a login or a logout may lead: `redirect_uri` and `post_logout_redirect_uri`. They
    /// are compared as text, as by the service. The console has the same list. Without this setting, every `http` or
    /// `https` URL on loopback is allowed.
    pub fn set_redirect_uris(&self, uris: &[&str]) {
        self.state.lock().logins.redirect_uris = Some(uris.iter().map(|uri| (*uri).to_owned()).collect());
    }

    /// Sets the algorithm that signs ID tokens: `RS256`, which is the default, or `HS256` with [`Tenant::app_secret`].
    /// The console has the same setting. Access tokens are signed with RS256 in both cases, as by the service.
    ///
    /// # Panics
    /// If it is another algorithm.
    #[track_caller]
    pub fn set_id_token_alg(&self, alg: &str) {
        assert!(["RS256", "HS256"].contains(&alg), "the tenant signs ID tokens with RS256 or HS256, not with {alg:?}");
        self.state.lock().logins.id_tokens_by_secret = alg == "HS256";
    }

    /// Sets claims of a user that stand in ID tokens and userinfo as they are, beside the claims of the user's profile
    /// or in place of them. For an application's own claims, and for claims of another type than OpenID Connect has:
    /// the vendor documents an ID token whose `updated_at` is a text.
    ///
    /// ```
    /// # use genauth::mock::Tenant;
    /// # let tenant = Tenant::start_blocking().unwrap();
    /// tenant.set_claims("ada", serde_json::json!({ "updated_at": "2022-07-03T03:20:30.000Z", "zoneinfo": null }));
    /// ```
    ///
    /// # Panics
    /// If the claims aren't written as a JSON object.
    #[track_caller]
    pub fn set_claims(&self, user_id: &str, claims: impl serde::Serialize) {
        match serde_json::to_value(claims) {
            Ok(Value::Object(claims)) => self.state.lock().logins.claims.insert(user_id.to_owned(), claims),
            _ => panic!("claims are a JSON object"),
        };
    }

    /// Sets the lifetime of the access tokens that a login or a refresh gives. Default: one hour.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.state.lock().logins.token_lifetime = lifetime;
    }

    /// The `data` of the documented sample response, exactly as documented: some keys have a trailing blank, and some
    /// arrays are encoded in strings. A client should be able to read such a profile.
    pub fn sample_profile() -> Value {
        let mut sample: Value = serde_json::from_str(include_str!("../../schema/get-profile.sample.json"))
            .expect("the sample is part of the crate and is JSON");
        sample["data"].take()
    }

    /// Registers a user and returns the user's ID. The profile is anything that serializes to a JSON object with a
    /// `userId`. The tenant sends the profile's fields unchanged, as far as the request's flags and the token's scope
    /// allow them. A user with the same ID is replaced, and is no longer suspended.
    ///
    /// # Errors
    /// The profile doesn't serialize, isn't an object, or its `userId` isn't a string or is empty.
    pub fn add_user(&self, profile: impl serde::Serialize) -> Result<String, InvalidProfile> {
        let invalid = |reason: &'static str| InvalidProfile { reason };
        let Value::Object(profile) =
            serde_json::to_value(profile).map_err(|_| invalid("it can't be written as JSON"))?
        else {
            return Err(invalid("it isn't a JSON object"));
        };
        let id = match profile.get("userId") {
            Some(Value::String(id)) if !id.is_empty() => id.clone(),
            Some(Value::String(_)) => return Err(invalid("its `userId` is empty")),
            Some(_) => return Err(invalid("its `userId` isn't a string")),
            None => return Err(invalid("it has no `userId`")),
        };
        self.state.lock().users.insert(id.clone(), User { profile, suspended: false });
        Ok(id)
    }

    /// [`Tenant::add_user`] and [`Tenant::issue_token`] in one: registers a user and returns an access token.
    ///
    /// # Errors
    /// As [`Tenant::add_user`].
    pub fn token_for(&self, profile: impl serde::Serialize) -> Result<String, InvalidProfile> {
        Ok(self.issue_token(&self.add_user(profile)?))
    }

    /// Issues an access token that gives every field and expires after an hour. If no user has this ID, calls with the
    /// token fail with apiCode 2004, as for a user that was deleted after the login.
    ///
    /// The token is a JWT like the service's: signed with RS256, with [`Tenant::url`] and `/oidc` as `iss`, the user's
    /// ID as `sub`, and [`Tenant::app_id`] as `aud`. The tenant publishes its key at `/oidc/.well-known/jwks.json`.
    pub fn issue_token(&self, user_id: &str) -> String {
        self.issue_token_with(user_id, TokenOptions::default())
    }

    /// Issues an access token with a scope, an expiry, an audience or a signature of your choice.
    pub fn issue_token_with(&self, user_id: &str, options: TokenOptions) -> String {
        self.issue(Some(user_id), &options)
    }

    /// Issues an access token of a program, as the client credentials grant of OAuth 2.0 gives it: without a user, and
    /// without a scope unless the options have one. For tests of routes with `resource_server::RequireToken`.
    pub fn issue_client_token(&self, options: TokenOptions) -> String {
        self.issue(None, &options)
    }

    /// A token of a user, or of a program.
    fn issue(&self, user_id: Option<&str>, options: &TokenOptions) -> String {
        let (issuer, key) = self.state.lock().signer();
        let grant = Grant::new(user_id, options, &issuer, &self.app_id);
        let token = match &options.secret {
            Some(secret) => sign_with_secret(secret, &grant.claims),
            None => key.sign(&grant.claims),
        };
        self.state.lock().tokens.insert(token.clone(), grant);
        token
    }

    /// Issues a logout token (OpenID Connect Back-Channel Logout 1.0), valid for two minutes, as a provider sends it to
    /// an application when the user has logged out elsewhere.
    pub fn issue_logout_token(&self, user_id: &str) -> String {
        let (issuer, key) = self.state.lock().signer();
        let now = grant::unix_time();
        key.sign(&serde_json::json!({
            "iss": issuer,
            "sub": user_id,
            "aud": self.app_id,
            "iat": now,
            "exp": now + 120,
            "jti": format!("{:032x}", random()),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        }))
    }

    /// Sets a user's roles in a namespace, which the console calls a permission space. Roles that the user had there
    /// before are gone. `/api/v3/get-my-role-list` lists a user's roles of all namespaces.
    ///
    /// ```
    /// # use genauth::mock::Tenant;
    /// # let tenant = Tenant::start_blocking().unwrap();
    /// tenant.set_roles("ada", "shop", &["clerk", "admin"]);
    /// ```
    ///
    /// The roles are in force. For a disabled role, or one that ends, write the list yourself with
    /// [`Tenant::set_data`].
    pub fn set_roles(&self, user_id: &str, namespace: &str, codes: &[&str]) {
        self.state.lock().permissions.set_roles(user_id, namespace, codes);
    }

    /// Allows a user an action with a resource of a namespace. The operations that check permissions, such as
    /// `/api/v3/check-permission-string-resource`, answer `enabled: true` for it, and `false` for everything else.
    ///
    /// ```
    /// # use genauth::mock::Tenant;
    /// # let tenant = Tenant::start_blocking().unwrap();
    /// tenant.allow("ada", "shop", "orders", "read");
    /// ```
    ///
    /// A check without `namespaceCode` gives a row for each namespace that has the resource.
    pub fn allow(&self, user_id: &str, namespace: &str, resource: &str, action: &str) {
        self.state.lock().permissions.allow(user_id, namespace, resource, action);
    }

    /// Takes back what [`Tenant::allow`] allowed. False if it wasn't allowed. The namespace keeps the resource.
    pub fn disallow(&self, user_id: &str, namespace: &str, resource: &str, action: &str) -> bool {
        self.state.lock().permissions.disallow(user_id, namespace, resource, action)
    }

    /// The newest code that was sent to an email address or a phone number, without its country code, and that wasn't
    /// used. Codes of emails are valid for 5 minutes, those of text messages for one. Any number of codes can be sent;
    /// the service sends one a minute.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use genauth::AuthenticationClient;
    /// use genauth::mock::Tenant;
    /// use genauth::types::EmailChannel;
    ///
    /// let tenant = Tenant::start().await?;
    /// let client = AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).build()?;
    /// client.send_email("ada@example.com", EmailChannel::BindEmail).await?;
    /// assert!(tenant.code_sent_to("ada@example.com").is_some());
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "account")]
    pub fn code_sent_to(&self, address: &str) -> Option<String> {
        self.state.lock().accounts.code(address)
    }

    /// Gives a user a password, which `update_password` then asks for. The tenant's login page asks for none.
    #[cfg(feature = "account")]
    pub fn set_password(&self, user_id: &str, password: &str) {
        self.state.lock().accounts.passwords.insert(user_id.to_owned(), password.to_owned());
    }

    /// The password of a user, as the last call sent it; None if the user has none.
    #[cfg(feature = "account")]
    pub fn password(&self, user_id: &str) -> Option<String> {
        self.state.lock().accounts.passwords.get(user_id).cloned()
    }

    /// Sets the `data` that an operation answers for a user, such as the roles of `/api/v3/get-my-role-list`. The path
    /// is the operation's [`PATH`](crate::Operation::PATH). Without this setting, `get-profile` answers the user's
    /// profile, the role list and the permission checks answer from [`Tenant::set_roles`] and [`Tenant::allow`], and
    /// any other operation answers an empty list or an empty object.
    ///
    /// # Panics
    /// If no operation has this path, or the data can't be written as JSON.
    #[track_caller]
    pub fn set_data(&self, user_id: impl Into<String>, path: impl Into<String>, data: impl serde::Serialize) {
        let path = path.into();
        if !PATHS.iter().any(|(_, known, _)| *known == path) {
            let known: Vec<&str> = PATHS.iter().map(|(_, known, _)| *known).collect();
            panic!("no operation has the path {path:?}; known are {}", known.join(", "));
        }
        let data = serde_json::to_value(data).expect("data that can be written as JSON");
        self.state.lock().data.insert((user_id.into(), path), data);
    }

    /// Replaces the key that signs tokens, and publishes the new key instead of the old one. The tenant still accepts
    /// tokens that were issued before, but no published key verifies their signature any more.
    pub fn rotate_keys(&self) {
        let mut state = self.state.lock();
        state.key = state.key.next();
    }

    /// Revokes a token, as an application does at `/oidc/token/revocation` (RFC 7009): calls with the token fail with
    /// apiCode 2207. False if this tenant didn't issue the token.
    pub fn revoke(&self, token: &str) -> bool {
        self.state.lock().tokens.get_mut(token).map(|grant| grant.revoked = true).is_some()
    }

    /// Suspends a user: calls with the user's tokens fail with apiCode 2120008. False if there is no such user.
    pub fn suspend(&self, user_id: &str) -> bool {
        self.state.lock().users.get_mut(user_id).map(|user| user.suspended = true).is_some()
    }

    /// Gives this answer to the next `times` requests, on any path. Requests for the published keys count too. Scripts
    /// are used in the order in which they were added; after the last one, requests are answered as usual.
    pub fn script(&self, times: usize, answer: Answer) {
        self.push_script(times, None, answer);
    }

    /// Gives this answer to the next `times` requests on this path, such as `/api/v3/get-profile`. Requests on other
    /// paths are answered as usual.
    pub fn script_path(&self, path: impl Into<String>, times: usize, answer: Answer) {
        self.push_script(times, Some(path.into()), answer);
    }

    fn push_script(&self, times: usize, path: Option<String>, answer: Answer) {
        if times > 0 {
            self.state.lock().script.push_back(Scripted { times, path, answer });
        }
    }

    /// Ends all scripts: from now on requests are answered as usual. With `script(usize::MAX, …)` before, that is the
    /// end of an outage.
    pub fn clear_script(&self) {
        self.state.lock().script.clear();
    }

    /// Every request so far, answered or not, the oldest first. The log grows until it is cleared.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().requests.clone()
    }

    /// Empties the request log and returns its requests, in one step: no request is lost or returned twice.
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().requests)
    }

    /// Empties the request log.
    pub fn clear_requests(&self) {
        self.state.lock().requests.clear();
    }
}

impl fmt::Debug for Tenant {
    /// Shows only the numbers of users, tokens and requests: a log must hold no profile and no token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.lock();
        f.debug_struct("Tenant")
            .field("url", &self.url)
            .field("users", &state.users.len())
            .field("tokens", &state.tokens.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}
