// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Types that the calls of one tag reach.

use serde_json::{Map, Value};

use super::profile::{
    UserDto,
};
#[cfg(feature = "schemars")]
use crate::generated::schemas::SCHEMAS;
use crate::secret::Secret;
use crate::wire::table::{object, open_enum};
use crate::wire::timestamp::Timestamp;

object! {
    blank_keys,
    /// An application that the user may open.
    pub struct AccessibleAppsDto {
        /// ID of the application.
        "appId" => app_id: String,
        /// Name of the application.
        "appName" => app_name: String,
        /// URL of the application's login page.
        "appLoginUrl" => app_login_url: String,
        /// URL of the application's logo.
        "appLogo" => app_logo: String,
        /// Whether the user is logged in to the application.
        [harmless] "active" => active: bool,
    }
}

object! {
    blank_keys,
    /// A resource that the user is authorized for.
    pub struct AuthorizedResourceDto {
        /// Code of the resource, such as `ecs:1`.
        "resourceCode" => resource_code: String,
        /// What the resource is.
        "description" => description: String,
        /// Conditions that must hold.
        "condition" => condition: Vec<PolicyCondition>,
        /// Kind of resource.
        [harmless] "resourceType" => resource_type: ResourceType,
        /// URL of the API, for a resource of kind `API`.
        "apiIdentifier" => api_identifier: String,
        /// Actions that the authorization is about.
        "actions" => actions: Vec<String>,
        /// Whether the actions are allowed or denied.
        [harmless] "effect" => effect: PolicyEffect,
    }
}

object! {
    blank_keys,
    /// The authorized resources.
    pub struct AuthorizedResourcePagingDto {
        /// Resources in all.
        [harmless] "totalCount" => total_count: i64,
        /// The resources.
        "list" => list: Vec<AuthorizedResourceDto>,
    }
}

object! {
    blank_keys,
    /// Translations of a department's texts.
    pub struct DepartmentI18nDto {
        /// Translations of the name.
        "name" => name: LangObject,
    }
}

open_enum! {
    /// Values of `DepartmentSortBy`.
    pub enum DepartmentSortBy {
        "DepartmentCreatedAt" => DepartmentCreatedAt,
        "JoinDepartmentAt" => JoinDepartmentAt,
        "DepartmentName" => DepartmentName,
        "DepartmemtCode" => DepartmentCode,
    }
}

object! {
    blank_keys,
    /// Where an IP address is.
    pub struct GeoIp {
        /// Place on the map.
        "location" => location: GeoIpLocation,
        /// Name of the country.
        "country_name" => country_name: String,
        /// Code of the country, of two letters.
        "country_code2" => country_code2: String,
        /// Code of the country, of three letters or, in some answers, two.
        "country_code3" => country_code3: String,
        /// Name of the region.
        "region_name" => region_name: String,
        /// Code of the region.
        "region_code" => region_code: String,
        /// Name of the city.
        "city_name" => city_name: String,
        /// Code of the continent.
        "continent_code" => continent_code: String,
        /// Time zone, such as `Asia/Shanghai`.
        "timezone" => timezone: String,
    }
}

object! {
    blank_keys,
    /// A place on a map.
    pub struct GeoIpLocation {
        /// Longitude in degrees.
        "lon" => lon: f64,
        /// Latitude in degrees.
        "lat" => lat: f64,
    }
}

object! {
    blank_keys,
    /// A group that the user is in.
    pub struct GroupDto {
        /// ID of the group.
        "id" => id: String,
        /// Code of the group.
        "code" => code: String,
        /// Name of the group.
        "name" => name: String,
        /// What the group is for.
        "description" => description: String,
        /// Kind of group, such as `static`.
        "type" => type_: String,
        /// Metadata of the group.
        "metadataSource" => metadata_source: Vec<String>,
        /// Members of the group.
        "members" => members: Vec<UserDto>,
    }
}

object! {
    blank_keys,
    /// A text in several languages.
    pub struct LangObject {
        /// The text in Chinese.
        "zh-CN" => zh_cn: LangUnit,
        /// The text in English.
        "en-US" => en_us: LangUnit,
        /// The text in traditional Chinese.
        "zh-TW" => zh_tw: LangUnit,
        /// The text in Japanese.
        "ja-JP" => ja_jp: LangUnit,
    }
}

object! {
    blank_keys,
    /// A text in one language.
    pub struct LangUnit {
        /// Whether the text is shown where this language is chosen.
        [harmless] "enabled" => enabled: bool,
        /// The text.
        "value" => value: String,
    }
}

object! {
    blank_keys,
    /// An application that the user is logged in to.
    pub struct LoggedInAppsDto {
        /// ID of the application.
        "appId" => app_id: String,
        /// Name of the application.
        "appName" => app_name: String,
        /// URL of the application's login page.
        "appLoginUrl" => app_login_url: String,
        /// URL of the application's logo.
        "appLogo" => app_logo: String,
        /// Whether the user is logged in to the application.
        [harmless] "active" => active: bool,
    }
}

object! {
    blank_keys,
    /// A login, or an attempt at one.
    pub struct LoginHistoryDto {
        /// ID of the user.
        [harmless] "userId" => user_id: String,
        /// ID of the application.
        "appId" => app_id: String,
        /// Name of the application.
        "appName" => app_name: String,
        /// URL of the application's login page.
        "appLoginUrl" => app_login_url: String,
        /// URL of the application's logo.
        "appLogo" => app_logo: String,
        /// When the login took place.
        [harmless] "loginAt" => login_at: String,
        /// IP address that the login came from.
        "clientIp" => client_ip: String,
        /// Whether the login succeeded.
        [harmless] "success" => success: bool,
        /// Why the login failed.
        "errorMessage" => error_message: String,
        /// User agent that the login came from.
        "userAgent" => user_agent: String,
        /// The user agent, taken apart.
        "parsedUserAgent" => parsed_user_agent: ParsedUserAgent,
        /// Way of logging in, such as `loginByEmail`.
        "loginMethod" => login_method: String,
        /// Where the IP address is.
        "geoip" => geoip: GeoIp,
        /// ID of the tenant.
        "tenantId" => tenant_id: String,
    }
}

object! {
    blank_keys,
    /// A page of logins.
    pub struct LoginHistoryPaginatedRespDto {
        /// Logins on all pages.
        [harmless] "totalCount" => total_count: i64,
        /// Logins on this page.
        "list" => list: Vec<LoginHistoryDto>,
    }
}

object! {
    blank_keys,
    /// What a user agent says.
    pub struct ParsedUserAgent {
        /// Kind of device, such as `Desktop`.
        "device" => device: String,
        /// Name of the browser.
        "browser" => browser: String,
        /// Name of the operating system.
        "os" => os: String,
    }
}

object! {
    blank_keys,
    /// A condition under which an authorization holds.
    pub struct PolicyCondition {
        /// What is compared.
        "param" => param: PolicyConditionParam,
        /// How it is compared.
        [harmless] "operator" => operator: PolicyConditionOperator,
        /// What it is compared with.
        "value" => value: String,
    }
}

open_enum! {
    /// How it is compared.
    pub enum PolicyConditionOperator {
        "Bool" => Bool,
        "DateEquals" => DateEquals,
        "DateNotEquals" => DateNotEquals,
        "DateLessThan" => DateLessThan,
        "DateLessThanEquals" => DateLessThanEquals,
        "DateGreaterThan" => DateGreaterThan,
        "DateGreaterThanEquals" => DateGreaterThanEquals,
        "IpAddress" => IpAddress,
        "NotIpAddress" => NotIpAddress,
        "NumericEquals" => NumericEquals,
        "NumericNotEquals" => NumericNotEquals,
        "NumericLessThan" => NumericLessThan,
        "NumericLessThanEquals" => NumericLessThanEquals,
        "NumericGreaterThan" => NumericGreaterThan,
        "NumericGreaterThanEquals" => NumericGreaterThanEquals,
        "StringEquals" => StringEquals,
        "StringNotEquals" => StringNotEquals,
        "StringEqualsIgnoreCase" => StringEqualsIgnoreCase,
        "StringNotEqualsIgnoreCase" => StringNotEqualsIgnoreCase,
        "StringLike" => StringLike,
        "StringNotLike" => StringNotLike,
        "ListContains" => ListContains,
    }
}

open_enum! {
    /// What is compared.
    pub enum PolicyConditionParam {
        "UserPoolId" => UserPoolId,
        "AppId" => AppId,
        "RequestFrom" => RequestFrom,
        "UserId" => UserId,
        "UserArn" => UserArn,
        "CurrentTime" => CurrentTime,
        "EpochTime" => EpochTime,
        "SourceIp" => SourceIp,
        "User" => User,
        "MultiFactorAuthPresent" => MultiFactorAuthPresent,
        "MultiFactorAuthAge" => MultiFactorAuthAge,
        "UserAgent" => UserAgent,
        "Referer" => Referer,
        "Device" => Device,
        "OS" => Os,
        "Country" => Country,
        "Province" => Province,
        "City" => City,
        "DeviceChanged" => DeviceChanged,
        "DeviceUntrusted" => DeviceUntrusted,
        "ProxyUntrusted" => ProxyUntrusted,
        "LoggedInApps" => LoggedInApps,
        "Namespace" => Namespace,
    }
}

open_enum! {
    /// Whether the actions are allowed or denied.
    pub enum PolicyEffect {
        "ALLOW" => Allow,
        "DENY" => Deny,
    }
}

open_enum! {
    /// Kind of resource.
    pub enum ResourceType {
        "DATA" => Data,
        "API" => Api,
        "MENU" => Menu,
        "BUTTON" => Button,
        "UI" => Ui,
    }
}

object! {
    blank_keys,
    /// A role that the user has.
    pub struct RoleDto {
        /// ID of the role.
        "id" => id: String,
        /// Code of the role, unique in its permission space.
        "code" => code: String,
        /// Name of the role.
        "name" => name: String,
        /// What the role is for.
        "description" => description: String,
        /// Code of the permission space.
        "namespace" => namespace: String,
        /// Name of the permission space.
        "namespaceName" => namespace_name: String,
        /// `ENABLE` if the role is in force, `DISABLE` if not.
        [harmless] "status" => status: String,
        /// When the role ends, in milliseconds since 1970-01-01 UTC; absent if it never ends.
        [harmless] "disableTime" => disable_time: i64,
    }
}

open_enum! {
    /// Values of `SortOrder`.
    pub enum SortOrder {
        "Asc" => Asc,
        "Desc" => Desc,
    }
}

object! {
    blank_keys,
    /// A page of departments.
    pub struct UserDepartmentPagingDto {
        /// Departments on all pages.
        [harmless] "totalCount" => total_count: i64,
        /// Departments on this page.
        "list" => list: Vec<UserDepartmentRespDto>,
    }
}

object! {
    blank_keys,
    /// A department that the user is in.
    pub struct UserDepartmentRespDto {
        /// Code of the organization.
        "organizationCode" => organization_code: String,
        /// ID of the department.
        "departmentId" => department_id: String,
        /// Whether the department is the root of its organization.
        [harmless] "isRoot" => is_root: bool,
        /// When the department was created.
        [harmless] "createdAt" => created_at: Timestamp,
        /// Name of the department.
        "name" => name: String,
        /// What the department is for.
        "description" => description: String,
        /// ID given by an outside system.
        "openDepartmentId" => open_department_id: String,
        /// Whether the user leads the department.
        [harmless] "isLeader" => is_leader: bool,
        /// Code of the department.
        "code" => code: String,
        /// Whether the department is the user's main one.
        [harmless] "isMainDepartment" => is_main_department: bool,
        /// When the user joined the department.
        [harmless] "joinedAt" => joined_at: Timestamp,
        /// Whether the department is virtual.
        [harmless] "isVirtualNode" => is_virtual_node: bool,
        /// Translations.
        "i18n" => i18n: DepartmentI18nDto,
        /// Custom fields; sent when asked for.
        "customData" => custom_data: Map<String, Value>,
        /// IDs of the departments on the way to this one.
        "departmentIdPath" => department_id_path: Vec<String>,
        /// Codes of the departments on the way to this one.
        "departmentCodePath" => department_code_path: Vec<String>,
        /// Names of the departments on the way to this one.
        "departmentNamePath" => department_name_path: Vec<String>,
    }
}

object! {
    blank_keys,
    /// A tenant that the user is in.
    pub struct UserTenantListDto {
        /// ID of the tenant.
        "tenantId" => tenant_id: String,
        /// Name of the tenant.
        "tenantName" => tenant_name: String,
        /// When the user joined the tenant.
        [harmless] "joinAt" => join_at: Timestamp,
    }
}
