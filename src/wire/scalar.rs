//! Scalars: text, numbers and booleans, each in the forms in which servers send them (D6), and what an open enum keeps
//! of a value that the schema doesn't know (D7).

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::secret::Secret;
use crate::text::is_invisible;
use crate::wire::context::{Context, KnownKeys};
use crate::wire::tolerant::{Decoded, Described, Misfit, Slot, Tolerant};
use crate::wire::value::collect;

/// The methods of a visitor for `null`, which counts as absent, and for scalars, for which `$body` runs.
macro_rules! visit_scalars {
    ($this:ident, $value:ident => $body:expr) => {
        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("any JSON value")
        }
        fn visit_unit<E: serde::de::Error>(self) -> $crate::wire::tolerant::Decoded<E> {
            Ok(None)
        }
        fn visit_none<E: serde::de::Error>(self) -> $crate::wire::tolerant::Decoded<E> {
            Ok(None)
        }
        fn visit_bool<E: serde::de::Error>(self, $value: bool) -> $crate::wire::tolerant::Decoded<E> {
            let $this = self;
            $body
        }
        fn visit_i64<E: serde::de::Error>(self, $value: i64) -> $crate::wire::tolerant::Decoded<E> {
            let $this = self;
            $body
        }
        fn visit_u64<E: serde::de::Error>(self, $value: u64) -> $crate::wire::tolerant::Decoded<E> {
            let $this = self;
            $body
        }
        fn visit_f64<E: serde::de::Error>(self, $value: f64) -> $crate::wire::tolerant::Decoded<E> {
            let $this = self;
            $body
        }
        $crate::wire::scalar::visit_wide!();
    };
}

/// The methods for integers beyond 64 bits, which a `Value` gives with serde_json's feature `arbitrary_precision`. Such
/// an integer is a misfit for every field.
macro_rules! visit_wide {
    () => {
        fn visit_i128<E: serde::de::Error>(self, number: i128) -> $crate::wire::tolerant::Decoded<E> {
            let value = serde_json::Number::from_i128(number).map_or((number as f64).into(), serde_json::Value::Number);
            self.0.misfit(value)
        }
        fn visit_u128<E: serde::de::Error>(self, number: u128) -> $crate::wire::tolerant::Decoded<E> {
            let value = serde_json::Number::from_u128(number).map_or((number as f64).into(), serde_json::Value::Number);
            self.0.misfit(value)
        }
    };
}
pub(crate) use {visit_scalars, visit_wide};

/// A type whose value is a single text, number or boolean.
pub(crate) trait Scalar: Sized {
    /// Whether the type is text. An empty string is a value of text, and counts as absent for any other type (D2).
    const IS_TEXT: bool = false;

    fn from_text(_: &str) -> Option<Self> {
        None
    }
    /// The value of a text that is owned already, so that it needn't be copied.
    fn from_string(text: String) -> Result<Self, String> {
        Self::from_text(&text).ok_or(text)
    }
    fn from_bool(_: bool) -> Option<Self> {
        None
    }
    fn from_number(_: &Number) -> Option<Self> {
        None
    }
    /// The value of an integer, which is the most frequent kind of number, without making a [`Number`].
    fn from_u64(number: u64) -> Option<Self> {
        Self::from_number(&number.into())
    }
    fn is_usable(&self) -> bool {
        true
    }
}

#[inline(always)]
pub(crate) fn decode_scalar<'de, T: Scalar, D: Deserializer<'de>>(
    slot: &mut Option<T>,
    value: D,
    context: &mut Context,
) -> Decoded<D::Error> {
    value.deserialize_any(ScalarVisitor(Slot { slot, context }))
}

/// A blanket implementation would overlap with `Vec` and `Value`, so each scalar has its own.
macro_rules! tolerant_scalar {
    ($scalar:ty) => {
        impl<'de> $crate::wire::tolerant::Tolerant<'de> for $scalar {
            #[inline(always)]
            fn decode<D: serde::Deserializer<'de>>(
                slot: &mut Option<Self>,
                value: D,
                context: &mut $crate::wire::context::Context,
            ) -> $crate::wire::tolerant::Decoded<D::Error> {
                $crate::wire::scalar::decode_scalar(slot, value, context)
            }
            fn into_value(self, context: &mut $crate::wire::context::Context) -> serde_json::Value {
                let value = $crate::wire::value::written(self);
                context.add_text(value.as_str().unwrap_or_default());
                value
            }
            fn is_usable(&self) -> bool {
                $crate::wire::scalar::Scalar::is_usable(self)
            }
        }
    };
}
pub(crate) use tolerant_scalar;

/// The traits of a type that is its text on the wire, which `as_str` gives. `$new` makes a value of a text.
macro_rules! text_impls {
    ($type:ident, $new:ident) => {
        impl std::str::FromStr for $type {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::$new(text))
            }
        }

        impl std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $type {}

        impl std::hash::Hash for $type {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str>>::deserialize(value).map(|text| Self::$new(&text))
            }
        }
    };
}
pub(crate) use text_impls;

macro_rules! scalars {
    ($($scalar:ty = $expected:literal),*) => {$(
        tolerant_scalar!($scalar);

        impl Described for $scalar {
            fn expected() -> String {
                $expected.to_owned()
            }
        }
    )*};
}

scalars!(String = "string", Secret = "string", bool = "boolean", i64 = "integer", f64 = "number");

struct ScalarVisitor<'a, T>(Slot<'a, T>);

impl<T: Scalar> ScalarVisitor<'_, T> {
    fn take<E>(self, value: Value) -> Decoded<E> {
        self.0.context.add_number();
        let taken = match value {
            // With its feature `arbitrary_precision` serde_json shows a number as a map.
            Value::Number(number) => T::from_number(&number).ok_or(Value::Number(number)),
            other => Err(other),
        };
        match taken {
            Ok(taken) => self.0.fits(taken),
            Err(value) => self.0.misfit(value),
        }
    }
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<'_, T> {
    type Value = Misfit;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Decoded<E> {
        Ok(None)
    }
    fn visit_none<E: de::Error>(self) -> Decoded<E> {
        Ok(None)
    }
    #[inline]
    fn visit_str<E: de::Error>(self, text: &str) -> Decoded<E> {
        match T::IS_TEXT {
            true => self.0.context.add_text(text),
            false if text.is_empty() => return Ok(None),
            // Other values need no memory of their own, or are few and short.
            false => {}
        }
        match T::from_text(text) {
            Some(taken) => self.0.fits(taken),
            None => self.0.misfit(text),
        }
    }
    fn visit_string<E: de::Error>(self, text: String) -> Decoded<E> {
        if !T::IS_TEXT && text.is_empty() {
            return Ok(None);
        }
        match T::from_string(text) {
            Ok(taken) => self.0.fits(taken),
            Err(text) => self.0.misfit(text),
        }
    }
    #[inline]
    fn visit_bool<E: de::Error>(self, value: bool) -> Decoded<E> {
        match T::from_bool(value) {
            Some(taken) => self.0.fits(taken),
            None => self.0.misfit(value),
        }
    }
    #[inline]
    fn visit_u64<E: de::Error>(self, number: u64) -> Decoded<E> {
        self.0.context.add_number();
        match T::from_u64(number) {
            Some(taken) => self.0.fits(taken),
            None => self.0.misfit(number),
        }
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Decoded<E> {
        self.take(number.into())
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Decoded<E> {
        self.take(number.into())
    }
    visit_wide!();
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Decoded<A::Error> {
        let value = collect(SeqAccessDeserializer::new(seq), self.0.context)?;
        self.0.misfit(value)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Decoded<A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.context)?;
        self.0.context.keys = KnownKeys::of(&value);
        self.take(value)
    }
}

impl Scalar for String {
    const IS_TEXT: bool = true;

    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn from_string(text: String) -> Result<Self, String> {
        Ok(text)
    }
    fn from_number(number: &Number) -> Option<Self> {
        digits(number)
    }
    fn is_usable(&self) -> bool {
        !is_blank(self)
    }
}

/// Whether a text has no visible character.
pub(crate) fn is_blank(text: &str) -> bool {
    // A fast path: the first byte of nearly every text is visible.
    let is_visible = text.as_bytes().first().is_some_and(u8::is_ascii_graphic);
    !is_visible && text.chars().all(|char| char.is_whitespace() || is_invisible(char))
}

/// The text of an integer: its digits. Only for integers of 64 bits, since other numbers can be written in several
/// ways.
pub(crate) fn digits(number: &Number) -> Option<String> {
    let digits = number.as_u64().map(|number| number.to_string());
    let digits = digits.or_else(|| number.as_i64().map(|number| number.to_string()))?;
    // With its feature `arbitrary_precision` serde_json reads `-0` as an integer.
    (digits == number.to_string()).then_some(digits)
}

impl Scalar for bool {
    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
    fn from_number(number: &Number) -> Option<Self> {
        match number.as_f64()? {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        }
    }
    fn from_text(text: &str) -> Option<Self> {
        const WORDS: [(&str, bool); 6] =
            [("true", true), ("false", false), ("enabled", true), ("disabled", false), ("1", true), ("0", false)];
        let text = text.trim_ascii();
        WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value)
    }
}

impl Scalar for Secret {
    const IS_TEXT: bool = true;

    fn from_text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn from_number(number: &Number) -> Option<Self> {
        String::from_number(number).map(Self::from)
    }
    fn is_usable(&self) -> bool {
        !is_blank(self.expose_secret())
    }
}

/// The number in a text.
fn number(text: &str) -> Option<Number> {
    text.trim_ascii().parse().ok()
}

/// 2⁵³: up to this number an `f64` holds every whole number exactly, so that a conversion loses nothing.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

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
        Self::from_number(&number(text)?)
    }
}

impl Scalar for f64 {
    fn from_number(number: &Number) -> Option<Self> {
        let float = number.as_f64().filter(|float| float.is_finite())?;
        (number.is_f64() || float.abs() < EXACT).then_some(float)
    }
    fn from_text(text: &str) -> Option<Self> {
        Self::from_number(&number(text)?)
    }
}

/// The data of an answer without data: any value but `null` is a misfit.
impl Scalar for () {}

impl<'de> Tolerant<'de> for () {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        decode_scalar(slot, value, context)
    }
    fn into_value(self, _: &mut Context) -> Value {
        Value::Null
    }
    fn when_absent() -> Option<Self> {
        Some(())
    }
}

impl Described for () {
    fn expected() -> String {
        "nothing".to_owned()
    }
}

/// A value of an enum that the schema doesn't know. Only decoding and `FromStr` of the enum make an `UnknownValue`, so
/// that a value that the schema knows never becomes one.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
