//! Generations: what makes a value old, in Redis and in memory.
//!
//! `forget` gives a token a new generation, and `forget_user` a user. A value belongs to the generations that were
//! there before the service was asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The assumed difference of two instances' clocks. If this is too much, the only cost is one more call.
const CLOCKS_DIFFER: Duration = Duration::from_secs(120);

/// When something was forgotten, in milliseconds since 1970 (0: never), and random bytes.
pub(super) type Generation = [u8; 24];

/// The generations of a user and a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Generations {
    pub(super) user: Generation,
    pub(super) token: Generation,
}

/// Decides whether a profile in memory is still current in Redis.
pub(crate) struct Standing {
    /// When the service was asked.
    asked: SystemTime,
    /// None: Redis was out of reach when the service was asked.
    generations: Option<Generations>,
    /// The number of the connection over which messages about the profile arrive. 0: messages may have been missed.
    connection: AtomicU64,
}

impl Default for Standing {
    fn default() -> Self {
        Self::new(SystemTime::now(), None, None)
    }
}

impl Standing {
    pub(super) fn new(asked: SystemTime, generations: Option<Generations>, connection: Option<u64>) -> Self {
        Self { asked, generations, connection: connection.unwrap_or(0).into() }
    }

    /// Whether every message since the profile was stored has been heard.
    pub(crate) fn is_current(&self, connection: Option<u64>) -> bool {
        connection == Some(self.connection.load(Ordering::Acquire))
    }

    /// Notes that Redis has just confirmed the profile, over this connection.
    pub(super) fn confirm(&self, connection: Option<u64>) {
        self.connection.store(connection.unwrap_or(0), Ordering::Release);
    }

    /// Whether the profile is old, by the generations that Redis has now. A generation that Redis has lost contradicts
    /// nothing: a Redis that was restarted without its data must not make everybody ask the service.
    pub(super) fn is_old(&self, user: Option<&Generation>, token: Option<&Generation>) -> bool {
        self.contradictions(user, token).next().is_some()
    }

    /// Whether the profile is old because its user or token was forgotten. Otherwise, Redis may have lost a generation,
    /// and another instance may have begun a new one.
    pub(super) fn is_forgotten(&self, user: Option<&Generation>, token: Option<&Generation>) -> bool {
        self.contradictions(user, token).any(|now| forgotten(now).is_some())
    }

    fn contradictions<'a>(
        &self,
        user: Option<&'a Generation>,
        token: Option<&'a Generation>,
    ) -> impl Iterator<Item = &'a Generation> {
        let then = self.generations;
        let pairs = [(user, then.map(|then| then.user)), (token, then.map(|then| then.token))];
        pairs.into_iter().filter_map(|(now, then)| Some((now?, then))).filter_map(|(now, then)| {
            let is_old = match then {
                Some(then) => *now != then,
                // Without a generation to compare, the time of the forgetting decides.
                None => forgotten(now).is_some_and(|at| at.checked_add(CLOCKS_DIFFER).is_none_or(|at| at > self.asked)),
            };
            is_old.then_some(now)
        })
    }
}

/// A new generation. `forgotten` is the time of the forgetting; None for the first generation.
pub(super) fn new(forgotten: Option<SystemTime>) -> Generation {
    let mut generation = random();
    generation[..8].copy_from_slice(&forgotten.map_or([0; 8], stamp));
    generation
}

fn forgotten(generation: &Generation) -> Option<SystemTime> {
    let (at, _) = stamped(generation)?;
    (at > SystemTime::UNIX_EPOCH).then_some(at)
}

pub(super) fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    // Without random numbers there are neither TLS nor nonces, so that nothing is ever sent.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes
}

/// Milliseconds since 1970.
pub(super) fn stamp(at: SystemTime) -> [u8; 8] {
    (at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis() as u64).to_be_bytes()
}

/// Splits a time from what follows.
pub(super) fn stamped(bytes: &[u8]) -> Option<(SystemTime, &[u8])> {
    let (stamp, rest) = bytes.split_first_chunk::<8>()?;
    let at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(u64::from_be_bytes(*stamp)))?;
    Some((at, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_value_in_memory_old() {
        let now = SystemTime::now();
        let (first, second, forgotten) = (new(None), new(None), new(Some(now)));
        let known = Some(Generations { user: first, token: second });
        let hour = Duration::from_secs(60 * 60);
        for (name, generations, asked, user, token, is_old) in [
            ("the same", known, now, Some(&first), Some(&second), false),
            ("Redis has lost both", known, now, None, None, false),
            ("another user's generation", known, now, Some(&forgotten), Some(&second), true),
            ("another token's generation", known, now, Some(&first), Some(&forgotten), true),
            ("asked alone, nothing forgotten", None, now, Some(&first), Some(&second), false),
            ("asked alone, then forgotten", None, now - hour, Some(&forgotten), None, true),
            ("asked alone, forgotten at about the same time", None, now, None, Some(&forgotten), true),
            ("forgotten long before", None, now + hour, Some(&forgotten), None, false),
        ] {
            let standing = Standing::new(asked, generations, None);
            assert_eq!(standing.is_old(user, token), is_old, "{name}");
            assert_eq!(standing.is_forgotten(user, token), is_old, "{name}");
        }
        let standing = Standing::new(now, known, Some(1));
        let begun_anew = new(None);
        assert!(standing.is_old(Some(&begun_anew), None) && !standing.is_forgotten(Some(&begun_anew), None));
        assert!(standing.is_current(Some(1)) && !standing.is_current(Some(2)) && !standing.is_current(None));
        standing.confirm(Some(2));
        assert!(standing.is_current(Some(2)) && !standing.is_current(Some(1)));
        standing.confirm(None);
        assert!(!standing.is_current(None) && !standing.is_current(Some(2)));
    }
}
