//! Objects: one pass over the members, each value into its field, the rest into `extra` (D1 to D4).

use std::borrow::Cow;
use std::marker::PhantomData;
use std::mem;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::decode::fields::{Object, required_fields};
use crate::decode::key::{KeySeed, blank_key};
use crate::decode::reader::Reader;
use crate::decode::scalar::visit_scalars;
use crate::decode::tolerant::{Context, Problem, Slot};
use crate::decode::value::{Collect, bounded, collect, type_name, written};

/// Decodes an object in the place where it is to stand, so that after an error what was read until then is there.
pub(crate) fn decode_object<'de, T: Object, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    context: &mut Context,
) -> Result<(), D::Error> {
    value.deserialize_any(ObjectVisitor(Slot { slot, context }))
}

struct ObjectVisitor<'a, T>(Slot<'a, T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    visit_scalars!(this, value => this.0.misfit(value));

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.0.misfit(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = collect(SeqAccessDeserializer::new(seq), self.0.context.depth)?;
        self.0.misfit(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Slot { slot, context } = self.0;
        let object = slot.insert(T::default());
        context.depth += 1;
        let mut reader = Reader::new(context);
        // The first variant of each field's key, until the exact key is known to be missing.
        let mut blank_keys: Vec<(usize, Cow<'de, str>, Value)> = Vec::new();
        let mut first = true;
        let mut name = Cow::Borrowed("");
        while let Some(key) = map.next_key_seed(KeySeed::<T> { name: &mut name, object: PhantomData })? {
            if let Some(field) = key.field() {
                object.read(field, &mut reader, &mut map)?;
                keep_misfit(&mut reader, object, field);
            } else {
                let value = map.next_value_seed(Collect(reader.context.depth))?;
                if let Some(field) = blank_key::<T>(&name) {
                    match blank_keys.iter_mut().find(|(earlier, ..)| *earlier == field) {
                        _ if value.is_null() => {}
                        None => blank_keys.push((field, mem::take(&mut name), value)),
                        Some((_, earlier, kept)) if *earlier == name => *kept = value,
                        Some(_) => drop(object.extra_mut().insert(mem::take(&mut name).into_owned(), value)),
                    }
                } else if first && let Some(number) = arbitrary_precision(&name, &value) {
                    *slot = None;
                    reader.context.depth -= 1;
                    reader.context.misfit = Some(number);
                    return Ok(());
                } else if !(value.is_null() && object.extra().contains_key(&*name)) {
                    object.extra_mut().insert(mem::take(&mut name).into_owned(), value);
                }
            }
            first = false;
        }
        for (field, key, value) in blank_keys {
            let name = T::FIELDS[field].wire;
            if object.is_set(field) || object.extra().contains_key(name) {
                object.extra_mut().insert(key.into_owned(), value);
            } else {
                object.read(field, &mut reader, &mut KeptValue(Some(value))).map_err(de::Error::custom)?;
                keep_misfit(&mut reader, object, field);
            }
        }
        let Reader { context, kept_misfit, given, refused } = reader;
        if kept_misfit {
            drop_outdated(object);
        }
        context.depth -= 1;
        let complete = u64::MAX.checked_shl(T::REQUIRED).map_or(u64::MAX, |unused| !unused);
        if refused.is_empty() && given == complete {
            return Ok(());
        }
        // Bounded once more: two values in a list are a level deeper than they came.
        context.misfit = Some(bounded(refuse::<T>(slot.take(), given, refused), context.depth)?);
        Ok(())
    }
}

/// After a field was read: keeps a value that didn't fit.
#[inline]
fn keep_misfit<T: Object>(reader: &mut Reader, object: &mut T, field: usize) {
    if reader.context.misfit.is_some() {
        put_misfit(reader, object, field);
    }
}

#[cold]
fn put_misfit<T: Object>(reader: &mut Reader, object: &mut T, field: usize) {
    if let Some(misfit) = reader.context.misfit.take() {
        object.extra_mut().insert(T::FIELDS[field].wire.to_owned(), misfit);
        reader.kept_misfit = true;
    }
}

/// Drops kept misfits whose field was given once more, with a value that fits.
#[cold]
fn drop_outdated<T: Object>(object: &mut T) {
    let mut extra = mem::take(object.extra_mut());
    extra.retain(|key, _| !object.has(key));
    *object.extra_mut() = extra;
}

/// The written form of an object without a usable mandatory field, from which reading it again fails the same way.
#[cold]
fn refuse<T: Object>(object: Option<T>, given: u64, refused: Vec<(&str, Value)>) -> Value {
    let mut value = written(object);
    if let Value::Object(members) = &mut value {
        for (bit, field) in required_fields::<T>().enumerate() {
            if given & (1 << bit) == 0 {
                members.remove(field.wire);
            }
        }
        for (key, refused) in refused {
            match members.get_mut(key) {
                None => drop(members.insert(key.to_owned(), refused)),
                // A second one: both are kept, in a list, which is no usable value either.
                Some(Value::Array(values)) => values.push(refused),
                Some(first) => *first = Value::Array(vec![first.take(), refused]),
            }
        }
    }
    value
}

/// serde_json with `arbitrary_precision` shows a number as a map of this key to its text.
fn arbitrary_precision(key: &str, value: &Value) -> Option<Value> {
    let text = value.as_str().filter(|_| key == "$serde_json::private::Number")?;
    // Without that feature the key is an ordinary one, and no number is beyond `f64`.
    "1e999".parse::<Number>().ok()?;
    text.parse().ok().map(Value::Number)
}

/// A map of one entry, from which a field reads a value that was kept back.
struct KeptValue(Option<Value>);

impl<'de> MapAccess<'de> for KeptValue {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Self::Error> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        seed.deserialize(self.0.take().unwrap_or_default())
    }
}

/// Why `T` can't be made of a value that was kept in its place.
pub(crate) fn problem<T: Object>(value: &Value) -> Problem {
    let Value::Object(members) = value else {
        return Problem { field: None, found: type_name(value) };
    };
    for field in required_fields::<T>() {
        let found = match members.get(field.wire) {
            None => "nothing",
            Some(Value::String(text)) if text.is_empty() => "an empty string",
            Some(other) if is_of_type(&(field.expected)(), other) => continue,
            // Several values are kept as an array, see `refuse`.
            Some(Value::Array(_)) => "an array, or given more than once",
            Some(other) => type_name(other),
        };
        return Problem { field: Some(field.wire), found };
    }
    Problem { field: None, found: "object" }
}

/// Whether a value is of the JSON type that the schema gives a field.
fn is_of_type(expected: &str, value: &Value) -> bool {
    // More may follow the type: `string (date-time)`.
    match expected.split(' ').next() {
        Some("integer") => value.is_number(),
        expected => expected == Some(type_name(value)),
    }
}

/// `Deserialize` of a generated struct as the root of a document.
pub(crate) fn deserialize<'de, T: Object, D: Deserializer<'de>>(value: D) -> Result<T, D::Error> {
    let (mut slot, mut context) = (None, Context::default());
    decode_object(&mut slot, value, &mut context)?;
    slot.ok_or_else(|| match problem::<T>(&context.misfit.unwrap_or_default()) {
        Problem { field: Some(field), found } => {
            de::Error::custom(format_args!("`{field}` must be given once and not be empty: found {found}"))
        }
        Problem { field: None, found } => de::Error::custom(format_args!("expected an object, found {found}")),
    })
}
