//! Names of the vendor's document that would become one name in Rust, or none.

use serde_json::{Value, json};

use crate::{Project, fixture, push, schema};

const CALL: &str = "/paths/~1api~1v3~1get-thing/get";

fn field(document: &mut Value, name: &str) {
    schema(document, "ThingDto")["properties"][name] = json!({ "type": "string" });
}

fn parameter(document: &mut Value, name: &str, place: &str) {
    let parameters = &mut document["paths"]["/api/v3/get-thing"]["get"]["parameters"];
    push(parameters, json!({ "name": name, "in": place, "schema": { "type": "string" } }));
}

/// An edit, the two places that become one name, and the overlay's key.
type Pair = (fn(&mut Value), [&'static str; 2], &'static str);

const THING: &str = "/components/schemas/ThingDto/properties";

fn pairs() -> Vec<(Pair, [String; 2])> {
    let pairs: [Pair; 9] = [
        (|vendor| field(vendor, "thingID"), ["THING/thingID", "THING/thingId"], "x-rust-name"),
        (|vendor| field(vendor, "_count"), ["THING/_count", "THING/count"], "x-rust-name"),
        (
            |vendor| ["a.b", "a/b"].iter().for_each(|name| field(vendor, name)),
            ["THING/a.b", "THING/a~1b"],
            "x-rust-name",
        ),
        (|vendor| parameter(vendor, "with_parts", "query"), ["CALL/parameters/1", "CALL/parameters/2"], "x-rust-name"),
        (|vendor| parameter(vendor, "view", "header"), ["CALL/parameters/0", "CALL/parameters/2"], "x-rust-name"),
        (
            |vendor| push(&mut schema(vendor, "ThingKind")["enum"], json!("Large")),
            ["/components/schemas/ThingKind/enum/0", "/components/schemas/ThingKind/enum/2"],
            "x-enum-names",
        ),
        (
            |vendor| field_with_enum(vendor, json!(["=", ">"])),
            ["THING/relation/enum/0", "THING/relation/enum/1"],
            "x-enum-names",
        ),
        (
            |vendor| {
                *schema(vendor, "partDto") = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
                schema(vendor, "ThingDto")["properties"]["more"] = json!({ "$ref": "#/components/schemas/partDto" });
            },
            ["/components/schemas/PartDto", "/components/schemas/partDto"],
            "x-rust-name",
        ),
        (
            |vendor| {
                *schema(vendor, "GetThing") = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
                schema(vendor, "ThingDto")["properties"]["more"] = json!({ "$ref": "#/components/schemas/GetThing" });
            },
            ["/components/schemas/GetThing", "CALL/operationId"],
            "x-rust-name",
        ),
    ];
    let named = |place: &str| place.replace("THING", THING).replace("CALL", CALL);
    pairs.into_iter().map(|pair| (pair, pair.1.map(named))).collect()
}

fn field_with_enum(document: &mut Value, values: Value) {
    schema(document, "ThingDto")["properties"]["relation"] = json!({ "type": "string", "enum": values });
}

fn later(project: &Project, edit: impl FnOnce(&mut Value)) -> String {
    let mut vendor = fixture("vendor.json");
    edit(&mut vendor);
    project.write("later.json", &vendor.to_string())
}

#[test]
fn two_names_that_become_one_are_both_named() {
    for ((edit, _, key), places) in pairs() {
        let project = Project::tracking();
        let vendor = later(&project, edit);
        let state = project.state();
        let line = project.run(&["schema", "update", &vendor]).refuses();
        for text in places.iter().map(String::as_str).chain([" in Rust, as ", key, "--leave"]) {
            assert!(line.contains(text), "{text:?} in {line}");
        }
        assert!(project.state() == state, "{line}");
    }
}

#[test]
fn the_overlay_decides_and_a_place_can_be_left() {
    let decided = |edit: fn(&mut Value), target: &str, update: Value, expected: &[&str]| {
        let project = Project::tracking();
        let vendor = later(&project, edit);
        project.edit("schema/overlay.json", |overlay| {
            let action = json!({ "target": target, "description": "Two names that become one.", "update": update });
            push(&mut overlay["actions"], action);
        });
        project.run(&["schema", "update", &vendor]).succeeds();
        let generated = project.generated();
        assert!(expected.iter().all(|text| generated.contains(text)), "{expected:?} in {generated}");
    };
    decided(
        |vendor| field(vendor, "thingID"),
        "$.components.schemas.ThingDto.properties.thingID",
        json!({ "x-rust-name": "other_id" }),
        &["\"thingID\" => other_id: String", "\"thingId\" => thing_id: String"],
    );
    decided(
        |vendor| field_with_enum(vendor, json!(["=", ">"])),
        "$.components.schemas.ThingDto.properties.relation",
        json!({ "x-enum-names": { "=": "Equal", ">": "Greater" } }),
        &["\"=\" => Equal", "\">\" => Greater"],
    );
    decided(
        |vendor| parameter(vendor, "view", "header"),
        "$.paths['/api/v3/get-thing'].get.parameters[2]",
        json!({ "name": "view", "x-rust-name": "view_header" }),
        &[
            "[into] view_header: String",
            "header_map.append(\"view\", value.to_string().try_into()?)",
            "query(\"view\", &view)",
        ],
    );
    let project = Project::tracking();
    let vendor = later(&project, |vendor| ["thingID", "colour"].iter().for_each(|name| field(vendor, name)));
    let left = format!("{THING}/thingID");
    project.run(&["schema", "update", &vendor, "--leave", &left]).succeeds();
    let generated = project.generated();
    assert!(generated.contains("=> colour: String") && !generated.contains("thingID"), "{generated}");
}

#[test]
fn what_rust_can_hold_is_taken_over() {
    let project = Project::tracking();
    let vendor = later(&project, |vendor| {
        // A schema that generated code would be hidden by, signs, and a type that holds itself.
        *schema(vendor, "Value") = json!({ "type": "object", "properties": { "parent": {
            "allOf": [{ "$ref": "#/components/schemas/Value" }], "nullable": true,
        } } });
        schema(vendor, "ThingDto")["properties"]["value"] = json!({ "$ref": "#/components/schemas/Value" });
        field_with_enum(vendor, json!(["+1", "-1"]));
        parameter(vendor, "timeout", "query");
    });
    project.run(&["schema", "update", &vendor]).succeeds();
    let generated = project.generated();
    for text in [
        "pub struct ValueDto",
        "=> parent: Box<ValueDto>",
        "=> value: ValueDto",
        "\"+1\" => Plus1",
        "\"-1\" => Minus1",
        "timeout_value: String",
    ] {
        assert!(generated.contains(text), "{text:?} in {generated}");
    }
}

#[test]
fn a_list_in_a_form_is_refused_by_its_place() {
    let project = Project::tracking();
    let vendor = later(&project, |vendor| {
        let list = json!({ "type": "array", "items": { "type": "string" } });
        *schema(vendor, "FormDto") = json!({ "type": "object", "properties": { "names": list } });
        let form = json!({ "schema": { "$ref": "#/components/schemas/FormDto" } });
        vendor["paths"]["/api/v3/get-thing"]["get"]["requestBody"] =
            json!({ "content": { "application/x-www-form-urlencoded": form } });
    });
    let line = project.run(&["schema", "update", &vendor]).refuses();
    assert!(line.contains("/components/schemas/FormDto/properties/names: a member of a form must be"), "{line}");
}
