//! The loop around attempts: what is repeated, what is retried, and when that ends.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::envelope::Response;
use crate::error::Error;
use crate::operation::Operation;
use crate::token::AccessToken;
use crate::transport::backoff::pause;
use crate::transport::clock::after;
use crate::transport::shared::Shared;
use crate::transport::trace::Trace;

/// How often a call is repeated at once on connections that had been idle, and the pause from then on.
const AT_ONCE: u32 = 3;
const SHORT_PAUSE: Duration = Duration::from_millis(10);

/// What a call decides for itself.
pub(crate) struct Options {
    /// The call's own token, or what was wrong with the token that was passed.
    pub(crate) token: Result<Option<AccessToken>, Error>,
    /// The deadline of the call with its retries.
    pub(crate) timeout: Duration,
    /// The end user's address.
    pub(crate) real_ip: Option<IpAddr>,
}

/// Sends the request of an operation until an answer is not to be retried.
pub(crate) async fn send<O: Operation>(
    shared: Arc<Shared>,
    operation: O,
    options: Options,
) -> Result<Response<O::Data>, Error> {
    let trace = Trace::call(&O::METHOD, O::PATH, &shared.url);
    let result = trace.around(attempts(&shared, &operation, options, &trace)).await;
    trace.end(&result);
    result
}

// What stands in a variable across an `await` is part of the future, which every call allocates: little does here.
async fn attempts<O: Operation>(
    shared: &Shared,
    operation: &O,
    options: Options,
    trace: &Trace,
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
    let (mut attempts, mut repeated, mut retries, mut borrowed) = (0, 0, 0, 0);
    loop {
        let permit = match shared.in_flight.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => timeout_at(deadline, shared.in_flight.acquire()).await.ok().and_then(Result::ok),
        };
        // A place may come free in the moment in which the deadline passes.
        let Some(permit) = permit.filter(|_| Instant::now() < deadline) else {
            return Err(Error::waiting().with_attempts(attempts));
        };
        let request = shared.authorized_request(operation, token, options.real_ip)?;
        let response = shared.http.execute(request);
        attempts += 1;
        let until = deadline.min(after(shared.limits.attempt_timeout));
        let error = {
            let mut head = None;
            let body = timeout_at(until, shared.answer(response, &mut head)).await;
            drop(permit);
            if body.as_ref().is_ok_and(Result::is_ok) {
                shared.budget.give_back(std::mem::take(&mut borrowed));
            }
            match shared.conclude(head, body, attempts, token, trace) {
                Ok(response) => return Ok(response),
                Err(error) => error.with_attempts(attempts),
            }
        };
        // Servers close idle connections, some just as one is used again. That says nothing of the service: the request
        // is repeated and is no retry. It takes from the budget what is in it, and puts it back if an answer comes. It
        // ends, since each repetition uses up an idle connection; after some, those that are counted may be long gone
        // and the service be out of order, so that they follow more slowly.
        if error.is_lost_before_answer() && shared.idle.take() {
            borrowed += u32::from(shared.budget.take());
            repeated += 1;
            if repeated > AT_ONCE {
                sleep_until(after(SHORT_PAUSE)).await;
            }
            continue;
        }
        retries += 1;
        if retries > shared.limits.max_retries || !error.is_retryable() {
            return Err(error);
        }
        let wait = pause(retries).max(error.retry_after().unwrap_or_default());
        let next = after(wait);
        if next >= deadline || !shared.budget.take() {
            return Err(error);
        }
        drop(error);
        sleep_until(next).await;
    }
}
