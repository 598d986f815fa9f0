//! [`Row`]: one object of an answer about roles or permissions, read as it stands.
//!
//! The decoder of the crate is tolerant: it reads `"true"` and 1 as true, keys with blanks around them, and the last of
//! two members with one key. What lets a user in is read here instead, where each member counts only if it is clear.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::envelope::Data;
use crate::operation::{Invalid, Operation};
use crate::wire::context::Context;
use crate::wire::value::Collect;

/// All members of an object, in their order. A key can occur more than once.
pub(super) struct Row(Vec<(String, Value)>);

/// What a row says under a key.
pub(super) enum Member<'a> {
    Absent,
    Is(&'a Value),
    /// The key comes twice, or in another spelling: another reader of the answer may see another value.
    Unclear,
}

impl Row {
    pub(super) fn member(&self, key: &str) -> Member<'_> {
        let mut found = self.0.iter().filter(|(name, _)| is_spelling_of(name, key));
        match (found.next(), found.next()) {
            (None, _) => Member::Absent,
            (Some((name, value)), None) if name == key => Member::Is(value),
            _ => Member::Unclear,
        }
    }

    /// Whether this text may be meant under a key.
    pub(super) fn may_say(&self, key: &str, text: &str) -> bool {
        self.0.iter().any(|(name, value)| is_spelling_of(name, key) && value.as_str() == Some(text))
    }

    /// The text under a key, if that is clear.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.member(key) {
            Member::Is(value) => value.as_str(),
            Member::Absent | Member::Unclear => None,
        }
    }

    /// The members as a map, for the tolerant decoder.
    pub(super) fn into_value(self) -> Value {
        self.0.into_iter().collect::<Map<String, Value>>().into()
    }
}

/// Whether two keys are equal when white space around them, the case of letters, `_` and `-` are ignored.
pub(super) fn is_spelling_of(name: &str, key: &str) -> bool {
    let letters = name.trim().chars().filter(|char| !matches!(char, '_' | '-'));
    letters.map(|char| char.to_ascii_lowercase()).eq(key.chars().map(|char| char.to_ascii_lowercase()))
}

/// Reads a list of rows, or one row without its list, as the documented answers have it. Anything else has no rows.
pub(super) struct Rows<'a> {
    pub(super) context: &'a mut Context,
    pub(super) within: Within,
}

/// What rows may stand in.
#[derive(PartialEq)]
pub(super) enum Within {
    /// A list, which may be encoded in a text.
    Text,
    List,
    /// The list whose element is read: a list or text in it has no rows.
    Element,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Vec<Row>;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Vec<Row>, D::Error> {
        value.deserialize_any(self)
    }
}

/// The visitor's methods for values that are no object and no list: they have nothing.
macro_rules! scalars_are {
    ($nothing:expr) => {
        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("any JSON value")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
    };
}
pub(super) use scalars_are;

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Row>;

    scalars_are!(Vec::new());

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<Row>, E> {
        if self.within != Within::Text {
            return Ok(Vec::new());
        }
        let mut json = serde_json::Deserializer::from_str(text);
        let rows = Rows { context: &mut *self.context, within: Within::List }.deserialize(&mut json);
        let rows = rows.and_then(|rows| json.end().map(|()| rows));
        self.context.check_memory()?;
        Ok(rows.unwrap_or_default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Row>, A::Error> {
        let mut rows = Vec::new();
        if self.within == Within::Element {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(rows);
        }
        while let Some(element) =
            list.next_element_seed(Rows { context: &mut *self.context, within: Within::Element })?
        {
            for row in element {
                self.context.push(&mut rows, row)?;
            }
        }
        Ok(rows)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Row>, A::Error> {
        let context = self.context;
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            context.add_text(&key);
            context.owned_text = false;
            let value = map.next_value_seed(Collect(&mut *context))?;
            context.push(&mut members, (key, value))?;
            context.check_memory()?;
        }
        Ok(vec![Row(members)])
    }
}

/// An operation whose answer is read strictly, as a `D`.
pub(super) struct Strict<O, D>(O, PhantomData<fn() -> D>);

impl<O, D> Strict<O, D> {
    pub(super) fn new(operation: O) -> Self {
        Self(operation, PhantomData)
    }
}

impl<O: Operation, D: Data> Operation for Strict<O, D> {
    type Data = D;
    const METHOD: reqwest::Method = O::METHOD;
    const PATH: &'static str = O::PATH;
    const REPEATABLE: bool = O::REPEATABLE;

    fn request(&self, http: &reqwest::Client, host: &str) -> Result<reqwest::Request, Invalid> {
        self.0.request(http, host)
    }
}

/// Makes a type the data of an envelope. The type is built from what a seed reads. A second `data` in the envelope
/// makes the answer empty: nobody can know which of the two is meant.
macro_rules! strict_data {
    ($type:ident, $expected:literal, |$context:ident, $value:ident| $read:expr) => {
        impl<'de> $crate::wire::tolerant::Tolerant<'de> for $type {
            fn decode<D: serde::Deserializer<'de>>(
                slot: &mut Option<Self>,
                $value: D,
                $context: &mut $crate::wire::context::Context,
            ) -> $crate::wire::tolerant::Decoded<D::Error> {
                let read = $read?;
                *slot = Some(if slot.is_some() { Self::default() } else { read });
                Ok(None)
            }

            fn into_value(self, _: &mut $crate::wire::context::Context) -> serde_json::Value {
                serde_json::Value::Null
            }
        }

        impl $crate::wire::tolerant::Described for $type {
            fn expected() -> String {
                $expected.to_owned()
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit()
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    };
}
pub(super) use strict_data;
