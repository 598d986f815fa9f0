//! Reads the JSON body of a request for a change.

use serde_json::{Map, Value};

use super::accounts::Refusal;
use super::request::Request;

pub(super) fn body(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let no_object = Refusal(400, None, "参数错误", "Parameter error: the body isn't a JSON object");
    serde_json::from_slice(request.body()).map_err(|_| no_object)
}

pub(super) fn text<'a>(body: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A mandatory member.
pub(super) fn needed<'a>(body: &'a Map<String, Value>, key: &str) -> Result<&'a str, Refusal> {
    text(body, key).ok_or(Refusal(400, None, "参数错误", "Parameter error: a mandatory member is missing"))
}

/// A mandatory object in the body, for the chosen `verifyMethod`.
pub(super) fn payload<'a>(body: &'a Map<String, Value>, key: &str) -> Result<&'a Map<String, Value>, Refusal> {
    let missing = Refusal(400, None, "参数错误", "Parameter error: the payload of the method is missing");
    body.get(key).and_then(Value::as_object).ok_or(missing)
}
