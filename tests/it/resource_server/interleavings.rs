//! Requests and answers that come in every order, on several threads: no request gets the outcome of a call that had
//! ended before the request began.
//!
//! `GENAUTH_ROUNDS` sets the number of rounds of each case.

use std::sync::Arc;
use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, Rejection};
use tokio::sync::Semaphore;

use crate::tenants::{PROFILE, access, ask, builder, token_for};

fn rounds() -> usize {
    std::env::var("GENAUTH_ROUNDS").map_or(100, |rounds| rounds.parse().expect("a number"))
}

/// Runs the rounds of a case for each number of worker threads. `round` gets a tenant of its own runtime, an
/// authenticator that caches no profile, and a token that is new to it.
fn all<F>(round: fn(Arc<Tenant>, Authenticator, String) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for workers in [1, 2, 4, 8] {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap();
        runtime.block_on(async {
            let tenant = Arc::new(Tenant::start().await.unwrap());
            let authenticator = builder(&tenant).profile_ttl(Duration::ZERO).build().unwrap();
            token_for(&tenant, "ada");
            for _ in 0..rounds() {
                let token = tenant.issue_token("ada");
                let round = round(tenant.clone(), authenticator.clone(), token);
                tokio::spawn(round).await.unwrap_or_else(|error| panic!("{workers} workers: {error}"));
            }
        });
    }
}

#[test]
fn a_request_after_a_revocation_is_refused() {
    all(|tenant, authenticator, token| async move {
        assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
        tenant.revoke(&token);
        assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    });
}

#[test]
fn a_request_after_a_failure_asks_anew() {
    all(|tenant, authenticator, token| async move {
        tenant.script_path(PROFILE, 1, Answer::failure(500, None, "no"));
        assert!(ask(&authenticator, &token).await.is_err_and(|rejection| rejection.status().is_server_error()));
        assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    });
}

/// Requests without a pause, while the user is revoked: none that begins after the revocation is let in. A call of the
/// crowd may have been answered before the revocation, and be under way still, so that the answer must be forgotten.
async fn no_crowd_takes_a_revoked_user_along(
    tenant: Arc<Tenant>,
    authenticator: Authenticator,
    token: String,
    forget: fn(&Authenticator, &str),
) {
    let ends = Arc::new(Semaphore::new(0));
    let crowd = [(); 3].map(|()| {
        let (authenticator, token, ends) = (authenticator.clone(), token.clone(), ends.clone());
        tokio::spawn(async move {
            while ends.try_acquire().is_err() {
                let _ = ask(&authenticator, &token).await;
                tokio::task::yield_now().await;
            }
        })
    });
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    tenant.revoke(&token);
    forget(&authenticator, &token);
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    ends.add_permits(crowd.len());
    for task in crowd {
        task.await.unwrap();
    }
}

#[test]
fn a_forgotten_token_is_asked_about_anew() {
    all(|tenant, authenticator, token| {
        let forget = |authenticator: &Authenticator, token: &str| authenticator.forget(&access(token));
        no_crowd_takes_a_revoked_user_along(tenant, authenticator, token, forget)
    });
}

#[test]
fn a_forgotten_user_is_asked_for_anew() {
    all(|tenant, authenticator, token| {
        let forget = |authenticator: &Authenticator, _: &str| authenticator.forget_user("ada");
        no_crowd_takes_a_revoked_user_along(tenant, authenticator, token, forget)
    });
}
