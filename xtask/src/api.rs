//! `cargo xtask api`: the crate's public API as text, so that a change of it shows in a diff.

use std::process::Command;

use crate::failure::Failure;
use crate::files::Root;

const LISTING: &str = "docs/public-api.txt";

/// The features that add no public names. All others are listed.
const NAMELESS: [&str; 5] = ["codegen", "default", "native-tls", "rustls", "rustls-no-provider"];

/// Rewrites the listing, unless `check` is set. True if the listing was current.
pub(crate) fn run(root: &Root, check: bool) -> Result<bool, Failure> {
    let text = listing(root)?;
    let current = root.read_if_any(LISTING)?.as_deref() == Some(&text);
    if !current && !check {
        root.replace(&[(LISTING, &text)])?;
    }
    Ok(current)
}

/// The features of the manifest that add public names.
fn features(manifest: &str) -> String {
    let section = manifest.split("\n[features]\n").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
    let lines = section.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| Some(line.split_once('=')?.0.trim()));
    names.filter(|name| !NAMELESS.contains(name)).collect::<Vec<_>>().join(",")
}

fn listing(root: &Root) -> Result<String, Failure> {
    let features = features(&root.read("Cargo.toml")?);
    let target = root.path("target/public-api");
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustdoc", "--quiet", "--lib", "--package", "genauth", "--no-default-features", "--features", &features])
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .current_dir(root.path("."))
        // rustdoc's JSON is unstable. This variable allows it on the stable toolchain.
        .env("RUSTC_BOOTSTRAP", "1")
        .status();
    if !status.is_ok_and(|status| status.success()) {
        return Err(Failure::new("rustdoc made no JSON of the crate: see what cargo says above"));
    }
    let api = public_api::Builder::from_rustdoc_json(target.join("doc/genauth.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .map_err(|error| {
            Failure::new(format!("this toolchain's rustdoc JSON can't be read, take Rust 1.95: {error}"))
        })?;
    Ok(format!("{api}"))
}

#[cfg(test)]
mod tests {
    use super::features;

    #[test]
    fn every_feature_is_listed_or_said_to_add_nothing() {
        let manifest = "[package]\n[features]\ndefault = [\"rustls\"]\nrustls = [\n    \"dep:rustls\",\n]\n# New.\nnew = []\n\n[x]\ny = 1\n";
        assert_eq!(features(manifest), "new");
        let ours = features(include_str!("../../Cargo.toml"));
        assert!(["blocking", "mock", "resource-server"].iter().all(|name| ours.contains(name)), "{ours}");
    }
}
