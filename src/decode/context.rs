//! [`Context`]: what goes along with a value while the value is read, and the limits of depth and memory (D8).
//!
//! A small text can become a hundred times as much memory: `{"a":0}` has 7 bytes, the map that it becomes 640. So what is
//! built is charged while it is built, by the sizes below, and reading ends where the sum passes the limit.

use serde::de::Error;
use serde_json::{Map, Value};

/// How deep objects and lists may stand in each other. serde_json's own limit is 128.
const MOST_DEPTH: usize = 100;

/// How many bytes one document may become: 64 MiB, less what a call needs besides.
const MOST_MEMORY: usize = 60 * 1024 * 1024;

/// What an allocation takes beside what was asked for.
const ALLOCATION: usize = 16;

/// A map's first node, which has room for this many members.
const NODE: usize = 640;
const NODE_MEMBERS: usize = 11;
/// What the 12th member adds, when the first node is split and gets one above it; and each further member, since in the
/// worst case every node is half empty.
const SPLIT: usize = NODE + 736;
const MEMBER: usize = 112;

/// A number, which serde_json keeps as text if its `arbitrary_precision` is on.
const NUMBER: usize = 32;

/// What goes along with a value while the value is read.
#[derive(Default)]
#[expect(missing_debug_implementations, reason = "the values of an answer are not shown")]
pub struct Context {
    /// How many objects and lists are around the value.
    pub(crate) depth: usize,
    /// The value, where it turned out not to fit. Kept out of the results of functions, so that these fit in a register.
    pub(crate) misfit: Option<Value>,
    /// The keys of the object that was read last.
    pub(crate) keys: Keys,
    /// Whether the text that was read last came as a `String` of its own.
    pub(crate) owned_text: bool,
    /// The limit that reading ended at.
    pub(crate) limit: Option<Limit>,
    /// Bytes so far.
    memory: usize,
    /// Where reading ended, as a JSON pointer of fields of the schema and of indexes. It grows from its end.
    place: String,
}

/// What the keys of an object say about what the object is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Keys {
    /// It has none.
    #[default]
    None,
    /// None is a field of the schema.
    Strangers,
    /// At least one is a field of the schema, or the schema names no fields.
    Fields,
}

/// What a document has too much of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Limit {
    Depth,
    Memory,
}

impl Keys {
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
            Self::Depth => format!("it is nested more than {MOST_DEPTH} levels deep"),
            Self::Memory => "it would take more than 64 MiB of memory".to_owned(),
        }
    }
}

impl Context {
    /// Goes into an object or a list, for as long as the caller doesn't take 1 from `depth`.
    #[inline]
    pub(crate) fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.check_depth(1)?;
        self.depth += 1;
        Ok(())
    }

    /// Whether so many more levels are allowed.
    #[inline]
    pub(crate) fn check_depth<E: Error>(&mut self, levels: usize) -> Result<(), E> {
        if self.depth + levels > MOST_DEPTH { Err(self.end(Limit::Depth)) } else { Ok(()) }
    }

    #[inline]
    pub(crate) fn check_memory<E: Error>(&mut self) -> Result<(), E> {
        if self.memory > MOST_MEMORY { Err(self.end(Limit::Memory)) } else { Ok(()) }
    }

    #[cold]
    fn end<E: Error>(&mut self, limit: Limit) -> E {
        self.limit = Some(limit);
        E::custom(limit.text())
    }

    /// So many bytes in one piece. Without a check of the limit, as for what a body has little of.
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

    /// One more member of a map.
    pub(crate) fn add_member(&mut self, map: &Map<String, Value>, key: &str) {
        self.add_text(key);
        self.add(match map.len() {
            0 => NODE,
            NODE_MEMBERS => SPLIT,
            length if length > NODE_MEMBERS => MEMBER,
            _ => 0,
        });
    }

    /// One more element, for which a list may have to grow. The list grows here, so that what is charged is what is
    /// allocated.
    #[inline]
    pub(crate) fn push<T, E: Error>(&mut self, list: &mut Vec<T>, element: T) -> Result<(), E> {
        if list.len() == list.capacity() {
            self.grow(list)?;
        }
        list.push(element);
        Ok(())
    }

    fn grow<T, E: Error>(&mut self, list: &mut Vec<T>) -> Result<(), E> {
        // As many as there are, but of small elements some at once.
        let more = list.len().max(if size_of::<T>() <= 64 { 4 } else { 1 });
        self.add(more.saturating_mul(size_of::<T>()).saturating_add(ALLOCATION));
        self.check_memory()?;
        list.reserve_exact(more);
        Ok(())
    }

    /// An error comes from the value of this field or element: says so once it is known that reading ends.
    #[cold]
    pub(crate) fn at(&mut self, step: &dyn std::fmt::Display) {
        if self.limit.is_some() {
            self.place.insert_str(0, &format!("/{step}"));
        }
    }

    /// What reading ended at, and where.
    pub(crate) fn into_limit(self) -> Option<(Limit, String)> {
        self.limit.map(|limit| (limit, self.place))
    }

    /// Takes back that reading ended, for text that is then kept as text.
    pub(crate) fn resume(&mut self, depth: usize) {
        self.depth = depth;
        self.limit = None;
        self.place.clear();
    }
}
