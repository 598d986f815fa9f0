//! `JsonSchema` of the generated types (feature `schemars`), made from the schemas of the document.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Adds the name and the schema of a type that has a schema of its own.
pub(crate) fn reference<T: JsonSchema>(generator: &mut SchemaGenerator, references: &mut Vec<(String, Schema)>) {
    references.push((T::schema_name().into_owned(), generator.subschema_for::<T>()));
}

/// The function [`Described::reference`](crate::wire::tolerant::Described::reference) of a field's type.
pub(crate) type AddReference = fn(&mut SchemaGenerator, &mut Vec<(String, Schema)>);

/// The JSON Schema of a generated type: the document's schema, with the document's references replaced by schemars'.
pub(crate) fn of(schemas: &str, name: &str, generator: &mut SchemaGenerator, fields: &[AddReference]) -> Schema {
    let mut references = Vec::new();
    for add in fields {
        add(generator, &mut references);
    }
    let mut schemas: Value = serde_json::from_str(schemas).unwrap_or_default();
    let mut schema = schemas[name].take();
    resolve(&mut schema, &references);
    schema.try_into().unwrap_or_default()
}

/// Replaces references to schemas of the document by `references`.
fn resolve(value: &mut Value, references: &[(String, Schema)]) {
    if let Value::Object(members) = value {
        let name = members.get("$ref").and_then(Value::as_str).and_then(|pointer| pointer.rsplit('/').next());
        let referenced = name.and_then(|name| references.iter().find(|(known, _)| known == name));
        if let Some((_, schema)) = referenced {
            members.remove("$ref");
            // A schema that is inlined here may bring a description. The property's own description is kept, since it
            // says more.
            for (key, value) in schema.as_value().as_object().into_iter().flatten() {
                members.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|value| resolve(value, references)),
        Value::Array(values) => values.iter_mut().for_each(|value| resolve(value, references)),
        _ => {}
    }
}
