//! Generates what the tests compare with the checked-in code, and a call of every operation.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "../build/mod.rs"]
#[allow(unreachable_pub)]
mod codegen;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../build");
    println!("cargo::rerun-if-changed=../schema");
    let read = |name: &str| fs::read_to_string(Path::new("../schema").join(name));
    let generated = codegen::generate(&read("openapi.json")?, &read("overlay.json")?, &read("words.json")?)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run by cargo only")?);
    fs::write(out.join("cases.rs"), generated.cases)?;
    let folder = out.join("generated");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (name, text) in generated.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}
