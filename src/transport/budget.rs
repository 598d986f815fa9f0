//! The retry budget: it limits a client's retries, so that an outage doesn't triple the load on the service.

use std::sync::atomic::{AtomicU32, Ordering};

/// Each retry takes 1, each success gives 0.1 back. The number is counted in tenths.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const FULL: u32 = 200;

    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    fn take(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(10)).is_ok()
    }

    fn give_back(&self, retries: u32) {
        if retries > 0 {
            let give = |left: u32| Some(Self::FULL.min(left + 10 * retries));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }

    pub(super) fn refund(&self) {
        // Nearly always the budget is full, and nothing is written.
        let give = |left: u32| (left < Self::FULL).then(|| left + 1);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

/// The retries that one call has taken from the budget. They are given back if the call is dropped before it ends.
pub(super) struct Taken<'a> {
    budget: &'a Budget,
    retries: u32,
}

impl<'a> Taken<'a> {
    pub(super) fn nothing(budget: &'a Budget) -> Self {
        Self { budget, retries: 0 }
    }

    /// How many retries were taken.
    pub(super) fn count(&self) -> u32 {
        self.retries
    }

    pub(super) fn take(&mut self) -> bool {
        let taken = self.budget.take();
        self.retries += u32::from(taken);
        taken
    }

    /// Called when the call has ended: its retries are spent, and aren't given back.
    pub(super) fn spend(mut self) {
        self.retries = 0;
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.budget.give_back(self.retries);
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Taken};

    fn left(budget: &Budget) -> usize {
        std::iter::from_fn(|| budget.take().then_some(())).count()
    }

    #[test]
    fn a_dropped_call_gives_back_what_it_took_and_no_more() {
        let budget = Budget::full();
        let mut ended = Taken::nothing(&budget);
        assert_eq!((0..5).filter(|_| ended.take()).count(), 5);
        ended.spend();
        let mut dropped = Taken::nothing(&budget);
        assert_eq!((0..3).filter(|_| dropped.take()).count(), 3);
        drop(dropped);
        assert_eq!(left(&budget), 15);
    }

    #[test]
    fn successes_fill_the_budget_no_further_than_full() {
        let budget = Budget::full();
        budget.refund();
        let mut all = Taken::nothing(&budget);
        assert_eq!((0..30).filter(|_| all.take()).count(), 20);
        all.spend();
        for _ in 0..19 {
            budget.refund();
        }
        assert_eq!(left(&budget), 1);
    }
}
