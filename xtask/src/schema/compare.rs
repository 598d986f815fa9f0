//! Compares the contract of our operations with a vendor document. meanings.txt says what each difference means for
//! users.
//!
//! The crate `drift` (0.2.0) compares OpenAPI documents too, and isn't used for two reasons. It reports added fields,
//! removed fields, changed enums and changed required lists as "changed", without their names, but the report needs the
//! names. It also classifies differences by general rules, whereas this crate has rules of its own: fields are
//! optional, enums are open, `null` is absent, and the overlay corrects the document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use super::document::{Document, Operation, escape};
use super::shape::{Kind, Shape, canonical};
use super::text::printable;
use crate::codegen::kind::{Plain, member_name};
use crate::codegen::plain;
use crate::failure::Failure;

/// The level of the release that a difference asks for, once taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Nothing,
    Patch,
    Minor,
    Major,
}

impl Level {
    pub(crate) const ALL: [(Self, &str); 4] =
        [(Self::Major, "major"), (Self::Minor, "minor"), (Self::Patch, "patch"), (Self::Nothing, "nothing")];
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(level, _)| level == self).map_or("", |(_, name)| name);
        formatter.pad(name)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) level: Level,
    /// A short name for programs, such as `field-added`.
    pub(crate) kind: &'static str,
    /// The place in our document. A new thing has the place where it would be.
    pub(crate) pointer: String,
    /// The place in the vendor's document. `None` for a removed thing.
    pub(crate) vendor: Option<String>,
    pub(crate) what: String,
    pub(crate) why: String,
}

impl Difference {
    /// Whether the difference lies at this place of either document, or inside of the place.
    pub(crate) fn is_in(&self, place: &str) -> bool {
        let places = std::iter::once(&self.pointer).chain(&self.vendor);
        let mut rests = places.filter_map(|pointer| pointer.strip_prefix(place));
        rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Marks a field, a parameter or an operation that stays in our document although the vendor has removed it.
const KEPT: &str = "x-removed-by-vendor";

/// Whether the overlay marks the place with [`KEPT`].
pub(crate) fn is_kept(overlaid: &Document, pointer: &str) -> bool {
    overlaid.value.pointer(pointer).is_some_and(|value| value[KEPT] == true)
}

#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) operations: Vec<String>,
    /// Sorted by level, major differences first.
    pub(crate) differences: Vec<Difference>,
}

impl Comparison {
    pub(crate) fn verdict(&self) -> Level {
        self.differences.iter().map(|difference| difference.level).max().unwrap_or(Level::Nothing)
    }
}

/// Compares the given operations and all schemas that they use. `overlaid` is our document with the overlay applied.
/// The meaning of a difference for users depends on the overlay. Without `overlaid`, no overlay is considered.
pub(crate) fn compare(
    ours: &Document,
    overlaid: Option<&Document>,
    vendor: &Document,
    operations: &[Operation],
) -> Result<Comparison, Failure> {
    let mut comparer = Comparer { ours, overlaid, vendor, found: Vec::new(), queue: Vec::new(), seen: BTreeSet::new() };
    let Some(first) = operations.first() else {
        return Err(ours.fail("/paths", "has no operation: nothing can be compared"));
    };
    let missing = |operation: &Operation, document: &Document| {
        Failure::new(format!("{}: {}", printable(&document.source), operation.missing_in(document)))
    };
    for document in [ours, vendor] {
        if operations.iter().all(|operation| operation.find_in(document).is_none()) {
            return Err(missing(first, document));
        }
    }
    for operation in operations {
        match (operation.find_in(ours), operation.find_in(vendor)) {
            (None, None) => return Err(missing(operation, ours)),
            (None, Some(theirs)) => {
                comparer.add("operation-added", "", &theirs.pointer, Some(&theirs.pointer), &[&theirs.name()]);
            }
            (Some(mine), Some(theirs)) => comparer.operation(&mine, &theirs)?,
            (Some(mine), None) if comparer.kept(&mine.pointer) => {}
            (Some(mine), None) => comparer.add("operation-removed", "", &mine.pointer, None, &[&mine.name()]),
        }
    }
    while let Some((direction, mine, theirs)) = comparer.queue.pop() {
        comparer.schema(direction, &mine, &theirs)?;
    }
    let mut differences = comparer.found;
    differences.sort_by(|left, right| {
        right.level.cmp(&left.level).then_with(|| (&left.pointer, &left.what).cmp(&(&right.pointer, &right.what)))
    });
    differences.dedup_by(|left, right| left.pointer == right.pointer && left.what == right.what);
    let operations = operations.iter().map(Operation::name).collect();
    Ok(Comparison { operations, differences })
}

/// Kind, case, level, text and reason of each difference.
fn meanings() -> impl Iterator<Item = [&'static str; 5]> {
    let rows = include_str!("meanings.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.filter_map(|row| row.split('|').map(str::trim).collect::<Vec<_>>().try_into().ok())
}

/// Whether a schema describes what the crate sends, or what the service sends: the case of a difference in
/// meanings.txt.
type Direction = &'static str;
const REQUEST: Direction = "request";
const RESPONSE: Direction = "response";

struct Comparer<'a> {
    ours: &'a Document,
    overlaid: Option<&'a Document>,
    vendor: &'a Document,
    found: Vec<Difference>,
    queue: Vec<(Direction, String, String)>,
    seen: BTreeSet<(Direction, String, String)>,
}

impl<'a> Comparer<'a> {
    /// Adds the difference with this kind and case in meanings.txt.
    fn add(&mut self, kind: &str, case: &str, pointer: &str, vendor: Option<&str>, arguments: &[&str]) {
        let row = meanings().find(|[known, of, ..]| *known == kind && *of == case);
        let [kind, _, level, what, why] = row.unwrap_or_else(|| panic!("meanings.txt lacks {kind} | {case}"));
        let level = Level::ALL.iter().find(|(_, name)| *name == level).map_or(Level::Major, |(level, _)| *level);
        let filled = |template: &str| {
            let mut parts = template.split('{');
            let mut text = parts.next().unwrap_or_default().to_owned();
            for (index, rest) in parts.filter_map(|part| part.split_once('}')) {
                text += index.parse::<usize>().ok().and_then(|index| arguments.get(index)).copied().unwrap_or_default();
                text += rest;
            }
            text
        };
        let (pointer, vendor) = (pointer.to_owned(), vendor.map(str::to_owned));
        self.found.push(Difference { level, kind, pointer, vendor, what: filled(what), why: filled(why) });
    }

    /// Whether the overlay marks this place of our document as removed by the vendor.
    fn kept(&self, pointer: &str) -> bool {
        self.overlaid.is_some_and(|overlaid| is_kept(overlaid, pointer))
    }

    /// Reports a mark `x-removed-by-vendor` on a thing that the vendor's document has after all.
    fn kept_in_vain(&mut self, ours: &str, theirs: &str) {
        if self.kept(ours) {
            self.add("kept-in-vain", "", ours, Some(theirs), &[]);
        }
    }

    fn deprecation(&mut self, mine: Option<&Value>, theirs: Option<&Value>, ours: &str, vendor: &str) {
        let is_set = |flag: Option<&Value>| flag.is_some_and(|flag| *flag == true);
        match (is_set(mine), is_set(theirs)) {
            (false, true) => self.add("deprecated", "now", ours, Some(vendor), &[]),
            (true, false) => self.add("deprecated", "no longer", ours, Some(vendor), &[]),
            _ => {}
        }
    }

    /// One of our schemas after the overlay. `None` without an overlay, or if the overlay removes the schema.
    fn corrected(&self, pointer: &str) -> Option<Shape<'a>> {
        self.overlaid.and_then(|overlaid| Shape::of(overlaid, pointer).ok())
    }

    // ---- operations

    fn operation(&mut self, mine: &Operation, theirs: &Operation) -> Result<(), Failure> {
        let (ours, vendor) = (self.ours, self.vendor);
        self.kept_in_vain(&mine.pointer, &theirs.pointer);
        self.parameters(mine, theirs)?;
        self.bodies(&mine.pointer, &theirs.pointer)?;
        self.security(&mine.pointer, &theirs.pointer);
        let (own, their) = (ours.at(&mine.pointer)?, vendor.at(&theirs.pointer)?);
        self.deprecation(own.get("deprecated"), their.get("deprecated"), &mine.pointer, &theirs.pointer);
        let responses = format!("{}/responses", mine.pointer);
        let Some((status, answer)) = self::answer(ours, &mine.pointer)? else {
            return Err(ours.fail(&responses, "has no JSON answer for a success: nothing can be compared"));
        };
        match self::answer(vendor, &theirs.pointer)? {
            Some((theirs, schema)) => {
                // `2XX` and `default` stand for every number that has no answer of its own.
                let is_number = |status: &str| status.bytes().all(|byte| byte.is_ascii_digit());
                if status != theirs && is_number(&status) && is_number(&theirs) {
                    self.add("status-changed", "", &answer, Some(&schema), &[&status, &theirs]);
                }
                self.queue.push((RESPONSE, answer, schema));
            }
            None => self.add("answer-removed", "", &answer, Some(&format!("{}/responses", theirs.pointer)), &[]),
        }
        Ok(())
    }

    fn parameters(&mut self, mine: &Operation, theirs: &Operation) -> Result<(), Failure> {
        let ours = parameters(self.ours, mine)?;
        let vendors = parameters(self.vendor, theirs)?;
        let corrected = self.overlaid.map(|overlaid| parameters(overlaid, mine)).transpose()?.unwrap_or_default();
        let list = format!("{}/parameters", mine.pointer);
        for (key, vendor) in &vendors {
            let parameter = self.vendor.at(vendor)?;
            let (name, at) = (shown(parameter), Some(vendor.as_str()));
            let required = parameter["required"] == true;
            let schema = parameter_schema(self.vendor, vendor)?;
            let Some(pointer) = ours.get(key) else {
                let moved = ours.keys().find(|mine| mine.is_named_like(key) && !vendors.contains_key(*mine));
                if let Some(moved) = moved {
                    let arguments = [printable(&key.name), moved.place.clone(), key.place.clone()];
                    self.add("parameter-moved", "", &ours[moved], at, &arguments.each_ref().map(String::as_str));
                    continue;
                }
                let kind = Shape::of(self.vendor, &schema)?.kind.to_string();
                let known = corrected.contains_key(key);
                let case = if known { "known" } else { asked(required) };
                self.add("parameter-added", case, &list, at, &[&name, &kind]);
                continue;
            };
            self.kept_in_vain(pointer, vendor);
            let own = self.ours.at(pointer)?;
            if (own["required"] == true) != required {
                self.add(&format!("parameter-{}", asked(required)), "", pointer, at, &[&name]);
            }
            if form(own, &key.place) != form(parameter, &key.place) {
                self.add("parameter-form", "", pointer, at, &[&name]);
            }
            self.deprecation(own.get("deprecated"), parameter.get("deprecated"), pointer, vendor);
            self.queue.push((REQUEST, parameter_schema(self.ours, pointer)?, schema));
        }
        for (key, pointer) in &ours {
            let moved = vendors.keys().any(|theirs| theirs.is_named_like(key) && !ours.contains_key(theirs));
            if !vendors.contains_key(key) && !moved && !self.kept(pointer) {
                self.add("parameter-removed", "", pointer, None, &[&shown(self.ours.at(pointer)?)]);
            }
        }
        Ok(())
    }

    fn bodies(&mut self, mine: &str, theirs: &str) -> Result<(), Failure> {
        let sent = |document: &Document, operation: &str| -> Result<Option<(String, bool)>, Failure> {
            let pointer = format!("{operation}/requestBody");
            if document.value.pointer(&pointer).is_none() {
                return Ok(None);
            }
            let pointer = document.resolve(&pointer)?;
            let required = document.at(&pointer)?["required"] == true;
            Ok(body(document, &pointer)?.map(|schema| (schema, required)))
        };
        match (sent(self.ours, mine)?, sent(self.vendor, theirs)?) {
            (None, None) => {}
            (Some((mine, was)), Some((theirs, is))) => {
                if was != is {
                    self.add(&format!("body-{}", asked(is)), "", &mine, Some(&theirs), &[]);
                }
                self.queue.push((REQUEST, mine, theirs));
            }
            (None, Some((pointer, required))) => {
                self.add("body-added", asked(required), &format!("{mine}/requestBody"), Some(&pointer), &[]);
            }
            (Some((pointer, _)), None) => self.add("body-removed", "", &pointer, None, &[]),
        }
        Ok(())
    }

    fn security(&mut self, mine: &str, theirs: &str) {
        let alternatives = |document: &Document, operation: &str| -> (String, BTreeSet<String>) {
            let own = format!("{operation}/security");
            let pointer = if document.value.pointer(&own).is_some() { own } else { "/security".to_owned() };
            let list = document.value.pointer(&pointer).and_then(Value::as_array);
            let name = |alternative: &Value| {
                let names = alternative.as_object().into_iter().flat_map(Map::keys).map(|name| printable(name));
                Some(names.collect::<Vec<_>>().join(" and ")).filter(|names| !names.is_empty())
            };
            let names = list.into_iter().flatten().map(|alternative| name(alternative).unwrap_or("none".to_owned()));
            (pointer, names.collect())
        };
        let (pointer, own) = alternatives(self.ours, mine);
        let (vendor, their) = alternatives(self.vendor, theirs);
        if own != their {
            let shown = |set: &BTreeSet<String>| match set.is_empty() {
                true => "none".to_owned(),
                false => set.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "),
            };
            self.add("security-changed", "operation", &pointer, Some(&vendor), &[&shown(&own), &shown(&their)]);
        }
        for name in own.intersection(&their) {
            let at = format!("/components/securitySchemes/{}", escape(name));
            if let (Some(own), Some(their)) = (self.ours.value.pointer(&at), self.vendor.value.pointer(&at))
                && ["type", "scheme", "in", "name"].iter().any(|key| own[*key] != their[*key])
            {
                self.add("security-changed", "scheme", &at, Some(&at), &[name]);
            }
        }
    }

    // ---- schemas

    fn schema(&mut self, direction: Direction, mine: &str, theirs: &str) -> Result<(), Failure> {
        let own = Shape::of(self.ours, mine)?;
        let their = Shape::of(self.vendor, theirs)?;
        if !self.seen.insert((direction, mine.to_owned(), theirs.to_owned())) {
            return Ok(());
        }
        self.keywords(direction, &own, &their);
        if !own.kind.is_like(&their.kind) {
            self.changed_type(&own, &their, mine, theirs);
            return Ok(());
        }
        match &own.kind {
            Kind::List(_) => match (own.items(), their.items()) {
                (Some(mine), Some(theirs)) => self.queue.push((direction, mine, theirs)),
                (None, None) => {}
                _ => self.changed_type(&own, &their, mine, theirs),
            },
            Kind::Struct(_) => {
                if self.seen.insert((direction, own.at.clone(), format!("fields of {}", their.at))) {
                    self.fields(direction, &own, &their)?;
                    self.unknown_keys(direction, &own, &their)?;
                }
            }
            Kind::Plain(Plain::Map) => self.unknown_keys(direction, &own, &their)?,
            Kind::Enum(_) => self.values(direction, &own, &their),
            Kind::Choice => {
                if canonical(self.ours, mine)? != canonical(self.vendor, theirs)? {
                    self.add("type-changed", "composition", mine, Some(theirs), &[]);
                }
            }
            Kind::Plain(_) => {}
        }
        Ok(())
    }

    fn changed_type(&mut self, own: &Shape<'_>, their: &Shape<'_>, mine: &str, theirs: &str) {
        let (case, kind) = match self.corrected(mine).map(|corrected| corrected.kind) {
            Some(corrected) if corrected.is_same(&their.kind) => ("known", corrected),
            Some(corrected) if !corrected.is_same(&own.kind) => ("contradicted", corrected),
            _ => ("plain", own.kind.clone()),
        };
        let arguments = [documented(own), documented(their), kind.to_string(), their.kind.to_string()];
        self.add("type-changed", case, mine, Some(theirs), &arguments.each_ref().map(String::as_str));
    }

    fn fields(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) -> Result<(), Failure> {
        let corrected = self.corrected(&own.at);
        let corrected_fields = corrected.as_ref().map(Shape::properties);
        let mandatory = corrected.as_ref().map(Shape::required).unwrap_or_default();
        let (fields, their_fields) = (own.properties(), their.properties());
        let (required, their_required) = (own.required(), their.required());
        for (name, vendor) in &their_fields {
            let shown = printable(name);
            let (was, is) = (required.contains(name), their_required.contains(name));
            if let Some(pointer) = fields.get(name) {
                self.kept_in_vain(pointer, vendor);
                self.queue.push((direction, pointer.clone(), vendor.clone()));
                if was != is {
                    let case = match direction {
                        RESPONSE if was && mandatory.contains(name) => "mandatory",
                        RESPONSE => RESPONSE,
                        _ => asked(is),
                    };
                    let at = (own.pointer("required"), their.pointer("required"));
                    self.add("required-changed", case, &at.0, Some(&at.1), &[&shown, asked(is)]);
                }
                continue;
            }
            let kind = Shape::of(self.vendor, vendor)?.kind;
            let kind = match &own.kind {
                Kind::Struct(Some(owner)) => kind.named(&member_name(owner, name)),
                _ => kind,
            };
            let known = corrected_fields.as_ref().and_then(|fields| fields.get(name)).and_then(|at| self.corrected(at));
            let case = match &known {
                Some(known) if known.kind.is_same(&kind) => "known",
                Some(_) => "contradicted",
                None if kind == Kind::Choice => "choice",
                None if direction == RESPONSE => RESPONSE,
                None => asked(is),
            };
            let known = known.map(|known| known.kind.to_string()).unwrap_or_default();
            let arguments = [shown.as_str(), &kind.to_string(), if is { ", required" } else { "" }, &known];
            let pointer = format!("{}/properties/{}", own.at, escape(name));
            self.add("field-added", case, &pointer, Some(vendor), &arguments);
        }
        for (name, pointer) in fields.iter().filter(|(name, _)| !their_fields.contains_key(*name)) {
            if !self.kept(pointer) {
                let is_gone = corrected_fields.as_ref().is_some_and(|fields| !fields.contains_key(name));
                self.add("field-removed", if is_gone { "known" } else { "" }, pointer, None, &[&printable(name)]);
            }
        }
        Ok(())
    }

    fn values(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) {
        let (values, their_values) = (own.texts(), their.texts());
        let corrected = self.corrected(&own.at);
        let corrected = corrected.as_ref().map(Shape::texts).unwrap_or_default();
        let (pointer, vendor) = (own.pointer("enum"), their.pointer("enum"));
        for value in their_values.difference(&values) {
            let case = match corrected.contains(value) {
                true => "known",
                false if value.is_empty() => "empty",
                false => "",
            };
            self.add("enum-value-added", case, &pointer, Some(&vendor), &[&printable(value)]);
        }
        for value in values.difference(&their_values) {
            self.add("enum-value-removed", direction, &pointer, Some(&vendor), &[&printable(value)]);
        }
    }

    /// Compares `additionalProperties`. A missing keyword, `true` and `{}` mean the same.
    fn unknown_keys(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) -> Result<(), Failure> {
        let keyword = "additionalProperties";
        let read = |document: &Document, shape: &Shape<'_>| match shape.get(keyword) {
            None | Some(Value::Bool(true)) => Ok(Value::Object(Map::new())),
            Some(_) => canonical(document, &shape.pointer(keyword)),
        };
        if read(self.ours, own)? != read(self.vendor, their)? {
            let at = (own.pointer(keyword), their.pointer(keyword));
            self.add("additional-properties-changed", direction, &at.0, Some(&at.1), &[]);
        }
        Ok(())
    }

    /// Compares the keywords that don't change the Rust type.
    fn keywords(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) {
        self.deprecation(own.get("deprecated"), their.get("deprecated"), &own.at, &their.at);
        // A changed type always brings other formats and limits, so that only the type is reported.
        let is_same = own.kind.is_like(&their.kind);
        for keyword in ["nullable", "default", "format"].into_iter().chain(LIMITS.split(' ')) {
            let kind = match keyword {
                "nullable" => "nullable-changed",
                "default" => "default-changed",
                "format" => "format-changed",
                _ => "limit-changed",
            };
            let (was, is) = (own.get(keyword), their.get(keyword));
            let is_reported = match keyword {
                "nullable" | "default" | "readOnly" | "writeOnly" => true,
                "enum" => is_same && !matches!(own.kind, Kind::Enum(_)),
                _ => is_same,
            };
            // A flag that is missing is false.
            let differs = match (was, is) {
                (None, Some(Value::Bool(set))) | (Some(Value::Bool(set)), None) if keyword != "default" => *set,
                _ => was != is,
            };
            if is_reported && differs {
                let shown = |value: Option<&Value>| {
                    value.map_or("absent".to_owned(), |value| format!("`{}`", printable(&value.to_string())))
                };
                let at = (own.pointer(keyword), their.pointer(keyword));
                self.add(kind, direction, &at.0, Some(&at.1), &[keyword, &shown(was), &shown(is)]);
            }
        }
    }
}

fn asked(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// Keywords that limit values, and don't change the Rust type.
const LIMITS: &str = "readOnly writeOnly enum minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum \
                      multipleOf minItems maxItems uniqueItems minProperties maxProperties";

fn parameter_schema(document: &Document, pointer: &str) -> Result<String, Failure> {
    let parameter = document.at(pointer)?;
    if parameter.get("schema").is_some() {
        return Ok(format!("{pointer}/schema"));
    }
    let content = parameter["content"].as_object().into_iter().flat_map(Map::keys).next();
    let media = content.ok_or_else(|| document.fail(pointer, "is a parameter without a schema"))?;
    Ok(format!("{pointer}/content/{}/schema", escape(media)))
}

/// The type of a schema in the words of OpenAPI.
fn documented(shape: &Shape<'_>) -> String {
    let text = |keyword| shape.get(keyword).and_then(Value::as_str).map(printable);
    let kind =
        text("type").unwrap_or_else(|| if shape.kind == Kind::Plain(Plain::Any) { "any" } else { "object" }.to_owned());
    let kind = match (&shape.kind, text("format")) {
        (Kind::Enum(_), _) => "string with enum".to_owned(),
        (Kind::Choice, _) => "composition".to_owned(),
        (Kind::Struct(_), _) => "object with properties".to_owned(),
        (_, Some(format)) => format!("{kind} ({format})"),
        (_, None) => kind,
    };
    format!("`{kind}`")
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: String,
    name: String,
}

/// `query parameter `view``.
fn shown(parameter: &Value) -> String {
    let text = |key: &str| printable(parameter[key].as_str().unwrap_or_default());
    format!("{} parameter `{}`", text("in"), text("name"))
}

impl Key {
    /// Whether the names are equal, whatever their case: names of headers are case-insensitive.
    fn is_named_like(&self, other: &Self) -> bool {
        self.name.eq_ignore_ascii_case(&other.name)
    }
}

/// The parameters of an operation and of its path, each with its pointer.
fn parameters(document: &Document, operation: &Operation) -> Result<BTreeMap<Key, String>, Failure> {
    let mut found = BTreeMap::new();
    for owner in [&operation.item, &operation.pointer] {
        let list = format!("{owner}/parameters");
        let count = document.value.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let pointer = document.resolve(&format!("{list}/{index}"))?;
            let parameter = document.at(&pointer)?;
            let (Some(place), Some(name)) = (parameter["in"].as_str(), parameter["name"].as_str()) else {
                return Err(document.fail(&pointer, "is a parameter without `in` or `name`"));
            };
            let name = match place {
                "header" => name.to_ascii_lowercase(),
                // The name of a path parameter isn't sent, so that its position stands for the name.
                "path" => operation.position(name),
                _ => name.to_owned(),
            };
            // OpenAPI ignores parameters for these three headers.
            if place != "header" || !["accept", "content-type", "authorization"].contains(&name.as_str()) {
                found.insert(Key { place: printable(place), name }, pointer);
            }
        }
    }
    Ok(found)
}

/// How a parameter's value is written as text: style, explode, `allowReserved`, and whether `content` decides.
fn form(parameter: &Value, place: &str) -> (String, bool, bool, bool) {
    let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = parameter["style"].as_str().unwrap_or(usual).to_owned();
    let explode = parameter["explode"].as_bool().unwrap_or(style == "form");
    (style, explode, parameter["allowReserved"] == true, parameter.get("content").is_some())
}

/// The status of a successful JSON answer, and the pointer of its schema.
pub(crate) fn answer(document: &Document, operation: &str) -> Result<Option<(String, String)>, Failure> {
    let responses = document.value.pointer(&format!("{operation}/responses")).unwrap_or(&Value::Null);
    for status in plain::successes(responses) {
        let pointer = document.resolve(&format!("{operation}/responses/{}", escape(status)))?;
        if let Some(media) = plain::received(&document.at(&pointer)?["content"]) {
            return Ok(Some((status.clone(), format!("{pointer}/content/{}/schema", escape(media)))));
        }
    }
    Ok(None)
}

/// The pointer of the schema of a request body that the crate can send.
pub(crate) fn body(document: &Document, pointer: &str) -> Result<Option<String>, Failure> {
    let media = plain::sent(&document.at(pointer)?["content"]);
    Ok(media.map(|(media, _)| format!("{pointer}/content/{}/schema", escape(media))))
}
