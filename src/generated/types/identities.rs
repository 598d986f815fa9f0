// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Types that the calls of one tag reach.

use serde_json::{Map, Value};

#[cfg(feature = "schemars")]
use crate::generated::schemas::SCHEMAS;
use crate::secret::Secret;
use crate::wire::table::{object, open_enum};
use crate::wire::timestamp::Timestamp;

object! {
    blank_keys,
    /// An account at an outside identity provider, linked to the user.
    pub struct IdentityDto {
        /// ID of this identity.
        "identityId" => identity_id: String,
        /// ID of the identity source.
        "extIdpId" => ext_idp_id: String,
        /// Kind of provider.
        [harmless] "provider" => provider: IdentityProvider,
        /// Kind of ID, such as `openid`, `unionid` or `primary`.
        "type" => type_: String,
        /// The user's ID at the provider.
        "userIdInIdp" => user_id_in_idp: String,
        /// The user's profile at the provider.
        "userInfoInIdp" => user_info_in_idp: Map<String, Value>,
        /// The provider's access token.
        "accessToken" => access_token: String,
        /// The provider's refresh token.
        "refreshToken" => refresh_token: String,
        /// IDs of the connections this identity came through.
        "originConnIds" => origin_conn_ids: Vec<String>,
    }
}

open_enum! {
    /// Kind of provider.
    pub enum IdentityProvider {
        "oidc" => Oidc,
        "oauth2" => OAuth2,
        "saml" => Saml,
        "ldap" => Ldap,
        "ad" => Ad,
        "cas" => Cas,
        "azure-ad" => AzureAd,
        "wechat" => WeChat,
        "google" => Google,
        "qq" => Qq,
        "wechatwork" => WeChatWork,
        "dingtalk" => DingTalk,
        "weibo" => Weibo,
        "github" => GitHub,
        "alipay" => Alipay,
        "apple" => Apple,
        "baidu" => Baidu,
        "lark" => Lark,
        "gitlab" => GitLab,
        "twitter" => Twitter,
        "facebook" => Facebook,
        "slack" => Slack,
        "linkedin" => LinkedIn,
        "yidun" => Yidun,
        "qingcloud" => QingCloud,
        "gitee" => Gitee,
        "instagram" => Instagram,
        "welink" => WeLink,
        "huawei" => Huawei,
        "honor" => Honor,
        "xiaomi" => Xiaomi,
        "oppo" => Oppo,
        "aws" => Aws,
        "amazon" => Amazon,
        "douyin" => Douyin,
        "kuaishou" => Kuaishou,
        "line" => Line,
        "sdbz" => Sdbz,
        "zjzwfw" => Zjzwfw,
        "zzding" => ZzDing,
        "seeyona8v5" => SeeyonA8V5,
    }
}
