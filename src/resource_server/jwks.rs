//! The JSON Web Key Set that a service publishes: which keys verify signatures, and by which algorithms.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// The most keys that are read; further keys are ignored. A service publishes only its current keys and those before.
const MAX_KEYS: usize = 16;

const RSA: [Algorithm; 6] =
    [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

/// The keys that a service has published.
pub(super) struct KeySet(Vec<Key>);

struct Key {
    id: Option<String>,
    /// The algorithms that the key's type allows. The token can't choose: a public key is never used as the secret of
    /// an HMAC.
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a key set. Keys that can't verify a signature are ignored.
    ///
    /// # Errors
    /// The text isn't a key set, or no key in it verifies signatures.
    pub(super) fn parse(json: &[u8]) -> Result<Self, &'static str> {
        let document: Document = serde_json::from_slice(json).map_err(|_| "the answer is not a JSON Web Key Set")?;
        // Each key is parsed alone, so that one key in an unknown form doesn't make the others unusable.
        let keys: Vec<Key> = document.keys.into_iter().filter_map(key).take(MAX_KEYS).collect();
        if keys.is_empty() { Err("the key set has no key that verifies signatures") } else { Ok(Self(keys)) }
    }

    /// Whether a key has this ID.
    pub(super) fn has(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id.as_deref() == Some(id))
    }

    /// The keys that may have signed a token with this key ID and algorithm. For a token without a key ID, exactly one
    /// key must fit the algorithm (OpenID Connect Core 1.0, section 10.1).
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Vec<&DecodingKey> {
        let fits = |key: &&Key| key.algorithms.contains(&algorithm) && (id.is_none() || key.id.as_deref() == id);
        let found: Vec<_> = self.0.iter().filter(fits).map(|key| &key.key).collect();
        if id.is_none() && found.len() > 1 { Vec::new() } else { found }
    }
}

fn key(json: Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(json).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|usage| *usage != PublicKeyUse::Signature)
        || jwk.common.key_operations.as_ref().is_some_and(|all| !all.contains(&KeyOperations::Verify))
    {
        return None;
    }
    let mut algorithms = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => RSA.to_vec(),
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => vec![Algorithm::ES256],
            EllipticCurve::P384 => vec![Algorithm::ES384],
            _ => return None,
        },
        // Symmetric keys are ignored: a published key is no secret.
        _ => return None,
    };
    if let Some(named) = jwk.common.key_algorithm {
        algorithms.retain(|algorithm| Algorithm::try_from(named).is_ok_and(|named| named == *algorithm));
    }
    if algorithms.is_empty() {
        return None;
    }
    Some(Key { key: DecodingKey::from_jwk(&jwk).ok()?, id: jwk.common.key_id, algorithms })
}
