//! JSON as it is written, and made-up documents.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value};

/// JSON as it is written: members keep their order, a key may be repeated, a number is text, and a text may hold JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doc {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    /// A text that holds the document as JSON.
    Encoded(Box<Doc>),
    List(Vec<Doc>),
    Object(Vec<(String, Doc)>),
}

use Doc::{Bool, Encoded, List, Null, Number, Object, Text};

impl From<Value> for Doc {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Null,
            Value::Bool(value) => Bool(value),
            Value::Number(number) => Number(number.to_string()),
            Value::String(text) => Text(text),
            Value::Array(values) => List(values.into_iter().map(Self::from).collect()),
            Value::Object(members) => Object(members.into_iter().map(|(key, value)| (key, value.into())).collect()),
        }
    }
}

/// A number of JSON.
pub(super) fn number(text: &str) -> serde_json::Number {
    text.parse().expect("a number")
}

impl Doc {
    pub(super) fn print(&self) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        match self {
            Null => "null".to_owned(),
            Bool(value) => value.to_string(),
            Number(text) => text.clone(),
            Text(text) => quoted(text),
            Encoded(inner) => quoted(&inner.print()),
            List(values) => format!("[{}]", values.iter().map(Self::print).collect::<Vec<_>>().join(", ")),
            Object(members) => {
                let member = |(key, value): &(String, Self)| format!("{}:{}", quoted(key), value.print());
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The document as free-form data. The last value of a repeated key counts.
    pub(super) fn value(&self) -> Value {
        match self {
            Null => Value::Null,
            Bool(value) => (*value).into(),
            Number(text) => number(text).into(),
            Text(text) => text.as_str().into(),
            Encoded(inner) => inner.print().into(),
            List(nodes) => nodes.iter().map(Self::value).collect(),
            Object(members) => Value::Object(members.iter().map(|(key, node)| (key.clone(), node.value())).collect()),
        }
    }

    /// The document as the decoder keeps it until the object around it ends. The last value of a repeated key counts.
    pub(super) fn kept(&self) -> Self {
        match self {
            List(nodes) => List(nodes.iter().map(Self::kept).collect()),
            Object(members) => {
                let mut last: BTreeMap<_, _> = members.iter().map(|(key, node)| (key, node.kept())).collect();
                // serde_json's map gives the order, which depends on the feature `preserve_order`.
                let order: Map<_, _> = members.iter().map(|(key, _)| (key.clone(), Value::Null)).collect();
                Object(order.into_iter().filter_map(|(key, _)| last.remove(&key).map(|node| (key, node))).collect())
            }
            other => other.clone(),
        }
    }

    /// The JSON that a text holds, if it holds JSON.
    pub(super) fn opened(&self) -> Option<Self> {
        match self {
            Encoded(node) => Some((**node).clone()),
            Text(text) => serde_json::from_str::<Value>(text).ok().map(Self::from),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        match self {
            Text(text) => Some(text.clone()),
            Encoded(node) => Some(node.print()),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Vec<&Self> {
        match self {
            Object(members) => members.iter().filter(|(name, _)| name == key).map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the decoder may read an object here: an object, JSON in a string, or an empty list, which PHP writes for
    /// an empty object.
    pub(super) fn may_be_an_object(&self) -> bool {
        match self {
            Object(_) | Encoded(_) => true,
            List(values) => values.is_empty(),
            Text(text) => serde_json::from_str::<Value>(text).is_ok(),
            _ => false,
        }
    }

    fn members(&self) -> usize {
        match self {
            Object(members) => members.iter().map(|(_, value)| 1 + value.members()).sum(),
            List(values) => values.iter().map(Self::members).sum(),
            Encoded(inner) => inner.members(),
            _ => 0,
        }
    }

    /// Mutates the `nth` member of the whole document. False if the document has fewer members.
    fn mutate(&mut self, nth: &mut usize, mutation: &Mutation) -> bool {
        match self {
            Object(members) => {
                for index in 0..members.len() {
                    if *nth == 0 {
                        mutation.apply(members, index);
                        return true;
                    }
                    *nth -= 1;
                    if members[index].1.mutate(nth, mutation) {
                        return true;
                    }
                }
                false
            }
            List(values) => values.iter_mut().any(|value| value.mutate(nth, mutation)),
            Encoded(inner) => inner.mutate(nth, mutation),
            _ => false,
        }
    }

    /// The place and the value of every scalar. A place has no indexes of lists, and no white space around keys. Values
    /// are in the form that D5 and D6 give them. With `last`, only the last of several members with one name counts.
    pub(super) fn scalars(&self, last: bool) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        self.collect_scalars("", last, &mut found);
        found
    }

    fn collect_scalars(&self, place: &str, last: bool, found: &mut BTreeSet<(String, String)>) {
        let mut scalar = |text: String| {
            // The decoder joins the texts of a message, so they can't be compared.
            if place == "/message" {
                return;
            }
            found.insert((place.to_owned(), text));
        };
        match self {
            Null => {}
            // A text of a message stays text even if it holds JSON.
            Text(_) | Encoded(_) if place == "/message" => {}
            Bool(value) => scalar(value.to_string()),
            Number(text) => scalar(boolean(&plain(text))),
            Text(text) => match serde_json::from_str(text) {
                Ok(value @ (Value::Array(_) | Value::Object(_))) => {
                    Self::from(value).collect_scalars(place, last, found);
                }
                Ok(Value::Null) => {}
                Ok(Value::Number(text)) => scalar(boolean(&plain(&text.to_string()))),
                _ if text.is_empty() => {}
                _ => scalar(boolean(text)),
            },
            Encoded(inner) => match &**inner {
                List(_) | Object(_) => inner.collect_scalars(place, last, found),
                other => Text(other.print()).collect_scalars(place, last, found),
            },
            List(values) => values.iter().for_each(|value| value.collect_scalars(place, last, found)),
            Object(members) => {
                for (index, (key, value)) in members.iter().enumerate() {
                    if !(last && members[index + 1..].iter().any(|(later, _)| later == key)) {
                        value.collect_scalars(&format!("{place}/{}", key.trim_ascii()), last, found);
                    }
                }
            }
        }
    }
}

/// The same word for all words that mean one boolean.
fn boolean(text: &str) -> String {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "enabled" | "true" => "true".to_owned(),
        "0" | "disabled" | "false" => "false".to_owned(),
        _ => text.to_owned(),
    }
}

/// The same text for all ways to write one number.
fn plain(text: &str) -> String {
    let number = number(text);
    match number.as_f64() {
        Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => (float as i64).to_string(),
        _ => number.to_string(),
    }
}

#[derive(Clone, Debug)]
enum Mutation {
    Drop,
    Null,
    Retype(Doc),
    Rename(String),
    Blank(&'static str, &'static str),
    Duplicate(Doc),
    Nest(bool),
    Encode,
}

impl Mutation {
    fn apply(&self, members: &mut Vec<(String, Doc)>, index: usize) {
        let (key, value) = &mut members[index];
        match self {
            Self::Drop => drop(members.remove(index)),
            Self::Null => *value = Null,
            Self::Retype(other) => *value = other.clone(),
            Self::Rename(other) => key.clone_from(other),
            Self::Blank(before, after) => *key = format!("{before}{key}{after}"),
            Self::Duplicate(other) => {
                let member = (key.clone(), other.clone());
                members.push(member);
            }
            Self::Nest(true) => *value = List(vec![value.clone()]),
            Self::Nest(false) => *value = Object(vec![("nested".to_owned(), value.clone())]),
            Self::Encode => *value = Encoded(Box::new(value.clone())),
        }
    }
}

/// Any document. Objects have these keys.
pub(super) fn doc(
    key: impl Strategy<Value = String> + Clone + 'static,
    number: impl Strategy<Value = String> + 'static,
) -> impl Strategy<Value = Doc> {
    const TEXTS: &str = include_str!("texts.txt");
    let texts: Vec<String> = TEXTS.lines().map(|text| serde_json::from_str(text).expect("text")).collect();
    let scalar = prop_oneof![
        2 => Just(Null),
        2 => any::<bool>().prop_map(Bool),
        3 => number.prop_map(Number),
        6 => select(texts).prop_map(Text),
        1 => "\\PC{0,12}".prop_map(Text),
    ];
    scalar.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(List),
            prop::collection::vec((key.clone(), inner.clone()), 0..4).prop_map(Object),
            inner.prop_map(|inner| Encoded(Box::new(inner))),
        ]
    })
}

/// One of these keys, perhaps with white space before or after it.
pub(super) fn key(keys: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    (select(keys), select(&["", "", "", "", " ", "\t"][..]), any::<bool>())
        .prop_map(|(key, blank, before)| if before { format!("{blank}{key}") } else { format!("{key}{blank}") })
}

/// The document after one to six mutations.
pub(super) fn mutated(
    doc: Doc,
    key: impl Strategy<Value = String> + 'static,
    other: impl Strategy<Value = Doc> + Clone + 'static,
) -> impl Strategy<Value = Doc> {
    let mutation = prop_oneof![
        Just(Mutation::Drop),
        Just(Mutation::Null),
        other.clone().prop_map(Mutation::Retype),
        key.prop_map(Mutation::Rename),
        select(&[(" ", ""), ("", " "), ("\t", "\n")][..]).prop_map(|(before, after)| Mutation::Blank(before, after)),
        other.prop_map(Mutation::Duplicate),
        any::<bool>().prop_map(Mutation::Nest),
        Just(Mutation::Encode),
    ];
    prop::collection::vec((any::<Index>(), mutation), 1..=6).prop_map(move |mutations| {
        let mut doc = doc.clone();
        for (index, mutation) in mutations {
            if let members @ 1.. = doc.members() {
                doc.mutate(&mut index.index(members), &mutation);
            }
        }
        doc
    })
}
