//! The tables of structs and enums.

use super::model::{Enum, Kind, Model, Struct};
use super::text::documentation;

pub fn structure(name: &str, item: &Struct) -> String {
    let mut text = String::from("object! {\n");
    if item.blank_keys {
        text += "    blank_keys,\n";
    }
    text += &documentation(item.description.as_deref().unwrap_or(&format!("Schema `{name}`.")), "    ");
    text += &format!("    pub struct {name} {{\n");
    for field in &item.fields {
        let described = field.description.as_deref().unwrap_or("Not described by the vendor.");
        text += &documentation(described, "        ");
        text += "        ";
        text += if field.required { "[required] " } else { "" };
        text += if field.harmless { "[harmless] " } else { "" };
        text += &format!("{:?} => {}: {},\n", field.wire, field.ident, field.rust());
    }
    text + "    }\n}\n"
}

pub fn enumeration(name: &str, item: &Enum, model: &Model) -> String {
    let mut text = String::from("open_enum! {\n");
    text += &documentation(item.description.as_deref().unwrap_or(&format!("Values of `{name}`.")), "    ");
    text += &format!("    pub enum {name} {{\n");
    for (wire, variant) in &item.values {
        text += &format!("        {wire:?} => {variant},\n");
    }
    text += "    }\n}\n";
    if is_mandatory(name, model) {
        text += &format!(
            "
impl Default for {name} {{
    /// No value: the empty text.
    fn default() -> Self {{
        Self::Other(crate::wire::scalar::UnknownValue::new(\"\"))
    }}
}}
"
        );
    }
    text
}

/// Whether an enum is the type of a mandatory field. The struct's `Default` then needs a default value of the enum.
fn is_mandatory(name: &str, model: &Model) -> bool {
    let mut fields = model.structs.values().flat_map(|item| &item.fields);
    fields.any(|field| field.required && field.kind == Kind::Enum(name.to_owned()))
}

/// The JSON Schemas of all types, by name.
pub fn schemas(model: &Model) -> String {
    let mut schemas = serde_json::Map::new();
    for (name, item) in &model.structs {
        let mut schema = item.schema.clone();
        // Older drafts of JSON Schema, and OpenAPI 3.0, don't allow an empty `required`.
        if let Some(members) = schema.as_object_mut() {
            members.retain(|key, value| key != "required" || value.as_array().is_some_and(|keys| !keys.is_empty()));
        }
        describe(&mut schema, item.description.as_deref());
        schemas.insert(name.clone(), schema);
    }
    for (name, item) in &model.enums {
        let wires: Vec<&String> = item.values.iter().map(|(wire, _)| wire).collect();
        let mut schema = serde_json::json!({"anyOf": [{"enum": wires}, {"type": "string"}]});
        describe(&mut schema, item.description.as_deref());
        schemas.insert(name.clone(), schema);
    }
    let mut schemas = serde_json::Value::Object(schemas);
    schemas.sort_all_objects();
    // Writing a `Value` as text can't fail, so that the default is never used.
    serde_json::to_string_pretty(&schemas).unwrap_or_default() + "\n"
}

fn describe(schema: &mut serde_json::Value, description: Option<&str>) {
    if let Some(description) = description {
        schema["description"] = description.into();
    }
}
