//! `cargo xtask api`: the crate's public API as text, so that a change of it shows in a diff.

use std::process::Command;

use crate::failure::Failure;
use crate::files::Root;

const LISTING: &str = "docs/public-api.txt";

/// The features that add public names. The TLS features and `codegen` add none.
const FEATURES: &str = "blocking,chrono,jiff,mock,schemars";

/// Rewrites the listing, unless `check` is set. True if the listing was current.
pub(crate) fn run(root: &Root, check: bool) -> Result<bool, Failure> {
    let text = listing(root)?;
    let current = root.read_if_any(LISTING)?.as_deref() == Some(&text);
    if !current && !check {
        root.replace(&[(LISTING, &text)])?;
    }
    Ok(current)
}

fn listing(root: &Root) -> Result<String, Failure> {
    let target = root.path("target/public-api");
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustdoc", "--quiet", "--lib", "--package", "genauth", "--no-default-features", "--features", FEATURES])
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
