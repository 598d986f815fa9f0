//! One call: its attempts, each with headers, deadline and body limit, and the retries between them.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::Version;
use reqwest::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::client::Inner;
use crate::error::Error;
use crate::generated::client::Client;
use crate::response::{Envelope, Head, Response, open};
use crate::token::AccessToken;
use crate::trace::Trace;

/// Full jitter: the pause before retry n is anywhere between nothing and this, doubled n times, at most the other.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How often a call is repeated at once on connections that had been idle, and the pause from then on.
const AT_ONCE: u32 = 3;
const SHORT_PAUSE: Duration = Duration::from_millis(10);

const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// What every operation's builder has: whose call it is, and what differs from the client's defaults.
pub(crate) struct Call {
    client: Arc<Inner>,
    /// The call's own, or what was wrong with it, which `send` says.
    token: Result<Option<AccessToken>, Error>,
    timeout: Duration,
    real_ip: Option<IpAddr>,
}

impl Call {
    pub(crate) fn new(client: Arc<Inner>) -> Self {
        let timeout = client.timeout;
        Self { client, token: Ok(None), timeout, real_ip: None }
    }

    pub(crate) fn access_token(&mut self, token: Result<AccessToken, Error>) {
        self.token = token.map(Some);
    }

    pub(crate) fn timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    pub(crate) fn real_ip(&mut self, address: IpAddr) {
        self.real_ip = Some(address);
    }

    /// Sends the request, which the generated client makes, until an answer is not to be retried.
    pub(crate) async fn send<E, F, S>(mut self, request: F) -> Result<Response<E::Data>, Error>
    where
        E: Envelope,
        F: Fn(Client) -> S,
        S: Future<Output = ()>,
    {
        let trace = Trace::call();
        let result = trace.around(self.attempts::<E, F, S>(&request, &trace)).await;
        trace.end(&result);
        result
    }

    // What stands in a variable across an `await` is part of the future, which every call allocates: little does here.
    async fn attempts<E, F, S>(&mut self, request: &F, trace: &Trace) -> Result<Response<E::Data>, Error>
    where
        E: Envelope,
        F: Fn(Client) -> S,
        S: Future<Output = ()>,
    {
        if self.token.is_err() {
            // Out of its place, as an error can't be cloned.
            std::mem::replace(&mut self.token, Ok(None))?;
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::config(
                "no async runtime: call from within tokio's, or use genauth::blocking (feature `blocking`)",
            ));
        }
        let client = &*self.client;
        let own = self.token.as_ref().ok().and_then(Option::as_ref);
        let token = own.or(client.token.as_ref()).ok_or_else(|| {
            Error::config(
                "no access token: pass the user's with .access_token(…) on the call or on the client's builder",
            )
        })?;
        let deadline = after(self.timeout);
        let (mut attempts, mut repeated, mut retries, mut borrowed) = (0, 0, 0, 0);
        loop {
            let permit = match client.in_flight.try_acquire() {
                Ok(permit) => Some(permit),
                Err(_) => timeout_at(deadline, client.in_flight.acquire()).await.ok().and_then(Result::ok),
            };
            // A place may come free in the moment in which the deadline passes.
            let Some(permit) = permit.filter(|_| Instant::now() < deadline) else {
                return Err(Error::waiting().with_attempts(attempts));
            };
            let response = client.http.execute(client.request(request, token, self.real_ip, trace)?);
            attempts += 1;
            let until = deadline.min(after(client.attempt_timeout));
            let error = {
                let mut head = None;
                let body = timeout_at(until, client.answer(response, &mut head)).await;
                drop(permit);
                if body.as_ref().is_ok_and(Result::is_ok) {
                    client.budget.give_back(std::mem::take(&mut borrowed));
                }
                match client.conclude::<E>(head, body, attempts, token, trace) {
                    Ok(response) => return Ok(response),
                    Err(error) => error.with_attempts(attempts),
                }
            };
            // Servers close idle connections, some just as one is used again. That says nothing of the service: the
            // request is repeated and is no retry. It takes from the budget what is in it, and puts it back if an
            // answer comes. It ends, since each repetition uses up an idle connection; after some, those that are
            // counted may be long gone and the service be out of order, so that they follow more slowly.
            if error.is_lost_before_answer() && client.idle.take() {
                borrowed += u32::from(client.budget.take());
                repeated += 1;
                if repeated > AT_ONCE {
                    sleep_until(after(SHORT_PAUSE)).await;
                }
                continue;
            }
            retries += 1;
            if retries > client.max_retries || !error.is_retryable() {
                return Err(error);
            }
            let pause = jitter(retries).max(error.retry_after().unwrap_or_default());
            let next = after(pause);
            if next >= deadline || !client.budget.take() {
                return Err(error);
            }
            drop(error);
            sleep_until(next).await;
        }
    }
}

/// Without the token and whose address it is.
impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Call").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// A duration from now; one too long for the clock is as good as for ever.
fn after(duration: Duration) -> Instant {
    const FOR_EVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let now = Instant::now();
    now.checked_add(duration.min(FOR_EVER)).unwrap_or(now)
}

fn jitter(attempt: u32) -> Duration {
    let most = FIRST_PAUSE.saturating_mul(1 << attempt.saturating_sub(1).min(8)).min(LONGEST_PAUSE);
    // A new RandomState is keyed anew: random enough to spread clients, without a generator of its own.
    let random = RandomState::new().hash_one(attempt) as u32;
    most.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

/// What the generated client carries: where its hook leaves the request that it made.
#[derive(Default)]
pub(crate) struct Made(Mutex<Option<reqwest::Request>>);

impl Made {
    fn slot(&self) -> MutexGuard<'_, Option<reqwest::Request>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Made").finish_non_exhaustive()
    }
}

impl ClientHooks<Arc<Made>> for Client {
    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        *self.inner().slot() = Some(request);
        // What the generated client would do with an answer is not wanted, see ARCHITECTURE.md.
        std::future::pending().await
    }
}

impl Inner {
    /// The request, which the generated client makes: nothing in it waits before its hook, so that polling it once is
    /// enough.
    fn request<F, S>(
        &self,
        request: &F,
        token: &AccessToken,
        real_ip: Option<IpAddr>,
        trace: &Trace,
    ) -> Result<reqwest::Request, Error>
    where
        F: Fn(Client) -> S,
        S: Future<Output = ()>,
    {
        let made = Arc::new(Made::default());
        let generated = Client::new_with_client(&self.base_url, self.http.clone(), made.clone());
        let _ = pin!(request(generated)).poll(&mut Context::from_waker(Waker::noop()));
        let request = made.slot().take();
        let mut request = request.ok_or_else(|| Error::config("the request can't be built: check app_host"))?;
        let headers = request.headers_mut();
        // Instead of progenitor's: an `api-version` that the service doesn't know.
        *headers = self.headers.clone();
        headers.insert(AUTHORIZATION, token.header().clone());
        if let Some(address) = real_ip.and_then(|address| HeaderValue::try_from(address.to_string()).ok()) {
            headers.insert(REAL_IP, address);
        }
        trace.request(&request, &self.base_url);
        Ok(request)
    }

    /// The body. The head goes to its own place, since a deadline may pass between the two.
    async fn answer(
        &self,
        response: impl Future<Output = reqwest::Result<reqwest::Response>>,
        head: &mut Option<Head>,
    ) -> Result<Bytes, Error> {
        let mut response = response.await.map_err(Error::transport)?;
        *head = Some(Head { status: response.status(), retry_after: retry_after(response.headers()) });
        let body = read(&mut response, self.max_body_bytes).await?;
        if is_kept(&response) {
            self.idle.put((self.max_in_flight - self.in_flight.available_permits()) as u32);
        }
        Ok(body)
    }

    /// What an attempt came to, and what the retry budget gets for it.
    fn conclude<E: Envelope>(
        &self,
        head: Option<Head>,
        body: Result<Result<Bytes, Error>, Elapsed>,
        attempts: u32,
        token: &AccessToken,
        trace: &Trace,
    ) -> Result<Response<E::Data>, Error> {
        let body = body.unwrap_or_else(|_| Err(Error::attempt_timeout()));
        let result = match head {
            Some(head) => body
                .map_err(|error| error.with_answer(head, None))
                .and_then(|body| open::<E>(head, body, attempts, token)),
            None => Err(body.err().unwrap_or_else(Error::attempt_timeout)),
        };
        trace.attempt(&result, attempts);
        if result.is_ok() {
            self.budget.refund();
        }
        result
    }
}

/// Whether the connection is left for another request.
fn is_kept(response: &reqwest::Response) -> bool {
    let headers = response.headers();
    let framed = headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
    let options = headers.get(CONNECTION).and_then(|options| options.to_str().ok()).unwrap_or_default();
    let closes = options.split(',').any(|option| option.trim().eq_ignore_ascii_case("close"));
    response.version() > Version::HTTP_10 && framed && !closes
}

/// The body, counted as it is read; a length that is announced is taken at its word only to refuse it.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(Error::too_large(limit));
    }
    // One piece, as most bodies come, is kept as it is; more are joined.
    let (mut first, mut joined) = (Bytes::new(), Vec::new());
    while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
        let so_far = first.len().max(joined.len());
        if piece.len() > limit - so_far {
            return Err(Error::too_large(limit));
        }
        if so_far == 0 {
            first = piece;
            continue;
        }
        if joined.is_empty() {
            joined.reserve((announced as usize).min(64 * 1024));
            joined.extend_from_slice(&first);
        }
        joined.extend_from_slice(&piece);
    }
    Ok(if joined.is_empty() { first } else { joined.into() })
}

/// `Retry-After` in both its forms; a date counts from the response's own, so that a wrong clock here changes nothing.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let value = text(RETRY_AFTER)?;
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than can be counted is longer than any deadline all the same.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// What a client may spend on retries, so that an outage doesn't triple the load: a retry takes 1, a success gives 0.1
/// back. Counted in tenths.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const FULL: u32 = 200;

    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    fn take(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(10)).is_ok()
    }

    fn give_back(&self, retries: u32) {
        if retries > 0 {
            let give = |left: u32| Some(Self::FULL.min(left + 10 * retries));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }

    fn refund(&self) {
        // In the common case, a full budget, this is a read.
        let give = |left: u32| (left < Self::FULL).then(|| left + 1);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

/// How many connections may be found closed as they are used again: each answer leaves one, each that was lost takes one.
///
/// Which connection an attempt gets isn't known: a new one, or one that another call gave back meanwhile. So this is a
/// bound, not a count: twice as many as there were attempts at once, since each may open a connection and use another.
#[derive(Default)]
pub(crate) struct Idle {
    connections: AtomicU32,
    at_once: AtomicU32,
}

impl Idle {
    fn put(&self, in_flight: u32) {
        let most = self.at_once.fetch_max(in_flight, Ordering::Relaxed).max(in_flight).saturating_mul(2);
        let put = |connections: u32| (connections < most).then(|| connections + 1);
        let _ = self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }

    fn take(&self) -> bool {
        let take = |connections: u32| connections.checked_sub(1);
        self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}
