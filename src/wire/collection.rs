//! Reads lists and free-form objects. A list is an array, an array encoded in a string, or one element without its
//! array (D5).

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::wire::context::{Context, KnownKeys};
use crate::wire::drift::{Step, Walk};
use crate::wire::encoded::{Opened, open};
use crate::wire::scalar::visit_scalars;
use crate::wire::tolerant::{Decoded, Described, Misfit, Slot, Tolerant};
use crate::wire::value::collect;

impl<'de, T> Tolerant<'de> for Vec<T>
where
    T: for<'a> Tolerant<'a>,
{
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        value.deserialize_any(ListVisitor(Slot { slot, context }))
    }

    fn into_value(self, context: &mut Context) -> Value {
        context.add(self.len() * size_of::<Value>());
        self.into_iter().map(|element| element.into_value(context)).collect()
    }
}

impl<T: Described> Described for Vec<T> {
    const HAS_FIELDS: bool = T::HAS_FIELDS;

    fn expected() -> String {
        format!("array of {}", T::expected())
    }

    fn inspect(&self, step: Step, walk: &mut Walk) {
        walk.below(step, |walk| {
            for (index, element) in self.iter().enumerate() {
                element.inspect(Step::Index(index), walk);
            }
        });
    }

    #[cfg(feature = "schemars")]
    fn reference(generator: &mut schemars::SchemaGenerator, references: &mut Vec<(String, schemars::Schema)>) {
        T::reference(generator, references);
    }
}

struct ListVisitor<'a, T>(Slot<'a, Vec<T>>);

impl<T: for<'a> Tolerant<'a>> ListVisitor<'_, T> {
    /// Reads one element without its array.
    fn single<'de, D: Deserializer<'de>>(self, value: D) -> Decoded<D::Error> {
        let Slot { slot, context } = self.0;
        let mut element = None;
        context.depth += 1;
        let misfit = T::decode(&mut element, value, context)?;
        context.depth -= 1;
        if element.is_some() {
            // The element is written back in a list, a level deeper than it came.
            context.check_depth(1)?;
        }
        // A misfit empties the slot; a `null` leaves the slot as it is.
        if element.is_some() || misfit.is_some() {
            *slot = element.map(|element| vec![element]);
        }
        Ok(misfit)
    }
}

impl<'de, T: for<'a> Tolerant<'a>> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Misfit;

    visit_scalars!(this, value => this.single(value.into_deserializer()));

    fn visit_str<E: Error>(self, text: &str) -> Decoded<E> {
        match open::<Vec<T>, E>(text, self.0.context)? {
            Opened::Nothing => Ok(None),
            // Outside of strings, `{}` is how some gateways write an empty list. Inside of a string, the service itself
            // wrote an object.
            Opened::Fits(list) if list.is_empty() && text.trim_ascii_start().starts_with('{') => self.0.misfit(text),
            Opened::Fits(list) => self.0.fits(list),
            Opened::Misfit => self.0.misfit(text),
            Opened::Text => self.single(text.into_deserializer()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Decoded<A::Error> {
        let Slot { slot, context } = self.0;
        context.enter()?;
        let mut list = Vec::new();
        // After the first misfit, all elements are collected here as JSON.
        let mut kept: Option<Vec<Value>> = None;
        let mut element = None;
        let mut index = 0usize;
        loop {
            let misfit = match seq.next_element_seed(Slot { slot: &mut element, context: &mut *context }) {
                Ok(Some(misfit)) => misfit,
                Ok(None) => break,
                Err(error) => {
                    context.at(&index);
                    return Err(error);
                }
            };
            context.check_memory()?;
            index += 1;
            if misfit.is_some() && kept.is_none() {
                let mut values = Vec::new();
                for element in list.drain(..) {
                    keep(&mut values, element, context)?;
                }
                kept = Some(values);
            }
            match (&mut kept, misfit, element.take()) {
                (Some(values), Some(misfit), _) => context.push(values, *misfit)?,
                (Some(values), None, Some(element)) => keep(values, element, context)?,
                (None, _, Some(element)) => context.push(&mut list, element)?,
                (_, _, None) => {}
            }
        }
        context.depth -= 1;
        match kept {
            None => Slot { slot, context }.fits(list),
            Some(values) => Slot { slot, context }.misfit(values),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Decoded<A::Error> {
        let Slot { slot, context } = self.0;
        let element = ListVisitor(Slot { slot: &mut *slot, context: &mut *context });
        let misfit = element.single(MapAccessDeserializer::new(map))?;
        match context.keys {
            KnownKeys::Fields => Ok(misfit),
            KnownKeys::None => Slot { slot, context }.fits(Vec::new()),
            // The object isn't an element. It may hold the elements by their keys, or be the wrapper of a page.
            KnownKeys::Strangers => match slot.take().into_iter().flatten().next() {
                Some(element) => Ok(Some(Box::new(element.into_value(context)))),
                None => Ok(misfit),
            },
        }
    }
}

/// Writes an element that fits back to JSON, since its list is a misfit.
#[cold]
fn keep<T: for<'a> Tolerant<'a>, E: Error>(
    values: &mut Vec<Value>,
    element: T,
    context: &mut Context,
) -> Result<(), E> {
    let value = element.into_value(context);
    context.push(values, value)?;
    context.check_memory()
}

/// A property without a type takes anything.
impl<'de> Tolerant<'de> for Value {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        let value = collect(value, context)?;
        context.keys = KnownKeys::of(&value);
        if !value.is_null() {
            *slot = Some(value);
        }
        Ok(None)
    }

    fn into_value(self, _: &mut Context) -> Value {
        self
    }
}

impl Described for Value {
    fn expected() -> String {
        "any".to_owned()
    }
}

/// An object may be encoded in a string, and an empty list stands for an empty object, as PHP writes it (D5).
impl<'de> Tolerant<'de> for Map<String, Value> {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        value.deserialize_any(MapVisitor(Slot { slot, context }))
    }

    fn into_value(self, _: &mut Context) -> Value {
        self.into()
    }
}

impl Described for Map<String, Value> {
    fn expected() -> String {
        "object".to_owned()
    }
}

struct MapVisitor<'a>(Slot<'a, Map<String, Value>>);

impl MapVisitor<'_> {
    fn take<E>(self, value: Value) -> Decoded<E> {
        self.0.context.keys = KnownKeys::of(&value);
        match value {
            Value::Object(members) => self.0.fits(members),
            Value::Array(values) if values.is_empty() => self.0.fits(Map::new()),
            other => self.0.misfit(other),
        }
    }
}

impl<'de> Visitor<'de> for MapVisitor<'_> {
    type Value = Misfit;

    visit_scalars!(this, value => this.0.misfit(value));

    fn visit_str<E: Error>(self, text: &str) -> Decoded<E> {
        match open(text, self.0.context)? {
            Opened::Nothing => Ok(None),
            Opened::Fits(members) => self.0.fits(members),
            Opened::Misfit | Opened::Text => self.0.misfit(text),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Decoded<A::Error> {
        let value = collect(SeqAccessDeserializer::new(seq), self.0.context)?;
        self.take(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Decoded<A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.context)?;
        self.take(value)
    }
}
