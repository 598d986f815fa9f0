//! Makes a sample answer from the examples in a document: the first draft of the sample of an operation for which the
//! vendor publishes no answer.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::document::Document;
use super::ordered::{Ordered, object};
use super::shape::{Kind, Shape};
use crate::codegen::kind::Plain;
use crate::failure::Failure;

/// The text of a successful envelope. `order` is the same document with its members in their order.
pub(super) fn sample(document: &Document, order: &Ordered, schema: &str) -> Result<String, Failure> {
    let mut making = Making { document, order, trail: Vec::new() };
    let mut envelope = object([
        ("statusCode", json!(200).into()),
        ("message", "Operation successful".into()),
        ("requestId", "934108e5-9fbf-4d24-8da1-c330328abd6c".into()),
    ]);
    let fields = Shape::of(document, schema)?.properties();
    envelope.retain(|name, _| fields.contains_key(name.as_str()));
    if let Some(data) = fields.get("data") {
        envelope.insert("data".to_owned(), making.value(data, "data")?.unwrap_or(Ordered::Leaf(Value::Null)));
    }
    Ordered::Object(envelope).text().map_err(|error| document.fail(schema, &error.to_string()))
}

struct Making<'a> {
    document: &'a Document,
    order: &'a Ordered,
    /// Pointers of the structs around the value, so that a struct that contains itself ends.
    trail: Vec<String>,
}

impl Making<'_> {
    /// A value for the schema. `None` if the schema contains itself.
    fn value(&mut self, pointer: &str, name: &str) -> Result<Option<Ordered>, Failure> {
        let shape = Shape::of(self.document, pointer)?;
        let example = shape.get("example").filter(|example| is_plain(example) && fits(&shape, &shape.kind, example));
        let made = match &shape.kind {
            Kind::Struct(_) => return self.object(&shape),
            Kind::List(element) if matches!(**element, Kind::Struct(_) | Kind::List(_)) || example.is_none() => {
                let element = match shape.items() {
                    Some(items) => self.value(&items, name)?,
                    None => None,
                };
                return Ok(Some(Ordered::Array(element.into_iter().collect())));
            }
            _ if example.is_some() => return Ok(self.order.at(&shape.pointer("example")).cloned()),
            Kind::Plain(Plain::Text) => json!(name),
            Kind::Plain(Plain::Timestamp) => json!("2022-07-03T02:20:30.000Z"),
            Kind::Plain(Plain::Integer) | Kind::Plain(Plain::Number) => json!(1),
            Kind::Plain(Plain::Boolean) => json!(true),
            Kind::Enum(_) => {
                json!(shape.get("enum").and_then(|values| values.as_array()?.iter().find(|value| **value != "")))
            }
            Kind::Plain(Plain::Any) | Kind::Plain(Plain::Map) | Kind::Choice | Kind::List(_) => json!({}),
        };
        Ok(Some(made.into()))
    }

    fn object(&mut self, shape: &Shape<'_>) -> Result<Option<Ordered>, Failure> {
        if self.trail.contains(&shape.at) {
            return Ok(None);
        }
        self.trail.push(shape.at.clone());
        let mut fields: Vec<(&str, String)> = shape.properties().into_iter().collect();
        fields.sort_by_key(|(name, pointer)| {
            let siblings = pointer.rsplit_once('/').and_then(|(parent, _)| self.order.at(parent));
            siblings.and_then(|siblings| siblings.names().iter().position(|sibling| sibling == name))
        });
        let mut members = IndexMap::new();
        for (name, pointer) in fields {
            members.extend(self.value(&pointer, name)?.map(|value| (name.to_owned(), value)));
        }
        self.trail.pop();
        Ok(Some(Ordered::Object(members)))
    }
}

/// Whether an example is ASCII. Other examples are Chinese text of the vendor's, which isn't copied.
fn is_plain(example: &Value) -> bool {
    example.to_string().is_ascii()
}

fn fits(shape: &Shape<'_>, kind: &Kind, example: &Value) -> bool {
    let text = example.as_str().unwrap_or_default();
    match kind {
        Kind::Plain(Plain::Text) => !text.is_empty(),
        Kind::Plain(Plain::Timestamp) => text.starts_with(|first: char| first.is_ascii_digit()),
        Kind::Plain(Plain::Integer) | Kind::Plain(Plain::Number) => example.is_number() || text.parse::<f64>().is_ok(),
        Kind::Plain(Plain::Boolean) => example.is_boolean(),
        Kind::Plain(Plain::Map) => example.is_object(),
        Kind::Enum(_) => shape.texts().contains(text),
        Kind::List(element) => {
            let elements = example.as_array();
            elements.is_some_and(|elements| elements.iter().all(|example| fits(shape, element, example)))
        }
        Kind::Plain(Plain::Any) | Kind::Choice => true,
        Kind::Struct(_) => false,
    }
}
