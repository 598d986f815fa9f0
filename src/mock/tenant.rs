//! [`Tenant`]: the server as a test holds it.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;

use crate::generated::paths::PATHS;

use super::answer::Answer;
use super::grant::{self, Grant};
use super::keys::sign_with_secret;
use super::options::TokenOptions;
use super::profile::InvalidProfile;
use super::request::Request;
use super::server::Server;
use super::state::{Scripted, Shared, User};

/// A tenant of its own on a loopback port, with its own users, tokens, script and request log.
///
/// It runs on a thread of its own, so it serves async and blocking code alike and outlives any runtime of the test.
/// Dropping it stops it at once: the port is closed and open connections are cut, delayed answers included. To share
/// it, put it into an `Arc`.
pub struct Tenant {
    state: Arc<Shared>,
    // Held for its Drop, which stops the server.
    _server: Server,
    url: String,
    app_id: String,
}

impl Tenant {
    /// Starts a tenant on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// The port can't be opened, or the thread can't be started.
    pub async fn start() -> io::Result<Self> {
        Self::start_blocking()
    }

    /// Starts a tenant on an address of your choice, such as `([127, 0, 0, 1], 8080)`; port 0 stands for a free one.
    ///
    /// # Errors
    /// The address is in use or can't be opened, or the thread can't be started.
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
        let state = Arc::new(Shared::default());
        let server = Server::start(addr.into(), Arc::clone(&state))?;
        let mut addr = server.addr();
        if addr.ip().is_unspecified() {
            // "Every interface" is an address to listen on, not one to call.
            addr.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let url = format!("http://{addr}");
        let app_id = {
            let mut state = state.lock();
            state.url.clone_from(&url);
            state.app_id.clone()
        };
        Ok(Self { state, _server: server, url, app_id })
    }

    /// Where the tenant is, like `http://127.0.0.1:49152`: what a client takes as its app host.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The ID of the tenant's application: what its access tokens have as `aud`.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The `data` of the documented sample response as the documentation prints it, keys with a trailing blank and
    /// arrays inside strings included: what a client had better be able to read.
    pub fn sample_profile() -> Value {
        let mut sample: Value = serde_json::from_str(include_str!("../../schema/get-profile.sample.json"))
            .expect("the sample is part of the crate and is JSON");
        sample["data"].take()
    }

    /// Registers a user and returns the user's id. The profile is anything that serializes to a JSON object with a
    /// `userId`; it is served as it is, as far as flags and scope let its fields through. A user of the same id is
    /// replaced and no longer suspended.
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

    /// Issues an access token that gives every field and expires after an hour. For a user id that isn't registered, the
    /// token answers with apiCode 2004, as for a user deleted since.
    ///
    /// It is a JWT as the service issues them: signed with RS256, `iss` is [`Tenant::url`] with `/oidc` after it, `sub`
    /// the user id and `aud` [`Tenant::app_id`]. The tenant publishes its key at `/oidc/.well-known/jwks.json`.
    pub fn issue_token(&self, user_id: &str) -> String {
        self.issue_token_with(user_id, TokenOptions::default())
    }

    /// Issues an access token with a scope, an expiry, an audience or a signature of your choice.
    pub fn issue_token_with(&self, user_id: &str, options: TokenOptions) -> String {
        // Signed outside the lock: the server answers meanwhile.
        let (issuer, key) = {
            let state = self.state.lock();
            (state.issuer(), state.key.clone())
        };
        let claims = grant::claims(user_id, &options, &issuer, &self.app_id);
        let token = match &options.secret {
            Some(secret) => sign_with_secret(secret, &claims),
            None => key.sign(&claims),
        };
        self.state.lock().tokens.insert(token.clone(), Grant::new(user_id, &options));
        token
    }

    /// Sets what an operation other than `get-profile` answers for a user: the `data` of its envelope. The path is the
    /// operation's, such as `/api/v3/get-my-role-list`, which is also
    /// [`GetRoleList::PATH`](crate::Operation::PATH). Without data an operation answers an empty list or an empty object.
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

    /// Replaces the key that signs tokens and is published. Tokens issued before are still good for `get-profile`, but
    /// their signature fits no published key any more.
    pub fn rotate_keys(&self) {
        let mut state = self.state.lock();
        state.key = state.key.next();
    }

    /// Revokes a token: from now on it answers with apiCode 2207. False if this tenant didn't issue it.
    pub fn revoke(&self, token: &str) -> bool {
        self.state.lock().tokens.get_mut(token).map(|grant| grant.revoked = true).is_some()
    }

    /// Suspends a user, whose tokens from now on answer with apiCode 2120008. False if there's no such user.
    pub fn suspend(&self, user_id: &str) -> bool {
        self.state.lock().users.get_mut(user_id).map(|user| user.suspended = true).is_some()
    }

    /// Scripts the next `times` requests, on whatever path: those for the published keys count too. Scripts queue up in
    /// the order of the calls; once they are used up, requests are answered as usual.
    pub fn script(&self, times: usize, answer: Answer) {
        self.push_script(times, None, answer);
    }

    /// Scripts the next `times` requests on this path, such as `/api/v3/get-profile`, and leaves requests on other paths
    /// alone.
    pub fn script_path(&self, path: impl Into<String>, times: usize, answer: Answer) {
        self.push_script(times, Some(path.into()), answer);
    }

    fn push_script(&self, times: usize, path: Option<String>, answer: Answer) {
        if times > 0 {
            self.state.lock().script.push_back(Scripted { times, path, answer });
        }
    }

    /// Every request so far, oldest first, whether answered or not. The log grows until it's cleared.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().requests.clone()
    }

    /// Empties the request log and returns what was in it; no request is lost or seen twice in between.
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().requests)
    }

    /// Empties the request log.
    pub fn clear_requests(&self) {
        self.state.lock().requests.clear();
    }
}

impl fmt::Debug for Tenant {
    /// Counts only: profiles and tokens belong into no log.
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
