// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

pub mod calls;
#[cfg(feature = "mock")]
pub mod paths;
pub mod types;

#[cfg(feature = "schemars")]
mod schemas {
    /// The JSON Schema of each type, by name.
    pub const SCHEMAS: &str = include_str!("schemas.json");
}
