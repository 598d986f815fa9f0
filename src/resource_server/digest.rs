//! [`Digest`]: the key under which something is cached.

use std::hash::{Hash, Hasher};

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::token::AccessToken;

/// SHA-256 of a token or a user ID. The cache holds no tokens, so that a core dump gives nobody a usable token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Digest([u8; SHA256_OUTPUT_LEN]);

/// Eight bytes are enough: nobody can find many tokens whose digests share eight bytes. The hasher's random key is
/// still needed. Without the key, strangers could choose tokens that fall into one bucket of a table.
impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0[..8]);
    }
}

impl Digest {
    /// The digest of a text. For a token, [`of_token`](Self::of_token) is right.
    pub(super) fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    fn of_bytes(text: &[u8]) -> Self {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest(&SHA256, text).as_ref());
        Self(bytes)
    }

    #[cfg(feature = "redis")]
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// A digest that another instance has computed. None for bytes of another length.
    #[cfg(feature = "redis")]
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The digest of a whole token. Two tokens that differ only in the form of an ECDSA signature have the same digest.
    pub(super) fn of_token(token: &AccessToken) -> Self {
        let token = token.as_bytes();
        match in_first_form(token) {
            Some(token) => Self::of_bytes(&token),
            None => Self::of_bytes(token),
        }
    }
}

/// A curve's algorithm, and its order: the number of its points.
type Curve = (&'static str, &'static [u8]);

const P256: Curve = (
    "ES256",
    b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\
      \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51",
);
const P384: Curve = (
    "ES384",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\
      \x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73",
);

/// An ECDSA signature (r, s) has a second form, (r, order − s), that anybody can compute and that is valid too. The
/// token with the smaller s; None if the token is not signed so, or has the smaller s already.
fn in_first_form(token: &[u8]) -> Option<Vec<u8>> {
    // The length of the signature tells tokens of other algorithms apart, in nearly all cases. The last dot isn't
    // searched for, since other signatures are long, and each request comes here.
    let is_signature = |length: usize| token.len() > length && token[token.len() - length - 1] == b'.';
    let (length, (algorithm, order)) =
        [(86, P256), (128, P384)].into_iter().find(|(length, _)| is_signature(*length))?;
    let (signed, signature) = (&token[..token.len() - length - 1], &token[token.len() - length..]);
    #[derive(Deserialize)]
    struct Header<'a> {
        alg: &'a str,
    }
    let header = signed.split(|byte| *byte == b'.').next().and_then(|header| URL_SAFE_NO_PAD.decode(header).ok())?;
    if serde_json::from_slice::<Header<'_>>(&header).ok()?.alg != algorithm {
        return None;
    }
    let mut signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let s = &mut signature[order.len()..];
    let mut other = vec![0; s.len()];
    let mut borrow = 0;
    for index in (0..s.len()).rev() {
        let difference = 0x100 + u16::from(order[index]) - u16::from(s[index]) - borrow;
        other[index] = difference.to_le_bytes()[0];
        borrow = u16::from(difference < 0x100);
    }
    // With a borrow, s is larger than the order, and the signature isn't valid.
    if borrow == 1 || *s <= other[..] {
        return None;
    }
    s.copy_from_slice(&other);
    Some([signed, b".", URL_SAFE_NO_PAD.encode(signature).as_bytes()].concat())
}
