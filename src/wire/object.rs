//! Reads objects in one pass: each value goes into its field, and all else into `extra` (D1 to D4). Reads a whole
//! document, which is an object; if serde_json refuses the text, the text is repaired and parsed again.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::mem;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::wire::context::{Context, KnownKeys, Limit};
use crate::wire::encoded::{Opened, Repair, open, repair, repaired_length};
use crate::wire::fields::{FieldSeed, Object, blank_key, into_members, required_fields};
use crate::wire::scalar::{is_blank, visit_scalars};
use crate::wire::tolerant::{Decoded, Misfit, NOTHING, Problem, Reader, Slot};
use crate::wire::value::{Collect, NUMBER_KEY, collect, number, type_name};

/// Decodes an object directly into `slot`, so that the members before an error can still be read from there.
pub(crate) fn decode_object<'de, T: Object, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    context: &mut Context,
) -> Decoded<D::Error> {
    value.deserialize_any(ObjectVisitor(Slot { slot, context }))
}

struct ObjectVisitor<'a, T>(Slot<'a, T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = Misfit;

    visit_scalars!(this, value => this.0.misfit(value));

    #[cold]
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Decoded<E> {
        match open(text, self.0.context)? {
            Opened::Nothing => Ok(None),
            Opened::Fits(object) => self.0.fits(object),
            Opened::Misfit | Opened::Text => self.0.misfit(text),
        }
    }

    #[cold]
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Decoded<A::Error> {
        match collect(SeqAccessDeserializer::new(seq), self.0.context)? {
            // PHP writes an empty object as an empty list. An empty object is usable if none of its fields is
            // mandatory.
            Value::Array(values) if values.is_empty() && T::REQUIRED == 0 => {
                self.0.context.keys = KnownKeys::None;
                self.0.fits(T::default())
            }
            other => self.0.misfit(other),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Decoded<A::Error> {
        let Slot { slot, context } = self.0;
        context.enter()?;
        let object = slot.insert(T::default());
        let mut reader = Reader::new(context);
        let mut blank_keys = Vec::new();
        if let Err(error) = read_members(object, &mut reader, &mut blank_keys, &mut map) {
            if let Some(field) = reader.field() {
                reader.context.at(&T::FIELDS[field].wire);
            }
            return Err(error);
        }
        if let Some(number) = reader.number {
            *slot = None;
            reader.context.depth -= 1;
            reader.context.keys = KnownKeys::Fields;
            return Ok(Some(number));
        }
        if !blank_keys.is_empty() {
            read_blank_keys(&mut reader, object, blank_keys)?;
        }
        let keys = reader.keys();
        let Reader { context, kept_misfit, given, refused, .. } = reader;
        if kept_misfit {
            drop_outdated(object);
        }
        context.depth -= 1;
        context.keys = keys;
        if refused.is_empty() && given == T::ALL_GIVEN {
            return Ok(None);
        }
        refuse(slot, given, refused, context)
    }
}

/// A key with white space around it: the number of its field, the key, and the value. The value is kept until the end
/// of the object, since the exact key may still come.
type BlankKey<'de> = (usize, Cow<'de, str>, Value);

/// Reads the members one by one. All errors leave from here, so that the loop needn't handle them.
#[inline(always)]
fn read_members<'de, T: Object, A: MapAccess<'de>>(
    object: &mut T,
    reader: &mut Reader,
    blank_keys: &mut Vec<BlankKey<'de>>,
    map: &mut A,
) -> Result<(), A::Error> {
    let mut name = Cow::Borrowed("");
    while let Some(key) = map.next_key_seed(FieldSeed::<T> { name: &mut name, object: PhantomData })? {
        if let Some(field) = key.field() {
            reader.begin_field(field);
            if let Some(misfit) = object.read(field, reader, map)? {
                keep_misfit(reader, object, field, *misfit);
            }
        } else {
            read_unknown(object, reader, blank_keys, map, &mut name)?;
            if reader.number.is_some() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads the value of a key that isn't exactly the key of a field. In a function of its own, so that the loop over
/// fields stays small.
#[inline(never)]
fn read_unknown<'de, T: Object, A: MapAccess<'de>>(
    object: &mut T,
    reader: &mut Reader,
    blank_keys: &mut Vec<BlankKey<'de>>,
    map: &mut A,
    name: &mut Cow<'de, str>,
) -> Result<(), A::Error> {
    reader.begin_unknown();
    let value = map.next_value_seed(Collect(reader.context))?;
    if let Some(field) = blank_key::<T>(name) {
        reader.has_fields = true;
        // If the key comes in several spellings, the first one counts.
        match blank_keys.iter_mut().find(|(earlier, ..)| *earlier == field) {
            _ if value.is_null() => {}
            None => blank_keys.push((field, mem::take(name), value)),
            Some((_, earlier, kept)) if earlier == name => *kept = value,
            Some(_) => keep_unknown(reader, object, mem::take(name), value)?,
        }
    } else if reader.keys() == KnownKeys::None
        // serde_json gives the key of a number as a borrowed text.
        && matches!(*name, Cow::Borrowed(NUMBER_KEY))
        && let Some(number) = number(&value, reader.context)
    {
        reader.number = Some(Box::new(number));
        return Ok(());
    } else {
        reader.has_strangers = true;
        if !(value.is_null() && object.extra().contains_key(&**name)) {
            keep_unknown(reader, object, mem::take(name), value)?;
        }
    }
    Ok(())
}

/// Called at the end of the object, when it is known which exact keys came. If the exact key of a field is missing, the
/// key with white space stands for the field; else that key is an unknown field.
#[cold]
fn read_blank_keys<T: Object, E: de::Error>(
    reader: &mut Reader,
    object: &mut T,
    blank_keys: Vec<BlankKey<'_>>,
) -> Result<(), E> {
    for (field, key, value) in blank_keys {
        if is_given(object, field) {
            keep_unknown(reader, object, key, value)?;
        } else {
            read_variants(reader, object, field, value).map_err(de::Error::custom)?;
        }
    }
    Ok(())
}

/// Whether a field has a value or a misfit.
fn is_given<T: Object>(object: &T, field: usize) -> bool {
    object.is_set(field) || object.extra().contains_key(T::FIELDS[field].wire)
}

/// Reads the first spelling of a field's key. If its value counts as absent, such as an empty string, the next spelling
/// is read. [`read_unknown`] has put the next spelling into `extra`.
#[cold]
fn read_variants<T: Object>(
    reader: &mut Reader,
    object: &mut T,
    field: usize,
    value: Value,
) -> Result<(), serde_json::Error> {
    let mut next = Some(value);
    let mut others = None;
    while let Some(value) = next {
        match object.read(field, reader, &mut KeptValue(Some(value))) {
            Ok(None) => {}
            Ok(Some(misfit)) => keep_misfit(reader, object, field, *misfit),
            Err(error) => {
                reader.context.at(&T::FIELDS[field].wire);
                return Err(error);
            }
        }
        if is_given(object, field) {
            break;
        }
        let others = others.get_or_insert_with(|| {
            let keys = object.extra().keys().filter(|key| blank_key::<T>(key) == Some(field));
            keys.cloned().collect::<Vec<String>>().into_iter()
        });
        next = others.next().and_then(|key| object.extra_mut().remove(&key));
    }
    Ok(())
}

/// Keeps a member that the schema doesn't have.
fn keep_unknown<T: Object, E: de::Error>(
    reader: &mut Reader,
    object: &mut T,
    key: Cow<'_, str>,
    value: Value,
) -> Result<(), E> {
    reader.context.add_member(object.extra(), &key);
    reader.context.check_memory()?;
    object.extra_mut().insert(key.into_owned(), value);
    Ok(())
}

/// Keeps a misfit of a field in `extra`.
#[cold]
fn keep_misfit<T: Object>(reader: &mut Reader, object: &mut T, field: usize, misfit: Value) {
    reader.context.add_member(object.extra(), T::FIELDS[field].wire);
    object.extra_mut().insert(T::FIELDS[field].wire.to_owned(), misfit);
    reader.kept_misfit = true;
}

/// Drops misfits whose field came a second time, with a value that fits.
#[cold]
fn drop_outdated<T: Object>(object: &mut T) {
    let mut extra = mem::take(object.extra_mut());
    extra.retain(|key, _| !object.has(key));
    *object.extra_mut() = extra;
}

/// Turns an object without a usable mandatory field into a misfit. The misfit is the object as it is written, so that
/// reading it again fails in the same way (D9).
#[cold]
fn refuse<T: Object, E: de::Error>(
    slot: &mut Option<T>,
    given: u64,
    refused: Vec<(&str, Value)>,
    context: &mut Context,
) -> Decoded<E> {
    let mut members = into_members(slot.take().unwrap_or_default(), context);
    for (bit, field) in required_fields::<T>().enumerate() {
        if given & (1 << bit) == 0 {
            members.remove(field.wire);
        }
    }
    for (key, refused) in refused {
        match members.get_mut(key) {
            None => drop(members.insert(key.to_owned(), refused)),
            // A second unusable value: both are kept in a list, which isn't a usable value either.
            Some(Value::Array(values)) => values.push(refused),
            Some(first) => *first = Value::Array(vec![first.take(), refused]),
        }
    }
    let value = Value::Object(members);
    // The list puts a value one level deeper than it came.
    context.check_depth(depth(&value))?;
    context.check_memory()?;
    Ok(Some(Box::new(value)))
}

/// The levels of nesting of a value.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or_default(),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

/// A map with one entry, by which a field reads a value that was kept until the end of the object.
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

/// Why a misfit can't be read as `T`.
pub(crate) fn problem<T: Object>(value: &Value) -> Problem {
    let Value::Object(members) = value else {
        return Problem { field: None, found: type_name(value) };
    };
    for field in required_fields::<T>() {
        let found = match members.get(field.wire) {
            None => NOTHING,
            Some(Value::String(text)) if text.is_empty() => "an empty string",
            Some(Value::String(text)) if is_blank(text) => "a blank string",
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
    // A format may follow the type: `string (date-time)`.
    match expected.split(' ').next() {
        Some("integer") => value.is_number(),
        Some("string") => value.is_string() || value.is_i64() || value.is_u64(),
        expected => expected == Some(type_name(value)),
    }
}

/// `Deserialize` of a generated struct as the root of a document.
pub(crate) fn deserialize<'de, T: Object, D: Deserializer<'de>>(value: D) -> Result<T, D::Error> {
    let (mut slot, mut context) = (None, Context::default());
    let misfit = decode_object(&mut slot, value, &mut context)?;
    slot.ok_or_else(|| match problem::<T>(&misfit.map(|misfit| *misfit).unwrap_or_default()) {
        Problem { field: Some(field), found } => {
            de::Error::custom(format_args!("`{field}` must be given once and not be empty: found {found}"))
        }
        Problem { field: None, found } => de::Error::custom(format_args!("expected an object, found {found}")),
    })
}

/// Why a text can't be read to its end.
pub(crate) struct Failure {
    pub(crate) error: serde_json::Error,
    /// The limit that was exceeded, if one was, and the place.
    pub(crate) limit: Option<(Limit, String)>,
}

/// Reads a document into `slot`. If serde_json refuses the text, a repaired text is read in a second pass.
///
/// `held` is how many bytes the text itself takes, or 0 if the text is the body, which has a limit of its own. Gives
/// the bytes that were counted: an upper estimate of the bytes that the document takes on the heap.
pub(crate) fn parse<T: Object>(text: &str, held: usize, slot: &mut Option<T>) -> Result<usize, Failure> {
    fn pass<T: Object>(text: &str, held: usize, slot: &mut Option<T>) -> Result<usize, Failure> {
        let mut context = Context::default();
        context.add(held);
        let mut json = serde_json::Deserializer::from_str(text);
        let read = decode_object(slot, &mut json, &mut context).and_then(|_| json.end());
        match read {
            Ok(()) => Ok(context.memory()),
            Err(error) => Err(Failure { error, limit: context.into_limit() }),
        }
    }
    let failure = match pass(text, held, slot) {
        Ok(memory) => return Ok(memory),
        Err(failure) if failure.limit.is_some() => return Err(failure),
        Err(failure) => failure,
    };
    let Some(length) = repaired_length(text, Repair::All) else { return Err(failure) };
    // Frees the memory before the second pass.
    *slot = None;
    pass(&repair(text, Repair::All, length), held + length, slot)
}
