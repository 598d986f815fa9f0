//! The generator applies overlays as the specification asks: compared with a library that implements the whole
//! specification.

#[path = "../../build/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod codegen;

use std::path::Path;

use roas_overlay::apply::Apply;
use roas_overlay::v1_0::Overlay;
use serde_json::{Value, json};

fn overlay(actions: Value) -> Value {
    json!({"overlay": "1.0.0", "info": {"title": "test", "version": "1"}, "actions": actions})
}

fn ours(document: &Value, overlay: &Value) -> Option<Value> {
    codegen::overlay::apply(document.clone(), "overlay.json", overlay).ok().map(|applied| applied.document)
}

fn theirs(document: &Value, overlay: &Value) -> Option<Value> {
    let overlay: Overlay = serde_json::from_value(overlay.clone()).expect("an overlay");
    let mut document = document.clone();
    overlay.apply(&mut document, Default::default()).ok().map(|_| document)
}

#[test]
fn the_projects_overlays() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let read = |name: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(schema.join(name)).expect("a file")).expect("JSON")
    };
    let mut document = read("openapi.json");
    for name in ["overlay.json", "words.json"] {
        let overlay = read(name);
        let applied = ours(&document, &overlay).expect("applied");
        assert_eq!(Some(&applied), theirs(&document, &overlay).as_ref(), "{name}");
        assert_ne!(applied, document);
        document = applied;
    }
}

#[test]
fn every_pair_of_targets_and_updates() {
    let document = json!({
        "a": {"b": [1, {"c": null}], "d": {"e": "text", "f": [true]}, "g-h": {"": {}}},
        "i": [[1], {"b": 2}, {"b": {"j": 3}}], "k": {}, "l": []
    });
    let targets = [
        "$",
        "$.a",
        "$.a.b",
        "$.a.b[1]",
        "$.a.b[0]",
        "$.a.b[9]",
        "$.a['g-h']",
        "$.a[\"g-h\"]",
        "$.a['g-h']['']",
        "$.*",
        "$[*]",
        "$.i[*]",
        "$.i[*].b",
        "$.i[0]",
        "$.a.*",
        "$.a.d.e",
        "$.a.d.f",
        "$.k",
        "$.l",
        "$.l[*]",
        "$.none",
        "$.none.b",
        "$.a.d.*",
        "$.a[*].f",
        "$.i.*",
    ];
    let updates = [
        json!({}),
        json!({"b": 1}),
        json!({"b": [7]}),
        json!({"d": {"f": [false], "e": {"deep": 1}}}),
        json!([1, 2]),
        json!("text"),
        json!({"b": {"j": null}}),
    ];
    for first in targets {
        let mut actions = vec![json!([{"target": first, "remove": true}])];
        for update in &updates {
            actions.push(json!([{"target": first, "update": update}]));
            for second in ["$.a", "$.i[*]", "$.*", "$.k"] {
                actions.push(json!([{"target": first, "update": update}, {"target": second, "remove": true}]));
            }
        }
        for actions in actions {
            let overlay = overlay(actions);
            assert_eq!(ours(&document, &overlay), theirs(&document, &overlay), "{overlay}");
        }
    }
}

#[test]
fn what_is_refused() {
    for (actions, says) in [
        (json!([{"update": {}}]), "actions/0: has no target"),
        (json!([{"target": "$.b"}]), "actions/0: has neither update nor remove"),
        (json!([{"target": "a", "remove": true}]), "doesn't begin with $"),
        (json!([{"target": "$..a", "remove": true}]), "known are .name"),
        (json!([{"target": "$.a[?@.b]", "remove": true}]), "known are .name"),
        (json!([{"target": "$.a['b", "remove": true}]), "known are .name"),
        (json!([{"target": "$.a", "remove": true}]), "neither an object nor a list"),
        (json!(5), "actions: must be a list"),
    ] {
        let error = codegen::overlay::apply(json!({"a": 1, "b": {}}), "overlay.json", &overlay(actions))
            .expect_err(says)
            .to_string();
        assert!(error.contains(says), "{error}");
    }
    let error = codegen::overlay::apply(json!({}), "overlay.json", &json!({"overlay": "2.0.0"}))
        .expect_err("a version")
        .to_string();
    assert!(error.contains("1.0.0"), "{error}");
}
