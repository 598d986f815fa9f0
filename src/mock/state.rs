//! What a tenant knows: users, tokens, the script of answers and the log of requests.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use super::answer::Answer;
use super::grant::Grant;
use super::keys::SigningKey;
use super::random::random;
use super::request::Request;

/// What a tenant and its server thread share.
#[derive(Default)]
pub(super) struct Shared(Mutex<State>);

impl Shared {
    /// A panic elsewhere leaves no half-done change behind (each change is one call), so a poisoned lock is as good.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct State {
    /// Where the tenant is. Empty until its port is open.
    pub(super) url: String,
    /// The ID of its one application.
    pub(super) app_id: String,
    pub(super) key: SigningKey,
    pub(super) users: HashMap<String, User>,
    pub(super) tokens: HashMap<String, Grant>,
    /// What operations beside `get-profile` answer, by user and path.
    pub(super) data: HashMap<(String, String), Value>,
    pub(super) script: VecDeque<Scripted>,
    pub(super) requests: Vec<Request>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            url: String::new(),
            // In the form of the service's IDs.
            app_id: format!("{:024x}", random() >> 32),
            key: SigningKey::default(),
            users: HashMap::new(),
            tokens: HashMap::new(),
            data: HashMap::new(),
            script: VecDeque::new(),
            requests: Vec::new(),
        }
    }
}

impl State {
    /// Who issues the tokens: their `iss` claim.
    pub(super) fn issuer(&self) -> String {
        format!("{}/oidc", self.url)
    }

    /// The scripted answer that is due on this path, or the usual one.
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
    /// How many more, at least one.
    pub(super) times: usize,
    /// The path whose requests it is for; None is every path.
    pub(super) path: Option<String>,
    pub(super) answer: Answer,
}

pub(super) struct User {
    pub(super) profile: Map<String, Value>,
    pub(super) suspended: bool,
}
