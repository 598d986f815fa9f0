//! Which Rust form a schema has, judged by the schema's keywords. The generator and `cargo xtask schema` share these
//! rules.

use heck::ToPascalCase;
use serde_json::Value;

/// The Rust type of a `string` with the format `date-time`.
pub const TIMESTAMP: &str = "Timestamp";

/// The Rust form of a schema. Limits, and formats other than `date-time`, are ignored: a decoder that insisted on them
/// would refuse answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain(Plain),
    Enum,
    Struct,
    List,
    /// A choice among several schemas, with its keyword (`oneOf`, `anyOf`, `not`). No Rust type can be generated for
    /// it.
    Choice(&'static str),
    /// The schema's `type` isn't one of OpenAPI 3.0.
    Unknown,
}

/// A value whose type has no name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    Any,
    Text,
    /// Text that nothing shows (`x-secret`).
    Secret,
    Timestamp,
    Integer,
    Number,
    Boolean,
    /// An object without known members.
    Map,
}

impl Plain {
    /// The Rust type.
    pub fn rust(self) -> &'static str {
        match self {
            Self::Any => "Value",
            Self::Text => "String",
            Self::Secret => "Secret",
            Self::Timestamp => TIMESTAMP,
            Self::Integer => "i64",
            Self::Number => "f64",
            Self::Boolean => "bool",
            Self::Map => "Map<String, Value>",
        }
    }
}

impl Form {
    /// The form of a schema that has neither `$ref` nor a composition of several schemas.
    pub fn of(schema: &Value) -> Self {
        let fields = schema["properties"].as_object().is_some_and(|fields| !fields.is_empty());
        Self::by(&|keyword| schema.get(keyword), fields)
    }

    /// The form by a function that gives the value of a keyword, and by whether the schema has properties.
    pub fn by<'a>(get: &dyn Fn(&str) -> Option<&'a Value>, fields: bool) -> Self {
        let kind = get("type").map(|kind| kind.as_str().unwrap_or_default());
        let texts = get("enum").is_some_and(|list| !texts(list).is_empty());
        if texts && matches!(kind, None | Some("string")) {
            return Self::Enum;
        }
        let several = |keyword: &&str| get(keyword).is_some_and(|list| only(list).is_none());
        if let Some(keyword) = ["oneOf", "anyOf"].iter().find(|keyword| several(keyword)) {
            return Self::Choice(keyword);
        }
        if get("not").is_some() {
            return Self::Choice("not");
        }
        match kind {
            None | Some("object") if fields => Self::Struct,
            None => Self::Plain(Plain::Any),
            Some("string") if get("format").is_some_and(|format| format == "date-time") => {
                Self::Plain(Plain::Timestamp)
            }
            Some("string") if get("x-secret").is_some_and(|flag| *flag == true) => Self::Plain(Plain::Secret),
            Some("string") => Self::Plain(Plain::Text),
            Some("integer") => Self::Plain(Plain::Integer),
            Some("number") => Self::Plain(Plain::Number),
            Some("boolean") => Self::Plain(Plain::Boolean),
            Some("object") => Self::Plain(Plain::Map),
            Some("array") => Self::List,
            Some(_) => Self::Unknown,
        }
    }
}

/// Content types of request bodies that the crate can send, the preferred one first.
pub const BODIES: [&str; 2] = ["application/json", "application/x-www-form-urlencoded"];

/// Keywords that compose a schema from other schemas.
pub const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Whether a schema itself decides the form of a value. Other schemas only wrap, describe or limit another one.
pub fn tells(schema: &Value) -> bool {
    let own = ["type", "format", "properties", "required", "enum", "items", "additionalProperties", "not"];
    let is_choice = |keyword| schema.get(keyword).is_some_and(|list| only(list).is_none());
    own.iter().any(|keyword| schema.get(keyword).is_some()) || ["oneOf", "anyOf"].into_iter().any(is_choice)
}

/// The only schema of a composition's list, if the list has exactly one.
pub fn only(list: &Value) -> Option<&Value> {
    match list.as_array().map(Vec::as_slice) {
        Some([only]) => Some(only),
        _ => None,
    }
}

/// The values of an enum, without repetitions. The empty string is left out, since the decoder reads it as absent (D2).
/// Values that aren't text are left out, since an enum is decoded from text.
pub fn texts(list: &Value) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for value in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !value.is_empty() && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// The members that a schema makes mandatory.
pub fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The name for the type of a member whose schema has no title.
pub fn member_name(owner: &str, member: &str) -> String {
    owner.to_owned() + &member.to_pascal_case()
}

/// The name for the type of a list's elements, if their schema has no title.
pub fn element_name(list: &str) -> String {
    format!("{list}Item")
}
