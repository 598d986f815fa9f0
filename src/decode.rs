//! The tolerant decoder's runtime: what generated code calls. The rules (D1 to D9) are in ARCHITECTURE.md.
//!
//! A field takes a value (`Fits`), has none (`Null`) or can't take it (`Misfit`), in which case the value is parked in
//! its object's `extra`. An error is left for text that is not JSON, for excessive depth, and for a mandatory field.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// D8: how deep objects and lists may stand in each other. serde_json's own limit is 128.
const MAX_DEPTH: usize = 100;

/// What became of a value that a field was given.
pub(crate) enum Outcome {
    Fits,
    Null,
    Misfit(Value),
}

/// A type that takes what fits it, and hands back what doesn't.
pub(crate) trait Tolerant<'de>: Sized {
    /// Writes `slot` only if the value fits. `depth` counts the objects and lists around the value.
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, depth: usize) -> Result<Outcome, D::Error>;

    /// Whether a mandatory field may have this value.
    fn is_usable(&self) -> bool {
        true
    }
}

struct Slot<'a, T> {
    slot: &'a mut Option<T>,
    depth: usize,
}

impl<'de, T: Tolerant<'de>> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Outcome, D::Error> {
        T::decode(self.slot, value, self.depth)
    }
}

/// The visits of a `null`, and of scalars to hand on as a deserializer of their own, which three visitors share.
macro_rules! visit_scalars {
    ($this:ident, $value:ident => $body:expr) => {
        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("any JSON value")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
            Ok(Outcome::Null)
        }
        fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
            Ok(Outcome::Null)
        }
        fn visit_bool<E: de::Error>(self, $value: bool) -> Result<Outcome, E> {
            let $this = self;
            $body
        }
        fn visit_i64<E: de::Error>(self, $value: i64) -> Result<Outcome, E> {
            let $this = self;
            $body
        }
        fn visit_u64<E: de::Error>(self, $value: u64) -> Result<Outcome, E> {
            let $this = self;
            $body
        }
        fn visit_f64<E: de::Error>(self, $value: f64) -> Result<Outcome, E> {
            let $this = self;
            $body
        }
        visit_wide!();
    };
}

/// The visits of integers beyond 64 bits, which a `Value` gives with serde_json's `arbitrary_precision`. No field takes
/// them.
macro_rules! visit_wide {
    () => {
        fn visit_i128<E: de::Error>(self, number: i128) -> Result<Outcome, E> {
            let value = Number::from_i128(number).map_or((number as f64).into(), Value::Number);
            Ok(Outcome::Misfit(value))
        }
        fn visit_u128<E: de::Error>(self, number: u128) -> Result<Outcome, E> {
            let value = Number::from_u128(number).map_or((number as f64).into(), Value::Number);
            Ok(Outcome::Misfit(value))
        }
    };
}

/// A type that a single JSON value without schema-known members gives: text, number, boolean, enum, free-form object.
pub(crate) trait Scalar: Sized {
    fn from_text(_: &str) -> Option<Self> {
        None
    }
    fn from_bool(_: bool) -> Option<Self> {
        None
    }
    fn from_number(_: &Number) -> Option<Self> {
        None
    }
    /// The common number, without the detour over [`Number`].
    fn from_u64(number: u64) -> Option<Self> {
        Self::from_number(&number.into())
    }
    fn from_object(object: Map<String, Value>) -> Result<Self, Map<String, Value>> {
        Err(object)
    }
    fn is_usable(&self) -> bool {
        true
    }
}

#[inline]
pub(crate) fn decode_scalar<'de, T: Scalar, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    depth: usize,
) -> Result<Outcome, D::Error> {
    value.deserialize_any(ScalarVisitor(Slot { slot, depth }))
}

/// What coherence doesn't let a blanket implementation say: a scalar is decoded as one.
macro_rules! tolerant_scalars {
    ($($scalar:ty),*) => {$(
        impl<'de> Tolerant<'de> for $scalar {
            #[inline]
            fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, depth: usize) -> Result<Outcome, D::Error> {
                decode_scalar(slot, value, depth)
            }
            fn is_usable(&self) -> bool {
                Scalar::is_usable(self)
            }
        }
    )*};
}

tolerant_scalars!(String, bool, i64, f64, Map<String, Value>, crate::Timestamp);

/// A property without a type takes anything.
impl<'de> Tolerant<'de> for Value {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, depth: usize) -> Result<Outcome, D::Error> {
        let value = collect(value, depth)?;
        if value.is_null() {
            return Ok(Outcome::Null);
        }
        *slot = Some(value);
        Ok(Outcome::Fits)
    }
}

struct ScalarVisitor<'a, T>(Slot<'a, T>);

impl<T: Scalar> ScalarVisitor<'_, T> {
    #[inline]
    fn take(self, decoded: Option<T>, misfit: impl FnOnce() -> Value) -> Outcome {
        match decoded {
            Some(decoded) => {
                *self.0.slot = Some(decoded);
                Outcome::Fits
            }
            None => Outcome::Misfit(misfit()),
        }
    }

    fn take_value(self, value: Value) -> Outcome {
        match value {
            // serde_json with `arbitrary_precision` shows numbers as maps.
            Value::Number(number) => self.take(T::from_number(&number), || Value::Number(number)),
            Value::Object(object) => match T::from_object(object) {
                Ok(decoded) => self.take(Some(decoded), || Value::Null),
                Err(object) => Outcome::Misfit(Value::Object(object)),
            },
            other => Outcome::Misfit(other),
        }
    }
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<'_, T> {
    type Value = Outcome;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
    fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
    #[inline]
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        Ok(self.take(T::from_text(text), || text.into()))
    }
    #[inline]
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Outcome, E> {
        Ok(self.take(T::from_bool(value), || value.into()))
    }
    #[inline]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Outcome, E> {
        Ok(self.take(T::from_u64(number), || number.into()))
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Outcome, E> {
        Ok(self.take_value(number.into()))
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Outcome, E> {
        Ok(self.take_value(number.into()))
    }
    visit_wide!();
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Outcome, A::Error> {
        Ok(Outcome::Misfit(collect(SeqAccessDeserializer::new(seq), self.0.depth)?))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.depth)?;
        Ok(self.take_value(value))
    }
}

impl Scalar for String {
    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn is_usable(&self) -> bool {
        !self.is_empty()
    }
}

impl Scalar for bool {
    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" | "enabled" => Some(true),
            "false" | "disabled" => Some(false),
            _ => None,
        }
    }
}

/// Up to here every whole number is exactly one `f64`, so that a conversion loses nothing.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Scalar for i64 {
    fn from_number(number: &Number) -> Option<Self> {
        let exact = |float: f64| (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64);
        number.as_i64().or_else(|| number.as_f64().and_then(exact))
    }
    #[inline]
    fn from_u64(number: u64) -> Option<Self> {
        number.try_into().ok()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number: &i64| number.to_string() == text)
    }
}

impl Scalar for f64 {
    fn from_number(number: &Number) -> Option<Self> {
        let float = number.as_f64().filter(|float| float.is_finite())?;
        (number.is_f64() || float.abs() < EXACT).then_some(float)
    }
    fn from_text(text: &str) -> Option<Self> {
        let written = |float: &f64| Number::from_f64(*float).is_some_and(|number| number.to_string() == text);
        text.parse().ok().filter(written)
    }
}

impl Scalar for Map<String, Value> {
    fn from_object(object: Map<String, Value>) -> Result<Self, Map<String, Value>> {
        Ok(object)
    }
}

/// D5: an array, an array encoded in a string, or one element without its array.
impl<'de, T> Tolerant<'de> for Vec<T>
where
    T: for<'a> Tolerant<'a> + Serialize,
{
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, depth: usize) -> Result<Outcome, D::Error> {
        value.deserialize_any(ListVisitor(Slot { slot, depth }))
    }
}

struct ListVisitor<'a, T>(Slot<'a, Vec<T>>);

impl<T: for<'a> Tolerant<'a> + Serialize> ListVisitor<'_, T> {
    fn single<'de, D: Deserializer<'de>>(self, value: D) -> Result<Outcome, D::Error> {
        let mut element = None;
        let outcome = T::decode(&mut element, value, self.0.depth + 1)?;
        if let Some(element) = element {
            *self.0.slot = Some(vec![element]);
        }
        Ok(outcome)
    }
}

impl<'de, T: for<'a> Tolerant<'a> + Serialize> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Outcome;

    visit_scalars!(this, value => this.single(value.into_deserializer()));

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        if text.is_empty() {
            return Ok(Outcome::Misfit(text.into()));
        }
        if text.trim_ascii_start().starts_with('[') {
            let open = |text: &str, slot: &mut Option<Vec<T>>| {
                let mut json = serde_json::Deserializer::from_str(text);
                let outcome = Vec::decode(slot, &mut json, self.0.depth)?;
                json.end().map(|()| outcome)
            };
            let mut opened = None;
            let mut outcome = open(text, &mut opened);
            if let (Err(_), Some(repaired)) = (&outcome, repair(text)) {
                outcome = open(&repaired, &mut opened);
            }
            match outcome {
                Ok(Outcome::Fits) => {
                    *self.0.slot = opened;
                    return Ok(Outcome::Fits);
                }
                // An array with an element that doesn't fit, or one too deep: kept as it came.
                Ok(_) => return Ok(Outcome::Misfit(text.into())),
                Err(error) if error.is_data() => return Ok(Outcome::Misfit(text.into())),
                // Not an array after all.
                Err(_) => {}
            }
        }
        self.single(text.into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Outcome, A::Error> {
        let depth = self.0.depth + 1;
        let mut list = Vec::new();
        // The whole list as it is written back, from the first element on that doesn't fit.
        let mut parked: Option<Vec<Value>> = None;
        let mut element = None;
        while let Some(outcome) = seq.next_element_seed(Slot { slot: &mut element, depth })? {
            match (outcome, &mut parked) {
                (Outcome::Fits, None) => list.extend(element.take()),
                (Outcome::Fits, Some(parked)) => parked.extend(element.take().map(written)),
                (Outcome::Null, _) => {}
                (Outcome::Misfit(value), None) => {
                    let mut values: Vec<Value> = list.drain(..).map(written).collect();
                    values.push(value);
                    parked = Some(values);
                    element = None;
                }
                (Outcome::Misfit(value), Some(parked)) => {
                    parked.push(value);
                    element = None;
                }
            }
        }
        match parked {
            Some(values) => Ok(Outcome::Misfit(Value::Array(values))),
            None => {
                *self.0.slot = Some(list);
                Ok(Outcome::Fits)
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        self.single(MapAccessDeserializer::new(map))
    }
}

/// The form in which a decoded value is written back.
fn written<T: Serialize>(value: T) -> Value {
    // Maps with text keys and finite numbers, which is all that the types hold, can't fail.
    serde_json::to_value(value).unwrap_or_default()
}

/// A generated struct: its fields by number, and where the rest is kept.
pub(crate) trait Object: Default + Serialize {
    /// Name of each field on the wire, with the type that the schema gives it.
    const FIELDS: &'static [(&'static str, &'static str)];
    /// The mandatory ones.
    const REQUIRED: &'static [&'static str];
    /// Whether a key with white space around it counts as its field (D4).
    const BLANK_KEYS: bool;

    fn field(key: &str) -> Option<usize>;
    fn extra(&self) -> &Map<String, Value>;
    fn extra_mut(&mut self) -> &mut Map<String, Value>;
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader, map: &mut A) -> Result<(), A::Error>;
    /// Whether the field has a value, so that one parked under its key is out of date.
    fn is_set(&self, field: usize) -> bool;
    /// Fields whose own content can drift: enums and objects.
    fn drift(&self, _: &mut crate::drift::Walk) {}
}

/// What is to be remembered while one object is read.
pub(crate) struct Reader {
    depth: usize,
    /// How many values stand in `extra` under a field's key.
    parked: usize,
    /// Which mandatory fields have been given, one bit each in the order of `REQUIRED`.
    given: u64,
    /// Values of mandatory fields that can't be used.
    refused: Vec<(&'static str, Value)>,
}

impl Reader {
    #[inline]
    pub(crate) fn optional<'de, A: MapAccess<'de>, T: Tolerant<'de>>(
        &mut self,
        map: &mut A,
        key: &'static str,
        slot: &mut Option<T>,
        extra: &mut Map<String, Value>,
    ) -> Result<(), A::Error> {
        match map.next_value_seed(Slot { slot: &mut *slot, depth: self.depth })? {
            Outcome::Fits if self.parked == 0 => {}
            Outcome::Fits => self.parked -= usize::from(extra.remove(key).is_some()),
            Outcome::Null => {}
            Outcome::Misfit(value) => {
                *slot = None;
                self.parked += usize::from(extra.insert(key.to_owned(), value).is_none());
            }
        }
        Ok(())
    }

    pub(crate) fn required<'de, A: MapAccess<'de>, T: Tolerant<'de> + Serialize>(
        &mut self,
        map: &mut A,
        bit: u32,
        key: &'static str,
        slot: &mut T,
    ) -> Result<(), A::Error> {
        let mut value: Option<T> = None;
        let outcome = map.next_value_seed(Slot { slot: &mut value, depth: self.depth })?;
        match (outcome, value) {
            (Outcome::Fits, Some(value)) if value.is_usable() && self.given & (1 << bit) == 0 => {
                self.given |= 1 << bit;
                *slot = value;
            }
            (Outcome::Misfit(value), _) => self.refused.push((key, value)),
            (_, value) => self.refused.push((key, value.map_or(Value::Null, written))),
        }
        Ok(())
    }
}

/// Decodes an object in the place where it is to stand, so that after an error what was read until then is there.
pub(crate) fn decode_object<'de, T: Object, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    depth: usize,
) -> Result<Outcome, D::Error> {
    value.deserialize_any(ObjectVisitor(Slot { slot, depth }))
}

struct ObjectVisitor<'a, T>(Slot<'a, T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = Outcome;

    visit_scalars!(_this, value => Ok(Outcome::Misfit(value.into())));

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        Ok(Outcome::Misfit(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Outcome, A::Error> {
        Ok(Outcome::Misfit(collect(SeqAccessDeserializer::new(seq), self.0.depth)?))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let Slot { slot, depth } = self.0;
        let object = slot.insert(T::default());
        let mut reader = Reader { depth: depth + 1, parked: 0, given: 0, refused: Vec::new() };
        // The first variant of each field's key, until the exact key is known to be missing.
        let mut blank_keys: Vec<(usize, String, Value)> = Vec::new();
        let mut first = true;
        while let Some(key) = map.next_key_seed(KeySeed::<T>(PhantomData))? {
            match key {
                Key::Field(field) => object.read(field, &mut reader, &mut map)?,
                Key::Blank(field, key) => {
                    let value = map.next_value_seed(Collect(reader.depth))?;
                    match blank_keys.iter_mut().find(|(earlier, ..)| *earlier == field) {
                        _ if value.is_null() => {}
                        None => blank_keys.push((field, key, value)),
                        Some((_, earlier, kept)) if *earlier == key => *kept = value,
                        Some(_) => drop(object.extra_mut().insert(key, value)),
                    }
                }
                Key::Unknown(key) => {
                    let value = map.next_value_seed(Collect(reader.depth))?;
                    if first && let Some(number) = arbitrary_precision(&key, &value) {
                        *slot = None;
                        return Ok(Outcome::Misfit(number));
                    }
                    let extra = object.extra_mut();
                    if !(value.is_null() && extra.contains_key(&key)) {
                        extra.insert(key, value);
                    }
                }
            }
            first = false;
        }
        for (field, key, value) in blank_keys {
            let name = T::FIELDS[field].0;
            if object.is_set(field) || object.extra().contains_key(name) {
                object.extra_mut().insert(key, value);
            } else {
                object.read(field, &mut reader, &mut One(Some(value))).map_err(de::Error::custom)?;
            }
        }
        let complete = u64::MAX.checked_shl(T::REQUIRED.len() as u32).map_or(u64::MAX, |unused| !unused);
        if reader.refused.is_empty() && reader.given == complete {
            return Ok(Outcome::Fits);
        }
        // Bounded once more: two values in a list are a level deeper than they came.
        bounded(refuse::<T>(slot.take(), reader), depth).map(Outcome::Misfit)
    }
}

/// The written form of an object without a usable mandatory field, from which reading it again fails the same way.
#[cold]
fn refuse<T: Object>(object: Option<T>, reader: Reader) -> Value {
    let mut value = written(object);
    if let Value::Object(members) = &mut value {
        for (bit, key) in T::REQUIRED.iter().enumerate() {
            if reader.given & (1 << bit) == 0 {
                members.remove(*key);
            }
        }
        for (key, refused) in reader.refused {
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

enum Key {
    Field(usize),
    Blank(usize, String),
    Unknown(String),
}

struct KeySeed<T>(PhantomData<T>);

impl<'de, T: Object> DeserializeSeed<'de> for KeySeed<T> {
    type Value = Key;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Key, D::Error> {
        key.deserialize_str(self)
    }
}

impl<T: Object> Visitor<'_> for KeySeed<T> {
    type Value = Key;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a key")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, key: &str) -> Result<Key, E> {
        if let Some(field) = T::field(key) {
            return Ok(Key::Field(field));
        }
        let trimmed = key.trim_ascii();
        if T::BLANK_KEYS && trimmed.len() < key.len() {
            let field = T::field(trimmed).filter(|field| !T::REQUIRED.contains(&T::FIELDS[*field].0));
            if let Some(field) = field {
                return Ok(Key::Blank(field, key.to_owned()));
            }
        }
        Ok(Key::Unknown(key.to_owned()))
    }
}

/// A value taken whole, within the depth that is left.
struct Collect(usize);

impl<'de> DeserializeSeed<'de> for Collect {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        collect(value, self.0)
    }
}

fn collect<'de, D: Deserializer<'de>>(value: D, depth: usize) -> Result<Value, D::Error> {
    bounded(<Value as de::Deserialize>::deserialize(value)?, depth)
}

fn bounded<E: de::Error>(value: Value, depth: usize) -> Result<Value, E> {
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

/// A map of one entry, from which a field reads a value that was kept back.
struct One(Option<Value>);

impl<'de> MapAccess<'de> for One {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Self::Error> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        seed.deserialize(self.0.take().unwrap_or_default())
    }
}

/// What is the matter with a value that an object was expected from; its text names fields of the schema only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The mandatory field, or none for the object itself.
    pub(crate) field: Option<&'static str>,
    pub(crate) found: &'static str,
}

/// Why `T` can't be made of a value that was parked for it.
pub(crate) fn problem<T: Object>(value: &Value) -> Problem {
    let Value::Object(members) = value else {
        return Problem { field: None, found: type_name(value) };
    };
    for field in T::REQUIRED {
        let found = match members.get(*field) {
            None => "nothing",
            Some(Value::String(text)) if text.is_empty() => "an empty string",
            Some(other) if fits::<T>(field, other) => continue,
            // Several are kept as an array, see `refuse`.
            Some(Value::Array(_)) => "an array, or given more than once",
            Some(other) => type_name(other),
        };
        return Problem { field: Some(field), found };
    }
    Problem { field: None, found: "object" }
}

/// Whether a value is of the JSON type that the schema gives a field.
fn fits<T: Object>(field: &str, value: &Value) -> bool {
    let expected = T::FIELDS.iter().find(|(name, _)| *name == field).map_or("", |(_, expected)| *expected);
    // What stands after it is what more there is to say: `string (date-time)`.
    match expected.split(' ').next() {
        Some("integer") => value.is_number(),
        expected => expected == Some(type_name(value)),
    }
}

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

/// `Deserialize` of a generated struct as the root of a document.
pub(crate) fn deserialize<'de, T: Object, D: Deserializer<'de>>(value: D) -> Result<T, D::Error> {
    let mut slot = None;
    match (decode_object(&mut slot, value, 0)?, slot) {
        (Outcome::Fits, Some(object)) => Ok(object),
        (Outcome::Misfit(value), _) => Err(match problem::<T>(&value) {
            Problem { field: Some(field), found } => {
                de::Error::custom(format_args!("`{field}` must be given once and not be empty: found {found}"))
            }
            Problem { field: None, found } => de::Error::custom(format_args!("expected an object, found {found}")),
        }),
        _ => Err(de::Error::custom("expected an object, found null")),
    }
}

/// `Serialize` of what is kept beside the fields: D9, no key is written twice.
pub(crate) fn serialize_extra<T: Object, M: serde::ser::SerializeMap>(object: &T, map: &mut M) -> Result<(), M::Error> {
    for (key, value) in object.extra() {
        if !T::field(key).is_some_and(|field| object.is_set(field)) {
            map.serialize_entry(key, value)?;
        }
    }
    Ok(())
}

/// `Debug` of what is kept beside the fields. The keys are unknown to the schema, so whether the values are secret is
/// unknown too: types are shown instead.
pub(crate) struct DebugExtra<'a>(pub(crate) &'a Map<String, Value>);

impl std::fmt::Debug for DebugExtra<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut map = formatter.debug_map();
        for (key, value) in self.0 {
            map.entry(key, &format_args!("{}", type_name(value)));
        }
        map.finish()
    }
}

/// `Debug` of a field that the overlay marks as sensitive.
pub(crate) struct Redacted;

impl std::fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("<redacted>")
    }
}

/// Reads a document into `slot`. Text that serde_json refuses although JSON's grammar allows it gets a second pass.
pub(crate) fn parse<T: Object>(text: &str, slot: &mut Option<T>) -> Result<Outcome, serde_json::Error> {
    fn pass<T: Object>(text: &str, slot: &mut Option<T>) -> Result<Outcome, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        let outcome = decode_object(slot, &mut json, 0)?;
        json.end().map(|()| outcome)
    }
    let first = pass(text, slot);
    match first.as_ref().err().and_then(|_| repair(text)) {
        Some(repaired) => pass(&repaired, slot),
        None => first,
    }
}

/// A lone surrogate escape becomes U+FFFD, a number beyond `f64` the text of it. `None` where there is neither.
#[cold]
fn repair(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut repaired = String::with_capacity(text.len() + 16);
    // Up to here the text has been copied.
    let mut copied = 0;
    let mut at = 0;
    let mut quoted = false;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                quoted = !quoted;
                at += 1;
            }
            b'\\' if quoted => match surrogate(bytes, at) {
                Some(0xD800..=0xDBFF) if matches!(surrogate(bytes, at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
                Some(_) => {
                    repaired.push_str(&text[copied..at]);
                    repaired.push_str("\\ufffd");
                    at += 6;
                    copied = at;
                }
                None => at += 2,
            },
            b'-' | b'0'..=b'9' if !quoted => {
                let end =
                    bytes[at..].iter().position(|byte| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
                let end = end.map_or(bytes.len(), |length| at + length);
                if is_beyond_f64(&text[at..end]) {
                    repaired.push_str(&text[copied..at]);
                    repaired.extend(["\"", &text[at..end], "\""]);
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    (copied > 0).then(|| repaired + &text[copied..])
}

/// Whether it is a number by JSON's grammar, and one that serde_json refuses: with `arbitrary_precision` it takes all.
fn is_beyond_f64(number: &str) -> bool {
    // `f64` takes `1.` and `01` too, so the digits before the exponent are shown to serde_json.
    let digits = number.split(['e', 'E']).next().unwrap_or_default();
    number.parse().is_ok_and(f64::is_infinite)
        && number.parse::<Number>().is_err()
        && format!("{digits}e-999999999").parse::<Number>().is_ok()
}

/// The code unit of a `\uD800` to `\uDFFF` escape that begins at `at`.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..=0xDFFF).contains(unit))
}

#[cfg(test)]
mod tests;
