//! [`Lock`]: a mutex that stays usable after a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub(super) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    /// Waits for the lock. A poisoned lock is used as well: no code that holds a lock of this module can panic half-way
    /// through a change.
    pub(super) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
