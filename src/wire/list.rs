//! Reads lists: an array, an array encoded in a string, or one element without its array (D5).

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::wire::context::{Context, Keys};
use crate::wire::encoded::{Opened, open};
use crate::wire::scalar::visit_scalars;
use crate::wire::tolerant::{Described, Slot, Tolerant};

impl<'de, T> Tolerant<'de> for Vec<T>
where
    T: for<'a> Tolerant<'a>,
{
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error> {
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
}

struct ListVisitor<'a, T>(Slot<'a, Vec<T>>);

impl<T: for<'a> Tolerant<'a>> ListVisitor<'_, T> {
    /// Reads one element without its array.
    fn single<'de, D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let Slot { slot, context } = self.0;
        let mut element = None;
        context.depth += 1;
        T::decode(&mut element, value, context)?;
        context.depth -= 1;
        if element.is_some() {
            // The element is written back in a list, a level deeper than it came.
            context.check_depth(1)?;
        }
        // A misfit empties the slot; a `null` leaves the slot as it is.
        if element.is_some() || context.misfit.is_some() {
            *slot = element.map(|element| vec![element]);
        }
        Ok(())
    }
}

impl<'de, T: for<'a> Tolerant<'a>> Visitor<'de> for ListVisitor<'_, T> {
    type Value = ();

    visit_scalars!(this, value => this.single(value.into_deserializer()));

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match open::<Vec<T>, E>(text, self.0.context)? {
            Opened::Nothing => Ok(()),
            // Outside of strings, `{}` is how some gateways write an empty list. Inside of a string, the service itself
            // wrote an object.
            Opened::Fits(list) if list.is_empty() && text.trim_ascii_start().starts_with('{') => self.0.misfit(text),
            Opened::Fits(list) => self.0.fits(list),
            Opened::Misfit => self.0.misfit(text),
            Opened::Text => self.single(text.into_deserializer()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Slot { slot, context } = self.0;
        context.enter()?;
        let mut list = Vec::new();
        // Once an element doesn't fit, the whole list is kept here, as it is written back.
        let mut kept: Option<Vec<Value>> = None;
        let mut element = None;
        let mut index = 0usize;
        loop {
            match seq.next_element_seed(Slot { slot: &mut element, context: &mut *context }) {
                Ok(Some(())) => {}
                Ok(None) => break,
                Err(error) => {
                    context.at(&index);
                    return Err(error);
                }
            }
            context.check_memory()?;
            index += 1;
            let misfit = context.misfit.take();
            if misfit.is_some() && kept.is_none() {
                let mut values = Vec::new();
                for element in list.drain(..) {
                    keep(&mut values, element, context)?;
                }
                kept = Some(values);
            }
            match (&mut kept, misfit, element.take()) {
                (Some(values), Some(misfit), _) => context.push(values, misfit)?,
                (Some(values), None, Some(element)) => keep(values, element, context)?,
                (None, _, Some(element)) => context.push(&mut list, element)?,
                (_, _, None) => {}
            }
        }
        context.depth -= 1;
        match kept {
            None => *slot = Some(list),
            Some(values) => {
                *slot = None;
                context.misfit = Some(values.into());
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Slot { slot, context } = self.0;
        ListVisitor(Slot { slot: &mut *slot, context: &mut *context }).single(MapAccessDeserializer::new(map))?;
        match context.keys {
            Keys::Fields => {}
            Keys::None => {
                context.misfit = None;
                *slot = Some(Vec::new());
            }
            // The object isn't an element. It may hold the elements by their keys, or be the wrapper of a page.
            Keys::Strangers => {
                if let Some(element) = slot.take().into_iter().flatten().next() {
                    context.misfit = Some(element.into_value(context));
                }
            }
        }
        Ok(())
    }
}

/// Keeps an element that fits in a list that is kept as a whole.
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
