//! Finds the field of an object's key (D4).

use std::borrow::Cow;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use serde::de::{self, DeserializeSeed, Deserializer, Visitor};

use crate::wire::fields::Object;

/// The field of a key that has white space around it (D4).
pub(crate) fn blank_key<T: Object>(name: &str) -> Option<usize> {
    let trimmed = name.trim_ascii();
    let field = (T::BLANK_KEYS && trimmed.len() < name.len()).then(|| T::field(trimmed)).flatten();
    field.filter(|field| !T::FIELDS[*field].required)
}

/// The number of a key's field, or the mark for an unknown key. Never zero, so that serde_json's result of reading a
/// key fits in registers.
pub(crate) struct Key(NonZeroUsize);

impl Key {
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
pub(crate) struct KeySeed<'a, 'de, T> {
    pub(crate) name: &'a mut Cow<'de, str>,
    pub(crate) object: PhantomData<T>,
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
