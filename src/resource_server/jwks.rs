//! The JSON Web Key Set that a service publishes: which keys verify signatures, and by which algorithms.
//!
//! Each key is read alone, and tolerantly: what libraries write differently, but can mean only one thing, is read. A
//! key that can't be read, or can't verify a signature, is left out with an event, and the other keys work.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::{PublicEncryptingKey, PublicKeyComponents};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::event;
use crate::wire::encoded::{Repair, repair, repaired_length};

/// The most keys that are read. A service publishes its current keys and those before, or those of many applications.
pub(super) const MAX_KEYS: usize = 100;

/// The shortest RSA key, in bytes. RFC 7518, section 3.3.
const MIN_RSA_BYTES: usize = 256;

const RSA: &[Algorithm] =
    &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

/// The keys that a service has published.
pub(super) struct KeySet(Vec<PublicKey>);

pub(super) struct PublicKey {
    id: Option<String>,
    /// The algorithms that the key's type allows. The token can't choose: a public key is never used as the secret of
    /// an HMAC.
    algorithms: Vec<Algorithm>,
    public: Public,
    pub(super) key: DecodingKey,
    /// The key as RS256 uses it: most tokens are signed so, and to make this is a tenth of the work of a check.
    pub(super) rs256: Option<ParsedPublicKey>,
}

/// The numbers of a public key.
#[derive(PartialEq)]
enum Public {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The point, uncompressed.
    Ec(Vec<u8>),
    Ed(Vec<u8>),
}

impl PublicKey {
    /// Whether both are the same key, whatever their IDs.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.public == other.public
    }
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a key set.
    ///
    /// # Errors
    /// The text isn't a key set, or no key in it verifies signatures.
    pub(super) fn parse(json: &[u8]) -> Result<Self, &'static str> {
        let no_set = "the answer is not a JSON Web Key Set";
        let text = std::str::from_utf8(json).map_err(|_| no_set)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document: Document = serde_json::from_str(text)
            .or_else(|error| match repaired_length(text, Repair::All) {
                Some(length) => serde_json::from_str(&repair(text, Repair::All, length)),
                None => Err(error),
            })
            .map_err(|_| no_set)?;
        let mut keys = Vec::new();
        for json in &document.keys {
            match key(json) {
                Ok(_) if keys.len() == MAX_KEYS => event::key_left_out("there are more than 100 keys"),
                Ok(key) => keys.push(key),
                Err(reason) => event::key_left_out(reason),
            }
        }
        if keys.is_empty() { Err("the key set has no key that verifies signatures") } else { Ok(Self(keys)) }
    }

    /// Whether a key has this ID.
    pub(super) fn has(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id.as_deref() == Some(id))
    }

    /// The keys that may have signed a token with this key ID and algorithm. For a token without a key ID, exactly one
    /// key must fit the algorithm (OpenID Connect Core 1.0, section 10.1).
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Vec<&PublicKey> {
        let fits = |key: &&PublicKey| key.algorithms.contains(&algorithm) && (id.is_none() || key.id.as_deref() == id);
        let found: Vec<_> = self.0.iter().filter(fits).collect();
        if id.is_none() && found.len() > 1 { Vec::new() } else { found }
    }
}

/// Reads a key. Members that aren't needed, such as certificates, aren't looked at.
fn key(json: &Value) -> Result<PublicKey, &'static str> {
    let members = json.as_object().ok_or("a key is no JSON object")?;
    if !matches!(member(members, "use"), None | Some(Value::String(_))) {
        return Err("a key's use is no text");
    }
    if text(members, "use").is_some_and(|usage| usage != "sig") || !verifies(member(members, "key_ops")) {
        return Err("a key is not for signatures");
    }
    let id = match member(members, "kid") {
        None => None,
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        Some(_) => return Err("a key's ID is neither text nor number"),
    };
    let number = |name| text(members, name).and_then(bytes).ok_or("a key's numbers can't be read");
    let curve = text(members, "crv").unwrap_or_default();
    let (mut algorithms, public, key) = match text(members, "kty").unwrap_or_default() {
        "RSA" => {
            let (n, e) = (without_zeros(number("n")?), without_zeros(number("e")?));
            if n.len() < MIN_RSA_BYTES || e.is_empty() {
                return Err("an RSA key is too short");
            }
            let key = DecodingKey::from_rsa_raw_components(&n, &e);
            (RSA.to_vec(), Public::Rsa { n, e }, key)
        }
        "EC" => {
            let (length, algorithm) = match curve {
                "P-256" => (32_usize, Algorithm::ES256),
                "P-384" => (48, Algorithm::ES384),
                _ => return Err("a key's curve is not supported"),
            };
            let mut point = vec![4];
            for coordinate in ["x", "y"] {
                let coordinate = without_zeros(number(coordinate)?);
                let zeros = length.checked_sub(coordinate.len()).ok_or("a key's point is too long")?;
                point.resize(point.len() + zeros, 0);
                point.extend(coordinate);
            }
            let key = DecodingKey::from_ec_der(&point);
            (vec![algorithm], Public::Ec(point), key)
        }
        "OKP" if curve == "Ed25519" => {
            let point = number("x")?;
            if point.len() != 32 {
                return Err("an Ed25519 key doesn't have 32 bytes");
            }
            let key = DecodingKey::from_ed_der(&point);
            (vec![Algorithm::EdDSA], Public::Ed(point), key)
        }
        "OKP" => return Err("a key's curve is not supported"),
        "oct" => return Err("a published key is no secret"),
        _ => return Err("a key's type is not supported"),
    };
    match member(members, "alg") {
        None => {}
        Some(Value::String(name)) => algorithms.retain(|algorithm| algorithm_of(name) == Some(*algorithm)),
        Some(_) => return Err("a key's algorithm is no text"),
    }
    if algorithms.is_empty() {
        Err("a key's algorithm is not supported")
    } else {
        let rs256 = if algorithms.contains(&Algorithm::RS256) { rs256(&public) } else { None };
        Ok(PublicKey { id, algorithms, public, key, rs256 })
    }
}

fn rs256(public: &Public) -> Option<ParsedPublicKey> {
    let Public::Rsa { n, e } = public else { return None };
    let key: PublicEncryptingKey = PublicKeyComponents { n, e }.try_into().ok()?;
    let der: PublicKeyX509Der<'_> = key.as_der().ok()?;
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref()).ok()
}

/// The algorithm of this name. Ed25519 has two names: RFC 8037 and RFC 9864.
pub(super) fn algorithm_of(name: &str) -> Option<Algorithm> {
    if name == "Ed25519" { Some(Algorithm::EdDSA) } else { name.parse().ok() }
}

/// `null` counts as absent.
fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).filter(|value| !value.is_null())
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name)?.as_str()
}

fn verifies(operations: Option<&Value>) -> bool {
    match operations {
        None => true,
        Some(Value::Array(all)) => all.iter().any(|operation| operation == "verify"),
        Some(one) => one == "verify",
    }
}

/// Decodes base64url. Padding, the standard alphabet and white space are read too.
fn bytes(text: &str) -> Option<Vec<u8>> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const TOLERANT: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);
    let plain = text.chars().filter(|char| !char.is_ascii_whitespace());
    let in_url_alphabet = |char| match char {
        '+' => '-',
        '/' => '_',
        other => other,
    };
    TOLERANT.decode(plain.map(in_url_alphabet).collect::<String>()).ok()
}

/// A number without the zero bytes before it: some libraries write it as a signed number, or in a fixed length.
fn without_zeros(bytes: Vec<u8>) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes[zeros..].to_vec()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::KeyPair as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn an_rsa_key_is_made_for_rs256_once() {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("the system has random numbers");
        let public: PublicKeyComponents<Vec<u8>> = pair.public_key().into();
        let [n, e] = [&public.n, &public.e].map(|number| URL_SAFE_NO_PAD.encode(number));
        for (alg, has_key) in [("RS256", true), ("PS256", false)] {
            let json = serde_json::json!({ "keys": [{ "kty": "RSA", "n": n, "e": e, "alg": alg }] });
            let set = KeySet::parse(json.to_string().as_bytes()).unwrap_or_else(|reason| panic!("{reason}"));
            assert!(set.0.iter().all(|key| key.rs256.is_some() == has_key), "{alg}");
        }
    }
}
