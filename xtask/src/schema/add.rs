//! `operation list` prints the operations of a vendor document. `operation add` slices the document anew, with one more
//! operation.

use heck::{ToKebabCase, ToLowerCamelCase};

use super::compare::answer;
use super::document::{Document, Operation};
use super::own::Own;
use super::shape::Shape;
use super::text::{printable, show};
use super::update::{Change, to_do};
use crate::codegen;
use crate::failure::Failure;
use crate::files::{OPENAPI, Root};

/// The options of `operation add`.
#[derive(Default)]
pub(crate) struct AddOptions {
    /// The HTTP method, where a path has several operations.
    pub(crate) method: Option<String>,
    /// The operation's ID, if the vendor's ID gives no name for a method.
    pub(crate) id: Option<String>,
    /// The tag, which names the file of the generated code.
    pub(crate) tag: Option<String>,
}

/// Adds the operation.
pub(crate) fn run(root: &Root, path: &str, vendor: &str, options: &AddOptions) -> Result<(), Failure> {
    let own = Own::read(root)?;
    let vendor = Document::load(vendor)?;
    let operation = find(&vendor, path, options.method.as_deref())?;
    if let Some(known) = operation.find_in(&own.openapi) {
        let id = own.overlaid.at(&known.pointer)?["operationId"].as_str().unwrap_or_default().to_owned();
        show(&format!(
            "{} is in {OPENAPI} already, as `{}`: nothing was changed. `cargo xtask schema update` takes over what the \
             vendor added to it.\n",
            known.name(),
            printable(&id)
        ));
        return Ok(());
    }
    let (_, schema) = answer(&vendor, &operation.pointer)?.ok_or_else(|| no_answer(&vendor, &operation))?;
    is_envelope(&vendor, &schema)?;
    let id = id(&own, &vendor, &operation, options.id.as_deref())?;
    let tag = tag(&own, &vendor, &operation, options.tag.as_deref())?;
    let mut operations = Vec::new();
    for known in own.openapi.operations() {
        let theirs = known.find_in(&vendor);
        operations
            .push(theirs.ok_or_else(|| {
                Failure::new(format!("{}: {}", printable(&vendor.source), known.missing_in(&vendor)))
            })?);
    }
    operations.push(operation.clone());
    let change = Change::new(root, &own, &vendor, &operations, &[], |words| words.name(&operation, &id, &tag))?;
    let mut todo = change.todo.clone();
    if options.id.is_none() && is_common(&id) {
        todo.insert(0, format!("`{id}` says little as the name of a method: choose another with --id"));
    }
    let text = change.write(root, None)?;
    show(&format!("{text}\n{} added as `{id}`, tag `{tag}`.\n{}", operation.name(), to_do(&todo)));
    Ok(())
}

/// Whether a name says nothing without the controller that it stands in.
fn is_common(id: &str) -> bool {
    ["add", "all", "create", "delete", "detail", "find", "get", "info", "list", "query", "remove", "set", "update"]
        .contains(&id)
}

/// Prints the operations of a vendor document.
pub(crate) fn list(vendor: &str) -> Result<(), Failure> {
    let operations = Document::load(vendor)?.operations();
    show(&operations.iter().map(|operation| operation.name() + "\n").collect::<String>());
    Ok(())
}

/// The operation at a path, which may leave out `/api/v3/`.
fn find(vendor: &Document, path: &str, method: Option<&str>) -> Result<Operation, Failure> {
    let named = |operation: &Operation| {
        operation.path == path || operation.path.strip_prefix("/api/v3/") == Some(path.trim_start_matches('/'))
    };
    let mut found: Vec<Operation> = vendor.operations().into_iter().filter(named).collect();
    if let Some(method) = method {
        found.retain(|operation| operation.method.eq_ignore_ascii_case(method));
    }
    let source = printable(&vendor.source);
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Failure::new(format!(
            "{source}: has no operation {}{}: give the path as the document has it, such as /api/v3/get-profile",
            method.map(|method| format!("{} ", printable(&method.to_uppercase()))).unwrap_or_default(),
            printable(path)
        ))),
        _ => {
            let names: Vec<String> = found.iter().map(Operation::name).collect();
            Err(Failure::new(format!("{source}: has {}: say which with --method", names.join(" and "))))
        }
    }
}

fn no_answer(vendor: &Document, operation: &Operation) -> Failure {
    let pointer = format!("{}/responses", operation.pointer);
    vendor.fail(&pointer, "has no JSON answer for a success: this crate calls operations that answer an envelope")
}

/// Only operations that answer an envelope can be called.
fn is_envelope(vendor: &Document, schema: &str) -> Result<(), Failure> {
    let shape = Shape::of(vendor, schema)?;
    match codegen::envelope::are_of_envelope(shape.properties().keys().copied()) {
        true => Ok(()),
        false => Err(vendor.fail(
            &shape.at,
            "is no envelope, an object of `statusCode`, `message` and `data`: this crate calls operations that answer one",
        )),
    }
}

/// The name of the method in the vendor's SDKs: the ID without the controller.
fn id(own: &Own, vendor: &Document, operation: &Operation, given: Option<&str>) -> Result<String, Failure> {
    let pointer = format!("{}/operationId", operation.pointer);
    let vendors = vendor.value.pointer(&pointer).and_then(|id| id.as_str());
    let id = match (given, vendors) {
        (Some(given), _) => given.to_owned(),
        (None, Some(vendors)) => vendors.rsplit('_').next().unwrap_or_default().to_lower_camel_case(),
        (None, None) => String::new(),
    };
    let is_name =
        id.starts_with(|first: char| first.is_ascii_lowercase()) && id.chars().all(|char| char.is_ascii_alphanumeric());
    if !is_name {
        return Err(vendor.fail(&pointer, "gives no name for a method: say one with --id, such as getRoleList"));
    }
    let same = |known: &Operation| own.overlaid.at(&known.pointer).is_ok_and(|at| at["operationId"] == id);
    match own.overlaid.operations().into_iter().find(same) {
        Some(known) => {
            Err(Failure::new(format!("the ID `{id}` is that of {} here: say another with --id", known.name())))
        }
        None => Ok(id),
    }
}

/// The tag that our document gives to an operation with the same vendor tag, or else the controller's name.
fn tag(own: &Own, vendor: &Document, operation: &Operation, given: Option<&str>) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let first = |document: &Document, operation: &Operation| {
        document.at(&operation.pointer).ok().and_then(|at| at["tags"][0].as_str().map(str::to_owned))
    };
    if let Some(theirs) = first(vendor, operation) {
        for known in own.openapi.operations() {
            let same = known.find_in(vendor).and_then(|known| first(vendor, &known)).is_some_and(|tag| tag == theirs);
            if let (true, Some(tag)) = (same, first(&own.overlaid, &known)) {
                return Ok(tag);
            }
        }
    }
    let id = vendor.at(&operation.pointer)?["operationId"].as_str().unwrap_or_default();
    let controller = id.rsplit_once('_').map_or("", |(controller, _)| controller);
    let controller = ["Controller", "V3", "API"].iter().fold(controller, |name, end| name.trim_end_matches(end));
    let tag = controller.to_kebab_case();
    match tag.is_empty() {
        true => Err(vendor.fail(&format!("{}/tags", operation.pointer), "gives no tag: say one with --tag")),
        false => Ok(tag),
    }
}
