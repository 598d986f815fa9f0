//! Requests that share one call, also when one of these requests is dropped.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, AuthenticatorBuilder, Rejection};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::json;
use tokio::time::{Instant, timeout};

const PROFILE: &str = "/api/v3/get-profile";

fn builder(tenant: &Tenant) -> AuthenticatorBuilder {
    let client = AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id());
    Authenticator::builder(client.max_retries(0).build().unwrap())
}

async fn ask(authenticator: &Authenticator, token: &str) -> Result<String, Rejection> {
    authenticator.authenticate(&AccessToken::new(token).unwrap()).await.map(|user| user.user_id.clone())
}

fn calls(tenant: &Tenant) -> usize {
    tenant.requests().iter().filter(|request| request.path() == PROFILE).count()
}

async fn until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(Duration::from_secs(20), wait).await.expect("in time");
}

/// An authenticator that has fetched its keys, and a token that is new to it.
async fn start(
    configure: impl FnOnce(AuthenticatorBuilder) -> AuthenticatorBuilder,
) -> (Tenant, Authenticator, String) {
    let tenant = Tenant::start().await.unwrap();
    let authenticator = configure(builder(&tenant)).build().unwrap();
    let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    ask(&authenticator, &tenant.issue_token("ada")).await.unwrap();
    tenant.clear_requests();
    (tenant, authenticator, token)
}

fn is_unavailable(result: &Result<String, Rejection>) -> bool {
    matches!(result, Err(Rejection::Unavailable { .. }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_with_ten_tokens_are_ten_calls() {
    let (tenant, authenticator, _) = start(|builder| builder).await;
    let tokens: Vec<_> = (0..10).map(|n| tenant.token_for(json!({ "userId": format!("u{n}") })).unwrap()).collect();
    // The answers are slow, so that all requests arrive before the first answer.
    tenant.script_path(PROFILE, 10, Answer::usual().delay(Duration::from_millis(300)));
    let mut requests = tokio::task::JoinSet::new();
    for number in 0..1000 {
        let (authenticator, token) = (authenticator.clone(), tokens[number % 10].clone());
        requests.spawn(async move { (number % 10, ask(&authenticator, &token).await) });
    }
    for (number, result) in requests.join_all().await {
        assert_eq!(result, Ok(format!("u{number}")), "each gets its own user");
    }
    assert_eq!(calls(&tenant), 10);
}

#[tokio::test]
async fn a_failure_is_shared_and_not_remembered() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let answer = Answer::failure(503, None, "no").http_status(503).delay(Duration::from_millis(300));
    tenant.script_path(PROFILE, 1, answer);
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (authenticator, token) = (authenticator.clone(), token.clone());
        requests.spawn(async move { ask(&authenticator, &token).await });
    }
    assert!(requests.join_all().await.iter().all(is_unavailable));
    assert_eq!(calls(&tenant), 1);
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    assert_eq!(calls(&tenant), 2);
}

#[tokio::test]
async fn a_call_outlives_the_request_that_began_it() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    tenant.script_path(PROFILE, 1, Answer::usual().delay(Duration::from_millis(300)));
    let leader = tokio::spawn({
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { ask(&authenticator, &token).await }
    });
    until(|| calls(&tenant) == 1).await;
    let waiting = tokio::spawn({
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { ask(&authenticator, &token).await }
    });
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
    let leader = tokio::spawn({
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { ask(&authenticator, &token).await }
    });
    until(|| calls(&tenant) == 1).await;
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
async fn forgetting_asks_anew() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    assert_eq!(ask(&authenticator, &token).await, Ok("ada".to_owned()));
    authenticator.forget(&AccessToken::new(&token).unwrap());
    tenant.revoke(&token);
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    assert_eq!(calls(&tenant), 2);
}

#[tokio::test]
async fn a_forgotten_user_is_asked_for_anew_with_every_token() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let bob = tenant.token_for(json!({ "userId": "bob" })).unwrap();
    let tokens = [token, tenant.issue_token("ada"), bob];
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
async fn a_late_yes_is_not_kept_for_a_forgotten_user() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    let yes = r#"{"statusCode":200,"data":{"userId":"ada"}}"#;
    tenant.script_path(PROFILE, 1, Answer::body("application/json", yes).delay(Duration::from_millis(400)));
    let early = tokio::spawn({
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { ask(&authenticator, &token).await }
    });
    until(|| calls(&tenant) == 1).await;
    tenant.suspend("ada");
    authenticator.forget_user("ada");
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::Forbidden), "no newcomer joins the old call");
    assert_eq!(early.await.unwrap(), Ok("ada".to_owned()), "who asked before is answered as of then");
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::Forbidden));
    assert_eq!(calls(&tenant), 2);
}

#[tokio::test]
async fn a_late_yes_that_overtakes_a_no_is_not_kept() {
    let (tenant, authenticator, token) = start(|builder| builder).await;
    // The service accepts the token, but its answer is slow.
    let yes = r#"{"statusCode":200,"data":{"userId":"ada"}}"#;
    tenant.script_path(PROFILE, 1, Answer::body("application/json", yes).delay(Duration::from_millis(400)));
    let early = tokio::spawn({
        let (authenticator, token) = (authenticator.clone(), token.clone());
        async move { ask(&authenticator, &token).await }
    });
    until(|| calls(&tenant) == 1).await;
    // The user logs out.
    tenant.revoke(&token);
    authenticator.forget(&AccessToken::new(&token).unwrap());
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    assert_eq!(early.await.unwrap(), Ok("ada".to_owned()), "who asked before is answered as of then");
    assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    assert_eq!(calls(&tenant), 2);
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
        let mut requests = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (authenticator, token) = (authenticator.clone(), token.clone());
            requests.spawn(async move { ask(&authenticator, &token).await });
        }
        assert!(requests.join_all().await.iter().all(|result| *result == Ok("ada".to_owned())));
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
    let authenticator = builder(&tenant).build().unwrap();
    let token = AccessToken::new(tenant.token_for(json!({ "userId": "ada" })).unwrap()).unwrap();
    let mut future = Box::pin(authenticator.authenticate(&token));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(rejection)) = future.as_mut().poll(&mut context) else { panic!("not refused") };
    assert!(matches!(rejection, Rejection::Unavailable { .. }));
}

#[tokio::test]
async fn a_call_that_panics_is_not_repeated() {
    use std::sync::atomic::{AtomicUsize, Ordering};

    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let tenant = Tenant::start().await.unwrap();
    let panics = |_| {
        CALLS.fetch_add(1, Ordering::Relaxed);
        panic!("the program's own mistake")
    };
    let authenticator = builder(&tenant).profile(panics).build().unwrap();
    let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    assert!(is_unavailable(&ask(&authenticator, &token).await));
    assert_eq!(CALLS.load(Ordering::Relaxed), 1);
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn the_span_of_a_call_is_inside_of_the_requests() {
    use tracing::Instrument;

    use crate::faults::canary::Traces;

    Traces::of_process();
    let traces = Traces::default();
    let (_tenant, authenticator, token) = start(|builder| builder).await;
    let guard = tracing::subscriber::set_default(traces.clone());
    let request = tracing::info_span!("request");
    assert_eq!(ask(&authenticator, &token).instrument(request).await, Ok("ada".to_owned()));
    drop(guard);
    let all = traces.all();
    let spans = |name: &str| all.iter().filter(|trace| trace.is_span() && trace.name == name).collect::<Vec<_>>();
    let ([request], [call]) = (&spans("request")[..], &spans("genauth")[..]) else { panic!("{all:?}") };
    assert_eq!(call.parent, request.id);
}
