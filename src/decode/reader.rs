//! [`Reader`]: reads one member of an object into its field.

use serde::de::MapAccess;
use serde_json::Value;

use crate::decode::context::Context;
use crate::decode::tolerant::{Slot, Tolerant};

/// What is to be remembered while one object is read.
pub(crate) struct Reader<'a> {
    pub(crate) context: &'a mut Context,
    /// Whether a misfit was put into `extra`.
    pub(crate) kept_misfit: bool,
    /// Which mandatory fields have been given, one bit each in the order of the fields.
    pub(crate) given: u64,
    /// Values of mandatory fields that can't be used.
    pub(crate) refused: Vec<(&'static str, Value)>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(context: &'a mut Context) -> Self {
        Self { context, kept_misfit: false, given: 0, refused: Vec::new() }
    }

    pub(crate) fn optional<'de, A: MapAccess<'de>, T: Tolerant<'de>>(
        &mut self,
        map: &mut A,
        slot: &mut Option<T>,
    ) -> Result<(), A::Error> {
        map.next_value_seed(Slot { slot, context: self.context })
    }

    /// A mandatory field. It may be given twice if both are the same: which of two is meant nobody can know.
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
