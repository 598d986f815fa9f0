//! Free-form JSON: values without a schema, within the limits.
//!
//! serde_json's own visitor gives some keys a special meaning (`$serde_json::private::RawValue`), if other crates have
//! switched on certain features. A user who may write a custom field could then change how the answer is read. The
//! visitor here gives no key a special meaning (D10).

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::wire::context::Context;

/// Reads a value of any form.
pub(crate) fn collect<'de, D: Deserializer<'de>>(value: D, context: &mut Context) -> Result<Value, D::Error> {
    Collect(context).deserialize(value)
}

/// [`collect`] as a seed.
pub(crate) struct Collect<'a>(pub(crate) &'a mut Context);

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any JSON value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        self.0.add_number();
        Ok(number.into())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        self.0.add_number();
        Ok(number.into())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        self.0.add_number();
        Ok(number.into())
    }
    fn visit_i128<E: Error>(self, number: i128) -> Result<Value, E> {
        Ok(Number::from_i128(number).map_or((number as f64).into(), Value::Number))
    }
    fn visit_u128<E: Error>(self, number: u128) -> Result<Value, E> {
        Ok(Number::from_u128(number).map_or((number as f64).into(), Value::Number))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.0.add_text(text);
        Ok(text.into())
    }
    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        self.0.add_text(&text);
        self.0.owned_text = true;
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let context = self.0;
        context.enter()?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(Collect(&mut *context))? {
            context.push(&mut values, value)?;
            context.check_memory()?;
        }
        context.depth -= 1;
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let context = self.0;
        context.enter()?;
        let mut members = Map::new();
        while let Some((key, is_number_key)) = map.next_key_seed(KeySeed)? {
            context.add_member(&members, &key);
            context.check_memory()?;
            context.owned_text = false;
            let value = map.next_value_seed(Collect(&mut *context))?;
            if is_number_key && let Some(number) = number(&value, context) {
                context.depth -= 1;
                return Ok(number);
            }
            members.insert(key, value);
        }
        context.depth -= 1;
        Ok(members.into())
    }
}

/// With its feature `arbitrary_precision` serde_json shows a number as a map with this key and the number's text.
pub(crate) const NUMBER_KEY: &str = "$serde_json::private::Number";

/// The number that a map of [`NUMBER_KEY`] to `value` stands for; None if the map is an object of the document.
///
/// For a number, serde_json gives the key as a borrowed text and the value as a `String`. For an object of the
/// document, at least one of the two comes in another way.
pub(crate) fn number(value: &Value, context: &Context) -> Option<Value> {
    let text = value.as_str().filter(|_| context.owned_text)?;
    // Only with that feature does serde_json parse this number. Without it, no number is shown as a map.
    "1e999".parse::<Number>().ok()?;
    text.parse().ok().map(Value::Number)
}

/// Reads a key, and whether it is [`NUMBER_KEY`], given as serde_json does for a number.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = (String, bool);

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = (String, bool);

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a key")
    }
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((name.to_owned(), name == NUMBER_KEY))
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((name.to_owned(), false))
    }
    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok((name, false))
    }
}

/// The form in which a decoded value is written back.
pub(crate) fn written<T: Serialize>(value: T) -> Value {
    // The types hold only maps with text keys and finite numbers, for which this can't fail.
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
