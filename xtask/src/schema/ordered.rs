//! JSON whose members keep their order, for the files that are edited. The feature `preserve_order` of `serde_json`
//! would be switched on for the whole workspace, the crate's own tests included.

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{escape, unescape};
use crate::failure::Failure;

/// Parses a file of the project.
pub(crate) fn parsed<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Failure> {
    let broken = |error| Failure::new(format!("{file} is not JSON ({error}): mend it first"));
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(broken)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Ordered {
    Object(IndexMap<String, Ordered>),
    Array(Vec<Ordered>),
    Leaf(Value),
}

impl Ordered {
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text.trim_start_matches('\u{feff}'))
    }

    /// The text as it is written to a file: indented by two blanks, with a line break at the end.
    pub(crate) fn text(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    pub(crate) fn at(&self, pointer: &str) -> Option<&Self> {
        steps(pointer).try_fold(self, |value, step| match value {
            Self::Object(members) => members.get(&step),
            Self::Array(values) => values.get(step.parse::<usize>().ok()?),
            Self::Leaf(_) => None,
        })
    }

    pub(crate) fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        steps(pointer).try_fold(self, |value, step| match value {
            Self::Object(members) => members.get_mut(&step),
            Self::Array(values) => values.get_mut(step.parse::<usize>().ok()?),
            Self::Leaf(_) => None,
        })
    }

    /// Merges members into this object, as an overlay's update does; lists are replaced.
    pub(crate) fn merge(&mut self, update: Self) {
        match (self, update) {
            (Self::Object(members), Self::Object(updates)) => {
                for (key, update) in updates {
                    match members.get_mut(&key) {
                        Some(member) => member.merge(update),
                        None => drop(members.insert(key, update)),
                    }
                }
            }
            (value, update) => *value = update,
        }
    }

    /// The object at a pointer. If the parent has no such member, an empty object is inserted.
    pub(crate) fn object_at(&mut self, pointer: &str) -> Option<&mut IndexMap<String, Self>> {
        let (parent, name) = pointer.rsplit_once('/')?;
        if self.at(pointer).is_none() {
            let Self::Object(members) = self.at_mut(parent)? else { return None };
            members.insert(unescape(name), Self::Object(IndexMap::new()));
        }
        match self.at_mut(pointer)? {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The list at a pointer. If the parent has no such member, an empty list is inserted.
    pub(crate) fn list_at(&mut self, pointer: &str) -> Option<&mut Vec<Self>> {
        let (parent, name) = pointer.rsplit_once('/')?;
        if self.at(pointer).is_none() {
            let Self::Object(members) = self.at_mut(parent)? else { return None };
            members.insert(name.to_owned(), Self::Array(Vec::new()));
        }
        match self.at_mut(pointer)? {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// Names of the members, or texts of the elements.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Object(members) => members.keys().map(String::as_str).collect(),
            Self::Array(values) => values.iter().filter_map(Self::as_str).collect(),
            Self::Leaf(_) => Vec::new(),
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Leaf(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.at(&format!("/{}", escape(key)))
    }
}

/// The members of an object, from pairs of key and value.
pub(crate) fn object<const N: usize>(members: [(&str, Ordered); N]) -> IndexMap<String, Ordered> {
    members.into_iter().map(|(key, member)| (key.to_owned(), member)).collect()
}

impl From<IndexMap<String, Ordered>> for Ordered {
    fn from(members: IndexMap<String, Ordered>) -> Self {
        Self::Object(members)
    }
}

impl From<Value> for Ordered {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
            Value::Array(values) => Self::Array(values.into_iter().map(Self::from).collect()),
            leaf => Self::Leaf(leaf),
        }
    }
}

impl From<&str> for Ordered {
    fn from(text: &str) -> Self {
        Self::Leaf(text.into())
    }
}

fn steps(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescape)
}

/// The index at which a new name is inserted among `names`, so that `names` follows `order`: after the nearest name
/// that stands before the new one in `order`.
pub(crate) fn place(names: &[&str], order: &[&str], new: &str) -> usize {
    let Some(rank) = order.iter().position(|name| *name == new) else { return names.len() };
    let after = order[..rank].iter().rev().find_map(|before| names.iter().position(|name| name == before));
    match after {
        Some(index) => index + 1,
        // No earlier name is among `names`: insert before the nearest later name.
        None => {
            order[rank..].iter().find_map(|later| names.iter().position(|name| name == later)).unwrap_or(names.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_it_was() {
        let text = "{\n  \"z\": 1,\n  \"a\": [\n    \"x\",\n    1.5,\n    null\n  ],\n  \"é\": {}\n}\n";
        assert_eq!(Ordered::parse(text).unwrap().text().unwrap(), text);
    }

    #[test]
    fn the_vendors_order_is_followed() {
        let order = ["a", "b", "c", "d"];
        assert_eq!(place(&["a", "d"], &order, "c"), 1);
        assert_eq!(place(&["c", "d"], &order, "a"), 0);
        assert_eq!(place(&["own", "c"], &order, "a"), 1);
        assert_eq!(place(&["own"], &order, "a"), 1);
        assert_eq!(place(&[], &order, "a"), 0);
    }
}
