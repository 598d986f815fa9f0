//! The tolerant decoder's runtime: what generated code calls. The rules (D1 to D9) are in ARCHITECTURE.md.
//!
//! A field takes a value, has none (`null`) or can't take it, in which case the value is a misfit and is parked in its
//! object's `extra`. An error is left for text that is not JSON, for excessive depth, and for a mandatory field.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::mem;
use std::num::NonZeroUsize;

use serde::Serialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use repair::{Repair, repair};

mod repair;

/// D8: how deep objects and lists may stand in each other. serde_json's own limit is 128.
const MAX_DEPTH: usize = 100;

/// What goes along with a value while it is read.
#[derive(Default)]
pub(crate) struct Aside {
    /// The objects and lists around the value.
    depth: usize,
    /// The value, if it turned out not to fit. Kept out of the decoder's results, so that these fit in a register.
    misfit: Option<Value>,
}

/// A type that takes what fits it, and hands back what doesn't.
pub(crate) trait Tolerant<'de>: Sized {
    /// Fills `slot` if the value fits, empties it for `aside.misfit` if it doesn't, and leaves both alone for `null`.
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, aside: &mut Aside) -> Result<(), D::Error>;

    /// Whether a mandatory field may have this value.
    fn is_usable(&self) -> bool {
        true
    }
}

struct Slot<'a, T> {
    slot: &'a mut Option<T>,
    aside: &'a mut Aside,
}

impl<T> Slot<'_, T> {
    #[inline]
    fn fits<E>(self, value: T) -> Result<(), E> {
        *self.slot = Some(value);
        Ok(())
    }

    #[cold]
    fn misfit<E>(self, value: impl Into<Value>) -> Result<(), E> {
        *self.slot = None;
        self.aside.misfit = Some(value.into());
        Ok(())
    }
}

impl<'de, T: Tolerant<'de>> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = ();

    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        T::decode(self.slot, value, self.aside)
    }
}

/// The visits of a `null`, and of scalars to hand on as a deserializer of their own, which three visitors share.
macro_rules! visit_scalars {
    ($this:ident, $value:ident => $body:expr) => {
        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("any JSON value")
        }
        fn visit_unit<E: de::Error>(self) -> Result<(), E> {
            Ok(())
        }
        fn visit_none<E: de::Error>(self) -> Result<(), E> {
            Ok(())
        }
        fn visit_bool<E: de::Error>(self, $value: bool) -> Result<(), E> {
            let $this = self;
            $body
        }
        fn visit_i64<E: de::Error>(self, $value: i64) -> Result<(), E> {
            let $this = self;
            $body
        }
        fn visit_u64<E: de::Error>(self, $value: u64) -> Result<(), E> {
            let $this = self;
            $body
        }
        fn visit_f64<E: de::Error>(self, $value: f64) -> Result<(), E> {
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
        fn visit_i128<E: de::Error>(self, number: i128) -> Result<(), E> {
            let value = Number::from_i128(number).map_or((number as f64).into(), Value::Number);
            self.0.misfit(value)
        }
        fn visit_u128<E: de::Error>(self, number: u128) -> Result<(), E> {
            let value = Number::from_u128(number).map_or((number as f64).into(), Value::Number);
            self.0.misfit(value)
        }
    };
}

/// A type that a single JSON value without schema-known members gives: text, number, boolean, enum, free-form object.
pub(crate) trait Scalar: Sized {
    fn from_text(_: &str) -> Option<Self> {
        None
    }
    /// Text that need not be copied.
    fn from_string(text: String) -> Result<Self, String> {
        Self::from_text(&text).ok_or(text)
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

#[inline(always)]
pub(crate) fn decode_scalar<'de, T: Scalar, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    aside: &mut Aside,
) -> Result<(), D::Error> {
    value.deserialize_any(ScalarVisitor(Slot { slot, aside }))
}

/// What coherence doesn't let a blanket implementation say: a scalar is decoded as one.
macro_rules! tolerant_scalars {
    ($($scalar:ty),*) => {$(
        impl<'de> Tolerant<'de> for $scalar {
            #[inline(always)]
            fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, aside: &mut Aside) -> Result<(), D::Error> {
                decode_scalar(slot, value, aside)
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
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, aside: &mut Aside) -> Result<(), D::Error> {
        let value = collect(value, aside.depth)?;
        if value.is_null() {
            return Ok(());
        }
        *slot = Some(value);
        Ok(())
    }
}

struct ScalarVisitor<'a, T>(Slot<'a, T>);

impl<T: Scalar> ScalarVisitor<'_, T> {
    fn take<E>(self, value: Value) -> Result<(), E> {
        let taken = match value {
            // serde_json with `arbitrary_precision` shows numbers as maps.
            Value::Number(number) => T::from_number(&number).ok_or(Value::Number(number)),
            Value::Object(object) => T::from_object(object).map_err(Value::Object),
            other => Err(other),
        };
        match taken {
            Ok(taken) => self.0.fits(taken),
            Err(value) => self.0.misfit(value),
        }
    }
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
    #[inline]
    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match T::from_text(text) {
            Some(taken) => self.0.fits(taken),
            None => self.0.misfit(text),
        }
    }
    fn visit_string<E: de::Error>(self, text: String) -> Result<(), E> {
        match T::from_string(text) {
            Ok(taken) => self.0.fits(taken),
            Err(text) => self.0.misfit(text),
        }
    }
    #[inline]
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        match T::from_bool(value) {
            Some(taken) => self.0.fits(taken),
            None => self.0.misfit(value),
        }
    }
    #[inline]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<(), E> {
        match T::from_u64(number) {
            Some(taken) => self.0.fits(taken),
            None => self.0.misfit(number),
        }
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<(), E> {
        self.take(number.into())
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<(), E> {
        self.take(number.into())
    }
    visit_wide!();
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = collect(SeqAccessDeserializer::new(seq), self.0.aside.depth)?;
        self.0.misfit(value)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.aside.depth)?;
        self.take(value)
    }
}

impl Scalar for String {
    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn from_string(text: String) -> Result<Self, String> {
        Ok(text)
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
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, aside: &mut Aside) -> Result<(), D::Error> {
        value.deserialize_any(ListVisitor(Slot { slot, aside }))
    }
}

struct ListVisitor<'a, T>(Slot<'a, Vec<T>>);

impl<T: for<'a> Tolerant<'a> + Serialize> ListVisitor<'_, T> {
    /// What the elements of a list may take, without what they point to: `{}` has two bytes, the object that it becomes
    /// some hundred times as many. A longer list is no profile's, and is parked.
    const MOST_BYTES: usize = 16 * 1024 * 1024;

    fn single<'de, D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let mut element = None;
        self.0.aside.depth += 1;
        T::decode(&mut element, value, self.0.aside)?;
        self.0.aside.depth -= 1;
        // A misfit empties the slot, a `null` leaves it alone.
        if element.is_some() || self.0.aside.misfit.is_some() {
            *self.0.slot = element.map(|element| vec![element]);
        }
        Ok(())
    }
}

impl<'de, T: for<'a> Tolerant<'a> + Serialize> Visitor<'de> for ListVisitor<'_, T> {
    type Value = ();

    visit_scalars!(this, value => this.single(value.into_deserializer()));

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if text.is_empty() {
            return self.0.misfit(text);
        }
        if text.trim_ascii_start().starts_with('[') {
            let open = |text: &str| {
                let mut json = serde_json::Deserializer::from_str(text);
                let (mut slot, depth) = (None, self.0.aside.depth);
                Vec::decode(&mut slot, &mut json, &mut Aside { depth, misfit: None })?;
                json.end().map(|()| slot)
            };
            // Numbers beyond `f64` are no elements, and as text they would be: the string is kept as it came.
            let mut opened = open(text);
            if opened.is_err()
                && let Some(repaired) = repair(text, Repair::Surrogates)
            {
                opened = open(&repaired);
            }
            match opened {
                Ok(Some(list)) => return self.0.fits(list),
                // An array with an element that doesn't fit, or one too deep: kept as it came.
                _ if is_json(text) => return self.0.misfit(text),
                // Not an array after all.
                _ => {}
            }
        }
        self.single(text.into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Slot { slot, aside } = self.0;
        aside.depth += 1;
        let mut list = Vec::new();
        // The whole list as it is written back, from the first element on that doesn't fit.
        let mut parked: Option<Vec<Value>> = None;
        let mut element = None;
        let most = Self::MOST_BYTES / size_of::<T>().max(1);
        while let Some(()) = seq.next_element_seed(Slot { slot: &mut element, aside: &mut *aside })? {
            if let Some(misfit) = aside.misfit.take() {
                parked.get_or_insert_with(|| list.drain(..).map(written).collect()).push(misfit);
            } else if let Some(element) = element.take() {
                match &mut parked {
                    None if list.len() < most => list.push(element),
                    None => parked = Some(list.drain(..).chain([element]).map(written).collect()),
                    Some(parked) => parked.push(written(element)),
                }
            }
        }
        aside.depth -= 1;
        match parked {
            None => *slot = Some(list),
            Some(values) => {
                *slot = None;
                aside.misfit = Some(values.into());
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.single(MapAccessDeserializer::new(map))
    }
}

/// Whether a text is JSON by its grammar: of any depth, with lone surrogates, and with numbers beyond `f64`.
#[cold]
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
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
    /// Whether `key` is that of a field that has a value.
    fn has(&self, key: &str) -> bool {
        Self::field(key).is_some_and(|field| self.is_set(field))
    }
    /// Fields whose own content can drift: enums and objects.
    fn drift(&self, _: &mut crate::drift::Walk) {}
}

/// What is to be remembered while one object is read.
pub(crate) struct Reader<'a> {
    aside: &'a mut Aside,
    /// Whether a value was put into `extra` under a field's key.
    parked: bool,
    /// Which mandatory fields have been given, one bit each in the order of `REQUIRED`.
    given: u64,
    /// Values of mandatory fields that can't be used.
    refused: Vec<(&'static str, Value)>,
}

impl Reader<'_> {
    pub(crate) fn optional<'de, A: MapAccess<'de>, T: Tolerant<'de>>(
        &mut self,
        map: &mut A,
        slot: &mut Option<T>,
    ) -> Result<(), A::Error> {
        map.next_value_seed(Slot { slot, aside: self.aside })
    }

    /// After a field was read: parks a value that didn't fit.
    #[inline]
    fn settle<T: Object>(&mut self, object: &mut T, field: usize) {
        if self.aside.misfit.is_some() {
            self.park(object, field);
        }
    }

    #[cold]
    fn park<T: Object>(&mut self, object: &mut T, field: usize) {
        if let Some(misfit) = self.aside.misfit.take() {
            object.extra_mut().insert(T::FIELDS[field].0.to_owned(), misfit);
            self.parked = true;
        }
    }

    pub(crate) fn required<'de, A: MapAccess<'de>, T: Tolerant<'de> + Serialize>(
        &mut self,
        map: &mut A,
        bit: u32,
        key: &'static str,
        slot: &mut T,
    ) -> Result<(), A::Error> {
        let mut value: Option<T> = None;
        map.next_value_seed(Slot { slot: &mut value, aside: self.aside })?;
        match (value, self.aside.misfit.take()) {
            (Some(value), None) if value.is_usable() && self.given & (1 << bit) == 0 => {
                self.given |= 1 << bit;
                *slot = value;
            }
            (value, misfit) => {
                self.refused.push((key, misfit.or(value.map(written)).unwrap_or_default()));
            }
        }
        Ok(())
    }
}

/// Decodes an object in the place where it is to stand, so that after an error what was read until then is there.
pub(crate) fn decode_object<'de, T: Object, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    aside: &mut Aside,
) -> Result<(), D::Error> {
    value.deserialize_any(ObjectVisitor(Slot { slot, aside }))
}

struct ObjectVisitor<'a, T>(Slot<'a, T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    visit_scalars!(this, value => this.0.misfit(value));

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.0.misfit(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = collect(SeqAccessDeserializer::new(seq), self.0.aside.depth)?;
        self.0.misfit(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Slot { slot, aside } = self.0;
        let object = slot.insert(T::default());
        aside.depth += 1;
        let mut reader = Reader { aside, parked: false, given: 0, refused: Vec::new() };
        // The first variant of each field's key, until the exact key is known to be missing.
        let mut blank_keys: Vec<(usize, Cow<'de, str>, Value)> = Vec::new();
        let mut first = true;
        let mut name = Cow::Borrowed("");
        while let Some(key) = map.next_key_seed(KeySeed::<T> { name: &mut name, object: PhantomData })? {
            if let Some(field) = key.field() {
                object.read(field, &mut reader, &mut map)?;
                reader.settle(object, field);
            } else {
                let value = map.next_value_seed(Collect(reader.aside.depth))?;
                if let Some(field) = blank_key::<T>(&name) {
                    match blank_keys.iter_mut().find(|(earlier, ..)| *earlier == field) {
                        _ if value.is_null() => {}
                        None => blank_keys.push((field, mem::take(&mut name), value)),
                        Some((_, earlier, kept)) if *earlier == name => *kept = value,
                        Some(_) => drop(object.extra_mut().insert(mem::take(&mut name).into_owned(), value)),
                    }
                } else if first && let Some(number) = arbitrary_precision(&name, &value) {
                    *slot = None;
                    reader.aside.depth -= 1;
                    reader.aside.misfit = Some(number);
                    return Ok(());
                } else if !(value.is_null() && object.extra().contains_key(&*name)) {
                    object.extra_mut().insert(mem::take(&mut name).into_owned(), value);
                }
            }
            first = false;
        }
        for (field, key, value) in blank_keys {
            let name = T::FIELDS[field].0;
            if object.is_set(field) || object.extra().contains_key(name) {
                object.extra_mut().insert(key.into_owned(), value);
            } else {
                object.read(field, &mut reader, &mut One(Some(value))).map_err(de::Error::custom)?;
                reader.settle(object, field);
            }
        }
        let Reader { aside, parked, given, refused } = reader;
        if parked {
            let_go(object);
        }
        aside.depth -= 1;
        let complete = u64::MAX.checked_shl(T::REQUIRED.len() as u32).map_or(u64::MAX, |unused| !unused);
        if refused.is_empty() && given == complete {
            return Ok(());
        }
        // Bounded once more: two values in a list are a level deeper than they came.
        aside.misfit = Some(bounded(refuse::<T>(slot.take(), given, refused), aside.depth)?);
        Ok(())
    }
}

/// Lets go of parked values whose field was given once more, with a value that fits.
#[cold]
fn let_go<T: Object>(object: &mut T) {
    let mut extra = mem::take(object.extra_mut());
    extra.retain(|key, _| !object.has(key));
    *object.extra_mut() = extra;
}

/// The written form of an object without a usable mandatory field, from which reading it again fails the same way.
#[cold]
fn refuse<T: Object>(object: Option<T>, given: u64, refused: Vec<(&str, Value)>) -> Value {
    let mut value = written(object);
    if let Value::Object(members) = &mut value {
        for (bit, key) in T::REQUIRED.iter().enumerate() {
            if given & (1 << bit) == 0 {
                members.remove(*key);
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

/// The field that a key with white space around it counts as (D4).
fn blank_key<T: Object>(name: &str) -> Option<usize> {
    let trimmed = name.trim_ascii();
    let field = (T::BLANK_KEYS && trimmed.len() < name.len()).then(|| T::field(trimmed)).flatten();
    field.filter(|field| !T::REQUIRED.contains(&T::FIELDS[*field].0))
}

/// The number of a key's field, or that it has none. Not zero, so that serde_json's result of reading a key fits in
/// registers.
struct Key(NonZeroUsize);

impl Key {
    const UNKNOWN: Self = Self(NonZeroUsize::MAX);

    #[inline]
    fn of(field: usize) -> Self {
        Self(NonZeroUsize::MIN.saturating_add(field))
    }

    #[inline]
    fn field(&self) -> Option<usize> {
        (self.0 != NonZeroUsize::MAX).then(|| self.0.get() - 1)
    }
}

/// Reads a key. The name of one without a field is left in the place that is given.
struct KeySeed<'a, 'de, T> {
    name: &'a mut Cow<'de, str>,
    object: PhantomData<T>,
}

impl<'de, T: Object> KeySeed<'_, 'de, T> {
    #[inline]
    fn read(self, name: &str, own: impl FnOnce() -> Cow<'de, str>) -> Key {
        T::field(name).map_or_else(
            || {
                *self.name = own();
                Key::UNKNOWN
            },
            Key::of,
        )
    }
}

impl<'de, T: Object> DeserializeSeed<'de> for KeySeed<'_, 'de, T> {
    type Value = Key;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Key, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de, T: Object> Visitor<'de> for KeySeed<'_, 'de, T> {
    type Value = Key;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a key")
    }

    #[inline]
    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Key, E> {
        Ok(self.read(name, || name.into()))
    }

    #[cold]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
        Ok(self.read(name, || name.to_owned().into()))
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
    let (mut slot, mut aside) = (None, Aside::default());
    decode_object(&mut slot, value, &mut aside)?;
    slot.ok_or_else(|| match problem::<T>(&aside.misfit.unwrap_or_default()) {
        Problem { field: Some(field), found } => {
            de::Error::custom(format_args!("`{field}` must be given once and not be empty: found {found}"))
        }
        Problem { field: None, found } => de::Error::custom(format_args!("expected an object, found {found}")),
    })
}

/// `Serialize` of what is kept beside the fields: D9, no key is written twice.
pub(crate) fn serialize_extra<T: Object, M: serde::ser::SerializeMap>(object: &T, map: &mut M) -> Result<(), M::Error> {
    for (key, value) in object.extra() {
        if !object.has(key) {
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
pub(crate) fn parse<T: Object>(text: &str, slot: &mut Option<T>) -> Result<(), serde_json::Error> {
    fn pass<T: Object>(text: &str, slot: &mut Option<T>) -> Result<(), serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        decode_object(slot, &mut json, &mut Aside::default())?;
        json.end()
    }
    let first = pass(text, slot);
    match first.as_ref().err().and_then(|_| repair(text, Repair::Numbers)) {
        Some(repaired) => pass(&repaired, slot),
        None => first,
    }
}

/// What the root of a document says in its scalar fields, where the rest of it can't be decoded: the text is JSON to its
/// end, but too deep.
#[cold]
pub(crate) fn parse_scalars<T: Object>(text: &str) -> Option<T> {
    struct Scalars<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Scalars<T> {
        type Value = Map<String, Value>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Map::new();
            while let Some(key) = map.next_key::<String>()? {
                let field = T::field(&key).or_else(|| blank_key::<T>(&key)).map(|field| T::FIELDS[field].1);
                match field.filter(|expected| ["integer", "string"].contains(expected)) {
                    Some(_) => drop(members.insert(key, map.next_value()?)),
                    None => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(members)
        }
    }

    let mut json = serde_json::Deserializer::from_str(text);
    let members = json.deserialize_map(Scalars::<T>(PhantomData)).ok()?;
    json.end().ok()?;
    deserialize(Value::Object(members)).ok()
}

#[cfg(test)]
mod tests;
