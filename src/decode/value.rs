//! Free-form JSON: values without a schema, within the depth that is left.

use serde::Serialize;
use serde::de::{self, DeserializeSeed, Deserializer};
use serde_json::Value;

/// D8: how deep objects and lists may stand in each other. serde_json's own limit is 128.
const MAX_DEPTH: usize = 100;

/// A value taken whole, at this depth.
pub(crate) struct Collect(pub(crate) usize);

impl<'de> DeserializeSeed<'de> for Collect {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        collect(value, self.0)
    }
}

pub(crate) fn collect<'de, D: Deserializer<'de>>(value: D, depth: usize) -> Result<Value, D::Error> {
    bounded(<Value as de::Deserialize>::deserialize(value)?, depth)
}

/// The value, unless it goes deeper than is allowed.
pub(crate) fn bounded<E: de::Error>(value: Value, depth: usize) -> Result<Value, E> {
    match exceeds(&value, MAX_DEPTH.saturating_sub(depth)) {
        false => Ok(value),
        true => Err(de::Error::custom(format_args!("nested more than {MAX_DEPTH} levels deep"))),
    }
}

fn exceeds(value: &Value, left: usize) -> bool {
    match value {
        Value::Array(values) => left == 0 || values.iter().any(|value| exceeds(value, left - 1)),
        Value::Object(members) => left == 0 || members.values().any(|value| exceeds(value, left - 1)),
        _ => false,
    }
}

/// The form in which a decoded value is written back.
pub(crate) fn written<T: Serialize>(value: T) -> Value {
    // Maps with text keys and finite numbers, which is all that the types hold, can't fail.
    serde_json::to_value(value).unwrap_or_default()
}

/// The name of a value's JSON type.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
