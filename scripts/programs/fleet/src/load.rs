//! Clients that ask the instances in turn, for one user after the other.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::Result;

/// Clients at work at once.
const CLIENTS: usize = 16;

/// Load that goes on until [`Load::end`].
pub struct Load {
    state: Arc<State>,
    clients: Vec<JoinHandle<()>>,
}

struct State {
    urls: Mutex<Vec<String>>,
    tokens: Vec<String>,
    pause: Duration,
    next: AtomicUsize,
    has_ended: AtomicBool,
    requests: Mutex<Vec<Request>>,
    /// Which user has asked at which instance.
    asked: Mutex<HashSet<(usize, String)>>,
}

/// A request that was made.
#[derive(Clone, Copy)]
pub struct Request {
    began: Instant,
    took: Duration,
    is_refused: bool,
}

/// The requests that ended in some time.
pub struct Report(Vec<Request>);

impl Report {
    pub fn requests(&self) -> usize {
        self.0.len()
    }

    pub fn refused(&self) -> usize {
        self.0.iter().filter(|request| request.is_refused).count()
    }

    pub fn slower_than(&self, limit: Duration) -> usize {
        self.0.iter().filter(|request| request.took > limit).count()
    }

    pub fn slowest(&self) -> Duration {
        self.0.iter().map(|request| request.took).max().unwrap_or_default()
    }

    /// The requests that were under way in this time.
    pub fn within(&self, time: &Range<Instant>) -> Self {
        let is_within = |request: &&Request| request.began < time.end && request.began + request.took > time.start;
        Self(self.0.iter().filter(is_within).copied().collect())
    }
}

impl Load {
    /// Each client pauses after a request.
    pub fn start(urls: Vec<String>, tokens: Vec<String>, pause: Duration) -> Result<Self> {
        let state = Arc::new(State {
            urls: Mutex::new(urls),
            tokens,
            pause,
            next: AtomicUsize::new(0),
            has_ended: AtomicBool::new(false),
            requests: Mutex::default(),
            asked: Mutex::default(),
        });
        let client = client()?;
        let clients = (0..CLIENTS).map(|_| tokio::spawn(ask(state.clone(), client.clone()))).collect();
        Ok(Self { state, clients })
    }

    pub fn set_urls(&self, urls: Vec<String>) {
        *self.state.urls.lock().expect("a lock") = urls;
    }

    pub async fn until_all_users_have_asked_everywhere(&self) {
        self.state.asked.lock().expect("a lock").clear();
        loop {
            let expected = self.state.tokens.len() * self.state.urls.lock().expect("a lock").len();
            if self.state.asked.lock().expect("a lock").len() >= expected {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn end(self) -> Report {
        self.state.has_ended.store(true, Ordering::Relaxed);
        for client in self.clients {
            let _ = client.await;
        }
        Report(std::mem::take(&mut *self.state.requests.lock().expect("a lock")))
    }
}

async fn ask(state: Arc<State>, client: reqwest::Client) {
    while !state.has_ended.load(Ordering::Relaxed) {
        let number = state.next.fetch_add(1, Ordering::Relaxed);
        let user = number % state.tokens.len();
        let url = {
            let urls = state.urls.lock().expect("a lock");
            // A user's requests go to all instances in turn.
            urls[(user + number / state.tokens.len()) % urls.len()].clone()
        };
        let began = Instant::now();
        let status = request(&client, &url, &state.tokens[user]).await.unwrap_or(0);
        let request = Request { began, took: began.elapsed(), is_refused: status != 200 };
        state.requests.lock().expect("a lock").push(request);
        state.asked.lock().expect("a lock").insert((user, url));
        if !state.pause.is_zero() {
            sleep(state.pause).await;
        }
    }
}

pub fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().build()?)
}

/// The status of a request for the user.
pub async fn request(client: &reqwest::Client, url: &str, token: &str) -> Result<u16> {
    Ok(client
        .get(format!("{url}/me"))
        .header("authorization", format!("Bearer {token}"))
        .send()
        .await?
        .status()
        .as_u16())
}

pub async fn log_out(client: &reqwest::Client, url: &str, token: &str) -> Result<()> {
    let request = client.post(format!("{url}/logout")).header("authorization", format!("Bearer {token}"));
    request.send().await?.error_for_status()?;
    Ok(())
}
