//! What a client was measured to do in a situation, and the medians of several rounds.

use serde::{Deserialize, Serialize};

/// One round of one client in one situation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Round {
    /// How long a byte takes in each direction, in milliseconds.
    pub delay: u64,
    /// What the client was put through.
    pub situation: String,
    /// Which client.
    pub contender: String,
    /// How many calls were made.
    pub calls: usize,
    /// Those among them that failed.
    pub failed: usize,
    /// What the last of them failed with.
    pub failure: Option<String>,
    /// Milliseconds of the median call. A call that failed counts as one that took for ever, which is `None`.
    pub median: Option<f64>,
    /// Milliseconds that one call in 100 exceeds.
    pub p99: Option<f64>,
    /// Milliseconds of CPU time for each call.
    pub cpu: f64,
    /// Connections that were opened.
    pub connections: usize,
    /// TLS handshakes that were finished.
    pub handshakes: usize,
    /// Those among them that resumed a session.
    pub resumed: usize,
}

/// The value that this part of the calls doesn't exceed. The failed ones are above all others.
pub fn quantile(sorted: &[f64], failed: usize, part: f64) -> Option<f64> {
    let rank = (part * (sorted.len() + failed) as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

/// The median of values, and the least and the most of them; `None`, which stands for ever, is the most.
pub fn spread(values: impl Iterator<Item = Option<f64>>) -> [Option<f64>; 3] {
    let mut values: Vec<f64> = values.map(|value| value.unwrap_or(f64::INFINITY)).collect();
    values.sort_by(f64::total_cmp);
    let finite = |index: usize| values.get(index).copied().filter(|value| value.is_finite());
    [finite(values.len() / 2), finite(0), finite(values.len().saturating_sub(1))]
}
