// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod calls;
mod client;
#[cfg(feature = "mock")]
pub mod paths;
pub mod types;

#[cfg(feature = "schemars")]
mod schemas {
    /// The JSON Schema of each type, by name.
    pub const SCHEMAS: &str = include_str!("schemas.json");
}
