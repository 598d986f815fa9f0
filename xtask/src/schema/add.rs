//! `operation list` prints the operations of a vendor document. `operation add` copies one operation, and every schema
//! that the operation uses, into `schema/openapi.json`.
//!
//! Only the structure is copied. The maintainer writes the descriptions, which the report lists. A sample answer is
//! made from the vendor's examples, as a first draft.

use std::collections::BTreeMap;

use heck::{ToKebabCase, ToLowerCamelCase};
use serde_json::{Value, json};

use super::adopt::{Editor, UNDESCRIBED};
use super::check;
use super::compare::{answer, body};
use super::document::{Document, Operation, component, escape};
use super::made;
use super::ordered::{Ordered, object};
use super::own::Own;
use super::shape::Shape;
use super::text::{printable, show};
use crate::codegen::{self, kind::BODIES};
use crate::failure::Failure;
use crate::files::{OPENAPI, OVERLAY, Root};

/// The options of `operation add`.
#[derive(Default)]
pub(crate) struct Choices {
    /// The HTTP method, where a path has several operations.
    pub(crate) method: Option<String>,
    /// The operation's ID, if the vendor's ID gives no name for a method.
    pub(crate) id: Option<String>,
    /// The tag, which names the file of the generated code.
    pub(crate) tag: Option<String>,
    /// Whether the checks of the result are skipped.
    pub(crate) unchecked: bool,
}

/// Adds the operation. True if the generator accepts the result.
pub(crate) fn run(root: &Root, path: &str, vendor: &str, choices: &Choices) -> Result<bool, Failure> {
    let own = Own::read(root)?;
    let overlay = root.read(OVERLAY)?;
    let vendor = Document::load(vendor)?;
    let operation = find(&vendor, path, choices.method.as_deref())?;
    if let Some(known) = operation.find_in(&own.openapi) {
        let id = own.openapi.at(&known.pointer)?["operationId"].as_str().unwrap_or_default().to_owned();
        show(&format!(
            "{} is in {OPENAPI} already, as `{}`: nothing was changed. `cargo xtask schema update` takes over what the \
             vendor added to it.\n",
            known.name(),
            printable(&id)
        ));
        return Ok(true);
    }
    let (status, schema) = answer(&vendor, &operation.pointer)?.ok_or_else(|| no_answer(&vendor, &operation))?;
    is_envelope(&vendor, &schema)?;
    let order = Ordered::parse(&vendor.text).map_err(|error| vendor.fail("", &error.to_string()))?;
    let editor = Editor {
        openapi: Ordered::parse(&own.openapi.text).map_err(|error| own.openapi.fail("", &error.to_string()))?,
        own: &own,
        vendor: &vendor,
        vendor_order: &order,
        pairs: BTreeMap::new(),
        clashes: Vec::new(),
    };
    let mut addition = Addition { editor, operation: &operation, todo: Vec::new() };
    let id = addition.id(choices.id.as_deref())?;
    let tag = addition.tag(choices.tag.as_deref())?;
    addition.add(&id, &tag, status, &schema)?;
    let Addition { editor, mut todo, .. } = addition;

    let text = editor.openapi.text().map_err(|error| own.openapi.fail("", &error.to_string()))?;
    let mut now = Own::new(&text, &overlay)?;
    let mandatory = check::optional_in_requests(&now)?;
    let new_overlay = required_again(&overlay, &mandatory, &now)?;
    if let Some(overlay) = &new_overlay {
        now = Own::new(&text, overlay)?;
    }
    let sample_name = check::sample_name(&operation);
    let sample = match root.read_if_any(&sample_name)? {
        Some(_) => None,
        None => Some(made::sample(&vendor, &order, &schema)?),
    };
    let before = check::notes(&own);
    todo.extend(check::notes(&now).into_iter().filter(|note| !before.contains(note)));
    if sample.is_some() {
        todo.push(format!(
            "{sample_name}: is made from the vendor's examples: read it, and replace what is no good example"
        ));
    }
    let mut refusal = None;
    if !choices.unchecked {
        let before = check::contradictions(&own);
        todo.extend(check::contradictions(&now).into_iter().filter(|problem| !before.contains(problem)));
        refusal = codegen::generate(&text, new_overlay.as_ref().unwrap_or(&overlay)).err();
    }
    if let Some(error) = &refusal {
        todo.push(format!("the generator refuses {error}"));
    }

    let mut files = vec![(OPENAPI, text.as_str())];
    files.extend(new_overlay.as_deref().map(|text| (OVERLAY, text)));
    files.extend(sample.as_deref().map(|text| (sample_name.as_str(), text)));
    root.replace(&files)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let mut report = format!("{} added as `{id}`, tag `{tag}`. Changed: {}.\n", operation.name(), names.join(", "));
    if !todo.is_empty() {
        report.push_str("\nTo do by hand:\n");
        todo.iter().for_each(|line| report.push_str(&format!("  {line}\n")));
    }
    report.push_str("\nThen: cargo xtask generate, cargo xtask schema check\n");
    show(&report);
    Ok(refusal.is_none())
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
    vendor
        .fail(&pointer, "has no JSON answer of status 200 or 201: this crate calls operations that answer an envelope")
}

/// Only operations that answer an envelope can be called.
fn is_envelope(vendor: &Document, schema: &str) -> Result<(), Failure> {
    let at = Shape::of(vendor, schema)?.at;
    match codegen::envelope::is_envelope(vendor.at(&at)?) {
        true => Ok(()),
        false => Err(vendor.fail(
            &at,
            "is no envelope, an object of `statusCode`, `message` and `data`: this crate calls operations that answer one",
        )),
    }
}

struct Addition<'a> {
    editor: Editor<'a>,
    operation: &'a Operation,
    /// Lines of the report: work that is left to the maintainer.
    todo: Vec<String>,
}

impl Addition<'_> {
    fn vendors(&self, key: &str) -> Option<&Ordered> {
        self.editor.vendor_order.at(&self.operation.pointer)?.get(key)
    }

    /// The name of the method in the vendor's SDKs: the ID without the controller.
    fn id(&self, given: Option<&str>) -> Result<String, Failure> {
        let pointer = format!("{}/operationId", self.operation.pointer);
        let own = &self.editor.own.openapi;
        let vendors = self.vendors("operationId").and_then(Ordered::as_str);
        let id = match (given, vendors) {
            (Some(given), _) => given.to_owned(),
            (None, Some(vendors)) => vendors.rsplit('_').next().unwrap_or_default().to_lower_camel_case(),
            (None, None) => String::new(),
        };
        let name = id.starts_with(|first: char| first.is_ascii_lowercase())
            && id.chars().all(|char| char.is_ascii_alphanumeric());
        if !name {
            return Err(self
                .editor
                .vendor
                .fail(&pointer, "gives no name for a method: say one with --id, such as getRoleList"));
        }
        let taken =
            own.operations().into_iter().find(|known| own.at(&known.pointer).is_ok_and(|at| at["operationId"] == id));
        match taken {
            Some(known) => {
                Err(Failure::new(format!("the ID `{id}` is that of {} here: say another with --id", known.name())))
            }
            None => Ok(id),
        }
    }

    /// The tag that our document gives to an operation with the same vendor tag, or else the controller's name.
    fn tag(&self, given: Option<&str>) -> Result<String, Failure> {
        let Editor { vendor, own, .. } = &self.editor;
        if let Some(given) = given {
            return Ok(given.to_owned());
        }
        let first = |document: &Document, operation: &Operation| {
            document.at(&operation.pointer).ok().and_then(|at| at["tags"][0].as_str().map(str::to_owned))
        };
        if let Some(theirs) = first(vendor, self.operation) {
            for known in own.openapi.operations() {
                let same =
                    known.find_in(vendor).and_then(|known| first(vendor, &known)).is_some_and(|tag| tag == theirs);
                if let (true, Some(tag)) = (same, first(&own.openapi, &known)) {
                    return Ok(tag);
                }
            }
        }
        let id = self.vendors("operationId").and_then(Ordered::as_str).unwrap_or_default();
        let controller = id.rsplit_once('_').map_or("", |(controller, _)| controller);
        let controller = ["Controller", "V3", "API"].iter().fold(controller, |name, end| name.trim_end_matches(end));
        let tag = controller.to_kebab_case();
        match tag.is_empty() {
            true => Err(vendor.fail(&format!("{}/tags", self.operation.pointer), "gives no tag: say one with --tag")),
            false => Ok(tag),
        }
    }

    fn add(&mut self, id: &str, tag: &str, status: &str, schema: &str) -> Result<(), Failure> {
        let (vendor, pointer) = (self.editor.vendor, self.operation.pointer.clone());
        let mut own = object([
            ("tags", Ordered::Array(vec![tag.into()])),
            ("summary", UNDESCRIBED.into()),
            ("operationId", id.into()),
        ]);
        if vendor.at(&pointer)?["deprecated"] == true {
            own.insert("deprecated".to_owned(), Value::from(true).into());
        }
        let parameters = self.parameters()?;
        if !parameters.is_empty() {
            own.insert("parameters".to_owned(), Ordered::Array(parameters));
        }
        if let Some(body) = self.body()? {
            own.insert("requestBody".to_owned(), body);
        }
        let form = self.form(schema)?;
        self.describe_envelope(schema)?;
        let response = object([("description", UNDESCRIBED.into()), ("content", content(BODIES[0], form))]);
        own.insert("responses".to_owned(), Ordered::Object(object([(status, Ordered::Object(response))])));
        if let Some(security) = self.vendors("security").cloned() {
            self.schemes(&security);
            own.insert("security".to_owned(), security);
        }
        let Editor { openapi, clashes, .. } = &mut self.editor;
        if !clashes.is_empty() {
            let names = std::mem::take(clashes).join(", ");
            return Err(vendor.fail(
                &pointer,
                &format!(
                    "reaches schemas that are others in {OPENAPI}: {names}: run cargo xtask schema update first, or rename \
                     yours; nothing was changed"
                ),
            ));
        }
        let broken = || Failure::new(format!("{OPENAPI}: has no paths to add to"));
        let item = openapi.object_at(&self.operation.item).ok_or_else(broken)?;
        item.insert(self.operation.method.to_owned(), Ordered::Object(own));
        let tags = openapi.list_at("/tags").ok_or_else(broken)?;
        if !tags.iter().any(|known| known.get("name").and_then(Ordered::as_str) == Some(tag)) {
            tags.push(Ordered::Object(object([("name", tag.into()), ("description", UNDESCRIBED.into())])));
        }
        Ok(())
    }

    /// A schema of the vendor's in our form.
    fn form(&mut self, pointer: &str) -> Result<Ordered, Failure> {
        let vendor = self.editor.vendor;
        self.editor.own_form(pointer, 0).map_err(|error| vendor.fail(pointer, &error))
    }

    /// Copies the descriptions of another envelope's members to a new envelope. All envelopes have the same members.
    fn describe_envelope(&mut self, vendor: &str) -> Result<(), Failure> {
        let own = &self.editor.own.openapi;
        let at = Shape::of(self.editor.vendor, vendor)?.at;
        for operation in own.operations() {
            let Some((_, schema)) = answer(own, &operation.pointer)? else { continue };
            let shape = Shape::of(own, &schema)?;
            let members = shape.properties().into_iter().filter(|(name, _)| *name != "data");
            let mut pairs: Vec<_> =
                members.map(|(name, known)| (format!("{at}/properties/{}", escape(name)), known)).collect();
            pairs.push((at, shape.at));
            for (new, known) in pairs {
                if let (Some(words), Some(Ordered::Object(members))) =
                    (own.at(&known)?["description"].as_str(), self.editor.openapi.at_mut(&new))
                    && members.get("description").and_then(Ordered::as_str) == Some(UNDESCRIBED)
                {
                    members.insert("description".to_owned(), words.into());
                }
            }
            break;
        }
        Ok(())
    }

    /// The parameters of the path and the operation.
    fn parameters(&mut self) -> Result<Vec<Ordered>, Failure> {
        let (vendor, order) = (self.editor.vendor, self.editor.vendor_order);
        let mut found: Vec<Ordered> = Vec::new();
        for owner in [&self.operation.item, &self.operation.pointer] {
            let list = format!("{owner}/parameters");
            let count = vendor.value.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..count {
                let pointer = vendor.resolve(&format!("{list}/{index}"))?;
                let parameter = order.at(&pointer).ok_or_else(|| vendor.fail(&pointer, "isn't there"))?;
                let text = |key| parameter.get(key).and_then(Ordered::as_str);
                let (Some(name), Some(place)) = (text("name"), text("in")) else {
                    return Err(vendor.fail(&pointer, "is a parameter without `in` or `name`"));
                };
                if parameter.get("schema").is_none() {
                    return Err(vendor.fail(&pointer, "is a parameter without `schema`"));
                }
                let required = Value::from(vendor.at(&pointer)?["required"] == true);
                let mut own = object([
                    ("name", name.into()),
                    ("in", place.into()),
                    ("required", required.into()),
                    ("description", UNDESCRIBED.into()),
                ]);
                for key in ["deprecated", "style", "explode", "allowReserved"] {
                    own.extend(parameter.get(key).map(|value| (key.to_owned(), value.clone())));
                }
                let same = |known: &Ordered| {
                    let text = |key| known.get(key).and_then(Ordered::as_str);
                    (text("name"), text("in")) == (Some(name), Some(place))
                };
                // The operation's own parameter replaces the path's parameter.
                found.retain(|known| !same(known));
                own.insert("schema".to_owned(), self.form(&format!("{pointer}/schema"))?);
                found.push(Ordered::Object(own));
            }
        }
        Ok(found)
    }

    fn body(&mut self) -> Result<Option<Ordered>, Failure> {
        let vendor = self.editor.vendor;
        let pointer = format!("{}/requestBody", self.operation.pointer);
        if vendor.value.pointer(&pointer).is_none() {
            return Ok(None);
        }
        let pointer = vendor.resolve(&pointer)?;
        let (media, schema) = body(vendor, &pointer)?.ok_or_else(|| {
            vendor.fail(&format!("{pointer}/content"), "has neither JSON nor a form: this crate sends no other body")
        })?;
        let required = Value::from(vendor.at(&pointer)?["required"] == true);
        Ok(Some(Ordered::Object(object([
            ("description", UNDESCRIBED.into()),
            ("required", required.into()),
            ("content", content(media, self.form(&schema)?)),
        ]))))
    }

    /// The security schemes that the operation names.
    fn schemes(&mut self, security: &Ordered) {
        let Ordered::Array(alternatives) = security else { return };
        for name in alternatives.iter().flat_map(Ordered::names) {
            let pointer = format!("/components/securitySchemes/{}", escape(name));
            if self.editor.own.overlaid.value.pointer(&pointer).is_some() {
                continue;
            }
            match self.editor.vendor_order.at(&pointer).cloned() {
                Some(Ordered::Object(mut scheme)) => {
                    scheme.retain(|key, _| !super::shape::is_annotation(key));
                    scheme.insert("description".to_owned(), UNDESCRIBED.into());
                    if let Some(schemes) = self.editor.openapi.object_at("/components/securitySchemes") {
                        schemes.insert(name.to_owned(), Ordered::Object(scheme));
                    }
                }
                _ => self.todo.push(format!(
                    "{pointer}: is declared nowhere: declare the security scheme, or remove it from the operation in {OVERLAY}"
                )),
            }
        }
    }
}

fn content(media: &str, schema: Ordered) -> Ordered {
    let schema = Ordered::Object(object([("schema", schema)]));
    Ordered::Object(object([(media, schema)]))
}

/// The overlay with new actions, which make members of requests mandatory again. The overlay's rule for answers removes
/// every `required` list, also in requests.
fn required_again(overlay: &str, pointers: &[String], now: &Own) -> Result<Option<String>, Failure> {
    const REASON: &str = "A request: the service refuses one without these members, so that the rule for answers above \
                          doesn't apply.";
    if pointers.is_empty() {
        return Ok(None);
    }
    let broken = |error: &str| Failure::new(format!("{OVERLAY}: {error}"));
    let mut overlay = Ordered::parse(overlay).map_err(|error| broken(&error.to_string()))?;
    let actions = overlay.list_at("/actions").ok_or_else(|| broken("has no actions to add to"))?;
    for pointer in pointers {
        let name = component(pointer).ok_or_else(|| now.openapi.fail(pointer, "is no schema of its own"))?;
        let required = now.openapi.at(pointer)?["required"].clone();
        let plain = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        let step = if plain { format!(".{name}") } else { format!("['{name}']") };
        actions.push(Ordered::Object(object([
            ("target", format!("$.components.schemas{step}").as_str().into()),
            ("description", REASON.into()),
            ("update", json!({ "required": required }).into()),
        ])));
    }
    overlay.text().map(Some).map_err(|error| broken(&error.to_string()))
}
