//! `schema update`: slices a vendor document again, regenerates, shows the differences, and lists what is left to do.

use std::io::Write;
use std::process::{Command, Stdio};

use super::compare::{Comparison, compare, is_kept};
use super::document::{Document, Operation, places};
use super::ordered::Ordered;
use super::own::Own;
use super::slice::{check_size, slice};
use super::source::Source;
use super::text::{printable, show};
use super::words::Words;
use super::{check, corrections, overlay, report};
use crate::failure::Failure;
use crate::files::{GENERATED, OPENAPI, OVERLAY, README, Root, WORDS};
use crate::{codegen, generate};

/// The options of `schema update`.
pub(crate) struct UpdateOptions {
    pub(crate) source: Option<String>,
    pub(crate) date: Option<String>,
    /// Places that stay as they are in our document.
    pub(crate) leave: Vec<String>,
}

pub(crate) fn run(root: &Root, vendor: &str, options: UpdateOptions) -> Result<(), Failure> {
    let own = Own::read(root)?;
    let readme = root.read(README)?;
    let recorded = Source::read(&readme)?;
    let date = options.date.map_or_else(|| Ok(today()), |date| checked_date(&date))?;
    let vendor = Document::load(vendor)?;
    let mut operations = Vec::new();
    let mut leave = options.leave;
    for operation in own.openapi.operations() {
        match operation.find_in(&vendor) {
            Some(theirs) => operations.push(theirs),
            None if is_kept(&own.overlaid, &operation.pointer) || leave.contains(&operation.item) => {
                leave.push(operation.item);
            }
            None => {
                return Err(Failure::new(format!(
                    "{}: {}, or leave it with --leave {}",
                    printable(&vendor.source),
                    operation.missing_in(&vendor),
                    printable(&operation.item)
                )));
            }
        }
    }
    let mut comparison = compare(&own.openapi, Some(&own.overlaid), &vendor, &own.openapi.operations())?;
    comparison.differences.retain(|difference| !leave.iter().any(|place| difference.is_in(place)));
    let change = Change::new(root, &own, &vendor, &operations, &leave, |_| Ok(()))?;

    let new_readme = match recorded.sha256 == vendor.sha256 {
        true => readme.clone(),
        false => {
            let source = options.source.unwrap_or_else(|| named(&vendor.source));
            Source { source: printable(&source), date, sha256: vendor.sha256.clone() }.write(&readme)
        }
    };
    let mut text = change.write(root, (new_readme != readme).then_some(&new_readme))?;
    if !comparison.differences.is_empty() {
        text.push_str(&taken(&comparison));
    }
    text.push_str(&to_do(&change.todo));
    show(&text);
    Ok(())
}

/// An overlay that changes nothing.
const EMPTY: &str = r#"{"overlay":"1.0.0","actions":[]}"#;

/// New texts of the files of `schema/` and of the generated copy, which the generator accepts.
pub(super) struct Change {
    /// Path, old text and new text of each file that changes.
    files: Vec<(String, String, String)>,
    pub(super) todo: Vec<String>,
}

impl Change {
    /// Slices the vendor's document, and adds to `words.json` a place for each description that is missing. `name`
    /// gives names to new operations.
    pub(super) fn new(
        root: &Root,
        own: &Own,
        vendor: &Document,
        operations: &[Operation],
        leave: &[String],
        name: impl Fn(&mut Words) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let refused = |error: &dyn std::fmt::Display| {
            Failure::new(format!(
                "{error}; nothing was changed: correct it in {OVERLAY} first, or leave a place of the document as it is \
                 here with --leave POINTER"
            ))
        };
        let ordered = Ordered::parse(&own.openapi.text).map_err(|error| own.openapi.fail("", &error.to_string()))?;
        check_size(vendor, operations)?;
        let slice = slice(vendor, operations, &ordered, &kept(own, leave))?;
        let openapi = slice.text().map_err(|error| vendor.fail("", &error.to_string()))?;
        let (old_overlay, old_words) = (root.read(OVERLAY)?, root.read(WORDS)?);
        let sliced = Document::parse(openapi.clone().into_bytes(), OPENAPI)?.value;
        let overlay = overlay::renumbered(OVERLAY, &old_overlay, &sliced)?;
        let corrected = Own::new(&openapi, &overlay, EMPTY)?.overlaid.value;
        let mut words = Words::parse(&overlay::renumbered(WORDS, &old_words, &corrected)?)?;
        name(&mut words)?;
        let named = Own::new(&openapi, &overlay, &words.text()?)?;
        let effects = overlay::effects(&named)?;
        words.forget(&effects);
        let unclear = effects.iter().filter(|effect| effect.file == OVERLAY);
        if let Some((effect, complaint)) = unclear.filter_map(|effect| Some((effect, effect.unclear.as_ref()?))).next()
        {
            return Err(Failure::new(format!("{}: {complaint}; nothing was changed", effect.name())));
        }
        let overlay = corrections::values_again(&overlay, own, &named)?;
        let overlay = corrections::required_again(&overlay, &named)?;
        words.complete(&Own::new(&openapi, &overlay, &words.text()?)?)?;
        let words = words.text()?;
        let now = Own::new(&openapi, &overlay, &words)?;
        if let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(now.overlaid.value.clone()) {
            return Err(refused(&format!("the result would not be valid OpenAPI 3.0 ({error})")));
        }
        let generate = |overlay: &str| {
            codegen::generate(&openapi, overlay, &words)
                .map_err(|error| refused(&format!("the generator refuses {error}")))
        };
        let generated = generate(&overlay)?;
        let before = codegen::generate(&own.openapi.text, &old_overlay, &old_words)?;
        let pinned = corrections::arguments_again(&overlay, &now, &before.arguments, &generated.arguments)?;
        let generated = if pinned == overlay { generated } else { generate(&pinned)? };
        let overlay = pinned;
        let mut files = Vec::new();
        let texts = [(OPENAPI.to_owned(), openapi), (OVERLAY.to_owned(), overlay), (WORDS.to_owned(), words)];
        for (path, text) in texts.into_iter().chain(generate::paths(generated.files)) {
            let before = root.read_if_any(&path)?.unwrap_or_default();
            if before != text {
                files.push((path, before, text));
            }
        }
        let mut todo = check::contradictions(&now);
        todo.extend(check::left_to_do(root, &now));
        todo.extend(check::nameless(&now));
        Ok(Self { files, todo })
    }

    /// Writes all files, or none. Gives the diff.
    pub(super) fn write(&self, root: &Root, readme: Option<&String>) -> Result<String, Failure> {
        let mut files: Vec<(&str, &str)> =
            self.files.iter().map(|(path, _, text)| (path.as_str(), text.as_str())).collect();
        files.extend(readme.map(|text| (README, text.as_str())));
        root.replace(&files)?;
        let diff: String = self.files.iter().map(|(path, before, _)| diff(root, path, before)).collect();
        let mut names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        names.iter_mut().filter(|name| name.starts_with(GENERATED)).for_each(|name| *name = GENERATED);
        names.dedup();
        Ok(match names.is_empty() {
            true => "Nothing was changed.\n".to_owned(),
            false => format!("{diff}\nChanged: {}.\n", names.join(", ")),
        })
    }
}

/// The places that stay: those that the caller names, and those that the overlay marks as removed by the vendor.
fn kept(own: &Own, leave: &[String]) -> Vec<String> {
    let marked = places(&own.overlaid.value).map(|(pointer, _)| pointer).filter(|at| is_kept(&own.overlaid, at));
    leave.iter().cloned().chain(marked).collect()
}

fn taken(comparison: &Comparison) -> String {
    let mut text = format!("\nTaken over, for a release of level {}:\n", comparison.verdict());
    comparison.differences.iter().for_each(|difference| text.push_str(&report::paragraph(difference)));
    text
}

pub(super) fn to_do(lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    if lines.is_empty() { lines } else { format!("\nTo do by hand:\n{lines}") }
}

/// A file's name without its folders: a path of one machine means nothing to other people.
fn named(source: &str) -> String {
    match source.contains("://") {
        true => source.to_owned(),
        false => source.rsplit(['/', '\\']).next().unwrap_or(source).to_owned(),
    }
}

/// Today's date in UTC, `YYYY-MM-DD`.
fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

fn checked_date(date: &str) -> Result<String, Failure> {
    let parsed: Result<jiff::civil::Date, _> = date.parse();
    let form = |error| Failure::new(format!("--date {:?} isn't of the form YYYY-MM-DD: {error}", printable(date)));
    parsed.map(|date| date.to_string()).map_err(form)
}

/// What changed in a file, by `git`, or else only the file's name.
fn diff(root: &Root, path: &str, before: &str) -> String {
    let shown = || {
        let mut command = Command::new("git");
        command.args(["--no-pager", "diff", "--no-index", "--no-color", "--no-ext-diff", "--", "-"]);
        command.arg(root.path(path)).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        drop(child.stdin.take()?.write_all(before.as_bytes()));
        let ended = child.wait_with_output().ok()?;
        // git's own heading names standard input by odd bytes.
        let text = String::from_utf8_lossy(&ended.stdout);
        text.find("\n@@").map(|hunks| format!("--- {path}{}", &text[hunks..]))
    };
    shown().unwrap_or_else(|| format!("{path} changed; git can't show how\n"))
}
