//! The files of the workspace, or of a copy of it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

pub(crate) const OPENAPI: &str = "schema/openapi.json";
pub(crate) const OVERLAY: &str = "schema/overlay.json";
pub(crate) const WORDS: &str = "schema/words.json";
pub(crate) const README: &str = "schema/README.md";
pub(crate) const GENERATED: &str = "src/generated";

/// The directory that holds `schema/` and `src/`.
pub(crate) struct Root(PathBuf);

impl Root {
    /// The given directory, or else the project that contains the current directory.
    pub(crate) fn find(given: Option<PathBuf>) -> Result<Self, Failure> {
        if let Some(given) = given {
            return Ok(Self(given));
        }
        let current = std::env::current_dir().map_err(|error| {
            Failure::new(format!("the current directory can't be read ({error}): name one with --root"))
        })?;
        let is_project = |directory: &&Path| ["Cargo.toml", OPENAPI].iter().all(|name| directory.join(name).is_file());
        match current.ancestors().find(is_project) {
            Some(project) => Ok(Self(project.to_owned())),
            None => Err(Failure::new(format!(
                "{} is in no copy of the project: go to one, or name it with --root",
                current.display()
            ))),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Result<String, Failure> {
        fs::read_to_string(self.path(name)).map_err(|error| {
            Failure::new(format!(
                "{}: {error}; --root names the directory that holds schema/ and src/",
                self.shown(name)
            ))
        })
    }

    /// Reads a file. `None` if the file doesn't exist.
    pub(crate) fn read_if_any(&self, name: &str) -> Result<Option<String>, Failure> {
        match self.path(name).try_exists() {
            Ok(false) => Ok(None),
            _ => self.read(name).map(Some),
        }
    }

    /// Replaces several files, all or none. New texts are first written beside the old files, then renamed over them.
    /// If a rename fails, the files that were replaced before get their old text back.
    pub(crate) fn replace(&self, files: &[(&str, &str)]) -> Result<(), Failure> {
        let fail = |name: &str, error: &std::io::Error| {
            Failure::new(format!("{}: {error}; nothing was changed", self.shown(name)))
        };
        let beside = |name: &str| self.path(&format!("{name}.xtask-{}", std::process::id()));
        let discard = || files.iter().for_each(|(name, _)| drop(fs::remove_file(beside(name))));
        for (name, text) in files {
            let folder = self.path(name).parent().map_or(Ok(()), fs::create_dir_all);
            if let Err(error) = folder.and_then(|()| fs::write(beside(name), text)) {
                discard();
                return Err(fail(name, &error));
            }
        }
        let mut replaced = Vec::new();
        for (name, _) in files {
            let before = fs::read(self.path(name)).ok();
            if let Err(error) = fs::rename(beside(name), self.path(name)) {
                for (name, before) in replaced {
                    drop(match before {
                        Some(before) => fs::write(self.path(name), before),
                        None => fs::remove_file(self.path(name)),
                    });
                }
                discard();
                return Err(fail(name, &error));
            }
            replaced.push((name, before));
        }
        Ok(())
    }

    /// The paths of all files below a folder. The list is empty if the folder doesn't exist.
    pub(crate) fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let fail = |error: std::io::Error| Failure::new(format!("{}: {error}", self.shown(folder)));
        let entries = match fs::read_dir(self.path(folder)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(fail)?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = format!("{folder}/{}", entry.map_err(fail)?.file_name().display());
            match self.path(&path).is_dir() {
                true => files.extend(self.list(&path)?),
                false => files.push(path),
            }
        }
        Ok(files)
    }

    /// Removes files that nothing needs any more.
    pub(crate) fn remove(&self, names: &[String]) -> Result<(), Failure> {
        for name in names {
            fs::remove_file(self.path(name)).map_err(|error| Failure::new(format!("{}: {error}", self.shown(name))))?;
        }
        Ok(())
    }

    fn shown(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
}
