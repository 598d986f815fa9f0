//! `schema update`: takes over the vendor's additions without the vendor's texts, and lists the differences that a
//! maintainer has to decide.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::adopt::{Editor, UNDESCRIBED};
use super::compare::{Addition, Difference, Level, compare, is_kept};
use super::document::{Document, component, escape, unescape};
use super::ordered::{Ordered, place};
use super::own::Own;
use super::source::Source;
use super::text::{printable, show};
use super::{check, overlay, report};
use crate::failure::Failure;
use crate::files::{self, GENERATED, OPENAPI, OVERLAY, README, Root};
use crate::{codegen, generate};

pub(crate) fn run(root: &Root, vendor: &str, source: Option<String>, date: Option<String>) -> Result<(), Failure> {
    let own = Own::read(root)?;
    let overlay_text = root.read(OVERLAY)?;
    let readme = root.read(README)?;
    let recorded = Source::read(&readme)?;
    let date = date.map_or_else(|| Ok(files::today()), |date| checked_date(&date))?;
    let vendor = Document::load(vendor)?;
    for operation in own.openapi.operations() {
        if operation.find_in(&vendor).is_none() && !is_kept(&own.overlaid, &operation.pointer) {
            return Err(Failure::new(format!("{}: {}", printable(&vendor.source), operation.missing_in(&vendor))));
        }
    }
    let before = generate::paths(codegen::generate(&own.openapi.text, &overlay_text)?.files);
    let comparison = compare(&own.openapi, Some(&own.overlaid), &vendor, &own.openapi.operations())?;

    let vendor_order = Ordered::parse(&vendor.text).map_err(|error| vendor.fail("", &error.to_string()))?;
    let start = Editor {
        openapi: Ordered::parse(&own.openapi.text).map_err(|error| own.openapi.fail("", &error.to_string()))?,
        own: &own,
        vendor: &vendor,
        vendor_order: &vendor_order,
        pairs: comparison.pairs.clone(),
        clashes: Vec::new(),
    };
    let all: Vec<&Difference> = comparison.differences.iter().collect();
    let mut outcome = start.apply(&all, |_| Ok(()));
    let generated = match codegen::generate(&outcome.openapi, &overlay_text) {
        Ok(generated) => generated,
        Err(_) => {
            // The generator refuses some difference: try the differences one by one, and take over the others.
            outcome = start.apply(&all, |openapi| match codegen::generate(openapi, &overlay_text) {
                Ok(_) => Ok(()),
                Err(error) => Err(format!("the generator refuses it: {error}")),
            });
            codegen::generate(&outcome.openapi, &overlay_text)?
        }
    };
    let generated = generate::paths(generated.files);
    let now = Own::new(&outcome.openapi, &overlay_text)?;
    if let Some(fault) = openapi_fault(&now) {
        return Err(Failure::new(format!(
            "the result would not be valid OpenAPI 3.0 ({fault}); nothing was changed: edit {OPENAPI} by hand"
        )));
    }

    let text_source = source.unwrap_or_else(|| named(&vendor.source));
    let new_readme = match recorded.sha256 == vendor.sha256 {
        true => readme.clone(),
        false => Source { source: printable(&text_source), date, sha256: vendor.sha256.clone() }.write(&readme),
    };
    let mut files = Vec::new();
    if !outcome.taken.is_empty() {
        files.push((OPENAPI, outcome.openapi.as_str()));
    }
    for (path, text) in &generated {
        if root.read_if_any(path)?.as_deref() != Some(text.as_str()) {
            files.push((path.as_str(), text.as_str()));
        }
    }
    if new_readme != readme {
        files.push((README, new_readme.as_str()));
    }
    let followed = (!outcome.left.is_empty()).then(|| renamed(&own, &vendor, &comparison.pairs));
    let to_do = outcome.left() + &overlay_report(&now, followed.as_ref())?;
    root.replace(&files)?;

    let mut names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    names.iter_mut().filter(|name| name.starts_with(GENERATED)).for_each(|name| *name = GENERATED);
    names.dedup();
    let mut text = String::new();
    if before != generated {
        text.push_str(&rust_diff(root, &before));
        text.push('\n');
    }
    text.push_str(&outcome.taken());
    match names.is_empty() {
        true => text.push_str("Nothing was changed.\n"),
        false => text.push_str(&format!("Changed: {}.\n", names.join(", "))),
    }
    // Printed last, so that it is on the screen when the command ends.
    if !to_do.is_empty() {
        text.push('\n');
        text.push_str(to_do.trim_end());
        text.push('\n');
    }
    show(&text);
    Ok(())
}

fn openapi_fault(own: &Own) -> Option<String> {
    serde_json::from_value::<openapiv3::OpenAPI>(own.openapi.value.clone()).err().map(|error| error.to_string())
}

/// A file's name without its folders: a path of one machine means nothing to other people.
fn named(source: &str) -> String {
    match source.contains("://") {
        true => source.to_owned(),
        false => source.rsplit(['/', '\\']).next().unwrap_or(source).to_owned(),
    }
}

fn checked_date(date: &str) -> Result<String, Failure> {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = date.split('-').collect();
    match parts[..] {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => Ok(date.to_owned()),
        _ => Err(Failure::new(format!("--date {:?} isn't of the form YYYY-MM-DD", printable(date)))),
    }
}

struct Outcome<'a> {
    openapi: String,
    taken: Vec<&'a Difference>,
    /// Differences that weren't taken over. A difference that `update` tried has the reason.
    left: Vec<(&'a Difference, Option<String>)>,
}

impl<'a> Editor<'a> {
    /// Takes over the differences that are additions, one by one. A difference after which `accept` fails is left out.
    fn apply<'d>(&self, differences: &[&'d Difference], accept: impl Fn(&str) -> Result<(), String>) -> Outcome<'d> {
        let mut editor = self.clone();
        let mut outcome = Outcome { openapi: self.own.openapi.text.clone(), taken: Vec::new(), left: Vec::new() };
        for difference in differences {
            let Some(addition) = &difference.addition else {
                outcome.left.push((difference, None));
                continue;
            };
            let mut next = editor.clone();
            let applied = next.add(difference, addition).and_then(|()| {
                if let Some(clash) = next.clashes.first() {
                    return Err(format!("{clash} is another schema here"));
                }
                let text = next.openapi.text().map_err(|error| error.to_string())?;
                accept(&text).map(|()| text)
            });
            match applied {
                Ok(text) => {
                    editor = next;
                    outcome.openapi = text;
                    outcome.taken.push(difference);
                }
                Err(why) => outcome.left.push((difference, Some(why))),
            }
        }
        outcome
    }

    fn add(&mut self, difference: &Difference, addition: &Addition) -> Result<(), String> {
        let vendor = difference.vendor.clone().ok_or("has no place in the vendor's document")?;
        let none = |pointer: &str| format!("{} is not what it should be in {OPENAPI}", printable(pointer));
        match addition {
            Addition::Field { object, name, required } => {
                let described = self.description(&format!("{object}/properties/{}", escape(name)));
                let schema = self.described(&vendor, &described, 0)?;
                let order = self.siblings(&vendor);
                let pointer = format!("{object}/properties");
                let fields = self.openapi.object_at(&pointer).ok_or_else(|| none(&pointer))?;
                let names: Vec<&str> = fields.keys().map(String::as_str).collect();
                let index = place(&names, &order, name);
                fields.shift_insert(index, name.clone(), schema);
                if *required {
                    let pointer = format!("{object}/required");
                    let list = self.openapi.list_at(&pointer).ok_or_else(|| none(&pointer))?;
                    let names: Vec<&str> = list.iter().filter_map(Ordered::as_str).collect();
                    let index = place(&names, &order, name);
                    list.insert(index, name.as_str().into());
                }
            }
            Addition::Value { list, value } => {
                let order = self.vendor_order.at(&vendor).map(Ordered::names).unwrap_or_default();
                let values = self.openapi.list_at(list).ok_or_else(|| none(list))?;
                let names: Vec<&str> = values.iter().filter_map(Ordered::as_str).collect();
                let index = place(&names, &order, value);
                values.insert(index, value.as_str().into());
            }
            Addition::Parameter { operation } => {
                let parameter = self.vendor_order.at(&vendor).ok_or("isn't in the vendor's document")?;
                let name = parameter.get("name").and_then(Ordered::as_str).ok_or("has no name")?.to_owned();
                let leaf = |value: Value| Ordered::Leaf(value);
                let mut own = IndexMap::from([
                    ("name".to_owned(), leaf(name.into())),
                    ("in".to_owned(), leaf("query".into())),
                    ("required".to_owned(), leaf(false.into())),
                    ("description".to_owned(), leaf(UNDESCRIBED.into())),
                ]);
                for key in ["deprecated", "style", "explode", "allowReserved"] {
                    own.extend(parameter.get(key).map(|value| (key.to_owned(), value.clone())));
                }
                if parameter.get("schema").is_none() {
                    return Err("has no plain schema".to_owned());
                }
                own.insert("schema".to_owned(), self.own_form(&format!("{vendor}/schema"), 0)?);
                let pointer = format!("{operation}/parameters");
                let list = self.openapi.list_at(&pointer).ok_or_else(|| none(&pointer))?;
                list.push(Ordered::Object(own));
            }
        }
        Ok(())
    }

    /// The description for a new field: the overlay's, if the overlay has added the field already.
    fn description(&self, pointer: &str) -> String {
        let text = self.own.overlaid.value.pointer(pointer).and_then(|schema| schema["description"].as_str());
        text.unwrap_or(UNDESCRIBED).to_owned()
    }

    /// The names of a member and its siblings, in the vendor's order.
    fn siblings(&self, pointer: &str) -> Vec<&'a str> {
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.vendor_order.at(parent).map(Ordered::names).unwrap_or_default()
    }
}

impl Outcome<'_> {
    fn taken(&self) -> String {
        let mut text = String::new();
        if !self.taken.is_empty() {
            let level = self.taken.iter().map(|difference| difference.level).max().unwrap_or(Level::Nothing);
            text.push_str(&format!("Taken over, for a release of level {level}:\n"));
            for difference in &self.taken {
                text.push_str(&format!("  {}: {}\n", printable(&difference.pointer), difference.what));
            }
            text.push('\n');
        }
        text
    }

    fn left(&self) -> String {
        let mut text = String::new();
        if !self.left.is_empty() {
            text.push_str("Left to you:\n");
            for (difference, why) in &self.left {
                text.push_str(&report::paragraph(difference));
                if let Some(why) = why {
                    text.push_str(&format!("         not taken over: {}\n", printable(why)));
                }
            }
            text.push('\n');
        }
        text
    }
}

/// The findings of `schema check` for the new document. With `vendor`, also the actions of the overlay that would lose
/// their effect once the remaining differences are taken over by hand.
fn overlay_report(now: &Own, vendor: Option<&Value>) -> Result<String, Failure> {
    let mut lines: Vec<String> = check::contradictions(now);
    lines.extend(check::notes(now));
    match vendor.map(|vendor| overlay::effects(vendor, &now.overlay)) {
        None => {}
        // An action's target may be a plain value in the vendor's document.
        Some(Err(failure)) => lines.push(format!("once what is left has been followed, {failure}")),
        Some(Ok(theirs)) => {
            for (ours, theirs) in overlay::effects(&now.openapi.value, &now.overlay)?.iter().zip(theirs) {
                if let (None, Some(complaint)) = (ours.complaint(), theirs.complaint()) {
                    lines.push(format!("{}: {complaint}, once what is left has been followed", theirs.name()));
                }
            }
        }
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    Ok(if lines.is_empty() { lines } else { format!("To do by hand:\n{lines}\n") })
}

/// The vendor's document under our names, reduced to the schemas that were compared with our schemas. Fields and
/// operations that the overlay marks as removed by the vendor are copied from our document.
fn renamed(own: &Own, vendor: &Document, pairs: &BTreeMap<String, String>) -> Value {
    let mut value = vendor.value.clone();
    let mut paths = Map::new();
    for operation in own.openapi.operations() {
        let item = match operation.find_in(vendor) {
            Some(theirs) => vendor.value.pointer(&theirs.item),
            None => own.openapi.value.pointer(&operation.item).filter(|_| is_kept(&own.overlaid, &operation.pointer)),
        };
        paths.extend(item.map(|item| (operation.path.clone(), item.clone())));
    }
    value["paths"] = Value::Object(paths);
    let mut schemas = Map::new();
    for (theirs, ours) in pairs {
        if let (Some(name), Some(schema)) = (component(ours), vendor.value.pointer(theirs)) {
            schemas.insert(unescape(name), schema.clone());
        }
    }
    for (name, schema) in own.openapi.value["components"]["schemas"].as_object().into_iter().flatten() {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let kept =
                is_kept(&own.overlaid, &format!("/components/schemas/{}/properties/{}", escape(name), escape(field)));
            if let (true, Some(theirs)) = (kept, schemas.get_mut(name)) {
                theirs["properties"][field] = property.clone();
            }
        }
    }
    value["components"]["schemas"] = Value::Object(schemas);
    value
}

/// The diff of the generated copy, by `git` or else by `diff`.
fn rust_diff(root: &Root, before: &[(String, String)]) -> String {
    let programs: [(&str, &[&str]); 2] = [
        ("git", &["--no-pager", "diff", "--no-index", "--no-color", "--no-ext-diff", "--", "-"]),
        ("diff", &["-u", "-"]),
    ];
    let shown = |path: &str, before: &str| {
        programs.iter().find_map(|(program, arguments)| {
            let mut command = Command::new(program);
            command.args(*arguments).arg(root.path(path));
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = command.spawn().ok()?;
            drop(child.stdin.take()?.write_all(before.as_bytes()));
            let ended = child.wait_with_output().ok()?;
            let differs = ended.status.code() == Some(1) && !ended.stdout.is_empty();
            differs.then(|| String::from_utf8_lossy(&ended.stdout).into_owned())
        })
    };
    let text: String = before.iter().filter_map(|(path, before)| shown(path, before)).collect();
    match text.is_empty() {
        true => format!("Neither git nor diff could show what changed in Rust: look at git diff {GENERATED}.\n"),
        false => text,
    }
}
