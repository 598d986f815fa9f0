//! [`Object`]: a type with a table of its fields. Shared code reads, writes and shows every generated type by its
//! table.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::wire::context::Context;
use crate::wire::drift::{Drift, DriftKind, Step, Walk};
use crate::wire::tolerant::{Decoded, Described, Reader, Tolerant};
use crate::wire::value::type_name;

/// A row of a type's table.
#[derive(Debug)]
pub(crate) struct Field {
    /// The name in Rust.
    pub(crate) name: &'static str,
    /// The key in JSON.
    pub(crate) wire: &'static str,
    /// The type that the schema gives, in JSON terms.
    pub(crate) expected: fn() -> String,
    pub(crate) required: bool,
    /// Whether `Debug` shows the value.
    pub(crate) harmless: bool,
}

/// A type with a table: fields by number, and `extra` for unknown members and misfits.
pub(crate) trait Object: Default + Serialize + for<'de> Tolerant<'de> {
    const FIELDS: &'static [Field];
    /// How many fields are mandatory.
    const REQUIRED: u32 = required_before(Self::FIELDS, Self::FIELDS.len());
    /// [`Reader::given`] once all mandatory fields have come. A table has at most 64 of them.
    const ALL_GIVEN: u64 = match u64::MAX.checked_shl(Self::REQUIRED) {
        Some(unused) => !unused,
        None => u64::MAX,
    };
    /// Whether a key with white space around it counts as its field (D4).
    const BLANK_KEYS: bool;

    /// The number of the field with this key.
    fn field(key: &str) -> Option<usize>;
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader, map: &mut A) -> Decoded<A::Error>;
    /// Hands every field to the visitor, in the order of the table; a field without a value as `None`.
    fn visit<V: FieldVisitor>(&self, visitor: &mut V) -> Result<(), V::Error>;
    /// Moves the values of the fields to the taker, in the order of the table.
    fn take_fields<T: FieldTaker>(&mut self, taker: &mut T);
    /// Whether the field has a value. A misfit under the field's key is then out of date.
    fn is_set(&self, field: usize) -> bool;
    fn extra(&self) -> &Map<String, Value>;
    fn extra_mut(&mut self) -> &mut Map<String, Value>;

    /// Whether `key` is the key of a field that has a value.
    fn has(&self, key: &str) -> bool {
        Self::field(key).is_some_and(|field| self.is_set(field))
    }
}

/// How many of the fields before `end` are mandatory. For a mandatory field at `end`, the result is the field's bit in
/// [`Reader::given`].
pub(crate) const fn required_before(fields: &[Field], end: usize) -> u32 {
    let (mut at, mut count) = (0, 0);
    while at < end {
        count += fields[at].required as u32;
        at += 1;
    }
    count
}

pub(crate) fn required_fields<T: Object>() -> impl Iterator<Item = &'static Field> {
    T::FIELDS.iter().filter(|field| field.required)
}

/// Gets references to the fields of a type, one by one.
pub(crate) trait FieldVisitor {
    type Error;

    fn field<T: Serialize + Debug + Described>(
        &mut self,
        field: &'static Field,
        value: Option<&T>,
    ) -> Result<(), Self::Error>;
}

/// Gets the values of the fields of a type, one by one.
pub(crate) trait FieldTaker {
    fn field<T: for<'de> Tolerant<'de>>(&mut self, field: &'static Field, value: Option<T>);
}

/// The members of an object, as the object is written. Free-form values are moved, not copied.
#[cold]
pub(crate) fn into_members<T: Object>(mut object: T, context: &mut Context) -> Map<String, Value> {
    struct Members<'a> {
        members: Map<String, Value>,
        context: &'a mut Context,
    }

    impl FieldTaker for Members<'_> {
        fn field<T: for<'de> Tolerant<'de>>(&mut self, field: &'static Field, value: Option<T>) {
            if let Some(value) = value {
                self.context.add_member(&self.members, field.wire);
                let value = value.into_value(self.context);
                self.members.insert(field.wire.to_owned(), value);
            }
        }
    }

    let members = std::mem::take(object.extra_mut());
    let mut taker = Members { members, context };
    object.take_fields(&mut taker);
    taker.members
}

/// Writes an object: its fields, then `extra`. No key is written twice (D9).
pub(crate) fn serialize<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    struct Entries<'a, M>(&'a mut M);

    impl<M: SerializeMap> FieldVisitor for Entries<'_, M> {
        type Error = M::Error;

        fn field<T: Serialize + Debug + Described>(
            &mut self,
            field: &'static Field,
            value: Option<&T>,
        ) -> Result<(), M::Error> {
            match value {
                Some(value) => self.0.serialize_entry(field.wire, value),
                None => Ok(()),
            }
        }
    }

    let mut map = serializer.serialize_map(None)?;
    object.visit(&mut Entries(&mut map))?;
    for (key, value) in object.extra() {
        if !object.has(key) {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()
}

/// `Debug` of an object: the fields that are set, redacted unless they are harmless, then what is in `extra`.
pub(crate) fn debug<T: Object>(object: &T, name: &str, formatter: &mut Formatter<'_>) -> fmt::Result {
    struct Shown<'a, 'f, 'o>(&'a mut fmt::DebugStruct<'f, 'o>);

    impl FieldVisitor for Shown<'_, '_, '_> {
        type Error = fmt::Error;

        fn field<T: Serialize + Debug + Described>(&mut self, field: &'static Field, value: Option<&T>) -> fmt::Result {
            match value {
                Some(_) if !field.harmless => drop(self.0.field(field.name, &Redacted)),
                Some(value) => drop(self.0.field(field.name, value)),
                None => {}
            }
            Ok(())
        }
    }

    let mut shown = formatter.debug_struct(name);
    object.visit(&mut Shown(&mut shown))?;
    if !object.extra().is_empty() {
        shown.field("extra", &Extra::<T>(object.extra(), PhantomData));
    }
    shown.finish()
}

/// Shown in place of a value that may be personal or secret.
struct Redacted;

impl Debug for Redacted {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

/// Shows the types of misfits, and the number of unknown fields. Values and keys that the schema doesn't know may be
/// personal or secret.
struct Extra<'a, T>(&'a Map<String, Value>, PhantomData<T>);

impl<T: Object> Debug for Extra<'_, T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut map = formatter.debug_map();
        let mut unknown = 0;
        for (key, value) in self.0 {
            match T::field(key) {
                Some(_) => drop(map.entry(key, &format_args!("{}", type_name(value)))),
                None => unknown += 1,
            }
        }
        if unknown > 0 {
            map.entry(&format_args!("unknown fields"), &unknown);
        }
        map.finish()
    }
}

/// Where an object differs from the schema.
pub(crate) fn drift<T: Object>(object: &T) -> Vec<Drift> {
    let mut walk = Walk::default();
    inspect_members(object, &mut walk);
    walk.into_drift()
}

/// Searches an object that is a field or an element for drift.
pub(crate) fn inspect<T: Object>(object: &T, step: Step, walk: &mut Walk) {
    walk.below(step, |walk| inspect_members(object, walk));
}

fn inspect_members<T: Object>(object: &T, walk: &mut Walk) {
    struct Inspected<'a>(&'a mut Walk);

    impl FieldVisitor for Inspected<'_> {
        type Error = Infallible;

        #[inline]
        fn field<T: Serialize + Debug + Described>(
            &mut self,
            field: &'static Field,
            value: Option<&T>,
        ) -> Result<(), Infallible> {
            if let Some(value) = value {
                value.inspect(Step::Key(field.wire), self.0);
            }
            Ok(())
        }
    }

    for (key, value) in object.extra() {
        match T::field(key) {
            Some(field) if object.is_set(field) => {}
            Some(field) => {
                walk.push(key, DriftKind::TypeMismatch, &(T::FIELDS[field].expected)(), type_name(value));
            }
            None => walk.push(key, DriftKind::UnknownField, "nothing", type_name(value)),
        }
    }
    let Ok(()) = object.visit(&mut Inspected(walk));
}

/// The field of a key that has white space around it (D4).
pub(crate) fn blank_key<T: Object>(name: &str) -> Option<usize> {
    let trimmed = name.trim_ascii();
    let field = (T::BLANK_KEYS && trimmed.len() < name.len()).then(|| T::field(trimmed)).flatten();
    field.filter(|field| !T::FIELDS[*field].required)
}

/// The number of a key's field, or the mark for an unknown key. Never zero, so that serde_json's result of reading a
/// key fits in registers.
pub(crate) struct FieldNumber(NonZeroUsize);

impl FieldNumber {
    const UNKNOWN: Self = Self(NonZeroUsize::MAX);

    #[inline]
    fn of(field: usize) -> Self {
        Self(NonZeroUsize::MIN.saturating_add(field))
    }

    #[inline]
    pub(crate) fn field(&self) -> Option<usize> {
        (self.0 != NonZeroUsize::MAX).then(|| self.0.get() - 1)
    }
}

/// Reads a key. If the key has no field, its text is stored in `name`.
pub(crate) struct FieldSeed<'a, 'de, T> {
    pub(crate) name: &'a mut Cow<'de, str>,
    pub(crate) object: PhantomData<T>,
}

impl<'de, T: Object> FieldSeed<'_, 'de, T> {
    #[inline]
    fn read(self, name: &str, own: impl FnOnce() -> Cow<'de, str>) -> FieldNumber {
        T::field(name).map_or_else(
            || {
                *self.name = own();
                FieldNumber::UNKNOWN
            },
            FieldNumber::of,
        )
    }
}

impl<'de, T: Object> DeserializeSeed<'de> for FieldSeed<'_, 'de, T> {
    type Value = FieldNumber;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<FieldNumber, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de, T: Object> de::Visitor<'de> for FieldSeed<'_, 'de, T> {
    type Value = FieldNumber;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a key")
    }

    #[inline]
    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<FieldNumber, E> {
        Ok(self.read(name, || name.into()))
    }

    #[cold]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<FieldNumber, E> {
        Ok(self.read(name, || name.to_owned().into()))
    }
}
