//! The lines of `schema/README.md` that name the vendor document with which `openapi.json` agrees.

use crate::failure::Failure;
use crate::files::README;

/// The vendor document: where it came from, its date, and its hash.
pub(crate) struct Source {
    pub(super) source: String,
    pub(super) date: String,
    pub(super) sha256: String,
}

impl Source {
    pub(crate) fn read(readme: &str) -> Result<Self, Failure> {
        let line = |key: &str| {
            let mut lines = readme.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            match (lines.next(), lines.next()) {
                (Some(value), None) => Ok(value.trim().to_owned()),
                _ => Err(Failure::new(format!("{README}: must have one line that begins with `{key}: `"))),
            }
        };
        let read = Self { source: line("source")?, date: line("date")?, sha256: line("sha256")? };
        if read.sha256.len() != 64 || !read.sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Failure::new(format!("{README}: the line `sha256: ` must hold 64 hexadecimal digits")));
        }
        Ok(read)
    }

    pub(super) fn write(&self, readme: &str) -> String {
        let lines = readme.split_inclusive('\n').map(|line| {
            let end = if line.ends_with('\n') { "\n" } else { "" };
            [("source", &self.source), ("date", &self.date), ("sha256", &self.sha256)]
                .iter()
                .find(|(key, _)| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(": ")))
                .map_or_else(|| line.to_owned(), |(key, value)| format!("{key}: {value}{end}"))
        });
        lines.collect()
    }
}
