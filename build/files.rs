//! Which file each generated item stands in. Each tag of the document has a file for its operations, and a file for the
//! types that these operations use.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::error::Error;
use super::model::{Kind, Model, Operation};
use super::progenitor::Progenitor;
use super::{operations, types};

const HEADER: &str = "@generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.";

/// The file name for operations without a tag, and for types that no operation uses.
const OTHER: &str = "other";

/// The operations and types of one tag.
#[derive(Default)]
struct Group<'a> {
    operations: Vec<&'a Operation>,
    types: BTreeSet<String>,
    /// The feature that all of them need.
    feature: Option<&'a str>,
}

/// The text of each file, by its name below `generated/`.
pub fn files(model: &Model, progenitor: &Progenitor) -> Result<Vec<(String, String)>, Error> {
    let groups = groups(model)?;
    let homes: BTreeMap<&str, &str> = groups
        .iter()
        .flat_map(|(group, Group { types, .. })| types.iter().map(move |name| (name.as_str(), group.as_str())))
        .collect();
    let mut files = Vec::new();
    for (name, group) in &groups {
        if !group.types.is_empty() {
            files.push((format!("types/{name}.rs"), types_file(model, name, group, &homes)));
        }
        if !group.operations.is_empty() {
            files.push((format!("calls/{name}.rs"), calls_file(model, group, progenitor)?));
        }
    }
    files.push(("types/mod.rs".to_owned(), types_index(model, &groups, &homes)));
    files.push(("calls/mod.rs".to_owned(), calls_index(&groups)));
    files.push(("paths.rs".to_owned(), paths(model)));
    files.push(("mod.rs".to_owned(), index()));
    files.push(("schemas.json".to_owned(), types::schemas(model)));
    files.sort();
    Ok(files)
}

/// Sorts operations and types by tag. A type belongs to the first tag that uses the type, tags without a feature first,
/// so that a file imports only from files of earlier tags, and no two files import each other.
fn groups(model: &Model) -> Result<BTreeMap<String, Group<'_>>, Error> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for operation in &model.operations {
        let group = groups.entry(file_name(operation.tag.as_deref())).or_default();
        let feature = operation.feature.as_deref();
        if group.operations.is_empty() {
            group.feature = feature;
        } else if group.feature != feature {
            let pointer = format!("{}/tags", operation.pointer);
            return Err(Error::new(pointer, "another tag of the same file needs another feature: rename the tag"));
        }
        group.operations.push(operation);
    }
    let mut placed = BTreeMap::new();
    let mut sorted: Vec<&mut Group<'_>> = groups.values_mut().collect();
    sorted.sort_by_key(|group| group.feature.is_some());
    for group in sorted {
        for operation in &group.operations {
            let kinds = operation.parameters.iter().map(|parameter| &parameter.kind).chain(&operation.data);
            for name in kinds.filter_map(Kind::named).chain(operation.body_struct().map(String::as_str)) {
                reach(model, name, group.feature, &mut placed, &mut group.types)
                    .map_err(|message| Error::new(&operation.pointer, message))?;
            }
        }
    }
    let all = model.structs.keys().chain(model.enums.keys());
    for name in all.filter(|name| !placed.contains_key(*name)).cloned().collect::<Vec<_>>() {
        groups.entry(OTHER.to_owned()).or_default().types.insert(name);
    }
    Ok(groups)
}

/// Adds a type and the types of its fields to a tag's types, unless another tag has them already.
fn reach<'a>(
    model: &Model,
    name: &str,
    feature: Option<&'a str>,
    placed: &mut BTreeMap<String, Option<&'a str>>,
    types: &mut BTreeSet<String>,
) -> Result<(), String> {
    match placed.get(name) {
        Some(of) if of.is_none() || *of == feature => return Ok(()),
        Some(_) => return Err(format!("uses the type {name}, which another feature has: give both tags one feature")),
        None => drop(placed.insert(name.to_owned(), feature)),
    }
    types.insert(name.to_owned());
    for field in model.structs.get(name).into_iter().flat_map(|item| &item.fields) {
        if let Some(name) = field.kind.named() {
            reach(model, name, feature, placed, types)?;
        }
    }
    Ok(())
}

/// The line `#[cfg(feature = …)]` of an item.
fn gate(feature: Option<&str>) -> String {
    feature.map(|feature| format!("#[cfg(feature = {feature:?})]\n")).unwrap_or_default()
}

/// The name of a tag's module, or [`OTHER`] if the tag gives no usable name.
fn file_name(tag: Option<&str>) -> String {
    let name = tag.unwrap_or(OTHER).to_snake_case();
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    let taken = ["mod", "operations"].contains(&name.as_str());
    match plain && !taken && syn::parse_str::<syn::Ident>(&name).is_ok() {
        true => name,
        false => OTHER.to_owned(),
    }
}

fn types_file(model: &Model, own: &str, group: &Group<'_>, homes: &BTreeMap<&str, &str>) -> String {
    let mut tables = String::new();
    let mut imported: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for name in &group.types {
        tables.push('\n');
        match (model.structs.get(name), model.enums.get(name)) {
            (Some(item), _) => tables += &types::structure(name, item),
            (None, Some(item)) => tables += &types::enumeration(name, item, model),
            (None, None) => {}
        }
        let fields = model.structs.get(name).into_iter().flat_map(|item| &item.fields);
        for name in fields.filter_map(|field| field.kind.named()) {
            if let Some(home) = homes.get(name).filter(|home| **home != own) {
                imported.entry(home).or_default().insert(name);
            }
        }
    }
    let imports: String = imported
        .iter()
        .map(|(home, names)| list("", &format!("use super::{home}"), names.iter().map(|name| (*name).to_owned())))
        .collect();
    format!(
        "// {HEADER}

//! Types that the calls of one tag reach.

use serde_json::{{Map, Value}};

{imports}#[cfg(feature = \"schemars\")]
use crate::generated::schemas::SCHEMAS;
use crate::secret::Secret;
use crate::wire::table::{{object, open_enum}};
use crate::wire::timestamp::Timestamp;
{tables}"
    )
}

fn calls_file(model: &Model, group: &Group<'_>, progenitor: &Progenitor) -> Result<String, Error> {
    let mut tables = String::new();
    for operation in &group.operations {
        tables.push('\n');
        tables += &operations::table(model, operation, progenitor)?;
    }
    Ok(format!(
        "// {HEADER}

//! Calls of one tag of the document.

use serde_json::{{Map, Value}};

use crate::client::table::operation;
use crate::generated::types::*;
use crate::operation::{{encode_path, query}};
use crate::secret::Secret;
use crate::wire::timestamp::Timestamp;
{tables}"
    ))
}

fn types_index(model: &Model, groups: &BTreeMap<String, Group<'_>>, homes: &BTreeMap<&str, &str>) -> String {
    let of_type = |name: &str| homes.get(name).and_then(|home| groups.get(*home)?.feature);
    // An envelope whose `data` has no generated type needs the feature of its operations, if all agree.
    let of_envelope = |name: &String| {
        let mut users = model.operations.iter().filter(|operation| operation.envelope.as_ref() == Some(name));
        let feature = users.next()?.feature.as_deref()?;
        users.all(|operation| operation.feature.as_deref() == Some(feature)).then_some(feature)
    };
    let filled = groups.iter().filter(|(_, group)| !group.types.is_empty());
    let modules: String = filled.clone().map(|(name, group)| gate(group.feature) + &format!("mod {name};\n")).collect();
    let types: String = filled
        .map(|(name, group)| gate(group.feature) + &list("", &format!("pub use {name}"), group.types.iter().cloned()))
        .collect();
    let aliases = model.envelopes.iter().map(|(name, data)| {
        let gate =
            gate(data.as_ref().and_then(Kind::named).map_or_else(|| of_envelope(name), of_type)).replace('#', "    #");
        let data = data.as_ref().map_or("()".to_owned(), Kind::rust);
        format!("{gate}    {name} => {data},\n")
    });
    let aliases: String = aliases.collect();
    format!(
        "// {HEADER}

//! Types of the API, by name.

{modules}
use serde_json::{{Map, Value}};

use crate::envelope::{{Envelope, envelopes}};
use crate::wire::timestamp::Timestamp;

{types}
envelopes! {{
{aliases}}}
"
    )
}

fn calls_index(groups: &BTreeMap<String, Group<'_>>) -> String {
    let groups = groups.iter().filter(|(_, group)| !group.operations.is_empty());
    let modules: String = groups.clone().map(|(name, group)| gate(group.feature) + &format!("mod {name};\n")).collect();
    let uses = |indent: &str, prefix: &str, item: fn(&str, String) -> String| -> String {
        let uses = groups.clone().map(|(name, group)| {
            let items = group.operations.iter().map(|operation| item(&operation.method, operation.name.clone()));
            let gate = gate(group.feature).replace('#', &format!("{indent}#"));
            gate + &list(indent, &format!("pub use {prefix}{name}"), items)
        });
        uses.collect()
    };
    let calls = uses("", "", |_, name| name);
    let operations = uses("    ", "super::", |method, name| format!("{method}::{name}"));
    let blocking = uses("    ", "super::", |method, name| format!("{method}::Blocking as {name}"));
    format!(
        "// {HEADER}

//! The public names of the calls, one for each operation.

{modules}
{calls}
/// The operations that calls send, each with its parameters, HTTP method and path.
pub mod operations {{
{operations}}}

/// The calls of the blocking client.
#[cfg(feature = \"blocking\")]
pub mod blocking {{
{blocking}}}
"
    )
}

/// The table of operations, from which the mock tenant answers.
fn paths(model: &Model) -> String {
    let rows = model.operations.iter().map(|operation| {
        let empty = match &operation.data {
            None => "None",
            Some(Kind::List(_)) => "Some(\"[]\")",
            Some(_) => "Some(\"{}\")",
        };
        let gate = gate(operation.feature.as_deref()).replace('#', "    #");
        format!("{gate}    ({:?}, {:?}, {empty}),\n", operation.verb, operation.path)
    });
    let rows: String = rows.collect();
    format!(
        "// {HEADER}

//! Method and path of each operation, and the `data` that the mock tenant answers if a test has set none.

pub const PATHS: &[(&str, &str, Option<&str>)] = &[
{rows}];
"
    )
}

fn index() -> String {
    format!(
        "// {HEADER}

pub mod calls;
#[cfg(feature = \"mock\")]
pub mod paths;
pub mod types;

#[cfg(feature = \"schemars\")]
mod schemas {{
    /// The JSON Schema of each type, by name.
    pub const SCHEMAS: &str = include_str!(\"schemas.json\");
}}
"
    )
}

/// A `use` of several names, one on each line.
fn list(indent: &str, module: &str, names: impl Iterator<Item = String>) -> String {
    let names: String = names.map(|name| format!("{indent}    {name},\n")).collect();
    if names.is_empty() { names } else { format!("{indent}{module}::{{\n{names}{indent}}};\n") }
}
