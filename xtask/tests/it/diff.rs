use std::fs;

use serde_json::{Value, json};

use crate::{Project, fixtures, push, remove, schema};

const THING: &str = "/components/schemas/ThingDto";
const CALL: &str = "/paths/~1api~1v3~1get-thing/get";

#[test]
fn the_same_contract_spelled_otherwise_is_no_difference() {
    let project = Project::new();
    let vendor = project.vendor(|_| {});
    let said = project.run(&["schema", "diff", &vendor]).succeeds();
    assert!(said.contains("no differences in what GET /api/v3/get-thing reaches\nverdict: nothing\n"), "{said}");
}

fn call(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/api/v3/get-thing"]["get"]
}

fn fields(document: &mut Value) -> &mut Value {
    &mut schema(document, "ThingDto")["properties"]
}

/// An edit of fixtures/differences.txt.
fn edited(document: &mut Value, edit: &Value) {
    let (parent, step) = edit[0].as_str().unwrap().rsplit_once('/').unwrap();
    let step = step.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent).unwrap(), edit.get(1)) {
        (Value::Object(members), Some(value)) => drop(members.insert(step, value.clone())),
        (Value::Object(members), None) => drop(members.remove(&step).unwrap()),
        (Value::Array(values), Some(value)) if step == "-" => values.push(value.clone()),
        (Value::Array(values), Some(value)) => values[step.parse::<usize>().unwrap()] = value.clone(),
        (Value::Array(values), None) => drop(values.remove(step.parse().unwrap())),
        (plain, _) => panic!("{edit} in {plain}"),
    }
}

#[test]
fn each_difference_has_its_place_and_its_meaning() {
    let project = Project::new();
    let cases = fs::read_to_string(fixtures().join("differences.txt")).unwrap();
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let case: Value = serde_json::from_str(line).unwrap();
        let edits = case["edits"].as_array().unwrap();
        let path = project.vendor(|vendor| edits.iter().for_each(|edit| edited(vendor, edit)));
        let ended = project.run(&["schema", "diff", &path, "--format", "json"]);
        let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{line}: {}", ended.stderr));
        let differences = report["differences"].as_array().unwrap();
        let found: Vec<Value> =
            differences.iter().map(|found| json!([found["level"], found["kind"], found["pointer"]])).collect();
        let expected = case["found"].as_array().unwrap();
        assert_eq!(&found, expected, "{line}: {report:#}");
        assert_eq!(report["verdict"], expected.first().map_or(json!("nothing"), |first| first[0].clone()), "{line}");
        assert_eq!(ended.status, i32::from(!expected.is_empty()), "{line}");
        assert!(differences.iter().all(|difference| difference["why"].as_str().unwrap().len() > 20), "{line}");
    }
}

#[test]
fn bodies_are_compared_as_requests() {
    let project = Project::new();
    let body = |schema: Value, required| {
        move |document: &mut Value| {
            let body = json!({"required": required, "content": {"application/json": {"schema": schema}}});
            call(document)["requestBody"] = body;
        }
    };
    let found = |own: (Value, bool), vendors: (Value, bool)| {
        project.edit("schema/openapi.json", body(own.0, own.1));
        let path = project.vendor(body(vendors.0, vendors.1));
        let report: Value =
            serde_json::from_str(&project.run(&["schema", "diff", &path, "--format", "json"]).stdout).unwrap();
        let differences = report["differences"].as_array().unwrap().clone();
        let text = |difference: &Value, key: &str| difference[key].as_str().unwrap().to_owned();
        differences.iter().map(|found| format!("{} {}", text(found, "level"), text(found, "kind"))).collect::<Vec<_>>()
    };
    let object = |fields: Value, required: Value| json!({"type": "object", "properties": fields, "required": required});
    let one = || object(json!({"a": {"type": "string"}}), json!([]));
    let both = |required: Value| object(json!({"a": {"type": "string"}, "b": {"type": "string"}}), required);
    assert!(found((one(), true), (one(), true)).is_empty());
    assert_eq!(found((one(), false), (one(), true)), ["major body-required"]);
    assert_eq!(found((one(), true), (one(), false)), ["minor body-optional"]);
    assert_eq!(found((one(), true), (both(json!([])), true)), ["minor field-added"]);
    assert_eq!(found((one(), true), (both(json!(["b"])), true)), ["major field-added"]);
    assert_eq!(found((both(json!([])), true), (one(), true)), ["major field-removed"]);
    assert_eq!(found((both(json!([])), true), (both(json!(["b"])), true)), ["major required-changed"]);
    assert_eq!(found((both(json!(["b"])), true), (both(json!([])), true)), ["minor required-changed"]);
}

#[test]
fn the_base_may_be_any_document() {
    let project = Project::new();
    let base = project.write("base.json", &fs::read_to_string(fixtures().join("vendor.json")).unwrap());
    // Without the overlay's corrections.
    let path = project.vendor(|vendor| fields(vendor)["count"]["type"] = json!("integer"));
    let ended = project.run(&["schema", "diff", &path, "--base", &base]);
    assert_eq!(ended.status, 1);
    assert!(ended.stdout.starts_with(&format!("major    {THING}/properties/count\n")), "{}", ended.stdout);
    let other = project.write("other.json", r#"{"openapi": "3.0.0", "paths": {}}"#);
    let line = project.run(&["schema", "diff", &path, "--base", &other]).refuses();
    assert!(line.contains("other.json: has no GET /api/v3/get-thing"), "{line}");
}

#[test]
fn one_operation_of_several_may_go() {
    let project = Project::new();
    project.edit("schema/openapi.json", |own| {
        own["paths"]["/api/v3/get-other"] = own["paths"]["/api/v3/get-thing"].clone();
    });
    let path = project.vendor(|_| {});
    let ended = project.run(&["schema", "diff", &path]);
    assert_eq!(ended.status, 1);
    assert!(ended.stdout.starts_with("major    /paths/~1api~1v3~1get-other/get\n"), "{}", ended.stdout);
    // `update` has no business with such a document.
    let line = project.run(&["schema", "update", &path]).refuses();
    assert!(line.contains("has no GET /api/v3/get-other"), "{line}");
}

#[test]
fn an_operation_that_moved_is_named() {
    let project = Project::new();
    let path = project.vendor(|vendor| {
        let operation = vendor["paths"]["/api/v3/get-thing"].take();
        vendor["paths"] = json!({"/api/v4/get-thing": operation});
    });
    let line = project.run(&["schema", "diff", &path]).refuses();
    assert!(line.contains("has no GET /api/v3/get-thing but GET /api/v4/get-thing: if the operation moved"), "{line}");
}

#[test]
fn a_reference_to_nothing_is_named() {
    let project = Project::new();
    let path = project.vendor(|vendor| fields(vendor)["tags"] = json!({"$ref": "#/components/schemas/Nowhere"}));
    let line = project.run(&["schema", "diff", &path]).refuses();
    let expected = format!("{THING}/properties/tags: $ref \"#/components/schemas/Nowhere\" leads to nothing");
    assert!(line.contains(&expected), "{line}");
    // A chain without an end, a list of itself, and what is no schema at all.
    let path = project.vendor(|vendor| *schema(vendor, "Labels") = json!({"$ref": "#/components/schemas/Labels"}));
    assert!(project.run(&["schema", "diff", &path]).refuses().contains("leads back to itself"));
    let path =
        project.vendor(|vendor| schema(vendor, "Labels")["items"] = json!({"$ref": "#/components/schemas/Labels"}));
    assert!(project.run(&["schema", "diff", &path]).refuses().contains("is a list that contains itself"));
    let path = project.vendor(|vendor| fields(vendor)["tags"] = json!(7));
    assert!(project.run(&["schema", "diff", &path]).refuses().contains("properties/tags: should be a schema"));
}

#[test]
fn compositions_are_compared_whole() {
    let project = Project::new();
    let choice = |second: &str| {
        let second = second.to_owned();
        move |document: &mut Value| {
            let part = json!({"$ref": "#/components/schemas/PartDto"});
            fields(document)["tags"] = json!({"oneOf": [part, {"type": second, "description": "words"}]});
        }
    };
    project.edit("schema/openapi.json", choice("string"));
    let path = project.vendor(choice("string"));
    // The documents spell PartDto differently.
    assert_eq!(project.run(&["schema", "diff", &path]).succeeds().lines().count(), 2);
    let path = project.vendor(choice("number"));
    assert!(project.run(&["schema", "diff", &path]).stdout.contains("composition of schemas changed"));
}

#[test]
fn markdown_is_one_table() {
    let project = Project::new();
    let path = project.vendor(|vendor| {
        fields(vendor)["a|b`<script>@team\u{202e}"] = json!({"type": "string"});
        remove(fields(vendor), "tags");
    });
    let ended = project.run(&["schema", "diff", &path, "--format", "markdown"]);
    assert_eq!(ended.status, 1);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines[0].starts_with("**Verdict: major.** `schema/openapi.json`, compared with `"), "{}", lines[0]);
    assert!(
        lines[0].ends_with("2 differences in what GET /api/v3/get-thing reaches (1 major, 1 minor)."),
        "{}",
        lines[0]
    );
    assert!(lines[2].starts_with("SHA-256 of the vendor's document: `"));
    assert_eq!(lines[4..6], ["| release | where | what | why |", "| --- | --- | --- | --- |"]);
    assert_eq!(
        lines[6],
        format!(
            "| major | `{THING}/properties/tags` | field `tags` removed | the public field goes; an action of \
             overlay.json with `x-removed-by-vendor` can keep it in its place, with the reason |"
        )
    );
    // Hostile names stay in their code span and their cell.
    let name = r"`a\|b\u{60}<script>@team\u{202e}`";
    assert!(lines[7].contains(&format!("field {name} added")), "{}", lines[7]);
    assert_eq!(lines.len(), 8);
}

#[test]
fn text_has_place_meaning_and_reason() {
    let project = Project::new();
    let path = project.vendor(|vendor| push(&mut schema(vendor, "ThingKind")["enum"], json!("huge")));
    let ended = project.run(&["schema", "diff", &path]);
    let expected = format!(
        "minor    {THING}/properties/kind/enum
         vendor: /components/schemas/ThingKind/enum
         enum value `huge` added
         a new variant; enums are open, so that no match and no decoding breaks

schema/openapi.json against {path}: 1 difference in what GET /api/v3/get-thing reaches (1 minor)
verdict: minor
"
    );
    assert_eq!(ended.stdout, expected);
}

/// What isn't an OpenAPI 3.0 document with our operation, and what is said about it.
pub(crate) fn refusals() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let good = fs::read(fixtures().join("vendor.json")).unwrap();
    let text = String::from_utf8(good.clone()).unwrap();
    let version = |version: &str| text.replace(r#""openapi": "3.0.0""#, version).into_bytes();
    vec![
        ("truncated", good[..good.len() / 2].to_vec(), "is cut short"),
        ("last brace missing", good[..good.len() - 2].to_vec(), "is cut short"),
        ("empty", b" \n".to_vec(), "is empty: fetch"),
        ("HTML", b"<!doctype html><title>404</title>".to_vec(), "is HTML or XML"),
        (
            "YAML",
            b"openapi: 3.0.0\npaths: {}\n".to_vec(),
            "is YAML: convert it by `npx @redocly/cli bundle refused.json",
        ),
        ("broken", text.replace("\"paths\":", "\"paths\"").into_bytes(), "is not JSON"),
        ("two documents", [good.clone(), good.clone()].concat(), "is not JSON"),
        ("binary", vec![0xff, 0xfe, 0], "is not UTF-8 text"),
        ("Swagger 2", version(r#""swagger": "2.0""#), "is OpenAPI 2.0 (Swagger): convert it by `npx swagger2openapi"),
        (
            "3.1",
            version(r#""openapi": "3.1.0""#),
            "is OpenAPI 3.1.0: convert it to 3.0 by `npx @apiture/openapi-down-convert",
        ),
        ("version of another type", version(r#""openapi": 3"#), "is OpenAPI \"\": give a document of version 3.0"),
        ("an answer", br#"{"statusCode": 404, "message": "no"}"#.to_vec(), "is JSON without `openapi`"),
        ("no paths", br#"{"openapi": "3.0.0"}"#.to_vec(), "has no paths: fetch"),
        (
            "another API",
            text.replace("/api/v3/get-thing", "/api/v3/get-sing").into_bytes(),
            "has no GET /api/v3/get-thing: give the document that has it",
        ),
        (
            "another method",
            text.replace("\"get\": {", "\"post\": {").into_bytes(),
            "has no GET /api/v3/get-thing but POST /api/v3/get-thing",
        ),
    ]
}

#[test]
fn what_is_no_such_document_is_refused() {
    let project = Project::new();
    for (name, bytes, expected) in refusals() {
        let path = project.path("refused.json");
        fs::write(&path, bytes).unwrap();
        let line = project.run(&["schema", "diff", path.to_str().unwrap()]).refuses();
        assert!(line.contains(expected), "{name}: {line}");
    }
    let line = project.run(&["schema", "diff", "nowhere.json"]).refuses();
    assert!(line.ends_with("give a file or an https address"), "{line}");
    let line = project.run(&["schema", "diff", project.path("schema").to_str().unwrap()]).refuses();
    assert!(line.contains("directory"), "{line}");
}

#[test]
fn only_https_without_credentials_is_fetched() {
    let project = Project::new();
    for url in ["http://vendor.example/x", "file:///etc/passwd", "ftp://vendor.example/x"] {
        let line = project.run(&["schema", "diff", url]).refuses();
        assert!(line.contains("only https addresses are fetched"), "{line}");
    }
    let line = project.run(&["schema", "diff", "https://user:secret@vendor.example/x"]).refuses();
    assert!(line.contains("download it yourself") && !line.contains("secret"), "{line}");
    let mut command = project.command(&["schema", "diff", "https://vendor.example/x"]);
    command.env("PATH", "");
    let line = crate::ended(command).refuses();
    assert!(line.contains("curl can't be run") && line.contains("install it, or download the document"), "{line}");
}

/// A stand-in for curl, since tests reach no network.
#[cfg(unix)]
#[test]
fn what_curl_brings_is_compared_and_bounded() {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::new();
    let vendor = project.vendor(|_| {});
    let fetch = |script: &str| {
        let curl = project.write("curl", &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = project.command(&["schema", "diff", "https://vendor.example/openapi.json"]);
        command.env("PATH", format!("{}:/usr/bin:/bin", project.0.display()));
        crate::ended(command)
    };
    fetch(&format!("cat '{vendor}'")).succeeds();
    let arguments = project.path("arguments");
    fetch(&format!("echo \"$@\" >'{}'; cat '{vendor}'", arguments.display())).succeeds();
    let arguments = fs::read_to_string(arguments).unwrap();
    assert!(arguments.starts_with("--disable "), "{arguments}");
    for needed in ["--proto =https", "--proto-redir =https", "--max-time 60", "--max-filesize 20971520"] {
        assert!(arguments.contains(needed), "{arguments}");
    }
    let line = fetch("echo 'curl: (6) Could not resolve host: vendor.example' >&2; exit 6").refuses();
    assert!(line.contains("curl: (6) Could not resolve host: vendor.example; try again"), "{line}");
    let line = fetch("exec yes '{'").refuses();
    assert!(line.contains("more than 20 MiB"), "{line}");
}

#[test]
fn wrong_arguments_are_refused() {
    let project = Project::new();
    for (arguments, expected) in [
        (&["schema", "dif", "x"][..], "no command \"schema dif x\""),
        (&["schema", "diff", "a", "b"], "no command"),
        (&["schema", "diff", "a", "--format", "xml"], "no format \"xml\": take text, markdown or json"),
        (&["schema", "diff", "a", "--date", "2020-01-01"], "--date doesn't belong here"),
        (&["schema", "check", "--check"], "--check doesn't belong here"),
        (&["generate", "--base", "a"], "--base doesn't belong here"),
        (&["schema", "diff", "--what"], "invalid option '--what'"),
    ] {
        let line = project.run(arguments).refuses();
        assert!(line.contains(expected), "{line}");
    }
    assert!(project.run(&["--help"]).succeeds().starts_with("Usage: cargo xtask"));
}

#[test]
fn a_vendor_document_gives_the_same_report_from_anywhere() {
    // The pointers are of our document where the two differ.
    let project = Project::new();
    let path = project.vendor(|vendor| {
        push(&mut call(vendor)["parameters"], json!({"name": "a", "in": "query", "schema": {"type": "string"}}));
    });
    let ended = project.run(&["schema", "diff", &path, "--format", "json"]);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["base"], "schema/openapi.json");
    assert_eq!(report["operations"], json!(["GET /api/v3/get-thing"]));
    assert_eq!(report["differences"][0]["vendorPointer"], format!("{CALL}/parameters/2"));
    assert_eq!(report["differences"][0]["additive"], true);
    assert_eq!(report["vendor"]["sha256"].as_str().unwrap().len(), 64);
}
