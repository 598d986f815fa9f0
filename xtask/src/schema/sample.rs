//! Checks that a documented sample fits the schema, by the decoder's rules D1 to D6 (src/wire/mod.rs). The crate's
//! tests decode the samples too, but this check needs no compilation.

use serde_json::Value;

use super::document::{Document, escape};
use super::shape::{Kind, Shape};
use super::text::printable;
use crate::codegen::kind::Plain;
use crate::failure::Failure;

/// The places in which the sample and the schema at `pointer` disagree.
pub(crate) fn disagreements(document: &Document, pointer: &str, sample: &Value) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    if sample["statusCode"] != 200 {
        found.push("/statusCode: is not 200, so that this is no sample of a success".to_owned());
    }
    Reading { document, found: &mut found }.value(pointer, sample, "")?;
    Ok(found)
}

struct Reading<'a> {
    document: &'a Document,
    found: &'a mut Vec<String>,
}

impl Reading<'_> {
    fn value(&mut self, schema: &str, value: &Value, place: &str) -> Result<(), Failure> {
        let shape = Shape::of(self.document, schema)?;
        let text = value.as_str().unwrap_or_default();
        let fits = match &shape.kind {
            _ if value.is_null() => true,
            Kind::Struct(_) => match value.as_object() {
                Some(_) => return self.object(&shape, value, place),
                None => false,
            },
            Kind::List(_) => return self.list(&shape, value, place),
            Kind::Enum(_) => value.is_string() && shape.texts().contains(text),
            Kind::Plain(Plain::Any) | Kind::Choice => true,
            Kind::Plain(Plain::Text | Plain::Secret | Plain::Timestamp) => value.is_string(),
            Kind::Plain(Plain::Integer) => {
                value.as_f64().is_some_and(|number| number.fract() == 0.0) || text.parse::<i64>().is_ok()
            }
            Kind::Plain(Plain::Number) => value.is_number() || text.parse::<f64>().is_ok(),
            Kind::Plain(Plain::Boolean) => {
                value.is_boolean() || ["true", "false", "enabled", "disabled"].contains(&text)
            }
            Kind::Plain(Plain::Map) => value.is_object(),
        };
        if !fits {
            let why = match &shape.kind {
                Kind::Enum(_) => "is no value of the enum".to_owned(),
                kind => format!("doesn't fit the schema, which makes it `{kind}`"),
            };
            self.found.push(format!("{}: {why}", printable(place)));
        }
        Ok(())
    }

    fn object(&mut self, shape: &Shape<'_>, value: &Value, place: &str) -> Result<(), Failure> {
        let fields = shape.properties();
        let blanks = shape.get("x-blank-keys").is_some_and(|flag| *flag == true);
        let mut present = Vec::new();
        for (key, value) in value.as_object().into_iter().flatten() {
            let name = if blanks { key.trim_ascii() } else { key };
            let place = format!("{place}/{}", escape(key));
            match fields.get(name) {
                Some(pointer) => self.value(pointer, value, &place)?,
                None => self.found.push(format!("{}: the schema has no such field", printable(&place))),
            }
            // A mandatory field counts only under its exact key and with a value, as in the decoder (D3, D4).
            if !value.is_null() && value != "" {
                present.push(key.as_str());
            }
        }
        for name in shape.required() {
            if !present.contains(&name) {
                self.found.push(format!("{}/{}: is mandatory and missing", printable(place), printable(name)));
            }
        }
        Ok(())
    }

    /// A list, a list encoded in a string, or the only element without its list (D5).
    fn list(&mut self, shape: &Shape<'_>, value: &Value, place: &str) -> Result<(), Failure> {
        let opened: Option<Value> = value.as_str().and_then(|text| serde_json::from_str(text).ok());
        let value = opened.as_ref().filter(|opened| opened.is_array()).unwrap_or(value);
        let Some(items) = shape.items() else { return Ok(()) };
        match value.as_array() {
            Some(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.value(&items, element, &format!("{place}/{index}"))?;
                }
                Ok(())
            }
            None => self.value(&items, value, place),
        }
    }
}
