//! Which tokens are accepted. There is a row for every attack in RFC 8725, and for every form that an honest service
//! may send.

use genauth::resource_server::{Authenticator, Rejection};
use serde_json::{Value, json};

use super::forge::{AUDIENCE, Forge, base64, now, rsa_jwk, sign, sign_as, sign_text, sign_with};
use crate::tenants::{ask, asks, is_unavailable};

/// `object` with this member. `Value::Null` removes the member.
fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    let members = object.as_object_mut().unwrap();
    if value.is_null() {
        drop(members.remove(name))
    } else {
        drop(members.insert(name.to_owned(), value))
    }
    object
}

fn header() -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "kid": "rsa" })
}

/// A secret that is published among the keys.
const OCT: &str = "published-secret-of-32-bytes-or-more";

const SIGNATURE: &str = "the token's signature is wrong";
const CLAIMS: &str = "the token's claims are missing or malformed";
const HEADER: &str = "the token's header is malformed";
const ALGORITHM: &str = "the token's algorithm is not a signature's";
const UNSUPPORTED: &str = "the token's algorithm is not supported";
const NO_KEY: &str = "no published key fits the token";
const NO_SUB: &str = "the token has no sub, so that it is no user's: RequireToken takes tokens of machines";
const CRITICAL: &str = "the token has critical extensions";
const TYPE: &str = "the token is of another type";
const EXPIRED: &str = "the token has expired";
const ISSUER: &str = "the token is of another issuer";
const BOUND: &str = "the token is bound to a key of its sender, which can't be checked here";
const OTHER_AUDIENCE: &str = "the token is for another audience";

/// Tokens that are refused, each with the reason.
fn made_up(forge: &Forge) -> Vec<(&'static str, String, &'static str)> {
    let (good, header) = (forge.claims(), header());
    let token = forge.token();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let claim = |name: &str, value: Value| sign(&header, &with(&good, name, value));
    let member = |name: &str, value: Value| sign_as("RS256", &with(&header, name, value), &good);
    let text = good.to_string();
    let headed = |header: Value| sign(&header, &good);
    let raw = |claims: &str| sign_text("RS256", &base64(header.to_string()), &base64(claims));
    let raw_header = |header: &str| sign_text("RS256", &base64(header), &base64(&text));
    let others = base64(with(&good, "sub", json!("u2")).to_string());
    let jwk = rsa_jwk("rsa");
    let mut other_signature = signature.to_owned();
    other_signature.replace_range(..1, if signature.starts_with('A') { "B" } else { "A" });
    let hs = |alg: &str, secret: &[u8]| sign_with(secret, &json!({ "alg": alg, "kid": "rsa" }), &good);
    vec![
        ("no JWT", "opaque".into(), "the token is not a JWT"),
        ("two parts", signed.into(), "the token is not a JWT"),
        ("four parts", format!("{token}.AA"), CLAIMS),
        ("encrypted, five parts", "eyJhbGciOiJkaXIifQ..aXY.Y3Q.dGFn".into(), ALGORITHM),
        ("a byte of the signature changed", format!("{signed}.{other_signature}"), SIGNATURE),
        ("no signature", format!("{signed}."), SIGNATURE),
        ("a signature with padding", format!("{token}=="), "the token's signature is malformed"),
        (
            "other claims under the signature",
            format!("{}.{others}.{signature}", &signed[..signed.find('.').unwrap()]),
            SIGNATURE,
        ),
        ("alg none", format!("{}.{}.", base64(r#"{"alg":"none"}"#), base64(&text)), ALGORITHM),
        ("alg None", format!("{}.{}.", base64(r#"{"alg":"None","kid":"rsa"}"#), base64(&text)), ALGORITHM),
        ("alg none with a signature", member("alg", json!("none")), ALGORITHM),
        ("alg in small letters", member("alg", json!("rs256")), ALGORITHM),
        ("no alg", member("alg", Value::Null), HEADER),
        ("alg of another type", member("alg", json!(["RS256"])), HEADER),
        ("HMAC with the modulus", hs("HS256", jwk["n"].as_str().unwrap().as_bytes()), NO_KEY),
        ("HMAC with the JWK", hs("HS256", jwk.to_string().as_bytes()), NO_KEY),
        ("HMAC with nothing", hs("HS512", b""), NO_KEY),
        ("HMAC with a published oct key", sign_with(OCT, &json!({ "alg": "HS256", "kid": "oct" }), &good), NO_KEY),
        ("RS256 by an EC key's ID", member("kid", json!("p256")), NO_KEY),
        ("ES256 by an RSA key's ID", headed(json!({ "alg": "ES256", "kid": "rsa" })), NO_KEY),
        ("ES384 by a P-256 key's ID", headed(json!({ "alg": "ES384", "kid": "p256" })), NO_KEY),
        ("EdDSA by another key", headed(json!({ "alg": "EdDSA", "kid": "okp" })), SIGNATURE),
        ("EdDSA by an RSA key's ID", headed(json!({ "alg": "EdDSA", "kid": "rsa" })), NO_KEY),
        ("ES512", member("alg", json!("ES512")), UNSUPPORTED),
        ("ES256K", member("alg", json!("ES256K")), UNSUPPORTED),
        ("an encryption's algorithm", member("alg", json!("RSA-OAEP")), ALGORITHM),
        ("an encryption key's ID", member("kid", json!("enc")), NO_KEY),
        ("PS256 by a key for RS256", headed(json!({ "alg": "PS256", "kid": "rs256" })), NO_KEY),
        ("RS256 in the header, PS256 in truth", sign_as("PS256", &header, &good), SIGNATURE),
        ("an unknown kid", member("kid", json!("other")), NO_KEY),
        ("a path as kid", member("kid", json!("../../dev/null")), NO_KEY),
        ("no kid, several keys", member("kid", Value::Null), NO_KEY),
        ("kid of another type", member("kid", json!(7)), HEADER),
        ("its own key in the header", headed(json!({ "alg": "RS256", "kid": "mine", "jwk": rsa_jwk("mine") })), NO_KEY),
        (
            "jku instead of a published key",
            headed(json!({ "alg": "RS256", "kid": "mine", "jku": "http://127.0.0.1:9/k" })),
            NO_KEY,
        ),
        ("crit", member("crit", json!(["exp"])), CRITICAL),
        ("crit with b64", headed(json!({ "alg": "RS256", "kid": "rsa", "b64": false, "crit": ["b64"] })), CRITICAL),
        ("crit empty", member("crit", json!([])), CRITICAL),
        ("crit null", raw_header(r#"{"alg":"RS256","kid":"rsa","crit":null}"#), CRITICAL),
        ("two algs", raw_header(r#"{"alg":"none","alg":"RS256","kid":"rsa"}"#), HEADER),
        ("a header that is an array", raw_header(r#"["RS256","rsa",null,null]"#), HEADER),
        ("a header that is no JSON", sign_text("RS256", "e30x", &base64(&text)), HEADER),
        ("a logout token", member("typ", json!("logout+jwt")), TYPE),
        ("a logout token, with a parameter", member("typ", json!("logout+jwt; a=b")), TYPE),
        ("a proof of possession, with a blank", member("typ", json!("dpop+jwt ")), TYPE),
        ("a security event", member("typ", json!("application/SECEVENT+jwt")), TYPE),
        ("no exp", claim("exp", Value::Null), CLAIMS),
        ("exp null", raw(&text.replacen("\"exp\":", "\"exp\":null,\"x\":", 1)), CLAIMS),
        ("exp as text", claim("exp", json!((now() + 3600).to_string())), CLAIMS),
        ("exp two minutes ago", claim("exp", json!(now() - 120)), EXPIRED),
        ("exp 31 seconds ago", claim("exp", json!(now() - 31)), EXPIRED),
        ("exp negative", claim("exp", json!(-1)), EXPIRED),
        ("exp beyond all numbers", raw(&text.replacen("\"exp\":", "\"exp\":1e999,\"x\":", 1)), CLAIMS),
        ("two exps", raw(&text.replacen('{', "{\"exp\":9999999999,", 1)), CLAIMS),
        ("nbf in two minutes", claim("nbf", json!(now() + 120)), "the token is not valid yet"),
        ("nbf as text", claim("nbf", json!("0")), CLAIMS),
        ("nbf null", raw(&text.replacen('{', "{\"nbf\":null,", 1)), CLAIMS),
        ("no iss", claim("iss", Value::Null), CLAIMS),
        ("another iss", claim("iss", json!("https://evil.example/oidc")), ISSUER),
        ("iss with a slash", claim("iss", json!(format!("{}/oidc/", forge.url()))), ISSUER),
        ("the host as iss", claim("iss", json!(forge.url())), ISSUER),
        ("iss as array", claim("iss", json!([good["iss"]])), CLAIMS),
        ("no sub", claim("sub", Value::Null), NO_SUB),
        ("sub empty", claim("sub", json!("")), "the token's sub is empty"),
        ("sub as number", claim("sub", json!(1)), CLAIMS),
        ("no aud", claim("aud", Value::Null), OTHER_AUDIENCE),
        ("aud null", raw(&text.replacen("\"aud\":", "\"aud\":null,\"x\":", 1)), OTHER_AUDIENCE),
        ("another aud", claim("aud", json!("app-2")), OTHER_AUDIENCE),
        ("aud in other letters", claim("aud", json!(AUDIENCE.to_uppercase())), OTHER_AUDIENCE),
        ("aud that begins as ours", claim("aud", json!(format!("{AUDIENCE}0"))), OTHER_AUDIENCE),
        ("no aud in the array", claim("aud", json!([])), OTHER_AUDIENCE),
        ("other auds", claim("aud", json!(["app-2", "app-3"])), OTHER_AUDIENCE),
        ("ours among auds that are no texts", claim("aud", json!([AUDIENCE, 1])), OTHER_AUDIENCE),
        ("aud as object", claim("aud", json!({ AUDIENCE: true })), OTHER_AUDIENCE),
        (
            "bound to a key of DPoP",
            claim("cnf", json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" })),
            BOUND,
        ),
        (
            "bound to a certificate",
            claim("cnf", json!({ "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" })),
            BOUND,
        ),
        ("bound to nothing that is known", claim("cnf", json!({})), BOUND),
        ("cnf null", raw(&text.replacen('{', "{\"cnf\":null,", 1)), BOUND),
        ("claims that are an array", raw(r#"["a"]"#), CLAIMS),
        ("claims that are no JSON", raw("hello"), CLAIMS),
        ("claims with a tail", raw(&format!("{text}{text}")), CLAIMS),
        ("claims that are compressed", sign(&with(&header, "zip", json!("DEF")), &json!("x")), CLAIMS),
        ("17 KiB", sign(&header, &with(&good, "x", json!("x".repeat(13 * 1024)))), "the token is too large"),
    ]
}

/// The published keys, with some that must not be used.
fn keys(forge: &Forge) -> String {
    let mut set: Value = serde_json::from_str(&forge.service().keys).unwrap();
    let keys = set["keys"].as_array_mut().unwrap();
    keys.push(json!({ "kty": "oct", "kid": "oct", "k": base64(OCT) }));
    keys.push(json!({ "kty": "OKP", "kid": "okp", "crv": "Ed25519", "x": base64([1; 32]) }));
    keys.push(with(&rsa_jwk("enc"), "use", json!("enc")));
    keys.push(with(&rsa_jwk("rs256"), "alg", json!("RS256")));
    keys.push(json!({ "kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AA" }));
    keys.push(json!("no key"));
    set.to_string()
}

/// A service with these keys.
async fn start() -> (Forge, Authenticator) {
    let forge = Forge::start().await;
    let keys = keys(&forge);
    forge.service().keys = keys;
    let authenticator = forge.authenticator();
    (forge, authenticator)
}

#[tokio::test]
async fn made_up_tokens_are_refused_unasked() {
    let (forge, authenticator) = start().await;
    for (name, token, reason) in made_up(&forge) {
        let reasons = reasons::of(ask(&authenticator, &token), &token).await;
        assert_eq!(reasons.0, Err(Rejection::InvalidToken), "{name}");
        if let Some(found) = reasons.1 {
            assert_eq!(found, [reason], "{name}");
        }
    }
    let (fetches, calls) = forge.counts();
    assert_eq!(calls, 0, "nobody was asked");
    assert!(fetches <= 2, "{fetches} fetches");
    assert_eq!(ask(&authenticator, &forge.token()).await, Ok("u1".to_owned()), "a good one is not harmed");
}

#[tokio::test]
async fn a_thousand_made_up_tokens_cost_two_fetches_at_most() {
    let (forge, authenticator) = start().await;
    let all = made_up(&forge);
    let requests = all.iter().cycle().take(1000).map(|(name, token, _)| (name, asks(&authenticator, token)));
    for (name, request) in requests.collect::<Vec<_>>() {
        assert_eq!(request.await.unwrap(), Err(Rejection::InvalidToken), "{name}");
    }
    let (fetches, calls) = forge.counts();
    assert_eq!(calls, 0);
    assert!(fetches <= 2, "{fetches} fetches");
}

#[tokio::test]
async fn tokens_of_an_honest_service_get_in() {
    let (forge, authenticator) = start().await;
    let (good, header) = (forge.claims(), header());
    let claim = |name: &str, value: Value| sign(&header, &with(&good, name, value));
    let member = |name: &str, value: Value| sign(&with(&header, name, value), &good);
    let by = |algorithm: &str, kid: &str| sign(&json!({ "alg": algorithm, "kid": kid }), &good);
    let seconds = now() as f64;
    for (name, token) in [
        ("RS256", by("RS256", "rsa")),
        ("RS384", by("RS384", "rsa")),
        ("RS512", by("RS512", "rsa")),
        ("PS256", by("PS256", "rsa")),
        ("PS384", by("PS384", "rsa")),
        ("PS512", by("PS512", "rsa")),
        ("ES256", by("ES256", "p256")),
        ("ES384", by("ES384", "p384")),
        ("a key for RS256", by("RS256", "rs256")),
        ("no kid, one key that fits", sign(&json!({ "alg": "ES256" }), &good)),
        ("at+jwt", member("typ", json!("at+jwt"))),
        ("no typ", member("typ", Value::Null)),
        ("a strange typ", member("typ", json!("access_token"))),
        ("jku, x5u and jwk are ignored", {
            let header = with(&header, "jku", json!("http://127.0.0.1:9/keys"));
            sign(&with(&with(&header, "x5u", json!(7)), "jwk", json!({ "kty": "oct", "k": "AA" })), &good)
        }),
        ("several audiences", claim("aud", json!(["app-2", AUDIENCE]))),
        ("one audience twice", claim("aud", json!([AUDIENCE, AUDIENCE]))),
        ("exp with a fraction", claim("exp", json!(seconds + 60.5))),
        ("exp within the leeway", claim("exp", json!(now() - 20))),
        ("exp in a thousand years", claim("exp", json!(1e12))),
        ("exp at the end of all numbers", claim("exp", json!(1e308))),
        ("nbf within the leeway", claim("nbf", json!(now() + 20))),
        ("a strange iat", claim("iat", json!("yesterday"))),
        ("iat in 20 seconds", claim("iat", json!(now() + 20))),
        ("iat in a year", claim("iat", json!(now() + 365 * 24 * 3600))),
        ("no further claims", {
            let claims = with(&with(&good, "iat", Value::Null), "jti", Value::Null);
            sign(&header, &with(&claims, "scope", Value::Null))
        }),
        ("11 KiB of claims", claim("x", json!("x".repeat(11 * 1024)))),
    ] {
        assert_eq!(ask(&authenticator, &token).await, Ok("u1".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn any_audience_takes_all_and_none() {
    let forge = Forge::start().await;
    let authenticator = forge.builder().any_audience(true).build().unwrap();
    for aud in [json!("app-2"), json!(["app-2"]), json!(7), Value::Null] {
        let token = sign(&header(), &with(&forge.claims(), "aud", aud.clone()));
        assert_eq!(ask(&authenticator, &token).await, Ok("u1".to_owned()), "{aud}");
    }
}

#[tokio::test]
async fn audiences_and_issuers_of_choice() {
    let forge = Forge::start().await;
    let builder = forge.builder().audience(AUDIENCE).audience("app-2");
    let authenticator = builder.issuer("https://id.example/oidc").issuer("https://login.example").build().unwrap();
    let token =
        |aud: &str, iss: &str| sign(&header(), &with(&with(&forge.claims(), "aud", json!(aud)), "iss", json!(iss)));
    for (aud, iss) in [(AUDIENCE, "https://id.example/oidc"), ("app-2", "https://login.example")] {
        assert_eq!(ask(&authenticator, &token(aud, iss)).await, Ok("u1".to_owned()));
    }
    let default = format!("{}/oidc", forge.url());
    for (aud, iss) in [("app-3", "https://login.example"), ("app-2", default.as_str())] {
        assert_eq!(ask(&authenticator, &token(aud, iss)).await, Err(Rejection::InvalidToken));
    }
}

#[tokio::test]
async fn a_secret_and_published_keys_verify_their_own_tokens() {
    let secret = "0123456789abcdef0123456789abcdef";
    let forge = Forge::start().await;
    let authenticator = forge.builder().audience(AUDIENCE).app_secret(secret).build().unwrap();
    let hs = |alg: &str, secret: &str| sign_with(secret, &json!({ "alg": alg }), &forge.claims());
    let jwk = rsa_jwk("rsa");
    assert_eq!(ask(&authenticator, &hs("HS256", secret)).await, Ok("u1".to_owned()));
    for token in [
        hs("HS384", secret),
        hs("HS512", secret),
        hs("HS256", "another secret of thirty-two bytes"),
        hs("HS256", ""),
        hs("HS256", jwk["n"].as_str().unwrap()),
        sign_with(jwk["n"].as_str().unwrap(), &json!({ "alg": "HS256", "kid": "rsa" }), &forge.claims()),
        sign_with(secret, &json!({ "alg": "HS256", "crit": ["b64"] }), &forge.claims()),
        sign_with(secret, &json!({ "alg": "HS256" }), &with(&forge.claims(), "aud", json!("app-2"))),
        sign_with(secret, &json!({ "alg": "none" }), &forge.claims()),
    ] {
        assert_eq!(ask(&authenticator, &token).await, Err(Rejection::InvalidToken));
    }
    assert_eq!(forge.counts(), (0, 1), "no key is needed");
    assert_eq!(ask(&authenticator, &forge.token()).await, Ok("u1".to_owned()), "a published key");
    let by_secret = sign_with(secret, &json!({ "alg": "RS256", "kid": "rsa" }), &forge.claims());
    assert_eq!(ask(&authenticator, &by_secret).await, Err(Rejection::InvalidToken), "the secret is no RSA key");
}

#[tokio::test]
async fn without_verification_the_service_alone_is_asked() {
    let forge = Forge::start().await;
    let authenticator = forge.builder().verify_locally(false).build().unwrap();
    for token in ["opaque", "a.b.c", &sign(&header(), &with(&forge.claims(), "exp", json!(1)))] {
        assert_eq!(ask(&authenticator, token).await, Ok("u1".to_owned()));
    }
    let other = sign(&header(), &with(&forge.claims(), "sub", json!("u2")));
    assert!(is_unavailable(&ask(&authenticator, &other).await), "a mix-up is noticed");
    assert_eq!(forge.counts(), (0, 4));
    let large = "x".repeat(16 * 1024 + 1);
    assert_eq!(ask(&authenticator, &large).await, Err(Rejection::InvalidToken));
}

/// The reasons in the events of feature `tracing`.
mod reasons {
    #[cfg(feature = "tracing")]
    pub(super) async fn of<T>(future: impl Future<Output = T>, token: &str) -> (T, Option<Vec<String>>) {
        let (result, traces) = crate::faults::canary::traced(future).await;
        // No part of the token may be in a trace.
        let all = format!("{traces:?}");
        assert!(!token.split('.').any(|part| part.len() > 8 && all.contains(part)), "{all}");
        let refusals = traces.into_iter().filter(|trace| {
            trace.target == "genauth"
                && trace.level == tracing::Level::DEBUG
                && trace.fields.get("message").is_some_and(|message| message == "request refused")
        });
        (result, Some(refusals.map(|trace| trace.fields["reason"].clone()).collect()))
    }

    #[cfg(not(feature = "tracing"))]
    pub(super) async fn of<T>(future: impl Future<Output = T>, _token: &str) -> (T, Option<Vec<String>>) {
        (future.await, None)
    }
}
