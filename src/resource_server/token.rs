//! A JSON Web Token taken apart, and what its header and claims must say. Signatures are another file's.
//!
//! The rules are those of RFC 7519 and RFC 8725. A refusal is a fixed text: it names no value of the token.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Longer tokens are refused unread. Servers take heads of 8 to 64 KiB.
pub(super) const MAX_BYTES: usize = 16 * 1024;

/// How far the clocks of this machine and the service may differ.
const LEEWAY: f64 = 30.0;

/// A token's parts, decoded but not verified.
pub(super) struct Token<'a> {
    /// What the signature is of: header and claims as they were sent.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    claims: Claims,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    #[serde(default)]
    crit: Present,
    // Where keys or certificates are (`jwk`, `jku`, `x5u`, `x5c`) is the sender's word, so it isn't read.
}

/// Whether a member is there, `null` included.
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    /// Seconds since 1970, perhaps with a fraction.
    exp: f64,
    /// With `null` an error, as any other value that isn't a number.
    #[serde(default, deserialize_with = "number")]
    nbf: Option<f64>,
    aud: Option<Value>,
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    f64::deserialize(deserializer).map(Some)
}

impl<'a> Token<'a> {
    /// Takes a token apart and reads its header and claims.
    ///
    /// # Errors
    /// The reason why it isn't one of which the signature could be checked.
    pub(super) fn parse(token: &'a str) -> Result<Self, &'static str> {
        let (signed, signature) = token.rsplit_once('.').ok_or("the token is not a JWT")?;
        let (header, claims) = signed.split_once('.').ok_or("the token is not a JWT")?;
        // A claims part with a dot in it isn't base64: encrypted tokens, which have five parts, end there.
        let header: Header = part(header).ok_or("the token's header is malformed")?;
        if header.crit.0 {
            return Err("the token has critical extensions");
        }
        if header.typ.as_deref().is_some_and(is_other_type) {
            return Err("the token is of another type");
        }
        Ok(Self {
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).map_err(|_| "the token's signature is malformed")?,
            algorithm: Algorithm::from_str(&header.alg).map_err(|_| "the token's algorithm is not a signature's")?,
            key_id: header.kid,
            claims: part(claims).ok_or("the token's claims are missing or malformed")?,
        })
    }

    /// Who the token is about. Not to be trusted before the signature is checked.
    pub(super) fn subject(&self) -> &str {
        &self.claims.sub
    }

    /// How long the token is still good, leeway included; None if it isn't. Cut at a century.
    pub(super) fn remaining(&self, now: SystemTime) -> Option<Duration> {
        const LONGEST: f64 = 60.0 * 60.0 * 24.0 * 365.0 * 100.0;
        let remaining = (self.claims.exp + LEEWAY - seconds(now)).min(LONGEST);
        Duration::try_from_secs_f64(remaining).ok().filter(|remaining| !remaining.is_zero())
    }

    /// Checks what the claims say against what is expected. No audiences: any is good, and so is none.
    ///
    /// # Errors
    /// The reason why the token isn't good here and now.
    pub(super) fn check(&self, issuers: &[String], audiences: &[String], now: SystemTime) -> Result<(), &'static str> {
        let Claims { iss, sub, nbf, aud, .. } = &self.claims;
        if !issuers.contains(iss) {
            return Err("the token is of another issuer");
        }
        if sub.is_empty() {
            return Err("the token has no subject");
        }
        if !audiences.is_empty() && !aud.as_ref().is_some_and(|aud| is_for(aud, audiences)) {
            return Err("the token is for another audience");
        }
        if self.remaining(now).is_none() {
            return Err("the token has expired");
        }
        if nbf.is_some_and(|nbf| nbf > seconds(now) + LEEWAY) {
            return Err("the token is not valid yet");
        }
        Ok(())
    }
}

/// One part of a token: base64url of a JSON object.
fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    // An array of values would pass for a struct.
    json.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice(&json).ok()).flatten()
}

/// Whether `typ` names a sort of token that isn't an access token: a logout token (`logout+jwt`), a security event
/// (`secevent+jwt`). They have an issuer, a subject and an audience too. RFC 8725, section 3.11.
fn is_other_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.ends_with("+jwt") && typ.strip_prefix("application/").unwrap_or(&typ) != "at+jwt"
}

/// One audience, or an array of nothing but texts.
fn is_for(aud: &Value, audiences: &[String]) -> bool {
    let is_ours = |aud: &str| audiences.iter().any(|audience| audience == aud);
    match aud {
        Value::String(aud) => is_ours(aud),
        Value::Array(all) => all.iter().all(Value::is_string) && all.iter().filter_map(Value::as_str).any(is_ours),
        _ => false,
    }
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
