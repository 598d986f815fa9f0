//! Code that benchmarks and instruction counts share: bodies, baselines, calls and a server.

pub mod body;
pub mod call;
pub mod figures;
#[cfg(feature = "network")]
pub mod network;
pub mod process;
pub mod server;
pub mod strict;
#[cfg(feature = "resource-server")]
pub mod tenant;

use std::hint::black_box;

/// A way to decode a body to a profile, and to encode a profile as a body.
#[derive(Debug, Clone, Copy)]
pub enum Codec {
    /// This crate, from bytes: the UTF-8 is checked, then the text is decoded.
    Ours,
    /// The derive, by `serde_json::from_slice`.
    Strict,
    /// The derive, from text. The UTF-8 is checked first, as in this crate.
    StrictText,
}

impl Codec {
    /// All codecs with their names.
    pub const ALL: [(&str, Self); 3] =
        [("ours", Self::Ours), ("strict", Self::Strict), ("strict-text", Self::StrictText)];

    /// The codec with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, codec)| *codec)
    }

    /// Decodes a body and drops the result.
    ///
    /// # Panics
    /// If the body doesn't decode, because the measurement would be worthless.
    #[inline(never)]
    pub fn decode(self, body: &[u8]) {
        let body = black_box(body);
        let text = || std::str::from_utf8(body).expect("UTF-8");
        match self {
            Self::Ours => drop(black_box(decode_ours(text()))),
            Self::Strict => {
                drop(black_box(serde_json::from_slice::<strict::UserSingleRespDto>(body).expect("as documented")));
            }
            Self::StrictText => {
                drop(black_box(serde_json::from_str::<strict::UserSingleRespDto>(text()).expect("as documented")));
            }
        }
    }

    /// Decodes a body once, for a closure that encodes it.
    ///
    /// # Panics
    /// If the body doesn't decode, or if the profile can't be written.
    pub fn encoder(self, body: &str) -> Box<dyn Fn() -> String> {
        match self {
            Self::Ours => {
                let envelope = decode_ours(body);
                Box::new(move || serde_json::to_string(&envelope).expect("JSON"))
            }
            Self::Strict | Self::StrictText => {
                let envelope: strict::UserSingleRespDto = serde_json::from_str(body).expect("as documented");
                Box::new(move || serde_json::to_string(&envelope).expect("JSON"))
            }
        }
    }
}

fn decode_ours(text: &str) -> genauth::types::UserSingleRespDto {
    let envelope: genauth::types::UserSingleRespDto = serde_json::from_str(text).expect("an envelope");
    assert!(envelope.data.is_some(), "no profile");
    envelope
}
