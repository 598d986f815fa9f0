//! Tasks of the project, run as `cargo xtask`: they take over the vendor's changes into `schema/`, and rewrite the
//! generated code and the listing of the public API.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::Arg::{Long, Short, Value};

mod api;
mod codegen;
mod failure;
mod files;
mod generate;
mod schema;

use failure::Failure;
use files::Root;
use schema::add::AddOptions;
use schema::document::PUBLISHED;
use schema::report::Format;
use schema::update::UpdateOptions;

const USAGE: &str = "\
Usage: cargo xtask <COMMAND> [--root DIR]

  generate                 rewrite src/generated from schema/
  generate --check         say whether it is current (status 1: it isn't)

  schema diff <FILE|URL>   compare schema/openapi.json with a vendor document and say what each difference
                           means for users of the crate
      --format FORMAT      text (default), markdown or json
      --base FILE          use this document as our side; the operations are those of schema/openapi.json
                           status 0: no difference, 1: differences, 2: could not compare

  schema update <FILE|URL> take our operations out of a vendor document anew, and regenerate
      --leave POINTER      a place of the document that stays as it is here; may be given several times
      --source TEXT        the source to write into schema/README.md (default: the URL, or the file's name)
      --date YYYY-MM-DD    the date to write there (default: today)
                           status 0: done, 2: refused, nothing was changed

  operation list <FILE|URL>
                           the operations of a vendor document, method and path on a line each
  operation add <PATH> <FILE|URL>
                           take an operation and the schemas that it reaches out of a vendor document
      --id NAME            the operation's ID: the method's name in camel case (default: the vendor's ID without the
                           controller's name)
      --tag NAME           the operation's tag, which names the file of generated code (default: the tag of related
                           operations)
      --method METHOD      the HTTP method, if the path has several operations
                           status 0: done, 2: refused, nothing was changed

  schema corrected         print schema/openapi.json with its overlays applied, for other tools

  schema check             check that schema/ is consistent and src/generated is current (status 1: one of them isn't)

  api                      rewrite docs/public-api.txt
  api --check              say whether it is current (status 1: it isn't)

  --root DIR               the checkout to work on (default: the checkout that the current directory is in)
";

#[derive(Default)]
struct Arguments {
    words: Vec<String>,
    root: Option<PathBuf>,
    base: Option<PathBuf>,
    format: Option<String>,
    source: Option<String>,
    date: Option<String>,
    leave: Vec<String>,
    id: Option<String>,
    tag: Option<String>,
    method: Option<String>,
    check: bool,
    help: bool,
}

impl Arguments {
    fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, lexopt::Error> {
        let mut parsed = Self::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => parsed.help = true,
                Long("root") => parsed.root = Some(parser.value()?.into()),
                Long("base") => parsed.base = Some(parser.value()?.into()),
                Long("format") => parsed.format = Some(text(parser.value()?)?),
                Long("source") => parsed.source = Some(text(parser.value()?)?),
                Long("leave") => parsed.leave.push(text(parser.value()?)?),
                Long("date") => parsed.date = Some(text(parser.value()?)?),
                Long("id") => parsed.id = Some(text(parser.value()?)?),
                Long("tag") => parsed.tag = Some(text(parser.value()?)?),
                Long("method") => parsed.method = Some(text(parser.value()?)?),
                Long("check") => parsed.check = true,
                Value(word) => parsed.words.push(text(word)?),
                other => return Err(other.unexpected()),
            }
        }
        Ok(parsed)
    }
}

fn text(value: OsString) -> Result<String, lexopt::Error> {
    value.into_string().map_err(lexopt::Error::NonUnicodeValue)
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { words, root, base, format, source, date, leave, id, tag, method, check, help } = arguments;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if help || words.is_empty() {
        print!("{USAGE}");
        return Ok(if help { ExitCode::SUCCESS } else { ExitCode::from(2) });
    }
    let root = Root::find(root)?;
    let diff = matches!(words[..], ["schema", "diff", _]);
    let update = matches!(words[..], ["schema", "update", _]);
    let add = matches!(words[..], ["operation", "add", _, _]);
    for (option, given, fits) in [
        ("--format", format.is_some(), diff),
        ("--base", base.is_some(), diff),
        ("--source", source.is_some(), update),
        ("--date", date.is_some(), update),
        ("--leave", !leave.is_empty(), update),
        ("--id", id.is_some(), add),
        ("--tag", tag.is_some(), add),
        ("--method", method.is_some(), add),
        ("--check", check, words == ["generate"] || words == ["api"]),
    ] {
        if given && !fits {
            return Err(Failure::new(format!("{option} doesn't belong here; cargo xtask --help shows the usage")));
        }
    }
    match words[..] {
        ["generate"] if check => {
            let current = generate::is_current(&root, &generate::files(&root)?)?;
            if !current {
                eprintln!("xtask: src/generated is stale: run cargo xtask generate and commit the result");
            }
            Ok(status(current))
        }
        ["generate"] => {
            let current = generate::write(&root)?;
            println!("src/generated {}", if current { "was current" } else { "rewritten" });
            Ok(ExitCode::SUCCESS)
        }
        ["api"] => {
            let current = api::run(&root, check)?;
            match (current, check) {
                (true, _) => println!("docs/public-api.txt was current"),
                (false, false) => println!("docs/public-api.txt rewritten: read its diff, it is what users see"),
                (false, true) => {
                    eprintln!("xtask: the public API has changed: run cargo xtask api, read the diff and commit it");
                }
            }
            Ok(status(current || !check))
        }
        ["schema", "diff", vendor] => {
            let format = Format::parse(format.as_deref().unwrap_or("text"))?;
            schema::diff::run(&root, vendor, base.as_deref(), format).map(status)
        }
        ["schema", "update", vendor] => {
            schema::update::run(&root, vendor, UpdateOptions { source, date, leave })?;
            Ok(ExitCode::SUCCESS)
        }
        ["operation", "add", path, vendor] => {
            schema::add::run(&root, path, vendor, &AddOptions { method, id, tag })?;
            Ok(ExitCode::SUCCESS)
        }
        ["operation", "list", vendor] => {
            schema::add::list(vendor)?;
            Ok(ExitCode::SUCCESS)
        }
        ["schema", "diff" | "update"] | ["operation", "list"] | ["operation", "add", _] => Err(Failure::new(format!(
            "{} needs the vendor's document: give a file or an https address, such as {PUBLISHED}",
            words.join(" ")
        ))),
        ["operation", "add"] => Err(Failure::new(
            "operation add needs a path and the vendor's document: such as /api/v3/get-country-list and a file",
        )),
        ["schema", "corrected"] => {
            schema::own::show(&root)?;
            Ok(ExitCode::SUCCESS)
        }
        ["schema", "check"] => schema::check::run(&root).map(status),
        _ => Err(Failure::new(format!("no command {:?}; cargo xtask --help shows the usage", words.join(" ")))),
    }
}

fn status(good: bool) -> ExitCode {
    ExitCode::from(u8::from(!good))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse(std::env::args_os().skip(1)).map_err(Failure::from);
    arguments.and_then(run).unwrap_or_else(|failure| {
        eprintln!("xtask: {failure}");
        ExitCode::from(2)
    })
}
