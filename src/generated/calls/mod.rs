// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! The public names of the calls, one for each operation.

mod identities;
mod permissions;
mod profile;
mod user_resources;

pub use identities::{
    GetIdentities,
};
pub use permissions::{
    CheckPermissionByArrayResource,
    CheckPermissionByStringResource,
    CheckPermissionByTreeResource,
    GetUserAuthorizedResourcesList,
    GetUserAuthResourcePermissionList,
    GetUserAuthResourceStruct,
};
pub use profile::{
    GetProfile,
    GetSecurityLevel,
};
pub use user_resources::{
    GetAccessibleApps,
    GetAuthorizedResources,
    GetDepartmentList,
    GetGroupList,
    GetLoggedInApps,
    GetLoginHistory,
    GetRoleList,
    GetTenantList,
};

/// The operations that calls send, each with its parameters, HTTP method and path.
pub mod operations {
    pub use super::identities::operations::{
        GetIdentities,
    };
    pub use super::permissions::operations::{
        CheckPermissionByArrayResource,
        CheckPermissionByStringResource,
        CheckPermissionByTreeResource,
        GetUserAuthorizedResourcesList,
        GetUserAuthResourcePermissionList,
        GetUserAuthResourceStruct,
    };
    pub use super::profile::operations::{
        GetProfile,
        GetSecurityLevel,
    };
    pub use super::user_resources::operations::{
        GetAccessibleApps,
        GetAuthorizedResources,
        GetDepartmentList,
        GetGroupList,
        GetLoggedInApps,
        GetLoginHistory,
        GetRoleList,
        GetTenantList,
    };
}
