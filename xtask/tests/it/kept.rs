//! Fields and operations that the vendor has removed and the overlay keeps.

use serde_json::{Value, json};

use crate::{Project, remove, schema};

const TAGS: &str = "$.components.schemas.ThingDto.properties.tags";
const VIEW: &str = "$.paths['/api/v3/get-thing'].get.parameters[1]";

/// The fixtures' project, which keeps what is at these targets.
fn keeping(targets: &[&str]) -> Project {
    let project = Project::new();
    project.edit("schema/overlay.json", |overlay| {
        for target in targets {
            overlay["actions"].as_array_mut().unwrap().push(json!({
                "target": target,
                "description": "Servers still have it.",
                "update": { "x-removed-by-vendor": true },
            }));
        }
    });
    project.run(&["generate"]).succeeds();
    project
}

fn removed(vendor: &mut Value) {
    remove(&mut schema(vendor, "ThingDto")["properties"], "tags");
    vendor["paths"]["/api/v3/get-thing"]["get"]["parameters"].as_array_mut().unwrap().remove(0);
}

#[test]
fn what_is_kept_is_no_difference() {
    let project = keeping(&[TAGS, VIEW]);
    assert_eq!(project.run(&["schema", "check"]).status, 0);
    let vendor = project.vendor(removed);
    let said = project.run(&["schema", "diff", &vendor]).succeeds();
    assert!(said.contains("no differences in what GET /api/v3/get-thing reaches\n"), "{said}");
    // Without the marker it is one each.
    let ended = Project::new().run(&["schema", "diff", &vendor]);
    assert!(ended.stdout.contains("2 differences") && ended.stdout.contains("x-removed-by-vendor"), "{}", ended.stdout);
}

#[test]
fn what_is_kept_in_vain_is_said() {
    let project = keeping(&[TAGS, VIEW, "$.paths['/api/v3/get-thing'].get"]);
    let vendor = project.vendor(|_| {});
    let ended = project.run(&["schema", "diff", &vendor]);
    assert_eq!(ended.stdout.matches("x-removed-by-vendor is moot").count(), 3, "{}", ended.stdout);
    assert!(ended.stdout.ends_with("verdict: nothing\n"), "{}", ended.stdout);
}

#[test]
fn an_update_leaves_it_in_its_place() {
    let project = keeping(&[TAGS]);
    // A field that is added beside, so that something is taken over, and one that is left to the maintainer.
    let vendor = project.vendor(|vendor| {
        removed(vendor);
        schema(vendor, "ThingDto")["properties"]["colour"] = json!({ "type": "string" });
        remove(&mut schema(vendor, "ThingDto")["properties"], "custom");
    });
    let said = project.run(&["schema", "update", &vendor]).succeeds();
    let fields = &project.json("schema/openapi.json")["components"]["schemas"]["ThingDto"]["properties"];
    assert!(fields["tags"].is_object() && fields["colour"].is_object());
    assert!(!said.contains("properties/tags") && !said.contains(TAGS), "{said}");
    assert!(said.contains("field `custom` removed"), "{said}");
}

#[test]
fn an_operation_can_be_kept() {
    let with_another = |project: &Project| {
        project.edit("schema/openapi.json", |own| {
            let mut another = own["paths"]["/api/v3/get-thing"]["get"].clone();
            another["operationId"] = json!("getOther");
            own["paths"]["/api/v3/get-other"] = json!({ "get": another });
        });
        project.run(&["generate"]).succeeds();
    };
    let project = Project::new();
    with_another(&project);
    let vendor = project.vendor(|_| {});
    let line = project.run(&["schema", "update", &vendor]).refuses();
    assert!(line.contains("has no GET /api/v3/get-other"), "{line}");
    let project = keeping(&[]);
    with_another(&project);
    project.edit("schema/overlay.json", |overlay| {
        overlay["actions"].as_array_mut().unwrap().push(json!({
            "target": "$.paths['/api/v3/get-other'].get",
            "description": "Servers still have it.",
            "update": { "x-removed-by-vendor": true },
        }));
    });
    project.run(&["schema", "diff", &vendor]).succeeds();
    project.run(&["schema", "update", &vendor]).succeeds();
}
