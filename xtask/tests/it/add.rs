use serde_json::{Value, json};

use crate::{Ended, Project, remove, schema};

const UNDESCRIBED: &str = "Not described yet.";

/// The vendor publishes operations that the project doesn't have.
fn published(vendor: &mut Value) {
    let answer = |schema: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        json!({ "description": "Vendor's words", "content": { "application/json": { "schema": schema } } })
    };
    vendor["paths"]["/api/v3/list-parts/{thingId}"] = json!({
        "parameters": [
            { "name": "thingId", "in": "path", "required": true, "description": "Vendor's words",
              "schema": { "type": "string", "example": "t1" } },
            { "name": "page", "in": "query", "schema": { "type": "number", "default": 9 } },
        ],
        "get": {
            "operationId": "ThingV3Controller_ListParts",
            "summary": "Vendor's words",
            "tags": ["things"],
            "parameters": [
                { "name": "page", "in": "query", "required": false, "description": "Vendor's words", "example": 1,
                  "schema": { "type": "number", "default": 1 } },
                { "name": "zone", "in": "query", "schema": { "type": "string" } },
            ],
            "responses": { "201": answer("PartListRespDto"), "500": answer("ThingRespDto") },
            "security": [{ "bearer": [] }, { "key": [] }, { "lost": [] }],
            "x-code-samples": { "go": "x" },
        },
    });
    vendor["paths"]["/api/v3/move-thing"] = json!({
        "post": {
            "operationId": "ThingMoveV3Controller_moveThing",
            "tags": ["moves"],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/MoveThingDto" } } },
            },
            "responses": { "200": answer("MoveRespDto") },
        },
        "put": { "operationId": "ThingMoveV3Controller_putThing", "responses": { "200": answer("MoveRespDto") } },
    });
    vendor["components"]["securitySchemes"]["key"] =
        json!({ "type": "apiKey", "in": "header", "name": "x-key", "description": "Vendor's words" });
    let envelope = |data: Value| {
        json!({
            "type": "object",
            "properties": {
                "statusCode": { "type": "number", "description": "Vendor's words", "example": 200 },
                "message": { "type": "string", "description": "Vendor's words", "example": "成功" },
                "requestId": { "type": "string" },
                "data": data,
            },
            "required": ["statusCode", "data"],
        })
    };
    let list = json!({ "type": "array", "items": { "$ref": "#/components/schemas/StockDto" } });
    *schema(vendor, "PartListRespDto") = envelope(list);
    *schema(vendor, "StockDto") = json!({
        "type": "object",
        "description": "Vendor's words",
        "properties": {
            "zone": { "type": "string", "example": "北京", "description": "Vendor's words" },
            "part": { "allOf": [{ "$ref": "#/components/schemas/PartDto" }] },
            "count": { "type": "number", "example": 7 },
            "full": { "type": "boolean", "example": false },
            "at": { "type": "string", "format": "date-time", "example": "xxxx" },
            "kind": { "$ref": "#/components/schemas/ThingKind" },
            "next": { "$ref": "#/components/schemas/StockDto" },
        },
        "required": ["zone"],
    });
    *schema(vendor, "MoveRespDto") = envelope(json!({ "$ref": "#/components/schemas/StockDto" }));
    *schema(vendor, "MoveThingDto") = json!({
        "type": "object",
        "properties": {
            "thing": { "type": "string" },
            "steps": { "type": "array", "items": { "$ref": "#/components/schemas/Step" } },
            "note": { "type": "string" },
        },
        "required": ["thing", "steps"],
    });
    *schema(vendor, "Step") =
        json!({ "type": "object", "properties": { "to": { "type": "string" } }, "required": ["to"] });
    // As the project has it, which puts the enum where it is used.
    *schema(vendor, "ThingDto") = json!({ "type": "object", "properties": { "other": { "type": "string" } } });
}

fn project() -> (Project, String) {
    let project = Project::new();
    let vendor = project.vendor(published);
    (project, vendor)
}

fn add(project: &Project, path: &str, vendor: &str, options: &[&str]) -> Ended {
    project.run(&[&["operation", "add", path, vendor], options].concat())
}

#[test]
fn an_operation_comes_with_all_that_it_reaches() {
    let (project, vendor) = project();
    // `Value` sorts members by name; the document of a vendor doesn't.
    let zone = r#""zone":{"description":"Vendor's words","example":"北京","type":"string"}"#;
    let text = project.read("vendor.json").replace(&format!(",{zone}"), "");
    let text = text.replace(r#""at":{"example":"xxxx""#, &format!(r#"{zone},"at":{{"example":"xxxx""#));
    project.write("vendor.json", &text);
    let said = add(&project, "/api/v3/list-parts/{thingId}", &vendor, &["--tag", "things"]).stdout;
    let own = project.json("schema/openapi.json");
    assert_eq!(
        own["paths"]["/api/v3/list-parts/{thingId}"]["get"],
        json!({
            "tags": ["things"],
            "summary": UNDESCRIBED,
            "operationId": "listParts",
            "parameters": [
                { "name": "thingId", "in": "path", "required": true, "description": UNDESCRIBED,
                  "schema": { "type": "string" } },
                { "name": "page", "in": "query", "required": false, "description": UNDESCRIBED,
                  "schema": { "type": "number", "default": 1 } },
                { "name": "zone", "in": "query", "required": false, "description": UNDESCRIBED,
                  "schema": { "type": "string" } },
            ],
            "responses": { "201": {
                "description": UNDESCRIBED,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/PartListRespDto" } } },
            } },
            "security": [{ "bearer": [] }, { "key": [] }, { "lost": [] }],
        })
    );
    assert_eq!(own["tags"], json!([{ "name": "things", "description": UNDESCRIBED }]));
    assert_eq!(
        own["components"]["securitySchemes"]["key"],
        json!({ "type": "apiKey", "in": "header", "name": "x-key", "description": UNDESCRIBED })
    );
    // Its members in the vendor's order, its envelope in our words.
    let text = project.read("schema/openapi.json");
    let places = ["zone", "at", "count", "full"].map(|name| text.rfind(&format!("\"{name}\": {{")).unwrap());
    assert!(places.is_sorted(), "{places:?}");
    let envelope = &own["components"]["schemas"]["PartListRespDto"];
    assert_eq!(envelope["description"], "The envelope.");
    assert_eq!(envelope["properties"]["statusCode"]["description"], "Outcome.");
    assert_eq!(envelope["properties"]["requestId"]["description"], UNDESCRIBED);
    for words in ["Vendor's", "example", "x-code-samples", "x-of", "北京", "成功"] {
        assert!(!text.contains(words), "{words}");
    }
    for expected in [
        "GET /api/v3/list-parts/{thingId} added as `listParts`, tag `things`. Changed: schema/openapi.json, \
         schema/list-parts.sample.json.\n",
        "/paths/~1api~1v3~1list-parts~1{thingId}/get/summary: write it in schema/openapi.json\n",
        "/paths/~1api~1v3~1list-parts~1{thingId}/get/parameters/1/description: write it in schema/openapi.json\n",
        "/components/schemas/StockDto/properties/zone/description: write it in schema/openapi.json\n",
        "/tags/0/description: write it in schema/openapi.json\n",
        "/components/securitySchemes/lost: is declared nowhere: ",
        "sample.json: is made from the vendor's examples",
    ] {
        assert!(said.contains(expected), "{expected:?} in {said}");
    }
}

#[test]
fn the_sample_is_made_from_examples() {
    let (project, vendor) = project();
    add(&project, "/api/v3/move-thing", &vendor, &["--method", "put"]).succeeds();
    let sample = project.json("schema/move-thing.sample.json");
    let data = json!({
        "zone": "zone", "part": { "partId": "p1" }, "count": 7, "full": false, "at": "2022-07-03T02:20:30.000Z",
        "kind": "large",
    });
    assert_eq!(sample["statusCode"], 200);
    assert_eq!(sample["data"], data);
    // A sample that is there stays.
    let (project, vendor) = self::project();
    project.write("schema/move-thing.sample.json", "{}");
    add(&project, "/api/v3/move-thing", &vendor, &["--method", "put"]).succeeds();
    assert_eq!(project.read("schema/move-thing.sample.json"), "{}");
}

#[test]
fn members_that_a_request_must_have_stay_mandatory() {
    let (project, vendor) = project();
    let said = add(&project, "move-thing", &vendor, &["--method", "post", "--tag", "moves"]).succeeds();
    assert!(
        said.contains("Changed: schema/openapi.json, schema/overlay.json, schema/move-thing.sample.json.\n"),
        "{said}"
    );
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
    project.run(&["generate"]).succeeds();
    assert_eq!(project.run(&["schema", "check"]).status, 0);
    // Without the action the members would be optional.
    project.edit("schema/overlay.json", |overlay| drop(overlay["actions"].as_array_mut().unwrap().pop()));
    let ended = project.run(&["schema", "check"]);
    assert!(
        ended.stderr.contains("/components/schemas/Step/required: is removed by schema/overlay.json"),
        "{}",
        ended.stderr
    );
    // A removal of its own is a decision.
    project.edit("schema/overlay.json", |overlay| {
        overlay["actions"].as_array_mut().unwrap().insert(
            0,
            json!({ "target": "$.components.schemas.Step.required", "description": "Taken without it.", "remove": true }),
        );
    });
    project.run(&["generate"]).succeeds();
    assert_eq!(project.run(&["schema", "check"]).status, 0);
}

#[test]
fn adding_twice_changes_nothing() {
    let (project, vendor) = project();
    add(&project, "/api/v3/move-thing", &vendor, &["--method", "post"]).succeeds();
    let before = project.state();
    let said = add(&project, "/api/v3/move-thing", &vendor, &["--method", "post"]).succeeds();
    assert!(said.starts_with("POST /api/v3/move-thing is in schema/openapi.json already, as `moveThing`"), "{said}");
    assert_eq!(project.state(), before);
}

#[test]
fn names_come_from_the_vendor_unless_given() {
    let (project, vendor) = project();
    add(&project, "move-thing", &vendor, &["--method", "post", "--id", "shiftThing"]).succeeds();
    let operation = &project.json("schema/openapi.json")["paths"]["/api/v3/move-thing"]["post"];
    assert_eq!((&operation["operationId"], &operation["tags"]), (&json!("shiftThing"), &json!(["thing-move"])));
    // The second operation of the path has no tag of the vendor's, and a neighbour's tag is the neighbour's.
    project.edit("schema/openapi.json", |own| own["paths"]["/api/v3/get-thing"]["get"]["tags"] = json!(["ours"]));
    add(&project, "/api/v3/list-parts/{thingId}", &vendor, &[]);
    let own = project.json("schema/openapi.json");
    assert_eq!(own["paths"]["/api/v3/list-parts/{thingId}"]["get"]["tags"], json!(["ours"]));
    let line = add(&project, "move-thing", &vendor, &["--method", "put", "--id", "getThing"]).refuses();
    assert_eq!(line, "the ID `getThing` is that of GET /api/v3/get-thing here: say another with --id");
    let line = add(&project, "move-thing", &vendor, &["--method", "put", "--id", "move thing"]).refuses();
    assert!(line.contains("/put/operationId: gives no name for a method: say one with --id"), "{line}");
}

type Case = (&'static str, fn(&mut Value), &'static str);

#[test]
fn what_cannot_be_called_is_refused_by_its_place() {
    let cases: [Case; 8] = [
        ("/api/v3/nothing", |_| {}, "has no operation /api/v3/nothing: give the path as the document has it"),
        ("move-thing", |_| {}, "has PUT /api/v3/move-thing and POST /api/v3/move-thing: say which with --method"),
        ("other", |_| {}, "/paths/~1api~1v3~1other/post/responses: has no JSON answer of status 200 or 201"),
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
            "/get/parameters/1: is a parameter without `schema`",
        ),
        (
            "list-parts/{thingId}",
            |vendor| schema(vendor, "StockDto")["properties"]["part"] = json!({ "$ref": "#/components/schemas/No" }),
            "leads to nothing in this document",
        ),
        (
            "list-parts/{thingId}",
            |vendor| {
                schema(vendor, "PartDto")["properties"]["new"] = json!({ "type": "string" });
                let fields = &mut schema(vendor, "StockDto")["properties"];
                fields["thing"] = json!({ "$ref": "#/components/schemas/ThingDto" });
            },
            "/get: reaches schemas that are others in schema/openapi.json: /components/schemas/PartDto, \
             /components/schemas/ThingDto: run cargo xtask schema update first",
        ),
        (
            "list-parts/{thingId}",
            |vendor| {
                let operation = &mut vendor["paths"]["/api/v3/list-parts/{thingId}"]["get"];
                operation["requestBody"] = json!({ "content": { "multipart/form-data": { "schema": {} } } });
            },
            "/get/requestBody/content: has neither JSON nor a form: this crate sends no other body",
        ),
    ];
    for (path, edit, expected) in cases {
        let project = Project::new();
        let vendor = project.vendor(|vendor| {
            published(vendor);
            edit(vendor);
        });
        let before = project.state();
        let line = add(&project, path, &vendor, &[]).refuses();
        assert!(line.contains(expected), "{expected:?} in {line}");
        assert_eq!(project.state(), before, "{path}");
    }
}

#[test]
fn what_the_generator_refuses_is_said() {
    let project = Project::new();
    let vendor = project.vendor(|vendor| {
        published(vendor);
        schema(vendor, "StockDto")["properties"]["part"] =
            json!({ "oneOf": [{ "type": "string" }, { "type": "number" }] });
    });
    let ended = add(&project, "move-thing", &vendor, &["--method", "put"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""));
    let expected = "  the generator refuses /components/schemas/StockDto/properties/part/oneOf: ";
    assert!(ended.stdout.contains(expected), "{}", ended.stdout);
}

#[test]
fn operations_are_listed() {
    let (project, vendor) = project();
    let said = project.run(&["operation", "list", &vendor]).succeeds();
    assert_eq!(
        said,
        "GET /api/v3/get-thing\nGET /api/v3/list-parts/{thingId}\nPUT /api/v3/move-thing\nPOST /api/v3/move-thing\n\
         POST /api/v3/other\n"
    );
}

#[test]
fn bodies_are_json_or_forms() {
    for (content, member) in [
        (json!({ "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/Step" } } }), "to"),
        (json!({ "application/json": { "schema": { "type": "object" } } }), "body"),
    ] {
        let project = Project::new();
        let vendor = project.vendor(|vendor| {
            published(vendor);
            vendor["paths"]["/api/v3/move-thing"]["post"]["requestBody"]["content"] = content.clone();
        });
        add(&project, "move-thing", &vendor, &["--method", "post"]).succeeds();
        let body = &project.json("schema/openapi.json")["paths"]["/api/v3/move-thing"]["post"]["requestBody"];
        assert_eq!(body["content"], content);
        project.run(&["generate"]).succeeds();
        assert!(project.generated().contains(&format!("&self,\n        {member}: ")), "{}", project.generated());
    }
}
