//! An OpenAPI 3.0 document: read from a file or fetched, checked to be OpenAPI, and accessed by JSON pointer.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::text::printable;
use crate::codegen::plain::METHODS;
pub(crate) use crate::codegen::plain::escape;
use crate::failure::Failure;

/// The most bytes that are read. The vendor's largest document so far has 0.7 MB.
const LIMIT: u64 = 20 << 20;
const SECONDS: &str = "60";
/// Where the vendor publishes the document of its authentication API.
pub(crate) const PUBLISHED: &str = "https://api.authing.cn/auth-openapi-json";

/// A document and where it came from.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) value: Value,
    pub(crate) text: String,
    /// The file or URL as given on the command line.
    pub(crate) source: String,
    pub(crate) sha256: String,
}

impl Document {
    /// Reads a file, or fetches the document if `source` is a URL.
    pub(crate) fn load(source: &str) -> Result<Self, Failure> {
        let bytes = if source.contains("://") { fetch(source)? } else { read(Path::new(source))? };
        Self::parse(bytes, source)
    }

    /// Parses a document. The error says what the input is instead: HTML, YAML, OpenAPI of another version.
    pub(crate) fn parse(bytes: Vec<u8>, source: &str) -> Result<Self, Failure> {
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let fail = |message: &str| Failure::new(format!("{}: {message}", printable(source)));
        let name = printable(source.rsplit('/').next().unwrap_or(source));
        let text = String::from_utf8(bytes).map_err(|_| fail("is not UTF-8 text: give the JSON document itself"))?;
        let json = text.trim_start_matches('\u{feff}').trim_start();
        if json.is_empty() {
            return Err(fail("is empty: fetch the document again"));
        }
        if json.starts_with('<') {
            return Err(fail("is HTML or XML, not an OpenAPI document: give the address of the JSON itself"));
        }
        if ["openapi:", "swagger:"].iter().any(|key| json.lines().any(|line| line.starts_with(key))) {
            return Err(fail(&format!(
                "is YAML: convert it by `npx @redocly/cli bundle {name} --output openapi.json`"
            )));
        }
        if !json.starts_with('{') {
            return Err(fail("does not begin as a JSON object: give the JSON document itself"));
        }
        let value: Value = serde_json::from_str(json).map_err(|error| match error.is_eof() {
            true => fail(&format!("is cut short ({error}): fetch it again")),
            false => fail(&format!("is not JSON ({error}): fetch it again or mend it there")),
        })?;
        if let Some(version) = value["swagger"].as_str() {
            let version = printable(version);
            return Err(fail(&format!(
                "is OpenAPI {version} (Swagger): convert it by `npx swagger2openapi {name} --outfile openapi.json`"
            )));
        }
        match value.get("openapi").map(|version| version.as_str().unwrap_or_default()) {
            Some(version) if version.starts_with("3.0.") => {}
            Some(version) if version.starts_with("3.1") => {
                let version = printable(version);
                return Err(fail(&format!(
                    "is OpenAPI {version}: convert it to 3.0 by `npx @apiture/openapi-down-convert --input {name} \
                     --output openapi.json`"
                )));
            }
            Some(version) => {
                return Err(fail(&format!("is OpenAPI {:?}: give a document of version 3.0", printable(version))));
            }
            None => return Err(fail("is JSON without `openapi`: give an OpenAPI document, not an answer of the API")),
        }
        if !value["paths"].is_object() {
            return Err(fail("has no paths: fetch the whole document again"));
        }
        Ok(Self { value, text, source: source.to_owned(), sha256 })
    }

    pub(crate) fn fail(&self, pointer: &str, message: &str) -> Failure {
        Failure::new(format!("{}: {}: {message}", printable(&self.source), printable(pointer)))
    }

    pub(crate) fn at(&self, pointer: &str) -> Result<&Value, Failure> {
        self.value.pointer(pointer).ok_or_else(|| self.fail(pointer, "leads to nothing in this document"))
    }

    /// The pointer after following every `$ref`.
    pub(crate) fn resolve(&self, pointer: &str) -> Result<String, Failure> {
        let mut pointer = pointer.to_owned();
        for _ in 0..64 {
            let Some(reference) = self.at(&pointer)?.get("$ref") else { return Ok(pointer) };
            let target = reference.as_str().and_then(target).filter(|target| self.value.pointer(target).is_some());
            pointer = target.ok_or_else(|| {
                let reference = printable(reference.as_str().unwrap_or("no text"));
                self.fail(&pointer, &format!("$ref {reference:?} leads to nothing in this document"))
            })?;
        }
        Err(self.fail(&pointer, "its $ref leads back to itself"))
    }

    /// The document's operations.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.value["paths"].as_object().into_iter().flatten() {
            for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
                let item = format!("/paths/{}", escape(path));
                operations.push(Operation { method, path: path.clone(), pointer: format!("{item}/{method}"), item });
            }
        }
        operations
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) pointer: String,
    /// The pointer of the path.
    pub(crate) item: String,
}

impl Operation {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), printable(&self.path))
    }

    /// The position of this name among the path's parameters.
    pub(crate) fn position(&self, name: &str) -> String {
        let placeholder = format!("{{{name}}}");
        match self.path.find(&placeholder) {
            Some(start) => self.path[..start].matches('{').count().to_string(),
            None => name.to_owned(),
        }
    }

    /// The same operation in another document.
    pub(crate) fn find_in(&self, other: &Document) -> Option<Self> {
        let operations = other.operations();
        let same = |theirs: &&Self| theirs.method == self.method;
        let exact = operations.iter().filter(same).find(|theirs| theirs.path == self.path);
        exact
            .or_else(|| operations.iter().filter(same).find(|theirs| shape(&theirs.path) == shape(&self.path)))
            .cloned()
    }

    /// Why the other document lacks this operation, and what to do about it.
    pub(crate) fn missing_in(&self, other: &Document) -> String {
        let last = |path: &str| shape(path).rsplit('/').find(|segment| *segment != "{}").map(str::to_owned);
        let moved = other.operations().into_iter().find(|theirs| last(&theirs.path) == last(&self.path));
        match moved {
            Some(theirs) => format!(
                "has no {} but {}: if the operation moved, rename its path in schema/openapi.json, and in the targets of \
                 its overlays",
                self.name(),
                theirs.name()
            ),
            None => format!(
                "has no {}: give the document that has it, such as {PUBLISHED}; to drop the operation, take its path out \
                 of schema/openapi.json",
                self.name()
            ),
        }
    }
}

/// A path without a trailing slash and the names of its parameters.
fn shape(path: &str) -> String {
    let segments = path.trim_end_matches('/').split('/');
    let segments =
        segments.map(|segment| if segment.starts_with('{') && segment.ends_with('}') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

pub(crate) fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// The pointer of a reference into its own document.
pub(crate) fn target(reference: &str) -> Option<String> {
    let pointer = percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()?;
    (pointer.is_empty() || pointer.starts_with('/')).then(|| pointer.into_owned())
}

/// Whether a keyword is documentation, and says nothing about what is sent.
pub(crate) fn is_prose(keyword: &str) -> bool {
    ["title", "description", "summary", "example", "examples", "externalDocs", "tags", "xml"].contains(&keyword)
        || keyword.starts_with("x-")
}

/// Every value of a document with its pointer, sorted by pointer.
pub(crate) fn places(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), document)];
    while let Some((pointer, value)) = rest.pop() {
        match value {
            Value::Object(members) => {
                rest.extend(members.iter().map(|(key, member)| (format!("{pointer}/{}", escape(key)), member)));
            }
            Value::Array(values) => {
                rest.extend(values.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)));
            }
            _ => {}
        }
        found.push((pointer, value));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found.into_iter()
}

/// The name of the schema at a pointer, if it is a component of its own.
pub(crate) fn component(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |reason: String| Failure::new(format!("{}: {reason}", printable(&path.display().to_string())));
    let file = File::open(path).map_err(|error| fail(format!("{error}; give a file or an https address")))?;
    read_bounded(file).map_err(|error| fail(error.to_string()))
}

fn read_bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other(format!(
            "more than {} MiB, which no API document has: look what it is",
            LIMIT >> 20
        )));
    }
    Ok(bytes)
}

/// Fetches a document by curl, so that the tasks need no HTTP stack: by https only, without credentials, up to a limit.
fn fetch(url: &str) -> Result<Vec<u8>, Failure> {
    let fail = |reason: &str| Failure::new(format!("{}: {reason}", printable(url)));
    let Some(rest) = url.strip_prefix("https://") else {
        return Err(fail("only https addresses are fetched: download it yourself and give the file"));
    };
    if rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@')) {
        return Err(Failure::new("an address with credentials is not fetched: download it yourself and give the file"));
    }
    let mut child = Command::new("curl")
        // `--disable` must come first. curl then ignores ~/.curlrc, which may hold credentials.
        .args(["--disable", "--silent", "--show-error", "--fail", "--globoff", "--location", "--max-redirs", "3"])
        .args(["--proto", "=https", "--proto-redir", "=https", "--connect-timeout", "10", "--max-time", SECONDS])
        .args(["--max-filesize", &LIMIT.to_string(), "--header", "Accept: application/json", "--url", url])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            fail(&format!("curl can't be run ({error}): install it, or download the document and give the file"))
        })?;
    // A body of unknown length passes --max-filesize in older versions of curl.
    let body = child.stdout.take().map_or_else(|| Ok(Vec::new()), read_bounded);
    if body.is_err() {
        drop(child.kill());
    }
    let ended = child.wait_with_output().map_err(|error| fail(&error.to_string()))?;
    let body = body.map_err(|error| fail(&error.to_string()))?;
    if !ended.status.success() {
        let errors = String::from_utf8_lossy(&ended.stderr);
        let line = printable(errors.lines().next().unwrap_or("curl failed"));
        return Err(fail(&format!("{line}; try again, or download the document and give the file")));
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded() {
        assert_eq!(target("#/components/schemas/A%20b").as_deref(), Some("/components/schemas/A b"));
        assert_eq!(target("#/paths/~1a~0b").as_deref(), Some("/paths/~1a~0b"));
        assert_eq!(target("#").as_deref(), Some(""));
        for outside in ["other.json#/a", "#a", "#/%ff", "https://example.com/#/a"] {
            assert_eq!(target(outside), None, "{outside}");
        }
    }

    #[test]
    fn paths_are_compared_without_the_names_of_parameters() {
        assert_eq!(shape("/api/{id}/x/"), shape("/api/{userId}/x"));
        assert_ne!(shape("/api/{id}/x"), shape("/api/y/x"));
    }
}
