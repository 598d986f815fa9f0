//! A whole text: parsed, repaired where serde_json refuses what is easily understood, and parsed again.

use crate::decode::context::{Context, Limit};
use crate::decode::fields::Object;
use crate::decode::object::decode_object;
use crate::decode::repair::{Repair, repair, repaired_length};

/// Why a text can't be read to its end.
pub(crate) struct Failure {
    pub(crate) error: serde_json::Error,
    /// The limit that reading ended at, and where.
    pub(crate) limit: Option<(Limit, String)>,
}

/// Reads a document into `slot`. Text that serde_json refuses gets a second pass.
///
/// `held` is how many bytes of memory are taken for the text, where the text isn't the body itself.
pub(crate) fn parse<T: Object>(text: &str, held: usize, slot: &mut Option<T>) -> Result<(), Failure> {
    fn pass<T: Object>(text: &str, held: usize, slot: &mut Option<T>) -> Result<(), Failure> {
        let mut context = Context::default();
        context.add(held);
        let mut json = serde_json::Deserializer::from_str(text);
        let read = decode_object(slot, &mut json, &mut context).and_then(|()| json.end());
        read.map_err(|error| Failure { error, limit: context.into_limit() })
    }
    let failure = match pass(text, held, slot) {
        Ok(()) => return Ok(()),
        Err(failure) if failure.limit.is_some() => return Err(failure),
        Err(failure) => failure,
    };
    let Some(length) = repaired_length(text, Repair::All) else { return Err(failure) };
    // The memory is needed for the second pass.
    *slot = None;
    pass(&repair(text, Repair::All, length), held + length, slot)
}
