//! The project's own schema, and two editions of a vendor's document.

use std::path::Path;

use serde_json::{Value, json};

use crate::{Project, fixtures, push, remove, schema};

#[test]
fn the_projects_schema_is_consistent() {
    let project = Project::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema"));
    project.run(&["generate"]).succeeds();
    assert_eq!(project.run(&["schema", "check"]).status, 0);
}

#[test]
fn two_editions_are_compared_both_ways() {
    let project = Project::tracking();
    let older = fixtures().join("vendor.json").display().to_string();
    let newer = project.vendor(|vendor| {
        let fields = &mut schema(vendor, "ThingDto")["properties"];
        fields["colour"] = json!({ "type": "string" });
        remove(fields, "custom");
        fields["active"] = json!({ "type": "string", "default": false });
        push(&mut schema(vendor, "ThingKind")["enum"], json!("huge"));
    });
    let kinds = |arguments: &[&str]| -> Vec<String> {
        let ended = project.run(&[&["schema", "diff", "--format", "json"], arguments].concat());
        let report: Value = serde_json::from_str(&ended.stdout).unwrap();
        let text = |difference: &Value, key: &str| difference[key].as_str().unwrap().to_owned();
        let differences = report["differences"].as_array().unwrap().iter();
        differences.map(|found| format!("{} {}", text(found, "level"), text(found, "kind"))).collect()
    };
    let both = ["major type-changed", "major field-removed", "minor field-added"];
    let mut forth = kinds(&[&newer, "--base", &older]);
    let mut back = kinds(&[&older, "--base", &newer]);
    for kind in both {
        for found in [&mut forth, &mut back] {
            found.remove(found.iter().position(|found| found == kind).unwrap_or_else(|| panic!("{kind} in {found:?}")));
        }
    }
    assert_eq!(
        (forth, back),
        (vec!["minor enum-value-added".to_owned()], vec!["nothing enum-value-removed".to_owned()])
    );
}
