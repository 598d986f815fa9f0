//! The service's published keys: fetched when first needed, kept, and refreshed while they are in use.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT, USER_AGENT};
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use super::event;
use super::jwks::KeySet;

/// Keys of this age are refreshed in the background; requests still use the old keys meanwhile.
const REFRESH_AFTER: Duration = Duration::from_secs(10 * 60);
/// Keys that couldn't be refreshed for this long are dropped: they may have been withdrawn.
const DROP_AFTER: Duration = Duration::from_secs(60 * 60);
/// How often tokens with an unknown key ID may cause a fetch, so that made-up tokens are no load for the service.
const UNKNOWN_AFTER: Duration = Duration::from_secs(30);
/// How soon a failed fetch may be repeated.
const FAILED_AFTER: Duration = Duration::from_secs(1);
/// The deadline of one fetch.
const DEADLINE: Duration = Duration::from_secs(5);
/// The largest key set that is read.
const MAX_BYTES: usize = 64 * 1024;

/// The keys of one service. At most one fetch is under way at a time.
pub(super) struct Keys {
    http: reqwest::Client,
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// When the last fetch failed; None if the last fetch succeeded.
    failed: Option<Instant>,
    /// When an unknown key ID last caused a fetch.
    unknown: Option<Instant>,
    /// The fetch that is under way. The fetch has ended when its sender is dropped.
    running: Option<watch::Receiver<()>>,
}

struct Current {
    keys: Arc<KeySet>,
    /// When the fetch of these keys began.
    since: Instant,
}

/// The next step of a request that needs a key.
enum Step {
    Use(Arc<KeySet>),
    /// Use these keys, and fetch newer keys for later requests.
    Refresh(Arc<KeySet>),
    Wait(watch::Receiver<()>),
    Fetch,
    /// There are no usable keys, and a fetch has just failed.
    GiveUp,
}

impl State {
    /// The next step, at the time `now`, of a request that arrived at the time `came`.
    fn step(&mut self, now: Instant, came: Instant, id: Option<&str>) -> Step {
        if self.current.as_ref().is_some_and(|current| now - current.since >= DROP_AFTER) {
            self.current = None;
        }
        let has_failed = self.failed.is_some_and(|at| now - at < FAILED_AFTER);
        let wait_or_fetch = match &self.running {
            Some(running) => Step::Wait(running.clone()),
            None if has_failed => Step::GiveUp,
            None => Step::Fetch,
        };
        let Some(current) = &self.current else {
            return wait_or_fetch;
        };
        let keys = current.keys.clone();
        if id.is_none_or(|id| keys.has(id)) {
            let is_old = now - current.since >= REFRESH_AFTER;
            return if is_old && matches!(wait_or_fetch, Step::Fetch) { Step::Refresh(keys) } else { Step::Use(keys) };
        }
        // An unknown key ID may mean that the service has rotated its keys. Keys that were fetched after the request
        // arrived are current.
        if current.since >= came {
            return Step::Use(keys);
        }
        if let Step::Fetch = wait_or_fetch {
            if self.unknown.is_some_and(|at| now - at < UNKNOWN_AFTER) {
                return Step::Use(keys);
            }
            self.unknown = Some(now);
        }
        wait_or_fetch
    }
}

impl Keys {
    pub(super) fn new(http: reqwest::Client, url: String) -> Self {
        Self { http, url, state: Arc::default() }
    }

    /// The keys. If no key has this ID, newer keys are fetched first, unless a fetch was made shortly before. None if
    /// there are no keys before the deadline.
    pub(super) async fn get(&self, id: Option<&str>, deadline: Instant) -> Option<Arc<KeySet>> {
        let came = Instant::now();
        let mut has_fetched = false;
        loop {
            let (step, fetch) = self.step(came, id);
            // Spawned when the lock is free: a runtime that is ending drops the task at once, and the drop of a
            // `Fetch` takes the lock.
            let started = fetch.map(|fetch| self.spawn(fetch));
            let mut running = match step {
                Step::Use(keys) | Step::Refresh(keys) => return Some(keys),
                Step::Wait(running) => running,
                // The request's first fetch was dropped with its runtime, and another would be too.
                Step::Fetch if has_fetched => return None,
                Step::Fetch => {
                    has_fetched = true;
                    started?
                }
                Step::GiveUp => return None,
            };
            // Nothing is ever sent on this channel. `changed` returns when the sender is dropped, at the end of the
            // fetch.
            if timeout_at(deadline, running.changed()).await.is_err() {
                return None;
            }
        }
    }

    /// The next step of a request, and the fetch that this step begins.
    fn step(&self, came: Instant, id: Option<&str>) -> (Step, Option<Fetch>) {
        let mut state = lock(&self.state);
        let step = state.step(Instant::now(), came, id);
        let fetch = matches!(step, Step::Refresh(_) | Step::Fetch).then(|| {
            let (done, running) = watch::channel(());
            state.running = Some(running);
            Fetch { state: self.state.clone(), since: Instant::now(), done }
        });
        (step, fetch)
    }

    /// Fetches in a task of its own, since the request that causes the fetch may be dropped.
    fn spawn(&self, fetch: Fetch) -> watch::Receiver<()> {
        let running = fetch.done.subscribe();
        let request = self.http.get(&self.url).header(ACCEPT, "application/json");
        let request = request.header(USER_AGENT, concat!("genauth-rust/", env!("CARGO_PKG_VERSION")));
        tokio::spawn(async move {
            let keys = timeout(DEADLINE, read(request)).await;
            fetch.end(keys.unwrap_or(Err("the service didn't answer within the deadline")));
        });
        running
    }
}

/// A fetch that is under way. Its drop lets the next fetch begin, however this fetch ends.
struct Fetch {
    state: Arc<Mutex<State>>,
    since: Instant,
    done: watch::Sender<()>,
}

impl Fetch {
    fn end(self, result: Result<KeySet, &'static str>) {
        let mut state = lock(&self.state);
        match result {
            Ok(keys) => {
                state.current = Some(Current { keys: Arc::new(keys), since: self.since });
                state.failed = None;
            }
            Err(reason) => {
                event::keys_failed(reason);
                state.failed = Some(Instant::now());
                // A failed fetch tells nothing about the unknown key ID, so that the ID may cause another fetch.
                state.unknown = None;
            }
        }
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        lock(&self.state).running = None;
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<KeySet, &'static str> {
    let mut response = request.send().await.map_err(|_| "the service can't be reached")?;
    if response.status() != reqwest::StatusCode::OK {
        return Err("the service answered with another status than 200");
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| "the connection was lost")? {
        if piece.len() > MAX_BYTES - body.len() {
            return Err("the key set is too large");
        }
        body.extend_from_slice(&piece);
    }
    KeySet::parse(&body)
}

/// Locks the state. A poisoned lock is used as well: no code that holds the lock can panic half-way through a change.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    fn state(now: Instant) -> State {
        let keys = br#"{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}"#;
        let keys = Arc::new(KeySet::parse(keys).expect("a key"));
        State { current: Some(Current { keys, since: now }), ..State::default() }
    }

    /// The name of the step for a request that arrives now.
    fn step(state: &mut State, now: Instant, id: &str) -> &'static str {
        match state.step(now, now, Some(id)) {
            Step::Use(_) => "use",
            Step::Refresh(_) => "refresh",
            Step::Wait(_) => "wait",
            Step::Fetch => "fetch",
            Step::GiveUp => "give up",
        }
    }

    #[test]
    fn keys_age() {
        let start = Instant::now();
        let mut state = state(start);
        assert_eq!(step(&mut state, start + 10 * MINUTE - SECOND, "a"), "use");
        assert_eq!(step(&mut state, start + 10 * MINUTE, "a"), "refresh");
        state.running = Some(watch::channel(()).1);
        assert_eq!(step(&mut state, start + 11 * MINUTE, "a"), "use", "one refresh at a time");
        state.running = None;
        state.failed = Some(start + 12 * MINUTE);
        assert_eq!(step(&mut state, start + 12 * MINUTE, "a"), "use", "a second between refreshes that fail");
        assert_eq!(step(&mut state, start + 12 * MINUTE + SECOND, "a"), "refresh");
        assert_eq!(step(&mut state, start + 60 * MINUTE - SECOND, "a"), "refresh");
        assert_eq!(step(&mut state, start + 60 * MINUTE, "a"), "fetch", "an hour without success");
        assert!(state.current.is_none());
    }

    #[test]
    fn unknown_ids_cause_few_fetches() {
        let start = Instant::now();
        let mut state = state(start);
        let later = start + MINUTE;
        assert_eq!(step(&mut state, start, "b"), "use", "these keys are newer than the request");
        assert_eq!(step(&mut state, later, "b"), "fetch");
        assert_eq!(step(&mut state, later, "b"), "use");
        assert_eq!(step(&mut state, later + 29 * SECOND, "c"), "use");
        assert_eq!(step(&mut state, later + 30 * SECOND, "c"), "fetch");
        assert_eq!(step(&mut state, later + 30 * SECOND, "a"), "use");
        state.running = Some(watch::channel(()).1);
        assert_eq!(step(&mut state, later + 31 * SECOND, "d"), "wait");
    }

    #[test]
    fn without_keys_there_is_one_fetch_a_second() {
        let start = Instant::now();
        let mut state = State::default();
        assert_eq!(step(&mut state, start, "a"), "fetch");
        state.running = Some(watch::channel(()).1);
        assert_eq!(step(&mut state, start, "a"), "wait");
        state = State { failed: Some(start), ..State::default() };
        assert_eq!(step(&mut state, start + SECOND / 2, "a"), "give up");
        assert_eq!(step(&mut state, start + SECOND, "a"), "fetch");
    }
}
