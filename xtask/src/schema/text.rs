//! Text of foreign documents, made safe for a terminal and for an issue on a code host.

/// Prints to standard output. A closed output is no error, so that `| head` works.
pub(super) fn show(text: &str) {
    use std::io::Write;
    drop(std::io::stdout().write_all(text.as_bytes()));
}

/// Text of a document, cut at 300 characters, with control characters, invisible characters and back-quotes escaped.
pub(super) fn printable(text: &str) -> String {
    const LENGTH: usize = 300;
    let mut printable = String::new();
    for (index, char) in text.chars().enumerate() {
        if index == LENGTH {
            printable.push('…');
            break;
        }
        match char {
            '`' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
                printable.extend(char.escape_unicode());
            }
            char if char.is_control() => printable.extend(char.escape_default()),
            char => printable.push(char),
        }
    }
    printable
}
