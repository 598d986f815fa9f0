//! The answers of the service, as far as the vendor's documentation and SDKs show them.

use serde_json::{Map, Value, json};

use crate::generated::paths::PATHS;

#[cfg(feature = "account")]
use super::accounts::Refusal;
#[cfg(feature = "account")]
use super::changes;
use super::grant::has_scope;
use super::random::random;
use super::request::Request;
use super::state::{State, User};

const GET_PROFILE: &str = "/api/v3/get-profile";
#[cfg(feature = "account")]
const UPDATE_PROFILE: &str = "/api/v3/update-profile";

/// Flags of a request, each with the field that the service sends only if the flag is set.
const FLAGS: [(&str, &str); 3] =
    [("withCustomData", "customData"), ("withIdentities", "identities"), ("withDepartmentIds", "departmentIds")];

/// Scopes of a token, each with the fields that the scope gives.
const SCOPES: [(&str, &str); 9] = [
    ("openid", "userId"),
    (
        "profile",
        "name nickname photo gender birthdate locale zoneinfo website givenName familyName middleName \
         preferredUsername profile updatedAt",
    ),
    ("email", "email emailVerified"),
    ("phone", "phone phoneVerified phoneCountryCode"),
    ("address", "address streetAddress country province city region postalCode formatted"),
    ("username", "username"),
    ("external_id", "externalId"),
    ("extended_fields", "customData metadataSource"),
    ("tenant_id", "tenantId tenantIds"),
];

/// An answer in the form of the service: an envelope with its HTTP status.
pub(super) struct Envelope {
    pub(super) http_status: u16,
    pub(super) status_code: i64,
    pub(super) api_code: Option<i64>,
    message: String,
    data: Option<Value>,
}

impl Envelope {
    pub(super) fn failure(status_code: i64, api_code: Option<i64>, message: String) -> Self {
        Self { http_status: 200, status_code, api_code, message, data: None }
    }

    pub(super) fn into_body(self) -> Vec<u8> {
        let id = random();
        // The service's request IDs are UUIDs.
        let id = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            id >> 96,
            id >> 80 & 0xffff,
            id >> 68 & 0xfff,
            id >> 56 & 0xfff,
            id & 0xffff_ffff_ffff
        );
        let mut body = json!({ "statusCode": self.status_code, "message": self.message, "requestId": id });
        if let Some(api_code) = self.api_code {
            body["apiCode"] = api_code.into();
        }
        if let Some(data) = self.data {
            body["data"] = data;
        }
        body.to_string().into_bytes()
    }
}

pub(super) fn answer(state: &mut State, request: &Request) -> Envelope {
    let say = |zh: &str, en: &str| match request.header("x-authing-lang") {
        // The service also has texts for zh-TW and ja-JP. Here zh-TW gets the Chinese text, and ja-JP the English one.
        Some(lang) if lang.starts_with("en") || lang.starts_with("ja") => en.to_owned(),
        _ => zh.to_owned(),
    };
    let no = |status_code, api_code, zh, en| Envelope::failure(status_code, Some(api_code), say(zh, en));

    let known = PATHS.iter().find(|(method, path, _)| (*method, *path) == (request.method(), request.path()));
    let Some((.., empty)) = known else {
        let message = format!("Cannot {} {}", request.method(), request.path());
        return Envelope { http_status: 404, ..Envelope::failure(404, None, message) };
    };
    let success = |data| {
        let message = say("操作成功", "Operation successful");
        Envelope { http_status: 200, status_code: 200, api_code: None, message, data }
    };
    #[cfg(feature = "account")]
    let made = |answer: Result<Option<Value>, Refusal>| match answer {
        Ok(data) => success(data),
        Err(Refusal(status_code, api_code, zh, en)) => Envelope::failure(status_code, api_code, say(zh, en)),
    };
    #[cfg(feature = "account")]
    if let Some(answer) = changes::answer_anybody(state, request) {
        return made(answer);
    }
    // The service takes a token without a scheme, too.
    let token = request.bearer().or(request.authorization());
    let Some(grant) = token.and_then(|token| state.tokens.get(token)) else {
        return no(401, 2020, "尚未登录，无权限访问此请求", "Not logged in");
    };
    if grant.revoked {
        return no(401, 2207, "登录信息已失效", "Login is no longer valid");
    }
    if grant.is_expired() {
        return no(401, 2206, "登录信息已过期", "Login has expired");
    }
    let Some(user_id) = grant.user_id.clone() else {
        return no(401, 2020, "尚未登录，无权限访问此请求", "The token has no user");
    };
    let scope = grant.scope.clone();
    let Some(is_suspended) = state.users.get(&user_id).map(|user| user.suspended) else {
        return no(404, 2004, "用户未找到", "User not found");
    };
    if is_suspended {
        let en = "User is suspended or not a member of this tenant";
        return no(403, 2_120_008, "用户已停用或不是此租户成员", en);
    }

    // What a test has set is the answer, and nothing is changed.
    #[cfg(feature = "account")]
    if !state.data.contains_key(&(user_id.clone(), request.path().to_owned())) {
        if request.path() == UPDATE_PROFILE {
            let changed = changes::update_profile(state, &user_id, request);
            let new = |()| state.users.get(&user_id).map(|user| profile(user, scope.as_deref(), |_| true).into());
            return made(changed.map(new));
        }
        if let Some(answer) = changes::answer(state, &user_id, request) {
            return made(answer);
        }
    }
    let data = match state.data.get(&(user_id.clone(), request.path().to_owned())) {
        Some(data) => Some(data.clone()),
        None if request.path() == GET_PROFILE => {
            let asked_for = |key: &str| FLAGS.iter().all(|(flag, field)| *field != key || request.flag(flag));
            state.users.get(&user_id).map(|user| profile(user, scope.as_deref(), asked_for).into())
        }
        None => match state.permissions.data(&user_id, request) {
            Some(Ok(data)) => Some(data),
            Some(Err(reason)) => return Envelope::failure(400, None, format!("Parameter error: {reason}")),
            None => empty.and_then(|empty| serde_json::from_str(empty).ok()),
        },
    };
    success(data)
}

/// The fields of a profile that were asked for and that the token's scope allows.
fn profile(user: &User, scope: Option<&str>, asked_for: impl Fn(&str) -> bool) -> Map<String, Value> {
    let wanted = |key: &str| asked_for(key) && scope.is_none_or(|scope| gives(scope, key));
    // The documented sample has keys with a trailing blank: they stand for the keys without the blank.
    let fields = user.profile.iter().filter(|(key, _)| wanted(key.trim_ascii()));
    fields.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn gives(scope: &str, field: &str) -> bool {
    SCOPES
        .iter()
        .any(|(name, fields)| has_scope(scope, name) && fields.split_ascii_whitespace().any(|one| one == field))
}
