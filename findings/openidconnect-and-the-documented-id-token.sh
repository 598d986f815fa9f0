#!/usr/bin/env bash
# Needs cargo and a C compiler. Package: openidconnect 4.1.0 (crates.io), with serde_json 1 and base64 0.23.
#
# Expected: a token answer is read whose ID token has the claims that the vendor documents: `updated_at` as a text such as
# 2022-07-03T03:20:30.000Z (the guide to ID tokens shows one), and `address` as the text that is the user's field of that
# name (the guide to scopes). OpenID Connect has a number and an object there; a client that doesn't use these claims
# could leave them out, and has the access token in any case.
# Seen: by default the whole answer can't be read: "data did not match any variant of untagged enum Timestamp". The
# access token and the refresh token beside the ID token are lost. Null for each unknown claim is read.
# With the feature accept-rfc3339-timestamps the answer is read, but not if `updated_at` is an empty text, and not if
# `address` is a text.
# What helps: the features accept-rfc3339-timestamps and accept-string-booleans, and a login without the scope address.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "reads"
version = "0.0.0"
edition = "2024"
[features]
rfc3339 = ["openidconnect/accept-rfc3339-timestamps"]
[dependencies]
base64 = "0.23"
openidconnect = { version = "=4.1.0", default-features = false }
serde_json = "1"
[workspace]
TOML
cat >"$work/src/main.rs" <<'RS'
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::CoreTokenResponse;
use serde_json::{Value, json};

fn answer(name: &str, value: Value) -> String {
    let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let mut claims = json!({
        "iss": "https://example.com/oidc", "sub": "ada", "aud": "app", "iat": 1656818430, "exp": 1656822030,
        "nonce": "n", "name": null, "zoneinfo": null, "phone_number": null, "phone_number_verified": false,
    });
    claims[name] = value;
    let id_token = format!("{}.{}.AAAA", part(&json!({ "alg": "RS256", "kid": "k" })), part(&claims));
    json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token }).to_string()
}

fn main() {
    let read = |name: &str, value: Value| match serde_json::from_str::<CoreTokenResponse>(&answer(name, value)) {
        Ok(_) => "read",
        Err(_) => "refused",
    };
    let time = |value: Value| read("updated_at", value);
    let (text, empty) = (time("2022-07-03T03:20:30.000Z".into()), time("".into()));
    print!("number {}, null {}, text {text}, empty text {empty}, ", time(1656818430.into()), time(Value::Null));
    print!("address as text {}", read("address", "1 High Street".into()));
}
RS
run() { cargo run --quiet --manifest-path "$work/Cargo.toml" "$@"; }
seen="by default: $(run); with the feature: $(run --features rfc3339)"
echo "$seen"
[ "$seen" = "by default: number read, null read, text refused, empty text refused, address as text refused; with the feature: number read, null read, text read, empty text refused, address as text refused" ]
