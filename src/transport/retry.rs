//! The loop around attempts: which requests are repeated or retried, and when the call ends.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::envelope::Response;
use crate::error::Error;
use crate::operation::Operation;
use crate::token::AccessToken;
use crate::transport::backoff::pause;
use crate::transport::budget::Taken;
use crate::transport::clock::after;
use crate::transport::shared::Shared;
use crate::transport::trace::Trace;

/// The settings of one call.
pub(crate) struct Options {
    /// The call's own token, or the error of the token that was passed.
    pub(crate) token: Result<Option<AccessToken>, Error>,
    /// The deadline of the call with its retries.
    pub(crate) timeout: Duration,
    /// The end user's address.
    pub(crate) real_ip: Option<IpAddr>,
}

/// Makes the attempts of a call, until an attempt succeeds or can't be retried. The span of the call is made at once,
/// and not when the future is polled: its parent is then the current span of the thread that begins the call.
pub(crate) fn send<O: Operation>(
    shared: Arc<Shared>,
    operation: O,
    options: Options,
) -> impl Future<Output = Result<Response<O::Data>, Error>> + Send {
    let trace = Trace::call(&O::METHOD, O::PATH, &shared.url);
    async move {
        let mut taken = Taken::nothing(&shared.budget);
        let result = trace.around(attempts(&shared, &operation, options, &trace, &mut taken)).await;
        // A dropped call doesn't reach this line; dropping `taken` then gives the call's retries back.
        taken.spend();
        trace.end(&result, &shared.reported);
        result
    }
}

// A variable that lives across an `await` makes the future larger, and every call allocates the future. So few
// variables live across one here.
async fn attempts<O: Operation>(
    shared: &Shared,
    operation: &O,
    options: Options,
    trace: &Trace,
    taken: &mut Taken<'_>,
) -> Result<Response<O::Data>, Error> {
    let own = options.token?;
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::config(
            "no async runtime: call from within tokio's, or use genauth::blocking (feature `blocking`)",
        ));
    }
    let token = own.as_ref().or(shared.token.as_ref()).ok_or_else(|| {
        Error::config("no access token: pass the user's with .access_token(…) on the call or on the client's builder")
    })?;
    let deadline = after(options.timeout);
    let (mut attempts, mut retries) = (0, 0);
    loop {
        let permit = match shared.in_flight.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => timeout_at(deadline, shared.in_flight.acquire()).await.ok().and_then(Result::ok),
        };
        // A place may become free at the same moment in which the deadline passes.
        let Some(permit) = permit.filter(|_| Instant::now() < deadline) else {
            return Err(Error::waiting().with_attempts(attempts));
        };
        let request = shared.authorized_request(operation, token, options.real_ip)?;
        // An idle connection may be lost at the moment of its reuse. So only the first request may use an idle
        // connection, and only if the request may be repeated.
        let http = if attempts == 0 && O::REPEATABLE { &shared.http.pooled } else { &shared.http.fresh };
        attempts += 1;
        let until = deadline.min(after(shared.limits.attempt_timeout));
        let error = {
            let mut head = None;
            let body = timeout_at(until, shared.answer(http.execute(request), &mut head)).await;
            let result = shared.conclude(head, body, attempts, token, trace);
            // The place in flight is held until the answer is decoded, so that the in-flight limit also limits the
            // memory for decoding.
            drop(permit);
            match result {
                Ok(response) => return Ok(response),
                Err(error) => error.with_attempts(attempts),
            }
        };
        // Servers close idle connections, sometimes at the moment of their reuse. Such a loss says nothing about the
        // state of the service, so that the request is repeated at once, without counting as a retry.
        if attempts == 1 && O::REPEATABLE && error.is_connection_lost() {
            continue;
        }
        retries += 1;
        let may_repeat = O::REPEATABLE || error.is_rate_limited() || error.is_unsent();
        if retries > shared.limits.max_retries || !error.is_retryable() || !may_repeat {
            return Err(error);
        }
        let wait = pause(retries).max(error.retry_after().unwrap_or_default());
        let next = after(wait);
        if next >= deadline || !taken.take() {
            return Err(error);
        }
        drop(error);
        sleep_until(next).await;
    }
}
