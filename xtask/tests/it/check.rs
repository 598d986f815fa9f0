use serde_json::{Value, json};

use crate::{Project, schema};

#[test]
fn a_consistent_schema_passes() {
    let said = Project::new().run(&["schema", "check"]).succeeds();
    assert_eq!(said, "schema/ is consistent, src/generated is current\n");
}

/// Edits a file of a consistent project, and gives what `check` says to it.
fn complaints(file: &str, edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let project = Project::new();
    project.edit(file, edit);
    // What follows from the edit is not the question here.
    project.run(&["generate"]);
    let ended = project.run(&["schema", "check"]);
    assert_eq!(ended.status, 1, "{}", ended.stdout);
    ended.stderr.lines().map(|line| line.strip_prefix("xtask: ").unwrap().to_owned()).collect()
}

#[test]
fn the_overlay_must_have_effects_and_reasons() {
    let file = "schema/overlay.json";
    let found = complaints(file, |overlay| overlay["actions"][3]["description"] = json!(" "));
    let action = "schema/overlay.json#/actions/3 ($.components.schemas.ThingDto.properties.count)";
    assert_eq!(found, [format!("{action}: has no reason: write it into `description`")]);
    let found = complaints(file, |overlay| overlay["actions"][3]["target"] = json!("$.components.schemas.Nothing"));
    assert_eq!(
        found,
        [
            "schema/overlay.json#/actions/3 ($.components.schemas.Nothing): matches nothing: correct its target or remove it"
        ]
    );
    let found = complaints(file, |overlay| overlay["actions"][3]["update"] = json!({"type": "number"}));
    assert_eq!(found, [format!("{action}: changes nothing, the document says so itself: remove it")]);
    let found = complaints(file, |overlay| overlay["actions"][4]["update"]["enum"] = json!(["tiny", "small"]));
    let action = "schema/overlay.json#/actions/4 ($.components.schemas.ThingDto.properties.kind)";
    assert_eq!(found, [format!("{action}: adds what the document has itself: take small out of it")]);
    let found = complaints(file, |overlay| overlay["actions"][3]["target"] = json!("count"));
    assert!(found[0].starts_with("the generator refuses schema/: overlay.json#/actions/3: "), "{found:?}");
}

#[test]
fn the_document_must_be_valid() {
    let file = "schema/openapi.json";
    let found = complaints(file, |own| own["info"] = json!({"title": "x"}));
    assert!(
        found[0].starts_with("schema/openapi.json: is not valid OpenAPI 3.0: missing field `version`"),
        "{found:?}"
    );
    let found =
        complaints(file, |own| own["components"]["schemas"]["Lost"] = json!({"$ref": "#/components/schemas/No"}));
    assert!(
        found[0].starts_with(
            "schema/openapi.json: /components/schemas/Lost/$ref: \"#/components/schemas/No\" leads to nothing in this document"
        ),
        "{found:?}"
    );
    let found = complaints(file, |own| own["openapi"] = json!("3.1.0"));
    assert!(found[0].contains("is OpenAPI 3.1.0"), "{found:?}");
}

#[test]
fn only_the_overlay_makes_fields_of_answers_mandatory() {
    let found = complaints("schema/overlay.json", |overlay| {
        overlay["actions"][0]["target"] = json!("$.components.schemas.ThingRespDto.required");
        overlay["actions"].as_array_mut().unwrap().remove(1);
    });
    let expected = |name: &str| {
        format!(
            "schema/openapi.json: /components/schemas/{name}/required: makes fields of an answer mandatory: remove the list \
             in overlay.json, with the reason"
        )
    };
    assert_eq!(found, [expected("ThingDto"), expected("PartDto")]);
}

type Case = (fn(&mut Value), &'static str);

#[test]
fn the_sample_must_fit() {
    let file = "schema/get-thing.sample.json";
    let cases: [Case; 9] = [
        (|sample| sample["statusCode"] = json!(500), "/statusCode: is not 200, so that this is no sample of a success"),
        (|sample| sample["data"]["thingId"] = json!(""), "/data/thingId: is mandatory and missing"),
        (|sample| sample["data"]["kind"] = json!("huge"), "/data/kind: is no value of the enum"),
        (|sample| sample["data"]["count"] = json!("many"), "/data/count: doesn't fit the schema, which makes it `i64`"),
        (|sample| sample["data"]["active"] = json!(1), "/data/active: doesn't fit the schema, which makes it `bool`"),
        (|sample| sample["data"]["tags"] = json!([1]), "/data/tags/0: doesn't fit the schema, which makes it `String`"),
        (
            |sample| sample["data"]["parts"]["of"]["partId"] = json!({}),
            "/data/parts/of/partId: doesn't fit the schema, which makes it `String`",
        ),
        (|sample| sample["data"]["new"] = json!(1), "/data/new: the schema has no such field"),
        (|sample| sample["data"] = json!([]), "/data: doesn't fit the schema, which makes it `ThingDto`"),
    ];
    for (edit, expected) in cases {
        assert_eq!(complaints(file, edit), [format!("{file}: {expected}")]);
    }
    let project = Project::new();
    project.write(file, "{\"statusCode\": 200");
    assert!(project.run(&["schema", "check"]).stderr.contains("sample.json: is not JSON"));
    std::fs::remove_file(project.path(file)).unwrap();
    let ended = project.run(&["schema", "check"]);
    let line = format!("xtask: {file}: is missing: write the documented answer of GET /api/v3/get-thing into it\n");
    assert_eq!((ended.status, ended.stderr), (1, line));
}

#[test]
fn the_generated_copy_must_be_current() {
    let project = Project::new();
    project.edit("schema/openapi.json", |own| {
        schema(own, "ThingDto")["properties"]["colour"] = json!({"type": "string", "description": "Its colour."});
    });
    let ended = project.run(&["schema", "check"]);
    let line = "xtask: src/generated: is stale: run cargo xtask generate and commit the result\n";
    assert_eq!((ended.status, ended.stderr.as_str()), (1, line));
    let ended = project.run(&["generate", "--check"]);
    let line = "xtask: src/generated is stale: run cargo xtask generate and commit the result\n";
    assert_eq!((ended.status, ended.stderr.as_str()), (1, line));
    assert_eq!(project.run(&["generate"]).succeeds(), "src/generated rewritten\n");
    assert_eq!(project.run(&["generate"]).succeeds(), "src/generated was current\n");
    project.run(&["generate", "--check"]).succeeds();
    project.run(&["schema", "check"]).succeeds();
}

#[test]
fn the_source_must_be_recorded() {
    let project = Project::new();
    let readme = project.read("schema/README.md").replace("sha256: 00", "sha256: ");
    project.write("schema/README.md", &readme);
    let ended = project.run(&["schema", "check"]);
    assert!(ended.stderr.contains("`sha256: ` must hold 64 hexadecimal digits"), "{}", ended.stderr);
}

#[test]
fn a_directory_without_a_project_is_named() {
    let project = Project::new();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["generate", "--root"]).arg(project.path("nowhere"));
    let line = crate::ended(command).refuses();
    assert!(line.ends_with("--root names the directory that holds schema/ and src/"), "{line}");
}
