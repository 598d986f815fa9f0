// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! Method and path of each operation, and the `data` that the mock tenant answers if a test has set none.

pub const PATHS: &[(&str, &str, Option<&str>)] = &[
    ("POST", "/api/v3/check-permission-array-resource", Some("{}")),
    ("POST", "/api/v3/check-permission-string-resource", Some("{}")),
    ("POST", "/api/v3/check-permission-tree-resource", Some("{}")),
    ("GET", "/api/v3/get-identities", Some("[]")),
    ("GET", "/api/v3/get-my-accessible-apps", Some("[]")),
    ("GET", "/api/v3/get-my-authorized-resources", Some("{}")),
    ("GET", "/api/v3/get-my-department-list", Some("{}")),
    ("GET", "/api/v3/get-my-group-list", Some("[]")),
    ("GET", "/api/v3/get-my-logged-in-apps", Some("[]")),
    ("GET", "/api/v3/get-my-login-history", Some("{}")),
    ("GET", "/api/v3/get-my-role-list", Some("[]")),
    ("GET", "/api/v3/get-my-tenant-list", Some("[]")),
    ("GET", "/api/v3/get-profile", Some("{}")),
    ("GET", "/api/v3/get-security-info", Some("{}")),
    ("GET", "/api/v3/get-user-auth-resource-list", Some("{}")),
    ("POST", "/api/v3/get-user-auth-resource-permission-list", Some("{}")),
    ("POST", "/api/v3/get-user-auth-resource-struct", Some("{}")),
];
