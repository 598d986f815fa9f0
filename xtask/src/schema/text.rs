//! Text of foreign documents, made safe for a terminal and for an issue on a code host.

use crate_text::is_invisible;

#[path = "../../../src/text.rs"]
#[allow(dead_code)] // Only one function is needed here.
mod crate_text;

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
            char if char == '`' || is_invisible(char) => printable.extend(char.escape_unicode()),
            char if char.is_control() => printable.extend(char.escape_default()),
            char => printable.push(char),
        }
    }
    printable
}
