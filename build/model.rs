//! The document in the form that the generator needs. Every enum and object is a component of its own, and constraints
//! are gone, since a decoder that insisted on them would refuse answers. Names are Rust's, and no two are the same.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::envelope::{envelope_data, is_envelope};
use super::error::Error;
use super::kind::{self, BODIES, COMPOSITIONS, Form, Plain, TIMESTAMP};
use super::names::{self, ENUM_NAMES, Names, RUST_NAME};
use super::plain::{self, METHODS, escape, member_pointer};

pub struct Model {
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
    /// The name in Rust.
    pub ident: String,
    pub description: Option<String>,
    pub required: bool,
    /// Whether `Debug` may show the value.
    pub harmless: bool,
    /// The schema's `nullable`. In the body of a request, `null` then clears what the service has.
    pub nullable: bool,
    pub kind: Kind,
    /// Whether the type holds itself by this field, outside of a list.
    pub is_boxed: bool,
    /// Where the field's schema stands.
    pub pointer: String,
}

impl Field {
    /// The Rust type of a value.
    pub fn rust(&self) -> String {
        if self.is_boxed { format!("Box<{}>", self.kind.rust()) } else { self.kind.rust() }
    }
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

    /// The struct that a value is, outside of a list.
    fn object(&self) -> Option<&String> {
        match self {
            Self::Object(name) => Some(name),
            _ => None,
        }
    }

    fn is_secret(&self) -> bool {
        match self {
            Self::Plain(plain) => *plain == Plain::Secret,
            Self::List(element) => element.is_secret(),
            _ => false,
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
    /// Each value on the wire, with the variant's name.
    pub values: Vec<(String, String)>,
}

pub struct Operation {
    /// The Rust name of the method that begins a call.
    pub method: String,
    /// The Rust name of the operation's type.
    pub name: String,
    /// The operation as progenitor reads it, below its path: parameters have their Rust names.
    pub paths: Value,
    /// The HTTP method, in capitals.
    pub verb: String,
    pub path: String,
    /// The first tag.
    pub tag: Option<String>,
    /// The feature of the crate that the tag needs (`x-feature`).
    pub feature: Option<String>,
    /// Whether a call needs a token.
    pub needs_token: bool,
    /// Whether the request may be sent again after it was sent.
    pub repeatable: bool,
    /// The kind of the answer's `data`.
    pub data: Option<Kind>,
    /// The envelope of the answer, if it is a component.
    pub envelope: Option<String>,
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
    /// The name in Rust.
    pub ident: String,
    pub pointer: String,
    pub description: Option<String>,
    pub required: bool,
    pub kind: Kind,
}

/// The overlay's key for the feature that a tag's operations need.
const FEATURE: &str = "x-feature";

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
        let mut reader = Reader { source: schemas.clone(), ..Reader::default() };
        for (name, schema) in schemas.iter().filter(|(_, schema)| is_envelope(schema) || is_named(schema)) {
            let pointer = component_pointer(name);
            let rust = names::type_name(name, schema, &pointer)?;
            reader.types.claim(&rust, &pointer, RUST_NAME)?;
            reader.names.insert(name.clone(), rust);
        }
        for (name, rust) in reader.names.clone() {
            let (schema, pointer) = (&schemas[&name], component_pointer(&name));
            if is_envelope(schema) {
                let suggested = format!("{rust}Data");
                let data = match envelope_data(schema, &pointer)? {
                    Some((data, pointer)) => Some(reader.property(data, &suggested, &pointer)?.1),
                    None => None,
                };
                reader.envelopes.insert(rust, data);
            } else {
                reader.component(&rust, schema, &pointer, order.get(&name).map_or(&[], Vec::as_slice))?;
            }
        }
        document["components"]["schemas"] = Value::Object(schemas);
        plain::operations(&mut document)?;
        let operations = reader.operations(&document)?;
        let Reader { mut structs, enums, envelopes, .. } = reader;
        break_circles(&mut structs)?;
        Ok(Self { structs, enums, envelopes, operations })
    }

    /// Whether a value of this type can hold a secret, at any depth.
    pub fn holds_secret(&self, name: &str) -> bool {
        let (mut reached, mut next) = (vec![name], 0);
        while let Some(name) = reached.get(next) {
            for field in self.structs.get(*name).into_iter().flat_map(|item| &item.fields) {
                if field.kind.is_secret() {
                    return true;
                }
                if let Some(name) = field.kind.named().filter(|name| !reached.contains(name)) {
                    reached.push(name);
                }
            }
            next += 1;
        }
        false
    }
}

/// Marks the fields by which a struct holds itself, so that its size is finite.
fn break_circles(structs: &mut BTreeMap<String, Struct>) -> Result<(), Error> {
    let held = |name: &str| -> Vec<&String> {
        let fields = structs.get(name).into_iter().flat_map(|item| &item.fields);
        fields.filter_map(|field| field.kind.object()).collect()
    };
    let mut circles = Vec::new();
    for (owner, item) in structs.iter() {
        for (index, field) in item.fields.iter().enumerate() {
            let Some(first) = field.kind.object() else { continue };
            let (mut reached, mut next) = (vec![first], 0);
            while let Some(name) = reached.get(next) {
                let further: Vec<&String> = held(name).into_iter().filter(|name| !reached.contains(name)).collect();
                reached.extend(further);
                next += 1;
            }
            if !reached.contains(&owner) {
                continue;
            }
            if field.required {
                return Err(Error::new(
                    &field.pointer,
                    "is mandatory and leads back to its own type: make it optional",
                ));
            }
            circles.push((owner.clone(), index));
        }
    }
    for (owner, index) in circles {
        if let Some(field) = structs.get_mut(&owner).and_then(|item| item.fields.get_mut(index)) {
            field.is_boxed = true;
        }
    }
    Ok(())
}

/// Makes a component of every enum and struct, wherever in the document its schema stands.
#[derive(Default)]
struct Reader {
    /// The document's component schemas.
    source: Map<String, Value>,
    /// Rust names of the document's component schemas that are types, by their names in the document.
    names: BTreeMap<String, String>,
    types: Names,
    methods: Names,
    structs: BTreeMap<String, Struct>,
    enums: BTreeMap<String, Enum>,
    envelopes: BTreeMap<String, Option<Kind>>,
    /// The stack of components without a type of their own that are being read. A component that contains itself is found
    /// by this stack.
    aliases: Vec<String>,
}

/// Whether a component is a Rust type of its own. Other components, such as a list, stand for their schema.
fn is_named(schema: &Value) -> bool {
    let is_composed = schema.get("$ref").is_some() || COMPOSITIONS.iter().any(|keyword| schema.get(keyword).is_some());
    !is_composed && matches!(Form::of(schema), Form::Struct | Form::Enum)
}

impl Reader {
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
        let (mut fields, mut idents) = (Vec::new(), Names::default());
        let mut described = Map::new();
        for key in keys {
            let property = &properties[key];
            let pointer = member_pointer(property, pointer, key);
            let suggested = kind::member_name(name, key);
            let ident = names::field_name(key, property, &pointer)?;
            idents.claim(&ident, &pointer, RUST_NAME)?;
            let (mut schema, kind) = self.property(property, &suggested, &pointer)?;
            fields.push(Field {
                wire: key.clone(),
                ident,
                is_boxed: false,
                description: text(property, "description"),
                required: required.contains(&key.as_str()),
                harmless: property["x-harmless"] == true,
                nullable: property["nullable"] == true,
                kind,
                pointer,
            });
            if let Some(description) = text(property, "description") {
                schema["description"] = description.into();
            }
            described.insert(key.clone(), schema);
        }
        let description = text(schema, "description");
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
        let name = || names::type_name(suggested, schema, pointer);
        match Form::of(schema) {
            Form::Plain(plain) => Ok((plain_schema(plain), Kind::Plain(plain))),
            Form::Enum => {
                let name = name()?;
                self.enumeration(&name, schema, pointer)?;
                Ok((reference_to(&name), Kind::Enum(name)))
            }
            Form::Struct => {
                let name = name()?;
                self.types.claim(&name, pointer, RUST_NAME)?;
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
            Form::Unknown => Err(Error::new(
                format!("{pointer}/type"),
                format!("{} is no type of OpenAPI 3.0: give one type", schema["type"]),
            )),
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
            let kind = self.property(schema, name, &component_pointer(name));
            self.aliases.pop();
            return kind;
        }
        let rust = self.names.get(name).cloned().unwrap_or_default();
        let kind = if Form::of(schema) == Form::Enum { Kind::Enum(rust.clone()) } else { Kind::Object(rust.clone()) };
        Ok((reference_to(&rust), kind))
    }

    fn enumeration(&mut self, name: &str, schema: &Value, pointer: &str) -> Result<(), Error> {
        let given = &schema[ENUM_NAMES];
        let (mut values, mut variants) = (Vec::new(), Names::default());
        let listed: Vec<&Value> = schema["enum"].as_array().into_iter().flatten().collect();
        for wire in kind::texts(&schema["enum"]) {
            let index = listed.iter().position(|value| *value == wire).unwrap_or_default();
            let pointer = format!("{pointer}/enum/{index}");
            let variant = names::variant_name(wire, given[wire].as_str(), &pointer)?;
            variants.claim(&variant, &pointer, ENUM_NAMES)?;
            values.push((wire.to_owned(), variant));
        }
        for value in given.as_object().into_iter().flat_map(Map::keys) {
            if !values.iter().any(|(known, _)| known == value) {
                let pointer = format!("{pointer}/{ENUM_NAMES}/{}", escape(value));
                return Err(Error::new(pointer, "names a value that the enum doesn't have"));
            }
        }
        match self.enums.get(name) {
            // Enums of the same name and values are one type.
            Some(known) if known.values == values => return Ok(()),
            // The names of components are taken already.
            None if self.source.keys().any(|component| component_pointer(component) == pointer) => {}
            _ => self.types.claim(name, pointer, RUST_NAME)?,
        }
        self.enums.insert(name.to_owned(), Enum { description: text(schema, "description"), values });
        Ok(())
    }

    fn operations(&mut self, document: &Value) -> Result<Vec<Operation>, Error> {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let item_pointer = format!("/paths/{}", escape(path));
            for (verb, operation) in item.as_object().into_iter().flatten() {
                let pointer = format!("{item_pointer}/{verb}");
                if !METHODS.contains(&verb.as_str()) || verb == "trace" {
                    return Err(Error::new(pointer, "can't be generated: move it into the operations"));
                }
                let mut operation = self.operation(operation, path, verb, pointer)?;
                operation.feature = feature(document, operation.tag.as_deref())?;
                operation.needs_token = needs_token(document, &item[verb]["security"]);
                operations.push(operation);
            }
        }
        Ok(operations)
    }

    fn operation(&mut self, operation: &Value, path: &str, verb: &str, pointer: String) -> Result<Operation, Error> {
        let (method, name) = names::operation_names(operation, &pointer)?;
        let id = format!("{pointer}/operationId");
        self.methods.claim(&method, &id, RUST_NAME)?;
        self.types.claim(&name, &id, RUST_NAME)?;
        let (parameters, mut plain_path) = (self.parameters(operation, &name)?, path.to_owned());
        let (body, content) = self.body(operation, &name)?;
        let (data, envelope) = self.answer(operation, &name)?;
        // progenitor makes only the request; the crate reads the answer itself. The request's text is the same for
        // all types.
        let mut plain = json!({"operationId": "call", "parameters": [], "responses": {"200": {"description": ""}}});
        if let Some(parameters_to_send) = plain["parameters"].as_array_mut() {
            for (parameter, described) in
                parameters.iter().zip(operation["parameters"].as_array().into_iter().flatten())
            {
                let (ident, schema) = (&parameter.ident, json!({"type": "string"}));
                parameters_to_send.push(json!({
                    "name": ident, "in": described["in"], "required": parameter.required, "schema": schema,
                }));
                plain_path = plain_path.replace(&format!("{{{}}}", parameter.wire), &format!("{{{ident}}}"));
            }
        }
        if let Some(media) = content {
            let schema = json!({"type": "object", "additionalProperties": true});
            plain["requestBody"] = json!({"required": true, "content": {media: {"schema": schema}}});
        }
        Ok(Operation {
            method,
            name,
            paths: json!({plain_path: {verb: plain}}),
            verb: verb.to_ascii_uppercase(),
            path: path.to_owned(),
            tag: operation["tags"][0].as_str().map(str::to_owned),
            feature: None,
            needs_token: true,
            repeatable: matches!(verb, "get" | "head" | "options" | "put" | "delete")
                || operation["x-repeatable"] == true,
            data,
            envelope,
            summary: text(operation, "summary").unwrap_or_else(|| format!("Operation {}.", operation["operationId"])),
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

    fn parameters(&mut self, operation: &Value, prefix: &str) -> Result<Vec<Parameter>, Error> {
        let mut parameters = Vec::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let pointer = parameter[plain::PLACE].as_str().unwrap_or_default().to_owned();
            let name = text(parameter, "name").ok_or_else(|| Error::new(&pointer, "has no name"))?;
            let (schema, suggested) = (format!("{pointer}/schema"), kind::member_name(prefix, &name));
            let kind = self.property(&parameter["schema"], &suggested, &schema)?.1;
            if !is_scalar(&kind) {
                return Err(Error::new(schema, "a parameter must be text, a number, a boolean or an enum"));
            }
            parameters.push(Parameter {
                description: text(parameter, "description"),
                required: parameter["required"] == true,
                ident: names::input_name(&name, parameter, &pointer)?,
                wire: name,
                kind,
                pointer,
            });
        }
        Ok(parameters)
    }

    /// Reads the request's body, and the content type in which it is sent.
    fn body(&mut self, operation: &Value, prefix: &str) -> Result<(Option<Body>, Option<&'static str>), Error> {
        let Some(body) = operation.get("requestBody") else {
            return Ok((None, None));
        };
        let pointer = body[plain::PLACE].as_str().unwrap_or_default();
        let media = BODIES.into_iter().find(|media| body[plain::SENT] == *media);
        let read = match self.property(&body["schema"], &format!("{prefix}Body"), pointer)?.1 {
            Kind::Object(name) => Body::Struct(name),
            Kind::Plain(Plain::Map) => Body::Map,
            _ => return Err(Error::new(pointer, "a request's body must be an object")),
        };
        if let Body::Struct(name) = &read
            && let Some(item) = self.structs.get(name)
            && let Some(field) = item.fields.iter().find(|field| media == Some(BODIES[1]) && !is_scalar(&field.kind))
        {
            let message = "a member of a form must be text, a number, a boolean or an enum: correct it in the overlay";
            return Err(Error::new(&field.pointer, message));
        }
        Ok((Some(read), media))
    }

    /// The kind of the `data` in the envelope of a successful answer, and the name of the envelope.
    fn answer(&mut self, operation: &Value, prefix: &str) -> Result<(Option<Kind>, Option<String>), Error> {
        let answer = &operation["responses"];
        let (schema, pointer) = (&answer["schema"], answer[plain::PLACE].as_str().unwrap_or_default());
        let no_envelope = || Error::new(pointer, "must be an envelope: an object with statusCode, message and data");
        if let Some(reference) = text(schema, "$ref") {
            let name = self.names.get(reference.rsplit('/').next().unwrap_or_default());
            let envelope = name.and_then(|name| Some((self.envelopes.get(name)?.clone(), Some(name.clone()))));
            return envelope.ok_or_else(no_envelope);
        }
        if !is_envelope(schema) {
            return Err(no_envelope());
        }
        match envelope_data(schema, pointer)? {
            Some((data, pointer)) => Ok((Some(self.property(data, &format!("{prefix}Data"), &pointer)?.1), None)),
            None => Ok((None, None)),
        }
    }
}

/// The feature that a tag needs.
fn feature(document: &Value, tag: Option<&str>) -> Result<Option<String>, Error> {
    let tags = document["tags"].as_array().into_iter().flatten();
    let Some((index, tag)) = tags.enumerate().find(|(_, known)| known["name"].as_str() == tag) else {
        return Ok(None);
    };
    match &tag[FEATURE] {
        Value::Null => Ok(None),
        Value::String(name) if is_feature(name) => Ok(Some(name.clone())),
        _ => Err(Error::new(
            format!("/tags/{index}/{FEATURE}"),
            "is no name of a feature: lower case, digits and dashes",
        )),
    }
}

fn is_feature(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether each alternative of an operation's security asks for a bearer token. An operation that says nothing about it
/// needs one.
fn needs_token(document: &Value, security: &Value) -> bool {
    let is_bearer = |scheme: &String| document["components"]["securitySchemes"][scheme]["scheme"] == "bearer";
    let asks = |schemes: &Value| schemes.as_object().is_some_and(|schemes| schemes.keys().any(is_bearer));
    security.as_array().is_none_or(|alternatives| alternatives.iter().all(asks))
}

fn component_pointer(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}

fn is_scalar(kind: &Kind) -> bool {
    match kind {
        Kind::Plain(plain) => !matches!(plain, Plain::Any | Plain::Map),
        Kind::Enum(_) => true,
        _ => false,
    }
}

fn reference_to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The JSON Schema of a plain value.
fn plain_schema(plain: Plain) -> Value {
    match plain {
        Plain::Any => json!({}),
        Plain::Text | Plain::Secret => json!({"type": "string"}),
        Plain::Timestamp => reference_to(TIMESTAMP),
        Plain::Integer => json!({"type": "integer", "format": "int64"}),
        Plain::Number => json!({"type": "number", "format": "double"}),
        Plain::Boolean => json!({"type": "boolean"}),
        Plain::Map => json!({"type": "object", "additionalProperties": true}),
    }
}

fn no_choice(pointer: &str, keyword: &str) -> Error {
    let message =
        "can't be generated: remove it in the overlay, so that the value is any JSON, or put a type in its place";
    Error::new(format!("{pointer}/{keyword}"), message)
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
