//! Plain facts of an answer, from its head and from its envelope.

use std::time::Duration;

use reqwest::StatusCode;

/// The facts in the head of an HTTP answer.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
}

/// The facts in an envelope, without its data.
#[derive(Default)]
pub(crate) struct EnvelopeFacts {
    /// `statusCode`, or else `code`.
    pub(crate) code: Option<i64>,
    /// The member `code`: the outcome in answers of older deployments. Failures can have both members.
    pub(crate) older_code: Option<i64>,
    pub(crate) api_code: Option<i64>,
    pub(crate) request_id: Option<String>,
    pub(crate) message: Option<String>,
}
