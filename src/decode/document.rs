//! A whole text: parsed, repaired where serde_json refuses what JSON's grammar allows, and parsed again.

use crate::decode::fields::Object;
use crate::decode::object::decode_object;
use crate::decode::repair::{Repair, repair};
use crate::decode::tolerant::Context;

/// Reads a document into `slot`. Text that serde_json refuses although JSON's grammar allows it gets a second pass.
pub(crate) fn parse<T: Object>(text: &str, slot: &mut Option<T>) -> Result<(), serde_json::Error> {
    fn pass<T: Object>(text: &str, slot: &mut Option<T>) -> Result<(), serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        decode_object(slot, &mut json, &mut Context::default())?;
        json.end()
    }
    let first = pass(text, slot);
    match first.as_ref().err().and_then(|_| repair(text, Repair::Numbers)) {
        Some(repaired) => pass(&repaired, slot),
        None => first,
    }
}
