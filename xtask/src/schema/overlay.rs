//! The effect of each action of the overlay, so that actions without an effect are found.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::text::printable;
use crate::codegen;
use crate::failure::Failure;

/// One action, applied after those before it.
#[derive(Debug)]
pub(crate) struct Effect {
    pub(crate) index: usize,
    pub(crate) target: String,
    pub(crate) reason: String,
    pub(crate) matched: usize,
    /// Whether the action changes the document's meaning. Adding a value to a list that has the value changes nothing.
    pub(crate) changed: bool,
    /// Values that the action adds to a list although the list has them.
    pub(crate) repeated: Vec<String>,
}

impl Effect {
    pub(crate) fn name(&self) -> String {
        format!("overlay.json#/actions/{} ({})", self.index, printable(&self.target))
    }

    /// The fault of the action, if it has one.
    pub(crate) fn complaint(&self) -> Option<String> {
        let repeated = || self.repeated.iter().map(|value| printable(value)).collect::<Vec<_>>().join(", ");
        match self {
            Self { matched: 0, .. } => Some("matches nothing: correct its target or remove it".to_owned()),
            Self { changed: false, .. } => Some("changes nothing, the document says so itself: remove it".to_owned()),
            _ if !self.repeated.is_empty() => {
                Some(format!("adds what the document has itself: take {} out of it", repeated()))
            }
            _ => None,
        }
    }
}

/// The effect of each action on a document.
pub(crate) fn effects(document: &Value, overlay: &Value) -> Result<Vec<Effect>, Failure> {
    let mut document = document.clone();
    let mut sets = as_sets(&document);
    let mut before = BTreeSet::from_iter(repetitions(&document));
    let mut effects = Vec::new();
    let actions = overlay["actions"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (index, action) in actions.iter().enumerate() {
        let single = json!({ "overlay": overlay["overlay"], "actions": [action] });
        let applied = codegen::overlay::apply(document.clone(), &single)
            .map_err(|error| Failure::new(format!("overlay.json, action {index}: {error}")))?;
        for report in applied.actions {
            let mut effect = Effect {
                index,
                target: report.target,
                reason: report.reason,
                matched: report.matched,
                changed: false,
                repeated: Vec::new(),
            };
            if report.changed {
                let new_sets = as_sets(&applied.document);
                let after = BTreeSet::from_iter(repetitions(&applied.document));
                effect.changed = new_sets != sets;
                effect.repeated = after.difference(&before).map(|(_, value)| value.clone()).collect();
                (sets, before) = (new_sets, after);
            }
            effects.push(effect);
        }
        document = applied.document;
    }
    Ok(effects)
}

/// The document with its `enum` and `required` lists sorted and without repetitions, since their order has no meaning.
fn as_sets(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| match (key.as_str(), as_sets(member)) {
                ("enum" | "required", Value::Array(mut values)) => {
                    values.sort_by_key(Value::to_string);
                    values.dedup();
                    (key.clone(), Value::Array(values))
                }
                (_, member) => (key.clone(), member),
            })
            .collect(),
        Value::Array(values) => values.iter().map(as_sets).collect(),
        other => other.clone(),
    }
}

/// Values that an `enum` or `required` list has more than once, each with the pointer of the list.
fn repetitions(document: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), document)];
    while let Some((pointer, value)) = rest.pop() {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let pointer = format!("{pointer}/{key}");
                    if let ("enum" | "required", Value::Array(values)) = (key.as_str(), member) {
                        let mut seen = BTreeSet::new();
                        let texts =
                            values.iter().filter_map(Value::as_str).filter(|value| !seen.insert(value.to_owned()));
                        found.extend(texts.map(|value| (pointer.clone(), value.to_owned())));
                    }
                    rest.push((pointer, member));
                }
            }
            Value::Array(values) => {
                rest.extend(values.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)));
            }
            _ => {}
        }
    }
    found
}
