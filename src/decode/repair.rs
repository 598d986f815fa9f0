//! Text that serde_json refuses although it is easily understood, made into text that serde_json takes.
//!
//! JSON's grammar allows half a surrogate pair, and numbers that no `f64` can hold; it doesn't allow control characters
//! inside strings, which some encoders leave as they are all the same.

use serde_json::Number;

/// What is to be repaired.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Repair {
    /// Lone surrogates become U+FFFD, control characters in strings their escapes.
    Strings,
    /// These, and numbers beyond `f64` become their text.
    All,
}

/// How long the repaired text is. `None` where nothing is to be repaired.
#[cold]
pub(crate) fn repaired_length(text: &str, what: Repair) -> Option<usize> {
    let (mut length, mut is_repaired) = (0, false);
    pieces(text, what, &mut |piece, replaced| {
        is_repaired |= replaced;
        length += piece.len();
    });
    is_repaired.then_some(length)
}

/// The text repaired, of this length: it can be six times as long, and a `String` that grows takes twice as much.
#[cold]
pub(crate) fn repair(text: &str, what: Repair, length: usize) -> String {
    let mut repaired = String::with_capacity(length);
    pieces(text, what, &mut |piece, _| repaired.push_str(piece));
    repaired
}

/// Shows the repaired text piece by piece, and whether a piece replaces one of `text`.
fn pieces(text: &str, what: Repair, show: &mut impl FnMut(&str, bool)) {
    let bytes = text.as_bytes();
    // Up to here the text was shown.
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

/// Whether a text can have what [`Repair::Strings`] repairs. No early exit, so that the loop vectorises.
pub(crate) fn may_need_repair(text: &str) -> bool {
    text.bytes().fold(false, |any, byte| any | (byte < 0x20) | (byte == b'\\'))
}

/// Whether it is a number by JSON's grammar, and one that serde_json refuses: with `arbitrary_precision` it takes all.
fn is_beyond_f64(number: &str) -> bool {
    // `f64` takes `1.` and `01` too, so the digits before the exponent are shown to serde_json.
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
