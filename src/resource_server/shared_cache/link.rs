//! The connection to Redis.
//!
//! One task, the *keeper*, opens the connection, subscribes to the channel, sends a heartbeat each second, and opens
//! the next connection when this one is lost. Requests use the connection while there is one, each command for at most
//! [`COMMAND`]. Without a connection a request goes on alone at once: Redis is never a reason to refuse one.
//!
//! Commands and messages share one connection. So a heartbeat tells that messages arrive too: a server sends both in
//! order.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::Poll;
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, FromRedisValue, Pipeline, PushInfo, PushKind, RedisError, Value};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use super::address::Address;
use crate::resource_server::event;
use crate::resource_server::lock::Lock;
use crate::transport::random_up_to;

/// How long a command may take. After that time the connection counts as lost.
pub(super) const COMMAND: Duration = Duration::from_millis(100);
/// How long it may take to connect and to subscribe.
const CONNECT: Duration = Duration::from_secs(2);
/// The pause between two heartbeats.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Without a heartbeat for this long, messages may have been missed.
const DEAF_AFTER: Duration = Duration::from_secs(3);
/// The pause before the first new connection. Each further pause is twice as long, up to `MAX_PAUSE`.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MAX_PAUSE: Duration = Duration::from_secs(4);
/// A keeper that did nothing for this long hangs in a runtime that nobody drives. Another keeper takes over.
const DEAD_AFTER: Duration = Duration::from_secs(8);

/// What the keeper does for its owner.
pub(super) trait Owner: Send + Sync + 'static {
    /// Takes a message of the channel.
    fn hear(&self, message: &[u8]);
    /// What is still to be sent over this connection, with the number of the connection. Called after a connection was
    /// made, and after [`Link::wake`].
    fn deliver(&self, connection: Connection) -> impl Future<Output = ()> + Send;
}

/// The connection to one Redis server.
pub(super) struct Link(Arc<Inner>);

struct Inner {
    address: Arc<Address>,
    channel: String,
    state: Lock<State>,
    /// Wakes the keeper: there is something to deliver, or the connection was lost.
    wake: Notify,
    began: Instant,
    /// Milliseconds since `began`, plus 1: when the last heartbeat was answered. 0: there is no connection.
    heard: AtomicU64,
    /// The number of the current connection, or of the last one. 0: there was none.
    number: AtomicU64,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    keeper: Option<Keeper>,
    /// Whether the last change that was reported is a loss.
    is_reported_lost: bool,
}

struct Keeper {
    number: u64,
    task: AbortHandle,
    /// When the keeper last did something.
    acted: Instant,
}

/// A connection that works, as far as is known.
#[derive(Clone)]
pub(super) struct Connection {
    link: Arc<Inner>,
    connection: MultiplexedConnection,
    pub(super) number: u64,
}

/// Why commands failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The server refused one of them. It has run the others.
    Refused,
    /// The connection counts as lost.
    Lost,
}

impl Link {
    pub(super) fn new(address: Arc<Address>, channel: String) -> Self {
        Self(Arc::new(Inner {
            address,
            channel,
            state: Lock::default(),
            wake: Notify::new(),
            began: Instant::now(),
            heard: AtomicU64::new(0),
            number: AtomicU64::new(0),
        }))
    }

    /// The connection, if there is one. Starts the keeper if none is at work.
    pub(super) fn connection(&self, owner: &Arc<impl Owner>) -> Option<Connection> {
        let mut state = self.0.state.lock();
        let works = |keeper: &Keeper| !keeper.task.is_finished() && keeper.acted.elapsed() < DEAD_AFTER;
        if !state.keeper.as_ref().is_some_and(works) {
            self.0.start(&mut state, Arc::downgrade(owner));
        }
        let connection = state.connection.clone()?;
        Some(Connection { link: self.0.clone(), connection, number: self.0.number.load(Ordering::Relaxed) })
    }

    /// Has the keeper ask its owner what is to be delivered.
    pub(super) fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// The number of the connection over which messages arrive now. `None` if messages may be missed.
    pub(super) fn listening_connection(&self) -> Option<u64> {
        let heard = self.0.heard.load(Ordering::Acquire);
        let age = self.0.now().saturating_sub(heard);
        (heard > 0 && age < DEAF_AFTER.as_millis() as u64).then(|| self.0.number.load(Ordering::Acquire))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(keeper) = self.0.state.lock().keeper.take() {
            keeper.task.abort();
        }
    }
}

impl Connection {
    /// Sends commands together, and waits for their answers for at most [`COMMAND`]. A failure is counted by the
    /// caller.
    ///
    /// # Errors
    /// No answer in time, a lost connection, or a command that the server refused.
    pub(super) async fn run<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, Failure> {
        self.run_within(COMMAND, commands).await
    }

    async fn run_within<T: FromRedisValue>(&self, limit: Duration, commands: &Pipeline) -> Result<T, Failure> {
        // The client crate's own time limit doesn't bound a command in every case.
        match timeout(limit, commands.query_async(&mut self.connection.clone())).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) if is_refusal(&error) => {
                event::redis_refused(error.code().unwrap_or("no code"));
                Err(Failure::Refused)
            }
            Ok(Err(_)) => {
                self.link.set_lost(self.number, "the connection to Redis was lost");
                Err(Failure::Lost)
            }
            Err(_) => {
                self.link.set_lost(self.number, "Redis didn't answer in time");
                Err(Failure::Lost)
            }
        }
    }
}

/// Whether the server answered, so that the connection can be used further.
fn is_refusal(error: &RedisError) -> bool {
    error.code().is_some() || !(error.is_io_error() || error.is_connection_dropped() || error.is_unrecoverable_error())
}

impl Inner {
    /// Milliseconds since the link was made, plus 1.
    fn now(&self) -> u64 {
        self.began.elapsed().as_millis() as u64 + 1
    }

    /// Starts a keeper in the current runtime, if there is one. A former keeper ends.
    fn start<O: Owner>(self: &Arc<Self>, state: &mut State, owner: Weak<O>) {
        let Ok(runtime) = Handle::try_current() else { return };
        let number = state.keeper.take().map_or(1, |former| {
            former.task.abort();
            former.number + 1
        });
        self.heard.store(0, Ordering::Release);
        state.connection = None;
        let task = runtime.spawn(keep(self.clone(), number, owner)).abort_handle();
        state.keeper = Some(Keeper { number, task, acted: Instant::now() });
    }

    /// Says that this keeper is at work. False if another keeper has taken over.
    fn note_activity(&self, keeper: u64) -> bool {
        let mut state = self.state.lock();
        let Some(current) = state.keeper.as_mut().filter(|current| current.number == keeper) else { return false };
        current.acted = Instant::now();
        true
    }

    fn set_connected(&self, keeper: u64, connection: &MultiplexedConnection) -> Option<u64> {
        let mut state = self.state.lock();
        state.keeper.as_ref().filter(|current| current.number == keeper)?;
        state.connection = Some(connection.clone());
        let number = self.number.load(Ordering::Relaxed) + 1;
        self.number.store(number, Ordering::Release);
        self.heard.store(self.now(), Ordering::Release);
        if std::mem::take(&mut state.is_reported_lost) {
            event::redis_back();
        }
        Some(number)
    }

    /// Gives up a connection. The loss is reported once, until the next connection works.
    fn set_lost(&self, number: u64, reason: &'static str) {
        let mut state = self.state.lock();
        if self.number.load(Ordering::Relaxed) != number {
            return;
        }
        state.connection = None;
        self.heard.store(0, Ordering::Release);
        if !std::mem::replace(&mut state.is_reported_lost, true) {
            event::redis_lost(reason);
        }
        self.wake.notify_one();
    }
}

/// The keeper. Ends when its owner is gone or another keeper has taken over.
async fn keep<O: Owner>(link: Arc<Inner>, keeper: u64, owner: Weak<O>) {
    let mut failures = 0;
    while owner.strong_count() > 0 && link.note_activity(keeper) {
        let began = Instant::now();
        let reason = converse(&link, keeper, &owner).await;
        link.set_lost(link.number.load(Ordering::Relaxed), reason);
        // A connection that worked for a while begins a new row of pauses.
        failures = if began.elapsed() > MAX_PAUSE + CONNECT { 1 } else { (failures + 1).min(16) };
        sleep(pause(failures)).await;
    }
}

/// Opens a connection and uses it until it is lost. Gives the reason of the loss.
async fn converse<O: Owner>(link: &Arc<Inner>, keeper: u64, owner: &Weak<O>) -> &'static str {
    let ears = owner.clone();
    let hear = move |push: PushInfo| -> Result<(), ()> {
        if let (PushKind::Message, [_, Value::BulkString(message)]) = (&push.kind, &push.data[..])
            && let Some(owner) = ears.upgrade()
        {
            owner.hear(message);
        }
        Ok(())
    };
    // No time limit of the client crate: `run_within` has one.
    let config = AsyncConnectionConfig::new().set_response_timeout(None).set_push_sender(hear);
    let opened = timeout(CONNECT, async {
        let stream = link.address.connect().await.map_err(|_| "Redis can't be reached")?;
        MultiplexedConnection::new_with_config(&link.address.login, stream, config)
            .await
            .map_err(|_| "Redis refused the connection: check user, password and database")
    });
    let (mut connection, driver) = match opened.await {
        Ok(Ok(opened)) => opened,
        Ok(Err(reason)) => return reason,
        Err(_) => return "connecting to Redis took too long",
    };
    let beats = async {
        if !matches!(timeout(CONNECT, connection.subscribe(&link.channel)).await, Ok(Ok(()))) {
            return "Redis refused the subscription: allow the user all channels";
        }
        let Some(number) = link.set_connected(keeper, &connection) else { return "another keeper has taken over" };
        let connection = Connection { link: link.clone(), connection, number };
        loop {
            let Some(owner) = owner.upgrade() else { return "the authenticator was dropped" };
            owner.deliver(connection.clone()).await;
            drop(owner);
            let mut ping = redis::pipe();
            ping.cmd("PING");
            if connection.run_within::<Vec<String>>(HEARTBEAT, &ping).await.is_err() || !link.note_activity(keeper) {
                return "Redis didn't answer a heartbeat";
            }
            link.heard.store(link.now(), Ordering::Release);
            let _ = timeout(HEARTBEAT, link.wake.notified()).await;
            if link.state.lock().connection.is_none() {
                return "the connection to Redis was lost";
            }
        }
    };
    let (mut beats, mut driver) = (pin!(beats), pin!(driver));
    poll_fn(|context| match driver.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready("Redis closed the connection"),
        Poll::Pending => beats.as_mut().poll(context),
    })
    .await
}

/// The pause after this many failures in a row, with a jitter: half of it is random, so that instances that lost one
/// server don't all come back at the same moment.
fn pause(failures: u32) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(1 << (failures - 1).min(8)).min(MAX_PAUSE);
    whole / 2 + random_up_to(whole / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_some_seconds_and_differ() {
        for failures in 1..40 {
            let pause = pause(failures);
            assert!(pause >= FIRST_PAUSE / 2 && pause <= MAX_PAUSE, "{failures}: {pause:?}");
        }
        assert!(pause(16) >= MAX_PAUSE / 2);
        assert!((0..20).any(|_| pause(8) != pause(8)));
    }
}
