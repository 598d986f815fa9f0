//! Properties that hold for every text that can be decoded.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Decodes, writes and decodes again: the same (D9), and no key is written twice. `None` where the text is refused.
pub fn round_trip<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &[u8]) -> Option<T> {
    let decoded: T = serde_json::from_slice(text).ok()?;
    let written = serde_json::to_string(&decoded).expect("written");
    assert!(serde_json::from_str::<T>(&written).expect("read again") == decoded, "D9: {written}");
    let value: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(value.to_string().len(), written.len(), "a key is written twice: {written}");
    let _ = format!("{decoded:?}");
    Some(decoded)
}
