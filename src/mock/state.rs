//! The state of a tenant: users, tokens, the script of answers, and the log of requests.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

#[cfg(feature = "account")]
use super::accounts::Accounts;
use super::answer::Answer;
use super::grant::Grant;
use super::keys::SigningKey;
use super::logins::Logins;
use super::permissions::Permissions;
use super::random::random;
use super::request::Request;

/// How an application can authenticate itself, by the names in OAuth's registry: by a header, by the form, or not at
/// all.
pub(super) const CLIENT_AUTH_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// The state, shared by a tenant and its server's thread.
#[derive(Default)]
pub(super) struct LockedState(Mutex<State>);

impl LockedState {
    /// Locks the state. A poisoned lock is used as well: each change of the state is a single call, so that a panic
    /// leaves no half-done change.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct State {
    /// The tenant's URL. Empty until the port is open.
    pub(super) url: String,
    /// ID and secret of the tenant's application.
    pub(super) app_id: String,
    pub(super) app_secret: String,
    /// The method of client authentication that the application is set to; None allows every method.
    pub(super) client_auth: Option<&'static str>,
    pub(super) key: SigningKey,
    pub(super) users: HashMap<String, User>,
    pub(super) tokens: HashMap<String, Grant>,
    pub(super) logins: Logins,
    /// The `data` of answers, by user and path, if a test has set it.
    pub(super) data: HashMap<(String, String), Value>,
    pub(super) permissions: Permissions,
    #[cfg(feature = "account")]
    pub(super) accounts: Accounts,
    pub(super) script: VecDeque<Scripted>,
    pub(super) requests: Vec<Request>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            url: String::new(),
            // The service's IDs have 24 hexadecimal digits too.
            app_id: format!("{:024x}", random() >> 32),
            app_secret: format!("{:032x}", random()),
            client_auth: None,
            key: SigningKey::default(),
            users: HashMap::new(),
            tokens: HashMap::new(),
            logins: Logins::default(),
            data: HashMap::new(),
            permissions: Permissions::default(),
            #[cfg(feature = "account")]
            accounts: Accounts::default(),
            script: VecDeque::new(),
            requests: Vec::new(),
        }
    }
}

impl State {
    /// The text that a user has for a key of the profile. None if the text is empty.
    #[cfg(feature = "account")]
    pub(super) fn profile_text(&self, user_id: &str, key: &str) -> Option<String> {
        let value = self.users.get(user_id)?.profile.get(key)?.as_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The `iss` claim of the tenant's tokens.
    pub(super) fn issuer(&self) -> String {
        format!("{}/oidc", self.url)
    }

    /// The `iss` claim, and the key that signs: what a token needs, so that the lock isn't held while it is signed.
    pub(super) fn signer(&self) -> (String, SigningKey) {
        (self.issuer(), self.key.clone())
    }

    /// The ID of the user whom somebody named by ID, username, email address or phone number.
    pub(super) fn find_user(&self, named: &str) -> Option<String> {
        let named = named.trim();
        if self.users.contains_key(named) {
            return Some(named.to_owned());
        }
        let is_named = |user: &User| {
            let has = |key: &str| user.profile.get(key).and_then(Value::as_str).is_some_and(|value| value == named);
            !named.is_empty() && ["username", "email", "phone"].into_iter().any(has)
        };
        self.users.iter().find(|(_, user)| is_named(user)).map(|(id, _)| id.clone())
    }

    /// Revokes the tokens of a login.
    pub(super) fn revoke_login(&mut self, id: u128) {
        for grant in self.tokens.values_mut().filter(|grant| grant.login == Some(id)) {
            grant.revoked = true;
        }
        for token in self.logins.refresh_tokens.values_mut().filter(|token| token.login.id == id) {
            token.revoked = true;
        }
    }

    /// The next scripted answer for this path, or the usual answer.
    pub(super) fn next_answer(&mut self, path: &str) -> Answer {
        let due = |scripted: &Scripted| scripted.path.as_deref().is_none_or(|wanted| wanted == path);
        let Some(index) = self.script.iter().position(due) else {
            return Answer::usual();
        };
        let scripted = &mut self.script[index];
        scripted.times -= 1;
        let answer = scripted.answer.clone();
        if scripted.times == 0 {
            self.script.remove(index);
        }
        answer
    }
}

/// An answer for the next requests.
pub(super) struct Scripted {
    /// How many requests still get this answer; at least one.
    pub(super) times: usize,
    /// The path that the answer is for; None means every path.
    pub(super) path: Option<String>,
    pub(super) answer: Answer,
}

pub(super) struct User {
    pub(super) profile: Map<String, Value>,
    pub(super) suspended: bool,
}
