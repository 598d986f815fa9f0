//! A value behind a pointer, as in a type that holds itself: read, shown and written as the value itself.

use serde::de::Deserializer;
use serde_json::Value;

use crate::wire::context::Context;
use crate::wire::drift::{Step, Walk};
use crate::wire::tolerant::{Described, Problem, Tolerant};

impl<'de, T: Tolerant<'de>> Tolerant<'de> for Box<T> {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error> {
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
