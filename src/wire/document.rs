//! Reads a whole text. If serde_json refuses the text, the text is repaired and parsed again.

use crate::wire::context::{Context, Limit};
use crate::wire::fields::Object;
use crate::wire::object::decode_object;
use crate::wire::repair::{Repair, repair, repaired_length};

/// Why a text can't be read to its end.
pub(crate) struct Failure {
    pub(crate) error: serde_json::Error,
    /// The limit that was exceeded, if one was, and the place.
    pub(crate) limit: Option<(Limit, String)>,
}

/// Reads a document into `slot`. If serde_json refuses the text, a repaired text is read in a second pass.
///
/// `held` is how many bytes the text itself takes, or 0 if the text is the body, which has a limit of its own.
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
    // Frees the memory before the second pass.
    *slot = None;
    pass(&repair(text, Repair::All, length), held + length, slot)
}
