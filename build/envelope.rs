//! Which schemas count as envelopes. An envelope isn't generated: the crate has one hand-written `Envelope<T>` for all.

use serde_json::{Map, Value};

use super::error::Error;
use super::plain::member_pointer;

/// The members of an envelope. Older deployments send `code` and `uniqueId`.
const MEMBERS: [&str; 7] = ["statusCode", "message", "apiCode", "requestId", "code", "uniqueId", "data"];

/// Whether a schema is an envelope.
pub fn is_envelope(schema: &Value) -> bool {
    let properties = schema["properties"].as_object();
    properties.is_some_and(|properties| are_of_envelope(properties.keys().map(String::as_str)))
}

/// Whether an object with these members is an envelope: it has `statusCode`, and no members but [`MEMBERS`].
pub fn are_of_envelope<'a>(mut members: impl Iterator<Item = &'a str> + Clone) -> bool {
    members.clone().any(|member| member == "statusCode") && members.all(|member| MEMBERS.contains(&member))
}

/// The schema of an envelope's `data`, and the pointer of that schema. None for an envelope without `data`.
pub fn envelope_data<'a>(schema: &'a Value, pointer: &str) -> Result<Option<(&'a Value, String)>, Error> {
    let required = schema["required"].as_array().into_iter().flatten();
    if required.clone().any(|key| key == "data") {
        return Err(Error::new(
            format!("{pointer}/required"),
            "failures have no `data`: take `data` out of the list in the overlay",
        ));
    }
    let data = schema["properties"].as_object().and_then(|properties: &Map<String, Value>| properties.get("data"));
    Ok(data.map(|data| (data, member_pointer(data, pointer, "data"))))
}
