//! Actions of the overlay that `schema update` and `operation add` write themselves: they keep what the new document of
//! the vendor would take from users.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::check::optional_in_requests;
use super::document::places;
use super::ordered::{Ordered, object};
use super::own::Own;
use super::words::json_path;
use crate::failure::Failure;
use crate::files::OVERLAY;

/// Adds an overlay action for each request whose members the overlay's rule for answers makes optional. The
/// service refuses a request without these members.
pub(crate) fn required_again(overlay: &str, own: &Own) -> Result<String, Failure> {
    const REASON: &str = "A request: the service refuses one without these members, so that the rule for answers above \
                          doesn't apply.";
    let pointers = optional_in_requests(own)?;
    let updates = pointers.into_iter().map(|pointer| {
        let required = own.openapi.at(&pointer)?["required"].clone();
        Ok((pointer, json!({ "required": required })))
    });
    with_actions(overlay, REASON, updates.collect::<Result<_, Failure>>()?)
}

/// Adds an overlay action for each enum that the vendor has shortened. Servers may still send the values.
pub(crate) fn values_again(overlay: &str, before: &Own, now: &Own) -> Result<String, Failure> {
    const REASON: &str = "Removed by the vendor: servers and stored answers may still have it.";
    let mut actions = Vec::new();
    for (pointer, value) in places(&before.overlaid.value) {
        let values = |value: &Value| value["enum"].as_array().cloned();
        let (Some(old), Some(new)) = (values(value), now.overlaid.value.pointer(&pointer).and_then(values)) else {
            continue;
        };
        let gone: Vec<&Value> = old.iter().filter(|value| !new.contains(value)).collect();
        // An enum without a common value is another enum.
        if !gone.is_empty() && gone.len() < old.len() {
            actions.push((pointer, json!({ "enum": gone })));
        }
    }
    with_actions(overlay, REASON, actions)
}

/// Adds an overlay action for each method whose arguments would change their places. Callers wouldn't notice
/// if both have one type.
pub(crate) fn arguments_again(
    overlay: &str,
    own: &Own,
    before: &BTreeMap<String, Vec<String>>,
    now: &BTreeMap<String, Vec<String>>,
) -> Result<String, Failure> {
    const REASON: &str = "The arguments keep their places, although the vendor's document has another order now.";
    let mut updates = Vec::new();
    for (pointer, now) in now {
        let Some(before) = before.get(pointer) else { continue };
        let both = |from: &[String], of: &[String]| -> Vec<String> {
            from.iter().filter(|name| of.contains(name)).cloned().collect()
        };
        let kept = both(before, now);
        if kept != both(now, before) {
            // An update appends to a list.
            let known = own.overlaid.at(pointer)?["x-arguments"].as_array().cloned().unwrap_or_default();
            let rest: Vec<_> = kept.into_iter().filter(|name| !known.contains(&json!(name))).collect();
            updates.push((pointer.clone(), json!({ "x-arguments": rest })));
        }
    }
    with_actions(overlay, REASON, updates)
}

/// The overlay with further actions: pointer and update of each.
fn with_actions(overlay: &str, reason: &str, updates: Vec<(String, Value)>) -> Result<String, Failure> {
    if updates.is_empty() {
        return Ok(overlay.to_owned());
    }
    let broken = |error: &str| Failure::new(format!("{OVERLAY}: {error}"));
    let mut overlay = Ordered::parse(overlay).map_err(|error| broken(&error.to_string()))?;
    let actions = overlay.list_at("/actions").ok_or_else(|| broken("has no actions to add to"))?;
    actions.extend(updates.into_iter().map(|(pointer, update)| {
        Ordered::Object(object([
            ("target", json_path(&pointer).as_str().into()),
            ("description", reason.into()),
            ("update", update.into()),
        ]))
    }));
    overlay.text().map_err(|error| broken(&error.to_string()))
}
