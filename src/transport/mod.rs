//! Sends requests, and retries them, within limits on time, bytes, requests and concurrency.
//!
//! The modules, each using only those before it: `pace` (deadlines, pauses, the retry budget), `trace` (spans and
//! events), `shared` (the state that a client's calls share), `attempt` (one request and its answer), `retry` (the loop
//! around attempts), `connect` (connections that are opened ahead).

mod attempt;
mod connect;
mod pace;
mod retry;
mod shared;
#[cfg(test)]
mod tests;
mod trace;

#[cfg(feature = "resource-server")]
pub(crate) use attempt::read;
#[cfg(feature = "resource-server")]
pub(crate) use pace::FOR_EVER;
#[cfg(feature = "redis")]
pub(crate) use pace::random_up_to;
pub(crate) use retry::{Options, send};
pub(crate) use shared::{APP_ID, Http, Limits, SDK_VERSION, Shared};
#[cfg(any(feature = "blocking", feature = "resource-server"))]
pub(crate) use trace::inherit;
