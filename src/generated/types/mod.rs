// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! Types of the API, by name.

mod identities;
mod permissions;
mod profile;
mod user_resources;

use serde_json::{Map, Value};

use crate::envelope::Envelope;
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

/// The envelope of `AuthorizedResourcePagingDto`.
pub type AuthorizedResourcePaginatedRespDto = Envelope<AuthorizedResourcePagingDto>;

/// The envelope of `CheckResourcePermissionDataDto`.
pub type CheckResourcePermissionsRespDto = Envelope<CheckResourcePermissionDataDto>;

/// The envelope of `Vec<AccessibleAppsDto>`.
pub type GetAccessibleAppsRespDto = Envelope<Vec<AccessibleAppsDto>>;

/// The envelope of `Vec<IdentityDto>`.
pub type GetIdentitiesRespDto = Envelope<Vec<IdentityDto>>;

/// The envelope of `Vec<LoggedInAppsDto>`.
pub type GetLoggedInAppsRespDto = Envelope<Vec<LoggedInAppsDto>>;

/// The envelope of `LoginHistoryPaginatedRespDto`.
pub type GetLoginHistoryRespDto = Envelope<LoginHistoryPaginatedRespDto>;

/// The envelope of `GetSecurityInfoDto`.
pub type GetSecurityInfoRespDto = Envelope<GetSecurityInfoDto>;

/// The envelope of `Vec<UserTenantListDto>`.
pub type GetTenantListRespDto = Envelope<Vec<UserTenantListDto>>;

/// The envelope of `GetUserAuthResourceListDataDto`.
pub type GetUserAuthResourceListRespDto = Envelope<GetUserAuthResourceListDataDto>;

/// The envelope of `GetUserAuthResourcePermissionListDataDto`.
pub type GetUserAuthResourcePermissionListRespDto = Envelope<GetUserAuthResourcePermissionListDataDto>;

/// The envelope of `GetUserAuthResourceStructDataDto`.
pub type GetUserAuthResourceStructRespDto = Envelope<GetUserAuthResourceStructDataDto>;

/// The envelope of `Vec<GroupDto>`.
pub type GroupListRespDto = Envelope<Vec<GroupDto>>;

/// The envelope of `Vec<RoleDto>`.
pub type RoleListRespDto = Envelope<Vec<RoleDto>>;

/// The envelope of `UserDepartmentPagingDto`.
pub type UserDepartmentPaginatedRespDto = Envelope<UserDepartmentPagingDto>;

/// The envelope of `UserDto`.
pub type UserSingleRespDto = Envelope<UserDto>;
