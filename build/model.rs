//! The document in the form that the generator needs. Every enum and object is a component of its own, and constraints
//! are gone, since a decoder that insisted on them would refuse answers. The model also keeps what typify drops: the
//! order of fields, the marks of the overlay, and the names of enum values.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Map, Value, json};

use super::envelope::{envelope_data, is_envelope};
use super::error::Error;
use super::kind::{self, BODIES, COMPOSITIONS, Form, Plain, TIMESTAMP};
use super::plain;

pub struct Model {
    /// The document that typify and progenitor read.
    pub document: Value,
    pub structs: BTreeMap<String, Struct>,
    pub enums: BTreeMap<String, Enum>,
    /// Schemas that are envelopes, with the kind of their `data`.
    pub envelopes: BTreeMap<String, Option<Kind>>,
    pub operations: Vec<Operation>,
}

pub struct Struct {
    pub description: Option<String>,
    /// In the document's order; fields that the overlay added come last.
    pub fields: Vec<Field>,
    /// Whether a key with white space around it counts as the field (`x-blank-keys`).
    pub blank_keys: bool,
    /// The schema itself, for `JsonSchema`.
    pub schema: Value,
}

pub struct Field {
    pub wire: String,
    pub description: Option<String>,
    pub required: bool,
    /// Whether `Debug` may show the value.
    pub harmless: bool,
    pub kind: Kind,
}

/// The kind of a value: each kind has its own Rust type.
#[derive(Clone, PartialEq)]
pub enum Kind {
    Plain(Plain),
    Enum(String),
    Object(String),
    List(Box<Kind>),
}

impl Kind {
    /// The Rust type.
    pub fn rust(&self) -> String {
        match self {
            Self::Plain(plain) => plain.rust().to_owned(),
            Self::Enum(name) | Self::Object(name) => name.clone(),
            Self::List(element) => format!("Vec<{}>", element.rust()),
        }
    }

    /// The generated type that this kind uses: an enum or a struct, also as the element of a list.
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::Enum(name) | Self::Object(name) => Some(name),
            Self::List(element) => element.named(),
        }
    }
}

pub struct Enum {
    pub description: Option<String>,
    /// Each value on the wire, with the variant's name if the overlay gives one.
    pub values: Vec<(String, Option<String>)>,
}

pub struct Operation {
    /// The Rust name of the method, as progenitor makes it.
    pub method: String,
    /// The HTTP method, in capitals.
    pub verb: String,
    pub path: String,
    /// The first tag.
    pub tag: Option<String>,
    /// Whether the request may be sent again after it was sent.
    pub repeatable: bool,
    /// The kind of the answer's `data`.
    pub data: Option<Kind>,
    pub summary: String,
    pub description: Option<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Names on the wire of the method's arguments, in the order that the overlay gives (`x-arguments`). Empty: the
    /// document's order.
    pub arguments: Vec<String>,
    pub pointer: String,
}

impl Operation {
    /// The name of the struct that the request's body is.
    pub fn body_struct(&self) -> Option<&String> {
        match &self.body {
            Some(Body::Struct(name)) => Some(name),
            _ => None,
        }
    }
}

/// A request's body.
pub enum Body {
    Struct(String),
    /// An object whose members the document doesn't name.
    Map,
}

/// A parameter in path, query or header.
pub struct Parameter {
    pub wire: String,
    pub description: Option<String>,
    pub required: bool,
    pub kind: Kind,
}

type Order = BTreeMap<String, Vec<String>>;

/// Members of each component schema in the order of the document's text. `serde_json::Value` doesn't keep that order.
pub fn order(text: &str) -> Result<Order, Error> {
    let document: openapiv3::OpenAPI =
        serde_json::from_str(text).map_err(|error| Error::new("openapi.json", format!("not OpenAPI 3.0: {error}")))?;
    let mut order = Order::new();
    for (name, schema) in document.components.unwrap_or_default().schemas {
        if let openapiv3::ReferenceOr::Item(openapiv3::Schema {
            schema_kind: openapiv3::SchemaKind::Type(openapiv3::Type::Object(object)),
            ..
        }) = schema
        {
            order.insert(name, object.properties.into_keys().collect());
        }
    }
    Ok(order)
}

impl Model {
    pub fn new(mut document: Value, order: &Order) -> Result<Self, Error> {
        // Sorted, so that the generated text stays the same when another crate of the build switches on serde_json's
        // `preserve_order`.
        document.sort_all_objects();
        let version = document["openapi"].as_str().unwrap_or_default();
        if !version.starts_with("3.0.") {
            return Err(Error::new("/openapi", format!("version {version:?}: only OpenAPI 3.0 can be generated from")));
        }
        let schemas = match document["components"]["schemas"].take() {
            Value::Object(schemas) => schemas,
            _ => return Err(Error::new("/components/schemas", "must be an object")),
        };
        let names = schemas.iter().map(|(name, schema)| rust_name(name, schema)).collect();
        let mut lifting = Lifting { source: schemas.clone(), names, ..Lifting::default() };
        for (name, schema) in &schemas {
            let pointer = format!("/components/schemas/{}", escape(name));
            let rust = rust_name(name, schema);
            if !is_type_name(&rust) || rust == TIMESTAMP || lifting.structs.contains_key(&rust) {
                return Err(Error::new(pointer, "isn't a name that a Rust type can have: rename it in the overlay"));
            }
            if is_envelope(schema) {
                let suggested = format!("{rust}Data");
                let data = match envelope_data(schema, &pointer)? {
                    Some((data, pointer)) => Some(lifting.property(data, &suggested, &pointer)?.1),
                    None => None,
                };
                lifting.envelopes.insert(rust, data);
            } else if is_named(schema) {
                lifting.component(&rust, schema, &pointer, order.get(name).map_or(&[], Vec::as_slice))?;
            }
        }
        document["components"]["schemas"] = Value::Object(schemas.clone());
        plain::operations(&mut document)?;
        let operations = lifting.operations(&mut document)?;
        let mut components = std::mem::take(&mut lifting.lifted);
        components.insert(TIMESTAMP.to_owned(), json!({"type": "string", "title": TIMESTAMP}));
        document["components"] = json!({"schemas": components});
        document.sort_all_objects();
        let Lifting { structs, enums, envelopes, .. } = lifting;
        Ok(Self { document, structs, enums, envelopes, operations })
    }
}

/// Makes a component of every enum and struct, wherever in the document its schema stands.
#[derive(Default)]
struct Lifting {
    /// The document's component schemas.
    source: Map<String, Value>,
    /// Rust names of the document's component schemas.
    names: BTreeSet<String>,
    /// The component schemas that typify reads.
    lifted: Map<String, Value>,
    structs: BTreeMap<String, Struct>,
    enums: BTreeMap<String, Enum>,
    envelopes: BTreeMap<String, Option<Kind>>,
    /// The components that are being read, and that are no types of their own.
    aliases: Vec<String>,
}

/// Whether a component is a Rust type of its own. Other components, such as a list, stand for their schema.
fn is_named(schema: &Value) -> bool {
    let is_composed = schema.get("$ref").is_some() || COMPOSITIONS.iter().any(|keyword| schema.get(keyword).is_some());
    !is_composed && matches!(Form::of(schema), Form::Struct | Form::Enum)
}

impl Lifting {
    fn component(&mut self, name: &str, schema: &Value, pointer: &str, order: &[String]) -> Result<(), Error> {
        let properties = match (Form::of(schema), schema["properties"].as_object()) {
            (Form::Enum, _) => return self.enumeration(name, schema, pointer),
            (Form::Struct, Some(properties)) => properties,
            _ => return Err(Error::new(pointer, "is neither an object with properties nor an enum of text")),
        };
        let mut keys: Vec<&String> = properties.keys().collect();
        // The sort is stable: members that the document's text doesn't have come last, sorted by name.
        keys.sort_by_key(|key| order.iter().position(|known| known == *key).unwrap_or(usize::MAX));
        let required = kind::required(schema);
        if let Some(missing) = required.iter().find(|key| !properties.contains_key(**key)) {
            return Err(Error::new(format!("{pointer}/required"), format!("{missing:?} is no property")));
        }
        if required.len() > 64 {
            return Err(Error::new(format!("{pointer}/required"), "more than 64 mandatory fields"));
        }
        let mut fields = Vec::new();
        let mut plain = Map::new();
        let mut described = Map::new();
        for key in keys {
            let property = &properties[key];
            let pointer = format!("{pointer}/properties/{}", escape(key));
            let suggested = kind::member_name(name, key);
            let (schema, kind) = self.property(property, &suggested, &pointer)?;
            fields.push(Field {
                wire: key.clone(),
                description: text(property, "description"),
                required: required.contains(&key.as_str()),
                harmless: property["x-harmless"] == true,
                kind,
            });
            let mut with_description = schema.clone();
            if let Some(description) = text(property, "description") {
                with_description["description"] = description.into();
            }
            described.insert(key.clone(), with_description);
            plain.insert(key.clone(), schema);
        }
        let description = text(schema, "description");
        self.lifted.insert(name.to_owned(), json!({"type": "object", "properties": plain, "required": required}));
        let blank_keys = schema["x-blank-keys"] == true;
        let schema = json!({"type": "object", "properties": described, "required": required});
        self.structs.insert(name.to_owned(), Struct { description, fields, blank_keys, schema });
        Ok(())
    }

    /// A property's schema without constraints, defaults and formats, and the property's kind. A decoder that insisted
    /// on constraints would refuse answers.
    fn property(&mut self, schema: &Value, suggested: &str, pointer: &str) -> Result<(Value, Kind), Error> {
        if let Some(reference) = text(schema, "$ref") {
            return self.reference(&reference, pointer);
        }
        for keyword in COMPOSITIONS {
            match schema.get(keyword).map(kind::only) {
                None => {}
                Some(Some(only)) => return self.property(only, suggested, &format!("{pointer}/{keyword}/0")),
                Some(None) => return Err(no_choice(pointer, keyword)),
            }
        }
        let name = || text(schema, "title").unwrap_or_else(|| suggested.to_pascal_case());
        match Form::of(schema) {
            Form::Plain(plain) => Ok((plain_schema(plain), Kind::Plain(plain))),
            Form::Enum => {
                let name = name();
                self.enumeration(&name, schema, pointer)?;
                Ok((reference_to(&name), Kind::Enum(name)))
            }
            Form::Struct => {
                let name = name();
                self.claim(&name, pointer)?;
                self.component(&name, schema, pointer, &[])?;
                Ok((reference_to(&name), Kind::Object(name)))
            }
            Form::List => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                let suggested = kind::element_name(suggested);
                let (items, kind) = self.property(items, &suggested, &format!("{pointer}/items"))?;
                Ok((json!({"type": "array", "items": items}), Kind::List(Box::new(kind))))
            }
            Form::Choice(keyword) => Err(no_choice(pointer, keyword)),
            Form::Unknown => {
                Err(Error::new(format!("{pointer}/type"), format!("{} is no type of OpenAPI 3.0", schema["type"])))
            }
        }
    }

    fn reference(&mut self, reference: &str, pointer: &str) -> Result<(Value, Kind), Error> {
        let pointer = format!("{pointer}/$ref");
        let name = reference.strip_prefix("#/components/schemas/").unwrap_or_default();
        let Some(schema) = self.source.get(name).cloned() else {
            return Err(Error::new(pointer, format!("{reference:?} leads to no schema of this document")));
        };
        let schema = &schema;
        if is_envelope(schema) {
            return Err(Error::new(pointer, "leads to an envelope, which only answers have"));
        }
        if !is_named(schema) {
            if self.aliases.iter().any(|open| open == name) {
                return Err(Error::new(pointer, format!("{name} holds itself, and no object in between")));
            }
            self.aliases.push(name.to_owned());
            let kind = self.property(schema, name, &format!("/components/schemas/{}", escape(name)));
            self.aliases.pop();
            return kind;
        }
        let kind = match Form::of(schema) {
            Form::Enum => Kind::Enum(rust_name(name, schema)),
            _ => Kind::Object(rust_name(name, schema)),
        };
        Ok((reference_to(&rust_name(name, schema)), kind))
    }

    fn enumeration(&mut self, name: &str, schema: &Value, pointer: &str) -> Result<(), Error> {
        let name_of = |value: &str| schema["x-enum-names"][value].as_str().map(str::to_owned);
        let values: Vec<_> =
            kind::texts(&schema["enum"]).into_iter().map(|value| (value.to_owned(), name_of(value))).collect();
        for (value, rust) in schema["x-enum-names"].as_object().into_iter().flatten() {
            let pointer = format!("{pointer}/x-enum-names/{}", escape(value));
            if !values.iter().any(|(known, _)| known == value) {
                return Err(Error::new(pointer, "names a value that the enum doesn't have"));
            }
            if !rust.as_str().is_some_and(|rust| is_type_name(rust) && rust != "Other") {
                return Err(Error::new(pointer, format!("{rust} isn't a name that a Rust variant can have")));
            }
        }
        if !is_type_name(name) {
            return Err(Error::new(
                pointer,
                format!("{name:?} isn't a name that a Rust type can have: give it a title"),
            ));
        }
        match self.enums.get(name) {
            Some(known) if known.values == values => return Ok(()),
            Some(_) => {
                return Err(Error::new(pointer, format!("a second enum {name} with other values: give it a title")));
            }
            None if !self.names.contains(name) => self.claim(name, pointer)?,
            None => {}
        }
        let wire: Vec<&String> = values.iter().map(|(value, _)| value).collect();
        self.lifted.insert(name.to_owned(), json!({"type": "string", "enum": wire}));
        self.enums.insert(name.to_owned(), Enum { description: text(schema, "description"), values });
        Ok(())
    }

    fn claim(&self, name: &str, pointer: &str) -> Result<(), Error> {
        let taken = self.names.contains(name) || self.lifted.contains_key(name) || name == TIMESTAMP;
        match taken || !is_type_name(name) {
            true => Err(Error::new(
                pointer,
                format!("{name:?} is taken or no type name: give the schema a title of its own"),
            )),
            false => Ok(()),
        }
    }

    fn operations(&mut self, document: &mut Value) -> Result<Vec<Operation>, Error> {
        let mut operations = Vec::new();
        for (path, item) in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
            let item_pointer = format!("/paths/{}", escape(path));
            for (verb, operation) in item.as_object_mut().into_iter().flatten() {
                let pointer = format!("{item_pointer}/{verb}");
                if !matches!(verb.as_str(), "get" | "put" | "post" | "delete" | "patch" | "head" | "options") {
                    return Err(Error::new(pointer, "can't be generated: move it into the operations"));
                }
                operations.push(self.operation(operation, path, verb, pointer)?);
            }
        }
        Ok(operations)
    }

    fn operation(
        &mut self,
        operation: &mut Value,
        path: &str,
        verb: &str,
        pointer: String,
    ) -> Result<Operation, Error> {
        let id = text(operation, "operationId").ok_or_else(|| Error::new(&pointer, "has no operationId"))?;
        let prefix = id.to_pascal_case();
        if !is_type_name(&prefix) {
            return Err(Error::new(
                format!("{pointer}/operationId"),
                format!("{id:?} isn't a name that a Rust type can have"),
            ));
        }
        let parameters = self.parameters(operation, &prefix, &pointer)?;
        let body = self.body(operation, &prefix, &pointer)?;
        let data = self.answer(operation, &prefix, &pointer)?;
        // progenitor makes only the request; the crate reads the answer itself.
        operation["responses"] = json!({"200": {"description": ""}});
        Ok(Operation {
            method: id.to_snake_case(),
            verb: verb.to_ascii_uppercase(),
            path: path.to_owned(),
            tag: operation["tags"][0].as_str().map(str::to_owned),
            repeatable: matches!(verb, "get" | "head" | "options" | "put" | "delete")
                || operation["x-repeatable"] == true,
            data,
            summary: text(operation, "summary").unwrap_or_else(|| format!("Operation `{id}`.")),
            description: text(operation, "description"),
            parameters,
            body,
            arguments: operation["x-arguments"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            pointer,
        })
    }

    fn parameters(&mut self, operation: &mut Value, prefix: &str, pointer: &str) -> Result<Vec<Parameter>, Error> {
        let mut parameters = Vec::new();
        for (index, parameter) in
            operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten().enumerate()
        {
            let pointer = format!("{pointer}/parameters/{index}");
            let name = text(parameter, "name").ok_or_else(|| Error::new(&pointer, "has no name"))?;
            let suggested = kind::member_name(prefix, &name);
            let (schema, kind) = self.property(&parameter["schema"], &suggested, &format!("{pointer}/schema"))?;
            let plain = [Plain::Text, Plain::Integer, Plain::Number, Plain::Boolean].map(Kind::Plain);
            if !plain.contains(&kind) && !matches!(kind, Kind::Enum(_)) {
                return Err(Error::new(
                    format!("{pointer}/schema"),
                    "a parameter must be text, a number, a boolean or an enum",
                ));
            }
            parameter["schema"] = schema;
            parameters.push(Parameter {
                description: text(parameter, "description"),
                required: parameter["required"] == true,
                wire: name,
                kind,
            });
        }
        Ok(parameters)
    }

    /// Reads the request's body, which is sent as JSON or as a form.
    fn body(&mut self, operation: &mut Value, prefix: &str, pointer: &str) -> Result<Option<Body>, Error> {
        let Some(body) = operation.get_mut("requestBody") else {
            return Ok(None);
        };
        let pointer = format!("{pointer}/requestBody/content");
        let media = BODIES.iter().find(|media| body["content"].get(**media).is_some());
        let media =
            media.ok_or_else(|| Error::new(&pointer, "has neither JSON nor a form: describe it in the overlay"))?;
        let pointer = format!("{pointer}/{}/schema", escape(media));
        let schema = &body["content"][*media]["schema"];
        let (schema, kind) = self.property(schema, &format!("{prefix}Body"), &pointer)?;
        *body = json!({"required": true, "content": {*media: {"schema": schema}}});
        match kind {
            Kind::Object(name) => Ok(Some(Body::Struct(name))),
            Kind::Plain(Plain::Map) => Ok(Some(Body::Map)),
            _ => Err(Error::new(pointer, "a request's body must be an object")),
        }
    }

    /// The kind of the `data` in the envelope of a successful answer.
    fn answer(&mut self, operation: &Value, prefix: &str, pointer: &str) -> Result<Option<Kind>, Error> {
        let responses = format!("{pointer}/responses");
        let status = operation["responses"]["200"]["x-status"].as_str().unwrap_or("200");
        let pointer = format!("{responses}/{status}/content/application~1json/schema");
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let no_envelope = || Error::new(&pointer, "must be an envelope: an object with statusCode, message and data");
        if let Some(reference) = text(schema, "$ref") {
            let name = reference.rsplit('/').next().unwrap_or_default();
            let name = rust_name(name, self.source.get(name).unwrap_or(&Value::Null));
            return self.envelopes.get(&name).cloned().ok_or_else(no_envelope);
        }
        if !is_envelope(schema) {
            return Err(no_envelope());
        }
        match envelope_data(schema, &pointer)? {
            Some((data, pointer)) => Ok(Some(self.property(data, &format!("{prefix}Data"), &pointer)?.1)),
            None => Ok(None),
        }
    }
}

/// The Rust name of a component schema: its title, which the overlay may give, or else its name in the document.
fn rust_name(name: &str, schema: &Value) -> String {
    text(schema, "title").unwrap_or_else(|| name.to_owned()).to_pascal_case()
}

fn reference_to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The schema that typify reads for a plain value.
fn plain_schema(plain: Plain) -> Value {
    match plain {
        Plain::Any => json!({}),
        Plain::Text => json!({"type": "string"}),
        Plain::Timestamp => reference_to(TIMESTAMP),
        Plain::Integer => json!({"type": "integer", "format": "int64"}),
        Plain::Number => json!({"type": "number", "format": "double"}),
        Plain::Boolean => json!({"type": "boolean"}),
        Plain::Map => json!({"type": "object", "additionalProperties": true}),
    }
}

fn no_choice(pointer: &str, keyword: &str) -> Error {
    Error::new(format!("{pointer}/{keyword}"), "can't be generated: describe it in the overlay")
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.chars().all(|char| char.is_ascii_alphanumeric())
}
