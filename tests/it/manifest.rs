//! The manifest says to crates.io and docs.rs what users need to see.

use std::collections::BTreeSet;

const MANIFEST: &str = include_str!("../../Cargo.toml");

/// The lines of a section, without its heading.
fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let lines = MANIFEST.lines().skip_while(move |line| *line != format!("[{name}]")).skip(1);
    lines.take_while(|line| !line.starts_with('['))
}

#[test]
fn docs_rs_shows_every_feature() {
    let features = section("features").filter_map(|line| line.split_once(" = ["));
    let features: BTreeSet<&str> = features.map(|(name, _)| name).filter(|name| !name.starts_with('#')).collect();
    // The default, its alternatives, and the generator, which adds nothing to see.
    let hidden = ["codegen", "default", "native-tls", "rustls", "rustls-no-provider"];
    let expected: BTreeSet<&str> = features.into_iter().filter(|name| !hidden.contains(name)).collect();
    let list = section("package.metadata.docs.rs").find_map(|line| line.strip_prefix("features = ")).expect("a list");
    let shown: BTreeSet<String> = serde_json::from_str(list).expect("a list of texts");
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    assert!(expected.len() > 5, "{expected:?}");
}
