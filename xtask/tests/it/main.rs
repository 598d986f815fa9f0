//! Tests that run the tasks as commands, on copies of small projects.

mod check;
mod diff;
mod names;
mod own;
mod tracking;
mod usage;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// What a task said and how it ended.
struct Ended {
    status: i32,
    stdout: String,
    stderr: String,
}

/// A project in a directory of its own, which goes with it.
struct Project(PathBuf);

impl Project {
    /// The project of the fixtures, its generated copy current.
    fn new() -> Self {
        let project = Self::of(&fixtures().join("project/schema"));
        project.run(&["generate"]).succeeds();
        project
    }

    /// A project whose document is a slice of the vendor's.
    fn tracking() -> Self {
        let project = Self::of(&fixtures().join("tracked/schema"));
        project.run(&["generate"]).succeeds();
        project
    }

    /// A project with a copy of this `schema/`.
    fn of(schema: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("project-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let project = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        fs::create_dir_all(project.path("schema")).unwrap();
        fs::create_dir_all(project.path("src")).unwrap();
        for entry in fs::read_dir(schema).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), project.path("schema").join(entry.file_name())).unwrap();
        }
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn edit(&self, name: &str, edit: impl FnOnce(&mut Value)) -> String {
        let mut value = self.json(name);
        edit(&mut value);
        self.write(name, &format!("{value:#}\n"))
    }

    /// The vendor's document after an edit.
    fn vendor(&self, edit: impl FnOnce(&mut Value)) -> String {
        let mut document = vendor();
        edit(&mut document);
        self.write("vendor.json", &document.to_string())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("--root").arg(&self.0).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments))
    }

    /// Every file with its text.
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

    /// The text of all generated files.
    fn generated(&self) -> String {
        let state = self.state().into_iter();
        let generated = state.filter(|(path, _)| path.starts_with(self.path("src/generated")));
        generated.map(|(_, text)| text).collect()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

impl Ended {
    #[track_caller]
    fn succeeds(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        self.stdout
    }

    /// It could not be done: one line says why and what to do.
    #[track_caller]
    fn refuses(self) -> String {
        assert_eq!((self.status, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        let line = self.stderr.strip_prefix("xtask: ").and_then(|line| line.strip_suffix('\n')).unwrap();
        assert!(!line.contains('\n'), "{line}");
        line.to_owned()
    }
}

fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn vendor() -> Value {
    fixture("vendor.json")
}

fn fixture(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(fixtures().join(name)).unwrap()).unwrap()
}

/// A schema of the document, by name.
fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

fn remove(object: &mut Value, key: &str) {
    object.as_object_mut().unwrap().remove(key).unwrap();
}

fn push(list: &mut Value, value: Value) {
    list.as_array_mut().unwrap().push(value);
}
