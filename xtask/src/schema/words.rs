//! `words.json`: an overlay with our own descriptions, titles and tags. What has no description yet gets a place for
//! one.

use serde_json::Value;

use super::document::{Operation, escape};
use super::ordered::{Ordered, object, parsed};
use super::overlay::Effect;
use super::own::Own;
use crate::codegen::envelope::is_envelope;
use crate::failure::Failure;
use crate::files::WORDS;

/// Stands for a description that nobody has written yet. `schema check` fails while one is left.
pub(super) const UNDESCRIBED: &str = "Not described yet.";

/// Adds a place for each description that is missing, names new operations, and removes actions for what is gone.
pub(super) struct Words(Ordered);

impl Words {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        parsed(WORDS, text).map(Self)
    }

    pub(super) fn text(&self) -> Result<String, Failure> {
        self.0.text().map_err(|error| Failure::new(format!("{WORDS}: {error}")))
    }

    /// Names a new operation, and its tag if the tag is new.
    pub(super) fn name(&mut self, operation: &Operation, id: &str, tag: &str) -> Result<(), Failure> {
        let target = json_path(&operation.pointer);
        let update = object([("operationId", id.into()), ("tags", Ordered::Array(vec![tag.into()]))]);
        self.update(&target, Ordered::Object(update))?;
        let known = self.action("$").and_then(|update| update.get("tags").cloned());
        let Some(Ordered::Array(mut tags)) = known else { return Ok(()) };
        if !tags.iter().any(|known| known.get("name").and_then(Ordered::as_str) == Some(tag)) {
            tags.push(Ordered::Object(object([("name", tag.into()), ("description", UNDESCRIBED.into())])));
            self.update("$", Ordered::Object(object([("tags", Ordered::Array(tags))])))?;
        }
        Ok(())
    }

    /// Adds a place for each description that the document lacks.
    pub(super) fn complete(&mut self, own: &Own) -> Result<(), Failure> {
        // An action for each place, so that words don't bring back a field that is gone.
        missing(own).into_iter().try_for_each(|(pointer, words)| self.update(&json_path(&pointer), words))
    }

    /// Removes the actions for what the document no longer has, parameters among them.
    pub(super) fn forget(&mut self, effects: &[Effect]) {
        let gone = |index| {
            let effect = effects.iter().find(|effect| (effect.file, effect.index) == (WORDS, index));
            effect.is_some_and(|effect| effect.matched == 0 || effect.unclear.is_some())
        };
        if let Some(actions) = self.0.list_at("/actions") {
            let mut indices = 0..;
            actions.retain(|_| !indices.next().is_some_and(gone));
        }
    }

    fn action(&self, target: &str) -> Option<&Ordered> {
        let Some(Ordered::Array(actions)) = self.0.get("actions") else { return None };
        let same = |action: &&Ordered| action.get("target").and_then(Ordered::as_str) == Some(target);
        actions.iter().find(same)?.get("update")
    }

    /// Merges into the update of the action with this target; adds the action if there is none.
    fn update(&mut self, target: &str, update: Ordered) -> Result<(), Failure> {
        let Some(actions) = self.0.list_at("/actions") else {
            return Err(Failure::new(format!("{WORDS}: has no actions to add to")));
        };
        let same = |action: &&mut Ordered| action.get("target").and_then(Ordered::as_str) == Some(target);
        match actions.iter_mut().find(same).and_then(|action| action.at_mut("/update")) {
            Some(known) => known.merge(update),
            None => {
                let action = object([("target", target.into()), ("update", update)]);
                actions.push(Ordered::Object(action));
            }
        }
        Ok(())
    }
}

/// The operations, parameters, types and fields without a description, each with a placeholder. A member of an envelope
/// gets the description that the member has in another envelope.
pub(super) fn missing(own: &Own) -> Vec<(String, Ordered)> {
    let document = &own.overlaid.value;
    let mut found = Vec::new();
    let mut add = |pointer: &str, words: &[(&str, &str)]| {
        let words = words.iter().map(|(key, text)| ((*key).to_owned(), (*text).into()));
        found.push((pointer.to_owned(), Ordered::Object(words.collect())));
    };
    for Operation { pointer, .. } in own.overlaid.operations() {
        let operation = document.pointer(&pointer).unwrap_or(&Value::Null);
        if operation.get("summary").is_none() {
            add(&pointer, &[("summary", UNDESCRIBED)]);
        }
        for (index, parameter) in operation["parameters"].as_array().into_iter().flatten().enumerate() {
            if let (Some(name), None) = (parameter["name"].as_str(), parameter.get("description")) {
                // The name proves that the index means this parameter.
                add(&format!("{pointer}/parameters/{index}"), &[("name", name), ("description", UNDESCRIBED)]);
            }
        }
    }
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        let pointer = format!("/components/schemas/{}", escape(name));
        if schema.get("description").is_none() && schema.get("$ref").is_none() {
            add(&pointer, &[("description", UNDESCRIBED)]);
        }
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            if property.get("description").is_none() {
                let mut envelopes = schemas.into_iter().flat_map(|schemas| schemas.values());
                let known = envelopes.find_map(|other| {
                    let is_same = field != "data" && is_envelope(schema) && is_envelope(other);
                    is_same.then(|| other["properties"][field]["description"].as_str()).flatten()
                });
                let pointer = format!("{pointer}/properties/{}", escape(field));
                add(&pointer, &[("description", known.unwrap_or(UNDESCRIBED))]);
            }
        }
    }
    found
}

/// The JSONPath of a pointer.
pub(super) fn json_path(pointer: &str) -> String {
    let mut path = "$".to_owned();
    for step in pointer.split('/').skip(1).map(super::document::unescape) {
        match step.chars().all(|char| char.is_ascii_alphanumeric() || char == '_') {
            true if step.parse::<usize>().is_ok() => path += &format!("[{step}]"),
            true => path += &format!(".{step}"),
            false => path += &format!("['{step}']"),
        }
    }
    path
}
