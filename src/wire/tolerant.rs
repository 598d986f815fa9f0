//! [`Tolerant`]: the trait of a type that can be decoded. A value that doesn't fit is handed back, and isn't an error.

use serde::de::{DeserializeSeed, Deserializer};
use serde_json::Value;

use crate::wire::context::Context;
use crate::wire::drift::{Step, Walk};
use crate::wire::value::type_name;

/// A type that can be decoded. A value that doesn't fit the type is handed back as a misfit.
pub trait Tolerant<'de>: Sized {
    /// Fills `slot` if the value fits. Empties `slot` and sets `context.misfit` if the value doesn't fit. Leaves both
    /// alone for `null`, and for an empty string where no text is expected.
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error>;

    /// The value as it is written. Parts are moved where that is possible, not copied.
    fn into_value(self, context: &mut Context) -> Value;

    /// Whether a mandatory field may have this value.
    fn is_usable(&self) -> bool {
        true
    }

    /// The data of an envelope without `data`, for a type that allows this.
    fn when_absent() -> Option<Self> {
        None
    }
}

/// Describes a type in terms of the schema, for errors, drift and JSON Schema.
pub trait Described {
    /// Whether the type has fields, or is a list of a type with fields. `Debug` then decides field by field what to
    /// show.
    const HAS_FIELDS: bool = false;

    /// The type in terms of JSON: `string (date-time)`, `array of object (IdentityDto)`.
    fn expected() -> String;

    /// Searches a value for drift. Most types have none inside of them.
    fn inspect(&self, _: Step, _: &mut Walk) {}

    /// Adds the type's name and schema to the references, if the type has a JSON Schema of its own.
    #[cfg(feature = "schemars")]
    fn reference(_: &mut schemars::SchemaGenerator, _: &mut Vec<(String, schemars::Schema)>) {}

    /// Why a misfit can't be read as this type.
    fn problem(misfit: &Value) -> Problem {
        Problem { field: None, found: type_name(misfit) }
    }
}

/// Found in place of a member that is missing.
pub(crate) const NOTHING: &str = "nothing";

/// Why a value can't be used. The texts name only fields of the schema, and show nothing of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The mandatory field that isn't usable; None if the whole value isn't usable.
    pub(crate) field: Option<&'static str>,
    pub(crate) found: &'static str,
}

/// The place of a decoded value, and the state of the decoder.
pub(crate) struct Slot<'a, T> {
    pub(crate) slot: &'a mut Option<T>,
    pub(crate) context: &'a mut Context,
}

impl<T> Slot<'_, T> {
    #[inline]
    pub(crate) fn fits<E>(self, value: T) -> Result<(), E> {
        *self.slot = Some(value);
        Ok(())
    }

    #[cold]
    pub(crate) fn misfit<E>(self, value: impl Into<Value>) -> Result<(), E> {
        *self.slot = None;
        self.context.misfit = Some(value.into());
        Ok(())
    }
}

impl<'de, T: Tolerant<'de>> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = ();

    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        T::decode(self.slot, value, self.context)
    }
}
