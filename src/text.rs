//! Text from outside, made fit for one line of a log.

/// On one line and without control characters.
pub(crate) fn printable(text: &str) -> String {
    let escape = |char: char| {
        // Controls, and what changes how the rest is shown or isn't shown itself: of Unicode's formats and separators.
        let odd = char.is_control()
            || matches!(char, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
        if odd { char.escape_unicode().to_string() } else { char.to_string() }
    };
    text.chars().map(escape).collect()
}

/// `text` without the token, however a service repeats it: each character as it is, percent-encoded (`%2B`) or
/// escaped as in JSON (`\u002b`, `\/`), and with or without the padding at its end.
pub(crate) fn redact(text: &str, token: &str) -> String {
    let token = token.trim_end_matches('=').as_bytes();
    let bytes = text.as_bytes();
    let mut redacted = String::with_capacity(text.len());
    // Up to here the text has been copied.
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        let end = token.iter().try_fold(at, |at, byte| character(bytes, at, *byte));
        let Some(mut end) = end else {
            at += 1;
            continue;
        };
        while let Some(padded) = character(bytes, end, b'=') {
            end = padded;
        }
        // What was matched is ASCII, so both ends are between characters.
        redacted += &text[copied..at];
        redacted += "<token>";
        (copied, at) = (end, end);
    }
    redacted + &text[copied..]
}

/// Where `byte`, written in any of the ways that [`redact`] knows, ends in a text if it begins at `at`.
fn character(text: &[u8], at: usize, byte: u8) -> Option<usize> {
    let rest = text.get(at..)?;
    let hex = |digits: Option<&[u8]>| {
        let digits = std::str::from_utf8(digits?).ok()?;
        u32::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    match rest.first()? {
        first if *first == byte => Some(at + 1),
        b'%' if hex(rest.get(1..3)) == Some(byte.into()) => Some(at + 3),
        b'\\' => {
            // The text may have been escaped up to four times; a message of nothing else takes no more than linear time.
            let escapes = rest.iter().take(16).take_while(|byte| **byte == b'\\').count();
            let escaped = &rest[escapes..];
            match escaped.first()? {
                first if *first == byte => Some(at + escapes + 1),
                b'u' if hex(escaped.get(1..5)) == Some(byte.into()) => Some(at + escapes + 5),
                _ => None,
            }
        }
        _ => None,
    }
}
