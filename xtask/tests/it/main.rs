//! Tests that run the tasks as commands, on copies of small projects. fixtures/cases/ has a table of cases for each
//! topic.

mod commands;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

/// A project in a directory of its own, which goes with it.
struct Project(PathBuf);

impl Project {
    /// A project with a copy of this `schema/`, its generated copy current.
    fn new(schema: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("project-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let project = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        fs::create_dir_all(project.path("schema")).unwrap();
        fs::create_dir_all(project.path("src")).unwrap();
        for entry in fs::read_dir(schema).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), project.path("schema").join(entry.file_name())).unwrap();
        }
        fs::write(project.path("Cargo.toml"), "[workspace]\n").unwrap();
        project.run(&["generate"]);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The text of a file; `generated` is the text of all generated files.
    fn read(&self, name: &str) -> String {
        if name == "generated" {
            let folder = self.path("src/generated");
            return self
                .state()
                .into_iter()
                .filter(|(path, _)| path.starts_with(&folder))
                .map(|(_, text)| text)
                .collect();
        }
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(&self.0).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments))
    }

    /// Every file of `schema/` and `src/`, with its text.
    fn state(&self) -> BTreeMap<PathBuf, String> {
        let mut state = BTreeMap::new();
        let mut folders = vec![self.path("schema"), self.path("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => drop(state.insert(path.clone(), fs::read_to_string(path).unwrap())),
                }
            }
        }
        state
    }

    /// Writes a file: a text, or edits of the file, or of the vendor's document.
    fn write(&self, name: &str, content: &Value) {
        let edits = match content {
            Value::Null => return fs::remove_file(self.path(name)).unwrap(),
            Value::String(fixture) if fixture.ends_with(".json") => {
                serde_json::from_str(&fixture_text(fixture)).unwrap()
            }
            Value::String(text) => return fs::write(self.path(name), text).unwrap(),
            edits => edits.clone(),
        };
        if !self.path(name).exists() {
            let vendor = if name == "later.json" { "vendor-later.json" } else { "vendor.json" };
            fs::write(self.path(name), fixture_text(vendor)).unwrap();
        }
        // Without an edit the members keep their order.
        if edits != json!([]) {
            let mut document = serde_json::from_str(&self.read(name)).unwrap();
            edits.as_array().unwrap().iter().for_each(|edit| edited(&mut document, edit));
            fs::write(self.path(name), format!("{document:#}\n")).unwrap();
        }
    }

    /// One step of a case: writes files, runs a task, and checks what it said and did.
    fn step(&self, step: &Value, generate: bool) -> Vec<Value> {
        let members = step.as_object().unwrap();
        members.iter().filter(|(name, _)| name.contains('.')).for_each(|(name, content)| self.write(name, content));
        if generate {
            self.run(&["generate"]);
        }
        let before = self.state();
        let run = step["run"].as_str().unwrap_or("schema diff vendor.json --format json");
        let Ended { status, stdout, stderr } = self.run(&run.split(' ').collect::<Vec<_>>());
        let about = format!("{step:#}\n{stdout}{stderr}");
        let list = |key: &str| step[key].as_array().cloned().unwrap_or_default();
        let texts = |list: &Value| -> Vec<String> { serde_json::from_value(list.clone()).unwrap_or_default() };
        let has = |text: &str, expected: &Value| {
            texts(expected)
                .iter()
                .for_each(|expected| assert!(text.contains(expected), "{expected:?} is missing: {about}"));
        };
        let expected = step["found"].as_array().map(|found| i64::from(!found.is_empty()));
        assert_eq!(i64::from(status), expected.or(step["status"].as_i64()).unwrap_or(0), "{about}");
        match status {
            0 => assert_eq!(stderr, "", "{about}"),
            // It could not be done: one line says why and what to do, and nothing was changed.
            2 => assert!(stdout.is_empty() && stderr.starts_with("xtask: ") && stderr.lines().count() == 1, "{about}"),
            _ => {}
        }
        let must_stay = status == 2 || run.starts_with("schema diff") || run.ends_with("check");
        assert!(!must_stay || self.state() == before, "files were changed: {about}");
        let said = stdout.clone() + &stderr;
        has(&said, &step["says"]);
        texts(&step["unsaid"]).iter().for_each(|text| assert!(!said.contains(text), "{about}"));
        if let Some(expected) = step["stdout"].as_str() {
            assert_eq!(stdout, expected);
        }
        if step["problems"].is_array() {
            let problems: Vec<_> = stderr.lines().map(|line| line.strip_prefix("xtask: ").unwrap()).collect();
            assert_eq!(problems, texts(&step["problems"]), "{about}");
        }
        for (file, expected) in step["files"].as_object().into_iter().flatten() {
            has(&self.read(file), expected);
        }
        for (file, unexpected) in step["lacks"].as_object().into_iter().flatten() {
            texts(unexpected).iter().for_each(|text| assert!(!self.read(file).contains(text), "{text:?}: {about}"));
        }
        for value in list("values") {
            let file: Value = serde_json::from_str(&self.read(value[0].as_str().unwrap())).unwrap();
            let found = file.pointer(value[1].as_str().unwrap()).unwrap_or(&Value::Null);
            assert_eq!(*found, value[2], "{value} in {about}");
        }
        for (target, expected) in step["words"].as_object().into_iter().flatten() {
            let words: Value = serde_json::from_str(&self.read("schema/words.json")).unwrap();
            let mut actions = words["actions"].as_array().unwrap().iter();
            assert_eq!(
                actions.find(|action| action["target"] == *target).map(|action| &action["update"]),
                Some(expected)
            );
        }
        let Some(expected) = step["found"].as_array() else { return Vec::new() };
        let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{about}"));
        let differences = report["differences"].as_array().unwrap();
        let found: Vec<Value> =
            differences.iter().map(|row| json!([row["level"], row["kind"], row["pointer"]])).collect();
        assert_eq!(found, *expected, "{about}");
        assert_eq!(report["verdict"], expected.first().map_or(json!("nothing"), |first| first[0].clone()), "{about}");
        differences.clone()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What a task said and how it ended.
struct Ended {
    status: i32,
    stdout: String,
    stderr: String,
}

fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { status: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn fixture_text(name: &str) -> String {
    fs::read_to_string(fixtures().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An edit sets the value at a pointer, or a copy of the value at a second pointer. Without a value it removes. It
/// appends to a list if the pointer ends in `-`.
fn edited(document: &mut Value, edit: &Value) {
    let copy = edit.get(2).map(|from| document.pointer(from.as_str().unwrap()).unwrap().clone());
    let (parent, step) = edit[0].as_str().unwrap().rsplit_once('/').unwrap();
    let step = step.replace("~1", "/").replace("~0", "~");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{edit} leads to nothing"));
    match (parent, copy.or_else(|| edit.get(1).cloned())) {
        (Value::Object(members), Some(value)) => drop(members.insert(step, value)),
        (Value::Object(members), None) => drop(members.remove(&step).unwrap()),
        (Value::Array(values), Some(value)) if step == "-" || step == values.len().to_string() => values.push(value),
        (Value::Array(values), Some(value)) => values[step.parse::<usize>().unwrap()] = value,
        (Value::Array(values), None) => drop(values.remove(step.parse().unwrap())),
        (plain, _) => panic!("{edit} in {plain}"),
    }
}

/// Runs the cases of a file, which are JSON values between lines of comment. A case is a step, or a list of steps on
/// one project. Gives the differences that were found.
fn cases(file: &str) -> Vec<Value> {
    let text = fixture_text(&format!("cases/{file}"));
    let json: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut found = Vec::new();
    for case in serde_json::Deserializer::from_str(&json.join("\n")).into_iter() {
        let case: Value = case.unwrap_or_else(|error| panic!("{file}: {error}"));
        let steps = case.as_array().map_or(std::slice::from_ref(&case), Vec::as_slice);
        let project = Project::new(&fixtures().join(steps[0]["project"].as_str().unwrap_or("project")).join("schema"));
        found.extend(steps.iter().flat_map(|step| project.step(step, !case.is_array())));
    }
    found
}

#[test]
fn schemas_are_checked() {
    cases("check.txt");
}

#[test]
fn names_meet_nowhere() {
    cases("names.txt");
}

#[test]
fn the_vendors_document_is_tracked() {
    cases("tracking.txt");
}

#[test]
fn wrong_arguments_and_documents_are_refused() {
    cases("usage.txt");
}

#[test]
fn each_difference_has_its_place_and_its_meaning() {
    let found = cases("differences.txt");
    let meanings = include_str!("../../src/schema/meanings.txt").lines();
    let rows = meanings.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let unseen: BTreeSet<&str> = rows
        .filter(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [kind, _, level, _, why] = cells[..] else { panic!("{row} has other cells") };
            let starts = |text: &Value| text.as_str().unwrap().starts_with(why.split('{').next().unwrap());
            !found.iter().any(|found| found["kind"] == kind && found["level"] == level && starts(&found["why"]))
        })
        .collect();
    assert!(unseen.is_empty(), "no case of differences.txt shows {unseen:#?}");
}
