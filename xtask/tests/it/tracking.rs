//! `schema update`, `operation add` and `operation list`: the document is sliced anew.

use std::fs;

use serde_json::{Value, json};

use crate::{Ended, Project, fixture, push, remove, schema};

const UNDESCRIBED: &str = "Not described yet.";

/// A new field, enum value, flag and schema; a removed field.
fn published(vendor: &mut Value) {
    let fields = &mut schema(vendor, "ThingDto")["properties"];
    remove(fields, "tags");
    fields["colour"] = json!({"type": "string", "description": "Vendor's words", "example": "red", "x-of": 1});
    fields["maker"] = json!({"allOf": [{"$ref": "#/components/schemas/MakerDto"}], "nullable": true});
    push(&mut schema(vendor, "ThingKind")["enum"], json!("huge"));
    vendor["components"]["schemas"]["MakerDto"] = json!({
        "type": "object",
        "properties": {
            "example": {"type": "string", "example": "x", "description": "Vendor's words"},
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

fn words(project: &Project, target: &str) -> Value {
    let words = project.json("schema/words.json");
    let mut actions = words["actions"].as_array().unwrap().iter();
    actions.find(|action| action["target"] == target).map(|action| action["update"].clone()).unwrap_or_default()
}

#[test]
fn the_same_document_changes_nothing() {
    let project = Project::tracking();
    // `Project::vendor` would sort the members.
    let vendor = crate::fixtures().join("vendor.json");
    let vendor = vendor.to_str().unwrap();
    let said = project.run(&["schema", "update", vendor, "--date", "2026-01-02"]).succeeds();
    assert_eq!(said, "\nChanged: schema/README.md.\n");
    let readme = project.read("schema/README.md");
    assert!(readme.contains("\nsource: vendor.json\ndate: 2026-01-02\nsha256: "), "{readme}");
    assert!(!readme.contains("sha256: 0000") && readme.ends_with("\n\nWhat follows stays.\n"), "{readme}");
    let state = project.state();
    let said = project.run(&["schema", "update", vendor, "--source", "elsewhere"]).succeeds();
    assert_eq!(said, "Nothing was changed.\n");
    assert_eq!(project.state(), state);
}

#[test]
fn a_later_document_is_taken_over_without_its_prose() {
    let project = Project::tracking();
    let said = project.run(&["schema", "update", &project.vendor(published)]).succeeds();
    let text = project.read("schema/openapi.json");
    assert!(!text.contains("Vendor's") && !text.contains("x-of") && !text.contains("Labels"), "{text}");
    let own = project.json("schema/openapi.json");
    let fields = &own["components"]["schemas"]["ThingDto"]["properties"];
    assert_eq!((&fields["colour"], &fields["tags"]), (&json!({"type": "string"}), &Value::Null));
    assert_eq!(words(&project, "$.components.schemas.ThingDto"), json!({ "description": "A thing." }));
    for place in ["ThingDto.properties.colour", "MakerDto", "MakerDto.properties.example"] {
        let place = words(&project, &format!("$.components.schemas.{place}"));
        assert_eq!(place, json!({ "description": UNDESCRIBED }));
    }
    let flag = words(&project, "$.paths['/api/v3/get-thing'].get.parameters[2]");
    assert_eq!(flag, json!({ "name": "withMaker", "description": UNDESCRIBED }));
    for expected in [
        "+        \"colour\" => colour: String,\n",
        "Taken over, for a release of level major:\nmajor    /components/schemas/ThingDto/properties/tags\n",
        "         field `tags` removed\n",
        "/components/schemas/ThingDto/properties/colour/description: write it in schema/words.json\n",
        "/components/schemas/ThingKind: name the variant of `huge` in schema/overlay.json (x-enum-names)\n",
    ] {
        assert!(said.contains(expected), "{expected:?} in {said}");
    }
    // What is left to do comes last.
    assert!(["Changed: ", "Taken over", "To do by hand:"].map(|text| said.find(text)).is_sorted(), "{said}");
    project.run(&["generate", "--check"]).succeeds();
    let ended = project.run(&["schema", "check"]);
    assert_eq!(ended.status, 1, "what isn't described is a fault");
    assert!(ended.stderr.contains("MakerDto/description: write it in schema/words.json"), "{}", ended.stderr);
    let report = project.run(&["schema", "diff", &project.vendor(published)]).succeeds();
    assert!(report.ends_with("verdict: nothing\n"), "{report}");
}

#[test]
fn places_can_be_left_as_they_are() {
    let tags = "/components/schemas/ThingDto/properties/tags";
    let colour = "/components/schemas/ThingDto/properties/colour";
    let project = Project::tracking();
    let vendor = project.vendor(published);
    project.run(&["schema", "update", &vendor, "--leave", tags, "--leave", colour]).succeeds();
    let own = project.json("schema/openapi.json");
    assert!(own.pointer(tags).is_some() && own.pointer(colour).is_none());
    assert!(
        own.pointer("/components/schemas/Labels").is_some() && own.pointer("/components/schemas/MakerDto").is_some()
    );
    // A mark in the overlay does the same, each time.
    let project = Project::tracking();
    project.edit("schema/overlay.json", |overlay| {
        let mark = json!({ "x-removed-by-vendor": true });
        let target = "$.components.schemas.ThingDto.properties.tags";
        push(
            &mut overlay["actions"],
            json!({ "target": target, "description": "Servers still send it.", "update": mark }),
        );
    });
    project.run(&["generate"]).succeeds();
    project.run(&["schema", "update", &vendor]).succeeds();
    assert!(project.json("schema/openapi.json").pointer(tags).is_some());
    assert!(project.run(&["schema", "diff", &vendor]).succeeds().ends_with("verdict: nothing\n"));
}

#[test]
fn an_operation_that_the_vendor_removed_is_refused_or_left() {
    let project = Project::tracking();
    let vendor = project.vendor(|vendor| {
        let item = vendor["paths"]["/api/v3/get-thing"].take();
        remove(&mut vendor["paths"], "/api/v3/get-thing");
        vendor["paths"]["/api/v3/get-other"] = item;
    });
    add(&project, "get-other", &project.write("both.json", &both()), &[]).succeeds();
    let state = project.state();
    let line = project.run(&["schema", "update", &vendor]).refuses();
    assert!(
        line.contains("has no GET /api/v3/get-thing") && line.contains("--leave /paths/~1api~1v3~1get-thing"),
        "{line}"
    );
    assert_eq!(project.state(), state);
    project.run(&["schema", "update", &vendor, "--leave", "/paths/~1api~1v3~1get-thing"]).succeeds();
    assert!(project.json("schema/openapi.json")["paths"]["/api/v3/get-thing"].is_object());
}

/// A document with the operation under two paths.
fn both() -> String {
    let mut vendor = crate::vendor();
    let mut item = vendor["paths"]["/api/v3/get-thing"].clone();
    item["get"]["operationId"] = json!("ThingV3Controller_getOther");
    vendor["paths"]["/api/v3/get-other"] = item;
    vendor.to_string()
}

#[test]
fn what_the_generator_refuses_changes_nothing() {
    let project = Project::tracking();
    let vendor = project.vendor(|vendor| {
        let fields = &mut schema(vendor, "ThingDto")["properties"];
        fields["colour"] = json!({"type": "string"});
        fields["either"] = json!({"oneOf": [{"type": "string"}, {"type": "number"}]});
    });
    let state = project.state();
    let line = project.run(&["schema", "update", &vendor]).refuses();
    let either = "/components/schemas/ThingDto/properties/either";
    assert!(line.starts_with(&format!("the generator refuses {either}/oneOf: ")) && line.contains("--leave"), "{line}");
    assert_eq!(project.state(), state);
    project.run(&["schema", "update", &vendor, "--leave", either]).succeeds();
    assert!(project.generated().contains("=> colour:"));
}

#[test]
fn what_is_no_such_document_changes_nothing() {
    let project = Project::tracking();
    let state = project.state();
    for (name, bytes, expected) in crate::diff::refusals() {
        let path = project.path("refused.json");
        fs::write(&path, bytes).unwrap();
        let line = project.run(&["schema", "update", path.to_str().unwrap()]).refuses();
        assert!(line.contains(expected), "{name}: {line}");
        assert!(project.state() == state, "{name}");
    }
    let line = project.run(&["schema", "update", &project.vendor(published), "--date", "today"]).refuses();
    assert!(line.contains("isn't of the form YYYY-MM-DD"), "{line}");
    let readme = project.read("schema/README.md").replace("date: ", "day: ");
    project.write("schema/README.md", &readme);
    let line = project.run(&["schema", "update", &project.vendor(published)]).refuses();
    assert_eq!(line, "schema/README.md: must have one line that begins with `date: `");
    project.write("schema/README.md", &readme.replace("day: ", "date: "));
    assert!(project.state() == state);
}

/// A tracking project, and a later document of the vendor's with three more operations.
fn later() -> (Project, String) {
    let project = Project::tracking();
    let path = project.write("later.json", &fixture("vendor-later.json").to_string());
    (project, path)
}

fn add(project: &Project, path: &str, vendor: &str, options: &[&str]) -> Ended {
    project.run(&[&["operation", "add", path, vendor], options].concat())
}

#[test]
fn an_operation_comes_with_all_that_it_reaches() {
    let (project, vendor) = later();
    let said = add(&project, "/api/v3/list-parts/{thingId}", &vendor, &[]).succeeds();
    let own = project.json("schema/openapi.json");
    for name in ["PartListRespDto", "StockDto", "PartDto"] {
        assert!(own["components"]["schemas"][name].is_object(), "{name}");
    }
    assert!(
        own["components"]["securitySchemes"]["key"].is_object() && own["components"]["parameters"]["Zone"].is_object()
    );
    assert!(own["components"]["schemas"]["MoveThingDto"].is_null() && own["paths"]["/api/v3/move-thing"].is_null());
    let operation = words(&project, "$.paths['/api/v3/list-parts/{thingId}'].get");
    // The tag is the neighbour's that has the same tag of the vendor's.
    let expected = json!({"operationId": "listParts", "tags": ["things"], "summary": UNDESCRIBED});
    assert_eq!(operation, expected);
    // Envelopes have the same members.
    let envelope = "$.components.schemas.PartListRespDto.properties";
    assert_eq!(words(&project, &format!("{envelope}.statusCode")), json!({ "description": "Outcome." }));
    assert_eq!(words(&project, &format!("{envelope}.data")), json!({ "description": UNDESCRIBED }));
    for expected in [
        "GET /api/v3/list-parts/{thingId} added as `listParts`, tag `things`.\n",
        "/paths/~1api~1v3~1list-parts~1{thingId}/get/summary: write it in schema/words.json\n",
        "/parameters/0/schema: make the type `integer` in schema/overlay.json\n",
        "schema/list-parts.sample.json: write the documented answer of GET /api/v3/list-parts/{thingId} into it\n",
    ] {
        assert!(said.contains(expected), "{expected:?} in {said}");
    }
    let generated = project.generated();
    assert!(generated.contains("zone") && generated.contains("list_parts"));
    let ended = project.run(&["schema", "check"]);
    assert!(ended.stderr.contains("make the type `integer`"), "{}", ended.stderr);
}

#[test]
fn members_that_a_request_must_have_stay_mandatory() {
    let (project, vendor) = later();
    add(&project, "move-thing", &vendor, &["--method", "post", "--tag", "moves"]).succeeds();
    let overlay = project.json("schema/overlay.json");
    let actions = overlay["actions"].as_array().unwrap();
    let added: Vec<(&Value, &Value)> =
        actions[actions.len() - 2..].iter().map(|action| (&action["target"], &action["update"])).collect();
    assert_eq!(
        added,
        [
            (&json!("$.components.schemas.MoveThingDto"), &json!({ "required": ["thing", "steps"] })),
            (&json!("$.components.schemas.Step"), &json!({ "required": ["to"] })),
        ]
    );
    let tags = words(&project, "$")["tags"].clone();
    assert_eq!(tags[1], json!({ "name": "moves", "description": UNDESCRIBED }));
    // Without the action the members would be optional.
    project.edit("schema/overlay.json", |overlay| drop(overlay["actions"].as_array_mut().unwrap().pop()));
    let ended = project.run(&["schema", "check"]);
    let expected = "/components/schemas/Step/required: is removed by schema/overlay.json";
    assert!(ended.stderr.contains(expected), "{}", ended.stderr);
}

#[test]
fn adding_twice_changes_nothing() {
    let (project, vendor) = later();
    add(&project, "/api/v3/move-thing", &vendor, &["--method", "post"]).succeeds();
    let before = project.state();
    let said = add(&project, "/api/v3/move-thing", &vendor, &["--method", "post"]).succeeds();
    assert!(said.starts_with("POST /api/v3/move-thing is in schema/openapi.json already, as `moveThing`"), "{said}");
    assert_eq!(project.state(), before);
}

#[test]
fn names_come_from_the_vendor_unless_given() {
    let (project, vendor) = later();
    add(&project, "move-thing", &vendor, &["--method", "post", "--id", "shiftThing"]).succeeds();
    let operation = words(&project, "$.paths['/api/v3/move-thing'].post");
    assert_eq!((&operation["operationId"], &operation["tags"]), (&json!("shiftThing"), &json!(["thing-move"])));
    let line = add(&project, "move-thing", &vendor, &["--method", "put", "--id", "getThing"]).refuses();
    assert_eq!(line, "the ID `getThing` is that of GET /api/v3/get-thing here: say another with --id");
    let line = add(&project, "move-thing", &vendor, &["--method", "put", "--id", "move thing"]).refuses();
    assert!(line.contains("/put/operationId: gives no name for a method: say one with --id"), "{line}");
    let (project, vendor) = later();
    let mut document: Value = serde_json::from_str(&fs::read_to_string(&vendor).unwrap()).unwrap();
    document["paths"]["/api/v3/move-thing"]["put"]["operationId"] = json!("MoveController_list");
    fs::write(&vendor, document.to_string()).unwrap();
    let said = add(&project, "move-thing", &vendor, &["--method", "put"]).succeeds();
    assert!(said.contains("  `list` says little as the name of a method: choose another with --id\n"), "{said}");
}

type Case = (&'static str, fn(&mut Value), &'static str);

#[test]
fn what_cannot_be_called_is_refused_by_its_place() {
    let cases: [Case; 9] = [
        (
            "list-parts/{thingId}",
            |vendor| {
                // A small document that references multiply.
                for (name, next) in [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("F", "PartDto")] {
                    let target = json!({ "$ref": format!("#/components/schemas/{next}") });
                    let fields: serde_json::Map<_, _> = (0..10).map(|n| (format!("f{n}"), target.clone())).collect();
                    *schema(vendor, name) = json!({ "type": "object", "properties": fields });
                }
                schema(vendor, "StockDto")["properties"]["part"] = json!({ "$ref": "#/components/schemas/A" });
            },
            "has more than 100000 values, or 64 references in each other",
        ),
        ("/api/v3/nothing", |_| {}, "has no operation /api/v3/nothing: give the path as the document has it"),
        ("move-thing", |_| {}, "has PUT /api/v3/move-thing and POST /api/v3/move-thing: say which with --method"),
        ("other", |_| {}, "/paths/~1api~1v3~1other/post/responses: has no JSON answer"),
        (
            "list-parts/{thingId}",
            |vendor| remove(&mut schema(vendor, "PartListRespDto")["properties"], "statusCode"),
            "/components/schemas/PartListRespDto: is no envelope, an object of `statusCode`, `message` and `data`",
        ),
        (
            "list-parts/{thingId}",
            |vendor| {
                let list = &mut vendor["paths"]["/api/v3/list-parts/{thingId}"]["get"]["parameters"];
                list[1] = json!({ "name": "zone", "in": "query", "content": {} });
            },
            "is a parameter without `schema`",
        ),
        (
            "list-parts/{thingId}",
            |vendor| schema(vendor, "StockDto")["properties"]["part"] = json!({ "$ref": "#/components/schemas/No" }),
            "leads to nothing in this document",
        ),
        (
            "list-parts/{thingId}",
            |vendor| {
                let list = &mut vendor["paths"]["/api/v3/list-parts/{thingId}"]["get"]["parameters"];
                push(list, json!({ "name": "zone", "in": "cookie", "schema": { "type": "string" } }));
            },
            "is a parameter in \"cookie\", which isn't sent: remove it in the overlay",
        ),
        (
            "list-parts/{thingId}",
            |vendor| {
                let operation = &mut vendor["paths"]["/api/v3/list-parts/{thingId}"]["get"];
                operation["requestBody"] = json!({ "content": { "multipart/form-data": { "schema": {} } } });
            },
            "/get/requestBody/content: has neither JSON nor a form",
        ),
    ];
    for (path, edit, expected) in cases {
        let project = Project::tracking();
        let mut vendor = fixture("vendor-later.json");
        edit(&mut vendor);
        let vendor = project.write("later.json", &vendor.to_string());
        let before = project.state();
        let line = add(&project, path, &vendor, &[]).refuses();
        assert!(line.contains(expected), "{expected:?} in {line}");
        assert_eq!(project.state(), before, "{path}");
    }
}

#[test]
fn operations_are_listed() {
    let (project, vendor) = later();
    let said = project.run(&["operation", "list", &vendor]).succeeds();
    assert_eq!(
        said,
        "GET /api/v3/get-thing\nGET /api/v3/list-parts/{thingId}\nPUT /api/v3/move-thing\nPOST /api/v3/move-thing\n\
         POST /api/v3/other\n"
    );
}

#[test]
fn words_about_nothing_are_a_fault() {
    let project = Project::tracking();
    project.edit("schema/words.json", |words| {
        let update = json!({ "properties": { "lost": { "description": "Gone." } } });
        push(&mut words["actions"], json!({ "target": "$.components.schemas.ThingDto", "update": update }));
    });
    let ended = project.run(&["schema", "check"]);
    let expected = "schema/words.json: /components/schemas/ThingDto/properties/lost: the document has no such field";
    assert!(ended.stderr.contains(expected), "{}", ended.stderr);
}

#[test]
fn words_and_corrections_stay_with_their_parameter() {
    let project = Project::tracking();
    let vendor = project.vendor(|vendor| {
        vendor["paths"]["/api/v3/get-thing"]["get"]["parameters"].as_array_mut().unwrap().reverse();
    });
    let state = project.state();
    let line = project.run(&["schema", "update", &vendor]).refuses();
    assert!(line.contains(".get.parameters[0]): must begin with the parameter itself and give its name"), "{line}");
    assert!(project.state() == state);
}
