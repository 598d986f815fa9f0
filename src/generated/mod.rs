// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

pub mod calls;
#[cfg(feature = "mock")]
pub mod paths;
pub mod types;

#[cfg(feature = "schemars")]
mod schemas {
    /// The JSON Schema of each type, by name.
    pub const SCHEMAS: &str = include_str!("schemas.json");
}
