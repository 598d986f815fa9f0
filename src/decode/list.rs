//! Lists: an array, an array encoded in a string, or one element without its array (D5).

use serde::Serialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::decode::repair::{Repair, repair};
use crate::decode::scalar::visit_scalars;
use crate::decode::tolerant::{Context, Described, Slot, Tolerant};
use crate::decode::value::written;

impl<'de, T> Tolerant<'de> for Vec<T>
where
    T: for<'a> Tolerant<'a> + Serialize,
{
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error> {
        value.deserialize_any(ListVisitor(Slot { slot, context }))
    }
}

impl<T: Described> Described for Vec<T> {
    fn expected() -> String {
        format!("array of {}", T::expected())
    }
}

struct ListVisitor<'a, T>(Slot<'a, Vec<T>>);

impl<T: for<'a> Tolerant<'a> + Serialize> ListVisitor<'_, T> {
    /// What the elements of a list may take, without what they point to: `{}` has two bytes, the object that it becomes
    /// some hundred times as many. A longer list is no profile's, and is kept.
    const MOST_BYTES: usize = 16 * 1024 * 1024;

    fn single<'de, D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let mut element = None;
        self.0.context.depth += 1;
        T::decode(&mut element, value, self.0.context)?;
        self.0.context.depth -= 1;
        // A misfit empties the slot, a `null` leaves it alone.
        if element.is_some() || self.0.context.misfit.is_some() {
            *self.0.slot = element.map(|element| vec![element]);
        }
        Ok(())
    }
}

impl<'de, T: for<'a> Tolerant<'a> + Serialize> Visitor<'de> for ListVisitor<'_, T> {
    type Value = ();

    visit_scalars!(this, value => this.single(value.into_deserializer()));

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if text.is_empty() {
            return self.0.misfit(text);
        }
        if text.trim_ascii_start().starts_with('[') {
            let open = |text: &str| {
                let mut json = serde_json::Deserializer::from_str(text);
                let (mut slot, depth) = (None, self.0.context.depth);
                Vec::decode(&mut slot, &mut json, &mut Context { depth, misfit: None })?;
                json.end().map(|()| slot)
            };
            // Numbers beyond `f64` are no elements, and as text they would be: the string is kept as it came.
            let mut opened = open(text);
            if opened.is_err()
                && let Some(repaired) = repair(text, Repair::Surrogates)
            {
                opened = open(&repaired);
            }
            match opened {
                Ok(Some(list)) => return self.0.fits(list),
                // An array with an element that doesn't fit, or one too deep: kept as it came.
                _ if is_json(text) => return self.0.misfit(text),
                // Not an array after all.
                _ => {}
            }
        }
        self.single(text.into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Slot { slot, context } = self.0;
        context.depth += 1;
        let mut list = Vec::new();
        // The whole list as it is written back, from the first element on that doesn't fit.
        let mut kept: Option<Vec<Value>> = None;
        let mut element = None;
        let most = Self::MOST_BYTES / size_of::<T>().max(1);
        while let Some(()) = seq.next_element_seed(Slot { slot: &mut element, context: &mut *context })? {
            if let Some(misfit) = context.misfit.take() {
                kept.get_or_insert_with(|| list.drain(..).map(written).collect()).push(misfit);
            } else if let Some(element) = element.take() {
                match &mut kept {
                    None if list.len() < most => list.push(element),
                    None => kept = Some(list.drain(..).chain([element]).map(written).collect()),
                    Some(kept) => kept.push(written(element)),
                }
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
        self.single(MapAccessDeserializer::new(map))
    }
}

/// Whether a text is JSON by its grammar: of any depth, with lone surrogates, and with numbers beyond `f64`.
#[cold]
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
