//! The project's own schema against the vendor's documents, where these lie beside the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Project;

fn documents() -> Option<(PathBuf, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let documents = ["2022-10-20", "2023-11-10"].map(|date| folder.join(format!("vendor-openapi-{date}.json")));
    let [older, newer] = documents;
    (older.exists() && newer.exists()).then_some((older, newer))
}

fn project() -> Project {
    let project = Project::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema"));
    project.run(&["generate"]).succeeds();
    project
}

fn differences(project: &Project, arguments: &[&str]) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    let ended = project.run(&[&["schema", "diff", "--format", "json"], arguments].concat());
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    for difference in report["differences"].as_array().unwrap() {
        let text = |key: &str| difference[key].as_str().unwrap().to_owned();
        *counts.entry((text("level"), text("kind"))).or_default() += 1;
    }
    counts
}

#[test]
fn the_projects_schema_is_consistent() {
    let project = project();
    assert_eq!(project.run(&["schema", "check"]).status, 0);
}

#[test]
fn the_history_of_the_vendors_documents_is_complete() {
    let Some((older, newer)) = documents() else { return };
    let (older, newer) = (older.to_str().unwrap(), newer.to_str().unwrap());
    let project = project();
    let count = |level: &str, kind: &str, count| ((level.to_owned(), kind.to_owned()), count);
    // Fields: 5 of the user, 3 of an identity, 5 of a role, 4 of a group, 4 of a department, 1 of a login. Values: 10
    // providers, `sync` for `syncTask`. The older document has a boolean for a translated text.
    let expected = BTreeMap::from([
        count("major", "type-changed", 1),
        count("minor", "operation-added", 6),
        count("minor", "field-added", 22),
        count("minor", "enum-value-added", 11),
        count("nothing", "enum-value-removed", 1),
    ]);
    assert_eq!(differences(&project, &[newer, "--base", older]), expected);
    let expected = BTreeMap::from([
        count("major", "operation-removed", 6),
        count("major", "type-changed", 1),
        count("major", "field-removed", 22),
        count("nothing", "enum-value-added", 1),
        count("nothing", "enum-value-removed", 11),
    ]);
    assert_eq!(differences(&project, &[older, "--base", newer]), {
        let mut without_overlay = expected.clone();
        without_overlay.remove(&("nothing".to_owned(), "enum-value-added".to_owned()));
        without_overlay.insert(("minor".to_owned(), "enum-value-added".to_owned()), 1);
        without_overlay
    });
    assert_eq!(differences(&project, &[older]), expected);
    assert_eq!(differences(&project, &[newer]), BTreeMap::new());
}
