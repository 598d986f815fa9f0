//! `schema check`: checks that the files of `schema/` agree with each other, and that the generated copy is current.

use std::collections::BTreeSet;

use serde_json::Value;

use super::adopt::UNDESCRIBED;
use super::document::{Document, Operation, component, escape, target};
use super::own::Own;
use super::shape::{Kind, Shape};
use super::source::Source;
use super::text::{printable, show};
use super::{compare, overlay, sample};
use crate::failure::Failure;
use crate::files::{GENERATED, OPENAPI, OVERLAY, README, Root};
use crate::generate;

/// Prints one line for each problem. True if there is no problem.
pub(crate) fn run(root: &Root) -> Result<bool, Failure> {
    let mut problems = Vec::new();
    match Own::read(root) {
        Err(failure) => problems.push(failure.to_string()),
        Ok(own) => {
            problems.extend(contradictions(&own));
            problems.extend(samples(root, &own));
            match generate::files(root) {
                Err(failure) => problems.push(failure.to_string()),
                Ok(files) if !generate::is_current(root, &files)? => {
                    problems.push(format!("{GENERATED}: is stale: run cargo xtask generate and commit the result"));
                }
                Ok(_) => {}
            }
            for note in notes(&own) {
                show(&format!("note: {note}\n"));
            }
        }
    }
    if let Err(failure) = root.read(README).and_then(|text| Source::read(&text)) {
        problems.push(failure.to_string());
    }
    for problem in &problems {
        eprintln!("xtask: {problem}");
    }
    if problems.is_empty() {
        show("schema/ is consistent, src/generated is current\n");
    }
    Ok(problems.is_empty())
}

/// Faults of `openapi.json` and `overlay.json`, each alone and both together.
pub(crate) fn contradictions(own: &Own) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in
        [(OPENAPI.to_owned(), &own.openapi.value), (format!("{OPENAPI} with {OVERLAY}"), &own.overlaid.value)]
    {
        if let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(value.clone()) {
            found.push(format!("{name}: is not valid OpenAPI 3.0: {error}"));
        }
        found.extend(dangling(value).into_iter().map(|problem| format!("{name}: {problem}")));
    }
    match overlay::effects(&own.openapi.value, &own.overlay) {
        Err(failure) => found.push(failure.to_string()),
        Ok(effects) => {
            for effect in effects {
                if effect.reason.trim().is_empty() {
                    found.push(format!("{}: has no reason: write it into `description`", effect.name()));
                }
                found.extend(effect.complaint().map(|complaint| format!("{}: {complaint}", effect.name())));
            }
        }
    }
    if own.openapi.operations().is_empty() {
        found.push(format!("{OPENAPI}: has no operation"));
    }
    match mandatory(own) {
        Err(failure) => found.push(failure.to_string()),
        Ok(problems) => found.extend(problems),
    }
    match optional_in_requests(own) {
        Err(failure) => found.push(failure.to_string()),
        Ok(pointers) => found.extend(pointers.iter().map(|pointer| {
            format!(
                "{OPENAPI}: {}/required: is removed by {OVERLAY}, but requests need these members: set the list anew \
                 there, or remove it by an action of its own, with the reason",
                printable(pointer)
            )
        })),
    }
    found
}

/// References that lead to nothing.
fn dangling(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), document)];
    while let Some((pointer, value)) = rest.pop() {
        match value {
            Value::Object(members) => {
                // Under `properties`, `$ref` would be the name of a field.
                if let (Some(Value::String(reference)), false) = (members.get("$ref"), pointer.ends_with("/properties"))
                    && target(reference).and_then(|target| document.pointer(&target)).is_none()
                {
                    let (pointer, reference) = (printable(&pointer), printable(reference));
                    found.push(format!("{pointer}/$ref: {reference:?} leads to nothing in this document"));
                }
                rest.extend(members.iter().map(|(key, member)| (format!("{pointer}/{}", escape(key)), member)));
            }
            Value::Array(values) => {
                rest.extend(values.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)));
            }
            _ => {}
        }
    }
    found.sort();
    found
}

/// Fields of answers that only the vendor's document makes mandatory. The overlay has to decide which fields of an
/// answer are mandatory, since servers leave out fields that the vendor's document requires.
fn mandatory(own: &Own) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for shape in answers(&own.overlaid)? {
        let list = |document: &Document| -> BTreeSet<String> {
            let list = document.value.pointer(&format!("{}/required", shape.at)).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let required = list(&own.overlaid);
        if !required.is_empty() && required == list(&own.openapi) {
            found.push(format!(
                "{OPENAPI}: {}/required: makes fields of an answer mandatory: remove the list in overlay.json, \
                 with the reason",
                printable(&shape.at)
            ));
        }
    }
    Ok(found)
}

/// Pointers of request schemas whose `required` list the overlay removes by a wildcard. The service refuses a request
/// without these members. An action that names the schema itself is a decision of the maintainer, and isn't reported.
pub(crate) fn optional_in_requests(own: &Own) -> Result<Vec<String>, Failure> {
    let answers: BTreeSet<String> = answers(&own.openapi)?.into_iter().map(|shape| shape.at).collect();
    let targets = |pointer: &str| {
        let name = component(pointer).unwrap_or_default();
        let schema = [format!("$.components.schemas.{name}"), format!("$.components.schemas['{name}']")];
        let actions = own.overlay["actions"].as_array().into_iter().flatten();
        actions.into_iter().any(|action| {
            let target = action["target"].as_str().unwrap_or_default();
            let list = schema.iter().any(|schema| target.strip_prefix(schema) == Some(".required"));
            list || schema.iter().any(|schema| target == schema) && action["update"].get("required").is_some()
        })
    };
    let mut found = Vec::new();
    for shape in requests(&own.openapi)? {
        let list = |document: &Document| {
            document.value.pointer(&shape.at).is_some_and(|schema| schema.get("required").is_some())
        };
        if component(&shape.at).is_some()
            && !answers.contains(&shape.at)
            && list(&own.openapi)
            && !list(&own.overlaid)
            && !targets(&shape.at)
        {
            found.push(shape.at);
        }
    }
    Ok(found)
}

/// All structs that answers contain, at any depth.
fn answers(document: &Document) -> Result<Vec<Shape<'_>>, Failure> {
    let mut roots = Vec::new();
    for operation in document.operations() {
        roots.extend(compare::answer(document, &operation.pointer)?.map(|(_, schema)| schema));
    }
    structs(document, roots)
}

/// All structs that request bodies contain, at any depth.
fn requests(document: &Document) -> Result<Vec<Shape<'_>>, Failure> {
    let mut roots = Vec::new();
    for operation in document.operations() {
        let body = format!("{}/requestBody", operation.pointer);
        if document.value.pointer(&body).is_some() {
            roots.extend(compare::body(document, &document.resolve(&body)?)?.map(|(_, schema)| schema));
        }
    }
    structs(document, roots)
}

fn structs(document: &Document, mut queue: Vec<String>) -> Result<Vec<Shape<'_>>, Failure> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(pointer) = queue.pop() {
        let shape = Shape::of(document, &pointer)?;
        queue.extend(shape.items());
        if matches!(shape.kind, Kind::Struct(_)) && seen.insert(shape.at.clone()) {
            queue.extend(shape.properties().into_values());
            found.push(shape);
        }
    }
    Ok(found)
}

/// Each operation's sample is `schema/<last part of its path>.sample.json`.
fn samples(root: &Root, own: &Own) -> Vec<String> {
    let mut found = Vec::new();
    for operation in own.openapi.operations() {
        let name = sample_name(&operation);
        let outcome = sample(root, own, &operation, &name);
        found.extend(
            outcome
                .unwrap_or_else(|failure| vec![failure.to_string()])
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    found
}

fn sample(root: &Root, own: &Own, operation: &Operation, name: &str) -> Result<Vec<String>, Failure> {
    let Some(text) = root.read_if_any(name)? else {
        return Ok(vec![format!("is missing: write the documented answer of {} into it", operation.name())]);
    };
    let Some((_, pointer)) = compare::answer(&own.overlaid, &operation.pointer)? else { return Ok(Vec::new()) };
    match serde_json::from_str(&text) {
        Ok(value) => sample::disagreements(&own.overlaid, &pointer, &value),
        Err(error) => Ok(vec![format!("is not JSON: {error}")]),
    }
}

pub(crate) fn sample_name(operation: &Operation) -> String {
    format!("schema/{}.sample.json", operation.last_segment())
}

/// Descriptions and names of enum values that nobody has written yet. They are work to do, not faults.
pub(crate) fn notes(own: &Own) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), &own.overlaid.value)];
    while let Some((pointer, value)) = rest.pop() {
        match value {
            Value::Object(members) => {
                for key in ["summary", "description"] {
                    if members.get(key).is_some_and(|text| text == UNDESCRIBED) {
                        found.push(format!("{}/{key}: write it in {OPENAPI}", printable(&pointer)));
                    }
                }
                if let (Some(Value::Array(values)), Some(Value::Object(names))) =
                    (members.get("enum"), members.get("x-enum-names"))
                {
                    let nameless = values.iter().filter_map(Value::as_str);
                    for value in nameless.filter(|value| !value.is_empty() && !names.contains_key(*value)) {
                        let (pointer, value) = (printable(&pointer), printable(value));
                        found.push(format!("{pointer}: name the variant of `{value}` in {OVERLAY} (x-enum-names)"));
                    }
                }
                rest.extend(members.iter().map(|(key, member)| (format!("{pointer}/{}", escape(key)), member)));
            }
            Value::Array(values) => {
                rest.extend(values.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)));
            }
            _ => {}
        }
    }
    found.sort();
    found
}
