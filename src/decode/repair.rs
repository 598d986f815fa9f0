//! Text that serde_json refuses although JSON's grammar allows it, made into text that it takes.

use serde_json::Number;

/// What [`repair`] is to repair.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Repair {
    Surrogates,
    /// These too.
    Numbers,
}

/// A lone surrogate escape becomes U+FFFD, a number beyond `f64` the text of it. `None` where there is neither.
#[cold]
pub(crate) fn repair(text: &str, what: Repair) -> Option<String> {
    let bytes = text.as_bytes();
    let mut repaired = String::with_capacity(text.len() + 16);
    // Up to here the text has been copied.
    let mut copied = 0;
    let mut at = 0;
    let mut quoted = false;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                quoted = !quoted;
                at += 1;
            }
            b'\\' if quoted => match surrogate(bytes, at) {
                Some(0xD800..=0xDBFF) if matches!(surrogate(bytes, at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
                Some(_) => {
                    repaired.push_str(&text[copied..at]);
                    repaired.push_str("\\ufffd");
                    at += 6;
                    copied = at;
                }
                None => at += 2,
            },
            b'-' | b'0'..=b'9' if !quoted && what == Repair::Numbers => {
                let end =
                    bytes[at..].iter().position(|byte| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
                let end = end.map_or(bytes.len(), |length| at + length);
                if is_beyond_f64(&text[at..end]) {
                    repaired.push_str(&text[copied..at]);
                    repaired.extend(["\"", &text[at..end], "\""]);
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    (copied > 0).then(|| repaired + &text[copied..])
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
