//! What a tenant knows: users, tokens, the script of answers and the log of requests.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::{Map, Value};

use super::answer::Answer;
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

#[derive(Default)]
pub(super) struct State {
    pub(super) users: HashMap<String, User>,
    pub(super) tokens: HashMap<String, Grant>,
    pub(super) script: VecDeque<(usize, Answer)>,
    pub(super) requests: Vec<Request>,
}

impl State {
    /// The scripted answer that is due, or the usual one.
    pub(super) fn next_answer(&mut self) -> Answer {
        match self.script.front_mut() {
            Some((times, answer)) if *times > 1 => {
                *times -= 1;
                answer.clone()
            }
            _ => self.script.pop_front().map_or_else(Answer::usual, |(_, answer)| answer),
        }
    }
}

pub(super) struct User {
    pub(super) profile: Map<String, Value>,
    pub(super) suspended: bool,
}

/// What a token stands for.
pub(super) struct Grant {
    pub(super) user_id: String,
    pub(super) scope: Option<String>,
    pub(super) expires: Option<Instant>,
    pub(super) revoked: bool,
}
