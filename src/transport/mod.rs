//! Sends a request until an answer is not to be retried, within limits on time, bytes, requests and concurrency.
//!
//! From the ground up: `clock` (deadlines), `backoff` (the pause before a retry), `budget` (what retries may cost),
//! `retry_after` (the header), `body` (reading within the limit), `trace` (spans and events), `shared` (the state of a
//! client, which its calls share), `request` (one request with its headers), `attempt` (one request and its answer),
//! `retry` (the loop around attempts).

mod attempt;
mod backoff;
mod body;
mod budget;
mod clock;
mod request;
mod retry;
mod retry_after;
mod shared;
#[cfg(test)]
mod tests;
mod trace;

pub(crate) use retry::{Options, send};
pub(crate) use shared::{Http, Limits, Shared};
#[cfg(feature = "blocking")]
pub(crate) use trace::with_subscriber;
