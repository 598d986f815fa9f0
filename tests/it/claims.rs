//! Figures and names that README and ARCHITECTURE state, compared with what they are about.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::ROOT;

fn read(name: &str) -> String {
    let text = fs::read_to_string(format!("{ROOT}/{name}")).unwrap_or_else(|error| panic!("{name}: {error}"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The keys of a section of the manifest with their values.
fn section(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../Cargo.toml").lines().skip_while(move |line| *line != format!("[{name}]")).skip(1);
    lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "))
}

fn features() -> BTreeSet<&'static str> {
    section("features").map(|(name, _)| name).filter(|name| *name != "default").collect()
}

#[test]
fn every_feature_has_a_row() {
    for file in ["README.md", "src/lib.rs"] {
        let text = read(file);
        let missing: Vec<_> = features().into_iter().filter(|name| !text.contains(&format!("`{name}`"))).collect();
        assert_eq!(missing, [""; 0], "the features that {file} lacks");
    }
    for name in ["mock", "resource-server"] {
        let (_, value) = section("features").find(|(feature, _)| *feature == name).expect(name);
        assert!(value.contains("dep:aws-lc-rs"), "README says that {name} builds AWS-LC");
    }
}

#[test]
fn docs_rs_shows_every_feature() {
    // The alternatives to the default, and the generator, add nothing to see.
    let hidden = BTreeSet::from(["codegen", "native-tls", "rustls", "rustls-no-provider"]);
    let (_, list) = section("package.metadata.docs.rs").find(|(key, _)| *key == "features").expect("a list");
    let shown: BTreeSet<String> = serde_json::from_str(list).expect("a list of texts");
    let expected = &features() - &hidden;
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    assert!(expected.len() > 5, "{expected:?}");
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
    assert!(readme.contains("A permission check, which sends a body, takes at most 5 % more."));
    let counts = fs::read_to_string(format!("{ROOT}/benches/instructions.tsv")).expect("counts");
    let ratios = |start: &str| -> Vec<f64> {
        let calls = counts.lines().filter(|line| line.starts_with(start));
        calls.filter_map(|line| line.rsplit('\t').next()?.parse().ok()).collect()
    };
    let (profiles, body) = (ratios("call, "), ratios("call with a body"));
    assert!(profiles.len() > 2 && profiles.iter().all(|ratio| *ratio < 1.0), "{profiles:?}");
    assert!(body.len() == 1 && body[0] < 1.05, "{body:?}");
}
