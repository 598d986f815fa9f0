//! Opens connections ahead of the first calls.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use reqwest::header::AUTHORIZATION;
use tokio::time::{Instant, sleep, timeout_at};

use crate::error::Error;
use crate::transport::attempt::read;
use crate::transport::pace::after;
use crate::transport::shared::Shared;

/// A page that needs no token: OpenID Connect's discovery document.
const PATH: &str = "/oidc/.well-known/openid-configuration";

/// The time that a connection's task needs to return the connection to the pool. Without this pause, a call that
/// follows at once would open one more connection.
const SETTLING: Duration = Duration::from_millis(2);

impl Shared {
    /// Makes this many requests at once, so that each needs a connection of its own, and leaves the connections idle.
    pub(crate) async fn connect(&self, connections: usize) -> Result<(), Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::no_runtime());
        }
        if !self.owns_pool() {
            return Err(Error::config(
                "the client was used before in the process that forked this one: build a new client here",
            ));
        }
        let connections = connections.min(self.limits.max_in_flight);
        let deadline = after(self.limits.attempt_timeout.min(self.limits.timeout));
        let places = self.in_flight.acquire_many(u32::try_from(connections).unwrap_or(u32::MAX));
        let Ok(Ok(_places)) = timeout_at(deadline, places).await else {
            return Err(Error::waiting());
        };
        let mut running: Vec<_> = (0..connections).map(|_| Box::pin(self.ask())).collect();
        // An answer whose body isn't read keeps its connection busy, so that no other request takes that connection.
        let mut answers = Vec::with_capacity(connections);
        let all = poll_fn(|context| {
            running.retain_mut(|request: &mut Pin<Box<_>>| match request.as_mut().poll(context) {
                Poll::Ready(answer) => {
                    answers.push(answer);
                    false
                }
                Poll::Pending => true,
            });
            if running.is_empty() { Poll::Ready(Ok(())) } else { Poll::Pending }
        });
        let mut result = in_time(deadline, all).await;
        for answer in answers {
            let read = async { read(&mut answer?, self.limits.max_body_bytes).await };
            result = result.and(in_time(deadline, read).await.map(drop));
        }
        sleep(SETTLING).await;
        result
    }

    async fn ask(&self) -> Result<reqwest::Response, Error> {
        let mut headers = self.headers.clone();
        headers.remove(AUTHORIZATION);
        let request = self.http.pooled.get(format!("{}{PATH}", self.base_url)).headers(headers);
        request.send().await.map_err(Error::transport)
    }
}

/// Waits for a result until the deadline of its attempt.
async fn in_time<T>(until: Instant, result: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout_at(until, result).await.unwrap_or_else(|_| Err(Error::attempt_timeout()))
}
