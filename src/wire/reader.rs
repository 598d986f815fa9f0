//! [`Reader`]: reads one member of an object into its field.

use serde::de::MapAccess;
use serde_json::Value;

use crate::wire::context::{Context, KnownKeys};
use crate::wire::tolerant::{Slot, Tolerant};

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
    /// Whether the object isn't an object but serde_json's way to show a number, see [`crate::wire::value::number`].
    pub(crate) is_number: bool,
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
            is_number: false,
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
    ) -> Result<(), A::Error> {
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
    ) -> Result<(), A::Error> {
        let mut value: Option<T> = None;
        map.next_value_seed(Slot { slot: &mut value, context: self.context })?;
        match (value, self.context.misfit.take()) {
            (Some(value), None) if value.is_usable() && self.given & (1 << bit) == 0 => {
                self.given |= 1 << bit;
                *slot = value;
            }
            (Some(value), None) if self.given & (1 << bit) != 0 && *slot == value => {}
            (value, misfit) => {
                let refused = misfit.or(value.map(|value| value.into_value(self.context))).unwrap_or_default();
                self.context.push(&mut self.refused, (key, refused))?;
            }
        }
        Ok(())
    }
}
