//! Parses a JSON Web Token, and checks its header and claims. `verifier` checks the signature.
//!
//! The rules are those of RFC 7519 and RFC 8725. The reason of a refusal is a fixed text that shows no value of the
//! token.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::claims::Claims;
use super::jwks::algorithm_of;

/// The longest token that is parsed. HTTP servers accept request heads of 8 to 64 KiB.
const MAX_BYTES: usize = 16 * 1024;

/// How far the clocks of this machine and the service may differ, in seconds.
pub(super) const LEEWAY: f64 = 30.0;

/// Registered algorithms of signatures that jsonwebtoken doesn't verify (RFC 7518, 8812, 9864).
const OTHER_ALGORITHMS: [&str; 6] = ["ES512", "ES256K", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

/// A token's parts, decoded but not verified.
pub(super) struct Token<'a> {
    /// The text that is signed: header and claims as they were sent.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    pub(super) claims: Claims,
    /// When the token expires, and when it becomes valid: seconds since 1970, perhaps with a fraction.
    expires: f64,
    not_before: Option<f64>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    #[serde(default)]
    crit: Present,
    // Members that bring keys or name the place of keys (`jwk`, `jku`, `x5u`, `x5c`) aren't read: the sender chooses
    // them.
}

/// Whether a member is present, also with the value `null`.
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl<'a> Token<'a> {
    /// Splits a token, and reads its header and claims.
    ///
    /// # Errors
    /// The reason why the token can't be verified.
    pub(super) fn parse(token: &'a str) -> Result<Self, &'static str> {
        Self::parse_typed(token, |typ| !typ.ends_with("+jwt") || typ == "at+jwt")
    }

    /// As [`Self::parse`], for a logout token.
    pub(super) fn parse_logout(token: &'a str) -> Result<Self, &'static str> {
        Self::parse_typed(token, |typ| !typ.ends_with("+jwt") || typ == "logout+jwt")
    }

    fn parse_typed(token: &'a str, may_be: impl Fn(&str) -> bool) -> Result<Self, &'static str> {
        check_size(token.as_bytes())?;
        let (signed, signature) = token.rsplit_once('.').ok_or("the token is not a JWT")?;
        let (header, claims) = signed.split_once('.').ok_or("the token is not a JWT")?;
        // An encrypted token has five parts. Here its claims part then contains dots, isn't base64, and is refused
        // below.
        let header: Header = part(header).ok_or("the token's header is malformed")?;
        if header.crit.0 {
            return Err("the token has critical extensions");
        }
        if header.typ.as_deref().is_some_and(|typ| !may_be(&media_type(typ))) {
            return Err("the token is of another type");
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "the token's signature is malformed")?;
        let algorithm = algorithm_of(&header.alg).ok_or_else(|| {
            let is_known = OTHER_ALGORITHMS.contains(&header.alg.as_str());
            if is_known {
                "the token's algorithm is not supported"
            } else {
                "the token's algorithm is not a signature's"
            }
        })?;
        let malformed = "the token's claims are missing or malformed";
        let claims: Claims = part(claims).ok_or(malformed)?;
        let is_text = |name| claims.get(name).is_none_or(Value::is_string);
        // `null` is malformed, like any value of another type.
        let not_before = claims.get("nbf").map(|nbf| nbf.as_f64().ok_or(malformed)).transpose()?;
        let expires = claims.get("exp").and_then(Value::as_f64).ok_or(malformed)?;
        if claims.text("iss").is_none() || !is_text("sub") {
            return Err(malformed);
        }
        Ok(Self { signed, signature, algorithm, key_id: header.kid, claims, expires, not_before })
    }

    /// The claim `sub`: the user's ID, if the token is a user's. Not to be trusted before the signature is checked.
    pub(super) fn subject(&self) -> Option<&str> {
        self.claims.subject()
    }

    /// How long the token is still valid, leeway included, at most a century; None if the token has expired.
    pub(super) fn remaining(&self, now: SystemTime) -> Option<Duration> {
        const LONGEST: f64 = 60.0 * 60.0 * 24.0 * 365.0 * 100.0;
        let remaining = (self.expires + LEEWAY - seconds(now)).min(LONGEST);
        Duration::try_from_secs_f64(remaining).ok().filter(|remaining| !remaining.is_zero())
    }

    /// Checks the claims. An empty list of audiences accepts any audience, and a token without one.
    ///
    /// # Errors
    /// The reason why the token isn't valid here and now.
    pub(super) fn check(&self, issuers: &[String], audiences: &[String], now: SystemTime) -> Result<(), &'static str> {
        if !self.claims.text("iss").is_some_and(|iss| issuers.iter().any(|issuer| issuer == iss)) {
            return Err("the token is of another issuer");
        }
        if self.subject().is_some_and(str::is_empty) {
            return Err("the token's sub is empty");
        }
        if !audiences.is_empty() && !self.claims.get("aud").is_some_and(|aud| is_for(aud, audiences)) {
            return Err("the token is for another audience");
        }
        // RFC 9449, section 7.2, and RFC 8705, section 3: such a token counts only together with a proof of the key.
        // Whoever has stolen the token has no proof.
        if self.claims.get("cnf").is_some() {
            return Err("the token is bound to a key of its sender, which can't be checked here");
        }
        if self.remaining(now).is_none() {
            return Err("the token has expired");
        }
        if self.not_before.is_some_and(|nbf| nbf > seconds(now) + LEEWAY) {
            return Err("the token is not valid yet");
        }
        Ok(())
    }
}

/// Checks the length of a token.
///
/// # Errors
/// The reason, for a token that is too large to be read.
pub(super) fn check_size(token: &[u8]) -> Result<(), &'static str> {
    if token.len() > MAX_BYTES { Err("the token is too large") } else { Ok(()) }
}

/// Reads one part of a token: a JSON object, encoded in base64url.
fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    // serde also reads an array as a struct, so that the text must begin with a brace.
    json.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice(&json).ok()).flatten()
}

/// The media type in `typ`, which tells kinds of tokens apart: an access token, a logout token (`logout+jwt`), a
/// security event (`secevent+jwt`). Other kinds have an issuer, a subject and an audience too. RFC 8725, section 3.11.
fn media_type(typ: &str) -> String {
    // A media type may have parameters.
    let typ = typ.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ).to_owned()
}

/// Whether `aud` names one of these audiences. `aud` is one text, or an array that holds only texts.
fn is_for(aud: &Value, audiences: &[String]) -> bool {
    let is_ours = |aud: &str| audiences.iter().any(|audience| audience == aud);
    match aud {
        Value::String(aud) => is_ours(aud),
        Value::Array(all) => all.iter().all(Value::is_string) && all.iter().filter_map(Value::as_str).any(is_ours),
        _ => false,
    }
}

/// Seconds since 1970.
pub(super) fn seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
