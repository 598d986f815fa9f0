//! The checked-in copy is what the schema gives.

#[test]
#[cfg(feature = "codegen")]
fn generated_copy_is_current() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let copy = include_str!("../../src/generated.rs");
    assert!(generated == copy, "src/generated.rs is not what schema/ gives: run `cargo xtask generate`");
}
