//! How much memory cached profiles take, by a counting allocator: never more than `max_cache_bytes`, whatever their
//! shape; and how much a list of differences takes.
//! In a process of its own, since the allocator counts everything in the process.

use std::alloc::System;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use genauth::resource_server::Authenticator;
use genauth::{AccessToken, AuthenticationClient};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use crate::support::{in_child, is_child};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MIB: usize = 1024 * 1024;
const LIMIT: usize = 8 * MIB;
/// Connections, tables and buffers that don't grow with the cache.
const FIXED: usize = MIB;

fn standing() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn repeated(value: Value, times: usize) -> Value {
    Value::Array(vec![value; times])
}

fn object(members: usize, value: &Value) -> Value {
    Value::Object((0..members).map(|number| (format!("member{number}"), value.clone())).collect())
}

/// Profiles of shapes that take much more memory than their JSON has bytes.
fn shapes() -> Vec<(&'static str, Value)> {
    let of = |name: &str, value: Value| json!({ "userId": "u1", name: value });
    vec![
        ("hardly anything", json!({ "userId": "u1" })),
        ("empty identities", of("identities", repeated(json!({}), 1025))),
        ("identities of one member", of("identities", repeated(json!({ "provider": "a" }), 300))),
        ("identities with unknown members", of("identities", repeated(json!({ "x": 1 }), 300))),
        ("misfits", json!({ "userId": "u1", "name": [1, 2, 3], "loginsCount": {}, "gender": [[]] })),
        ("many unknown members", {
            let mut all = object(3000, &json!(0));
            all["userId"] = "u1".into();
            all
        }),
        ("objects of one member in custom data", of("customData", json!({ "all": repeated(json!({ "a": 0 }), 2000) }))),
        ("empty objects in custom data", of("customData", json!({ "all": repeated(json!({}), 5000) }))),
        ("empty lists in custom data", of("customData", json!({ "all": repeated(json!([]), 5000) }))),
        ("short texts in custom data", of("customData", json!({ "all": repeated(json!("a"), 5000) }))),
        ("numbers in custom data", of("customData", json!({ "all": repeated(json!(0), 20_000) }))),
        ("nested lists in custom data", of("customData", json!({ "all": repeated(json!([[[[[0]]]]]), 2000) }))),
        ("twelve members each", of("customData", json!({ "all": repeated(object(12, &json!(0)), 400) }))),
        ("a long text", of("customData", json!({ "text": "x".repeat(100_000) }))),
        ("a text with escapes", of("customData", json!({ "text": "\n".repeat(50_000) }))),
        ("lists in a text", of("identities", Value::String(repeated(json!({}), 500).to_string()))),
    ]
}

/// A service that answers every call with the same body.
async fn service(body: Arc<Mutex<String>>) -> String {
    async fn answer(State(body): State<Arc<Mutex<String>>>) -> ([(&'static str, &'static str); 1], String) {
        ([("content-type", "application/json")], body.lock().expect("a lock").clone())
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let app = Router::new().fallback(answer).with_state(body);
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// The service chooses the names of unknown fields: a name of megabytes isn't copied to be cut.
fn drift_copies_no_long_key() {
    let text = json!({ "userId": "u1", "\u{1}".repeat(MIB): 1 }).to_string();
    let user: genauth::types::UserDto = serde_json::from_str(&text).expect("a profile");
    let before = ALLOCATOR.stats().bytes_allocated;
    assert_eq!(user.drift()[0].pointer().len(), 64);
    let taken = ALLOCATOR.stats().bytes_allocated - before;
    assert!(taken < 16 * 1024, "{taken} bytes");
}

#[test]
fn memory_stays_within_its_limits() {
    const NAME: &str = "memory::memory_stays_within_its_limits";
    if !is_child(NAME) {
        return in_child(NAME, &[], None);
    }
    // One after the other, since the allocator counts both.
    drift_copies_no_long_key();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(cached_profiles_take_no_more_than_the_limit());
}

async fn cached_profiles_take_no_more_than_the_limit() {
    let body = Arc::new(Mutex::new(String::new()));
    let url = service(body.clone()).await;
    for (name, profile) in shapes() {
        *body.lock().expect("a lock") = json!({ "statusCode": 200, "data": profile }).to_string();
        let client = AuthenticationClient::builder().app_host(&url).build().expect("a client");
        let builder = Authenticator::builder(client).verify_locally(false);
        let authenticator = builder.max_cache_bytes(LIMIT).max_profiles(1_000_000).build().expect("an authenticator");
        let ask = async |number: usize| {
            let token = AccessToken::new(format!("token-{number}")).expect("a token");
            authenticator.authenticate(&token).await.expect("a user");
        };
        // The first request opens a connection.
        ask(0).await;
        let before = standing();
        let mut most = 0;
        let mut number = 0;
        // Until the cache has been full for some time, or holds enough profiles to tell what each of them takes.
        let mut full = 0;
        while full < 20 && number < 4000 {
            number += 1;
            ask(number).await;
            let standing = standing().saturating_sub(before);
            full += usize::from(standing <= most);
            most = most.max(standing);
        }
        assert!(number > 10, "{name}: {number} profiles");
        assert!(most <= LIMIT + FIXED, "{name}: {number} profiles take {most} bytes");
        println!("{name}: {number} profiles take {} KiB", most / 1024);
    }
}
