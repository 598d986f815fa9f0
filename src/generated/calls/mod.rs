// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! What a program calls: a name for the calls of each operation.

mod profile;

pub use profile::{
    GetProfile,
};

/// What calls ask for, and what is known of each operation before it is sent.
pub mod operations {
    pub use super::profile::operations::{
        GetProfile,
    };
}
