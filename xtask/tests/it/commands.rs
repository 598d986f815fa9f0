//! What a table of cases can't say.

use std::path::Path;
use std::{fs, process};

use serde_json::json;

use crate::{Ended, Project, ended, fixtures};

fn project() -> Project {
    Project::new(&fixtures().join("project/schema"))
}

#[test]
fn the_projects_schema_is_consistent() {
    let project = Project::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema"));
    assert_eq!(project.run(&["schema", "check"]).status, 0);
}

#[test]
fn the_project_is_the_one_that_the_current_directory_is_in() {
    let project = project();
    let status = |directory: &Path, arguments: &[&str]| {
        let mut command = process::Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(directory).args(arguments);
        ended(command)
    };
    assert_eq!(status(&project.path("src/generated"), &["generate", "--check"]).status, 0);
    let own = "/components/schemas/PartDto/properties/partId/description";
    project.write("schema/openapi.json", &json!([[own, "Another."]]));
    assert_eq!(status(&project.path("schema"), &["generate", "--check"]).status, 1);
    let Ended { status: code, stderr, .. } = status(Path::new("/"), &["generate"]);
    let line = "xtask: / is in no copy of the project: go to one, or name it with --root\n";
    assert_eq!((code, stderr.as_str()), (2, line));
    let Ended { status: code, stderr, .. } = status(&project.0, &["generate", "--root", "nowhere"]);
    assert_eq!(code, 2);
    assert!(stderr.ends_with("--root names the directory that holds schema/ and src/\n"), "{stderr}");
}

#[test]
fn binary_is_refused() {
    let project = project();
    fs::write(project.path("binary"), [0xff, 0xfe, 0]).unwrap();
    assert!(project.run(&["schema", "diff", "binary"]).stderr.contains("is not UTF-8 text"));
}

/// A stand-in for curl, since tests reach no network.
#[cfg(unix)]
#[test]
fn what_curl_brings_is_compared_and_bounded() {
    use std::os::unix::fs::PermissionsExt;

    let project = project();
    project.write("vendor.json", &json!([]));
    let fetch = |path: &str, script: &str| {
        fs::write(project.path("curl"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(project.path("curl"), fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = project.command(&["schema", "diff", "https://vendor.example/openapi.json"]);
        command.env("PATH", path);
        ended(command)
    };
    let path = format!("{}:/usr/bin:/bin", project.0.display());
    assert_eq!(fetch(&path, "echo \"$@\" >arguments; cat vendor.json").status, 0);
    let arguments = project.read("arguments");
    assert!(arguments.starts_with("--disable "), "{arguments}");
    for needed in ["--proto =https", "--proto-redir =https", "--max-time 60", "--max-filesize 20971520"] {
        assert!(arguments.contains(needed), "{arguments}");
    }
    for (path, script, expected) in [
        (&*path, "echo 'curl: (6) Could not resolve host' >&2; exit 6", "curl: (6) Could not resolve host; try again"),
        (&*path, "exec yes '{'", "more than 20 MiB"),
        ("/nowhere", "", "install it, or download the document"),
    ] {
        let Ended { status, stderr, .. } = fetch(path, script);
        assert!(status == 2 && stderr.contains(expected), "{stderr}");
    }
}
