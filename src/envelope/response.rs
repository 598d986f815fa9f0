//! [`Response`]: a successful answer.

use std::fmt;

use reqwest::StatusCode;

use crate::wire::drift::Drift;

/// A successful answer: its data, and the other facts of the answer.
pub struct Response<T> {
    pub(super) data: T,
    pub(super) http_status: StatusCode,
    pub(super) code: Option<i64>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) attempts: u32,
    pub(super) drift: Vec<Drift>,
    /// At least the bytes that the data takes on the heap.
    #[cfg_attr(not(feature = "resource-server"), expect(dead_code, reason = "only the resource server reads it"))]
    pub(super) memory: usize,
}

impl<T> Response<T> {
    /// The data, such as a profile.
    pub fn data(&self) -> &T {
        &self.data
    }

    /// Leaves out a request ID that repeats the access token, since spans show the ID.
    pub(crate) fn leave_out(&mut self, token: &str) {
        self.request_id.take_if(|id| id.eq_ignore_ascii_case(token));
    }

    /// The data, by value.
    pub fn into_inner(self) -> T {
        self.data
    }

    /// The service's ID of this request. The vendor's support asks for the ID.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The envelope's message, unchanged, in the [language](crate::AuthenticationClientBuilder::lang) of the client.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The HTTP status.
    pub fn http_status(&self) -> u16 {
        self.http_status.as_u16()
    }

    /// The envelope's `statusCode` (`code` in older deployments): 200, since any other code is an error.
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// How many requests were sent: more than 1 after a retry or a repetition.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// At least the bytes that the data takes on the heap.
    #[cfg(feature = "resource-server")]
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }

    pub(crate) fn with_attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Where the answer differs from the schema, at most 32 places. Drift is a reason to upgrade this crate, or to
    /// refresh its schema.
    pub fn drift(&self) -> &[Drift] {
        &self.drift
    }
}

/// Leaves out the data, the message and the keys of the answer.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Response");
        debug.field("http_status", &self.http_status).field("attempts", &self.attempts);
        debug.field("drift", &self.drift.len()).finish_non_exhaustive()
    }
}
