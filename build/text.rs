//! Rust text: documentation comments.

/// The most characters that a line of documentation has.
const WIDTH: usize = 112;

/// Documentation as `///` lines, each paragraph wrapped.
pub fn documentation(text: &str, indent: &str) -> String {
    let mut lines = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + word.chars().count() > WIDTH - indent.len() {
                lines += &format!("{indent}/// {line}\n");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        lines += format!("{indent}/// {line}").trim_end();
        lines.push('\n');
    }
    lines
}
