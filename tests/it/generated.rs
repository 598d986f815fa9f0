//! The checked-in generated code is equal to the code that the schema gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::ROOT;

fn files(folder: &Path, below: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{below}{}", path.file_name().expect("a name").display());
        match path.is_dir() {
            true => found.extend(files(&path, &format!("{name}/"))),
            false => drop(found.insert(name, fs::read_to_string(&path).expect("a file"))),
        }
    }
    found
}

#[test]
fn generated_copy_is_current() {
    let generated = files(&Path::new(env!("OUT_DIR")).join("generated"), "");
    let copy = files(&Path::new(ROOT).join("src/generated"), "");
    let advice = "src/generated is not what schema/ gives: run `cargo xtask generate`";
    assert_eq!(generated.keys().collect::<Vec<_>>(), copy.keys().collect::<Vec<_>>(), "{advice}");
    for (name, text) in &generated {
        assert!(copy[name] == *text, "{name}: {advice}");
    }
}
