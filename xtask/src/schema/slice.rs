//! The slice of a vendor document: the chosen operations and everything that they reach, in the vendor's order.
//!
//! The slice leaves out prose, which belongs to the vendor: titles, descriptions, summaries, examples, tags and
//! extensions. It changes nothing else. What servers do otherwise is `overlay.json`; our own texts are `words.json`.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::document::{Document, Operation, escape, is_prose, target, unescape};
use super::ordered::{Ordered, place};
use super::text::printable;
use crate::failure::Failure;

/// Keywords whose members are names that the document chooses, and no keywords.
const NAMED: [&str; 12] = [
    "paths",
    "properties",
    "schemas",
    "responses",
    "parameters",
    "headers",
    "requestBodies",
    "securitySchemes",
    "content",
    "variables",
    "encoding",
    "mapping",
];
/// Keywords whose value is data.
const DATA: [&str; 3] = ["default", "enum", "security"];

/// Slices a vendor document. `kept` are pointers of our document `own` whose value stays as it is there, although the
/// vendor's document has another one or none.
pub(super) fn slice(
    vendor: &Document,
    operations: &[Operation],
    own: &Ordered,
    kept: &[String],
) -> Result<Ordered, Failure> {
    let whole = Ordered::parse(&vendor.text).map_err(|error| vendor.fail("", &error.to_string()))?;
    let Ordered::Object(members) = &whole else { return Err(vendor.fail("", "is no object")) };
    let mut slice = IndexMap::new();
    for (key, member) in members.iter().filter(|(key, _)| !is_prose(key)) {
        let member = match key.as_str() {
            "paths" => paths(member, operations),
            // The components that are reached are added below.
            "components" => continue,
            "info" => info(member),
            _ => without_prose(member, key),
        };
        slice.insert(key.clone(), member);
    }
    slice.insert("components".to_owned(), Ordered::Object(IndexMap::new()));
    let mut slice = Ordered::Object(slice);
    // A kept part may refer to further components, and a component may be kept.
    loop {
        for pointer in kept {
            keep(&mut slice, own, pointer)?;
        }
        if !add_components(&mut slice, &whole, own) {
            break;
        }
    }
    drop_components(&mut slice);
    sort_like(&mut slice, &whole);
    Ok(slice)
}

/// The value of a keyword, without prose.
fn without_prose(value: &Ordered, keyword: &str) -> Ordered {
    match value {
        _ if DATA.contains(&keyword) => value.clone(),
        Ordered::Object(members) if NAMED.contains(&keyword) => {
            let named = members.iter().map(|(name, member)| (name.clone(), named(member, keyword)));
            Ordered::Object(named.collect())
        }
        Ordered::Object(members) => {
            let known = members.iter().filter(|(key, _)| !is_prose(key));
            Ordered::Object(known.map(|(key, member)| (key.clone(), without_prose(member, key))).collect())
        }
        // The elements of a list are no names, such as those of `parameters`.
        Ordered::Array(values) => Ordered::Array(values.iter().map(|value| without_prose(value, "")).collect()),
        leaf => leaf.clone(),
    }
}

/// A member of a map of names. OpenAPI asks for the description of a response: an empty one stays.
fn named(member: &Ordered, keyword: &str) -> Ordered {
    let Ordered::Object(members) = member else { return member.clone() };
    let mut slice = IndexMap::new();
    for (key, value) in members {
        match (keyword, key.as_str()) {
            ("responses", "description") => drop(slice.insert(key.clone(), "".into())),
            _ if is_prose(key) => {}
            _ => drop(slice.insert(key.clone(), without_prose(value, key))),
        }
    }
    Ordered::Object(slice)
}

/// Title and version, which OpenAPI asks for.
fn info(info: &Ordered) -> Ordered {
    let member = |key: &str| info.get(key).map(|value| (key.to_owned(), value.clone()));
    Ordered::Object(["title", "version"].into_iter().filter_map(member).collect())
}

fn paths(paths: &Ordered, operations: &[Operation]) -> Ordered {
    let Ordered::Object(items) = paths else { return paths.clone() };
    let mut slice = IndexMap::new();
    for (path, item) in items {
        let Ordered::Object(members) = item else { continue };
        let chosen = |method: &str| operations.iter().any(|known| known.path == *path && known.method == method);
        if !members.keys().any(|method| chosen(method)) {
            continue;
        }
        let members = members.iter().filter(|(key, _)| chosen(key) || matches!(key.as_str(), "parameters" | "$ref"));
        let members = members.map(|(key, member)| (key.clone(), without_prose(member, "")));
        slice.insert(path.clone(), Ordered::Object(members.collect()));
    }
    Ordered::Object(slice)
}

/// Adds each component that the slice names and lacks: the vendor's, or else ours, which a kept part needs. False if
/// the slice lacks none.
fn add_components(slice: &mut Ordered, whole: &Ordered, own: &Ordered) -> bool {
    let mut has_added = false;
    for (kind, name) in references(slice) {
        let (parent, pointer) = (format!("/components/{}", escape(&kind)), pointer(&kind, &name));
        let theirs = whole.at(&pointer).map(|component| named(component, &kind));
        if slice.at(&pointer).is_none()
            && let Some(component) = theirs.or_else(|| own.at(&pointer).cloned())
            && let Some(components) = slice.object_at(&parent)
        {
            components.insert(name, component);
            has_added = true;
        }
    }
    has_added
}

/// Drops the components that only a replaced part of the document referred to.
fn drop_components(slice: &mut Ordered) {
    let mut reached = BTreeSet::new();
    let mut queue: Vec<Ordered> = slice.get("paths").cloned().into_iter().collect();
    while let Some(part) = queue.pop() {
        for (kind, name) in references(&part) {
            if reached.insert((kind.clone(), name.clone())) {
                queue.extend(slice.at(&pointer(&kind, &name)).cloned());
            }
        }
    }
    let Some(Ordered::Object(kinds)) = slice.at_mut("/components") else { return };
    for (kind, components) in kinds {
        if let Ordered::Object(components) = components {
            components.retain(|name, _| reached.contains(&(kind.clone(), name.clone())));
        }
    }
}

/// Puts members, kinds of components and components into the vendor's order.
fn sort_like(slice: &mut Ordered, whole: &Ordered) {
    let mut pointers = vec![String::new(), "/components".to_owned()];
    let kinds = whole.get("components").map(Ordered::names).unwrap_or_default();
    pointers.extend(kinds.iter().map(|kind| format!("/components/{}", escape(kind))));
    for pointer in pointers {
        let order = whole.at(&pointer).map(Ordered::names).unwrap_or_default();
        if let Some(Ordered::Object(members)) = slice.at_mut(&pointer) {
            members.sort_by_key(|key, _| order.iter().position(|known| known == key).unwrap_or(usize::MAX));
        }
    }
}

fn pointer(kind: &str, name: &str) -> String {
    format!("/components/{}/{}", escape(kind), escape(name))
}

/// Kind and name of each component that a part of a document names: by `$ref`, or as a security scheme.
fn references(part: &Ordered) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = vec![part];
    while let Some(value) = rest.pop() {
        match value {
            Ordered::Object(members) => {
                let reference = members.get("$ref").and_then(Ordered::as_str).and_then(target);
                let reference = reference.as_deref().and_then(|target| target.strip_prefix("/components/"));
                if let Some((kind, name)) = reference.and_then(|rest| rest.split_once('/')) {
                    let name = name.split('/').next().unwrap_or_default();
                    found.push((unescape(kind), unescape(name)));
                }
                if let Some(Ordered::Array(alternatives)) = members.get("security") {
                    let names = alternatives.iter().flat_map(Ordered::names);
                    found.extend(names.map(|name| ("securitySchemes".to_owned(), name.to_owned())));
                }
                rest.extend(members.values());
            }
            Ordered::Array(values) => rest.extend(values),
            Ordered::Leaf(_) => {}
        }
    }
    found
}

/// Gives a place of the slice the value that our document has there.
fn keep(slice: &mut Ordered, own: &Ordered, pointer: &str) -> Result<(), Failure> {
    let broken = || Failure::new(format!("--leave {}: is no place of the document", printable(pointer)));
    let (parent, step) = pointer.rsplit_once('/').ok_or_else(broken)?;
    let step = unescape(step);
    let order: Vec<String> =
        own.at(parent).map(Ordered::names).unwrap_or_default().iter().map(|&n| n.to_owned()).collect();
    let value = own.at(pointer).cloned();
    match (slice.at_mut(parent), value) {
        // A component that isn't reached yet, or a parent that is kept as a whole.
        (None, _) => Ok(()),
        (Some(Ordered::Object(members)), Some(value)) => {
            let order: Vec<&str> = order.iter().map(String::as_str).collect();
            let names: Vec<&str> = members.keys().map(String::as_str).filter(|name| **name != *step).collect();
            let index = if members.contains_key(&step) { None } else { Some(place(&names, &order, &step)) };
            match index {
                Some(index) => drop(members.shift_insert(index, step, value)),
                None => drop(members.insert(step, value)),
            }
            Ok(())
        }
        (Some(Ordered::Object(members)), None) => {
            members.shift_remove(&step);
            Ok(())
        }
        (Some(Ordered::Array(values)), value) => {
            let index: usize = step.parse().map_err(|_| broken())?;
            match value {
                Some(value) if index < values.len() => values[index] = value,
                Some(value) => values.push(value),
                None if index < values.len() => drop(values.remove(index)),
                None => {}
            }
            Ok(())
        }
        (Some(Ordered::Leaf(_)), _) => Err(broken()),
    }
}

/// The most JSON values that the operations of a document may have, after its references are resolved.
const MOST_VALUES: usize = 100_000;

/// The most references in each other.
const DEEPEST: usize = 64;

/// Refuses a document whose operations are too large once references are resolved, so that no work on it takes for
/// ever.
pub(super) fn check_size(document: &Document, operations: &[Operation]) -> Result<(), Failure> {
    let mut left = MOST_VALUES;
    for operation in operations {
        for place in [&operation.pointer, &format!("{}/parameters", operation.item)] {
            if let Some(value) = document.value.pointer(place)
                && !count(document, value, &mut Vec::new(), &mut left)
            {
                let message = format!(
                    "has more than {MOST_VALUES} values, or {DEEPEST} references in each other, after references are \
                     resolved: take fewer operations, or look what multiplies them"
                );
                return Err(document.fail(place, &message));
            }
        }
    }
    Ok(())
}

/// Counts a value, references resolved. False if there are too many values, or too many references in each other.
fn count<'a>(document: &'a Document, value: &'a Value, trail: &mut Vec<&'a str>, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let found = target(reference).and_then(|target| document.value.pointer(&target));
                let Some(found) = found.filter(|_| !trail.contains(&reference)) else { return true };
                trail.push(reference);
                let fits = trail.len() <= DEEPEST && count(document, found, trail, left);
                trail.pop();
                return fits;
            }
            members.values().all(|member| count(document, member, trail, left))
        }
        Value::Array(values) => values.iter().all(|value| count(document, value, trail, left)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse(text.as_bytes().to_vec(), "vendor.json").unwrap()
    }

    #[test]
    fn names_are_no_keywords() {
        let vendor = document(
            r##"{"openapi":"3.0.0","info":{"title":"T","version":"1","description":"w"},"tags":[],"x-a":1,
            "paths":{"/a":{"get":{"tags":["t"],"summary":"w","operationId":"a","parameters":[],"responses":{
                "200":{"description":"w","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}},
                "put":{}},"/b":{"get":{}}},
            "components":{"schemas":{"Z":{},"B":{"type":"string","enum":["x"],"example":"x"},"A":{"type":"object",
                "description":"w","properties":{"description":{"type":"string","description":"w"},
                "example":{"$ref":"#/components/schemas/B"},"d":{"default":{"description":1},"x-b":2}}}}}}"##,
        );
        let operations: Vec<_> = vendor.operations().into_iter().filter(|known| known.path == "/a").take(1).collect();
        let slice = slice(&vendor, &operations, &Ordered::from(Value::Null), &[]).unwrap();
        let text = serde_json::to_string(&slice).unwrap();
        assert_eq!(
            text,
            r##"{"openapi":"3.0.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"operationId":"a","parameters":[],"responses":{"200":{"description":"","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}},"components":{"schemas":{"B":{"type":"string","enum":["x"]},"A":{"type":"object","properties":{"description":{"type":"string"},"example":{"$ref":"#/components/schemas/B"},"d":{"default":{"description":1}}}}}}}"##
        );
    }
}
