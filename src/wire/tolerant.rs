//! [`Tolerant`]: the trait of a type that can be decoded. A value that doesn't fit is handed back, and isn't an error.
//! [`Reader`] reads a member of an object into its field.

use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use serde_json::Value;

use crate::wire::context::{Context, KnownKeys};
use crate::wire::drift::{Step, Walk};
use crate::wire::value::type_name;

/// A value that its type can't hold, if there is one. Behind a pointer, so that results of functions fit in registers.
pub(crate) type Misfit = Option<Box<Value>>;

/// The result of decoding a value into its slot.
pub(crate) type Decoded<E> = Result<Misfit, E>;

/// A type that can be decoded. A value that doesn't fit the type is handed back as a misfit.
pub trait Tolerant<'de>: Sized {
    /// Fills `slot` if the value fits. Empties `slot` and gives the value back if it doesn't fit. Leaves `slot` alone
    /// for `null`, and for an empty string where no text is expected.
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error>;

    /// The value as it is written. Parts are moved where that is possible, not copied.
    fn into_value(self, context: &mut Context) -> Value;

    /// Whether a mandatory field may have this value.
    fn is_usable(&self) -> bool {
        true
    }

    /// The value of an envelope without `data`. `None`: the type needs `data`.
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

/// A value behind a pointer, as in a type that holds itself: read, shown and written as the value itself.
impl<'de, T: Tolerant<'de>> Tolerant<'de> for Box<T> {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        context.add(size_of::<T>());
        let mut inner = slot.take().map(|known| *known);
        let decoded = T::decode(&mut inner, value, context);
        *slot = inner.map(Self::new);
        decoded
    }

    fn into_value(self, context: &mut Context) -> Value {
        (*self).into_value(context)
    }
}

impl<T: Described> Described for Box<T> {
    const HAS_FIELDS: bool = T::HAS_FIELDS;

    fn expected() -> String {
        T::expected()
    }

    fn inspect(&self, step: Step, walk: &mut Walk) {
        (**self).inspect(step, walk);
    }

    #[cfg(feature = "schemars")]
    fn reference(generator: &mut schemars::SchemaGenerator, references: &mut Vec<(String, schemars::Schema)>) {
        T::reference(generator, references);
    }

    fn problem(misfit: &Value) -> Problem {
        T::problem(misfit)
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
    pub(crate) fn fits<E>(self, value: T) -> Decoded<E> {
        *self.slot = Some(value);
        Ok(None)
    }

    #[cold]
    pub(crate) fn misfit<E>(self, value: impl Into<Value>) -> Decoded<E> {
        *self.slot = None;
        Ok(Some(Box::new(value.into())))
    }
}

impl<'de, T: Tolerant<'de>> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = Misfit;

    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Decoded<D::Error> {
        T::decode(self.slot, value, self.context)
    }
}

/// The state while one object is read.
pub(crate) struct Reader<'a> {
    pub(crate) context: &'a mut Context,
    /// Whether a misfit was put into `extra`.
    pub(crate) kept_misfit: bool,
    /// Which mandatory fields have come: one bit for each, in the order of the fields.
    pub(crate) given: u64,
    /// Values of mandatory fields that can't be used.
    pub(crate) refused: Vec<(&'static str, Value)>,
    /// The number of the current field, or `NONE`.
    field: usize,
    /// Whether a key before the current one was the key of a field.
    pub(crate) has_fields: bool,
    /// Whether a key was unknown to the schema.
    pub(crate) has_strangers: bool,
    /// The number, if the object isn't an object but serde_json's way to show a number, see
    /// [`crate::wire::value::number`].
    pub(crate) number: Option<Box<Value>>,
}

const NONE: usize = usize::MAX;

impl<'a> Reader<'a> {
    pub(crate) fn new(context: &'a mut Context) -> Self {
        Self {
            context,
            kept_misfit: false,
            given: 0,
            refused: Vec::new(),
            field: NONE,
            has_fields: false,
            has_strangers: false,
            number: None,
        }
    }

    #[inline]
    pub(crate) fn begin_field(&mut self, field: usize) {
        self.field = field;
    }

    /// Called before the value of an unknown key is read.
    pub(crate) fn begin_unknown(&mut self) {
        self.has_fields |= self.field != NONE;
        self.field = NONE;
        self.context.owned_text = false;
    }

    pub(crate) fn field(&self) -> Option<usize> {
        (self.field != NONE).then_some(self.field)
    }

    /// Whether the keys so far are known to the schema.
    pub(crate) fn keys(&self) -> KnownKeys {
        match self {
            Self { has_fields: true, .. } => KnownKeys::Fields,
            Self { field, .. } if *field != NONE => KnownKeys::Fields,
            Self { has_strangers: true, .. } => KnownKeys::Strangers,
            _ => KnownKeys::None,
        }
    }

    pub(crate) fn optional<'de, A: MapAccess<'de>, T: Tolerant<'de>>(
        &mut self,
        map: &mut A,
        slot: &mut Option<T>,
    ) -> Decoded<A::Error> {
        map.next_value_seed(Slot { slot, context: self.context })
    }

    /// Reads a mandatory field. The field may come twice with the same value. With two values, nobody can know which of
    /// them is meant.
    pub(crate) fn required<'de, A: MapAccess<'de>, T: Tolerant<'de> + PartialEq>(
        &mut self,
        map: &mut A,
        bit: u32,
        key: &'static str,
        slot: &mut T,
    ) -> Decoded<A::Error> {
        let mut value: Option<T> = None;
        let misfit = map.next_value_seed(Slot { slot: &mut value, context: self.context })?;
        match (value, misfit) {
            (Some(value), None) if value.is_usable() && self.given & (1 << bit) == 0 => {
                self.given |= 1 << bit;
                *slot = value;
            }
            (Some(value), None) if self.given & (1 << bit) != 0 && *slot == value => {}
            (value, misfit) => {
                let misfit = misfit.map(|misfit| *misfit);
                let refused = misfit.or(value.map(|value| value.into_value(self.context))).unwrap_or_default();
                self.context.push(&mut self.refused, (key, refused))?;
            }
        }
        Ok(None)
    }
}
