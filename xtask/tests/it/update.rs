use std::fs;

use serde_json::{Value, json};

use crate::{Project, push, remove, schema};

/// A new field, a new enum value, a new flag and a new schema; a removed field.
fn published(vendor: &mut Value) {
    let fields = &mut schema(vendor, "ThingDto")["properties"];
    remove(fields, "tags");
    fields["colour"] = json!({"type": "string", "description": "Vendor's words", "example": "red", "x-of": 1});
    fields["maker"] = json!({"$ref": "#/components/schemas/MakerDto"});
    schema(vendor, "ThingKind")["enum"] = json!(["large", "huge", "small"]);
    vendor["components"]["schemas"]["MakerDto"] = json!({
        "type": "object",
        "title": "Vendor's title",
        "properties": {
            "example": {"type": "string", "example": "x", "description": "Vendor's words"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/PartDto"}},
            "rank": {"$ref": "#/components/schemas/Rank"},
        },
        "required": ["rank"],
    });
    vendor["components"]["schemas"]["Rank"] = json!({"type": "string", "enum": ["a", "b"]});
    let flag = json!({
        "name": "withMaker", "in": "query", "required": false, "description": "Vendor's words", "example": true,
        "schema": {"type": "boolean", "default": false}
    });
    push(&mut vendor["paths"]["/api/v3/get-thing"]["get"]["parameters"], flag);
}

#[test]
fn additions_are_taken_over_in_our_words() {
    let project = Project::new();
    let before = project.json("schema/openapi.json");
    let path = project.vendor(published);
    let said = project.run(&["schema", "update", &path, "--date", "2026-01-02"]).succeeds();

    let text = project.read("schema/openapi.json");
    assert!(!text.contains("Vendor's"), "{text}");
    let after: Value = serde_json::from_str(&text).unwrap();
    let fields = &after["components"]["schemas"]["ThingDto"]["properties"];
    assert_eq!(fields["colour"], json!({"type": "string", "description": "Not described yet."}));
    let reference = json!([{"$ref": "#/components/schemas/MakerDto"}]);
    assert_eq!(fields["maker"], json!({"description": "Not described yet.", "allOf": reference}));
    assert_eq!(fields["kind"]["enum"], json!(["small", "large", "huge"]));
    assert_eq!(fields["kind"]["description"], "Our own words about its kind.");
    assert_eq!(
        after["components"]["schemas"]["MakerDto"],
        json!({
            "type": "object",
            "description": "Not described yet.",
            "properties": {
                "example": {"type": "string", "description": "Not described yet."},
                "parts": {
                    "type": "array", "description": "Not described yet.",
                    "items": {"$ref": "#/components/schemas/PartDto"}
                },
                "rank": {"description": "Not described yet.", "allOf": [{"$ref": "#/components/schemas/Rank"}]},
            },
            "required": ["rank"],
        })
    );
    let flag = json!({
        "name": "withMaker", "in": "query", "required": false, "description": "Not described yet.",
        "schema": {"type": "boolean", "default": false}
    });
    assert_eq!(after["paths"]["/api/v3/get-thing"]["get"]["parameters"][2], flag);
    // Nothing else: what was removed stays, and so does every word of ours.
    let mut without = after.clone();
    let added = &mut without["components"]["schemas"];
    remove(added, "MakerDto");
    remove(added, "Rank");
    remove(&mut added["ThingDto"]["properties"], "colour");
    remove(&mut added["ThingDto"]["properties"], "maker");
    added["ThingDto"]["properties"]["kind"]["enum"] = json!(["small", "large"]);
    without["paths"]["/api/v3/get-thing"]["get"]["parameters"].as_array_mut().unwrap().pop();
    assert_eq!(without, before);
    // The text is as `serde_json` prints it, in the order it had.
    assert!(text.find("\"ThingRespDto\"") < text.find("\"ThingDto\"") && text.ends_with("  }\n}\n"));

    let readme = project.read("schema/README.md");
    assert!(readme.contains("\nsource: vendor.json\ndate: 2026-01-02\nsha256: "), "{readme}");
    assert!(!readme.contains("sha256: 0000") && readme.ends_with("\n\nWhat follows stays.\n"), "{readme}");

    project.run(&["generate", "--check"]).succeeds();
    let generated = project.generated();
    assert!(
        generated.contains("=> colour:")
            && generated.contains("pub struct MakerDto")
            && generated.contains("with_maker")
    );

    for expected in [
        "Taken over, for a release of level minor:\n",
        "properties/colour: field `colour` added: `String`\n",
        "Left to you:\nmajor    /components/schemas/ThingDto/properties/tags\n         field `tags` removed\n",
        "/components/schemas/ThingDto/properties/colour/description: write it in schema/openapi.json\n",
        "properties/kind: name the variant of `huge` in schema/overlay.json (x-enum-names)\n",
        "Changed: schema/openapi.json, src/generated, schema/README.md.\n",
        "+        \"colour\" => colour: String,\n",
    ] {
        assert!(said.contains(expected), "{expected:?} in {said}");
    }
    // What is left to do comes last.
    let places = ["+        \"colour\"", "Taken over", "Changed: ", "Left to you:", "To do by hand:"];
    assert!(places.map(|text| said.find(text)).is_sorted(), "{said}");
}

#[test]
fn a_second_run_changes_nothing() {
    let project = Project::new();
    let path = project.vendor(published);
    project.run(&["schema", "update", &path, "--date", "2026-01-02"]).succeeds();
    let state = project.state();
    let said = project.run(&["schema", "update", &path, "--source", "elsewhere", "--date", "2026-03-04"]).succeeds();
    assert!(said.contains("Nothing was changed.\n") && !said.contains("Taken over"), "{said}");
    assert!(said.contains("field `tags` removed"), "{said}");
    assert!(project.state() == state);
    // Afterwards only what was left differs.
    let ended = project.run(&["schema", "diff", &path]);
    assert!(ended.stdout.contains("1 difference in what GET /api/v3/get-thing reaches (1 major)"), "{}", ended.stdout);
}

#[test]
fn a_new_edition_without_news_is_recorded() {
    let project = Project::new();
    let path = project.vendor(|_| {});
    let said = project.run(&["schema", "update", &path, "--source", "https://vendor.example/v2"]).succeeds();
    assert_eq!(said, "Changed: schema/README.md.\n");
    assert!(project.read("schema/README.md").contains("\nsource: https://vendor.example/v2\ndate: 20"));
    assert_eq!(project.run(&["schema", "update", &path]).succeeds(), "Nothing was changed.\n");
}

#[test]
fn what_the_overlay_knew_is_reported_as_moot() {
    let project = Project::new();
    let path = project.vendor(|vendor| {
        push(&mut schema(vendor, "ThingKind")["enum"], json!("tiny"));
        let fields = &mut schema(vendor, "ThingDto")["properties"];
        fields["ownerIds"] = json!({"type": "array", "items": {"type": "string"}, "description": "Vendor's words"});
        fields["count"] = json!({"type": "integer", "format": "int64"});
        remove(&mut vendor["paths"]["/api/v3/get-thing"]["get"], "security");
    });
    let generated = project.generated();
    let said = project.run(&["schema", "update", &path]).succeeds();
    // The overlay's words about the field go with it into the document.
    let own = project.json("schema/openapi.json");
    assert_eq!(
        own["components"]["schemas"]["ThingDto"]["properties"]["ownerIds"]["description"],
        "Our words about its owners."
    );
    assert!(said.contains("Taken over, for a release of level nothing:\n"), "{said}");
    let action = |index: u32, target: &str| {
        format!("  overlay.json#/actions/{index} ($.components.schemas.ThingDto.{target}): ")
    };
    let security = "  overlay.json#/actions/7 ($.paths['/api/v3/get-thing'].get.security): ";
    let moot = "changes nothing, the document says so itself: remove it";
    let later = ", once what is left has been followed";
    for expected in [
        format!("{}{moot}\n", action(4, "properties.kind")),
        format!("{}{moot}\n", action(6, "properties")),
        format!("{}{moot}{later}\n", action(3, "properties.count")),
        format!("{security}matches nothing: correct its target or remove it{later}\n"),
    ] {
        assert!(said.contains(&expected), "{expected:?} in {said}");
    }
    // `check` insists on the two that are moot now, and no others.
    let ended = project.run(&["schema", "check"]);
    assert_eq!((ended.status, ended.stderr.lines().count()), (1, 2), "{}", ended.stderr);
    // Removing them changes no public name.
    project.edit("schema/overlay.json", |overlay| {
        let actions = overlay["actions"].as_array_mut().unwrap();
        actions.remove(6);
        actions.remove(4);
    });
    project.run(&["generate"]).succeeds();
    project.run(&["schema", "check"]).succeeds();
    let names = |text: &str| {
        let mut names: Vec<String> = text.lines().filter(|line| line.contains("pub ")).map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(names(&project.generated()), names(&generated));
}

#[test]
fn a_field_that_cannot_be_generated_is_left() {
    let project = Project::new();
    let path = project.vendor(|vendor| {
        let fields = &mut schema(vendor, "ThingDto")["properties"];
        fields["colour"] = json!({"type": "string"});
        fields["either"] = json!({"oneOf": [{"type": "string"}, {"type": "number"}]});
    });
    let said = project.run(&["schema", "update", &path]).succeeds();
    let fields = &project.json("schema/openapi.json")["components"]["schemas"]["ThingDto"]["properties"];
    assert!(fields["colour"].is_object() && fields["either"].is_null());
    assert!(said.contains("         not taken over: the generator refuses it: "), "{said}");
    project.run(&["schema", "check"]).succeeds();
}

#[test]
fn a_schema_whose_name_is_taken_is_left() {
    let project = Project::new();
    let path = project.vendor(|vendor| {
        // A part by the name of ours, while the parts of a thing are now called otherwise.
        let part = schema(vendor, "PartDto").take();
        vendor["components"]["schemas"]["PieceDto"] = part;
        *schema(vendor, "PartDto") = json!({"type": "object", "properties": {"other": {"type": "string"}}});
        let fields = &mut schema(vendor, "ThingDto")["properties"];
        fields["parts"]["items"] = json!({"$ref": "#/components/schemas/PieceDto"});
        fields["share"] = json!({"$ref": "#/components/schemas/PartDto"});
        fields["piece"] = json!({"$ref": "#/components/schemas/PieceDto"});
        vendor["components"]["schemas"]["PieceDto"]["properties"]["of"] =
            json!({"$ref": "#/components/schemas/PieceDto"});
    });
    let said = project.run(&["schema", "update", &path]).succeeds();
    let own = project.json("schema/openapi.json");
    let fields = &own["components"]["schemas"]["ThingDto"]["properties"];
    assert!(fields["share"].is_null());
    assert!(said.contains("not taken over: /components/schemas/PartDto is another schema here"), "{said}");
    // What we call PartDto goes by our name.
    assert_eq!(fields["piece"]["allOf"], json!([{"$ref": "#/components/schemas/PartDto"}]));
    assert!(own["components"]["schemas"]["PieceDto"].is_null());
}

#[test]
fn what_is_no_such_document_changes_nothing() {
    let project = Project::new();
    let state = project.state();
    for (name, bytes, expected) in crate::diff::refusals() {
        let path = project.path("refused.json");
        fs::write(&path, bytes).unwrap();
        let line = project.run(&["schema", "update", path.to_str().unwrap()]).refuses();
        assert!(line.contains(expected), "{name}: {line}");
        assert!(project.state() == state, "{name}");
    }
    let path = project.vendor(published);
    let line = project.run(&["schema", "update", &path, "--date", "today"]).refuses();
    assert!(line.contains("isn't of the form YYYY-MM-DD"), "{line}");
    assert!(project.state() == state);
}

#[test]
fn a_project_that_is_broken_is_not_written_to() {
    let project = Project::new();
    let path = project.vendor(published);
    // An overlay that the generator refuses, and a README without a place for the source.
    let overlay = project.read("schema/overlay.json");
    project
        .edit("schema/overlay.json", |overlay| overlay["actions"][5]["update"]["x-enum-names"]["none"] = json!("None"));
    let state = project.state();
    let line = project.run(&["schema", "update", &path]).refuses();
    assert!(line.starts_with("the generator refuses schema/: "), "{line}");
    assert!(project.state() == state);
    project.write("schema/overlay.json", &overlay);
    let readme = project.read("schema/README.md").replace("date: ", "day: ");
    project.write("schema/README.md", &readme);
    let state = project.state();
    let line = project.run(&["schema", "update", &path]).refuses();
    assert_eq!(line, "schema/README.md: must have one line that begins with `date: `");
    assert!(project.state() == state);
}
