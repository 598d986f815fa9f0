//! The loop around attempts: which requests are repeated or retried, and when the call ends.

use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::envelope::Response;
use crate::error::Error;
use crate::operation::Operation;
use crate::token::AccessToken;
use crate::transport::pace::{Taken, after, pause};
use crate::transport::shared::{APP_ID, Shared};
use crate::transport::trace::Trace;

/// The settings of one call.
pub(crate) struct Options {
    /// The call's own token, or the error of the token that was passed.
    pub(crate) token: Result<Option<AccessToken>, Error>,
    /// The deadline of the call with its retries.
    pub(crate) timeout: Duration,
    /// The end user's address.
    pub(crate) real_ip: Option<IpAddr>,
    /// Whether a second attempt begins beside the first one, if the first one takes half of `timeout`.
    pub(crate) hedged: bool,
}

/// Makes the attempts of a call, until an attempt succeeds or can't be retried. The span of the call is made here,
/// and not when the future is polled, so that its parent is the current span of the thread that begins the call.
/// `finish` makes the call's result of the response.
pub(crate) fn send<O: Operation, T>(
    shared: Arc<Shared>,
    operation: O,
    options: Options,
    finish: fn(Response<O::Data>) -> T,
) -> impl Future<Output = Result<T, Error>> + Send {
    let trace = Trace::call(&O::METHOD, O::PATH, &shared.url);
    async move {
        let mut used = Used { attempts: 0, is_sent: false, retries: Taken::nothing(&shared.budget) };
        let hedge_after = (options.hedged && O::REPEATABLE).then(|| options.timeout / 2);
        let sending = match options.token {
            Ok(ref own) => Sending::new(&shared, &operation, own.as_ref(), &options, &trace),
            Err(error) => Err(error),
        };
        let mut result = match sending {
            Ok(sending) => trace.around(sending.attempts(&mut used, hedge_after)).await,
            Err(error) => Err(error),
        };
        match &mut result {
            Ok(response) => response.end_call(used.attempts),
            Err(error) => error.end_call(used.attempts, used.is_sent),
        }
        // A dropped call doesn't reach this line; dropping `used` then gives the call's retries back.
        used.retries.spend();
        trace.end(&result, &shared.reported);
        result.map(finish)
    }
}

/// What the attempts of a call have in common.
struct Sending<'a, O> {
    shared: &'a Shared,
    operation: &'a O,
    token: Option<&'a AccessToken>,
    real_ip: Option<IpAddr>,
    deadline: Instant,
    trace: &'a Trace,
}

/// What a call has used so far.
struct Used<'a> {
    attempts: u32,
    /// Whether a request may have reached the service.
    is_sent: bool,
    retries: Taken<'a>,
}

impl<'a, O: Operation> Sending<'a, O> {
    fn new(
        shared: &'a Shared,
        operation: &'a O,
        own: Option<&'a AccessToken>,
        options: &Options,
        trace: &'a Trace,
    ) -> Result<Self, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::no_runtime());
        }
        let token = own.or(shared.token.as_ref());
        if token.is_none() && O::NEEDS_TOKEN {
            return Err(Error::config(
                "no access token: pass the user's with .access_token(…) on the call or on the client's builder",
            ));
        }
        if token.is_none() && !shared.headers.contains_key(APP_ID) {
            return Err(Error::config(
                "a call without an access token needs the application's ID: set app_id on the builder",
            ));
        }
        Ok(Self { shared, operation, token, real_ip: options.real_ip, deadline: after(options.timeout), trace })
    }

    /// Makes attempts until one succeeds or can't be retried.
    // A variable that lives across an `await` makes the future larger, and every call allocates the future. Therefore
    // few variables live across an `await` here.
    async fn attempts(&self, used: &mut Used<'_>, hedge_after: Option<Duration>) -> Result<Response<O::Data>, Error> {
        let Sending { shared, operation, token, deadline, .. } = *self;
        loop {
            let permit = match shared.in_flight.try_acquire() {
                Ok(permit) => Some(permit),
                Err(_) => timeout_at(deadline, shared.in_flight.acquire()).await.ok().and_then(Result::ok),
            };
            // A place may become free at the same moment in which the deadline passes.
            let Some(permit) = permit.filter(|_| Instant::now() < deadline) else {
                return Err(Error::waiting());
            };
            let request = shared.authorized_request(operation, token, self.real_ip)?;
            used.attempts += 1;
            let error = {
                let result = match hedge_after {
                    None => self.attempt(request, permit, used.attempts).await,
                    // In an allocation of its own, since few calls are hedged.
                    Some(time) => Box::pin(self.hedged_attempt(request, permit, time, used)).await,
                };
                match result {
                    Ok(response) => return Ok(response),
                    Err(error) => error,
                }
            };
            used.is_sent |= !error.is_unsent();
            // Servers close idle connections, sometimes at the moment of their reuse. Such a loss says nothing about
            // the state of the service, so that the request is repeated at once, without counting as a retry.
            if used.attempts == 1 && O::REPEATABLE && error.is_connection_lost() {
                continue;
            }
            let may_repeat = O::REPEATABLE || error.is_rate_limited() || error.is_unsent();
            if !error.is_retryable() || !may_repeat {
                return Err(error);
            }
            let wait = pause(used.retries.count() + 1).max(error.retry_after().unwrap_or_default());
            let next = after(wait);
            if next >= deadline || !used.take_retry(shared) {
                return Err(error);
            }
            drop(error);
            sleep_until(next).await;
        }
    }

    /// An attempt. If the attempt takes as long as `time`, the attempts that follow begin beside it.
    async fn hedged_attempt(
        &self,
        request: reqwest::Request,
        permit: SemaphorePermit<'_>,
        time: Duration,
        used: &mut Used<'_>,
    ) -> Result<Response<O::Data>, Error> {
        let mut attempt = pin!(self.attempt(request, permit, used.attempts));
        if let Ok(result) = timeout_at(after(time), attempt.as_mut()).await {
            return result;
        }
        if !used.take_retry(self.shared) {
            return attempt.await;
        }
        used.is_sent = true;
        first_answer(attempt, pin!(self.attempts(used, None))).await
    }

    /// Attempt `number` of the call, counted from 1.
    fn attempt(
        &self,
        request: reqwest::Request,
        permit: SemaphorePermit<'_>,
        number: u32,
    ) -> impl Future<Output = Result<Response<O::Data>, Error>> {
        let Sending { shared, token, trace, .. } = *self;
        // An idle connection may be lost at the moment of its reuse. So only the first request may use an idle
        // connection, and only if the request may be repeated.
        let may_be_idle = number == 1 && O::REPEATABLE && shared.owns_pool();
        let http = if may_be_idle { &shared.http.pooled } else { &shared.http.fresh };
        let until = self.deadline.min(after(shared.limits.attempt_timeout));
        let response = http.execute(request);
        async move {
            let answer = shared.answer(response, until).await;
            let result = shared.conclude(answer, number, token, O::HAS_SECRETS, trace);
            // The place in flight is held until the answer is decoded, so that the in-flight limit also limits the
            // memory for decoding.
            drop(permit);
            result
        }
    }
}

impl Used<'_> {
    /// Takes a further retry from the call's retries and from the retry budget. False if one of them is used up.
    fn take_retry(&mut self, shared: &Shared) -> bool {
        self.retries.count() < shared.limits.max_retries && self.retries.take()
    }
}

/// Waits for the first of two futures that ends. A temporary failure doesn't end the wait: then the result of the other
/// future counts.
async fn first_answer<T>(
    mut one: Pin<&mut impl Future<Output = Result<T, Error>>>,
    mut other: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<T, Error> {
    let (mut one_goes_on, mut other_goes_on) = (true, true);
    poll_fn(|context| {
        if one_goes_on && let Poll::Ready(result) = one.as_mut().poll(context) {
            one_goes_on = false;
            if !other_goes_on || !is_temporary(&result) {
                return Poll::Ready(result);
            }
        }
        if other_goes_on && let Poll::Ready(result) = other.as_mut().poll(context) {
            other_goes_on = false;
            if !one_goes_on || !is_temporary(&result) {
                return Poll::Ready(result);
            }
        }
        Poll::Pending
    })
    .await
}

fn is_temporary<T>(result: &Result<T, Error>) -> bool {
    result.as_ref().is_err_and(Error::is_retryable)
}
