//! What counts as an envelope: a schema that the crate has written by hand, once, as `Envelope<T>`.

use serde_json::{Map, Value};

use super::error::Error;

/// The members of an envelope. `code` and `uniqueId` are those of older deployments.
const MEMBERS: [&str; 7] = ["statusCode", "message", "apiCode", "requestId", "code", "uniqueId", "data"];

/// An object with `statusCode`, and no member that an envelope doesn't have.
pub fn is_envelope(schema: &Value) -> bool {
    let properties = schema["properties"].as_object();
    properties.is_some_and(|properties| {
        properties.contains_key("statusCode") && properties.keys().all(|key| MEMBERS.contains(&key.as_str()))
    })
}

/// The schema of `data` with its pointer; none where answers have no data.
pub fn envelope_data<'a>(schema: &'a Value, pointer: &str) -> Result<Option<(&'a Value, String)>, Error> {
    let required = schema["required"].as_array().into_iter().flatten();
    if required.clone().any(|key| key == "data") {
        return Err(Error::new(
            format!("{pointer}/required"),
            "failures have no `data`: take `data` out of the list in the overlay",
        ));
    }
    let data = schema["properties"].as_object().and_then(|properties: &Map<String, Value>| properties.get("data"));
    Ok(data.map(|data| (data, format!("{pointer}/properties/data"))))
}
