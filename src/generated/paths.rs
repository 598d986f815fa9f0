// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Method and path of each operation, and the `data` that the mock tenant answers if a test has set none.

pub const PATHS: &[(&str, &str, Option<&str>)] = &[
    #[cfg(feature = "account")]
    ("POST", "/api/v3/bind-email", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/bind-phone", None),
    ("POST", "/api/v3/check-permission-array-resource", Some("{}")),
    ("POST", "/api/v3/check-permission-string-resource", Some("{}")),
    ("POST", "/api/v3/check-permission-tree-resource", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/delete-account", Some("{}")),
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
    #[cfg(feature = "account")]
    ("GET", "/api/v3/get-user-select-login-public-accounts", Some("[]")),
    #[cfg(feature = "account")]
    ("GET", "/api/v3/mydevices/list", Some("[]")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/mydevices/revoke-session", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/mydevices/unbind", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/reset-password", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/send-email", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/send-sms", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/unbind-email", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/unbind-phone", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/update-email", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/update-password", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/update-phone", None),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/update-profile", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/verify-delete-account-request", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/verify-reset-password-request", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/verify-update-email-request", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/verify-update-phone-request", Some("{}")),
    #[cfg(feature = "account")]
    ("GET", "/api/v3/webauthn/registration", Some("{}")),
    #[cfg(feature = "account")]
    ("POST", "/api/v3/webauthn/registration", Some("{}")),
];
