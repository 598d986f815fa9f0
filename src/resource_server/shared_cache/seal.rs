//! The names and the encryption of what the shared cache holds.
//!
//! Somebody who reads Redis learns no token, no profile and no user ID. Somebody who writes to Redis but doesn't know
//! the secret can't make a value that is accepted, and can't move a value to another name.
//!
//! | what | how |
//! | --- | --- |
//! | name of a key | HMAC-SHA256 under the secret |
//! | value | AES-256-GCM; the key comes from the secret and the access token by HKDF; the name is authenticated too |
//! | message | AES-256-GCM; the key comes from the secret alone, since a receiver doesn't have the token |

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::token::AccessToken;

/// The version of names, values and messages. Instances of different versions don't read each other's values.
const VERSION: u8 = 1;

/// Makes names, and seals values and messages, for one service.
pub(super) struct Seal {
    salt: Salt,
    names: hmac::Key,
    messages: RandomizedNonceKey,
    /// The application host: two services that share a Redis and a secret have different names.
    host: String,
}

impl Seal {
    pub(super) fn new(secret: &[u8], host: &str) -> Self {
        let salt = Salt::new(HKDF_SHA256, secret);
        let own = salt.extract(b"genauth");
        let mut names = [0; 32];
        derive(&own, b"names", &mut names);
        Self {
            names: hmac::Key::new(HMAC_SHA256, &names),
            messages: key(&own, b"messages"),
            salt,
            host: host.to_owned(),
        }
    }

    /// The name of a key. `parts` are what the key is about, such as a kind, an operation and a token's digest.
    pub(super) fn name(&self, parts: &[&[u8]]) -> String {
        let tag = hmac::sign(&self.names, &self.context(parts));
        format!("genauth:{}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// Seals a value, which only somebody with the secret and the token can open, and only under the same `about`.
    pub(super) fn seal(&self, token: &AccessToken, about: &[&[u8]], value: &[u8]) -> Option<Vec<u8>> {
        seal(&self.value_key(token), &self.context(about), value)
    }

    /// Opens a value. `None` for a value of another version, token or place, and for a value that was changed.
    pub(super) fn open(&self, token: &AccessToken, about: &[&[u8]], sealed: &[u8]) -> Option<Vec<u8>> {
        open(&self.value_key(token), &self.context(about), sealed)
    }

    pub(super) fn seal_message(&self, message: &[u8]) -> Option<Vec<u8>> {
        seal(&self.messages, &self.context(&[b"message"]), message)
    }

    pub(super) fn open_message(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        open(&self.messages, &self.context(&[b"message"]), sealed)
    }

    fn value_key(&self, token: &AccessToken) -> RandomizedNonceKey {
        key(&self.salt.extract(token.as_bytes()), b"value")
    }

    /// Version, host and parts, each with its length before it, so that two different lists never give the same bytes.
    fn context(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = vec![VERSION];
        for part in [self.host.as_bytes()].iter().chain(parts) {
            context.extend_from_slice(&(part.len() as u64).to_be_bytes());
            context.extend_from_slice(part);
        }
        context
    }
}

fn derive(from: &Prk, purpose: &[u8], key: &mut [u8; 32]) {
    let purpose = [purpose];
    let expanded = from.expand(&purpose, HKDF_SHA256);
    expanded.and_then(|expanded| expanded.fill(key)).expect("HKDF gives 32 bytes for any input");
}

fn key(from: &Prk, purpose: &[u8]) -> RandomizedNonceKey {
    let mut bytes = [0; 32];
    derive(from, purpose, &mut bytes);
    RandomizedNonceKey::new(&AES_256_GCM, &bytes).expect("the key has the algorithm's length")
}

fn seal(key: &RandomizedNonceKey, context: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let mut text = value.to_owned();
    // Fails only if the system has no random numbers.
    let nonce = key.seal_in_place_append_tag(Aad::from(context), &mut text).ok()?;
    let mut sealed = Vec::with_capacity(1 + NONCE_LEN + text.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(nonce.as_ref());
    sealed.extend_from_slice(&text);
    Some(sealed)
}

fn open(key: &RandomizedNonceKey, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (version, rest) = sealed.split_first()?;
    let (nonce, text) = rest.split_at_checked(NONCE_LEN)?;
    if *version != VERSION {
        return None;
    }
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = text.to_owned();
    let length = key.open_in_place(nonce, Aad::from(context), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = &[7; 32];

    fn token(text: &str) -> AccessToken {
        AccessToken::new(text).expect("a token")
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let ours = Seal::new(SECRET, "https://a.example");
        let sealed = ours.seal(&token("t.o.k"), &[b"profile", b"flags"], b"value").expect("random numbers");
        assert_eq!(ours.open(&token("t.o.k"), &[b"profile", b"flags"], &sealed).as_deref(), Some(&b"value"[..]));
        assert_ne!(sealed, ours.seal(&token("t.o.k"), &[b"profile", b"flags"], b"value").expect("random numbers"));
        for (seal, text, about) in [
            (&ours, "other", [&b"profile"[..], b"flags"]),
            (&ours, "t.o.k", [b"profile", b"other"]),
            (&ours, "t.o.k", [b"profil", b"eflags"]),
            (&Seal::new(SECRET, "https://b.example"), "t.o.k", [b"profile", b"flags"]),
            (&Seal::new(&[8; 32], "https://a.example"), "t.o.k", [b"profile", b"flags"]),
        ] {
            assert_eq!(seal.open(&token(text), &about, &sealed), None);
        }
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let seal = Seal::new(SECRET, "h");
        let sealed = seal.seal(&token("t"), &[], b"value").expect("random numbers");
        for length in 0..sealed.len() {
            assert_eq!(seal.open(&token("t"), &[], &sealed[..length]), None);
            let mut changed = sealed.clone();
            changed[length] ^= 1;
            assert_eq!(seal.open(&token("t"), &[], &changed), None);
        }
    }

    #[test]
    fn names_are_apart() {
        let seal = Seal::new(SECRET, "h");
        let names = [
            seal.name(&[b"a", b"bc"]),
            seal.name(&[b"ab", b"c"]),
            seal.name(&[b"a", b"b", b"c"]),
            Seal::new(SECRET, "i").name(&[b"a", b"bc"]),
            Seal::new(&[8; 32], "h").name(&[b"a", b"bc"]),
        ];
        let unique: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
        assert!(names.iter().all(|name| name.starts_with("genauth:") && name.len() == 51));
    }

    #[test]
    fn a_message_is_no_value() {
        let seal = Seal::new(SECRET, "h");
        let message = seal.seal_message(b"forget").expect("random numbers");
        assert_eq!(seal.open_message(&message).as_deref(), Some(&b"forget"[..]));
        assert_eq!(seal.open(&token("t"), &[b"message"], &message), None);
    }
}
