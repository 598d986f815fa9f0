#!/usr/bin/env bash
# Needs cargo and a C compiler. Package: openidconnect 4.1.0 (crates.io), with serde_json 1 and base64 0.23.
#
# Expected: a token answer is read whose ID token has the claims that the vendor's guide to ID tokens shows, among them
# `updated_at` as a text such as 2022-07-03T03:20:30.000Z. OpenID Connect has a number there; a client that doesn't use
# the claim could leave the claim out, and has the access token in any case.
# Seen: by default the whole answer can't be read: "data did not match any variant of untagged enum Timestamp". The
# access token and the refresh token beside the ID token are lost. Null for each unknown claim is read.
# With the feature accept-rfc3339-timestamps the answer is read, but not if `updated_at` is an empty text.
# What helps: the features accept-rfc3339-timestamps and accept-string-booleans.
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

fn answer(updated_at: Value) -> String {
    let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let claims = json!({
        "iss": "https://example.com/oidc", "sub": "ada", "aud": "app", "iat": 1656818430, "exp": 1656822030,
        "nonce": "n", "name": null, "zoneinfo": null, "phone_number": null, "phone_number_verified": false,
        "updated_at": updated_at,
    });
    let id_token = format!("{}.{}.AAAA", part(&json!({ "alg": "RS256", "kid": "k" })), part(&claims));
    json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token }).to_string()
}

fn main() {
    let read = |time: Value| match serde_json::from_str::<CoreTokenResponse>(&answer(time)) {
        Ok(_) => "read",
        Err(_) => "refused",
    };
    let (text, empty) = (read("2022-07-03T03:20:30.000Z".into()), read("".into()));
    print!("number {}, null {}, text {text}, empty text {empty}", read(1656818430.into()), read(Value::Null));
}
RS
run() { cargo run --quiet --manifest-path "$work/Cargo.toml" "$@"; }
seen="by default: $(run); with the feature: $(run --features rfc3339)"
echo "$seen"
[ "$seen" = "by default: number read, null read, text refused, empty text refused; with the feature: number read, null read, text read, empty text refused" ]
