//! One more operation needs only an entry in the schema: a copy of the crate gets such an entry, and a program calls
//! the operation.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

const PROGRAM: &str = r##"
use std::io::{Read, Write};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let host = format!("http://{}", listener.local_addr()?);
    let server = std::thread::spawn(move || -> std::io::Result<String> {
        let (mut socket, _) = listener.accept()?;
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            socket.read_exact(&mut byte)?;
            request.extend(byte);
        }
        let body = r#"{"statusCode":200,"message":"ok","data":[
            {"identityId":"a","provider":"wechat"},
            {"identityId ":"b","provider":"of tomorrow","new":[1]}
        ]}"#;
        write!(socket, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
        Ok(String::from_utf8_lossy(&request).into_owned())
    });
    let client = genauth::AuthenticationClient::builder().app_host(host).build()?;
    let response = client.get_identities().access_token("token").send().await?;
    assert_eq!(response.drift().len(), 2);
    let identities = response.into_inner();
    assert_eq!(identities.len(), 2);
    assert_eq!(identities[1].identity_id.as_deref(), Some("b"));
    assert_eq!(identities[1].provider.as_ref().map(|provider| provider.as_str()), Some("of tomorrow"));
    assert_eq!(identities[1].extra["new"][0], 1);
    assert!(server.join().unwrap()?.starts_with("GET /api/v3/get-identities HTTP/1.1\r\n"));
    // No byte tells these keys apart, and no two fields have one type.
    let range: genauth::types::RangeDto = serde_json::from_str(r#"{"mix":true,"min":"a","max":3,"mox":0}"#)?;
    assert_eq!((range.max, range.min.as_deref(), range.mix), (Some(3), Some("a"), Some(true)));
    assert_eq!(range.extra["mox"], 0);
    println!("two identities");
    Ok(())
}
"##;

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a copy");
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

#[test]
fn a_second_operation_costs_a_schema_entry() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("second-operation");
    let _ = fs::remove_dir_all(&place);
    let genauth = place.join("genauth");
    fs::create_dir_all(&genauth).expect("a folder");
    for part in ["build.rs", "build", "schema", "src", "README.md"] {
        copy(&root.join(part), &genauth.join(part));
    }
    // Without the workspace around it, and what only its own tests need.
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let (before, rest) = manifest.split_once("[dev-dependencies]").expect("its sections");
    let (start, examples) = before.split_once("[[example]]").expect("its examples");
    let before = format!("{start}{}", &examples[examples.find("[dependencies]").expect("its dependencies")..]);
    let lints = rest.find("[workspace.lints.rust]").expect("its lints");
    fs::write(genauth.join("Cargo.toml"), format!("{before}[workspace]\n\n{}", &rest[lints..])).expect("written");

    // The schema entry.
    let addition = read(&root.join("xtask/tests/fixtures/get-identities.json"));
    let schema = genauth.join("schema/openapi.json");
    let mut document = read(&schema);
    for pointer in ["/paths", "/components/schemas"] {
        let added = addition.pointer(pointer).and_then(Value::as_object).expect("members").clone();
        document.pointer_mut(pointer).and_then(Value::as_object_mut).expect("members").extend(added);
    }
    fs::write(&schema, document.to_string()).expect("written");

    let program = place.join("program");
    fs::create_dir_all(program.join("src")).expect("a folder");
    fs::write(program.join("src/main.rs"), PROGRAM).expect("written");
    let manifest = r#"
[package]
name = "program"
version = "0.0.0"
edition = "2024"

[dependencies]
genauth = { path = "../genauth", default-features = false, features = ["codegen"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }

[workspace]
"#;
    fs::write(program.join("Cargo.toml"), manifest).expect("written");
    fs::copy(root.join("Cargo.lock"), program.join("Cargo.lock")).expect("the same versions");

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet"])
        .current_dir(&program)
        .env("CARGO_TARGET_DIR", place.with_file_name("second-operation-target"))
        .output()
        .expect("cargo");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "two identities\n", "{errors}");
}
