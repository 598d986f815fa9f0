//! Makes one object of an `allOf` of several objects, as services write an envelope or a page around a type:
//! `{"allOf": [{"$ref": "…/Envelope"}, {"properties": {"data": …}}]}`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::kind::{self, COMPOSITIONS};
use super::plain::{PLACE, escape};

/// Merges each `allOf` of objects in the document. A member from elsewhere has its pointer in [`PLACE`]. What can't be
/// merged stays as it is.
pub fn objects(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    merge(document, "", &schemas);
}

fn merge(value: &mut Value, pointer: &str, schemas: &Value) {
    match value {
        Value::Object(members) => {
            if let Some(merged) = merged(members, pointer, schemas) {
                *members = merged;
            }
            for (key, member) in members {
                // A member that was merged stands elsewhere.
                let place = member.get(PLACE).and_then(Value::as_str).map(str::to_owned);
                merge(member, &place.unwrap_or_else(|| format!("{pointer}/{}", escape(key))), schemas);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter_mut().enumerate() {
                merge(value, &format!("{pointer}/{index}"), schemas);
            }
        }
        _ => {}
    }
}

/// What a schema with an `allOf` becomes.
fn merged(schema: &Map<String, Value>, pointer: &str, schemas: &Value) -> Option<Map<String, Value>> {
    let list = schema.get("allOf")?.as_array()?;
    let mut merged = schema.clone();
    let leads = |part: &Value| part.get("$ref").is_some() || COMPOSITIONS.iter().any(|key| part.get(key).is_some());
    let telling: Vec<&Value> = list.iter().filter(|part| leads(part) || kind::tells(part)).collect();
    if let ([only], None) = (&telling[..], schema.get("properties")) {
        // The other parts only describe, or limit the value.
        merged.insert("allOf".to_owned(), Value::Array(vec![(*only).clone()]));
        return (list.len() > 1).then_some(merged);
    }
    let mut object = Object::default();
    object.add(schema, pointer, schemas, &mut BTreeSet::new())?;
    merged.remove("allOf");
    merged.insert("type".to_owned(), "object".into());
    merged.insert("required".to_owned(), object.required.into_iter().map(Value::from).collect());
    let properties = (!object.properties.is_empty()).then_some(object.properties)?;
    merged.insert("properties".to_owned(), Value::Object(properties));
    Some(merged)
}

#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: BTreeSet<String>,
}

impl Object {
    /// Adds the properties of a schema and of its `allOf` parts. If a property comes twice, the outer one wins. `None` if
    /// a part isn't an object.
    fn add(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        schemas: &Value,
        done: &mut BTreeSet<String>,
    ) -> Option<()> {
        if let Some(reference) = schema.get("$ref") {
            let name = reference.as_str()?.strip_prefix("#/components/schemas/")?;
            // `done` also ends the recursion for a schema that contains itself.
            if done.insert(name.to_owned()) {
                let pointer = format!("/components/schemas/{}", escape(name));
                self.add(schemas.get(name)?.as_object()?, &pointer, schemas, done)?;
            }
            return Some(());
        }
        let is_object = schema.get("type").is_none_or(|kind| kind == "object") && schema.get("enum").is_none();
        let is_choice = COMPOSITIONS.iter().skip(1).chain(&["not"]).any(|keyword| schema.contains_key(*keyword));
        if !is_object || is_choice {
            return None;
        }
        for (index, part) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            self.add(part.as_object()?, &format!("{pointer}/allOf/{index}"), schemas, done)?;
        }
        for (key, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut property = property.clone();
            if let Some(members) = property.as_object_mut() {
                members.insert(PLACE.to_owned(), format!("{pointer}/properties/{}", escape(key)).into());
            }
            self.properties.insert(key.clone(), property);
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        self.required.extend(required.filter_map(Value::as_str).map(str::to_owned));
        Some(())
    }
}
