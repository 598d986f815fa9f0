//! `cargo xtask generate`: rewrites the checked-in copy of the generated code, or says whether it is current.

use crate::codegen;
use crate::failure::Failure;
use crate::files::{GENERATED, OPENAPI, OVERLAY, Root};

/// The text that `src/generated.rs` should have.
pub(crate) fn text(root: &Root) -> Result<String, Failure> {
    Ok(codegen::generate(&root.read(OPENAPI)?, &root.read(OVERLAY)?)?)
}

/// Rewrites the copy if it isn't current and says whether it was.
pub(crate) fn write(root: &Root) -> Result<bool, Failure> {
    let text = text(root)?;
    let current = root.read_if_any(GENERATED)?.as_deref() == Some(&text);
    if !current {
        root.replace(&[(GENERATED, &text)])?;
    }
    Ok(current)
}

/// Says whether the copy is current.
pub(crate) fn is_current(root: &Root) -> Result<bool, Failure> {
    Ok(root.read_if_any(GENERATED)?.as_deref() == Some(&text(root)?))
}
