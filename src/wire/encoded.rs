//! Text that holds JSON: JSON that is encoded in a string, in place of a list or an object (D5), and the repair of text
//! that serde_json refuses although its meaning is clear (D8).
//!
//! Two things are valid JSON that serde_json refuses: half a surrogate pair, and a number that is beyond `f64`. A third
//! thing isn't valid JSON, but some encoders write it: control characters inside of strings.

use serde::de::{Error, IgnoredAny};
use serde_json::Number;

use crate::wire::context::{Context, Limit};
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
    let result = T::decode(&mut slot, &mut json, context).and_then(|misfit| json.end().map(|()| misfit));
    match (result, slot) {
        (Ok(None), Some(value)) => Ok(Opened::Fits(value)),
        (Ok(_), _) => Ok(Opened::Misfit),
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

/// Which faults are repaired.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Repair {
    /// Lone surrogates are replaced by U+FFFD, and control characters in strings by their escapes.
    Strings,
    /// The same, and numbers beyond `f64` are replaced by strings with their text.
    All,
}

/// The length of the repaired text; `None` if there is nothing to repair.
#[cold]
pub(crate) fn repaired_length(text: &str, what: Repair) -> Option<usize> {
    let (mut length, mut is_repaired) = (0, false);
    pieces(text, what, &mut |piece, replaced| {
        is_repaired |= replaced;
        length += piece.len();
    });
    is_repaired.then_some(length)
}

/// The repaired text, which has this length. The length is counted before, since the text can become six times as long,
/// and a `String` that grows can take twice the memory.
#[cold]
pub(crate) fn repair(text: &str, what: Repair, length: usize) -> String {
    let mut repaired = String::with_capacity(length);
    pieces(text, what, &mut |piece, _| repaired.push_str(piece));
    repaired
}

/// Calls `show(piece, is_replacement)` for each piece of the repaired text.
fn pieces(text: &str, what: Repair, show: &mut impl FnMut(&str, bool)) {
    let bytes = text.as_bytes();
    // The text before this index was handed over.
    let mut shown = 0;
    let mut at = 0;
    let mut quoted = false;
    let mut replace = |from: usize, to: usize, by: &[&str]| {
        show(&text[shown..from], false);
        by.iter().for_each(|piece| show(piece, true));
        shown = to;
    };
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                quoted = !quoted;
                at += 1;
            }
            b'\\' if quoted => match surrogate(bytes, at) {
                Some(0xD800..=0xDBFF) if matches!(surrogate(bytes, at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
                Some(_) => {
                    replace(at, at + 6, &["\\ufffd"]);
                    at += 6;
                }
                None => at += 2,
            },
            control @ ..0x20 if quoted => {
                let digits = [control >> 4, control & 0xF].map(|digit| &"0123456789abcdef"[usize::from(digit)..][..1]);
                replace(at, at + 1, &["\\u00", digits[0], digits[1]]);
                at += 1;
            }
            b'-' | b'0'..=b'9' if !quoted && what == Repair::All => {
                let end =
                    bytes[at..].iter().position(|byte| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
                let end = end.map_or(bytes.len(), |length| at + length);
                if is_beyond_f64(&text[at..end]) {
                    replace(at, end, &["\"", &text[at..end], "\""]);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    show(&text[shown..], false);
}

/// Whether a text may have a fault that [`Repair::Strings`] repairs. No early exit, so that the loop vectorises.
pub(crate) fn may_need_repair(text: &str) -> bool {
    text.bytes().fold(false, |any, byte| any | (byte < 0x20) | (byte == b'\\'))
}

/// Whether a text is a number of JSON that serde_json refuses because it is beyond `f64`. With its feature
/// `arbitrary_precision` serde_json refuses none.
fn is_beyond_f64(number: &str) -> bool {
    // Rust's parser also accepts `1.` and `01`, so serde_json checks the digits before the exponent.
    let digits = number.split(['e', 'E']).next().unwrap_or_default();
    number.parse().is_ok_and(f64::is_infinite)
        && number.parse::<Number>().is_err()
        && format!("{digits}e-999999999").parse::<Number>().is_ok()
}

/// The code unit of a `\uD800` to `\uDFFF` escape that begins at `at`.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..=0xDFFF).contains(unit))
}
