//! Reads the envelope's `message`: a text, or a list of texts. The service sends a list if its validation refuses a
//! request.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::wire::context::Context;
use crate::wire::scalar::visit_scalars;
use crate::wire::tolerant::{Slot, Tolerant};
use crate::wire::value::collect;

/// One text, or several texts joined.
pub(super) struct Texts(pub(super) String);

impl<'de> Tolerant<'de> for Texts {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Result<(), D::Error> {
        value.deserialize_any(TextsVisitor(Slot { slot, context }))
    }

    fn into_value(self, _: &mut Context) -> Value {
        self.0.into()
    }
}

struct TextsVisitor<'a>(Slot<'a, Texts>);

impl TextsVisitor<'_> {
    fn text<'de, D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let mut text: Option<String> = None;
        String::decode(&mut text, value, self.0.context)?;
        *self.0.slot = text.map(Texts);
        Ok(())
    }
}

impl<'de> Visitor<'de> for TextsVisitor<'_> {
    type Value = ();

    visit_scalars!(this, value => this.text(value.into_deserializer()));

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.context.add_text(text);
        self.0.fits(Texts(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let mut texts: Option<Vec<String>> = None;
        Vec::decode(&mut texts, SeqAccessDeserializer::new(seq), self.0.context)?;
        let texts = texts.unwrap_or_default();
        let said: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        if !said.is_empty() {
            *self.0.slot = Some(Texts(said.join("; ")));
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.context)?;
        self.0.misfit(value)
    }
}
