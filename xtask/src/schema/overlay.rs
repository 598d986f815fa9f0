//! The effect of each action of the overlay, so that actions without an effect are found; and actions whose parameter
//! has moved.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::document::places;
use super::ordered::{Ordered, parsed};
use super::own::Own;
use super::text::printable;
use crate::codegen::{self, overlay::Action};
use crate::failure::Failure;
use crate::files::{OVERLAY, WORDS};

/// One action, applied after those before it.
#[derive(Debug)]
pub(crate) struct Effect {
    /// The file that has the action.
    pub(crate) file: &'static str,
    pub(crate) index: usize,
    pub(crate) target: String,
    pub(crate) reason: String,
    pub(crate) matched: usize,
    /// Whether the action changes the document's meaning. Adding a value to a list that has the value changes nothing.
    pub(crate) changed: bool,
    /// Values that the action adds to a list although the list has them.
    pub(crate) repeated: Vec<String>,
    /// Why the action is ambiguous: other tools may apply it differently, or its index may select another parameter.
    pub(crate) unclear: Option<String>,
}

impl Effect {
    pub(crate) fn name(&self) -> String {
        format!("{}#/actions/{} ({})", self.file, self.index, printable(&self.target))
    }

    /// The fault of the action, if it has one.
    pub(crate) fn complaint(&self) -> Option<String> {
        let repeated = || self.repeated.iter().map(|value| printable(value)).collect::<Vec<_>>().join(", ");
        match self {
            Self { unclear: Some(complaint), .. } => Some(complaint.clone()),
            Self { matched: 0, .. } => Some("matches nothing: correct its target or remove it".to_owned()),
            Self { changed: false, .. } => Some("changes nothing, the document says so itself: remove it".to_owned()),
            _ if !self.repeated.is_empty() => {
                Some(format!("adds what the document has itself: take {} out of it", repeated()))
            }
            _ => None,
        }
    }
}

/// The effect of each action of both overlays.
pub(crate) fn effects(own: &Own) -> Result<Vec<Effect>, Failure> {
    let mut document = own.openapi.value.clone();
    let mut effects = Vec::new();
    for (file, overlay) in [(OVERLAY, &own.overlay), (WORDS, &own.words)] {
        let mut sets = as_sets(&document);
        let mut before = BTreeSet::from_iter(repetitions(&document));
        for (index, action) in overlay["actions"].as_array().into_iter().flatten().enumerate() {
            let unclear = unclear(&document, action);
            let single = json!({ "overlay": overlay["overlay"], "actions": [action] });
            let applied = codegen::overlay::apply(document, file, &single)
                .map_err(|error| Failure::new(format!("{file}, action {index}: {error}")))?;
            for Action { target, reason, matched, changed } in applied.actions {
                let unclear = unclear.clone();
                let mut effect =
                    Effect { file, index, target, reason, matched, changed: false, repeated: Vec::new(), unclear };
                // Only where lists have a meaning as sets, since copies of the whole document take time.
                if changed && !touches_sets(action) {
                    effect.changed = true;
                } else if changed {
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
    }
    Ok(effects)
}

/// A parameter is chosen by its index, so that its name in the update is the proof. Tools remove elements of lists
/// differently.
fn unclear(document: &Value, action: &Value) -> Option<String> {
    let target = action["target"].as_str()?;
    if action["remove"] == true {
        let element = target.ends_with(']') && !target.ends_with("']");
        return element.then(|| "removes elements of a list: remove the list and set it anew".to_owned());
    }
    let Parameter { list, index, rest, .. } = Parameter::of(target, document)?;
    let known = &list[index]["name"];
    let named = &action["update"]["name"];
    (!rest.is_empty() || named.is_null() || named != known)
        .then(|| format!("must begin with the parameter itself and give its name, which is {known} here"))
}

/// A target that chooses a parameter by its index.
struct Parameter<'a> {
    operation: &'a str,
    /// The operation's parameters.
    list: &'a Value,
    index: usize,
    /// What follows the index.
    rest: &'a str,
}

impl<'a> Parameter<'a> {
    fn of(target: &'a str, document: &'a Value) -> Option<Self> {
        let (operation, rest) = target.rsplit_once(".parameters[")?;
        let (index, rest) = rest.split_once(']')?;
        let (path, method) = operation.strip_prefix("$.paths['")?.rsplit_once("'].")?;
        let list = &document["paths"][path][method]["parameters"];
        Some(Self { operation, list, index: index.parse().ok()?, rest })
    }
}

/// An overlay for a document in which parameters may stand at other places: the action of a parameter follows its name.
pub(crate) fn renumbered(file: &str, text: &str, document: &Value) -> Result<String, Failure> {
    let mut overlay: Ordered = parsed(file, text)?;
    for action in overlay.list_at("/actions").into_iter().flatten() {
        let name = action.at("/update/name").and_then(Ordered::as_str);
        let parameter = action.get("target").and_then(Ordered::as_str).and_then(|at| Parameter::of(at, document));
        let (Some(name), Some(Parameter { operation, list, index, .. })) = (name, parameter) else { continue };
        let place = list.as_array().and_then(|list| list.iter().position(|other| other["name"] == name));
        let Some(place) = place.filter(|_| list[index]["name"] != name) else { continue };
        let new = format!("{operation}.parameters[{place}]");
        if let Some(target) = action.at_mut("/target") {
            *target = new.as_str().into();
        }
    }
    overlay.text().map_err(|error| Failure::new(format!("{file}: {error}")))
}

fn touches_sets(action: &Value) -> bool {
    let action = action.to_string();
    ["enum", "required", "\"remove\":true"].iter().any(|word| action.contains(word))
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
    for (pointer, value) in places(document) {
        if pointer.ends_with("/enum") || pointer.ends_with("/required") {
            let mut seen = BTreeSet::new();
            let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            found.extend(texts.filter(|text| !seen.insert(*text)).map(|text| (pointer.clone(), text.to_owned())));
        }
    }
    found
}
