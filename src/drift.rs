//! Where an answer and the schema differ: the signal that the schema should be refreshed.

use serde::Serialize;

use crate::decode::{Object, type_name};

/// How many differences of one answer are listed, and how long a pointer may be, in characters.
const MOST: usize = 32;
const LONGEST: usize = 64;

/// One place in which an answer differs from the schema. It holds no value of the answer.
///
/// Shapes that are known and corrected (a number in a string, an array encoded in a string, a key with a trailing
/// blank) are no drift.
#[derive(Clone, PartialEq, Eq)]
pub struct Drift {
    pointer: String,
    kind: DriftKind,
    expected: String,
    found: &'static str,
}

/// What a [`Drift`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// A member that the schema doesn't have, kept in `extra`.
    UnknownField,
    /// A value that doesn't fit its field, kept in `extra` under the field's key.
    TypeMismatch,
    /// A value that the schema's enum doesn't have, kept in the enum's `Other`.
    UnknownEnumValue,
}

impl Drift {
    /// The place as a JSON pointer (RFC 6901) from the root of what was asked: the body for
    /// [`Response::drift`](crate::Response::drift), the profile for [`UserDto::drift`](crate::types::UserDto::drift).
    ///
    /// The last part of an unknown field's pointer is a key that the service chose. It can be personal data, such as an
    /// email address as a key: control characters in it are escaped and the pointer is cut at 64 characters.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What kind of difference it is.
    pub fn kind(&self) -> DriftKind {
        self.kind
    }

    /// The type that the schema asks for; `nothing` for an unknown field.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The JSON type that was found.
    pub fn found(&self) -> &str {
        self.found
    }
}

/// The pointer is left out where it ends in a key that the service chose.
impl std::fmt::Debug for Drift {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = formatter.debug_struct("Drift");
        if self.kind != DriftKind::UnknownField {
            debug.field("pointer", &self.pointer);
        }
        let debug = debug.field("kind", &self.kind).field("expected", &self.expected);
        debug.field("found", &self.found).finish_non_exhaustive()
    }
}

/// A step of a pointer: text is made of it only where something is found.
enum Step {
    Key(&'static str),
    Index(usize),
}

/// A walk over a decoded object.
pub(crate) struct Walk {
    at: Vec<Step>,
    found: Vec<Drift>,
    /// How many of them are unknown fields.
    unknown: usize,
}

impl Walk {
    pub(crate) fn over<T: Object>(object: &T) -> Vec<Drift> {
        let mut walk = Self { at: Vec::new(), found: Vec::new(), unknown: 0 };
        walk.object(object);
        // Where there are too many, unknown fields are the ones to leave out: they say least.
        let mut spare = walk.unknown.min(MOST.saturating_sub(walk.found.len() - walk.unknown));
        walk.found.retain(|drift| {
            let kept = drift.kind != DriftKind::UnknownField || spare > 0;
            spare -= usize::from(kept && drift.kind == DriftKind::UnknownField);
            kept
        });
        walk.found
    }

    fn object<T: Object>(&mut self, object: &T) {
        for (key, value) in object.extra() {
            match T::field(key) {
                Some(field) if object.is_set(field) => {}
                Some(field) => self.push(key, DriftKind::TypeMismatch, T::FIELDS[field].1, type_name(value)),
                None => self.push(key, DriftKind::UnknownField, "nothing", type_name(value)),
            }
        }
        object.drift(self);
    }

    fn push(&mut self, key: &str, kind: DriftKind, expected: &str, found: &'static str) {
        let unknown = kind == DriftKind::UnknownField;
        let so_far = if unknown { self.unknown } else { self.found.len() - self.unknown };
        if so_far < MOST {
            self.unknown += usize::from(unknown);
            let key = key.replace('~', "~0").replace('/', "~1");
            let above = self.at.iter().map(|step| match step {
                Step::Key(key) => format!("/{key}"),
                Step::Index(index) => format!("/{index}"),
            });
            let mut pointer = above.collect::<String>() + "/" + &printable(&key);
            if let Some((end, _)) = pointer.char_indices().nth(LONGEST) {
                pointer.truncate(end);
            }
            self.found.push(Drift { pointer, kind, expected: expected.to_owned(), found });
        }
    }

    fn below(&mut self, step: Step, visit: impl FnOnce(&mut Self)) {
        self.at.push(step);
        visit(self);
        self.at.pop();
    }

    pub(crate) fn member<T: Object>(&mut self, key: &'static str, object: &T) {
        self.below(Step::Key(key), |walk| walk.object(object));
    }

    pub(crate) fn members<T: Object>(&mut self, key: &'static str, objects: &[T]) {
        self.below(Step::Key(key), |walk| {
            for (index, object) in objects.iter().enumerate() {
                walk.below(Step::Index(index), |walk| walk.object(object));
            }
        });
    }

    pub(crate) fn value<T: OpenEnum>(&mut self, key: &str, value: &T, name: &str) {
        if value.is_unknown() {
            self.push(key, DriftKind::UnknownEnumValue, name, "string");
        }
    }

    // For lists of enums, which get-profile doesn't have.
    #[allow(dead_code)]
    pub(crate) fn values<T: OpenEnum>(&mut self, key: &'static str, values: &[T], name: &str) {
        self.below(Step::Key(key), |walk| {
            for (index, value) in values.iter().enumerate() {
                walk.value(&index.to_string(), value, name);
            }
        });
    }
}

/// An enum that keeps values it doesn't know.
pub(crate) trait OpenEnum: Serialize {
    fn is_unknown(&self) -> bool;
}

/// Text of the service, on one line and without control characters.
pub(crate) fn printable(text: &str) -> String {
    let escape = |char: char| {
        // Controls, and what changes how the rest is shown or isn't shown itself: of Unicode's formats and separators.
        let odd = char.is_control()
            || matches!(char, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
        if odd { char.escape_unicode().to_string() } else { char.to_string() }
    };
    text.chars().map(escape).collect()
}
