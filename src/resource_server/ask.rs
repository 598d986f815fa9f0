//! Asks the service what a user may do: with the user's own token, once, for all requests that want to know.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::authenticator::{Authenticator, Inner};
use super::cache::Known;
use super::calls::{Ended, Ticket};
use super::digest::Digest;
use super::grants::{Answer, GrantKey, Granted, Origin, Question};
use super::judgement;
use super::permissions::Permission;
use super::rejection::Rejection;
use super::roles::RoleAnswer;
#[cfg(feature = "redis")]
use super::shared_cache::{self, Form};
use super::strict::Strict;
use super::verifier::Verified;
use crate::envelope::Data;
use crate::error::Error;
use crate::generated::calls::{CheckPermissionByStringResource, GetRoleList};
use crate::operation::Operation;
use crate::token::AccessToken;
use crate::transport::inherit;

/// The profile that the answers will stand beside. It may still be on its way. None if there is none in the end.
type ProfileFuture = Pin<Box<dyn Future<Output = Option<Arc<Known>>> + Send>>;

/// Who is asked about.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) digest: Digest,
    pub(super) token: AccessToken,
    /// The user's ID, if it is known.
    pub(super) user: Option<Digest>,
}

impl Authenticator {
    /// The answer to a question about a user, by the call that is under way or by a new one. `profile` gives the
    /// profile beside which the answer is kept, and `cached` the answer that stands there.
    pub(super) async fn ask_about(
        &self,
        subject: Subject,
        question: Question,
        deadline: Instant,
        cached: impl Fn() -> Option<Answer>,
        profile: impl Fn() -> ProfileFuture,
    ) -> Granted {
        let inner = &self.0;
        inner.refuse_logged_out(&subject.digest)?;
        let generation = || inner.generation(subject.user.as_ref());
        let key = (subject.digest, question.clone());
        let begin = |ticket| call_for_answer(inner.clone(), ticket, subject.clone(), question.clone(), profile());
        let outcome = inner.grants.share(key, generation, deadline, || cached().map(Ok), begin).await;
        match outcome {
            Some(Ok(answer)) => inner.refuse_logged_out(&subject.digest).map(|()| answer),
            Some(refusal) => refusal,
            None => Err(judgement::too_late()),
        }
    }

    /// Begins to ask for roles, while the profile is asked for.
    pub(super) fn begin_roles(
        &self,
        digest: Digest,
        token: &AccessToken,
        verified: &Arc<Verified>,
        namespace: &Arc<str>,
        deadline: Instant,
    ) -> JoinHandle<Granted> {
        let (this, token, verified) = (self.clone(), token.clone(), verified.clone());
        let question = Question::Roles(namespace.clone());
        tokio::spawn(inherit(async move {
            let user = verified.subject.as_deref().map(Digest::of);
            let subject = Subject { digest, token: token.clone(), user };
            let cached = || {
                let known = this.0.cached(&digest)?.ok()?;
                known.grants.get(|asked| *asked == question, |origin| this.0.counts(&known, origin, false))
            };
            let profile = || {
                let (this, token, verified) = (this.clone(), token.clone(), verified.clone());
                Box::pin(async move {
                    let (outcome, _) = this.ask(digest, &token, &verified, deadline).await;
                    outcome.and_then(Result::ok).or_else(|| this.0.cache.kept(&digest))
                }) as _
            };
            this.ask_about(subject, question.clone(), deadline, cached, profile).await
        }))
    }
}

/// Makes the call, and ends it. Runs in a task of its own.
async fn call_for_answer(
    inner: Arc<Inner>,
    ticket: Ticket<GrantKey, Granted>,
    subject: Subject,
    question: Question,
    profile: ProfileFuture,
) {
    let (answer, age) = load_answer(&inner, &subject, &question).await;
    let until = inner.cache.fresh_until() - age;
    if let Ended::With(Err(Rejection::InvalidToken { .. })) = &answer {
        // The token was revoked since the profile was cached.
        inner.forget(&subject.digest);
    }
    // The answer is stored in the profile's entry. So this task waits for the profile, whose call began earlier.
    let profile = match &answer {
        Ended::With(Ok(_)) => profile.await,
        _ => None,
    };
    let origin = Origin { number: ticket.number(), fresh_until: until };
    ticket.end(answer, |answer| {
        if let (Some(profile), Ok(answer)) = (profile, answer) {
            profile.grants.put(question, answer.clone(), origin);
        }
    });
}

/// Finds the answer in the shared cache if there is one, or at the service; with the answer's age.
async fn load_answer(inner: &Inner, subject: &Subject, question: &Question) -> (Ended<Granted>, Duration) {
    let ask = |limit| send(inner, &subject.token, question, limit);
    #[cfg(feature = "redis")]
    if let (Some(fleet), Some(user)) = (&inner.fleet, &subject.user) {
        let operation = match question {
            Question::Roles(namespace) => roles(inner, namespace).description(),
            // The answer is about the namespace too, which the request doesn't have.
            Question::Permission(permission) => {
                format!("{}\n{}", permission.namespace, allowed(inner, permission).description())
            }
        };
        let operation = Digest::of(&operation);
        let asked = shared_cache::CacheKey { token: &subject.token, digest: &subject.digest, user, operation };
        let form = Form { write: Answer::to_json, read: |json| Answer::from_json(question, json) };
        let seen = fleet.look(&asked).await;
        inner.heed(&seen, &subject.digest);
        let found = fleet.answer(&asked, seen, form, ask).await;
        return (found.outcome, found.age);
    }
    (ask(inner.timeout).await, Duration::ZERO)
}

fn roles(inner: &Inner, namespace: &str) -> GetRoleList {
    inner.client.get_role_list().namespace(namespace)
}

fn allowed(inner: &Inner, permission: &Permission) -> CheckPermissionByStringResource {
    let resources = vec![permission.resource.to_string()];
    inner.client.check_permission_by_string_resource(resources, &*permission.action)
}

async fn send(inner: &Inner, token: &AccessToken, question: &Question, limit: Duration) -> Ended<Granted> {
    inner.counters.asked.add();
    let answer = match question {
        Question::Roles(namespace) => {
            let answer: Result<RoleAnswer, _> = sent(inner, token, roles(inner, namespace).operation, limit).await;
            answer.map(|answer| Answer::Roles(answer.0.into()))
        }
        Question::Permission(permission) => {
            let answer = sent(inner, token, allowed(inner, permission).operation, limit).await;
            answer.map(|answer| Answer::Permission(permission.is_granted_by(&answer)))
        }
    };
    judgement::ended(answer)
}

async fn sent<O: Operation, D: Data>(
    inner: &Inner,
    token: &AccessToken,
    operation: O,
    limit: Duration,
) -> Result<D, Error> {
    inner.client.call(Strict::new(operation)).access_token(token).timeout(limit).hedged().await
}

impl Inner {
    /// Whether an answer of this origin counts for a user. An answer from before `forget_user` doesn't, and none does
    /// after a logout. With `stale`, an answer that has passed its time counts for as long as a profile does in an
    /// outage.
    pub(super) fn counts(&self, known: &Known, origin: Origin, stale: bool) -> bool {
        let until = if stale { origin.fresh_until + self.cache.stale_for() } else { origin.fresh_until };
        self.forgotten.counts(&known.user, origin.number)
            && std::time::Instant::now() < until
            && !self.cache.is_logged_out(&known.digest)
    }
}
