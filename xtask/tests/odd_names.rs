//! Documents with names that are odd, or that become one name in Rust, and with types that hold themselves. What the
//! generator refuses has a place, and without that place it accepts the rest. What it accepts compiles without a
//! warning.

#[path = "../../build/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod codegen;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Map, Value, json};

/// Separated by `|`.
const NAMES: &str = "lastIP|lastIp|last_ip|url|_url|a.b|a/b|a-b|type|self|Self|crate|async|gen|extra|other|Other|+1|-1|=|>||\
    2fa|名称|é|Value|Map|String|Option|Vec|Box|user|User|USER|timeout|send|body|http|host|query|request|client|\
    value|result|new|operation|'| x |x__y|fn|r#try|$ref|description|default|Timestamp|Envelope|number|drift|\
    access_token|Default|Clone|formatter|map|Some|clear_url|clearUser|Secret";

/// A generator of numbers, so that each run makes the same documents.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn name(&mut self) -> &'static str {
        let names: Vec<&str> = NAMES.split('|').collect();
        names[self.roll(names.len())]
    }

    fn schema(&mut self, depth: usize) -> Value {
        match self.roll(if depth == 0 { 7 } else { 10 }) {
            0 => json!({"type": "string", "nullable": self.roll(2) == 0, "x-secret": self.roll(3) == 0}),
            1 => json!({"type": "integer"}),
            2 => json!({"type": "number"}),
            3 => json!({"type": "string", "format": "date-time"}),
            4 => json!({"type": "string", "enum": [self.name(), self.name(), self.name()]}),
            5 => self.reference(),
            6 => json!({"allOf": [self.reference()], "nullable": true}),
            7 => json!({"type": "array", "items": self.schema(depth - 1)}),
            8 => json!({"type": "object"}),
            _ => self.object(depth - 1),
        }
    }

    fn reference(&mut self) -> Value {
        json!({"$ref": format!("#/components/schemas/S{}", self.roll(8))})
    }

    fn object(&mut self, depth: usize) -> Value {
        let fields: Map<_, _> = (0..4).map(|_| (self.name().to_owned(), self.schema(depth))).collect();
        json!({"type": "object", "properties": fields})
    }

    /// The project's document with odd schemas and operations. The crate needs its own types.
    fn document(&mut self, mut own: Value) -> Value {
        let mut schemas: Map<String, Value> = (0..8).map(|index| (format!("S{index}"), self.object(2))).collect();
        for _ in 0..4 {
            let name: String = self.name().chars().filter(char::is_ascii_alphanumeric).collect();
            let name = if name.eq_ignore_ascii_case("user") { "Thing".to_owned() } else { name };
            schemas.insert(format!("{name}{}", ["", "Dto", "_"][self.roll(3)]), self.object(1));
        }
        let mut paths = Map::new();
        for index in 0..6 {
            let parameter = |name: &str, place: &str, schema: Value| json!({"name": name, "in": place, "required": place == "path", "schema": schema});
            let id = self.name();
            let mut parameters = vec![parameter(id, "path", json!({"type": "string"}))];
            for place in ["query", "query", "header"] {
                let kind = ["string", "number", "boolean", "integer"][self.roll(4)];
                let schema = json!({ "type": kind });
                parameters.push(parameter(self.name(), place, schema));
            }
            let data = self.schema(1);
            let answer = json!({"type": "object", "properties": {"statusCode": {"type": "integer"}, "data": data}});
            let mut operation = json!({
                "operationId": format!("OddController_{}", self.name()), "parameters": parameters,
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}},
            });
            if self.roll(2) == 0 {
                operation["tags"] = json!(["odd"]);
            }
            if self.roll(2) == 0 {
                operation["security"] = json!([{}, {"bearer": []}]);
            }
            let verb = if self.roll(2) == 0 { "get" } else { "post" };
            if verb == "post" {
                let media = ["application/json", "application/x-www-form-urlencoded"][self.roll(2)];
                operation["requestBody"] = json!({"content": {media: {"schema": self.object(1)}}});
            }
            paths.insert(format!("/api/v3/p{index}/{{{id}}}"), json!({verb: operation}));
        }
        own["tags"] = json!([{"name": "odd", "x-feature": "account"}]);
        for (pointer, odd) in [("/components/schemas", schemas), ("/paths", paths)] {
            own.pointer_mut(pointer).and_then(Value::as_object_mut).expect("members").extend(odd);
        }
        own
    }
}

/// Takes a place out of a document: the field, schema, parameter, value or operation that it belongs to.
fn leave_out(document: &mut Value, pointer: &str) {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let is_unit = |steps: &[&str]| {
        matches!(steps, ["paths", _, _] | ["components", "schemas", _] | [.., "properties" | "parameters" | "enum", _])
    };
    let unit = (2..=steps.len()).rev().find(|length| is_unit(&steps[..*length]));
    let unit = unit.unwrap_or_else(|| panic!("{pointer} is no place that can be left out"));
    let parent = format!("/{}", steps[..unit - 1].join("/"));
    let step = steps[unit - 1].replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(&parent).unwrap_or_else(|| panic!("{pointer} leads to nothing")) {
        Value::Object(members) => drop(members.remove(&step).unwrap_or_else(|| panic!("{pointer} leads to nothing"))),
        Value::Array(values) => drop(values.remove(step.parse().expect("an index"))),
        _ => panic!("{pointer} is in a plain value"),
    }
}

/// The files of a document, without the places that the generator refuses.
fn accepted(document: &mut Value, overlay: &str, words: &str) -> Vec<(String, String)> {
    for _ in 0..300 {
        match codegen::generate(&document.to_string(), overlay, words) {
            Ok(generated) => return generated.files,
            Err(error) => {
                let error = error.to_string();
                let (pointer, message) = error.split_once(": ").expect("a place and a message");
                if let Some((_, other)) = message.split_once(" in Rust, as ") {
                    let (other, _) = other.split_once(" does: name one of them").expect("two places");
                    // Both places exist.
                    leave_out(&mut document.clone(), other);
                    assert!(message.ends_with("(x-rust-name)") || message.ends_with("(x-enum-names)"), "{message}");
                }
                leave_out(document, pointer);
            }
        }
    }
    panic!("still refused: {document}");
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a copy");
    }
}

#[test]
fn what_is_accepted_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("odd-names");
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).expect("a folder");
    for part in ["build.rs", "src", "README.md", "schema", "Cargo.lock"] {
        copy(&root.join(part), &place.join(part));
    }
    // Without the workspace around it, and what only its own tests need.
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let (before, rest) = manifest.split_once("[dev-dependencies]").expect("its sections");
    let (start, examples) = before.split_once("[[example]]").expect("its examples");
    let before = format!("{start}{}", &examples[examples.find("[dependencies]").expect("its dependencies")..]);
    let lints = &rest[rest.find("[workspace.lints.rust]").expect("its lints")..];
    let lints = lints.replacen("[workspace.lints.rust]", "[workspace.lints.rust]\nwarnings = \"deny\"", 1);
    fs::write(place.join("Cargo.toml"), format!("{before}[workspace]\n\n{lints}")).expect("written");
    let read = |name: &str| fs::read_to_string(root.join("schema").join(name)).expect("a file");
    let (own, overlay, words) = (read("openapi.json"), read("overlay.json"), read("words.json"));
    // As of scripts/: .ci/run gives one target for all, so that no dependency is built again.
    let target = env::var_os("SCRATCH_TARGET").map_or_else(|| place.with_file_name("odd-names-target"), PathBuf::from);
    let mut dice = Dice(2023);
    for _ in 0..3 {
        let mut document = dice.document(serde_json::from_str(&own).expect("JSON"));
        let files = accepted(&mut document, &overlay, &words);
        fs::remove_dir_all(place.join("src/generated")).expect("removed");
        for (name, text) in files {
            let path = place.join("src/generated").join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        for features in ["blocking", "account,blocking"] {
            let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let output = Command::new(cargo)
                .args(["check", "--quiet", "--lib", "--no-default-features", "--features", features])
                .current_dir(&place)
                .env("CARGO_TARGET_DIR", &target)
                .output()
                .expect("cargo");
            assert!(output.status.success(), "{features}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

/// What the generator says of the project's document after a change of the overlay.
fn with(actions: Value) -> Result<Vec<(String, String)>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let read = |name: &str| fs::read_to_string(root.join("schema").join(name)).expect("a file");
    let mut words: Value = serde_json::from_str(&read("words.json")).expect("JSON");
    words["actions"].as_array_mut().expect("actions").extend(actions.as_array().expect("actions").clone());
    let generated = codegen::generate(&read("openapi.json"), &read("overlay.json"), &words.to_string());
    generated.map(|generated| generated.files).map_err(|error| error.to_string())
}

#[test]
fn a_feature_gates_what_its_operations_alone_use() {
    let file = |files: &[(String, String)], name: &str| {
        files.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone()).expect("a file")
    };
    let files = with(json!([])).expect("generated");
    for (name, has, lacks) in [
        (
            "calls/mod.rs",
            "#[cfg(feature = \"account\")]\nmod account;\n",
            "#[cfg(feature = \"account\")]\nmod profile;\n",
        ),
        (
            "types/mod.rs",
            "    #[cfg(feature = \"account\")]\n    SendEmailRespDto => (),\n",
            "#[cfg(feature = \"account\")]\n    UserSingleRespDto",
        ),
        (
            "paths.rs",
            "    #[cfg(feature = \"account\")]\n    (\"POST\", \"/api/v3/update-profile\"",
            "#[cfg(feature = \"account\")]\n    (\"GET\", \"/api/v3/get-profile\"",
        ),
        ("types/profile.rs", "pub struct UserDto {", "pub struct UpdateUserProfileDto {"),
        ("types/account.rs", "pub struct UpdateUserProfileDto {", "pub struct UserDto {"),
        ("calls/account.rs", "[into] photo: String => clear_photo \"photo\",", "clear_pass_code"),
        (
            "calls/account.rs",
            "POST \"/api/v3/reset-password\" once [anonymous] [secret] =>",
            "POST \"/api/v3/update-password\" once [anonymous]",
        ),
    ] {
        let text = file(&files, name);
        assert!(text.contains(has) && !text.contains(lacks), "{name}: {has} {lacks}");
    }
}

#[test]
fn features_that_cannot_be_are_refused() {
    let tag =
        |index: usize, feature: &str| json!([{"target": format!("$.tags[{index}]"), "update": {"x-feature": feature}}]);
    let refused = |actions: Value| with(actions).err().unwrap_or_default();
    let moved = |path: &str, tag: Value| {
        json!([
            {"target": "$", "update": {"tags": [tag]}},
            {"target": format!("$.paths['{path}'].post.tags"), "remove": true},
            {"target": format!("$.paths['{path}'].post"), "update": {"tags": [tag["name"]]}},
        ])
    };
    // reset-password answers the same type.
    let text = refused(moved("/api/v3/delete-account", json!({"name": "end", "x-feature": "end"})));
    assert!(text.contains("uses the type IsSuccessDto, which another feature has"), "{text}");
    assert_eq!(refused(tag(4, "no name")), "/tags/4/x-feature: is no name of a feature: lower case, digits and dashes");
    assert!(
        refused(moved("/api/v3/bind-email", json!({"name": "Account"})))
            .contains("another tag of the same file needs another feature")
    );
    let clear = json!([{"target": "$.components.schemas.UpdateUserProfileDto.properties",
        "update": {"clearPhoto": {"type": "string"}}}]);
    let text = refused(clear);
    assert!(text.contains("becomes `clear_photo` in Rust") && text.ends_with("(x-rust-name)"), "{text}");
}
