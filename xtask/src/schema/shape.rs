//! The Rust form of a schema after its references and compositions are resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use super::document::{Document, component, escape, is_prose};
use crate::codegen::kind::{self, COMPOSITIONS, Form, Plain};
use crate::failure::Failure;

/// The Rust form of a schema, with the name of its type if the schema is a component.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Plain(Plain),
    Enum(Option<String>),
    Struct(Option<String>),
    List(Box<Kind>),
    /// A choice among several schemas. No Rust type can be generated for it.
    Choice,
}

impl Kind {
    /// Whether the forms are equal, without regard to names and to elements of lists.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Plain(left), Self::Plain(right)) => left == right,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// Whether the forms are equal, without regard to names.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(left), Self::List(right)) => left.is_same(right),
            _ => self.is_like(other),
        }
    }

    /// Gives an enum or a struct without a name the name that the generator would make up.
    pub(crate) fn named(self, suggested: &str) -> Self {
        match self {
            Self::Enum(None) => Self::Enum(Some(suggested.to_owned())),
            Self::Struct(None) => Self::Struct(Some(suggested.to_owned())),
            Self::List(element) => Self::List(Box::new(element.named(&kind::element_name(suggested)))),
            other => other,
        }
    }
}

/// Shows the form as a Rust type.
impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Plain(plain) => plain.rust(),
            Self::Enum(Some(name)) | Self::Struct(Some(name)) => name,
            Self::Enum(None) => "enum",
            Self::Struct(None) => "struct",
            Self::List(element) => return write!(formatter, "Vec<{element}>"),
            Self::Choice => "no type",
        })
    }
}

/// A schema with references followed and `allOf` merged. A `oneOf` or `anyOf` with one element counts as that element.
#[derive(Debug)]
pub(crate) struct Shape<'a> {
    document: &'a Document,
    /// Pointers of the schemas that are merged, the outermost last.
    layers: Vec<String>,
    /// The pointer of the schema that decides the form: not a mere wrapper such as an `allOf` around a reference.
    pub(crate) at: String,
    pub(crate) kind: Kind,
}

impl<'a> Shape<'a> {
    pub(crate) fn of(document: &'a Document, pointer: &str) -> Result<Self, Failure> {
        Self::nested(document, pointer, 0)
    }

    fn nested(document: &'a Document, pointer: &str, depth: usize) -> Result<Self, Failure> {
        if depth > 32 {
            return Err(document.fail(pointer, "is a list that contains itself"));
        }
        let mut layers = Vec::new();
        collect(document, pointer, &mut layers, &mut BTreeSet::new(), 0)?;
        let telling: Vec<&String> = layers.iter().filter(|layer| document.at(layer).is_ok_and(kind::tells)).collect();
        let at = match telling[..] {
            [only] => only.clone(),
            _ => layers.last().cloned().unwrap_or_default(),
        };
        let mut shape = Self { document, layers, at, kind: Kind::Choice };
        shape.kind = shape.find_kind(depth)?;
        Ok(shape)
    }

    fn find_kind(&self, depth: usize) -> Result<Kind, Failure> {
        let name = || component(&self.at).map(super::text::printable);
        let kind = match Form::by(&|keyword| self.get(keyword), !self.properties().is_empty()) {
            Form::Plain(plain) => Kind::Plain(plain),
            Form::Enum => Kind::Enum(name()),
            Form::Struct => Kind::Struct(name()),
            Form::List => match self.items() {
                Some(items) => Kind::List(Box::new(Self::nested(self.document, &items, depth + 1)?.kind)),
                None => Kind::List(Box::new(Kind::Plain(Plain::Any))),
            },
            Form::Choice(_) => Kind::Choice,
            Form::Unknown => {
                return Err(self.document.fail(
                    &format!("{}/type", self.at),
                    "is no type of OpenAPI 3.0: give one type, with `nullable` where null is allowed",
                ));
            }
        };
        Ok(kind)
    }

    /// A keyword's value. If several of the merged schemas have the keyword, the outermost one wins.
    pub(crate) fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.holder(keyword).and_then(|layer| self.document.value.pointer(layer)?.get(keyword))
    }

    /// The pointer of a keyword, or the pointer that the keyword would have.
    pub(crate) fn pointer(&self, keyword: &str) -> String {
        format!("{}/{keyword}", self.holder(keyword).unwrap_or(&self.at))
    }

    fn holder(&self, keyword: &str) -> Option<&String> {
        let has =
            |layer: &&String| self.document.value.pointer(layer).is_some_and(|schema| schema.get(keyword).is_some());
        self.layers.iter().rev().find(has)
    }

    pub(crate) fn items(&self) -> Option<String> {
        self.get("items").map(|_| self.pointer("items"))
    }

    /// The enum's values that are text. The generator ignores values of other types.
    pub(crate) fn texts(&self) -> BTreeSet<&'a str> {
        self.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Names of the properties with their pointers.
    pub(crate) fn properties(&self) -> BTreeMap<&'a str, String> {
        let mut found = BTreeMap::new();
        for layer in &self.layers {
            let properties = self.document.value.pointer(layer).and_then(|schema| schema["properties"].as_object());
            for name in properties.into_iter().flat_map(Map::keys) {
                found.insert(name.as_str(), format!("{layer}/properties/{}", escape(name)));
            }
        }
        found
    }

    pub(crate) fn required(&self) -> BTreeSet<&'a str> {
        let lists = self.layers.iter().filter_map(|layer| self.document.value.pointer(layer)?["required"].as_array());
        lists.flatten().filter_map(Value::as_str).collect()
    }
}

fn collect(
    document: &Document,
    pointer: &str,
    layers: &mut Vec<String>,
    done: &mut BTreeSet<String>,
    depth: usize,
) -> Result<(), Failure> {
    let pointer = document.resolve(pointer)?;
    let schema = document.at(&pointer)?;
    if !schema.is_object() {
        return Err(document.fail(&pointer, "should be a schema, an object"));
    }
    if depth > 32 {
        return Err(document.fail(&pointer, "is too deep in compositions"));
    }
    if !done.insert(pointer.clone()) {
        return Ok(());
    }
    for keyword in COMPOSITIONS {
        let list = &schema[keyword];
        if keyword == "allOf" || kind::only(list).is_some() {
            for index in 0..list.as_array().map_or(0, Vec::len) {
                collect(document, &format!("{pointer}/{keyword}/{index}"), layers, done, depth + 1)?;
            }
        }
    }
    layers.push(pointer);
    Ok(())
}

/// A schema with references followed, documentation left out and sets sorted, so that schemas of equal meaning compare
/// equal.
pub(crate) fn canonical(document: &Document, pointer: &str) -> Result<Value, Failure> {
    let mut budget = 20_000;
    expand(document, document.at(pointer)?, pointer, &mut Vec::new(), &mut budget)
}

fn expand(
    document: &Document,
    value: &Value,
    pointer: &str,
    trail: &mut Vec<String>,
    budget: &mut usize,
) -> Result<Value, Failure> {
    *budget = budget.checked_sub(1).ok_or_else(|| document.fail(pointer, "is too large to be compared"))?;
    match value {
        Value::Object(members) if members.contains_key("$ref") => {
            let target = document.resolve(pointer)?;
            if let Some(above) = trail.iter().rev().position(|passed| *passed == target) {
                return Ok(format!("{above} references up").into());
            }
            if trail.len() > 32 {
                return Err(document.fail(pointer, "is too deep to be compared"));
            }
            trail.push(target.clone());
            let expanded = expand(document, document.at(&target)?, &target, trail, budget);
            trail.pop();
            expanded
        }
        Value::Object(members) => {
            // Under `properties`, every key is the name of a field, even one that looks like a keyword.
            let names = pointer.ends_with("/properties");
            let mut kept = Map::new();
            for (key, member) in members.iter().filter(|(key, _)| names || !is_prose(key)) {
                let mut member = expand(document, member, &format!("{pointer}/{}", escape(key)), trail, budget)?;
                if let (false, "enum" | "required", Value::Array(values)) = (names, key.as_str(), &mut member) {
                    values.sort_by_key(Value::to_string);
                }
                kept.insert(key.clone(), member);
            }
            Ok(match (kept.len(), kept.get("allOf").and_then(Value::as_array).map(Vec::as_slice)) {
                (1, Some([only])) => only.clone(),
                _ => Value::Object(kept),
            })
        }
        Value::Array(values) => {
            let expand = |(index, value)| expand(document, value, &format!("{pointer}/{index}"), trail, budget);
            values.iter().enumerate().map(expand).collect()
        }
        other => Ok(other.clone()),
    }
}
