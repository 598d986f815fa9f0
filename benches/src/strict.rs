//! Types that a program would write by hand if every answer were as documented. serde's derive drops unknown fields,
//! and fails at every misfit.
#![allow(missing_docs)]

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserSingleRespDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<UserDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserDto {
    pub user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<UserStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_status: Option<WorkStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logins_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_login: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_last_set_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_source_type: Option<UserSourceType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_source_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_login_app: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_department_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_mfa_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_security_level: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset_password_on_next_login: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register_source: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identities: Option<Vec<IdentityDto>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_data: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id_list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_changed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata_source: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_up: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_ids: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext_idp_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<IdentityProvider>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_in_idp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_info_in_idp: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_conn_ids: Option<Vec<String>>,
}

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
    #[serde(rename = "M")]
    Male,
    #[serde(rename = "F")]
    Female,
    #[serde(rename = "U")]
    Unknown,
    #[serde(rename = "W")]
    FemaleLegacy,
}

#[derive(Debug, Deserialize, Serialize)]
pub enum UserSourceType {
    #[serde(rename = "excel")]
    Excel,
    #[serde(rename = "register")]
    Register,
    #[serde(rename = "adminCreated")]
    AdminCreated,
    #[serde(rename = "sync")]
    Sync,
    #[serde(rename = "syncTask")]
    SyncTask,
    #[serde(rename = "workflow")]
    Workflow,
}

#[derive(Debug, Deserialize, Serialize)]
pub enum IdentityProvider {
    #[serde(rename = "oidc")]
    Oidc,
    #[serde(rename = "oauth2")]
    OAuth2,
    #[serde(rename = "saml")]
    Saml,
    #[serde(rename = "ldap")]
    Ldap,
    #[serde(rename = "ad")]
    Ad,
    #[serde(rename = "cas")]
    Cas,
    #[serde(rename = "azure-ad")]
    AzureAd,
    #[serde(rename = "wechat")]
    WeChat,
    #[serde(rename = "google")]
    Google,
    #[serde(rename = "qq")]
    Qq,
    #[serde(rename = "wechatwork")]
    WeChatWork,
    #[serde(rename = "dingtalk")]
    DingTalk,
    #[serde(rename = "weibo")]
    Weibo,
    #[serde(rename = "github")]
    GitHub,
    #[serde(rename = "alipay")]
    Alipay,
    #[serde(rename = "apple")]
    Apple,
    #[serde(rename = "baidu")]
    Baidu,
    #[serde(rename = "lark")]
    Lark,
    #[serde(rename = "gitlab")]
    GitLab,
    #[serde(rename = "twitter")]
    Twitter,
    #[serde(rename = "facebook")]
    Facebook,
    #[serde(rename = "slack")]
    Slack,
    #[serde(rename = "linkedin")]
    LinkedIn,
    #[serde(rename = "yidun")]
    Yidun,
    #[serde(rename = "qingcloud")]
    QingCloud,
    #[serde(rename = "gitee")]
    Gitee,
    #[serde(rename = "instagram")]
    Instagram,
    #[serde(rename = "welink")]
    WeLink,
    #[serde(rename = "huawei")]
    Huawei,
    #[serde(rename = "honor")]
    Honor,
    #[serde(rename = "xiaomi")]
    Xiaomi,
    #[serde(rename = "oppo")]
    Oppo,
    #[serde(rename = "aws")]
    Aws,
    #[serde(rename = "amazon")]
    Amazon,
    #[serde(rename = "douyin")]
    Douyin,
    #[serde(rename = "kuaishou")]
    Kuaishou,
    #[serde(rename = "line")]
    Line,
    #[serde(rename = "sdbz")]
    Sdbz,
    #[serde(rename = "zjzwfw")]
    Zjzwfw,
    #[serde(rename = "zzding")]
    ZzDing,
    #[serde(rename = "seeyona8v5")]
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
