//! How many calls roles and permissions cost, and which of them an answer outlives.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use genauth::mock::Answer;
use genauth::resource_server::{Rejection, RequireUser, User};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::tenants::{self, PERMISSION, PROFILE, ROLES, access, count, start, token_for, until};

async fn status(app: &Router, token: &str) -> u16 {
    tenants::get(app, "/", Some(token)).await.0
}

fn app(layer: RequireUser) -> Router {
    Router::new().route("/", get(|user: User| async move { user.user_id.clone() })).route_layer(layer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_users_cost_two_calls_each() {
    let (tenant, authenticator, _) = start(|builder| builder).await;
    let app = app(RequireUser::new(authenticator).role("shop", "admin").role("shop", "clerk"));
    let tokens: Vec<String> = (0..1000)
        .map(|number| {
            let id = format!("u{number}");
            tenant.set_roles(&id, "shop", if number % 2 == 0 { &["admin", "clerk"] } else { &["admin"] });
            token_for(&tenant, &id)
        })
        .collect();
    for _ in 0..2 {
        // Three requests of each user at once, of some users at once.
        for some in (0..1000).collect::<Vec<_>>().chunks(40) {
            let mut requests = JoinSet::new();
            for number in some.iter().copied().flat_map(|number| [number; 3]) {
                let (app, token) = (app.clone(), tokens[number].clone());
                requests.spawn(async move { (number, status(&app, &token).await) });
            }
            for (number, status) in requests.join_all().await {
                assert_eq!(status, if number % 2 == 0 { 200 } else { 403 }, "{number}");
            }
        }
    }
    assert_eq!((count(&tenant, PROFILE), count(&tenant, ROLES)), (1000, 1000));
}

#[tokio::test]
async fn profile_and_roles_are_asked_for_side_by_side() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let app = app(RequireUser::new(authenticator).role("shop", "admin"));
    tenant.set_roles("ada", "shop", &["admin"]);
    // The profile isn't answered before the roles were asked for.
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(300)));
    let request = tokio::spawn({
        let (app, token) = (app.clone(), token.clone());
        async move { status(&app, &token).await }
    });
    until("the roles are asked for", async || count(&tenant, ROLES) > 0).await;
    assert!(!request.is_finished());
    assert!(tenant.requests().iter().all(|request| request.path() != PROFILE || request.outcome().is_none()));
    // A request that comes when the roles are there, and the profile isn't yet, makes no call.
    assert_eq!(status(&app, &token).await, 200);
    assert_eq!(request.await.unwrap(), 200);
    assert_eq!((count(&tenant, PROFILE), count(&tenant, ROLES)), (1, 1));
    // A made-up token makes no call at all.
    assert_eq!(status(&app, &format!("{token}x")).await, 401);
    assert_eq!((count(&tenant, PROFILE), count(&tenant, ROLES)), (1, 1));
}

#[tokio::test]
async fn many_permissions_evict_nobody() {
    let (tenant, authenticator, ada) = start(|builder| builder.max_profiles(2)).await;
    let (ada, bob) = (access(&ada), access(&token_for(&tenant, "bob")));
    authenticator.authenticate(&bob).await.unwrap();
    let user = authenticator.authenticate(&ada).await.unwrap();
    tenant.allow("ada", "shop", "report-0", "read");
    for number in 0..300 {
        assert_eq!(user.may("shop", &format!("report-{number}"), "read").await, Ok(number == 0));
    }
    assert_eq!(count(&tenant, PERMISSION), 300);
    // The last 64 are kept.
    for number in 300 - 64..300 {
        assert_eq!(user.may("shop", &format!("report-{number}"), "read").await, Ok(false));
    }
    assert_eq!(count(&tenant, PERMISSION), 300);
    assert_eq!(user.may("shop", &format!("report-{}", 300 - 65), "read").await, Ok(false));
    assert_eq!(user.may("shop", "report-0", "read").await, Ok(true));
    assert_eq!(count(&tenant, PERMISSION), 302);
    authenticator.authenticate(&bob).await.unwrap();
    assert_eq!(count(&tenant, PROFILE), 2, "nobody's profile was displaced");
    // What is too long to be kept is answered all the same.
    let long = "x".repeat(2000);
    for _ in 0..2 {
        assert_eq!(user.may("shop", &long, "read").await, Ok(false));
    }
    assert_eq!(count(&tenant, PERMISSION), 304);
}

#[tokio::test]
async fn an_answer_goes_with_the_profile() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let token = access(&token);
    let may = || async {
        let user = authenticator.authenticate(&token).await.unwrap();
        (user.has_role("shop", "admin").await.unwrap(), user.may("shop", "report", "read").await.unwrap())
    };
    let grant = |yes: bool| {
        tenant.set_roles("ada", "shop", if yes { &["admin"] } else { &[] });
        if yes {
            tenant.allow("ada", "shop", "report", "read")
        } else {
            assert!(tenant.disallow("ada", "shop", "report", "read"))
        }
    };
    grant(true);
    assert_eq!(may().await, (true, true));
    grant(false);
    assert_eq!(may().await, (true, true), "for the profile's time");
    authenticator.forget(&token);
    assert_eq!(may().await, (false, false), "forget");
    grant(true);
    authenticator.forget_user("bob");
    assert_eq!(may().await, (false, false));
    let held = authenticator.authenticate(&token).await.unwrap();
    authenticator.forget_user("ada");
    assert_eq!(held.has_role("shop", "admin").await, Ok(true), "a user who is held asks anew too");
    assert_eq!(may().await, (true, true), "forget_user");
    // The service says that the token is no longer valid: the profile goes too.
    tenant.revoke(token.expose_secret());
    let user = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(user.has_role("other", "x").await, Err(Rejection::InvalidToken));
    assert_eq!(authenticator.authenticate(&token).await.err(), Some(Rejection::InvalidToken));
}

#[tokio::test]
async fn an_old_answer_is_asked_for_again() {
    let (tenant, authenticator, token) = start(|builder| builder.profile_ttl(Duration::from_millis(100))).await;
    tenant.set_roles("ada", "shop", &["admin"]);
    let held = authenticator.authenticate(&access(&token)).await.unwrap();
    assert_eq!(held.has_role("shop", "admin").await, Ok(true));
    tenant.set_roles("ada", "shop", &[]);
    until("the roles are old", async || held.has_role("shop", "admin").await == Ok(false)).await;
    assert_eq!(count(&tenant, ROLES), 2);
}

/// While the service is out of reach, what it said before about roles and permissions holds for `stale_for`.
#[tokio::test]
async fn roles_outlive_an_outage() {
    let (tenant, authenticator, text) =
        start(|builder| builder.profile_ttl(Duration::from_millis(1)).stale_for(Duration::from_secs(60))).await;
    let admins = app(RequireUser::new(authenticator.clone()).role("shop", "admin"));
    let clerks = app(RequireUser::new(authenticator.clone()).role("shop", "clerk"));
    let others = app(RequireUser::new(authenticator.clone()).role("other", "admin"));
    tenant.set_roles("ada", "shop", &["admin"]);
    tenant.allow("ada", "shop", "report", "read");
    let token = access(&text);
    let outage = |is_out: bool| {
        tenant.clear_script();
        for path in [PROFILE, ROLES, PERMISSION].into_iter().filter(|_| is_out) {
            tenant.script_path(path, usize::MAX, Answer::failure(429, None, "slow down"));
        }
    };
    type End<'a> = &'a dyn Fn();
    let forget: End<'_> = &|| authenticator.forget(&token);
    let forget_user: End<'_> = &|| authenticator.forget_user("ada");
    for (name, end) in [("forget", forget), ("forget_user", forget_user)] {
        outage(false);
        assert_eq!((status(&admins, &text).await, status(&clerks, &text).await), (200, 403), "{name}");
        let held = authenticator.authenticate(&token).await.unwrap();
        assert_eq!(held.has_role("shop", "admin").await, Ok(true));
        assert_eq!(held.may("shop", "report", "read").await, Ok(true));
        sleep(Duration::from_millis(5)).await;
        outage(true);
        let stale = authenticator.authenticate(&token).await.unwrap();
        for user in [&held, &stale] {
            assert_eq!(user.has_role("shop", "admin").await, Ok(true), "{name}");
            assert_eq!(user.may("shop", "report", "read").await, Ok(true), "{name}");
            assert_eq!(user.may("shop", "report", "write").await.map_err(|no| no.status().as_u16()), Err(503));
        }
        assert_eq!((status(&admins, &text).await, status(&clerks, &text).await), (200, 403), "{name}");
        assert_eq!(status(&others, &text).await, 503, "nothing is known about another permission space");
        end();
        for user in [&held, &stale] {
            assert_eq!(user.has_role("shop", "admin").await.map_err(|no| no.status().as_u16()), Err(503), "{name}");
            assert_eq!(user.may("shop", "report", "read").await.map_err(|no| no.status().as_u16()), Err(503));
        }
        assert_eq!((status(&admins, &text).await, status(&clerks, &text).await), (503, 503), "{name}");
    }
    outage(false);
    let held = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(held.has_role("shop", "admin").await, Ok(true));
    sleep(Duration::from_millis(5)).await;
    outage(true);
    let stale = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(stale.has_role("shop", "admin").await, Ok(true));
    // The service is back, and has taken the role away. Who was let in during the outage may still have it, since
    // nothing has replaced the answer; the next request replaces it.
    outage(false);
    tenant.set_roles("ada", "shop", &[]);
    assert_eq!(held.has_role("shop", "admin").await, Ok(false), "a user who is held for long");
    assert_eq!((status(&admins, &text).await, stale.has_role("shop", "admin").await), (403, Ok(false)));
    tenant.set_roles("ada", "shop", &["admin"]);
    sleep(Duration::from_millis(5)).await;
    let held = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(held.has_role("shop", "admin").await, Ok(true));
    assert_eq!(held.may("shop", "report", "read").await, Ok(true));
    outage(true);
    sleep(Duration::from_millis(5)).await;
    let stale = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(stale.has_role("shop", "admin").await, Ok(true));
    drop(authenticator.log_out(&token).await);
    for user in [&held, &stale] {
        assert_eq!(user.has_role("shop", "admin").await, Err(Rejection::InvalidToken), "a logout");
        assert_eq!(user.may("shop", "report", "read").await, Err(Rejection::InvalidToken), "a logout");
    }
    assert_eq!(status(&admins, &text).await, 401);
}

/// Also within the profile's time.
#[tokio::test]
async fn a_user_who_is_held_has_no_role_after_a_logout() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    tenant.set_roles("ada", "shop", &["admin"]);
    tenant.allow("ada", "shop", "report", "read");
    let token = access(&token);
    let held = authenticator.authenticate(&token).await.unwrap();
    assert_eq!(held.has_role("shop", "admin").await, Ok(true));
    assert_eq!(held.may("shop", "report", "read").await, Ok(true));
    drop(authenticator.log_out(&token).await);
    assert_eq!(held.has_role("shop", "admin").await, Err(Rejection::InvalidToken));
    assert_eq!(held.may("shop", "report", "read").await, Err(Rejection::InvalidToken));
}

/// `forget_user` while requests come, with one to eight workers: a request that begins later gets no role from before.
#[test]
fn a_role_that_was_taken_away_is_gone() {
    for workers in [1, 2, 4, 8] {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap();
        runtime.block_on(async {
            let (tenant, authenticator, token) = start(|builder| builder).await;
            let app = app(RequireUser::new(authenticator.clone()).role("shop", "admin"));
            for round in 0..25 {
                tenant.set_roles("ada", "shop", &["admin"]);
                authenticator.forget_user("ada");
                let stop = Arc::new(AtomicBool::new(false));
                let mut before = JoinSet::new();
                for _ in 0..workers {
                    let (app, token, stop) = (app.clone(), token.clone(), stop.clone());
                    before.spawn(async move {
                        while !stop.load(Ordering::Relaxed) {
                            status(&app, &token).await;
                            tokio::task::yield_now().await;
                        }
                    });
                }
                assert_eq!(status(&app, &token).await, 200);
                tenant.set_roles("ada", "shop", &[]);
                if round % 2 == 0 {
                    authenticator.forget_user("ada");
                } else {
                    authenticator.forget(&access(&token));
                }
                for _ in 0..3 {
                    assert_eq!(status(&app, &token).await, 403, "round {round}, {workers} workers");
                }
                stop.store(true, Ordering::Relaxed);
                before.join_all().await;
            }
        });
    }
}
