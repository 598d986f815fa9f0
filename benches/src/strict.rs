//! Types that a program would write by hand if every answer were as documented. serde's derive drops unknown fields,
//! and fails at every misfit.
#![allow(missing_docs)]

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A type with a mandatory field in round brackets, if it has one, and with optional fields, which are left out when
/// they are absent.
macro_rules! record {
    ($name:ident($($must:ident: $required:ty)?) { $($field:ident: $type:ty,)* }) => {
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(pub $must: $required,)?
            $(#[serde(skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)*
        }
    };
}

record! { UserSingleRespDto() {
    status_code: i64,
    message: String,
    api_code: i64,
    request_id: String,
    data: UserDto,
    code: i64,
    unique_id: String,
} }

record! { UserDto(user_id: String) {
    created_at: String,
    updated_at: String,
    status: UserStatus,
    work_status: WorkStatus,
    external_id: String,
    email: String,
    phone: String,
    phone_country_code: String,
    username: String,
    name: String,
    nickname: String,
    photo: String,
    logins_count: i64,
    last_login: String,
    last_ip: String,
    gender: Gender,
    email_verified: bool,
    phone_verified: bool,
    password_last_set_at: String,
    birthdate: String,
    country: String,
    province: String,
    city: String,
    address: String,
    street_address: String,
    postal_code: String,
    company: String,
    browser: String,
    device: String,
    given_name: String,
    family_name: String,
    middle_name: String,
    profile: String,
    preferred_username: String,
    website: String,
    zoneinfo: String,
    locale: String,
    formatted: String,
    region: String,
    user_source_type: UserSourceType,
    user_source_id: String,
    last_login_app: String,
    main_department_id: String,
    last_mfa_time: String,
    password_security_level: i64,
    reset_password_on_next_login: bool,
    register_source: Vec<String>,
    department_ids: Vec<String>,
    identities: Vec<IdentityDto>,
    identity_number: String,
    custom_data: Map<String, Value>,
    post_id_list: Vec<String>,
    status_changed_at: String,
    tenant_id: String,
    metadata_source: Map<String, Value>,
    signed_up: String,
    tenant_ids: Vec<String>,
} }

record! { IdentityDto() {
    identity_id: String,
    ext_idp_id: String,
    provider: IdentityProvider,
    r#type: String,
    user_id_in_idp: String,
    user_info_in_idp: Map<String, Value>,
    access_token: String,
    refresh_token: String,
    origin_conn_ids: Vec<String>,
} }

#[derive(Debug, Deserialize, Serialize)]
pub enum UserStatus {
    Suspended,
    Resigned,
    Activated,
    Archived,
    Deactivated,
}

#[derive(Debug, Deserialize, Serialize)]
pub enum WorkStatus {
    Closed,
    Active,
}

#[derive(Debug, Deserialize, Serialize)]
pub enum Gender {
    M,
    F,
    U,
    W,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum UserSourceType {
    Excel,
    Register,
    AdminCreated,
    Sync,
    SyncTask,
    Workflow,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum IdentityProvider {
    Oidc,
    OAuth2,
    Saml,
    Ldap,
    Ad,
    Cas,
    #[serde(rename = "azure-ad")]
    AzureAd,
    WeChat,
    Google,
    Qq,
    WeChatWork,
    DingTalk,
    Weibo,
    GitHub,
    Alipay,
    Apple,
    Baidu,
    Lark,
    GitLab,
    Twitter,
    Facebook,
    Slack,
    LinkedIn,
    Yidun,
    QingCloud,
    Gitee,
    Instagram,
    WeLink,
    Huawei,
    Honor,
    Xiaomi,
    Oppo,
    Aws,
    Amazon,
    Douyin,
    Kuaishou,
    Line,
    Sdbz,
    Zjzwfw,
    ZzDing,
    SeeyonA8V5,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<T> {
    pub status_code: i64,
    pub message: String,
    pub request_id: Option<String>,
    pub data: Option<T>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Departments {
    pub total_count: i64,
    pub list: Vec<Department>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Department {
    pub organization_code: Option<String>,
    pub department_id: String,
    pub created_at: Option<String>,
    pub is_root: Option<bool>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub open_department_id: Option<String>,
    pub is_leader: Option<bool>,
    pub code: Option<String>,
    pub is_main_department: Option<bool>,
    pub joined_at: Option<String>,
    pub is_virtual_node: Option<bool>,
    pub i18n: Option<Value>,
    pub custom_data: Option<Map<String, Value>>,
    pub department_id_path: Option<Vec<String>>,
    pub department_code_path: Option<Vec<String>>,
    pub department_name_path: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checks {
    pub check_result_list: Vec<Check>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    pub namespace_code: Option<String>,
    pub action: Option<String>,
    pub resource: Option<String>,
    pub enabled: Option<bool>,
}
