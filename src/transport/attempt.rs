//! One attempt: a request and its answer.

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use crate::envelope::{Data, Response, open};
use crate::error::{Error, Head};
use crate::token::AccessToken;
use crate::transport::shared::Shared;
use crate::transport::time::retry_after;
use crate::transport::trace::Trace;

impl Shared {
    /// Waits for the answer and reads its body. The head is stored in `head`, so that it is known even if the deadline
    /// passes before the body is complete.
    pub(super) async fn answer(
        &self,
        response: impl Future<Output = reqwest::Result<reqwest::Response>>,
        until: Instant,
        head: &mut Option<Head>,
    ) -> Result<Bytes, Error> {
        let answer = async {
            let mut response = response.await.map_err(|error| match self.http.is_own {
                true => Error::transport(error),
                // A client that was passed may have followed a redirect, or sent the request twice.
                false => Error::transport(error).after_sending(),
            })?;
            *head = Some(Head { status: response.status(), retry_after: retry_after(response.headers()) });
            read(&mut response, self.limits.max_body_bytes).await
        };
        timeout_at(until, answer).await.unwrap_or_else(|_| Err(Error::attempt_timeout()))
    }

    /// The result of an attempt. A success gives something back to the retry budget.
    pub(super) fn conclude<T: Data>(
        &self,
        head: Option<Head>,
        body: Result<Bytes, Error>,
        attempts: u32,
        token: &AccessToken,
        trace: &Trace,
    ) -> Result<Response<T>, Error> {
        let mut result = match head {
            Some(head) => {
                let opened =
                    body.map_err(|error| error.with_answer(head, None)).and_then(|body| open(head, body, attempts));
                opened.map_err(|error| error.about_the_head(token.expose_secret().len()))
            }
            None => Err(body.err().unwrap_or_else(Error::attempt_timeout)),
        };
        // The only place where an answer meets the token: the service may repeat the token in what errors and spans show.
        match &mut result {
            Ok(response) => response.leave_out(token.expose_secret()),
            Err(error) => error.leave_out(token.expose_secret()),
        }
        trace.attempt(&result, attempts);
        if result.is_ok() {
            self.budget.refund();
        }
        result
    }
}

/// Reads the body, and counts its bytes. An announced length over the limit is refused at once; an announced length
/// below the limit isn't trusted.
pub(super) async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(Error::too_large(limit));
    }
    // Most bodies come in one piece, which isn't copied. Several pieces are joined.
    let (mut first, mut joined) = (Bytes::new(), Vec::new());
    while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
        let so_far = first.len().max(joined.len());
        if piece.len() > limit - so_far {
            return Err(Error::too_large(limit));
        }
        if so_far == 0 {
            first = piece;
            continue;
        }
        if joined.is_empty() {
            joined.reserve((announced as usize).min(64 * 1024));
            joined.extend_from_slice(&first);
        }
        joined.extend_from_slice(&piece);
    }
    Ok(if joined.is_empty() { first } else { joined.into() })
}
