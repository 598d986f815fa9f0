//! [`Tolerant`]: what a type offers to be decoded without refusing an answer.

use serde::de::{DeserializeSeed, Deserializer};
use serde_json::Value;

use crate::decode::context::Context;
use crate::decode::value::type_name;

/// A type that takes what fits it, and hands back what doesn't.
pub trait Tolerant<'de>: Sized {
    /// Fills `slot` if the value fits. Empties `slot` and sets `context.misfit` if the value doesn't fit. Leaves both alone
    /// for `null`, and for an empty string where no text is expected.
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error>;

    /// The value as it is written back. Nothing of it is built a second time where it can be moved.
    fn into_value(self, context: &mut Context) -> Value;

    /// Whether a mandatory field may have this value.
    fn is_usable(&self) -> bool {
        true
    }

    /// What an envelope without `data` gives.
    fn when_absent() -> Option<Self> {
        None
    }
}

/// The schema's view of a type, for reports.
pub trait Described {
    /// Whether the type has fields, or is a list of such a type: whether `Debug` shows a value is then each field's.
    const HAS_FIELDS: bool = false;

    /// The type in JSON terms: `string (date-time)`, `array of object (IdentityDto)`.
    fn expected() -> String;

    /// Why a value that was kept in place of this type can't be used.
    fn problem(misfit: &Value) -> Problem {
        Problem { field: None, found: type_name(misfit) }
    }
}

/// What is the matter with a value. The texts name fields of the schema only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The mandatory field that is not usable; none where the whole value isn't.
    pub(crate) field: Option<&'static str>,
    pub(crate) found: &'static str,
}

/// Where a value goes.
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
