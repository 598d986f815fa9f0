//! The figures of a client in a situation, and medians of several rounds.

use serde::{Deserialize, Serialize};

/// One round of one client in one situation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Round {
    /// How long a byte takes in each direction, in milliseconds.
    pub delay: u64,
    /// The name of the situation.
    pub situation: String,
    /// The name of the client.
    pub contender: String,
    /// How many calls were made.
    pub calls: usize,
    /// How many of the calls failed.
    pub failed: usize,
    /// The error of the last failed call.
    pub failure: Option<String>,
    /// Milliseconds of the median call. A failed call counts as endless, and `None` stands for endless.
    pub median: Option<f64>,
    /// Milliseconds that one call in 100 exceeds. `None` stands for endless.
    pub p99: Option<f64>,
    /// Milliseconds of CPU time for each call.
    pub cpu: f64,
    /// Connections that were opened.
    pub connections: usize,
    /// TLS handshakes that were finished.
    pub handshakes: usize,
    /// TLS handshakes that resumed a session.
    pub resumed: usize,
}

/// The value that this part of the calls doesn't exceed. Failed calls are above all others.
pub fn quantile(sorted: &[f64], failed: usize, part: f64) -> Option<f64> {
    let rank = (part * (sorted.len() + failed) as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

/// The median, the least and the greatest of the values. `None` stands for endless, so it is greater than all others.
pub fn spread(values: impl Iterator<Item = Option<f64>>) -> [Option<f64>; 3] {
    let mut values: Vec<f64> = values.map(|value| value.unwrap_or(f64::INFINITY)).collect();
    values.sort_by(f64::total_cmp);
    let finite = |index: usize| values.get(index).copied().filter(|value| value.is_finite());
    [finite(values.len() / 2), finite(0), finite(values.len().saturating_sub(1))]
}
