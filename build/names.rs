//! The Rust names of what the document names, and pairs of names that would become one. The names are chosen here,
//! before progenitor sees the document.

use std::collections::BTreeMap;

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;

use super::error::Error;

/// The overlay's key for the name of a field, a parameter, a schema or an operation.
pub const RUST_NAME: &str = "x-rust-name";

/// The overlay's key for the names of an enum's values.
pub const ENUM_NAMES: &str = "x-enum-names";

/// Names that generated code uses, and that a type of the document would hide.
const TYPES: &str = "AccessToken AsMut AsRef Async AuthenticationClient AuthenticationClientBuilder Blocking Box Call \
    Clone Copy Debug Default Display Drift DriftKind Drop Envelope Eq Err Error ErrorKind Extend Fn FnMut FnOnce From \
    Hash Into IntoFuture IntoIterator Iterator Map None Ok Operation Option Ord PartialEq PartialOrd Response Result \
    SCHEMAS Secret Self Send Sized Some String Sync Timestamp ToOwned ToString UnknownValue Value Vec";

/// The hand-written functions of calls.
const SETTERS: &str = "access_token blocking description hedged in_mode new real_ip send timeout with_mode";

/// The hand-written functions of the clients.
const METHODS: &str = "app_id base_url builder call connect from_env request";

/// The name of a schema's type: the overlay's, or else the title or the name in the document. A name that generated
/// code uses itself gets the vendor's usual ending.
pub fn type_name(name: &str, schema: &Value, pointer: &str) -> Result<String, Error> {
    let text = |key: &str| schema[key].as_str().map(str::trim).filter(|text| !text.is_empty());
    let given = text(RUST_NAME).or_else(|| text("title"));
    let rust = convert(given.unwrap_or(name), str::to_pascal_case, "X");
    if !is_type_name(&rust) {
        return Err(no_name(pointer, &rust, "type", RUST_NAME));
    }
    Ok(if is_in(TYPES, &rust) { rust + "Dto" } else { rust })
}

/// The name of a struct's field. `extra` is taken by the map of unknown members.
pub fn field_name(wire: &str, property: &Value, pointer: &str) -> Result<String, Error> {
    let name = value_name(wire, property, pointer)?;
    Ok(if name == "extra" { "extra_".to_owned() } else { name })
}

/// The name of a call's setter or argument.
pub fn input_name(wire: &str, described: &Value, pointer: &str) -> Result<String, Error> {
    let name = value_name(wire, described, pointer)?;
    Ok(if is_in(SETTERS, &name) { name + "_value" } else { name })
}

/// Refuses a member of a body whose setter would have the name of a call's own function.
pub fn check_setter(name: &str, pointer: &str) -> Result<(), Error> {
    if is_in(SETTERS, name) { Err(no_name(pointer, name, "setter", RUST_NAME)) } else { Ok(()) }
}

fn value_name(wire: &str, described: &Value, pointer: &str) -> Result<String, Error> {
    let name = convert(described[RUST_NAME].as_str().unwrap_or(wire), str::to_snake_case, "x");
    let name = if is_ident(&name) { name } else { name + "_" };
    if is_ident(&name) { Ok(name) } else { Err(no_name(pointer, &name, "field", RUST_NAME)) }
}

/// The name of an enum's variant. `Other` is taken by the variant for unknown values.
pub fn variant_name(wire: &str, given: Option<&str>, pointer: &str) -> Result<String, Error> {
    let name = match given {
        Some(given) => given.to_owned(),
        None => match convert(wire, str::to_pascal_case, "X").as_str() {
            "Other" => "OtherValue".to_owned(),
            "Self" => "SelfValue".to_owned(),
            name => name.to_owned(),
        },
    };
    // A name without ASCII letters, such as a Chinese one, has no case.
    let camel = is_type_name(&name) || given.is_none() && !name.starts_with(char::is_lowercase);
    let fits = is_ident(&name) && name != "Other" && camel;
    if fits { Ok(name) } else { Err(no_name(pointer, &name, "variant", ENUM_NAMES)) }
}

/// The names of an operation: of the method that begins a call, and of the type.
pub fn operation_names(operation: &Value, pointer: &str) -> Result<(String, String), Error> {
    // The vendor's IDs begin with the controller.
    let id = operation["operationId"].as_str().and_then(|id| id.rsplit('_').next());
    let id = operation[RUST_NAME].as_str().or(id).unwrap_or_default();
    let (method, name) = (id.to_snake_case(), id.to_pascal_case());
    let taken = is_in(METHODS, &method) || is_in(TYPES, &name);
    if taken || !is_ident(&method) || !is_type_name(&name) {
        return Err(no_name(&format!("{pointer}/operationId"), &method, "method", RUST_NAME));
    }
    Ok((method, name))
}

/// The name of an operation's sample: the parts of the path behind `/api/v3/` that are no parameters, joined by `-`. If
/// the path has a GET too, other operations add their method.
pub fn sample_stem(verb: &str, path: &str, has_get: bool) -> String {
    let below = path.strip_prefix("/api/v3").unwrap_or(path);
    let mut parts: Vec<&str> = below.split('/').filter(|part| !part.is_empty() && !part.contains('{')).collect();
    let verb = verb.to_ascii_lowercase();
    if has_get && verb != "get" {
        parts.push(&verb);
    }
    parts.join("-")
}

/// Whether a list of names, separated by blanks, has this one.
fn is_in(names: &str, name: &str) -> bool {
    names.split(' ').any(|known| known == name)
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.chars().all(|char| char.is_ascii_alphanumeric())
}

fn is_ident(name: &str) -> bool {
    // syn knows the keywords of all editions but `gen`, which is one since 2024.
    name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

fn convert(name: &str, case: fn(&str) -> String, prefix: &str) -> String {
    let spelled = match name.strip_prefix(['+', '-']) {
        Some(digits) if digits.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("{} {digits}", if name.starts_with('+') { "plus" } else { "minus" })
        }
        _ => name.replace('\'', ""),
    };
    let plain: String =
        spelled.chars().map(|char| if char.is_alphanumeric() || char == '_' { char } else { '-' }).collect();
    let name = case(&plain);
    if name.starts_with(char::is_alphabetic) { name } else { format!("{prefix}{name}") }
}

fn no_name(pointer: &str, name: &str, what: &str, key: &str) -> Error {
    Error::new(pointer, format!("`{name}` can't be the name of a {what} here: give another in overlay.json ({key})"))
}

/// The Rust names in one scope, each with the pointer of the place that has it.
#[derive(Clone, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Takes a name. The error names both places, and the overlay's key that decides.
    pub fn claim(&mut self, name: &str, pointer: &str, key: &str) -> Result<(), Error> {
        match self.0.insert(name.to_owned(), pointer.to_owned()) {
            Some(other) => Err(Error::new(
                pointer,
                format!("becomes `{name}` in Rust, as {other} does: name one of them in overlay.json ({key})"),
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use quote::ToTokens;
    use serde_json::json;
    use syn::{ImplItem, Item, UseTree};

    use super::*;

    /// The items of the crate's hand-written files.
    fn items(folder: &Path) -> Vec<Item> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let paths = paths.filter(|path| !path.ends_with("generated"));
        paths.flat_map(|path| if path.is_dir() { items(&path) } else { file(&path) }).collect()
    }

    fn file(path: &Path) -> Vec<Item> {
        syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap().items
    }

    /// The names that a `use` gives, without those of globs.
    fn used(tree: UseTree) -> Vec<String> {
        match tree {
            UseTree::Path(path) => used(*path.tree),
            UseTree::Name(name) => vec![name.ident.to_string()],
            UseTree::Rename(rename) => vec![rename.rename.to_string()],
            UseTree::Group(group) => group.items.into_iter().flat_map(used).collect(),
            UseTree::Glob(_) => Vec::new(),
        }
    }

    #[test]
    fn what_is_written_by_hand_is_taken() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
        let (mut setters, mut methods) = (BTreeSet::new(), BTreeSet::new());
        for item in items(&source) {
            let Item::Impl(block) = item else { continue };
            let of = block.self_ty.to_token_stream().to_string();
            let names = match &*of {
                "AuthenticationClient" => &mut methods,
                // The resource server has a `Call` of its own, without an operation.
                _ if of.starts_with("Call <") && block.generics.to_token_stream().to_string().contains("Operation") => {
                    &mut setters
                }
                _ => continue,
            };
            names.extend(block.items.into_iter().filter_map(|item| match item {
                ImplItem::Fn(function) if block.trait_.is_none() => Some(function.sig.ident.to_string()),
                _ => None,
            }));
        }
        assert_eq!(SETTERS.split(' ').map(str::to_owned).collect::<BTreeSet<_>>(), setters);
        assert_eq!(METHODS.split(' ').map(str::to_owned).collect::<BTreeSet<_>>(), methods);
        for item in ["lib.rs", "types.rs"].iter().flat_map(|name| file(&source.join(name))) {
            let Item::Use(item) = item else { continue };
            assert!(used(item.tree).iter().all(|name| is_in(TYPES, name)), "{TYPES}");
        }
    }

    #[test]
    fn names_are_rust() {
        for (wire, field, variant) in [
            ("lastIP", "last_ip", "LastIp"),
            ("_url", "url", "Url"),
            ("a.b", "a_b", "AB"),
            ("type", "type_", "Type"),
            ("gen", "gen_", "Gen"),
            ("2fa", "x2fa", "X2fa"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("=", "x", "X"),
            ("it's", "its", "Its"),
            ("名", "名", "名"),
            ("self", "self_", "SelfValue"),
            ("extra", "extra_", "Extra"),
            ("other", "other", "OtherValue"),
        ] {
            assert_eq!(field_name(wire, &json!({}), "").unwrap(), field);
            assert_eq!(variant_name(wire, None, "").unwrap(), variant);
        }
        assert_eq!(type_name("Value", &json!({}), "").unwrap(), "ValueDto");
        assert_eq!(type_name("Value", &json!({ RUST_NAME: "Amount" }), "").unwrap(), "Amount");
        assert_eq!(input_name("timeout", &json!({}), "").unwrap(), "timeout_value");
        for id in ["connect", "Controller_move", "名", ""] {
            assert!(operation_names(&json!({ "operationId": id }), "/a").is_err(), "{id}");
        }
        let error = variant_name("a", Some("no name"), "/enum/0").unwrap_err().to_string();
        let advice = "can't be the name of a variant here: give another in overlay.json (x-enum-names)";
        assert_eq!(error, format!("/enum/0: `no name` {advice}"));
    }
}
