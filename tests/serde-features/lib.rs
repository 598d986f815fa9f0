//! Nothing of its own: see `tests/it.rs`.
