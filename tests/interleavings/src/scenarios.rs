//! Requests, a service and what happens to a user, in the steps of `Authenticator`: one key, and one user.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use shuttle::future::block_on;
use shuttle::sync::Mutex;
use shuttle::thread::{self, JoinHandle};

use super::calls::{Calls, Sequence, Ended, Join, Lifespan, Ticket};
use super::digest::Digest;
use super::forgotten::Forgotten;

const USER: Digest = Digest(0);

/// What the service says, and the number of the call that it said it to.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Answer {
    lets_in: bool,
    number: u64,
}

struct World {
    calls: Arc<Calls<(), Answer>>,
    forgotten: Forgotten,
    cache: Mutex<Option<Answer>>,
    /// Whether answers are cached.
    caches: bool,
    /// Whether the service lets the user in.
    service: Mutex<bool>,
    /// Calls that are at the service, and the most of them at a time.
    under_way: AtomicUsize,
    most: AtomicUsize,
    start: Instant,
}

const LIFESPAN: Lifespan = Lifespan { deadline: Duration::from_secs(8), max_silence: Duration::from_secs(4) };

impl World {
    fn new(caches: bool) -> Arc<Self> {
        let sequence = Arc::new(Sequence::default());
        Arc::new(Self {
            calls: Arc::new(Calls::new(sequence.clone(), LIFESPAN)),
            forgotten: Forgotten::new(sequence, Duration::from_secs(3600)),
            cache: Mutex::new(None),
            caches,
            service: Mutex::new(true),
            under_way: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            start: Instant::now(),
        })
    }

    fn cached(&self) -> Option<Answer> {
        let cached = *self.cache.lock().unwrap();
        cached.filter(|answer| self.forgotten.counts(&USER, answer.number))
    }

    fn join(&self, later: Duration) -> Join<(), Answer> {
        self.calls.join((), self.forgotten.generation(&USER), self.start + later, || self.cached())
    }

    fn end(&self, ticket: Ticket<(), Answer>, answer: Answer) {
        ticket.end(Ended::With(answer), |answer| {
            if self.caches && self.forgotten.counts(&USER, answer.number) {
                *self.cache.lock().unwrap() = Some(*answer);
            }
        });
    }

    /// The task of a call.
    fn call(&self, ticket: Ticket<(), Answer>) {
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(under_way, Ordering::SeqCst);
        let answer = Answer { lets_in: *self.service.lock().unwrap(), number: ticket.number() };
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        self.end(ticket, answer);
    }

    fn revoke(&self) {
        *self.service.lock().unwrap() = false;
    }

    fn forget(&self) {
        self.calls.forget(|()| true, || *self.cache.lock().unwrap() = None);
    }
}

/// A request: whether it is let in.
fn request(world: &Arc<World>, later: Duration) -> bool {
    if let Some(answer) = world.cached() {
        return answer.lets_in;
    }
    loop {
        let mut wait = match world.join(later) {
            Join::Cached(answer) => return answer.lets_in,
            Join::Waits(wait) => wait,
            Join::Leads(wait, ticket) => {
                let world = world.clone();
                thread::spawn(move || world.call(ticket));
                wait
            }
        };
        match block_on(wait.ended.wait_for(Option::is_some)).map(|ended| match &*ended {
            Some(Ended::With(answer)) => Some(answer.lets_in),
            _ => None,
        }) {
            Ok(Some(lets_in)) => return lets_in,
            // The call was dropped, or its deadline passed.
            Ok(None) | Err(_) => {}
        }
    }
}

fn requests(world: &Arc<World>, number: usize) -> Vec<JoinHandle<bool>> {
    (0..number)
        .map(|_| {
            let world = world.clone();
            thread::spawn(move || request(&world, Duration::ZERO))
        })
        .collect()
}

/// The service lets a user in, then revokes. Nothing is cached.
pub(crate) fn revoked_after_a_call() {
    let world = World::new(false);
    assert!(request(&world, Duration::ZERO));
    world.revoke();
    assert!(!request(&world, Duration::ZERO), "let in after the revocation");
}

/// The service fails, then works again.
pub(crate) fn well_after_a_failure() {
    let world = World::new(false);
    world.revoke();
    assert!(!request(&world, Duration::ZERO));
    *world.service.lock().unwrap() = true;
    assert!(request(&world, Duration::ZERO), "got the earlier request's failure");
}

/// A crowd, a revocation, and `forget`: whoever comes later is refused.
pub(crate) fn forgotten_token() {
    let world = World::new(true);
    let crowd = requests(&world, 2);
    world.revoke();
    world.forget();
    assert!(!request(&world, Duration::ZERO), "let in after forget");
    crowd.into_iter().for_each(|request| drop(request.join()));
    assert!(!request(&world, Duration::ZERO), "an answer from before forget was cached");
}

/// The same with `forget_user`.
pub(crate) fn forgotten_user() {
    let world = World::new(true);
    let crowd = requests(&world, 2);
    world.revoke();
    world.forgotten.forget(USER);
    assert!(!request(&world, Duration::ZERO), "let in after forget_user");
    crowd.into_iter().for_each(|request| drop(request.join()));
    assert!(!request(&world, Duration::ZERO), "an answer from before forget_user counted");
}

/// A crowd makes one call, if answers are cached, and never two at a time.
pub(crate) fn one_call() {
    for caches in [true, false] {
        let world = World::new(caches);
        assert!(requests(&world, 3).into_iter().all(|request| request.join().unwrap()));
        assert_eq!(world.most.load(Ordering::SeqCst), 1, "two calls at a time");
        if caches {
            assert_eq!(world.cached().map(|answer| answer.number), Some(1), "a second call");
        }
    }
}

/// The call is dropped with its runtime while others wait: each of them gets an answer.
pub(crate) fn dropped_call() {
    let world = World::new(true);
    let Join::Leads(_, ticket) = world.join(Duration::ZERO) else { panic!("no call was under way") };
    let crowd = requests(&world, 2);
    drop(ticket);
    assert!(crowd.into_iter().all(|request| request.join().unwrap()));
}

/// A call that nobody drives ends at last, after its life: its answer reaches no newcomer.
pub(crate) fn call_without_a_sign() {
    let world = World::new(true);
    let Join::Leads(_, ticket) = world.join(Duration::ZERO) else { panic!("no call was under way") };
    let old = Answer { lets_in: true, number: ticket.number() };
    world.revoke();
    let late = {
        let world = world.clone();
        thread::spawn(move || world.end(ticket, old))
    };
    // Either the late answer was cached before the request came, or the request asks anew.
    let came_first = world.cached().is_none();
    let lets_in = request(&world, LIFESPAN.max_silence);
    late.join().unwrap();
    if came_first && lets_in {
        assert_eq!(world.cached(), Some(old), "a replaced call's answer reached a newcomer");
    }
    if !lets_in {
        assert_ne!(world.cached(), Some(old), "a replaced call's answer was cached");
    }
}
