//! `cargo xtask generate`: rewrites the checked-in copy of the generated code, or says whether it is current.

use crate::codegen;
use crate::failure::Failure;
use crate::files::{GENERATED, OPENAPI, OVERLAY, Root, WORDS};

/// The files that `src/generated/` should have: path and text of each.
pub(crate) fn files(root: &Root) -> Result<Vec<(String, String)>, Failure> {
    Ok(paths(codegen::generate(&root.read(OPENAPI)?, &root.read(OVERLAY)?, &root.read(WORDS)?)?.files))
}

/// Turns the names that the generator gives to its files into paths.
pub(crate) fn paths(files: Vec<(String, String)>) -> Vec<(String, String)> {
    files.into_iter().map(|(name, text)| (format!("{GENERATED}/{name}"), text)).collect()
}

/// Rewrites the checked-in copy if it isn't current. True if the copy was current.
pub(crate) fn write(root: &Root) -> Result<bool, Failure> {
    let files = files(root)?;
    let current = is_current(root, &files)?;
    if !current {
        let changes: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        root.replace(&changes)?;
        root.remove(&leftovers(root, &files)?)?;
    }
    Ok(current)
}

/// Whether the checked-in copy consists of exactly these files.
pub(crate) fn is_current(root: &Root, files: &[(String, String)]) -> Result<bool, Failure> {
    for (path, text) in files {
        if root.read_if_any(path)?.as_deref() != Some(text.as_str()) {
            return Ok(false);
        }
    }
    Ok(leftovers(root, files)?.is_empty())
}

/// Files of tags that the document no longer has.
fn leftovers(root: &Root, files: &[(String, String)]) -> Result<Vec<String>, Failure> {
    let mut there = root.list(GENERATED)?;
    there.retain(|path| !files.iter().any(|(wanted, _)| wanted == path));
    Ok(there)
}
