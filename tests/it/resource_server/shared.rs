//! Requests that share one call, also when one of these requests is dropped.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection};
use tokio::time::{Instant, timeout};

use crate::tenants::{self, PROFILE, access, ask, asks, builder, calls, is_unavailable, token_for, until};

/// An authenticator that has fetched its keys, and a token that is new to it.
async fn start(
    configure: impl FnOnce(AuthenticatorBuilder) -> AuthenticatorBuilder,
) -> (Tenant, Authenticator, String) {
    let (tenant, authenticator, token) = tenants::start(configure).await;
    ask(&authenticator, &tenant.issue_token("ada")).await.unwrap();
    tenant.clear_requests();
    (tenant, authenticator, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_with_ten_tokens_are_ten_calls() {
    let (tenant, authenticator, _) = start(|builder| builder).await;
    let tokens: Vec<_> = (0..10).map(|n| token_for(&tenant, &format!("u{n}"))).collect();
    // The answers are slow, so that all requests arrive before the first answer.
    tenant.script_path(PROFILE, 10, Answer::usual().delay(Duration::from_millis(300)));
    let requests: Vec<_> = (0..1000).map(|number| asks(&authenticator, &tokens[number % 10])).collect();
    for (number, request) in requests.into_iter().enumerate() {
        assert_eq!(request.await.unwrap(), Ok(format!("u{}", number % 10)), "each gets its own user");
    }
    assert_eq!(calls(&tenant), 10);
}

#[tokio::test]
async fn a_failure_is_shared_and_not_remembered() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let answer = Answer::failure(503, None, "no").http_status(503).delay(Duration::from_millis(300));
    tenant.script_path(PROFILE, 1, answer);
    for request in [(); 100].map(|()| asks(&authenticator, &token)) {
        assert!(is_unavailable(&request.await.unwrap()));
    }
    assert_eq!(calls(&tenant), 1);
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 2);
}

#[tokio::test]
async fn a_call_outlives_the_request_that_began_it() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(300)));
    let leader = asks(&authenticator, &token);
    until("the call has begun", async || calls(&tenant) == 1).await;
    let waiting = asks(&authenticator, &token);
    leader.abort();
    assert_eq!(waiting.await.unwrap(), Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 1);
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_remembered() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(800)));
    for _ in 0..3 {
        // Three requests hang up, one after the other.
        assert!(timeout(Duration::from_millis(20), ask(&authenticator, &token)).await.is_err());
    }
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 1);
}

#[tokio::test]
async fn each_request_has_its_own_deadline() {
    let limit = Duration::from_millis(1600);
    let (tenant, authenticator, token) = start(|builder| builder.timeout(limit)).await;
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_secs(3600)));
    let leader = asks(&authenticator, &token);
    until("the call has begun", async || calls(&tenant) == 1).await;
    tokio::time::sleep(limit / 2).await;
    // The first call fails before this request's time is over. The request then makes a second call, which succeeds.
    let start = Instant::now();
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    assert!(start.elapsed() < limit);
    assert!(is_unavailable(&leader.await.unwrap()));
    assert_eq!(calls(&tenant), 2);

    // A request that begins a call waits no longer than its own limit.
    let token = tenant.issue_token("ada");
    tenant.script_path(PROFILE, 9, Answer::usual().delay(Duration::from_secs(3600)));
    let start = Instant::now();
    assert!(is_unavailable(&ask(&authenticator, &token).await));
    assert!(start.elapsed() < limit * 4);
    assert_eq!(calls(&tenant), 3);
}

#[tokio::test]
async fn a_forgotten_user_is_asked_for_anew_with_every_token() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let tokens = [token, tenant.issue_token("ada"), tenants::token_for(&tenant, "bob")];
    for token in &tokens {
        ask(&authenticator, token).await.unwrap();
    }
    tenant.clear_requests();
    authenticator.forget_user("ada");
    for token in &tokens {
        ask(&authenticator, token).await.unwrap();
        ask(&authenticator, token).await.unwrap();
    }
    assert_eq!(calls(&tenant), 2, "Ada's two tokens, and not Bob's");
}

#[tokio::test]
async fn a_late_yes_that_overtakes_a_no_is_not_kept() {
    for of_user in [false, true] {
        let (tenant, authenticator, token) = start(|builder| builder).await;
        // The service accepts the token, but its answer is slow.
        let yes = r#"{"statusCode":200,"data":{"userId":"ada"}}"#;
        tenant.script_path(PROFILE, 1, Answer::body("application/json", yes).delay(Duration::from_millis(400)));
        let early = asks(&authenticator, &token);
        until("the call has begun", async || calls(&tenant) == 1).await;
        let refused = if of_user {
            tenant.suspend("ada");
            authenticator.forget_user("ada");
            Err(Rejection::Forbidden)
        } else {
            tenant.revoke(&token);
            authenticator.forget(&access(&token));
            Err(Rejection::InvalidToken)
        };
        assert_eq!(ask(&authenticator, &token).await, refused, "no newcomer joins the old call");
        assert_eq!(early.await.unwrap(), Ok("ada".to_owned()), "who asked before is answered as of then");
        assert_eq!(ask(&authenticator, &token).await, refused);
        assert_eq!(calls(&tenant), 2);
    }
}

#[test]
fn a_runtime_that_ends_takes_no_later_request_with_it() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (tenant, authenticator, token) = runtime().block_on(start(|builder| builder));
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_secs(3600)));
    runtime().block_on(async {
        assert!(timeout(Duration::from_millis(100), ask(&authenticator, &token)).await.is_err());
    });
    assert_eq!(runtime().block_on(ask(&authenticator, &token)), Ok("ada".to_owned()));
}

#[test]
fn a_runtime_that_nobody_drives_holds_up_no_other() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let limit = Duration::from_secs(4);
    let (tenant, authenticator, token) = runtime().block_on(start(|builder| builder.timeout(limit)));
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(500)));
    let abandoned = runtime();
    abandoned.block_on(async {
        assert!(timeout(Duration::from_millis(100), ask(&authenticator, &token)).await.is_err());
    });
    // The runtime is kept, with the call in it.
    runtime().block_on(async {
        let start = Instant::now();
        for request in [(); 20].map(|()| asks(&authenticator, &token)) {
            assert_eq!(request.await.unwrap(), Ok("ada".to_owned()));
        }
        assert!(start.elapsed() < limit, "{:?}", start.elapsed());
    });
    assert_eq!(calls(&tenant), 2, "one more call");
    drop(abandoned);
    assert_eq!(runtime().block_on(ask(&authenticator, &token)), Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 2);
}

#[test]
fn without_a_runtime_it_is_unavailable() {
    let tenant = Tenant::start_blocking().unwrap();
    let (authenticator, token) = (builder(&tenant).build().unwrap(), access(&token_for(&tenant, "ada")));
    let mut future = Box::pin(authenticator.authenticate(&token));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = future.as_mut().poll(&mut context) else { panic!("not refused") };
    assert!(is_unavailable(&result));
}

#[tokio::test]
async fn a_call_that_panics_is_not_repeated() {
    use std::sync::atomic::{AtomicUsize, Ordering};

    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let panics = |_| {
        CALLS.fetch_add(1, Ordering::Relaxed);
        panic!("the program's own mistake")
    };
    let (_tenant, authenticator, token) = tenants::start(|builder| builder.profile(panics)).await;
    assert!(is_unavailable(&ask(&authenticator, &token).await));
    assert_eq!(CALLS.load(Ordering::Relaxed), 1);
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn the_span_of_a_call_is_inside_of_the_requests() {
    use tracing::Instrument;

    let (_tenant, authenticator, token) = start(|builder| builder).await;
    let request = async { ask(&authenticator, &token).instrument(tracing::info_span!("request")).await };
    let (found, all) = crate::faults::canary::traced(request).await;
    assert_eq!(found, Ok("ada".to_owned()));
    let spans = |name: &str| all.iter().filter(|trace| trace.is_span() && trace.name == name).collect::<Vec<_>>();
    let ([request], [call]) = (&spans("request")[..], &spans("genauth")[..]) else { panic!("{all:?}") };
    assert_eq!(call.parent, request.id);
}
