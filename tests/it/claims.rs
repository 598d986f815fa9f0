//! Figures and names that README and ARCHITECTURE state, compared with what they are about.

use std::fs;

use serde_json::Value;

use crate::support::ROOT;

fn read(name: &str) -> String {
    let text = fs::read_to_string(format!("{ROOT}/{name}")).unwrap_or_else(|error| panic!("{name}: {error}"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_feature_has_a_row() {
    let manifest = fs::read_to_string(format!("{ROOT}/Cargo.toml")).expect("a manifest");
    let features = manifest.split("\n[features]\n").nth(1).expect("features").split("\n[").next().expect("a section");
    let names = features.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).filter(|name| *name != "default");
    let readme = read("README.md");
    let missing: Vec<_> = names.filter(|name| !readme.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, [""; 0], "README's table of features lacks them");
    for name in ["mock", "resource-server"] {
        let line = features.lines().find(|line| line.starts_with(&format!("{name} = "))).expect(name);
        assert!(line.contains("dep:aws-lc-rs"), "README says that {name} builds AWS-LC");
    }
}

#[test]
fn counts_and_versions_are_true() {
    let (readme, manifest) = (read("README.md"), read("Cargo.toml"));
    let document: Value = serde_json::from_str(&read("schema/openapi.json")).expect("JSON");
    assert_eq!(document["paths"].as_object().expect("paths").len(), 38);
    assert!(readme.contains("Sixteen more operations use the same token."));
    assert!(readme.contains("With the feature `account`, 22 more operations"));
    let operations = document["paths"].as_object().expect("paths").values().filter_map(|path| path.as_object());
    assert_eq!(operations.map(|path| path.len()).sum::<usize>(), 1 + 16 + 22);
    assert!(readme.contains("The oldest supported Rust is 1.88.") && manifest.contains(r#"rust-version = "1.88""#));
}

#[test]
fn defaults_are_those_of_the_builder() {
    let (readme, builder) = (read("README.md"), read("src/client/builder.rs"));
    for (row, code) in [
        ("| connecting | 5 s |", "connect_timeout: Duration::from_secs(5)"),
        ("| an attempt | 10 s |", "attempt_timeout: Duration::from_secs(10)"),
        ("| a call with its retries | 30 s |", "timeout: Duration::from_secs(30)"),
        ("| retries of a call | 2 |", "max_retries: 2"),
        ("| requests in flight | 256;", "max_in_flight: 256"),
        ("| body | 4 MiB |", "max_body_bytes: 4 * 1024 * 1024"),
    ] {
        assert!(readme.contains(row) && builder.contains(code), "{row} {code}");
    }
}

#[test]
fn calls_cost_what_readme_says() {
    let readme = read("README.md");
    assert!(readme.contains("A call for a profile takes fewer instructions than a hand-written call"));
    assert!(readme.contains("A call that sends a body takes a few percent more."));
    let counts = fs::read_to_string(format!("{ROOT}/benches/instructions.tsv")).expect("counts");
    let ratios = |start: &str| -> Vec<f64> {
        let calls = counts.lines().filter(|line| line.starts_with(start));
        calls.filter_map(|line| line.rsplit('\t').next()?.parse().ok()).collect()
    };
    let (profiles, body) = (ratios("call, "), ratios("call with a body"));
    assert!(profiles.len() > 2 && profiles.iter().all(|ratio| *ratio < 1.0), "{profiles:?}");
    assert!(body.len() == 1 && body[0] < 1.10, "{body:?}");
}
