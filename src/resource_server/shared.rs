//! The shared cache in its place: between the cache in memory and the service.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::cache::{Decoded, Known};
use super::calls::Ended;
use super::digest::Digest;
use super::rejection::Rejection;
use super::shared_cache::{Fleet, Form, Heard, Question, Remembered, SharedCache, Standing, Times};
use super::stats::Stats;
use crate::token::AccessToken;

/// The shared cache of an authenticator.
pub(super) struct Shared {
    fleet: Arc<Fleet>,
    /// The profile's operation with all of its parameters: instances that ask in another way share nothing.
    profile: String,
}

/// A profile that was found.
pub(super) enum Profile {
    /// The one in memory.
    Remembered(Arc<Known>),
    /// Another one, its age, and how it stands to the shared cache.
    New(Box<Decoded>, Duration, Standing),
}

/// What stands in Redis: the bytes that were counted for the profile, and the profile's JSON.
fn write(decoded: &Decoded) -> Option<Vec<u8>> {
    let mut bytes = (decoded.memory as u64).to_be_bytes().to_vec();
    serde_json::to_writer(&mut bytes, &decoded.profile).ok()?;
    Some(bytes)
}

fn read(bytes: &[u8]) -> Option<Decoded> {
    let (memory, json) = bytes.split_first_chunk()?;
    Some(Decoded { memory: u64::from_be_bytes(*memory) as usize, profile: serde_json::from_slice(json).ok()? })
}

/// Whom a question is about.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) token: &'a AccessToken,
    pub(super) digest: &'a Digest,
    pub(super) user: &'a Digest,
}

impl About<'_> {
    fn question<'a>(&'a self, operation: &'a str) -> Question<'a> {
        let Self { token, digest, user } = self;
        Question { token: token.expose_secret(), digest: digest.as_bytes(), user: user.as_bytes(), operation }
    }
}

impl Shared {
    /// `profile` is the profile's operation; `hear` takes what other instances tell.
    pub(super) fn new(
        cache: &SharedCache,
        host: &str,
        times: Times,
        profile: String,
        hear: impl Fn(Heard) + Send + Sync + 'static,
    ) -> Self {
        Self { fleet: cache.open(host, times, hear), profile }
    }

    pub(super) fn fleet(&self) -> &Arc<Fleet> {
        &self.fleet
    }

    /// Whether a cached profile can be used without a look into Redis. While Redis can't be asked, it can.
    pub(super) fn is_confirmed(&self, known: &Known) -> bool {
        known.shared.stamp().is_current(self.fleet.hears()) || !self.fleet.is_connected()
    }

    /// Tells the other instances of a logout, and waits a moment until Redis knows.
    pub(super) async fn log_out(&self, token: &AccessToken, digest: &Digest, remaining: Duration) {
        let until = SystemTime::now() + remaining;
        self.fleet.log_out(token.expose_secret(), digest.as_bytes(), until).await;
    }

    /// Finds a profile: the one in memory if Redis doesn't contradict, the one in Redis, or what `ask` gets.
    pub(super) async fn find<F>(
        &self,
        about: About<'_>,
        known: Option<Arc<Known>>,
        ask: impl FnOnce(Duration) -> F,
    ) -> Ended<Result<Profile, Rejection>>
    where
        F: Future<Output = Ended<Result<Decoded, Rejection>>>,
    {
        let new = |profile| Profile::New(Box::new(profile), Duration::ZERO, Standing::default());
        let known = known.filter(|known| Instant::now() < known.fresh_until);
        let remembered = known.map(|known| Remembered {
            asked: known.shared.asked(),
            stamp: known.shared.stamp(),
            value: Profile::Remembered(known),
        });
        let form = Form {
            write: |profile| match profile {
                // Redis has it already, or the service was asked in its place.
                Profile::Remembered(_) => None,
                Profile::New(decoded, ..) => write(decoded),
            },
            read: |bytes| read(bytes).map(new),
        };
        let ask = async |limit| ask(limit).await.and_then(|profile| Ok(new(profile)));
        let found = self.fleet.ask(&about.question(&self.profile), remembered, form, ask).await;
        found.outcome.and_then(|profile| match profile {
            Profile::Remembered(known) => {
                known.shared.confirm(found.stamp);
                Ok(Profile::Remembered(known))
            }
            Profile::New(profile, ..) => {
                let asked = SystemTime::now().checked_sub(found.age).unwrap_or(SystemTime::UNIX_EPOCH);
                Ok(Profile::New(profile, found.age, Standing::new(asked, found.stamp)))
            }
        })
    }

    /// Finds the answer to a question about a user's rights, and how old the answer is.
    pub(super) async fn grant<T, R, F>(
        &self,
        about: About<'_>,
        operation: &str,
        form: Form<T, R>,
        ask: impl FnOnce(Duration) -> F,
    ) -> (Ended<Result<T, Rejection>>, Duration)
    where
        R: Fn(&[u8]) -> Option<T>,
        F: Future<Output = Ended<Result<T, Rejection>>>,
    {
        let found = self.fleet.ask(&about.question(operation), None, form, ask).await;
        (found.outcome, found.age)
    }

    /// Adds what was counted of the shared cache.
    pub(super) fn add_to(&self, stats: Stats) -> Stats {
        let counters = self.fleet.counters();
        Stats {
            shared_cache_hits: counters.hits.get(),
            shared_cache_misses: counters.misses.get(),
            shared_cache_errors: counters.errors.get(),
            ..stats
        }
    }
}
