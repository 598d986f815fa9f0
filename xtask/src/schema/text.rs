//! Text for a terminal or an issue.

/// Prints, and doesn't mind a reader that has gone (`| head`).
pub(super) fn show(text: &str) {
    use std::io::Write;
    drop(std::io::stdout().write_all(text.as_bytes()));
}

/// Text from a document that may hold anything, for a terminal or an issue: cut, without control characters,
/// invisible ones and back-quotes.
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
