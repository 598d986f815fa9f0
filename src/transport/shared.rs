//! The state that a client's calls share.

use std::any::TypeId;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderMap;
use tokio::sync::Semaphore;

use crate::error::Error;
use crate::operation::{Flags, Invalid, Operation};
use crate::token::AccessToken;
use crate::transport::pace::Budget;
use crate::transport::trace::Reported;

/// The header that names the application.
pub(crate) const APP_ID: &str = "x-authing-app-id";
/// The header that names the version of this crate.
pub(crate) const SDK_VERSION: &str = "x-authing-sdk-version";

/// The limits of a client's calls.
pub(crate) struct Limits {
    pub(crate) attempt_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) max_body_bytes: usize,
    pub(crate) max_retries: u32,
    pub(crate) max_in_flight: usize,
}

/// The HTTP clients of one client.
pub(crate) struct Http {
    /// Keeps idle connections. For a call's first request.
    pub(crate) pooled: reqwest::Client,
    /// Opens a connection for each request. If the program passed an HTTP client, both fields hold that client.
    pub(crate) fresh: reqwest::Client,
    /// Whether the clients are the crate's own, which follow no redirects and repeat nothing.
    pub(crate) is_own: bool,
}

pub(crate) struct Shared {
    pub(crate) http: Http,
    pub(super) url: Url,
    /// The URL's text, without a slash at the end.
    pub(crate) base_url: String,
    /// The headers that are the same for every request.
    pub(crate) headers: HeaderMap,
    /// The access token of calls that bring none.
    pub(super) token: Option<AccessToken>,
    pub(crate) limits: Limits,
    pub(super) in_flight: Semaphore,
    pub(super) budget: Budget,
    pub(super) reported: Reported,
    urls: Urls,
    /// The process that made the first call, or 0. Idle connections belong to it.
    pub(super) process: AtomicU32,
}

impl Shared {
    pub(crate) fn new(
        http: Http,
        url: Url,
        headers: HeaderMap,
        token: Option<AccessToken>,
        mut limits: Limits,
    ) -> Self {
        limits.max_in_flight = limits.max_in_flight.min(Semaphore::MAX_PERMITS);
        Self {
            http,
            base_url: url.as_str().trim_end_matches('/').to_owned(),
            url,
            headers,
            token,
            in_flight: Semaphore::new(limits.max_in_flight),
            limits,
            budget: Budget::full(),
            reported: Reported::default(),
            urls: Urls::default(),
            process: AtomicU32::new(0),
        }
    }

    /// Whether the idle connections are this process's own. After a fork, the child has copies of the parent's
    /// connections. Their tasks run in the parent, so that the child can't use them.
    pub(super) fn owns_pool(&self) -> bool {
        let own = std::process::id();
        match self.process.load(Ordering::Relaxed) {
            0 => match self.process.compare_exchange(0, own, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => true,
                Err(first) => first == own,
            },
            first => first == own,
        }
    }

    /// The request of an operation. If its only input is a few flags, each URL is parsed once.
    pub(super) fn request<O: Operation>(&self, operation: &O) -> Result<reqwest::Request, Error> {
        let flags = operation.flags();
        if let Some(url) = flags.and_then(|flags| self.urls.get::<O>(flags)) {
            return Ok(reqwest::Request::new(O::METHOD, url));
        }
        let request = operation.request(&self.http.pooled, &self.base_url);
        let request = request.map_err(|Invalid(text)| Error::config(text))?;
        if let Some(flags) = flags {
            self.urls.put::<O>(flags, request.url().clone());
        }
        Ok(request)
    }
}

/// Parsed URLs by operation and flags. There are few URLs, see [`Operation::flags`],
/// so that searching a list is fastest.
#[derive(Default)]
struct Urls(RwLock<Vec<(TypeId, Flags, Url)>>);

impl Urls {
    fn get<O: Operation>(&self, flags: Flags) -> Option<Url> {
        let urls = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = urls.iter().find(|(of, known, _)| (*of, *known) == (TypeId::of::<O>(), flags));
        known.map(|(.., url)| url.clone())
    }

    fn put<O: Operation>(&self, flags: Flags, url: Url) {
        let mut urls = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !urls.iter().any(|(of, known, _)| (*of, *known) == (TypeId::of::<O>(), flags)) {
            urls.push((TypeId::of::<O>(), flags, url));
        }
    }
}
