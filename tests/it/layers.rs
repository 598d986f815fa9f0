//! The modules of the crate stand in layers: each imports only from the layers above it in ARCHITECTURE.md's table, and
//! no two files import each other, directly or in a longer loop.
//!
//! A file imports another by a path that begins with `crate`, `super` or `self`, or with the name of a child module.
//! The name of a folder's file (`mod.rs`) stands for everything that the folder exports. `lib.rs` and `main.rs` only
//! assemble: their imports don't count, and no other file may import from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::ROOT;

/// The text of each file by the path of its module, for example `["decode", "list"]`.
type Modules = BTreeMap<Vec<String>, String>;

fn read(folder: &Path, path: &[String], modules: &mut Modules) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let file = entry.expect("an entry").path();
        let name = file.file_stem().expect("a name").display().to_string();
        let inner: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
        if file.is_dir() {
            read(&file, &inner, modules);
        } else if file.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&file).expect("a file");
            match name.as_str() {
                "mod" => drop(modules.insert(path.to_vec(), text)),
                "lib" | "main" => {}
                _ => drop(modules.insert(inner, text)),
            }
        }
    }
}

/// All paths in a text. Paths in braces are listed one by one.
fn paths(text: &str, children: &[&str]) -> Vec<Vec<String>> {
    let is_code = |line: &&str| !["//", "#[doc"].iter().any(|start| line.trim_start().starts_with(start));
    let code = text.lines().filter(is_code).collect::<Vec<_>>().join("\n");
    // Unit tests may import everything, so their imports don't count.
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    for root in ["crate", "super", "self"].iter().chain(children) {
        for (at, _) in code.match_indices(&format!("{root}::")) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|char| char.is_alphanumeric() || char == '_' || char == ':') {
                tree(&code[at..], Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Reads one tree of a path, for example `a::{b, c::d}`, and returns the rest of the text.
fn tree<'a>(text: &'a str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(mut inner) = rest.strip_prefix('{') {
            loop {
                inner = tree(inner, path.clone(), found).trim_start();
                match inner.strip_prefix(',') {
                    Some(next) => inner = next,
                    None => return inner.strip_prefix('}').unwrap_or(inner),
                }
            }
        }
        let end = rest.find(|char: char| !(char.is_alphanumeric() || char == '_')).unwrap_or(rest.len());
        path.push(rest[..end].to_owned());
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(next) => rest = next,
            None => {
                found.push(path);
                return rest;
            }
        }
    }
}

/// The module to which a path leads that is written in the module `own`.
fn target(own: &[String], path: &[String], modules: &Modules) -> Option<Vec<String>> {
    let mut absolute = match path[0].as_str() {
        "crate" => Vec::new(),
        _ => own.to_vec(),
    };
    for segment in path {
        match segment.as_str() {
            "crate" | "self" => {}
            "super" => drop(absolute.pop()),
            segment => absolute.push(segment.to_owned()),
        }
    }
    while !absolute.is_empty() && !modules.contains_key(&absolute) {
        absolute.pop();
    }
    (absolute != own).then_some(absolute)
}

fn imports(modules: &Modules) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let targets = |(own, text): (&Vec<String>, &String)| {
        let inside = modules.keys().filter(|module| module.len() == own.len() + 1 && module.starts_with(own));
        let children: Vec<&str> = inside.filter_map(|module| module.last()).map(String::as_str).collect();
        let paths = paths(text, &children);
        (own.clone(), paths.iter().filter_map(|path| target(own, path, modules)).collect())
    };
    modules.iter().map(targets).collect()
}

/// The names of the modules in a loop of imports, if there is a loop.
fn circle(modules: &Modules) -> Option<String> {
    let imports = imports(modules);
    let name = |module: &Vec<String>| if module.is_empty() { "the root".to_owned() } else { module.join("::") };
    if let Some((module, _)) = imports.iter().find(|(_, targets)| targets.contains(&Vec::new())) {
        return Some(format!("{} imports the root", name(module)));
    }
    // A module that imports none of the remaining modules is no part of a loop.
    let mut left = imports.clone();
    loop {
        let free: Vec<_> = left
            .iter()
            .filter(|(_, targets)| !targets.iter().any(|target| left.contains_key(target)))
            .map(|(module, _)| module.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|module| drop(left.remove(module)));
    }
    let mut at = left.keys().next()?.clone();
    let mut way = vec![at.clone()];
    loop {
        at = left[&at].iter().find(|target| left.contains_key(*target))?.clone();
        if let Some(start) = way.iter().position(|module| *module == at) {
            return Some(way[start..].iter().chain([&at]).map(name).collect::<Vec<_>>().join(" imports "));
        }
        way.push(at.clone());
    }
}

/// The place of each module of `src/` in ARCHITECTURE.md's table of layers. Modules of one row have the same place.
fn places(page: &str) -> BTreeMap<String, usize> {
    let table = page.split("## Layers of `src/`").nth(1).expect("the layers").split("\n## ").next().expect("a section");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let names = rows.enumerate().flat_map(|(place, row)| row.split("`, `").map(move |name| (name, place)));
    names.map(|(name, place)| (name.trim_end_matches('`').to_owned(), place)).collect()
}

/// The modules without a place, and the imports of modules that stand lower in the table.
fn out_of_order(modules: &Modules, places: &BTreeMap<String, usize>) -> Vec<String> {
    let tops: BTreeSet<&String> = modules.keys().filter_map(|module| module.first()).collect();
    let without = tops.into_iter().filter(|name| !places.contains_key(*name));
    let mut found: Vec<String> = without.map(|name| format!("{name} has no row")).collect();
    for (module, targets) in imports(modules) {
        let place = |path: &[String]| path.first().and_then(|name| places.get(name)).copied();
        let lower = targets.iter().filter(|target| place(target) > place(&module));
        found.extend(lower.map(|target| format!("{} imports {}", module.join("::"), target.join("::"))));
    }
    found
}

#[test]
fn every_module_imports_only_from_layers_above_it() {
    let mut modules = Modules::new();
    read(&Path::new(ROOT).join("src"), &[], &mut modules);
    modules.retain(|module, _| module.last().is_none_or(|name| name != "tests"));
    let places = places(&fs::read_to_string(format!("{ROOT}/ARCHITECTURE.md")).expect("a page"));
    assert_eq!(out_of_order(&modules, &places), [""; 0]);
}

#[test]
fn no_two_files_import_each_other() {
    for folder in ["src", "build", "xtask/src"] {
        let mut modules = Modules::new();
        read(&Path::new(ROOT).join(folder), &[], &mut modules);
        assert!(modules.len() > 5, "{folder}: {}", modules.len());
        if folder == "build" {
            // The generator's string literals hold paths of the crate. These are no imports.
            let is_import = |line: &&str| ["use super", "pub use self"].iter().any(|start| line.starts_with(start));
            let imports = |text: &str| text.lines().filter(is_import).collect::<Vec<_>>().join("\n");
            modules.values_mut().for_each(|text| *text = imports(text));
        }
        assert_eq!(circle(&modules), None, "{folder}");
    }
}

#[test]
fn a_wrong_import_is_found() {
    let tree = |files: &[(&str, &str)]| -> Modules {
        let module = |(name, text): &(&str, &str)| {
            (name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect(), (*text).to_owned())
        };
        files.iter().map(module).collect()
    };
    let layered = [("a", "use crate::b::{c::X, d::{Y, Z}};"), ("b::c", ""), ("b::d", "use super::c::X;"), ("b", "")];
    assert_eq!(circle(&tree(&layered)), None);
    let wrong = [("a", "use crate::b::B;"), ("b", "fn f() { crate::a::g() }")];
    assert_eq!(circle(&tree(&wrong)).as_deref(), Some("a imports b imports a"));
    let longer = [("a", "use crate::b::B;"), ("b", "use crate::c::{self, C};"), ("c", "macro { $crate::a::A }")];
    assert_eq!(circle(&tree(&longer)).as_deref(), Some("a imports b imports c imports a"));
    let parent = [("a", "mod b;\npub use b::B;"), ("a::b", "use super::A;")];
    assert_eq!(circle(&tree(&parent)).as_deref(), Some("a imports a::b imports a"));
    assert_eq!(circle(&tree(&[("a", "use crate::Client;")])).as_deref(), Some("a imports the root"));
    assert_eq!(circle(&tree(&[("a", "// use crate::a::b;\nuse othercrate::x;")])), None);
    let places = places("## Layers of `src/`\n| `c` | |\n| `a`, `b` | |\n| `lib` | |\n## More\n| `x` | |");
    assert_eq!(out_of_order(&tree(&longer), &places), ["c imports a"]);
    assert_eq!(out_of_order(&tree(&[("d", "use crate::a::A;"), ("a", "")]), &places), ["d has no row", "d imports a"]);
}
