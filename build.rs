//! With the feature `codegen`, generates the types and the calls from `schema/` into `OUT_DIR`.

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
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=schema");
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run by cargo only")?;
    codegen::write("schema".as_ref(), out.as_ref()).map(drop)
}

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
