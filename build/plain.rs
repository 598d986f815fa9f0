//! Brings the operations of a document into the plain form that the generator reads: parameters, bodies and answers
//! stand in the operation itself, without references. Of a body and of the answers, only the schema that counts is
//! left.

use serde_json::{Map, Value, json};

use super::error::Error;
use super::kind::BODIES;

pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The key under which a parameter, a body, an answer, or a member of an object has its pointer.
pub const PLACE: &str = "x-place";

/// The key under which a body has the content type in which it is sent.
pub const SENT: &str = "x-sent";

/// The pointer of an object's member.
pub fn member_pointer(member: &Value, object: &str, key: &str) -> String {
    let place = member[PLACE].as_str().map(str::to_owned);
    place.unwrap_or_else(|| format!("{object}/properties/{}", escape(key)))
}

/// A key as a step of a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Rewrites each operation of the document.
pub fn operations(document: &mut Value) -> Result<(), Error> {
    let whole = document.clone();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let pointer = format!("/paths/{}", escape(path));
        let shared = item.as_object_mut().and_then(|item| item.remove("parameters"));
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else { continue };
            let pointer = format!("{pointer}/{method}");
            operation["parameters"] = parameters(&whole, shared.as_ref(), operation, &pointer)?;
            agree(path, &operation["parameters"], &pointer)?;
            if let Some(body) = operation.get("requestBody") {
                let pointer = format!("{pointer}/requestBody");
                let content = resolved(&whole, body, &pointer)?["content"].take();
                let (media, kind) = sent(&content).ok_or_else(|| {
                    let message = "has neither JSON nor a form: describe it in the overlay";
                    Error::new(format!("{pointer}/content"), message)
                })?;
                operation["requestBody"] = counted(&content, &pointer, media);
                operation["requestBody"][SENT] = kind.into();
            }
            operation["responses"] = success(&whole, &operation["responses"], &pointer)?;
        }
    }
    Ok(())
}

/// The parameters of the path and the operation. The operation's own parameter replaces one of the path.
fn parameters(whole: &Value, shared: Option<&Value>, operation: &Value, pointer: &str) -> Result<Value, Error> {
    let mut found: Vec<Value> = Vec::new();
    let own = operation.get("parameters");
    let item = pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let places = |owner: &str, list: Option<&Value>| -> Vec<(String, Value)> {
        let list = list.and_then(Value::as_array).into_iter().flatten().enumerate();
        list.map(|(index, parameter)| (format!("{owner}/parameters/{index}"), parameter.clone())).collect()
    };
    for (pointer, parameter) in places(item, shared).into_iter().chain(places(pointer, own)) {
        let mut parameter = resolved(whole, &parameter, &pointer)?;
        let key = |parameter: &Value| (parameter["name"].clone(), parameter["in"].clone());
        match parameter["in"].as_str().unwrap_or_default() {
            "path" | "query" => {}
            "header" => {
                let name = parameter["name"].as_str().unwrap_or_default().to_ascii_lowercase();
                // OpenAPI: these are described by the security scheme and the content, not by a parameter.
                if matches!(name.as_str(), "accept" | "content-type" | "authorization") {
                    continue;
                }
            }
            place => {
                let message = format!("is a parameter in {place:?}, which isn't sent: remove it in the overlay");
                return Err(Error::new(pointer, message));
            }
        }
        if parameter.get("schema").is_none() {
            return Err(Error::new(pointer, "is a parameter without `schema`"));
        }
        found.retain(|known| key(known) != key(&parameter));
        parameter[PLACE] = pointer.into();
        found.push(parameter);
    }
    Ok(Value::Array(found))
}

/// Whether the path has a place for each parameter in it, and each place a parameter.
fn agree(path: &str, parameters: &Value, pointer: &str) -> Result<(), Error> {
    let places: Vec<&str> =
        path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
    let described: Vec<&Value> =
        parameters.as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "path").collect();
    if let Some(place) = places.iter().find(|place| !described.iter().any(|parameter| parameter["name"] == **place)) {
        let message = format!("the path's {place:?} has no parameter: add one to `parameters` in the overlay");
        return Err(Error::new(pointer, message));
    }
    match described.iter().find(|parameter| !places.iter().any(|place| parameter["name"] == *place)) {
        Some(parameter) => {
            Err(Error::new(parameter[PLACE].as_str().unwrap_or_default(), "is a parameter that the path doesn't have"))
        }
        None => Ok(()),
    }
}

/// The answer of a success: the first with JSON.
fn success(whole: &Value, responses: &Value, pointer: &str) -> Result<Value, Error> {
    let pointer = format!("{pointer}/responses");
    for status in successes(responses) {
        let pointer = format!("{pointer}/{status}");
        let content = resolved(whole, &responses[status], &pointer)?["content"].take();
        if let Some(media) = received(&content) {
            return Ok(counted(&content, &pointer, media));
        }
    }
    Err(Error::new(pointer, "has no JSON answer for a success"))
}

/// The schema of a media type, and its pointer.
fn counted(content: &Value, owner: &str, media: &str) -> Value {
    json!({"schema": content[media]["schema"], PLACE: format!("{owner}/content/{}/schema", escape(media))})
}

/// The statuses of a success, in the order in which they count: 200, 201, other 2xx, `2XX` and `default`.
pub fn successes(responses: &Value) -> impl Iterator<Item = &String> {
    let statuses = responses.as_object().into_iter().flat_map(Map::keys);
    statuses.filter(|status| status.starts_with('2') || *status == "default")
}

/// The media type of an answer's `content` that the crate can read: JSON, or what can be JSON.
pub fn received(content: &Value) -> Option<&String> {
    let other = || media(content, |media| media == "*/*" || media.ends_with("+json"));
    media(content, |media| media == BODIES[0]).or_else(other)
}

/// The media type of a body's `content` that the crate can send, and the content type in which it is sent.
pub fn sent(content: &Value) -> Option<(&String, &'static str)> {
    let kinds = [(BODIES[0], BODIES[0]), ("*/*", BODIES[0]), (BODIES[1], BODIES[1])];
    kinds.into_iter().find_map(|(wanted, kind)| Some((media(content, |media| media == wanted)?, kind)))
}

/// The first media type with a schema. Case, and parameters such as `charset`, don't count.
fn media(content: &Value, is_wanted: impl Fn(&str) -> bool) -> Option<&String> {
    let plain = |media: &str| media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut described = content.as_object()?.iter().filter(|(_, value)| value.get("schema").is_some());
    described.find(|(media, _)| is_wanted(&plain(media))).map(|(media, _)| media)
}

/// A value after following its references.
fn resolved(whole: &Value, value: &Value, pointer: &str) -> Result<Value, Error> {
    let mut value = value;
    for _ in 0..64 {
        let Some(reference) = value.get("$ref") else { return Ok(value.clone()) };
        let target = reference.as_str().and_then(|reference| reference.strip_prefix('#'));
        value = target.and_then(|target| whole.pointer(target)).ok_or_else(|| {
            Error::new(format!("{pointer}/$ref"), format!("{reference} leads to nothing in this document"))
        })?;
    }
    Err(Error::new(format!("{pointer}/$ref"), "leads back to itself"))
}
