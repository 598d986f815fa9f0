//! How a tenant signs its tokens, and the JSON Web Key that verifies them.
//!
//! The private keys are made once per process, when they are first needed, and never leave the process.

use std::sync::OnceLock;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::random::random;

/// A tenant's signing key: one of the process's key pairs, under an ID of its own.
#[derive(Clone)]
pub(super) struct SigningKey {
    id: String,
    /// The index of the key pair. Rotations use the pairs in turn.
    turn: usize,
}

impl Default for SigningKey {
    fn default() -> Self {
        Self { id: id(), turn: 0 }
    }
}

impl SigningKey {
    /// The key after the next rotation.
    pub(super) fn next(&self) -> Self {
        Self { id: id(), turn: (self.turn + 1) % PAIRS }
    }

    /// The public half, as the service publishes it.
    pub(super) fn jwk(&self) -> Value {
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair(self.turn).public_key());
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": base64(&n), "e": base64(&e),
        })
    }

    /// A JWT signed with RS256.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let pair = pair(self.turn);
        let signed = unsigned(&json!({ "alg": "RS256", "typ": "JWT", "kid": self.id }), claims);
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("an RSA key signs any text");
        format!("{signed}.{}", base64(&signature))
    }
}

/// A JWT signed with HS256 and an application's secret.
pub(super) fn sign_with_secret(secret: &[u8], claims: &Value) -> String {
    let signed = unsigned(&json!({ "alg": "HS256", "typ": "JWT" }), claims);
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", base64(signature.as_ref()))
}

const PAIRS: usize = 2;

/// The key pair of this index, made when first used: making one takes about 100 ms.
fn pair(turn: usize) -> &'static KeyPair {
    static MADE: [OnceLock<KeyPair>; PAIRS] = [const { OnceLock::new() }; PAIRS];
    MADE[turn].get_or_init(|| KeyPair::generate(KeySize::Rsa2048).expect("the system has random numbers"))
}

fn id() -> String {
    format!("{:016x}", random() as u64)
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
