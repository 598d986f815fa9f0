//! The lock of `src/resource_server/lock.rs`, by shuttle: other threads may run before it is taken.

use shuttle::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub(super) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(super) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
