//! The public types agree with the document: enums, construction, custom data, and, with the feature `schemars`, JSON
//! Schemas.

use std::cmp::Ordering;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashSet};
use std::fmt::{Debug, Display};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use genauth::types::{
    Gender, IdentityDto, IdentityProvider, Timestamp, UserDto, UserSingleRespDto, UserSourceType, UserStatus,
    WorkStatus,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[path = "../../build/overlay.rs"]
#[allow(dead_code, unreachable_pub)]
mod overlay;

#[path = "../../build/error.rs"]
#[allow(dead_code, unreachable_pub)]
mod error;

/// The schemas of the document with its overlays applied.
fn schemas() -> Value {
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let mut document = parse(include_str!("../../schema/openapi.json"));
    for (name, overlay) in [
        ("overlay.json", include_str!("../../schema/overlay.json")),
        ("words.json", include_str!("../../schema/words.json")),
    ] {
        document = overlay::apply(document, name, &parse(overlay)).expect("applied").document;
    }
    document["components"]["schemas"].clone()
}

/// The values of the document's enum with this title.
fn values(title: &str) -> Vec<String> {
    let schemas = schemas();
    let properties =
        schemas.as_object().expect("schemas").values().filter_map(|schema| schema["properties"].as_object());
    let property = properties.flat_map(|properties| properties.values()).find(|property| property["title"] == title);
    let values = property.unwrap_or_else(|| panic!("no enum {title}"))["enum"].as_array().expect("values");
    values.iter().map(|value| value.as_str().expect("text").to_owned()).collect()
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn open_enum<T>(title: &str, is_other: fn(&T) -> Option<&str>)
where
    T: FromStr + Display + Debug + AsRef<str> + Ord + Hash + Clone + Serialize + DeserializeOwned,
    T::Err: Debug,
{
    let known = values(title);
    let unknown = ["Other", "", " ", "\u{1F600}", &known[0].to_uppercase().repeat(2), &format!("{} ", known[0])];
    let all: Vec<&str> = known.iter().map(String::as_str).chain(unknown).collect();
    let parsed: Vec<T> = all.iter().map(|text| text.parse().expect("any text")).collect();
    for (text, value) in all.iter().zip(&parsed) {
        let other = (!known.iter().any(|known| known == text)).then_some(*text);
        assert_eq!(is_other(value), other, "{title} {text:?}");
        assert_eq!((value.as_ref(), value.to_string().as_str()), (*text, *text), "{title}");
        assert_eq!(format!("{value:>30}"), format!("{text:>30}"), "{title}");
        assert_eq!(hash(value), hash(*text), "{title} {text:?}");
        let json = serde_json::to_value(value).expect("written");
        assert_eq!(json, **text, "{title}");
        assert_eq!(&serde_json::from_value::<T>(json).expect("read again"), value, "{title}");
        for (other_text, other) in all.iter().zip(&parsed) {
            assert_eq!(value.cmp(other), text.cmp(other_text), "{title} {text:?} {other_text:?}");
            assert_eq!(value.partial_cmp(other), text.partial_cmp(other_text), "{title} {text:?} {other_text:?}");
            assert_eq!(value == other, text == other_text, "{title} {text:?} {other_text:?}");
        }
    }
    assert_eq!(parsed.iter().cloned().collect::<HashSet<T>>().len(), all.len(), "{title}");
    assert!(serde_json::from_str::<T>("5").is_err(), "{title}");
}

#[test]
fn enums_are_their_text() {
    macro_rules! other {
        ($name:ident) => {
            open_enum::<$name>(stringify!($name), |value| match value {
                $name::Other(unknown) => Some(unknown.as_str()),
                _ => None,
            })
        };
    }
    other!(Gender);
    other!(IdentityProvider);
    other!(UserSourceType);
    other!(UserStatus);
    other!(WorkStatus);
}

#[test]
fn enums_have_readable_names() {
    assert_eq!((Gender::Male.as_str(), Gender::FemaleLegacy.as_str()), ("M", "W"));
    assert_eq!(IdentityProvider::AzureAd.as_str(), "azure-ad");
    let Gender::Other(unknown) = "X".parse().expect("any text") else { panic!("a known value") };
    assert_eq!((unknown.to_string(), format!("{unknown:?}")), ("X".to_owned(), "\"X\"".to_owned()));
    // A value that one enum doesn't know may be known to another enum. Both are equal then, with equal order and hash.
    let IdentityProvider::Other(unknown) = "M".parse().expect("any text") else { panic!("a known value") };
    assert_eq!(
        (Gender::Other(unknown.clone()), Gender::Other(unknown).cmp(&Gender::Male)),
        (Gender::Male, Ordering::Equal)
    );
}

#[test]
fn types_are_made_in_tests_of_programs() {
    let mut identity = IdentityDto::default();
    identity.provider = Some(IdentityProvider::WeChat);
    let mut user = UserDto::default();
    user.user_id = "x".to_owned();
    user.birthdate = Some(Timestamp::from("2022-06-03"));
    user.gender = Some(Gender::Male);
    user.identities = Some(vec![identity]);
    user.extra.insert("new".to_owned(), json!(1));
    let mut envelope = UserSingleRespDto::default();
    envelope.status_code = Some(200);
    envelope.data = Some(user);
    let expected = json!({
        "statusCode": 200,
        "data": {
            "userId": "x", "birthdate": "2022-06-03", "gender": "M", "identities": [{"provider": "wechat"}], "new": 1
        }
    });
    assert_eq!(serde_json::to_value(&envelope).expect("written"), expected);
    assert_eq!(serde_json::from_value::<UserSingleRespDto>(expected).expect("read"), envelope);
}

/// A schema of the document as JSON Schema. Every reference is replaced by its target.
fn expected(schema: &Value, schemas: &Value) -> Value {
    if let Some(only) = schema["allOf"].get(0) {
        return expected(only, schemas);
    }
    if let Some(reference) = schema["$ref"].as_str() {
        return expected(&schemas[reference.trim_start_matches("#/components/schemas/")], schemas);
    }
    if let Some(values) = schema.get("enum") {
        return json!({"anyOf": [{"enum": values}, {"type": "string"}]});
    }
    let mut result = json!({"type": schema["type"]});
    for keyword in ["format", "required", "additionalProperties"] {
        // A date's text is kept as it came, so that no format is promised.
        if let Some(value) = schema.get(keyword).filter(|value| *value != "date-time") {
            result[keyword] = value.clone();
        }
    }
    if let Some(items) = schema.get("items") {
        result["items"] = expected(items, schemas);
    }
    if let Some(properties) = schema["properties"].as_object() {
        let properties = properties.iter().map(|(key, property)| (key.clone(), expected(property, schemas)));
        result["properties"] = Value::Object(properties.collect());
    }
    result
}

#[test]
fn every_field_of_the_document_is_typed() {
    let schemas = schemas();
    let fields = |name: &str| -> BTreeSet<String> {
        schemas[name]["properties"].as_object().expect("properties").keys().cloned().collect()
    };
    // A value that fits the field, made from the document's schema.
    fn fitting(schema: &Value) -> Value {
        match (schema["anyOf"][0]["enum"][0].clone(), schema["type"].as_str()) {
            (value @ Value::String(_), _) => value,
            (_, Some("string")) => json!("2022-06-03"),
            (_, Some("integer")) => json!(3),
            (_, Some("boolean")) => json!(true),
            (_, Some("array")) => json!([fitting(&schema["items"])]),
            _ => {
                let properties = schema["properties"].as_object().into_iter().flatten();
                properties.map(|(key, property)| (key.clone(), fitting(property))).collect()
            }
        }
    }
    let written = fitting(&expected(&schemas["UserSingleRespDto"], &schemas));
    let envelope: UserSingleRespDto = serde_json::from_value(written.clone()).expect("an envelope");
    let user = envelope.data.as_ref().expect("a profile");
    let identity = &user.identities.as_deref().expect("identities")[0];
    assert!(envelope.extra.is_empty() && user.extra.is_empty() && identity.extra.is_empty());
    assert_eq!(user.drift(), []);
    assert_eq!(serde_json::to_value(&envelope).expect("written"), written);
    let keys = |value: &Value| -> BTreeSet<String> { value.as_object().expect("an object").keys().cloned().collect() };
    assert_eq!(keys(&written), fields("UserSingleRespDto"));
    assert_eq!(keys(&written["data"]), fields("UserDto"));
    assert_eq!(keys(&written["data"]["identities"][0]), fields("IdentityDto"));
}

#[cfg(feature = "schemars")]
mod json_schema {
    use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};

    use super::*;

    /// A schema without titles and descriptions. Every reference is replaced by its target.
    fn inlined(schema: &Value, root: &Value) -> Value {
        match schema {
            Value::Object(members) => {
                let mut members = members.clone();
                for text in ["$schema", "$defs", "title", "description"] {
                    // A property may have this name too. Its value is an object.
                    if members.get(text).is_some_and(|value| value.is_string() || text == "$defs") {
                        members.remove(text);
                    }
                }
                if let Some(Value::String(reference)) = members.remove("$ref") {
                    let pointer = reference.strip_prefix('#').expect("a reference in the document");
                    let target = inlined(root.pointer(pointer).expect(&reference), root);
                    members.extend(target.as_object().expect("an object").clone());
                }
                members.into_iter().map(|(key, value)| (key, inlined(&value, root))).collect()
            }
            Value::Array(values) => values.iter().map(|value| inlined(value, root)).collect(),
            other => other.clone(),
        }
    }

    fn of<T: JsonSchema>() -> Value {
        schemars::schema_for!(T).to_value()
    }

    #[test]
    fn schemas_agree_with_the_document() {
        let schemas = schemas();
        let cases = [
            ("UserSingleRespDto", of::<UserSingleRespDto>()),
            ("UserDto", of::<UserDto>()),
            ("IdentityDto", of::<IdentityDto>()),
        ];
        for (name, schema) in &cases {
            assert_eq!(inlined(schema, schema), expected(&schemas[name], &schemas), "{name}");
            // The envelope is one type for all operations.
            if *name != "UserSingleRespDto" {
                assert_eq!((&schema["title"], &schema["description"]), (&json!(name), &schemas[name]["description"]));
            }
        }
        assert_eq!(cases[0].1["title"], "Envelope of UserDto");
        let enums = [
            ("Gender", of::<Gender>()),
            ("IdentityProvider", of::<IdentityProvider>()),
            ("UserSourceType", of::<UserSourceType>()),
            ("UserStatus", of::<UserStatus>()),
            ("WorkStatus", of::<WorkStatus>()),
        ];
        for (name, schema) in &enums {
            assert_eq!(inlined(schema, schema), json!({"anyOf": [{"enum": values(name)}, {"type": "string"}]}));
        }
        assert_eq!(inlined(&of::<Timestamp>(), &json!({})), json!({"type": "string"}));
    }

    #[test]
    fn each_type_is_defined_once_and_each_property_described() {
        let schema = of::<UserSingleRespDto>();
        let definitions: Vec<_> = schema["$defs"].as_object().expect("definitions").keys().collect();
        let names =
            ["Gender", "IdentityDto", "IdentityProvider", "Timestamp", "UserDto", "UserSourceType", "UserStatus"];
        assert_eq!(definitions, [&names[..], &["WorkStatus"]].concat());
        let schemas = schemas();
        let inline = SchemaSettings::default().with(|settings| settings.inline_subschemas = true);
        let inline = SchemaGenerator::new(inline).into_root_schema_for::<UserSingleRespDto>().to_value();
        for (key, property) in schemas["UserDto"]["properties"].as_object().expect("properties") {
            for (form, made) in [("referring", &schema["$defs"]["UserDto"]), ("inline", &inline["properties"]["data"])]
            {
                assert_eq!(made["properties"][key]["description"], property["description"], "{key}, {form}");
            }
        }
    }
}
