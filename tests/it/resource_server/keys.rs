//! The published keys: when they are fetched, which of them are used, and what happens without them.

use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use genauth::mock::Answer;
use genauth::resource_server::Rejection;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use super::forge::{self, Forge, P384, another_rsa_jwk, ec_jwk, ed_jwk, in_second_form, rsa_jwk, sign, sign_as};
use crate::tenants::{KEYS, access, ask, asks, builder, calls, count, is_unavailable, start, token_for, until};

#[tokio::test]
async fn a_rotation_is_noticed_at_once_and_without_a_storm() {
    let (tenant, authenticator, old) = start(|builder| builder).await;
    assert_eq!(ask(&authenticator, &old).await, Ok("ada".to_owned()));
    assert_eq!(count(&tenant, KEYS), 1);

    tenant.rotate_keys();
    let requests: Vec<_> = (0..100)
        .map(|number| format!("u{number}"))
        .map(|id| (asks(&authenticator, &token_for(&tenant, &id)), id))
        .collect();
    for (request, id) in requests {
        assert_eq!(request.await.unwrap(), Ok(id));
    }
    assert_eq!(count(&tenant, KEYS), 2, "one fetch for all");

    let withdrawn = token_for(&tenant, "new");
    tenant.rotate_keys();
    assert_eq!(ask(&authenticator, &withdrawn).await, Ok("new".to_owned()), "the keys at hand still verify it");
    let newer = tenant.issue_token("new");
    assert_eq!(ask(&authenticator, &newer).await, Err(Rejection::InvalidToken), "an unknown key, 30 s too early");
    assert_eq!(count(&tenant, KEYS), 2);
}

#[tokio::test]
async fn the_first_requests_share_one_fetch() {
    let (tenant, authenticator, first) = start(|builder| builder).await;
    tenant.script_path(KEYS, 1, Answer::usual().delay(Duration::from_millis(800)));
    // The request that began the fetch may be dropped.
    drop(timeout(Duration::from_millis(50), ask(&authenticator, &first)).await);
    let tokens = (0..50).map(|number| token_for(&tenant, &format!("u{number}")));
    for request in tokens.map(|token| asks(&authenticator, &token)).collect::<Vec<_>>() {
        request.await.unwrap().unwrap();
    }
    assert_eq!((count(&tenant, KEYS), calls(&tenant)), (1, 50));
}

#[tokio::test]
async fn without_keys_nobody_is_let_in_and_nobody_is_logged_out() {
    let (tenant, _, token) = start(|builder| builder).await;
    for answer in [
        Answer::failure(503, None, "no").http_status(503),
        Answer::closed(),
        Answer::usual().http_status(301).header("location", "http://127.0.0.1:9/keys"),
        Answer::body("text/html", "<h1>Log in to the wireless network</h1>"),
        Answer::body("application/json", r#"{"keys":[]}"#),
        Answer::body("application/json", r#"{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}"#),
        Answer::body("application/json", format!(r#"{{"x":"{}","keys":[]}}"#, "x".repeat(256 * 1024))),
    ] {
        // Each case needs its own authenticator, because a failed fetch isn't repeated within a second.
        let authenticator = builder(&tenant).build().unwrap();
        tenant.clear_requests();
        tenant.script_path(KEYS, 1, answer.clone());
        assert!(is_unavailable(&ask(&authenticator, &token).await), "{answer:?}");
        assert!(is_unavailable(&ask(&authenticator, &token).await), "{answer:?}, too early to ask again");
        assert_eq!((count(&tenant, KEYS), calls(&tenant)), (1, 0), "{answer:?}");
    }
}

#[tokio::test]
async fn slow_keys_take_no_more_than_the_requests_time() {
    let forge = Forge::start().await;
    forge.service().keys_delay = Duration::from_secs(60);
    let builder = forge.builder().audience(forge::AUDIENCE);
    let authenticator = builder.timeout(Duration::from_millis(100)).build().unwrap();
    let start = Instant::now();
    assert!(is_unavailable(&ask(&authenticator, &forge.token()).await));
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_hundred_keys_are_kept() {
    let forge = Forge::start().await;
    // Keys that can't be used don't count.
    let odd = (0..50).map(|_| json!({ "kty": "oct", "k": "AAAA" }));
    let keys: Vec<_> = odd.chain((0..101).map(|number| rsa_jwk(&number.to_string()))).collect();
    forge.service().keys = json!({ "keys": keys }).to_string();
    let authenticator = forge.authenticator();
    let token = |kid: usize| sign(&json!({ "alg": "RS256", "kid": kid.to_string() }), &forge.claims());
    assert_eq!(ask(&authenticator, &token(99)).await, Ok("u1".to_owned()));
    assert_eq!(ask(&authenticator, &token(100)).await, Err(Rejection::InvalidToken));
}

#[tokio::test]
async fn a_key_set_has_at_most_256_kib() {
    let forge = Forge::start().await;
    let mut key = rsa_jwk("rsa");
    for (bytes, is_read) in [(255 * 1024, true), (257 * 1024, false)] {
        key["x5c"] = json!(["x".repeat(bytes)]);
        forge.service().keys = json!({ "keys": [key] }).to_string();
        let result = ask(&forge.authenticator(), &forge.token()).await;
        assert!(if is_read { result.is_ok() } else { is_unavailable(&result) }, "{bytes}: {result:?}");
    }
}

fn set(forge: &Forge, keys: &[Value]) {
    forge.service().keys = json!({ "keys": keys }).to_string();
}

/// A key replaced under its ID, and keys without an ID.
#[tokio::test]
async fn a_replaced_key_is_noticed() {
    for kid in [Some("a"), None] {
        let forge = Forge::start().await;
        let header = kid.map_or_else(|| json!({ "alg": "RS256" }), |kid| json!({ "alg": "RS256", "kid": kid }));
        let published = |mut key: Value| {
            if kid.is_none() {
                key.as_object_mut().unwrap().remove("kid");
            }
            key
        };
        set(&forge, &[published(rsa_jwk("a"))]);
        let authenticator = forge.authenticator();
        assert_eq!(ask(&authenticator, &sign(&header, &forge.claims())).await, Ok("u1".to_owned()));
        let mut claims = forge.claims();
        let mut newer = |number: usize| {
            claims["jti"] = json!(number);
            sign_as("RS256 by another key", &header, &claims)
        };
        assert_eq!(ask(&authenticator, &newer(0)).await, Err(Rejection::InvalidToken), "made up, so far");
        assert_eq!(forge.service().fetches, 2);

        let authenticator = forge.authenticator();
        assert_eq!(ask(&authenticator, &sign(&header, &forge.claims())).await, Ok("u1".to_owned()));
        set(&forge, &[published(another_rsa_jwk("a"))]);
        for number in 1..20 {
            assert_eq!(ask(&authenticator, &newer(number)).await, Ok("u1".to_owned()), "{kid:?}");
        }
        assert_eq!(forge.service().fetches, 4, "{kid:?}: one fetch in 30 seconds");
    }
}

#[tokio::test]
async fn wrong_signatures_cost_one_fetch_also_in_an_outage() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    assert_eq!(ask(&authenticator, &forge.token()).await, Ok("u1".to_owned()));
    forge.service().keys_status = StatusCode::BAD_GATEWAY;
    let mut requests = Vec::new();
    for number in 0..50 {
        let mut claims = forge.claims();
        claims["jti"] = json!(number);
        let token = sign_as("PS256", &json!({ "alg": "RS256", "kid": "rsa" }), &claims);
        requests.push(asks(&authenticator, &token));
    }
    for request in requests {
        assert_eq!(request.await.unwrap(), Err(Rejection::InvalidToken));
    }
    let start = Instant::now();
    let unknown = sign(&json!({ "alg": "RS256", "kid": "new" }), &forge.claims());
    while start.elapsed() < Duration::from_millis(1200) {
        assert!(is_unavailable(&ask(&authenticator, &unknown).await), "it may be a rotation");
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(forge.service().fetches, 2);
}

#[tokio::test]
async fn a_token_costs_four_signatures_at_most() {
    let forge = Forge::start().await;
    for (others, expected) in [(3, Ok("u1".to_owned())), (4, Err(Rejection::InvalidToken))] {
        let mut keys = vec![another_rsa_jwk("rsa"); others];
        keys.push(rsa_jwk("rsa"));
        set(&forge, &keys);
        assert_eq!(ask(&forge.authenticator(), &forge.token()).await, expected, "{others} others");
    }
}

/// Forms in which libraries write the same key, and what may stand beside it.
#[tokio::test]
async fn odd_keys_are_read_or_left_out() {
    let forge = Forge::start().await;
    let n = rsa_jwk("rsa")["n"].as_str().unwrap().to_owned();
    let raw = URL_SAFE_NO_PAD.decode(&n).unwrap();
    let standard = STANDARD.encode(&raw);
    let signed = forge::base64([&[0, 0], &raw[..]].concat());
    let with = |members: Value| {
        let mut key = rsa_jwk("rsa");
        key.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!({ "keys": [key] }).to_string()
    };
    let beside = |odd: &str| format!(r#"{{"keys":[{odd},{}]}}"#, rsa_jwk("rsa"));
    for (name, keys) in [
        ("zeros before n", with(json!({ "n": signed }))),
        ("a zero before e", with(json!({ "e": "AAEAAQ" }))),
        ("padding", with(json!({ "n": format!("{n}==") }))),
        ("the standard alphabet, with padding", with(json!({ "n": standard }))),
        ("a line break", with(json!({ "n": format!("{}\n{}", &n[..64], &n[64..]) }))),
        ("x5c as text", with(json!({ "x5c": "MIIB", "x5t": 7, "x5u": [] }))),
        ("members that are null", with(json!({ "use": null, "alg": null, "key_ops": null, "x5c": null }))),
        ("one operation without its list", with(json!({ "key_ops": "verify" }))),
        ("an unknown operation", with(json!({ "key_ops": ["verify", "admire"] }))),
        ("a byte order mark", format!("\u{feff}{}", with(json!({})))),
        ("half a surrogate pair", with(json!({ "name": "NAME" })).replace("NAME", "\\ud800")),
        ("a number beyond all", with(json!({ "exp": 0 })).replace("\"exp\":0", "\"exp\":1e999")),
        ("an odd ID", beside(r#"{"kty":"RSA","kid":{},"n":"AQAB","e":"AQAB"}"#)),
        ("odd numbers", beside(r#"{"kty":"RSA","kid":"rsa","n":7,"e":"AQAB"}"#)),
        ("no base64", beside(r#"{"kty":"RSA","kid":"rsa","n":"%%%","e":"AQAB"}"#)),
        ("a short key", beside(r#"{"kty":"RSA","kid":"rsa","n":"AQAB","e":"AQAB"}"#)),
        ("an odd algorithm", beside(r#"{"kty":"RSA","kid":"rsa","alg":7,"n":"AQAB","e":"AQAB"}"#)),
        ("an odd type", beside(r#"{"kty":["RSA"],"kid":"rsa","n":"AQAB","e":"AQAB"}"#)),
        ("a curve that isn't supported", beside(r#"{"kty":"EC","kid":"rsa","crv":"P-521","x":"AQ","y":"AQ"}"#)),
        ("a point that is too long", beside(r#"{"kty":"EC","kid":"rsa","crv":"P-256","x":"AQAB","y":"Y"}"#)),
        ("X25519", beside(r#"{"kty":"OKP","kid":"rsa","crv":"X25519","x":"AQAB"}"#)),
        ("Ed25519, cut", beside(r#"{"kty":"OKP","kid":"rsa","crv":"Ed25519","x":"AQAB"}"#)),
        ("no key", beside("null")),
        ("a list", beside("[[]]")),
    ] {
        forge.service().keys = keys;
        assert_eq!(ask(&forge.authenticator(), &forge.token()).await, Ok("u1".to_owned()), "{name}");
    }
    let mut numeric = rsa_jwk("7");
    numeric["kid"] = json!(7);
    set(&forge, &[numeric]);
    let token = sign(&json!({ "alg": "RS256", "kid": "7" }), &forge.claims());
    assert_eq!(ask(&forge.authenticator(), &token).await, Ok("u1".to_owned()), "an ID that is a number");
}

/// Coordinates with zero bytes before them, and without those that belong to them.
#[tokio::test]
async fn odd_points_are_read() {
    let forge = Forge::start().await;
    let token = sign(&json!({ "alg": "ES384", "kid": "p384" }), &forge.claims());
    for zeros in [0, 1, 3] {
        let mut key = ec_jwk("p384", P384);
        for name in ["x", "y"] {
            let raw = URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
            let raw: Vec<u8> = raw.into_iter().skip_while(|byte| *byte == 0).collect();
            key[name] = json!(forge::base64([&vec![0; zeros][..], &raw].concat()));
        }
        set(&forge, &[key]);
        assert_eq!(ask(&forge.authenticator(), &token).await, Ok("u1".to_owned()), "{zeros}");
    }
}

#[tokio::test]
async fn ed25519_by_either_name() {
    let forge = Forge::start().await;
    set(&forge, &[ed_jwk("ed"), rsa_jwk("rsa")]);
    let authenticator = forge.authenticator();
    for alg in ["EdDSA", "Ed25519"] {
        let token = sign(&json!({ "alg": alg, "kid": "ed" }), &forge.claims());
        assert_eq!(ask(&authenticator, &token).await, Ok("u1".to_owned()), "{alg}");
        let wrong = sign(&json!({ "alg": alg, "kid": "rsa" }), &forge.claims());
        assert_eq!(ask(&authenticator, &wrong).await, Err(Rejection::InvalidToken), "{alg} by an RSA key's ID");
    }
    let mut key = ed_jwk("ed");
    key["alg"] = json!("Ed25519");
    set(&forge, &[key]);
    let token = sign(&json!({ "alg": "EdDSA", "kid": "ed" }), &forge.claims());
    assert_eq!(ask(&forge.authenticator(), &token).await, Ok("u1".to_owned()), "a key that names its algorithm");
}

/// Anybody can compute the second form of an ECDSA signature. Both are one token.
#[tokio::test]
async fn both_forms_of_a_signature_are_one_token() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    for _ in 0..4 {
        let before = forge.service().calls;
        let token = sign(&json!({ "alg": "ES256", "kid": "p256" }), &forge.claims());
        let other = in_second_form(&token);
        assert_ne!(token, other);
        for token in [&token, &other, &token] {
            assert_eq!(ask(&authenticator, token).await, Ok("u1".to_owned()));
        }
        assert_eq!(forge.service().calls - before, 1, "one entry");
        authenticator.forget(&access(&other));
        assert_eq!(ask(&authenticator, &token).await, Ok("u1".to_owned()));
        assert_eq!(forge.service().calls - before, 2, "forget");
        // The digest of what isn't a second form is another.
        let mut third = other.clone();
        let last = third.len() - 8;
        third.replace_range(last..=last, if third.as_bytes()[last] == b'A' { "B" } else { "A" });
        assert_eq!(ask(&authenticator, &third).await, Err(Rejection::InvalidToken));
        authenticator.log_out(&access(&other)).await.unwrap();
        for token in [&token, &other] {
            assert_eq!(ask(&authenticator, token).await, Err(Rejection::InvalidToken), "log_out");
        }
    }
}

#[test]
fn a_fetch_that_nobody_drives_holds_up_no_other_runtime() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (tenant, authenticator, token) = runtime().block_on(start(|builder| builder));
    tenant.script_path(KEYS, 1, Answer::usual().delay(Duration::from_millis(500)));
    let abandoned = runtime();
    abandoned.block_on(async {
        tokio::select! {
            _ = ask(&authenticator, &token) => panic!("answered"),
            () = until("a fetch", async || count(&tenant, KEYS) == 1) => {}
        }
    });
    // The runtime is kept, with the fetch in it.
    assert_eq!(runtime().block_on(ask(&authenticator, &token)), Ok("ada".to_owned()));
    assert_eq!(count(&tenant, KEYS), 2);
    drop(abandoned);
}

#[tokio::test]
async fn an_outage_after_the_keys_were_fetched() {
    let forge = Forge::start().await;
    let authenticator = forge.authenticator();
    assert_eq!(ask(&authenticator, &forge.token()).await, Ok("u1".to_owned()));
    forge.service().keys_status = StatusCode::BAD_GATEWAY;
    let unknown = sign(&json!({ "alg": "RS256", "kid": "new" }), &forge.claims());
    assert!(is_unavailable(&ask(&authenticator, &unknown).await), "it may be a rotation");
    let other = sign(&json!({ "alg": "PS256", "kid": "rsa" }), &forge.claims());
    assert_eq!(ask(&authenticator, &other).await, Ok("u1".to_owned()), "the keys at hand are used");
}

#[test]
fn a_runtime_that_has_ended_makes_no_request_hang() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_tenant, authenticator, token) = runtime.block_on(start(|builder| builder));
    let (sender, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let handle = runtime.handle().clone();
        drop(runtime);
        // A task that is spawned now is dropped at once.
        sender.send(is_unavailable(&handle.block_on(ask(&authenticator, &token))))
    });
    assert_eq!(ended.recv_timeout(Duration::from_secs(20)), Ok(true));
}
