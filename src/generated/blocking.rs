// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! The calls of the blocking client.

use crate::call::Blocking;
use crate::generated::calls;

/// As [`genauth::CheckPermissionByArrayResource`](crate::CheckPermissionByArrayResource), without async.
pub type CheckPermissionByArrayResource = calls::CheckPermissionByArrayResource<Blocking>;

/// As [`genauth::CheckPermissionByStringResource`](crate::CheckPermissionByStringResource), without async.
pub type CheckPermissionByStringResource = calls::CheckPermissionByStringResource<Blocking>;

/// As [`genauth::CheckPermissionByTreeResource`](crate::CheckPermissionByTreeResource), without async.
pub type CheckPermissionByTreeResource = calls::CheckPermissionByTreeResource<Blocking>;

/// As [`genauth::GetIdentities`](crate::GetIdentities), without async.
pub type GetIdentities = calls::GetIdentities<Blocking>;

/// As [`genauth::GetAccessibleApps`](crate::GetAccessibleApps), without async.
pub type GetAccessibleApps = calls::GetAccessibleApps<Blocking>;

/// As [`genauth::GetAuthorizedResources`](crate::GetAuthorizedResources), without async.
pub type GetAuthorizedResources = calls::GetAuthorizedResources<Blocking>;

/// As [`genauth::GetDepartmentList`](crate::GetDepartmentList), without async.
pub type GetDepartmentList = calls::GetDepartmentList<Blocking>;

/// As [`genauth::GetGroupList`](crate::GetGroupList), without async.
pub type GetGroupList = calls::GetGroupList<Blocking>;

/// As [`genauth::GetLoggedInApps`](crate::GetLoggedInApps), without async.
pub type GetLoggedInApps = calls::GetLoggedInApps<Blocking>;

/// As [`genauth::GetLoginHistory`](crate::GetLoginHistory), without async.
pub type GetLoginHistory = calls::GetLoginHistory<Blocking>;

/// As [`genauth::GetRoleList`](crate::GetRoleList), without async.
pub type GetRoleList = calls::GetRoleList<Blocking>;

/// As [`genauth::GetTenantList`](crate::GetTenantList), without async.
pub type GetTenantList = calls::GetTenantList<Blocking>;

/// As [`genauth::GetProfile`](crate::GetProfile), without async.
pub type GetProfile = calls::GetProfile<Blocking>;

/// As [`genauth::GetSecurityLevel`](crate::GetSecurityLevel), without async.
pub type GetSecurityLevel = calls::GetSecurityLevel<Blocking>;

/// As [`genauth::GetUserAuthorizedResourcesList`](crate::GetUserAuthorizedResourcesList), without async.
pub type GetUserAuthorizedResourcesList = calls::GetUserAuthorizedResourcesList<Blocking>;

/// As [`genauth::GetUserAuthResourcePermissionList`](crate::GetUserAuthResourcePermissionList), without async.
pub type GetUserAuthResourcePermissionList = calls::GetUserAuthResourcePermissionList<Blocking>;

/// As [`genauth::GetUserAuthResourceStruct`](crate::GetUserAuthResourceStruct), without async.
pub type GetUserAuthResourceStruct = calls::GetUserAuthResourceStruct<Blocking>;
