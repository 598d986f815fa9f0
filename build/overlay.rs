//! OpenAPI Overlay 1.0, as far as the project uses it: the actions `update` and `remove`, with targets in a part of
//! JSONPath (root, names, indexes, wildcards). The crate `roas-overlay` implements all of Overlay, but would add a
//! JSONPath engine to every build that generates. The tests compare this module with that crate.

use serde_json::Value;

use super::error::Error;

/// The document after the overlay, and the effect of each action.
#[derive(Debug)]
pub struct Applied {
    pub document: Value,
    // build.rs includes this file and doesn't read the field.
    #[allow(dead_code)]
    pub actions: Vec<Action>,
}

/// The effect of one action.
#[derive(Debug)]
#[allow(dead_code)]
pub struct Action {
    pub target: String,
    pub reason: String,
    pub matched: usize,
    pub changed: bool,
}

/// Applies the actions in their order. `file` is the overlay's name in errors.
pub fn apply(mut document: Value, file: &str, overlay: &Value) -> Result<Applied, Error> {
    let version = overlay["overlay"].as_str().unwrap_or_default();
    if !version.starts_with("1.0") {
        return Err(Error::new(format!("{file}#/overlay"), "must be the version \"1.0.0\""));
    }
    let Some(steps) = overlay["actions"].as_array() else {
        return Err(Error::new(format!("{file}#/actions"), "must be a list"));
    };
    let mut actions = Vec::new();
    for (index, action) in steps.iter().enumerate() {
        let fail = |message: String| Error::new(format!("{file}#/actions/{index}"), message);
        let target = action["target"].as_str().ok_or_else(|| fail("has no target".into()))?;
        let path = path(target).map_err(fail)?;
        let mut primitive = false;
        visit(&mut document, &path, &mut |value| primitive |= !(value.is_object() || value.is_array()));
        if primitive {
            return Err(fail(format!("target {target:?} selects what is neither an object nor a list")));
        }
        let (matched, changed) = match (action.get("update"), &action["remove"]) {
            (_, Value::Bool(true)) => {
                let removed = remove(&mut document, &path);
                (removed, removed > 0)
            }
            (Some(update), _) => {
                let (mut matched, mut changed) = (0, false);
                visit(&mut document, &path, &mut |value| {
                    matched += 1;
                    let before = value.clone();
                    match &mut *value {
                        // The specification: an update of a list is added as one more entry.
                        Value::Array(values) => values.push(update.clone()),
                        _ => merge(value, update),
                    }
                    changed |= *value != before;
                });
                (matched, changed)
            }
            (None, _) => return Err(fail("has neither update nor remove".into())),
        };
        actions.push(Action {
            target: target.to_owned(),
            reason: action["description"].as_str().unwrap_or_default().to_owned(),
            matched,
            changed,
        });
    }
    Ok(Applied { document, actions })
}

#[derive(Debug, PartialEq)]
enum Step {
    Name(String),
    Index(usize),
    Wildcard,
}

fn path(target: &str) -> Result<Vec<Step>, String> {
    let mut rest = target.strip_prefix('$').ok_or_else(|| format!("target {target:?} doesn't begin with $"))?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, length) = step(rest)
            .ok_or_else(|| format!("target {target:?}: at {rest:?}: known are .name, .*, ['name'], [index] and [*]"))?;
        steps.push(step);
        rest = &rest[length..];
    }
    Ok(steps)
}

fn step(rest: &str) -> Option<(Step, usize)> {
    if rest.starts_with(".*") {
        return Some((Step::Wildcard, 2));
    }
    if let Some(name) = rest.strip_prefix('.') {
        let name = name.split(['.', '[']).next().filter(|name| !name.is_empty())?;
        let plain = name.chars().all(|char| char.is_alphanumeric() || char == '_');
        return plain.then(|| (Step::Name(name.to_owned()), 1 + name.len()));
    }
    let inner = rest.strip_prefix('[')?;
    if inner.starts_with("*]") {
        return Some((Step::Wildcard, 3));
    }
    for quote in ['\'', '"'] {
        if let Some(name) = inner.strip_prefix(quote) {
            let end =
                name.find(quote).filter(|end| name[end + 1..].starts_with(']') && !name[..*end].contains('\\'))?;
            return Some((Step::Name(name[..end].to_owned()), end + 4));
        }
    }
    let end = inner.find(']')?;
    Some((Step::Index(inner[..end].parse().ok()?), end + 2))
}

fn children<'a>(value: &'a mut Value, step: &Step) -> Vec<&'a mut Value> {
    match (value, step) {
        (Value::Object(members), Step::Name(name)) => members.get_mut(name).into_iter().collect(),
        (Value::Object(members), Step::Wildcard) => members.values_mut().collect(),
        (Value::Array(values), Step::Index(index)) => values.get_mut(*index).into_iter().collect(),
        (Value::Array(values), Step::Wildcard) => values.iter_mut().collect(),
        _ => Vec::new(),
    }
}

fn visit(value: &mut Value, path: &[Step], act: &mut dyn FnMut(&mut Value)) {
    match path {
        [] => act(value),
        [step, rest @ ..] => children(value, step).into_iter().for_each(|child| visit(child, rest, act)),
    }
}

fn remove(document: &mut Value, path: &[Step]) -> usize {
    let Some((last, parents)) = path.split_last() else {
        return 0;
    };
    let mut removed = 0;
    visit(document, parents, &mut |parent| {
        removed += match (parent, last) {
            (Value::Object(members), Step::Name(name)) => usize::from(members.remove(name).is_some()),
            (Value::Object(members), Step::Wildcard) => std::mem::take(members).len(),
            (Value::Array(values), Step::Index(index)) if *index < values.len() => {
                values.remove(*index);
                1
            }
            (Value::Array(values), Step::Wildcard) => std::mem::take(values).len(),
            _ => 0,
        }
    });
    removed
}

/// Merges an update as the specification asks: objects member by member, lists by concatenation; other values are
/// replaced.
fn merge(value: &mut Value, update: &Value) {
    match (value, update) {
        (Value::Object(members), Value::Object(updates)) => {
            for (key, update) in updates {
                match members.get_mut(key) {
                    Some(member) => merge(member, update),
                    None => drop(members.insert(key.clone(), update.clone())),
                }
            }
        }
        (Value::Array(values), Value::Array(more)) => values.extend(more.iter().cloned()),
        (value, update) => *value = update.clone(),
    }
}
