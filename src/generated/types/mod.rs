// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Types of the API, by name.

#[cfg(feature = "account")]
mod account;
mod identities;
mod permissions;
mod profile;
mod user_resources;

use serde_json::{Map, Value};

use crate::envelope::{Envelope, envelopes};
use crate::wire::timestamp::Timestamp;

#[cfg(feature = "account")]
pub use account::{
    AuthenticatorAttestationResponseDto,
    AuthenticatorCode,
    BindEmailDto,
    BindPhoneDto,
    DeleteAccountByEmailPassCodeDto,
    DeleteAccountByPasswordDto,
    DeleteAccountByPhonePassCodeDto,
    DeleteAccountDto,
    DeleteAccountVerifyMethod,
    DeviceInfo,
    DeviceStatus,
    DeviceType,
    EmailChannel,
    GetUserSelectLoginPublicAccountsDataDto,
    GetUserSelectLoginPublicAccountsOriginUserDto,
    IsSuccessDto,
    ListPublicAccountDataDto,
    PasswordEncryptType,
    PublicAccountType,
    PublicKeyCredentialCreationOptionsDto,
    PublicKeyCredentialDescriptorDto,
    PublicKeyCredentialParametersDto,
    PublicKeyCredentialRpEntityDto,
    PublicKeyCredentialUserEntityDto,
    RegistrationCredentialDto,
    RegistrationOptionsDto,
    ResetPasswordByEmailPassCodeDto,
    ResetPasswordByPhonePassCodeDto,
    ResetPasswordDto,
    ResetPasswordVerify,
    ResetPasswordVerifyMethod,
    RevokeDeviceSessionDto,
    SendEmailDto,
    SendSmsDto,
    SmsChannel,
    TerminalSessionDto,
    UnbindDeviceDto,
    UnbindEmailDto,
    UnbindPhoneDto,
    UpdateEmailByEmailPassCodeDto,
    UpdateEmailDto,
    UpdateEmailVerifyMethod,
    UpdatePasswordDto,
    UpdatePhoneByPhonePassCodeDto,
    UpdatePhoneDto,
    UpdatePhoneVerifyMethod,
    UpdateUserProfileDto,
    VerifyDeleteAccountRequestDataDto,
    VerifyDeleteAccountRequestDto,
    VerifyRegistrationDto,
    VerifyRegistrationResultDto,
    VerifyResetPasswordRequestDto,
    VerifyUpdateEmailRequestData,
    VerifyUpdateEmailRequestDto,
    VerifyUpdatePhoneRequestData,
    VerifyUpdatePhoneRequestDto,
};
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
    #[cfg(feature = "account")]
    CommonResponseDto => (),
    GetAccessibleAppsRespDto => Vec<AccessibleAppsDto>,
    GetIdentitiesRespDto => Vec<IdentityDto>,
    GetLoggedInAppsRespDto => Vec<LoggedInAppsDto>,
    GetLoginHistoryRespDto => LoginHistoryPaginatedRespDto,
    #[cfg(feature = "account")]
    GetPublicAccountDataRespDto => Vec<GetUserSelectLoginPublicAccountsDataDto>,
    #[cfg(feature = "account")]
    GetRegistrationOptionsRespDto => RegistrationOptionsDto,
    GetSecurityInfoRespDto => GetSecurityInfoDto,
    GetTenantListRespDto => Vec<UserTenantListDto>,
    GetUserAuthResourceListRespDto => GetUserAuthResourceListDataDto,
    GetUserAuthResourcePermissionListRespDto => GetUserAuthResourcePermissionListDataDto,
    GetUserAuthResourceStructRespDto => GetUserAuthResourceStructDataDto,
    GroupListRespDto => Vec<GroupDto>,
    #[cfg(feature = "account")]
    IsSuccessRespDto => IsSuccessDto,
    #[cfg(feature = "account")]
    PasswordResetVerifyResp => ResetPasswordVerify,
    RoleListRespDto => Vec<RoleDto>,
    #[cfg(feature = "account")]
    SendEmailRespDto => (),
    #[cfg(feature = "account")]
    SendSmsRespDto => (),
    #[cfg(feature = "account")]
    TerminalSessionRespDto => Vec<TerminalSessionDto>,
    UserDepartmentPaginatedRespDto => UserDepartmentPagingDto,
    UserSingleRespDto => UserDto,
    #[cfg(feature = "account")]
    VerifyDeleteAccountRequestRespDto => VerifyDeleteAccountRequestDataDto,
    #[cfg(feature = "account")]
    VerifyRegistrationResultRespDto => VerifyRegistrationResultDto,
    #[cfg(feature = "account")]
    VerifyUpdateEmailRequestRespDto => VerifyUpdateEmailRequestData,
    #[cfg(feature = "account")]
    VerifyUpdatePhoneRequestRespDto => VerifyUpdatePhoneRequestData,
}
