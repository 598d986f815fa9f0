//! [`Forgotten`]: the users whose cached answers sequence no longer.
//!
//! Nothing lists the tokens of a user. So a forgotten user gets a new *generation*, and an answer counts only if its
//! call began in the user's present generation. Generations are numbers of the [`Sequence`].

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::calls::Sequence;
use super::digest::Digest;
use super::lock::Lock;

/// How many users are listed at most. Each takes about 100 bytes.
const MAX_USERS: usize = 100_000;

pub(super) struct Forgotten {
    sequence: Arc<Sequence>,
    users: Lock<Users>,
    /// The newest generation of any user. An answer that is newer needs no look into the list.
    newest: AtomicU64,
    /// How long a user is listed: as long as an answer from before can be cached, or its call be under way.
    listed_for: Duration,
}

#[derive(Default)]
struct Users {
    listed: HashMap<Digest, (u64, Instant)>,
    /// The generation of all users who aren't listed.
    of_others: u64,
}

impl Forgotten {
    pub(super) fn new(sequence: Arc<Sequence>, listed_for: Duration) -> Self {
        Self { sequence, users: Lock::default(), newest: AtomicU64::new(0), listed_for }
    }

    /// Begins a new generation of this user.
    pub(super) fn forget(&self, user: Digest) {
        let now = Instant::now();
        let mut users = self.users.lock();
        let generation = self.sequence.next();
        if users.listed.len() >= MAX_USERS && !users.listed.contains_key(&user) {
            users.listed.retain(|_, (_, until)| now < *until);
            if users.listed.len() >= MAX_USERS {
                // The list is full, so that everybody is forgotten: that costs calls, and lets nobody in.
                users.listed.clear();
                users.of_others = generation;
            }
        }
        users.listed.insert(user, (generation, now + self.listed_for));
        self.newest.store(generation, Ordering::SeqCst);
    }

    /// The generation of this user. An answer counts if the number of its call is larger.
    pub(super) fn generation(&self, user: &Digest) -> u64 {
        if self.newest() == 0 {
            return 0;
        }
        let users = self.users.lock();
        users.listed.get(user).map_or(users.of_others, |(generation, _)| *generation)
    }

    /// The newest generation of any user, for a token whose user isn't known.
    pub(super) fn newest(&self) -> u64 {
        self.newest.load(Ordering::SeqCst)
    }

    /// Whether an answer about this user counts, whose call has this number.
    #[inline]
    pub(super) fn counts(&self, user: &Digest, number: u64) -> bool {
        number > self.newest() || number > self.generation(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_list_forgets_everybody() {
        let sequence = Arc::new(Sequence::default());
        let forgotten = Forgotten::new(sequence.clone(), Duration::from_secs(3600));
        let nobody = Digest::of("nobody");
        let before = sequence.next();
        for user in 0..MAX_USERS {
            forgotten.forget(Digest::of(&user.to_string()));
        }
        assert!(forgotten.counts(&nobody, before));
        forgotten.forget(Digest::of("one too many"));
        assert!(!forgotten.counts(&nobody, before) && !forgotten.counts(&Digest::of("0"), before));
        assert_eq!(forgotten.users.lock().listed.len(), 1);
    }

    #[test]
    fn users_leave_the_list() {
        let forgotten = Forgotten::new(Arc::default(), Duration::ZERO);
        for user in 0..2 * MAX_USERS {
            forgotten.forget(Digest::of(&user.to_string()));
        }
        assert_eq!(forgotten.users.lock().of_others, 0);
        assert!(forgotten.users.lock().listed.len() <= MAX_USERS);
    }
}
