//! With the feature `codegen`, generates the types and the client from `schema/` into `OUT_DIR`.

#[cfg(feature = "codegen")]
#[path = "build/mod.rs"]
// Public for xtask, which includes the same files.
#[allow(unreachable_pub)]
mod codegen;

#[cfg(feature = "codegen")]
fn main() {
    if let Err(error) = generate() {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

#[cfg(feature = "codegen")]
fn generate() -> Result<(), Box<dyn std::error::Error>> {
    use std::path::Path;
    use std::{env, fs};

    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=schema");
    let read = |name: &str| fs::read_to_string(name).map_err(|error| format!("{name}: {error}"));
    let generated =
        codegen::generate(&read("schema/openapi.json")?, &read("schema/overlay.json")?, &read("schema/words.json")?)?;
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run by cargo only")?;
    let folder = Path::new(&out).join("generated");
    if folder.exists() {
        // A tag that left the document would otherwise leave its file here.
        fs::remove_dir_all(&folder)?;
    }
    for (name, text) in generated.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
