//! For operators: readiness, connections ahead, and counters.

use std::sync::atomic::Ordering;

use tokio::time::{Instant, timeout_at};

use super::authenticator::Authenticator;
use super::judgement;
use super::rejection::Rejection;
use super::stats::Stats;
use super::verifier::in_runtime;

impl Authenticator {
    /// Whether this program can check tokens, for a readiness probe: fetches the keys if there are none yet, and opens
    /// [`connections`](super::AuthenticatorBuilder::connections) ahead, once. After keys were there once, the answer is
    /// `Ok` for ever, without a request: an outage of the service must not take every instance out.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if the keys can't be fetched.
    pub async fn ready(&self) -> Result<(), Rejection> {
        let inner = &*self.0;
        if inner.is_ready.load(Ordering::Relaxed) {
            return Ok(());
        }
        in_runtime()?;
        let deadline = Instant::now() + inner.timeout;
        if let Some(trust) = &inner.verifier.trust
            && !trust.keys.were_there()
            && trust.keys.get(deadline).await.is_none()
        {
            return Err(Rejection::unavailable(judgement::RETRY_AFTER)
                .because("there are no published keys to verify tokens with"));
        }
        if inner.connections > 0 && !inner.has_connected.swap(true, Ordering::Relaxed) {
            // Calls open what is missing, so that a failure here takes nobody out.
            drop(timeout_at(deadline, inner.client.connect(inner.connections)).await);
        }
        inner.is_ready.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// What this authenticator and its clones have counted so far, for metrics.
    pub fn stats(&self) -> Stats {
        let trust = self.0.verifier.trust.as_ref();
        let stats = self.0.counters.stats(trust.map_or(0, |trust| trust.keys.fetches_so_far()));
        #[cfg(feature = "redis")]
        if let Some(counters) = self.0.fleet.as_ref().map(|fleet| &fleet.counters) {
            return Stats {
                shared_cache_hits: counters.hits.get(),
                shared_cache_misses: counters.misses.get(),
                shared_cache_errors: counters.errors.get(),
                ..stats
            };
        }
        stats
    }
}
