//! The programs of docs/resource-server.md and their tests.

mod other_programs;
mod service;

#[test]
fn the_programs_are_those_of_the_page() {
    let page = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/resource-server.md"));
    for (name, program) in
        [("other_programs", include_str!("other_programs.rs")), ("service", include_str!("service.rs"))]
    {
        // The page may have text between a program and its test.
        for part in program.split("\n#[tokio::test]") {
            assert!(
                page.contains(part.trim_end()),
                "docs/resource-server.md must have documented/{name}.rs, word by word"
            );
        }
    }
}
