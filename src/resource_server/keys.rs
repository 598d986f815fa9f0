//! The service's published keys: fetched when first needed, kept, and refreshed while they are in use.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::Method;
use tokio::time::{Instant, timeout};

use super::calls::{Calls, Ended, Join, Lifespan, Sequence, Ticket};
use super::event;
use super::jwks::KeySet;
use super::lock::Lock;
use super::stats::Counter;
use crate::client::AuthenticationClient;
use crate::error::ErrorKind;
use crate::transport::read;

/// Keys of this age are refreshed in the background; requests still use the old keys meanwhile.
const REFRESH_AFTER: Duration = Duration::from_secs(10 * 60);
/// Keys that couldn't be refreshed for this long are dropped: they may have been withdrawn.
const DROP_AFTER: Duration = Duration::from_secs(60 * 60);
/// The shortest time between two fetches while keys are in memory. Failed fetches count too: made-up tokens are no load
/// for the service.
const PAUSE_WITH_KEYS: Duration = Duration::from_secs(30);
/// How soon a failed fetch may be repeated while there are no keys.
const PAUSE_WITHOUT_KEYS: Duration = Duration::from_secs(1);
/// The deadline of one fetch.
const DEADLINE: Duration = Duration::from_secs(5);
/// The largest key set that is read.
const MAX_BYTES: usize = 256 * 1024;

/// The keys of one service. Requests share one fetch at a time.
pub(super) struct Keys {
    client: AuthenticationClient,
    state: Arc<Lock<State>>,
    /// The fetch that is under way.
    fetches: Arc<Calls<(), Fetched>>,
    /// How many fetches have begun.
    fetch_count: Counter,
    /// Whether a fetch has succeeded.
    succeeded: Arc<AtomicBool>,
}

/// The keys in use, or the outcome of a fetch; None if there are no keys, or the fetch failed.
type Fetched = Option<Arc<Current>>;

/// Keys in use.
pub(super) struct Current {
    pub(super) keys: KeySet,
    /// When the fetch of these keys began.
    began: Instant,
}

/// Whether there are newer keys than those that a token was checked with.
pub(super) enum Newer {
    Keys(Arc<Current>),
    /// The keys at hand are the newest.
    UpToDate,
    /// Nobody knows: the last fetch failed, or wasn't done in time.
    Failed,
}

#[derive(Default)]
struct State {
    current: Fetched,
    /// When the last fetch failed; None if the last fetch succeeded.
    failed: Option<Instant>,
    /// When a fetch last began while there were keys.
    last_with_keys: Option<Instant>,
}

impl State {
    /// The keys at hand.
    fn current(&mut self, now: Instant) -> Fetched {
        self.current.take_if(|current| now.saturating_duration_since(current.began) >= DROP_AFTER);
        self.current.clone()
    }

    /// Whether a fetch begins while there are keys: not if one began shortly before.
    fn begin_with_keys(&mut self, now: Instant) -> bool {
        let may = self.last_with_keys.is_none_or(|last| now.saturating_duration_since(last) >= PAUSE_WITH_KEYS);
        if may {
            self.last_with_keys = Some(now);
        }
        may
    }

    /// The answer without a fetch to a request that needs any keys. None: fetch.
    fn any(&mut self, now: Instant) -> Option<Fetched> {
        let current = self.current(now);
        let has_failed = self.failed.is_some_and(|at| now.saturating_duration_since(at) < PAUSE_WITHOUT_KEYS);
        (current.is_some() || has_failed).then_some(current)
    }

    /// The answer without a fetch to a request that came at the time `came` and needs newer keys than those of `than`.
    /// None: fetch.
    fn newer(&mut self, now: Instant, came: Instant, than: Instant) -> Option<Fetched> {
        let Some(current) = self.current(now) else { return self.any(now) };
        // Keys that were fetched after the request arrived are current.
        if current.began > than || current.began >= came {
            return Some(Some(current));
        }
        if self.begin_with_keys(now) {
            return None;
        }
        Some(if self.failed.is_some() { None } else { Some(current) })
    }

    /// Whether a refresh begins.
    fn begin_refresh(&mut self, now: Instant, current: &Current) -> bool {
        now.saturating_duration_since(current.began) >= REFRESH_AFTER && self.begin_with_keys(now)
    }

    fn end(&mut self, fetched: &Fetched) {
        match fetched {
            Some(_) => {
                self.current = fetched.clone();
                self.failed = None;
            }
            None => self.failed = Some(Instant::now()),
        }
    }
}

impl Keys {
    /// A request joins the fetch of another for as long as that fetch sends heartbeats, at most half of `timeout`
    /// apart.
    pub(super) fn new(client: AuthenticationClient, timeout: Duration) -> Self {
        let lifespan = Lifespan { deadline: DEADLINE, max_silence: timeout.min(DEADLINE) / 2 };
        let fetches = Arc::new(Calls::new(Arc::new(Sequence::default()), lifespan));
        Self { client, state: Arc::default(), fetches, fetch_count: Counter::default(), succeeded: Arc::default() }
    }

    /// How many fetches have begun.
    pub(super) fn fetches_so_far(&self) -> u64 {
        self.fetch_count.get()
    }

    /// Whether there were keys at some time.
    pub(super) fn were_there(&self) -> bool {
        self.succeeded.load(Ordering::Relaxed)
    }

    /// The keys. None if there are no keys before the deadline.
    pub(super) async fn get(&self, deadline: Instant) -> Fetched {
        let now = Instant::now();
        let (current, is_old) = {
            let mut state = self.state.lock();
            let current = state.current(now);
            let is_old = current.as_ref().is_some_and(|current| state.begin_refresh(now, current));
            (current, is_old)
        };
        if is_old && let Join::Leads(_, ticket) = self.fetches.join((), 0, now.into_std(), || None) {
            self.fetches.start(ticket, |ticket| self.fetch(ticket));
        }
        if current.is_some() {
            return current;
        }
        let without = || self.state.lock().any(Instant::now());
        self.fetches.share((), || 0, deadline, without, |ticket| self.fetch(ticket)).await.flatten()
    }

    /// Newer keys than these, for a token that came at the time `came` and that these keys didn't verify.
    pub(super) async fn newer(&self, than: &Current, came: Instant, deadline: Instant) -> Newer {
        let without = || self.state.lock().newer(Instant::now(), came, than.began);
        match self.fetches.share((), || 0, deadline, without, |ticket| self.fetch(ticket)).await.flatten() {
            Some(current) if current.began > than.began => Newer::Keys(current),
            Some(_) => Newer::UpToDate,
            None => Newer::Failed,
        }
    }

    /// Fetches the keys, in a task of its own.
    fn fetch(&self, ticket: Ticket<(), Fetched>) -> impl Future<Output = ()> + Send + use<> {
        let request = self.client.request(Method::GET, "/oidc/.well-known/jwks.json");
        let (state, succeeded, began) = (self.state.clone(), self.succeeded.clone(), Instant::now());
        self.fetch_count.add();
        async move {
            let keys = timeout(DEADLINE, fetch(request)).await;
            let fetched = match keys.unwrap_or(Err("the service didn't answer within the deadline")) {
                Ok(keys) => {
                    succeeded.store(true, Ordering::Relaxed);
                    Some(Arc::new(Current { keys, began }))
                }
                Err(reason) => {
                    event::keys_failed(reason);
                    None
                }
            };
            ticket.end(Ended::With(fetched), |fetched| state.lock().end(fetched));
        }
    }
}

async fn fetch(request: reqwest::RequestBuilder) -> Result<KeySet, &'static str> {
    let mut response = request.send().await.map_err(|_| "the service can't be reached")?;
    if response.status() != reqwest::StatusCode::OK {
        return Err("the service answered with another status than 200");
    }
    let body = read(&mut response, MAX_BYTES).await.map_err(|error| match error.kind() {
        ErrorKind::TooLarge => "the key set is too large",
        _ => "the connection was lost",
    })?;
    KeySet::parse(&body)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    fn keys(began: Instant) -> Fetched {
        let n = "A".repeat(4) + &"_".repeat(344);
        let keys = format!(r#"{{"keys":[{{"kty":"RSA","kid":"a","n":"{n}","e":"AQAB"}}]}}"#);
        Some(Arc::new(Current { keys: KeySet::parse(keys.as_bytes()).expect("a key"), began }))
    }

    fn state(began: Instant) -> State {
        State { current: keys(began), ..State::default() }
    }

    /// Whether a request that comes now refreshes the keys.
    fn refreshes(state: &mut State, now: Instant) -> bool {
        state.current(now).is_some_and(|current| state.begin_refresh(now, &current))
    }

    /// What a request gets that comes now and isn't verified by the keys at hand.
    fn newer(state: &mut State, now: Instant) -> &'static str {
        let than = state.current(now).expect("keys").began;
        match state.newer(now, now, than) {
            None => "a fetch",
            Some(None) => "nobody knows",
            Some(Some(_)) => "these keys",
        }
    }

    #[test]
    fn keys_age() {
        let start = Instant::now();
        let mut state = state(start);
        assert!(!refreshes(&mut state, start + 10 * MINUTE - SECOND));
        assert!(refreshes(&mut state, start + 10 * MINUTE));
        state.end(&None);
        assert!(!refreshes(&mut state, start + 10 * MINUTE + 29 * SECOND), "one fetch in 30 seconds, if it fails too");
        assert!(refreshes(&mut state, start + 10 * MINUTE + 30 * SECOND));
        assert!(state.any(start + 60 * MINUTE - SECOND).flatten().is_some());
        assert!(state.any(start + 60 * MINUTE).is_none(), "an hour without success");
        assert!(state.current.is_none());
    }

    #[test]
    fn unverified_tokens_cause_few_fetches() {
        let start = Instant::now();
        let mut state = state(start);
        assert_eq!(newer(&mut state, start), "these keys", "they are newer than the request");
        let later = start + MINUTE;
        assert_eq!(newer(&mut state, later), "a fetch");
        assert_eq!(newer(&mut state, later), "these keys");
        assert_eq!(newer(&mut state, later + 29 * SECOND), "these keys");
        assert_eq!(newer(&mut state, later + 30 * SECOND), "a fetch");
        state.end(&None);
        assert_eq!(newer(&mut state, later + 59 * SECOND), "nobody knows");
        assert_eq!(newer(&mut state, later + 60 * SECOND), "a fetch");
        state.end(&keys(later + 60 * SECOND));
        assert_eq!(newer(&mut state, later + 89 * SECOND), "these keys");
    }

    #[test]
    fn who_waited_for_a_fetch_uses_its_keys() {
        let start = Instant::now();
        let mut state = state(start);
        state.end(&keys(start + SECOND));
        let newer = state.newer(start + 2 * SECOND, start + 2 * SECOND, start).flatten();
        assert!(newer.is_some_and(|current| current.began == start + SECOND));
    }

    #[test]
    fn without_keys_there_is_one_fetch_a_second() {
        let mut state = State::default();
        assert!(state.any(Instant::now()).is_none(), "a fetch");
        state.end(&None);
        let failed = state.failed.expect("a failure");
        assert!(state.any(failed + SECOND / 2).is_some_and(|fetched| fetched.is_none()), "too early");
        assert!(state.any(failed + SECOND).is_none(), "a fetch");
    }
}
