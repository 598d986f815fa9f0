//! Rust text: documentation comments, and the types in a table's rows.

use quote::ToTokens;

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

/// A type without its path, and without an `Option` around it. typify wraps only some optional fields in `Option`;
/// lists, for example, get an empty default. The tables add `Option` to every optional field.
pub fn field_type(ty: &syn::Type) -> String {
    let syn::Type::Path(path) = ty else {
        return ty.to_token_stream().to_string();
    };
    let Some(last) = path.path.segments.last() else {
        return String::new();
    };
    let arguments: Vec<String> = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                syn::GenericArgument::Type(inner) => Some(field_type(inner)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    match (last.ident.to_string(), &arguments[..]) {
        (name, [inner]) if name == "Option" => inner.clone(),
        (name, []) => name,
        (name, arguments) => format!("{name}<{}>", arguments.join(", ")),
    }
}
