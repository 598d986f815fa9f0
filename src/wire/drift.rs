//! Finds where an answer differs from the schema: a signal that the schema should be refreshed.

use crate::text::printable;

/// The most differences that are listed for one answer.
const MAX_LISTED: usize = 32;
/// The longest pointer, in characters.
const MAX_POINTER: usize = 64;

/// One place where an answer differs from the schema. A `Drift` holds no value of the answer.
///
/// Deviations that the decoder corrects (a number in a string, an array encoded in a string, a key with a trailing
/// blank) are no drift.
#[derive(Clone, PartialEq, Eq)]
pub struct Drift {
    pointer: String,
    kind: DriftKind,
    expected: String,
    found: &'static str,
}

/// The kind of a [`Drift`].
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
    /// The place as a JSON pointer (RFC 6901). It starts at the body for [`Response::drift`](crate::Response::drift),
    /// and at the profile for [`UserDto::drift`](crate::types::UserDto::drift).
    ///
    /// The last part of an unknown field's pointer is a key that the service chose. It can be personal data, such as an
    /// email address as a key: control characters in it are escaped and the pointer is cut at 64 characters.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The kind of the difference.
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

/// Leaves out the pointer of an unknown field, since it ends in a key that the service chose.
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

/// A step of a pointer. It becomes text only if a difference is found.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Key(&'static str),
    Index(usize),
}

impl Step {
    fn text(self) -> String {
        match self {
            Self::Key(key) => key.to_owned(),
            Self::Index(index) => index.to_string(),
        }
    }
}

/// A search for drift in a decoded object.
#[derive(Debug, Default)]
pub struct Walk {
    at: Vec<Step>,
    found: Vec<Drift>,
    /// How many of the found differences are unknown fields.
    unknown: usize,
}

impl Walk {
    /// What was found.
    pub(crate) fn into_drift(mut self) -> Vec<Drift> {
        // If there are too many differences, unknown fields are left out first, since they matter least.
        let mut spare = self.unknown.min(MAX_LISTED.saturating_sub(self.found.len() - self.unknown));
        self.found.retain(|drift| {
            let kept = drift.kind != DriftKind::UnknownField || spare > 0;
            spare -= usize::from(kept && drift.kind == DriftKind::UnknownField);
            kept
        });
        self.found
    }

    #[cold]
    pub(crate) fn unknown_value(&mut self, step: Step, name: &str) {
        self.push(&step.text(), DriftKind::UnknownEnumValue, name, "string");
    }

    pub(crate) fn below(&mut self, step: Step, visit: impl FnOnce(&mut Self)) {
        self.at.push(step);
        visit(self);
        self.at.pop();
    }

    pub(crate) fn push(&mut self, key: &str, kind: DriftKind, expected: &str, found: &'static str) {
        let unknown = kind == DriftKind::UnknownField;
        let so_far = if unknown { self.unknown } else { self.found.len() - self.unknown };
        if so_far < MAX_LISTED {
            self.unknown += usize::from(unknown);
            // Cut before escaping: the key can be megabytes long, and escaping makes a key up to eight times as long.
            let key: String = key.chars().take(MAX_POINTER).collect();
            let key = key.replace('~', "~0").replace('/', "~1");
            let above = self.at.iter().map(|step| format!("/{}", step.text()));
            let mut pointer = above.collect::<String>() + "/" + &printable(&key);
            if let Some((end, _)) = pointer.char_indices().nth(MAX_POINTER) {
                pointer.truncate(end);
            }
            self.found.push(Drift { pointer, kind, expected: expected.to_owned(), found });
        }
    }
}
