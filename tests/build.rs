//! Generates what the tests compare with the checked-in code, and a call of every operation.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

#[path = "../build/mod.rs"]
#[allow(unreachable_pub)]
mod codegen;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../build");
    println!("cargo::rerun-if-changed=../schema");
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run by cargo only")?;
    let cases = codegen::write(Path::new("../schema"), out.as_ref())?;
    Ok(fs::write(Path::new(&out).join("cases.rs"), cases)?)
}
