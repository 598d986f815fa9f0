//! Sends requests, and retries them, within limits on time, bytes, requests and concurrency.
//!
//! The modules, each using only those before it: `time` (deadlines, pauses), `budget` (the retry
//! budget), `trace` (spans and events), `shared` (the state that a client's calls share), `request` (one request with its headers), `attempt` (one request
//! and its answer), `retry` (the loop around attempts), `connect` (connections that are opened ahead).

mod attempt;
mod budget;
mod connect;
mod request;
mod retry;
mod shared;
#[cfg(test)]
mod tests;
mod time;
mod trace;

pub(crate) use retry::{Options, send};
pub(crate) use shared::{Http, Limits, Shared};
#[cfg(any(feature = "blocking", feature = "resource-server"))]
pub(crate) use trace::inherit;
