//! `schema check`: checks that the files of `schema/` agree with each other, and that the generated copy is current.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{Document, Operation, component, places, target};
use super::own::Own;
use super::shape::{Kind, Shape};
use super::source::Source;
use super::text::{printable, show};
use super::words::UNDESCRIBED;
use super::{compare, overlay};
use crate::failure::Failure;
use crate::files::{GENERATED, OPENAPI, OVERLAY, README, Root, WORDS};
use crate::{codegen, generate};

/// Prints one line for each problem. True if there is no problem.
pub(crate) fn run(root: &Root) -> Result<bool, Failure> {
    let mut problems = Vec::new();
    match Own::read(root) {
        Err(failure) => problems.push(failure.to_string()),
        Ok(own) => {
            problems.extend(contradictions(&own));
            problems.extend(left_to_do(root, &own));
            match generate::files(root) {
                Err(failure) => problems.push(failure.to_string()),
                Ok(files) if !generate::is_current(root, &files)? => {
                    problems.push(format!("{GENERATED}: is stale: run cargo xtask generate and commit the result"));
                }
                Ok(_) => {}
            }
            for note in nameless(&own) {
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

/// Samples, descriptions and types that a change of `openapi.json` asks for.
pub(crate) fn left_to_do(root: &Root, own: &Own) -> Vec<String> {
    [samples(root, own), undescribed(own), fractional(own)].concat()
}

/// Faults of `openapi.json` and its overlays, each alone and all together.
pub(crate) fn contradictions(own: &Own) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in
        [(OPENAPI.to_owned(), &own.openapi.value), (format!("{OPENAPI} with its overlays"), &own.overlaid.value)]
    {
        if let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(value.clone()) {
            found.push(format!("{name}: is not valid OpenAPI 3.0: {error}"));
        }
        found.extend(dangling(value).into_iter().map(|problem| format!("{name}: {problem}")));
    }
    match overlay::effects(own) {
        Err(failure) => found.push(failure.to_string()),
        Ok(effects) => {
            for effect in effects {
                if effect.file == OVERLAY && effect.reason.trim().is_empty() {
                    found.push(format!("{}: has no reason: write it into `description`", effect.name()));
                }
                found.extend(effect.complaint().map(|complaint| format!("{}: {complaint}", effect.name())));
            }
        }
    }
    found.extend(strangers(own));
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

/// Fields that only `words.json` has: a description of a field that the document has lost.
fn strangers(own: &Own) -> Vec<String> {
    let Ok(corrected) = codegen::overlay::apply(own.openapi.value.clone(), OVERLAY, &own.overlay) else {
        return Vec::new();
    };
    let is_field = |pointer: &str| pointer.rsplit_once('/').is_some_and(|(parent, _)| parent.ends_with("/properties"));
    let found = places(&own.overlaid.value).filter(|(pointer, _)| is_field(pointer));
    let found = found.filter(|(pointer, _)| corrected.document.pointer(pointer).is_none());
    found
        .map(|(pointer, _)| format!("{WORDS}: {}: the document has no such field: remove it", printable(&pointer)))
        .collect()
}

/// References that lead to nothing.
fn dangling(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (pointer, value) in places(document) {
        // Under `properties`, `$ref` would be the name of a field.
        if let (Some(Value::String(reference)), false) = (value.get("$ref"), pointer.ends_with("/properties"))
            && target(reference).and_then(|target| document.pointer(&target)).is_none()
        {
            let (pointer, reference) = (printable(&pointer), printable(reference));
            found.push(format!("{pointer}/$ref: {reference:?} leads to nothing in this document"));
        }
    }
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
            roots.extend(compare::body(document, &document.resolve(&body)?)?);
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

/// Each operation's sample is `schema/<path without /api/v3/>.sample.json`, with the method if the path has a GET too.
/// The crate's tests decode the samples.
fn samples(root: &Root, own: &Own) -> Vec<String> {
    let mut found = Vec::new();
    let names: Vec<_> = own.openapi.operations().iter().map(|known| sample_name(&own.openapi, known)).collect();
    let operations = own.openapi.operations();
    let missing = operations.iter().zip(&names).filter(|(_, name)| !root.path(name).exists());
    found.extend(missing.map(|(operation, name)| {
        format!("{name}: is missing: write the documented answer of {} into it", operation.name())
    }));
    let there = root.list("schema").unwrap_or_default().into_iter().filter(|name| name.ends_with(".sample.json"));
    found.extend(there.filter(|name| !names.contains(name)).map(|name| format!("{name}: has no operation: remove it")));
    found
}

fn sample_name(document: &Document, operation: &Operation) -> String {
    let has_get = document.operations().iter().any(|other| other.path == operation.path && other.method == "get");
    format!("schema/{}.sample.json", codegen::names::sample_stem(operation.method, &operation.path, has_get))
}

/// Descriptions that are missing, or that nobody has written yet. All descriptions are ours, since the slice has none.
fn undescribed(own: &Own) -> Vec<String> {
    let missing = super::words::missing(own).into_iter().map(|(pointer, _)| pointer);
    let unwritten = places(&own.overlaid.value).filter(|(_, value)| *value == UNDESCRIBED);
    let found = missing.chain(unwritten.filter_map(|(at, _)| Some(at.rsplit_once('/')?.0.to_owned())));
    found.map(|pointer| format!("{}: has no description: write it in {WORDS}", printable(&pointer))).collect()
}

/// Enum values for which the overlay has no name, although it names others of the same enum.
pub(crate) fn nameless(own: &Own) -> Vec<String> {
    let mut found = Vec::new();
    for (pointer, value) in places(&own.overlaid.value) {
        let (Some(Value::Array(values)), Some(Value::Object(names))) = (value.get("enum"), value.get("x-enum-names"))
        else {
            continue;
        };
        let values = values.iter().filter_map(Value::as_str);
        for value in values.filter(|value| !value.is_empty() && !names.contains_key(*value)) {
            let (pointer, value) = (printable(&pointer), printable(value));
            found.push(format!("{pointer}: name the variant of `{value}` in {OVERLAY} (x-enum-names)"));
        }
    }
    found
}

/// Parameters that count, such as `page` and `limit`, but aren't integers: `2.0` is refused by servers.
fn fractional(own: &Own) -> Vec<String> {
    let counts = |value: &Value| {
        let name = value["name"].as_str().unwrap_or_default().to_ascii_lowercase();
        ["page", "limit", "size", "count", "offset"].iter().any(|word| name.ends_with(word))
    };
    let found = places(&own.overlaid.value);
    let found =
        found.filter(|(_, value)| value.get("in").is_some() && value["schema"]["type"] == "number" && counts(value));
    found.map(|(pointer, _)| format!("{}/schema: make the type `integer` in {OVERLAY}", printable(&pointer))).collect()
}
