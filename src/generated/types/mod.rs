// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! Types of the API, by name.

mod identities;
mod permissions;
mod profile;
mod user_resources;

use serde_json::{Map, Value};

use crate::envelope::{Envelope, envelopes};
use crate::wire::timestamp::Timestamp;

pub use identities::{
    IdentityDto,
    IdentityProvider,
};
pub use permissions::{
    ArrResourceAuthAction,
    ArrayAuthorize,
    CheckPermissionArrayResourceDto,
    CheckPermissionStringResourceDto,
    CheckPermissionTreeResourceDto,
    CheckResourcePermissionDataDto,
    CheckResourcePermissionRespDto,
    DataResourceType,
    GetUserAuthResourceListDataDto,
    GetUserAuthResourcePermissionListDataDto,
    GetUserAuthResourcePermissionListDto,
    GetUserAuthResourceStructDataDto,
    GetUserAuthResourceStructDto,
    OpenResource,
    ResourcePermissionDto,
    StrAuthorize,
    StrResourceAuthAction,
    TreeAuthBo,
    TreeAuthorize,
    TreeResourceAuthAction,
    TreeStructs,
    UserAuthResourceListDto,
};
pub use profile::{
    Gender,
    GetSecurityInfoDto,
    UserDto,
    UserSourceType,
    UserStatus,
    WorkStatus,
};
pub use user_resources::{
    AccessibleAppsDto,
    AuthorizedResourceDto,
    AuthorizedResourcePagingDto,
    DepartmentI18nDto,
    DepartmentSortBy,
    GeoIp,
    GeoIpLocation,
    GroupDto,
    LangObject,
    LangUnit,
    LoggedInAppsDto,
    LoginHistoryDto,
    LoginHistoryPaginatedRespDto,
    ParsedUserAgent,
    PolicyCondition,
    PolicyConditionOperator,
    PolicyConditionParam,
    PolicyEffect,
    ResourceType,
    RoleDto,
    SortOrder,
    UserDepartmentPagingDto,
    UserDepartmentRespDto,
    UserTenantListDto,
};

envelopes! {
    AuthorizedResourcePaginatedRespDto => AuthorizedResourcePagingDto,
    CheckResourcePermissionsRespDto => CheckResourcePermissionDataDto,
    GetAccessibleAppsRespDto => Vec<AccessibleAppsDto>,
    GetIdentitiesRespDto => Vec<IdentityDto>,
    GetLoggedInAppsRespDto => Vec<LoggedInAppsDto>,
    GetLoginHistoryRespDto => LoginHistoryPaginatedRespDto,
    GetSecurityInfoRespDto => GetSecurityInfoDto,
    GetTenantListRespDto => Vec<UserTenantListDto>,
    GetUserAuthResourceListRespDto => GetUserAuthResourceListDataDto,
    GetUserAuthResourcePermissionListRespDto => GetUserAuthResourcePermissionListDataDto,
    GetUserAuthResourceStructRespDto => GetUserAuthResourceStructDataDto,
    GroupListRespDto => Vec<GroupDto>,
    RoleListRespDto => Vec<RoleDto>,
    UserDepartmentPaginatedRespDto => UserDepartmentPagingDto,
    UserSingleRespDto => UserDto,
}
