//! Compares the contract of our operations with a vendor document and says what each difference means for users.
//!
//! The crate `drift` (0.2.0) compares OpenAPI documents too, and isn't used for two reasons. It reports added fields,
//! removed fields, changed enums and changed required lists as "changed", without their names, but the report needs the
//! names and `update` applies them. It also classifies differences by general rules, whereas this crate has rules of
//! its own: fields are optional, enums are open, `null` is absent, and the overlay corrects the document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use super::document::{Document, Operation, escape};
use super::shape::{Kind, Shape, canonical};
use super::text::printable;
use crate::codegen::kind::{BODIES, Plain, member_name};
use crate::failure::Failure;

/// The level of the release that a difference asks for, once taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Nothing,
    Patch,
    Minor,
    Major,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Nothing => "nothing",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
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
    let mut walk = Walk { ours, overlaid, vendor, found: Vec::new(), queue: Vec::new(), seen: BTreeSet::new() };
    let Some(first) = operations.first() else {
        return Err(ours.fail("/paths", "has no operation: nothing can be compared"));
    };
    for document in [ours, vendor] {
        if operations.iter().all(|operation| operation.find_in(document).is_none()) {
            return Err(Failure::new(format!("{}: {}", printable(&document.source), first.missing_in(document))));
        }
    }
    for operation in operations {
        match (operation.find_in(ours), operation.find_in(vendor)) {
            (None, None) => {
                return Err(Failure::new(format!("{}: {}", printable(&ours.source), operation.missing_in(ours))));
            }
            (None, Some(theirs)) => walk.add(
                Level::Minor,
                "operation-added",
                (&theirs.pointer, Some(&theirs.pointer)),
                format!("operation `{}` added", theirs.name()),
                "one more call, with its types",
            ),
            (Some(mine), Some(theirs)) => {
                walk.kept_in_vain(&mine.pointer, &theirs.pointer);
                walk.operation(&mine, &theirs)?;
            }
            (Some(mine), None) if walk.kept(&mine.pointer) => {}
            (Some(mine), None) => walk.add(
                Level::Major,
                "operation-removed",
                (&mine.pointer, None),
                format!("operation `{}` removed", mine.name()),
                "the call will fail, and its methods and types go; check first whether it moved",
            ),
        }
    }
    while let Some((direction, mine, theirs)) = walk.queue.pop() {
        walk.schema(direction, &mine, &theirs)?;
    }
    let mut differences = walk.found;
    differences.sort_by(|left, right| {
        right.level.cmp(&left.level).then_with(|| (&left.pointer, &left.what).cmp(&(&right.pointer, &right.what)))
    });
    differences.dedup_by(|left, right| left.pointer == right.pointer && left.what == right.what);
    let operations = operations.iter().map(Operation::name).collect();
    Ok(Comparison { operations, differences })
}

/// Whether a schema describes what the crate sends, or what the service sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Request,
    Response,
}
use Direction::{Request, Response};

struct Walk<'a> {
    ours: &'a Document,
    overlaid: Option<&'a Document>,
    vendor: &'a Document,
    found: Vec<Difference>,
    queue: Vec<(Direction, String, String)>,
    seen: BTreeSet<(Direction, String, String)>,
}

impl<'a> Walk<'a> {
    fn add(
        &mut self,
        level: Level,
        kind: &'static str,
        (pointer, vendor): (&str, Option<&str>),
        what: String,
        why: impl Into<String>,
    ) {
        let vendor = vendor.map(str::to_owned);
        self.found.push(Difference { level, kind, pointer: pointer.to_owned(), vendor, what, why: why.into() });
    }

    /// Whether the overlay marks this place of our document as removed by the vendor.
    fn kept(&self, pointer: &str) -> bool {
        self.overlaid.is_some_and(|overlaid| is_kept(overlaid, pointer))
    }

    /// Reports a mark `x-removed-by-vendor` on a thing that the vendor's document has after all.
    fn kept_in_vain(&mut self, ours: &str, theirs: &str) {
        if self.kept(ours) {
            let what = format!("{KEPT} is moot");
            let why = "the vendor has it: remove the action of overlay.json";
            self.add(Level::Nothing, "kept-in-vain", (ours, Some(theirs)), what, why);
        }
    }

    /// One of our schemas after the overlay. `None` without an overlay, or if the overlay removes the schema.
    fn corrected(&self, pointer: &str) -> Option<Shape<'a>> {
        self.overlaid.and_then(|overlaid| Shape::of(overlaid, pointer).ok())
    }

    // ---- operations

    fn operation(&mut self, mine: &Operation, theirs: &Operation) -> Result<(), Failure> {
        let (ours, vendor) = (self.ours, self.vendor);
        self.parameters(mine, theirs)?;
        self.bodies(&mine.pointer, &theirs.pointer)?;
        self.security(&mine.pointer, &theirs.pointer)?;
        let flag = |document: &Document, operation: &Operation| {
            Ok::<_, Failure>(document.at(&operation.pointer)?["deprecated"] == true)
        };
        self.deprecation(flag(ours, mine)?, flag(vendor, theirs)?, &mine.pointer, &theirs.pointer);
        let Some((status, answer)) = self::answer(ours, &mine.pointer)? else {
            return Err(ours.fail(
                &format!("{}/responses", mine.pointer),
                "has no JSON answer for a success: nothing can be compared",
            ));
        };
        match self::answer(vendor, &theirs.pointer)? {
            Some((theirs, schema)) => {
                // `2XX` and `default` stand for every number that has no answer of its own.
                let is_number = |status: &str| status.bytes().all(|byte| byte.is_ascii_digit());
                if status != theirs && is_number(&status) && is_number(&theirs) {
                    let at = (answer.as_str(), Some(schema.as_str()));
                    let what = format!("status of the answer changed: {status} → {theirs}");
                    self.add(Level::Nothing, "status-changed", at, what, "the crate takes any status of success");
                }
                self.queue.push((Response, answer, schema));
            }
            None => self.add(
                Level::Major,
                "answer-removed",
                (&answer, Some(&format!("{}/responses", theirs.pointer))),
                "JSON answer removed".to_owned(),
                "the call's type has nothing to stand on; see what the vendor answers now",
            ),
        }
        Ok(())
    }

    fn parameters(&mut self, mine: &Operation, theirs: &Operation) -> Result<(), Failure> {
        let ours = parameters(self.ours, mine)?;
        let vendors = parameters(self.vendor, theirs)?;
        let corrected = match self.overlaid {
            Some(overlaid) => parameters(overlaid, mine)?,
            None => BTreeMap::new(),
        };
        let list = format!("{}/parameters", mine.pointer);
        for (key, their_pointer) in &vendors {
            let place = &key.place;
            let name = format!("{place} parameter `{}`", printable(&key.name));
            let parameter = self.vendor.at(their_pointer)?;
            let required = parameter["required"] == true;
            let Some(my_pointer) = ours.get(key) else {
                let moved = ours.keys().find(|mine| mine.is_named_like(key) && !vendors.contains_key(*mine));
                if let Some(moved) = moved {
                    let what = format!("parameter `{}` moved from {} to {place}", printable(&key.name), moved.place);
                    let why = "its method stays, but what it sends has to go elsewhere: older releases send it in vain";
                    self.add(Level::Patch, "parameter-moved", (&ours[moved], Some(their_pointer)), what, why);
                    continue;
                }
                let kind = Shape::of(self.vendor, &self.parameter_schema(self.vendor, their_pointer)?)?.kind;
                if corrected.contains_key(key) {
                    let why = "overlay.json has it already, and its action may be moot: no Rust changes";
                    self.add(
                        Level::Nothing,
                        "parameter-added",
                        (&list, Some(their_pointer)),
                        format!("{name} added"),
                        why,
                    );
                } else if required {
                    let why = "a call that doesn't send it fails from now on, and a mandatory argument breaks callers";
                    let what = format!("required {name} added: `{kind}`");
                    self.add(Level::Major, "parameter-added", (&list, Some(their_pointer)), what, why);
                    continue;
                } else {
                    let why = "one more method of the call, which callers need not use";
                    let what = format!("optional {name} added: `{kind}`");
                    self.add(Level::Minor, "parameter-added", (&list, Some(their_pointer)), what, why);
                }
                continue;
            };
            let at = (my_pointer.as_str(), Some(their_pointer.as_str()));
            self.kept_in_vain(my_pointer, their_pointer);
            let own = self.ours.at(my_pointer)?;
            match (own["required"] == true, required) {
                (false, true) => {
                    let why = "a call that doesn't send it fails from now on, and a mandatory argument breaks callers";
                    self.add(Level::Major, "parameter-required", at, format!("{name} became required"), why);
                }
                (true, false) => {
                    let why = "calls that send it go on working; a way to leave it out is an addition";
                    self.add(Level::Minor, "parameter-optional", at, format!("{name} became optional"), why);
                }
                _ => {}
            }
            if form(own, place) != form(parameter, place) {
                let why = "callers see no change, but it has to be sent in another form";
                self.add(Level::Patch, "parameter-form", at, format!("{name}: style, explode or content changed"), why);
            }
            self.deprecation(own["deprecated"] == true, parameter["deprecated"] == true, at.0, their_pointer);
            let mine = self.parameter_schema(self.ours, my_pointer)?;
            let theirs = self.parameter_schema(self.vendor, their_pointer)?;
            self.queue.push((Request, mine, theirs));
        }
        for (key, pointer) in &ours {
            let moved = vendors.keys().any(|theirs| theirs.is_named_like(key) && !ours.contains_key(theirs));
            if !vendors.contains_key(key) && !moved && !self.kept(pointer) {
                let what = format!("{} parameter `{}` removed", key.place, printable(&key.name));
                let why = "its method goes; until then it is sent and, in all likelihood, ignored";
                self.add(Level::Major, "parameter-removed", (pointer, None), what, why);
            }
        }
        Ok(())
    }

    fn parameter_schema(&self, document: &Document, pointer: &str) -> Result<String, Failure> {
        let parameter = document.at(pointer)?;
        if parameter.get("schema").is_some() {
            return Ok(format!("{pointer}/schema"));
        }
        let content = parameter["content"].as_object().into_iter().flat_map(Map::keys).next();
        match content {
            Some(media) => Ok(format!("{pointer}/content/{}/schema", escape(media))),
            None => Err(document.fail(pointer, "is a parameter without a schema")),
        }
    }

    fn bodies(&mut self, mine: &str, theirs: &str) -> Result<(), Failure> {
        let sent = |document: &Document, operation: &str| -> Result<Option<(String, bool)>, Failure> {
            let pointer = format!("{operation}/requestBody");
            if document.value.pointer(&pointer).is_none() {
                return Ok(None);
            }
            let pointer = document.resolve(&pointer)?;
            let required = document.at(&pointer)?["required"] == true;
            Ok(body(document, &pointer)?.map(|(_, schema)| (schema, required)))
        };
        match (sent(self.ours, mine)?, sent(self.vendor, theirs)?) {
            (None, None) => {}
            (Some((mine, was)), Some((theirs, is))) => {
                if !was && is {
                    let why = "a call without it fails from now on, and a mandatory argument breaks callers";
                    self.add(
                        Level::Major,
                        "body-required",
                        (&mine, Some(&theirs)),
                        "body became required".to_owned(),
                        why,
                    );
                } else if was && !is {
                    let why = "calls that send it go on working; a way to leave it out is an addition";
                    self.add(
                        Level::Minor,
                        "body-optional",
                        (&mine, Some(&theirs)),
                        "body became optional".to_owned(),
                        why,
                    );
                }
                self.queue.push((Request, mine, theirs));
            }
            (None, Some((pointer, required))) => {
                let at = format!("{mine}/requestBody");
                let (level, what, why) = match required {
                    true => (Level::Major, "required body added", "calls without it fail from now on"),
                    false => {
                        (Level::Minor, "optional body added", "one more method of the call, which callers need not use")
                    }
                };
                self.add(level, "body-added", (&at, Some(&pointer)), what.to_owned(), why);
            }
            (Some((pointer, _)), None) => {
                let why = "its method and types go";
                self.add(Level::Major, "body-removed", (&pointer, None), "JSON body removed".to_owned(), why);
            }
        }
        Ok(())
    }

    fn security(&mut self, mine: &str, theirs: &str) -> Result<(), Failure> {
        let alternatives = |document: &Document, operation: &str| -> Result<(String, BTreeSet<String>), Failure> {
            let own = format!("{operation}/security");
            let pointer = if document.value.pointer(&own).is_some() { own } else { "/security".to_owned() };
            let list = document.value.pointer(&pointer).and_then(Value::as_array);
            let name = |alternative: &Value| {
                let names: Vec<_> =
                    alternative.as_object().into_iter().flat_map(Map::keys).map(|name| printable(name)).collect();
                if names.is_empty() { "none".to_owned() } else { names.join(" and ") }
            };
            Ok((pointer, list.into_iter().flatten().map(name).collect()))
        };
        let (pointer, own) = alternatives(self.ours, mine)?;
        let (vendor_pointer, their) = alternatives(self.vendor, theirs)?;
        let shown = |set: &BTreeSet<String>| match set.is_empty() {
            true => "none".to_owned(),
            false => set.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "),
        };
        if own != their {
            let what = format!("security changed: {} → {}", shown(&own), shown(&their));
            let why =
                "ATTENTION: no Rust changes by itself; find out whether the token still suffices before releasing";
            self.add(Level::Patch, "security-changed", (&pointer, Some(&vendor_pointer)), what, why);
        }
        for name in own.intersection(&their) {
            let at = format!("/components/securitySchemes/{}", escape(name));
            let (Some(own), Some(their)) = (self.ours.value.pointer(&at), self.vendor.value.pointer(&at)) else {
                continue;
            };
            if ["type", "scheme", "in", "name"].iter().any(|key| own[*key] != their[*key]) {
                let why = "ATTENTION: credentials are sent otherwise; find out whether the token still suffices";
                let what = format!("security scheme `{name}` changed");
                self.add(Level::Patch, "security-changed", (&at, Some(&at)), what, why);
            }
        }
        Ok(())
    }

    fn deprecation(&mut self, mine: bool, theirs: bool, pointer: &str, vendor: &str) {
        let at = (pointer, Some(vendor));
        match (mine, theirs) {
            (false, true) => {
                let why = "nothing breaks yet; say so in its description and see what replaces it";
                self.add(Level::Patch, "deprecated", at, "deprecated by the vendor".to_owned(), why);
            }
            (true, false) => {
                let why = "only documentation says so";
                self.add(Level::Patch, "deprecated", at, "no longer deprecated by the vendor".to_owned(), why);
            }
            _ => {}
        }
    }

    // ---- schemas

    fn schema(&mut self, direction: Direction, mine: &str, theirs: &str) -> Result<(), Failure> {
        let own = Shape::of(self.ours, mine)?;
        let their = Shape::of(self.vendor, theirs)?;
        if !self.seen.insert((direction, mine.to_owned(), theirs.to_owned())) {
            return Ok(());
        }
        self.attributes(direction, &own, &their);
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
                    let why =
                        "a composition of several schemas has no Rust type: describe in overlay.json what it comes to";
                    let what = "composition of schemas changed".to_owned();
                    self.add(Level::Major, "type-changed", (mine, Some(theirs)), what, why);
                }
            }
            Kind::Plain(_) => {}
        }
        Ok(())
    }

    fn changed_type(&mut self, own: &Shape<'_>, their: &Shape<'_>, mine: &str, theirs: &str) {
        let what = format!("type changed: {} → {}", documented(own), documented(their));
        let at = (mine, Some(theirs));
        match self.corrected(mine).map(|corrected| corrected.kind) {
            Some(corrected) if corrected.is_same(&their.kind) => {
                let why =
                    format!("overlay.json makes it `{corrected}` already, and its action may be moot: no Rust changes");
                self.add(Level::Nothing, "type-changed", at, what, why);
            }
            Some(corrected) if !corrected.is_same(&own.kind) => {
                let why = format!(
                    "the Rust type is `{corrected}` by overlay.json, which contradicts both: following the vendor breaks \
                     callers, and values that don't fit end up in `extra`"
                );
                self.add(Level::Major, "type-changed", at, what, why);
            }
            _ => {
                let why = format!("the Rust type changes from `{}` to `{}`", own.kind, their.kind);
                self.add(Level::Major, "type-changed", at, what, why);
            }
        }
    }

    fn fields(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) -> Result<(), Failure> {
        let corrected = self.corrected(&own.at);
        let corrected_fields = corrected.as_ref().map(Shape::properties);
        let mandatory = corrected.as_ref().map(Shape::required).unwrap_or_default();
        let (fields, their_fields) = (own.properties(), their.properties());
        let (required, their_required) = (own.required(), their.required());
        for (name, their_pointer) in &their_fields {
            let shown = printable(name);
            let asked = their_required.contains(name);
            if let Some(pointer) = fields.get(name) {
                self.kept_in_vain(pointer, their_pointer);
                self.queue.push((direction, pointer.clone(), their_pointer.clone()));
                let at = (own.pointer("required"), their.pointer("required"));
                let at = (at.0.as_str(), Some(at.1.as_str()));
                let (level, why) = match (direction, required.contains(name), asked) {
                    (_, was, is) if was == is => continue,
                    (Response, true, _) if mandatory.contains(name) => (
                        Level::Major,
                        "the crate refuses an answer without it: it has to become an `Option`, and overlay.json to say so",
                    ),
                    (Response, ..) => (Level::Nothing, "a field of an answer is an `Option` whatever the list says"),
                    (Request, false, _) => {
                        (Level::Major, "a request without it fails from now on, and its type changes")
                    }
                    (Request, true, _) => {
                        (Level::Minor, "requests that send it go on working; leaving it out is an addition")
                    }
                };
                let what = format!("field `{shown}` became {}", if asked { "required" } else { "optional" });
                self.add(level, "required-changed", at, what, why);
                continue;
            }
            let kind = Shape::of(self.vendor, their_pointer)?.kind;
            let kind = match &own.kind {
                Kind::Struct(Some(owner)) => kind.named(&member_name(owner, name)),
                _ => kind,
            };
            let pointer = format!("{}/properties/{}", own.at, escape(name));
            let at = (pointer.as_str(), Some(their_pointer.as_str()));
            let what = format!("field `{shown}` added: `{kind}`{}", if asked { ", required" } else { "" });
            let known = corrected_fields.as_ref().and_then(|fields| fields.get(name)).and_then(|at| self.corrected(at));
            let (level, why) = match known {
                Some(known) if known.kind.is_same(&kind) => (
                    Level::Nothing,
                    "overlay.json has it already, and its action may be moot: no Rust changes".to_owned(),
                ),
                Some(known) => (
                    Level::Patch,
                    format!(
                        "overlay.json has it already as `{}`, and that stays: decide which of the two is right",
                        known.kind
                    ),
                ),
                None if kind == Kind::Choice => (
                    Level::Minor,
                    "a new field, but of no type that can be generated: describe it in overlay.json".to_owned(),
                ),
                None if direction == Response => (
                    Level::Minor,
                    format!("a new `Option<{kind}>` in a non-exhaustive struct; its key is no longer in `extra`"),
                ),
                None if asked => (Level::Major, "requests without it fail from now on".to_owned()),
                None => (Level::Minor, "a new field that callers need not set".to_owned()),
            };
            self.add(level, "field-added", at, what, why);
        }
        for (name, pointer) in fields.iter().filter(|(name, _)| !their_fields.contains_key(*name)) {
            if self.kept(pointer) {
                continue;
            }
            let gone = corrected_fields.as_ref().is_some_and(|fields| !fields.contains_key(name));
            let (level, why) = match gone {
                true => (Level::Nothing, "overlay.json removes it already: no Rust changes"),
                false => (
                    Level::Major,
                    "the public field goes; an action of overlay.json with `x-removed-by-vendor` can keep it in its place, \
                     with the reason",
                ),
            };
            self.add(level, "field-removed", (pointer, None), format!("field `{}` removed", printable(name)), why);
        }
        Ok(())
    }

    fn values(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) {
        let (values, their_values) = (own.texts(), their.texts());
        let corrected = self.corrected(&own.at);
        let corrected = corrected.as_ref().map(Shape::texts).unwrap_or_default();
        let (pointer, their_pointer) = (own.pointer("enum"), their.pointer("enum"));
        for value in their_values.difference(&values) {
            let (level, why) = match corrected.contains(value) {
                true => (Level::Nothing, "overlay.json has it already, and its action may be moot: no Rust changes"),
                false if value.is_empty() => {
                    (Level::Nothing, "the decoder reads an empty string as absent: it gets no variant")
                }
                false => (Level::Minor, "a new variant; enums are open, so that no match and no decoding breaks"),
            };
            let what = format!("enum value `{}` added", printable(value));
            self.add(level, "enum-value-added", (&pointer, Some(&their_pointer)), what, why);
        }
        for value in values.difference(&their_values) {
            let (level, why) = match direction {
                Response => (
                    Level::Nothing,
                    "the variant stays, since servers and stored profiles may still have the value: move it to overlay.json \
                     with that reason; dropping the variant would be major",
                ),
                Request => {
                    (Level::Patch, "the variant stays, but its documentation should say that servers may refuse it")
                }
            };
            let what = format!("enum value `{}` removed", printable(value));
            self.add(level, "enum-value-removed", (&pointer, Some(&their_pointer)), what, why);
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
            let (level, why) = match direction {
                Response => (Level::Nothing, "keys without a field are kept as they come, whatever they may hold"),
                Request => (Level::Patch, "no Rust changes; the server may refuse what it took before"),
            };
            let at = (own.pointer(keyword), their.pointer(keyword));
            self.add(level, "additional-properties-changed", (&at.0, Some(&at.1)), format!("`{keyword}` changed"), why);
        }
        Ok(())
    }

    /// Compares the keywords that don't change the Rust type.
    fn attributes(&mut self, direction: Direction, own: &Shape<'_>, their: &Shape<'_>) {
        let flag = |shape: &Shape<'_>, keyword: &str| shape.get(keyword).is_some_and(|value| *value == true);
        let own_deprecated = flag(own, "deprecated");
        self.deprecation(own_deprecated, flag(their, "deprecated"), &own.at, &their.at);
        // A changed type always brings other formats and limits, so that only the type is reported.
        let same = own.kind.is_like(&their.kind);
        let mut keywords = vec!["nullable", "default", "readOnly", "writeOnly"];
        if same {
            keywords.extend(LIMITS);
            keywords.push("format");
            if !matches!(own.kind, Kind::Enum(_)) {
                keywords.push("enum");
            }
        }
        for keyword in keywords {
            let (was, is) = (own.get(keyword), their.get(keyword));
            if was == is || FLAGS.contains(&keyword) && flag(own, keyword) == flag(their, keyword) {
                continue;
            }
            let (level, kind, why) = match (keyword, direction) {
                ("nullable", _) => (Level::Nothing, "nullable-changed", "`null` is the same as a missing field"),
                ("format", _) => (Level::Nothing, "format-changed", "the Rust type is the same for either"),
                ("default", Response) => (Level::Nothing, "default-changed", "a field that isn't sent stays `None`"),
                ("default", Request) => (
                    Level::Patch,
                    "default-changed",
                    "no Rust changes, since what isn't set isn't sent; its description should give the new default",
                ),
                (_, Response) => (Level::Nothing, "limit-changed", "the decoder doesn't insist on limits"),
                (_, Request) => {
                    (Level::Patch, "limit-changed", "no Rust changes; the server may refuse what it took before")
                }
            };
            let shown = |value: Option<&Value>| {
                value.map_or("absent".to_owned(), |value| format!("`{}`", printable(&value.to_string())))
            };
            let what = format!("`{keyword}` changed: {} → {}", shown(was), shown(is));
            self.add(level, kind, (&own.pointer(keyword), Some(&their.pointer(keyword))), what, why);
        }
    }
}

const FLAGS: [&str; 6] = ["nullable", "readOnly", "writeOnly", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum"];
const LIMITS: [&str; 13] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

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

/// The status of a successful JSON answer, and the pointer of its schema. The statuses of a success count in this order: 200, 201, other
/// numbers, `2XX`, `default`.
pub(crate) fn answer(document: &Document, operation: &str) -> Result<Option<(String, String)>, Failure> {
    let responses = document.value.pointer(&format!("{operation}/responses")).and_then(Value::as_object);
    let mut statuses: Vec<&String> = responses.into_iter().flat_map(Map::keys).collect();
    statuses.retain(|status| status.starts_with('2') || *status == "default");
    for status in statuses {
        let pointer = document.resolve(&format!("{operation}/responses/{}", escape(status)))?;
        if let Some(schema) = json(document, &pointer)? {
            return Ok(Some((status.clone(), schema)));
        }
    }
    Ok(None)
}

/// The content type of a request body, if the crate can send it, and the pointer of its schema.
pub(crate) fn body(document: &Document, pointer: &str) -> Result<Option<(&'static str, String)>, Failure> {
    if let Some(schema) = json(document, pointer)? {
        return Ok(Some((BODIES[0], schema)));
    }
    let schemas = BODIES.map(|media| (media, format!("{pointer}/content/{}/schema", escape(media))));
    Ok(schemas.into_iter().find(|(_, schema)| document.value.pointer(schema).is_some()))
}

/// The pointer of the schema of an answer's or a body's JSON content.
fn json(document: &Document, pointer: &str) -> Result<Option<String>, Failure> {
    let content = document.at(pointer)?["content"].as_object();
    let is_json = |media: &&String| {
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        media == "application/json" || media.ends_with("+json") || media == "*/*"
    };
    let media = content.into_iter().flat_map(Map::keys).find(is_json);
    let schema = media.map(|media| format!("{pointer}/content/{}/schema", escape(media)));
    Ok(schema.filter(|schema| document.value.pointer(schema).is_some()))
}
