//! [`Runtime`]: the thread on which the calls of a blocking client run.

use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use std::{fmt, process, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::error::Error;

/// How long after a call's deadline its thread may still report the end of the call.
const MARGIN: Duration = Duration::from_millis(500);

/// A tokio runtime on a thread of its own. tokio panics if a runtime is dropped, or blocked on, inside of another
/// runtime.
#[derive(Clone)]
pub(crate) struct Runtime {
    handle: Handle,
    thread: Arc<Thread>,
}

struct Thread {
    /// The ID of the thread's process.
    process: u32,
    // The thread ends when this is dropped, with the last clone of the runtime.
    _alive: oneshot::Sender<()>,
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
        Ok(Self { handle, thread: Arc::new(Thread { process: process::id(), _alive: alive }) })
    }

    /// Runs a call on the thread. The call itself ends within its deadline. The deadline is watched here too, since the
    /// thread may be blocked, for example by a subscriber of `tracing`.
    pub(crate) fn run<T, F>(&self, deadline: Duration, call: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        if self.thread.process != process::id() {
            return Err(Error::config(
                "the blocking client's thread stayed in the process that forked this one: build a new client here",
            ));
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let task = self.handle.spawn(async move { drop(sender.send(call.await)) });
        match receiver.recv_timeout(deadline.saturating_add(MARGIN)) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => {
                task.abort();
                Err(Error::standstill())
            }
            Err(RecvTimeoutError::Disconnected) => Err(Error::panicked()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_forked_process_is_told_so() {
        let mut runtime = Runtime::start().expect("a thread");
        Arc::get_mut(&mut runtime.thread).expect("one clone").process += 1;
        let error = runtime.run(Duration::ZERO, pending::<Result<(), Error>>()).expect_err("another process");
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("fork"), "{error}");
    }

    #[test]
    fn a_call_beyond_its_deadline_is_ended() {
        struct Held(mpsc::Sender<()>);
        impl Drop for Held {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let runtime = Runtime::start().expect("a thread");
        let (sender, ended) = mpsc::channel();
        let held = Held(sender);
        let error = runtime.run(Duration::ZERO, async move {
            let _held = held;
            pending::<Result<(), Error>>().await
        });
        assert!(error.expect_err("late").is_timeout());
        ended.recv_timeout(Duration::from_secs(20)).expect("what the call held is free");
    }

    #[test]
    fn after_a_panic_nobody_knows_what_was_sent() {
        let runtime = Runtime::start().expect("a thread");
        let error = runtime.run::<(), _>(Duration::MAX, async { panic!("a subscriber") }).expect_err("a panic");
        assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::Config, false));
        runtime.run(Duration::MAX, async { Ok(()) }).expect("the thread goes on");
    }

    #[test]
    fn the_longest_deadline_is_none() {
        let runtime = Runtime::start().expect("a thread");
        assert_eq!(runtime.run(Duration::MAX, async { Ok(1) }).expect("a result"), 1);
    }
}
