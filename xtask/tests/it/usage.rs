//! The command line of the tasks: usage, options and wrong arguments.

use std::process::Command;

use crate::{Project, ended};

fn xtask(directory: &std::path::Path, arguments: &[&str]) -> crate::Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(directory).args(arguments);
    ended(command)
}

#[test]
fn the_project_is_the_one_that_the_current_directory_is_in() {
    let project = Project::new();
    project.write("Cargo.toml", "[workspace]\n");
    let said = xtask(&project.path("src/generated"), &["generate", "--check"]).succeeds();
    assert_eq!(said, "");
    project.edit("schema/openapi.json", |own| own["info"]["title"] = "Other things".into());
    project.edit("schema/openapi.json", |own| {
        own["components"]["schemas"]["PartDto"]["properties"]["partId"]["description"] = "Another.".into();
    });
    assert_eq!(xtask(&project.path("schema"), &["generate", "--check"]).status, 1);
}

#[test]
fn a_directory_outside_of_any_project_is_said() {
    let line = xtask(std::path::Path::new("/"), &["generate"]).refuses();
    assert_eq!(line, "/ is in no copy of the project: go to one, or name it with --root");
}

#[test]
fn a_missing_document_is_said() {
    let project = Project::new();
    for words in [&["schema", "diff"][..], &["schema", "update"], &["operation", "add", "/api/v3/get-thing"]] {
        let line = project.run(words).refuses();
        assert!(
            line.contains("needs the vendor's document: give a file or an https address, such as https://"),
            "{line}"
        );
    }
    let line = project.run(&["operation", "add"]).refuses();
    assert!(line.starts_with("operation add needs a path and the vendor's document"), "{line}");
}
