//! [`Context`]: the state of the decoder while it reads a document, and the limits of depth and memory (D8).
//!
//! A small text can become a hundred times as much memory: `{"a":0}` has 7 bytes, and its map takes 640. So the decoder
//! adds up the memory of everything it builds, by the sizes below, and stops when the sum exceeds the limit.

use serde::de::Error;
use serde_json::{Map, Value};

/// How deep objects and lists may be nested. serde_json's own limit is 128.
const MAX_DEPTH: usize = 100;

/// The most memory of one decoded document, in bytes. The crate promises 64 MiB for a call, and up to 4 MiB of
/// them are for the call itself.
const MAX_MEMORY: usize = 60 * 1024 * 1024;

/// Bytes that an allocation takes beyond those asked for.
const ALLOCATION: usize = 16;

/// Bytes of a map's first node, and how many members it has room for.
const NODE: usize = 640;
const NODE_MEMBERS: usize = 11;
/// Bytes that the 12th member adds: the first node is split in two, and a node above both is added. Then the bytes that
/// each further member adds, if every node is half empty.
const SPLIT: usize = NODE + 736;
const MEMBER: usize = 112;

/// Bytes of a number. serde_json keeps numbers as text if its feature `arbitrary_precision` is on.
const NUMBER: usize = 32;

/// The state of the decoder while it reads a document.
#[derive(Default)]
#[expect(missing_debug_implementations, reason = "the values of an answer are not shown")]
pub struct Context {
    /// How many objects and lists are around the current value.
    pub(crate) depth: usize,
    /// The keys of the object that was read last.
    pub(crate) keys: KnownKeys,
    /// Whether the text that was read last came as a `String` of its own.
    pub(crate) owned_text: bool,
    /// The limit that reading ended at.
    pub(crate) limit: Option<Limit>,
    /// The memory that is counted so far, in bytes.
    memory: usize,
    /// Where reading ended, as a JSON pointer of fields of the schema and of indexes. The pointer is built from its
    /// end, as the error passes up through the fields.
    place: String,
}

/// Whether the keys of an object are known to the schema. So one element without its list can be distinguished from
/// another object (D5).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum KnownKeys {
    /// The object has no keys.
    #[default]
    None,
    /// No key is a field of the schema.
    Strangers,
    /// At least one key is a field of the schema, or the schema names no fields.
    Fields,
}

/// The limit that a document exceeds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Limit {
    Depth,
    Memory,
}

impl KnownKeys {
    /// The keys of a free-form value.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Object(members) if members.is_empty() => Self::None,
            _ => Self::Fields,
        }
    }
}

impl Limit {
    pub(crate) fn text(self) -> String {
        match self {
            Self::Depth => format!("it is nested more than {MAX_DEPTH} levels deep"),
            Self::Memory => "it would take more than 64 MiB of memory".to_owned(),
        }
    }
}

impl Context {
    /// Enters an object or a list. The caller subtracts 1 from `depth` at its end.
    #[inline]
    pub(crate) fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.check_depth(1)?;
        self.depth += 1;
        Ok(())
    }

    /// Fails if this number of further levels would exceed the limit.
    #[inline]
    pub(crate) fn check_depth<E: Error>(&mut self, levels: usize) -> Result<(), E> {
        if self.depth + levels > MAX_DEPTH { Err(self.end(Limit::Depth)) } else { Ok(()) }
    }

    #[inline]
    pub(crate) fn check_memory<E: Error>(&mut self) -> Result<(), E> {
        if self.memory > MAX_MEMORY { Err(self.end(Limit::Memory)) } else { Ok(()) }
    }

    #[cold]
    fn end<E: Error>(&mut self, limit: Limit) -> E {
        self.limit = Some(limit);
        E::custom(limit.text())
    }

    /// The memory that is counted so far, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }

    /// Counts bytes. The limit is checked elsewhere, at places that every large document passes often.
    #[inline]
    pub(crate) fn add(&mut self, bytes: usize) {
        self.memory += bytes;
    }

    #[inline]
    pub(crate) fn add_text(&mut self, text: &str) {
        self.add(text.len() + 2 * ALLOCATION);
    }

    pub(crate) fn add_number(&mut self) {
        self.add(NUMBER);
    }

    /// Counts one more member of a map.
    pub(crate) fn add_member(&mut self, map: &Map<String, Value>, key: &str) {
        self.add_text(key);
        self.add(match map.len() {
            0 => NODE,
            NODE_MEMBERS => SPLIT,
            length if length > NODE_MEMBERS => MEMBER,
            _ => 0,
        });
    }

    /// Adds an element to a list. The list grows here, so that exactly the allocated memory is counted.
    #[inline]
    pub(crate) fn push<T, E: Error>(&mut self, list: &mut Vec<T>, element: T) -> Result<(), E> {
        if list.len() == list.capacity() {
            self.grow(list)?;
        }
        list.push(element);
        Ok(())
    }

    fn grow<T, E: Error>(&mut self, list: &mut Vec<T>) -> Result<(), E> {
        // The capacity is doubled, beginning with four places for small elements and one for large elements.
        let more = list.len().max(if size_of::<T>() <= 64 { 4 } else { 1 });
        self.add(more.saturating_mul(size_of::<T>()).saturating_add(ALLOCATION));
        self.check_memory()?;
        list.reserve_exact(more);
        Ok(())
    }

    /// Called for each field or element through which an error passes. Puts the field's key, or the element's index, in
    /// front of the place where reading ended.
    #[cold]
    pub(crate) fn at(&mut self, step: &dyn std::fmt::Display) {
        if self.limit.is_some() {
            self.place.insert_str(0, &format!("/{step}"));
        }
    }

    /// The limit at which reading ended, and the place.
    pub(crate) fn into_limit(self) -> Option<(Limit, String)> {
        self.limit.map(|limit| (limit, self.place))
    }

    /// Cancels the end of reading: the text that exceeded a limit is kept as text instead.
    pub(crate) fn resume(&mut self, depth: usize) {
        self.depth = depth;
        self.limit = None;
        self.place.clear();
    }
}

/// An upper estimate of the bytes that a map takes on the heap, if serde_json has read the map.
#[cfg(feature = "resource-server")]
pub(crate) fn memory_of(map: &Map<String, Value>) -> usize {
    let nodes = match map.len() {
        0 => 0,
        members if members <= NODE_MEMBERS => NODE,
        members => NODE + SPLIT + (members - NODE_MEMBERS - 1) * MEMBER,
    };
    map.iter().map(|(key, value)| key.len() + ALLOCATION + memory_of_value(value)).sum::<usize>() + ALLOCATION + nodes
}

#[cfg(feature = "resource-server")]
fn memory_of_value(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 0,
        Value::Number(_) => NUMBER,
        Value::String(text) => text.capacity() + ALLOCATION,
        Value::Array(list) => {
            list.capacity() * size_of::<Value>() + ALLOCATION + list.iter().map(memory_of_value).sum::<usize>()
        }
        Value::Object(map) => memory_of(map),
    }
}
