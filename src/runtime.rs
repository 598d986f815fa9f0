//! [`Runtime`]: the thread on which the calls of a blocking client run.

use std::sync::{Arc, mpsc};
use std::{fmt, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::error::Error;

/// A runtime on a thread of its own: a runtime that is dropped, or blocked on, within another one panics.
#[derive(Clone)]
pub(crate) struct Runtime {
    handle: Handle,
    // Dropped with the last clone, which ends the thread.
    _alive: Arc<oneshot::Sender<()>>,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Runtime").finish_non_exhaustive()
    }
}

impl Runtime {
    pub(crate) fn start() -> Result<Self, Error> {
        let failed = |_| Error::config("no thread can be started for the blocking client: raise the process's limits");
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (alive, ended) = oneshot::channel();
        let run = move || drop(runtime.block_on(ended));
        thread::Builder::new().name("genauth".to_owned()).spawn(run).map_err(failed)?;
        Ok(Self { handle, _alive: Arc::new(alive) })
    }

    pub(crate) fn run<T, F>(&self, call: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.handle.spawn(async move { drop(sender.send(call.await)) });
        // Each call ends within its deadline.
        receiver
            .recv()
            .unwrap_or_else(|_| Err(Error::config("the blocking client's thread has ended: build a new client")))
    }
}
