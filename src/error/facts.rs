//! What an answer says in plain values: before its body, and in its envelope.

use std::time::Duration;

use reqwest::StatusCode;

/// What an HTTP answer says before its body.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
}

/// What an envelope says beside its data.
#[derive(Default)]
pub(crate) struct EnvelopeFacts {
    pub(crate) status_code: Option<i64>,
    /// The outcome as older deployments send it, and as failures carry it beside `statusCode`.
    pub(crate) code: Option<i64>,
    pub(crate) api_code: Option<i64>,
    pub(crate) request_id: Option<String>,
    pub(crate) message: Option<String>,
}
