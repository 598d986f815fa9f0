//! Nothing of its own: see `tests/it/main.rs`.
