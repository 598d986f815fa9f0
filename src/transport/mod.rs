//! Sends requests, and retries them, within limits on time, bytes, requests and concurrency.
//!
//! The modules, each using only those before it: `clock` (deadlines), `backoff` (the pause before a retry), `budget`
//! (the retry budget), `retry_after` (the header), `body` (reading within the limit), `trace` (spans and events),
//! `shared` (the state that a client's calls share), `request` (one request with its headers), `attempt` (one request
//! and its answer), `retry` (the loop around attempts), `connect` (connections that are opened ahead).

mod attempt;
mod backoff;
mod body;
mod budget;
mod clock;
mod connect;
mod request;
mod retry;
mod retry_after;
mod shared;
#[cfg(test)]
mod tests;
mod trace;

pub(crate) use retry::{Options, send};
pub(crate) use shared::{Http, Limits, Shared};
#[cfg(any(feature = "blocking", feature = "resource-server"))]
pub(crate) use trace::inherit;
