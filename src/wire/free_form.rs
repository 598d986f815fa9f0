//! Free-form objects, such as custom data, and properties without a type.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::wire::context::{Context, Keys};
use crate::wire::encoded::{Opened, open};
use crate::wire::scalar::visit_scalars;
use crate::wire::tolerant::{Described, Slot, Tolerant};
use crate::wire::value::collect;

/// A property without a type takes anything.
impl<'de> Tolerant<'de> for Value {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error> {
        let value = collect(value, context)?;
        context.keys = Keys::of(&value);
        if !value.is_null() {
            *slot = Some(value);
        }
        Ok(())
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
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error> {
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
    fn take<E>(self, value: Value) -> Result<(), E> {
        self.0.context.keys = Keys::of(&value);
        match value {
            Value::Object(members) => self.0.fits(members),
            Value::Array(values) if values.is_empty() => self.0.fits(Map::new()),
            other => self.0.misfit(other),
        }
    }
}

impl<'de> Visitor<'de> for MapVisitor<'_> {
    type Value = ();

    visit_scalars!(this, value => this.0.misfit(value));

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match open(text, self.0.context)? {
            Opened::Nothing => Ok(()),
            Opened::Fits(members) => self.0.fits(members),
            Opened::Misfit | Opened::Text => self.0.misfit(text),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = collect(SeqAccessDeserializer::new(seq), self.0.context)?;
        self.take(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.context)?;
        self.take(value)
    }
}
