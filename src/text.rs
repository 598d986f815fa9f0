//! Makes text from outside fit for one line of a log: short, without secrets and without control characters.
//!
//! A *run* is a sequence of characters that bearer tokens consist of. A long run may be a secret, and is left out. So a
//! token is left out in whatever form the service repeats it: cut, in another case of letters, or encoded. The price is
//! that long paths and identifiers are left out too.

/// The longest text that is shown, in characters.
const MAX_SHOWN: usize = 200;
/// A run of at least this length may be a secret. Words of a language are shorter.
const MIN_RUN: usize = 16;
/// A known secret that is shorter isn't searched for: it could be an ordinary word.
const MIN_SECRET: usize = 6;
/// The longest request ID that is shown.
const MAX_ID: usize = 64;
/// The text that replaces a secret.
const REDACTED: &str = "<redacted>";

/// Text of the service as errors show it: without runs that may be secrets, escaped, and cut at 200 characters.
pub(crate) fn shown(text: &str) -> String {
    let mut line = Line::default();
    let mut rest = text;
    while !rest.is_empty() && !line.is_full() {
        let run = run(rest);
        if run >= MIN_RUN {
            line.push_str(REDACTED);
            rest = &rest[run..];
        } else if run > 0 {
            let (word, after) = rest.split_at(run);
            line.push_word(word);
            rest = after;
        } else {
            let mut chars = rest.chars();
            if let Some(char) = chars.next() {
                line.push(char);
            }
            rest = chars.as_str();
        }
    }
    line.text
}

/// Leaves a known secret out of a text. [`shown`] leaves out long runs already. This function leaves out shorter
/// secrets, and secrets that have the form of a request ID.
pub(crate) fn leave_out(secret: &str, text: &mut String) {
    // The padding at the end of a token is no secret.
    let secret = secret.trim_end_matches('=');
    if secret.len() < MIN_SECRET {
        return;
    }
    let mut from = 0;
    while let Some(at) = text[from..].find(secret) {
        let start = from + at;
        let padding = text[start + secret.len()..].bytes().take_while(|byte| *byte == b'=').count();
        text.replace_range(start..start + secret.len() + padding, REDACTED);
        from = start + REDACTED.len();
    }
}

/// The request ID, if it has the form of one: at most 64 hexadecimal digits and dashes.
pub(crate) fn shown_id(id: &str) -> Option<&str> {
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    (!id.is_empty() && id.len() <= MAX_ID && id.bytes().all(is_part)).then_some(id)
}

/// Text on one line and without control characters.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    text.chars().for_each(|char| escape(char, &mut printable));
    printable
}

/// Whether a character is invisible, or changes how the text around it is shown: Unicode's formats and separators.
pub(crate) fn is_invisible(char: char) -> bool {
    matches!(char, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E01EF}')
}

fn escape(char: char, text: &mut String) {
    if char.is_control() || is_invisible(char) { text.extend(char.escape_unicode()) } else { text.push(char) }
}

/// The length of the run at the beginning of `text`, in bytes. A run is ASCII, so that bytes are characters.
fn run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'\\' => match escape_length(&bytes[at..]) {
                Some(length) => length,
                None => break,
            },
            byte if is_of_token(*byte) => 1,
            _ => break,
        };
    }
    at
}

/// Whether a bearer token can have this character, as it is or percent-encoded.
fn is_of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=%".contains(&byte)
}

/// The length of a token's character that is escaped as in JSON (`\/`, `\u002b`), perhaps more than once.
fn escape_length(bytes: &[u8]) -> Option<usize> {
    let backslashes = bytes.iter().take(MIN_RUN).take_while(|byte| **byte == b'\\').count();
    match &bytes[backslashes..] {
        [b'/', ..] => Some(backslashes + 1),
        [b'u', digits @ ..] => {
            let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
            let byte = u8::try_from(u32::from_str_radix(digits, 16).ok()?).ok()?;
            is_of_token(byte).then_some(backslashes + 5)
        }
        _ => None,
    }
}

/// A line that grows up to a length.
#[derive(Default)]
struct Line {
    text: String,
    length: usize,
}

impl Line {
    fn is_full(&self) -> bool {
        self.length > MAX_SHOWN
    }

    fn push(&mut self, char: char) {
        let mut escaped = String::new();
        escape(char, &mut escaped);
        self.push_str(&escaped);
    }

    /// Adds a run that is too short for a secret. The run isn't cut, so that [`leave_out`] finds a secret in it.
    fn push_word(&mut self, word: &str) {
        match self.length + word.len() <= MAX_SHOWN {
            true => self.push_str(word),
            false => {
                self.text.push('…');
                self.length = MAX_SHOWN + 1;
            }
        }
    }

    /// Adds characters that need no escape.
    fn push_str(&mut self, text: &str) {
        for char in text.chars() {
            match self.length {
                length if length > MAX_SHOWN => return,
                MAX_SHOWN => self.text.push('…'),
                _ => self.text.push(char),
            }
            self.length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOi.eyJzdWIi.c2ln+/~_-==";

    #[test]
    fn a_token_is_left_out_in_every_spelling() {
        let each = |form: fn(u8) -> String| TOKEN.bytes().map(form).collect::<String>();
        for form in [
            TOKEN.to_owned(),
            TOKEN[1..].to_owned(),
            TOKEN[..TOKEN.len() - 3].to_owned(),
            TOKEN.to_lowercase(),
            TOKEN.to_uppercase(),
            "ZXlKaGJHY2lPaS5leUp6ZFdJaS5jMmxuKy9+Xy09PQ==".to_owned(),
            "65794a68624763694f692e65794a7a645749692e63326c6e".to_owned(),
            TOKEN.replace('+', "%2B").replace('/', "%2f"),
            TOKEN.replace('/', "\\/"),
            TOKEN.replace('/', "\\\\\\/"),
            TOKEN.replace('=', "\\u003d"),
            each(|byte| format!("%{byte:02X}")),
            each(|byte| format!("\\u{byte:04x}")),
            each(|byte| format!("\\\\u{byte:04X}")),
            format!("{}\\u0065{}", &TOKEN[..4], &TOKEN[4..10]),
        ] {
            let text = shown(&format!("the token \"{form}\" is wrong: {form}"));
            assert_eq!(text, "the token \"<redacted>\" is wrong: <redacted>", "{form}");
        }
    }

    #[test]
    fn a_short_token_is_left_out_as_it_is() {
        let without = |secret: &str, text: &str| {
            let mut text = shown(text);
            leave_out(secret, &mut text);
            text
        };
        assert_eq!(
            without("t0ken/+=", "token t0ken/+= or t0ken/+ is wrong="),
            "token <redacted> or <redacted> is wrong="
        );
        assert_eq!(without("t0ken/+", "é in t0ken/+xt0ken/+"), "é in <redacted>x<redacted>");
        assert_eq!(without("redacted", "redacted"), "<redacted>");
        // Words of the text's own stay.
        assert_eq!(without("=", "a b"), "a b");
        assert_eq!(without("token", "token"), "token");
        // A token at the place of the cut isn't shown in part.
        assert_eq!(without("t0ken/+", &("é".repeat(196) + "t0ken/+")), "é".repeat(196) + "…");
    }

    #[test]
    fn words_stay() {
        for text in [
            "withCustomData must be a boolean value",
            "用户不存在",
            "The user's e-mail address isn't verified; ask an administrator (code 2042).",
            "a.b.c/d-e_f+g~h", // 15 characters
            "C:\\users\\ada t0k-n.x_y~\\u02b/z t0k-n.x_y~\\u002c/z",
            "",
        ] {
            assert_eq!(shown(text), text);
        }
        // By design: these have the form of a secret.
        assert_eq!(shown("Cannot GET /api/v3/get-profile"), "Cannot GET <redacted>");
        assert_eq!(shown("request 934108e5-9fbf-4d24-8da1-c330328abd6c"), "request <redacted>");
        assert_eq!(shown("a.b.c/d-e_f+g~h="), "<redacted>");
    }

    #[test]
    fn text_is_escaped_and_cut() {
        assert_eq!(
            shown("\u{1b}[31m\nline\u{202e}\u{200b}\u{feff}\u{e0041}\u{ad}é"),
            "\\u{1b}[31m\\u{a}line\\u{202e}\\u{200b}\\u{feff}\\u{e0041}\\u{ad}é"
        );
        assert_eq!(shown(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(shown(&"é".repeat(201)), "é".repeat(200) + "…");
        assert_eq!(shown(&"\\".repeat(1 << 22)), "\\".repeat(200) + "…");
        assert_eq!(shown(&("a b\\ ".repeat(40) + "c")), "a b\\ ".repeat(40) + "…");
        assert_eq!(shown(&"A".repeat(1 << 22)), "<redacted>");
        assert_eq!(shown(&format!("{} {}", "é".repeat(195), "A".repeat(40))), "é".repeat(195) + " <red…");
        assert_eq!(printable("a/b~c\n\u{34f}"), "a/b~c\\u{a}\\u{34f}");
    }

    #[test]
    fn a_request_id_is_shown_by_its_form() {
        let long = "a".repeat(65);
        for (id, is_shown) in [
            ("934108e5-9fbf-4d24-8da1-c330328abd6c", true),
            ("0", true),
            (&long[..64], true),
            (&long[..], false),
            ("", false),
            ("r-1", false),
            ("a b", false),
            ("a\n", false),
            (TOKEN, false),
        ] {
            assert_eq!(shown_id(id), is_shown.then_some(id), "{id:?}");
        }
    }
}
