//! Reads JSON that is encoded in a string, in place of a list or an object (D5).

use serde::de::{Error, IgnoredAny};

use crate::wire::context::{Context, Limit};
use crate::wire::repair::{Repair, may_need_repair, repair, repaired_length};
use crate::wire::tolerant::Tolerant;

/// The content of a text.
pub(crate) enum Opened<T> {
    /// The text is empty, or is `null`.
    Nothing,
    /// JSON that fits the expected type.
    Fits(T),
    /// JSON that doesn't fit the expected type.
    Misfit,
    /// Text that is neither a list nor an object.
    Text,
}

/// Opens a text that holds a list or an object, within the limits of the document around it.
#[inline(never)]
pub(crate) fn open<T, E>(text: &str, context: &mut Context) -> Result<Opened<T>, E>
where
    T: for<'a> Tolerant<'a>,
    E: Error,
{
    match text.trim_ascii().as_bytes() {
        [b'[' | b'{', ..] => {}
        b"null" => return Ok(Opened::Nothing),
        [] if text.is_empty() => return Ok(Opened::Nothing),
        _ => return Ok(Opened::Text),
    }
    // Numbers beyond `f64` aren't repaired here: a repaired number is a text, and would then fit a text field, although
    // the service sent no text.
    let length = may_need_repair(text).then(|| repaired_length(text, Repair::Strings)).flatten();
    context.add(length.unwrap_or_default());
    let repaired = length.map(|length| repair(text, Repair::Strings, length));
    let text = repaired.as_deref().unwrap_or(text);
    let depth = context.depth;
    let mut slot = None;
    let mut json = serde_json::Deserializer::from_str(text);
    let result = T::decode(&mut slot, &mut json, context).and_then(|()| json.end());
    let fits = context.misfit.take().is_none();
    match (result, slot) {
        (Ok(()), Some(value)) if fits => Ok(Opened::Fits(value)),
        (Ok(()), _) => Ok(Opened::Misfit),
        (Err(_), _) if context.limit == Some(Limit::Memory) => Err(E::custom(Limit::Memory.text())),
        (Err(_), slot) => {
            // JSON that is nested too deep is kept as the text.
            drop(slot);
            context.resume(depth);
            Ok(if is_json(text) { Opened::Misfit } else { Opened::Text })
        }
    }
}

/// Whether a text is JSON by its grammar: of any depth, with lone surrogates, and with numbers beyond `f64`.
#[cold]
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
