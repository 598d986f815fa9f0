//! What users do to their own accounts: the answers to the operations of the feature `account`.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::accounts::{Answer, Change, EMAIL_CODE, PHONE_CODE, Refusal, TOKEN, WRONG_TOKEN};
use super::body::{body, needed, payload, text};
use super::devices::{init_register, revoke_device, unbind_device, verify_register};
use super::request::Request;
use super::state::{State, User};

/// The members of a profile that its user can change.
const PROFILE: &str = "name nickname photo externalId birthdate country province city address streetAddress \
    postalCode gender username company customData identityNumber";

const NO_USER: Refusal = Refusal(404, Some(2004), "用户未找到", "User not found");
const MALFORMED: Refusal = Refusal(400, Some(2003), "邮箱或手机号格式不正确", "Not an email address or phone number");
const TAKEN: Refusal = Refusal(400, Some(1_320_004), "已被其他用户绑定", "Another user has it");
const HAS_ONE: Refusal = Refusal(400, None, "用户已绑定邮箱或手机号", "The user has one: it is changed in two steps");
const HAS_NONE: Refusal = Refusal(400, Some(1_320_005), "未绑定邮箱或手机号", "The user has none");
const LAST_LOGIN: Refusal = Refusal(400, None, "没有其他登录方式，无法解绑", "The user couldn't log in any more");

/// The answer to an operation for people who aren't logged in. None for another operation.
pub(super) fn answer_anybody(state: &mut State, request: &Request) -> Option<Answer> {
    let answer: fn(&mut State, &Map<String, Value>) -> Answer = match request.path() {
        "/api/v3/send-email" => |state, body| EMAIL.send(state, body),
        "/api/v3/send-sms" => |state, body| PHONE.send(state, body),
        "/api/v3/verify-reset-password-request" => verify_reset_password,
        "/api/v3/reset-password" => reset_password,
        _ => return None,
    };
    if request.authorization().is_none() && request.header("x-authing-app-id") != Some(&state.app_id) {
        return Some(Err(Refusal(404, Some(2011), "应用不存在", "Application not found")));
    }
    Some(body(request).and_then(|body| answer(state, &body)))
}

/// The answer to an operation of a user. None for another operation.
pub(super) fn answer(state: &mut State, user_id: &str, request: &Request) -> Option<Answer> {
    let answer: fn(&mut State, &str, &Map<String, Value>) -> Answer = match (request.method(), request.path()) {
        ("POST", "/api/v3/bind-email") => |state, user, body| EMAIL.bind(state, user, body),
        ("POST", "/api/v3/bind-phone") => |state, user, body| PHONE.bind(state, user, body),
        ("POST", "/api/v3/unbind-email") => |state, user, body| EMAIL.unbind(state, user, body),
        ("POST", "/api/v3/unbind-phone") => |state, user, body| PHONE.unbind(state, user, body),
        ("POST", "/api/v3/verify-update-email-request") => |state, user, body| EMAIL.verify_update(state, user, body),
        ("POST", "/api/v3/verify-update-phone-request") => |state, user, body| PHONE.verify_update(state, user, body),
        ("POST", "/api/v3/update-email") => |state, user, body| EMAIL.update(state, user, body),
        ("POST", "/api/v3/update-phone") => |state, user, body| PHONE.update(state, user, body),
        ("POST", "/api/v3/update-password") => update_password,
        ("POST", "/api/v3/verify-delete-account-request") => verify_delete_account,
        ("POST", "/api/v3/delete-account") => delete_account,
        ("POST", "/api/v3/webauthn/registration") => verify_register,
        ("POST", "/api/v3/mydevices/unbind") => unbind_device,
        ("POST", "/api/v3/mydevices/revoke-session") => revoke_device,
        ("GET", "/api/v3/webauthn/registration") => return Some(init_register(state, user_id)),
        ("GET", "/api/v3/get-user-select-login-public-accounts") => {
            let user = state.users.get(user_id).filter(|_| request.flag("withOriginUser"));
            let row = |user: &User| json!({ "publicAccounts": [], "originUser": account(user_id, &user.profile) });
            return Some(Ok(Some(user.map(row).into_iter().collect())));
        }
        _ => return None,
    };
    Some(body(request).and_then(|body| answer(state, user_id, &body)))
}

/// Changes the profile of a user. A member with `null` is removed, a member that isn't there stays.
pub(super) fn update_profile(state: &mut State, user_id: &str, request: &Request) -> Result<(), Refusal> {
    let body = body(request)?;
    if let Some(name) = text(&body, "username")
        && state.users.iter().any(|(id, user)| id != user_id && user.profile.get("username") == Some(&name.into()))
    {
        return Err(Refusal(400, Some(2026), "用户已存在", "Another user has this user name"));
    }
    let profile = profile(state, user_id)?;
    for (key, value) in body.iter().filter(|(key, _)| PROFILE.split(' ').any(|known| known == *key)) {
        match (value, profile.get_mut(key)) {
            (Value::Null, _) => drop(profile.remove(key)),
            // Custom fields that aren't named stay as they are.
            (Value::Object(fields), Some(Value::Object(known))) => known.extend(fields.clone()),
            _ => drop(profile.insert(key.clone(), value.clone())),
        }
    }
    Ok(())
}

fn profile<'a>(state: &'a mut State, user_id: &str) -> Result<&'a mut Map<String, Value>, Refusal> {
    state.users.get_mut(user_id).map(|user| &mut user.profile).ok_or(NO_USER)
}

/// The user who has this value, compared without regard to case.
fn owner(state: &State, key: &str, value: &str) -> Option<String> {
    let has = |user: &User| text(&user.profile, key).is_some_and(|own| own.to_lowercase() == value.to_lowercase());
    state.users.iter().find(|(_, user)| has(user)).map(|(id, _)| id.clone())
}

/// A kind of address that a user can have.
struct Address {
    /// The member of a profile, and the word for it in names of other members.
    key: &'static str,
    word: &'static str,
    /// The member of a request, and the word for it in names of other members.
    member: &'static str,
    member_word: &'static str,
    /// The member of a profile that goes with the address.
    country: Option<&'static str>,
    update_channels: &'static [&'static str],
    code: Duration,
    is_valid: fn(&str) -> bool,
}

const EMAIL: Address = Address {
    key: "email",
    word: "Email",
    member: "email",
    member_word: "Email",
    country: None,
    update_channels: &["CHANNEL_UPDATE_EMAIL"],
    code: EMAIL_CODE,
    is_valid: |text| text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
};

const PHONE: Address = Address {
    key: "phone",
    word: "Phone",
    member: "phoneNumber",
    member_word: "PhoneNumber",
    country: Some("phoneCountryCode"),
    // The vendor has no channel for this change. The vendor's examples use the channel for unbinding.
    update_channels: &["CHANNEL_UNBIND_PHONE", "CHANNEL_BIND_PHONE"],
    code: PHONE_CODE,
    is_valid: |text| text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit()),
};

impl Address {
    fn channel(&self, change: &str) -> String {
        format!("CHANNEL_{change}_{}", self.word.to_uppercase())
    }

    fn payload(&self) -> String {
        format!("{}PassCodePayload", self.key)
    }

    fn send(&self, state: &mut State, body: &Map<String, Value>) -> Answer {
        let (to, channel) = (needed(body, self.member)?, needed(body, "channel")?);
        if !(self.is_valid)(to) {
            return Err(MALFORMED);
        }
        state.accounts.send(to, channel, self.code);
        Ok(None)
    }

    fn bind(&self, state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
        let (address, code) = (needed(body, self.member)?, needed(body, "passCode")?);
        if state.profile_text(user_id, self.key).is_some() {
            return Err(HAS_ONE);
        }
        if owner(state, self.key, address).is_some() {
            return Err(TAKEN);
        }
        state.accounts.take(address, &[&self.channel("BIND")], code)?;
        self.set(state, user_id, address, text(body, "phoneCountryCode"))
    }

    fn set(&self, state: &mut State, user_id: &str, address: &str, country: Option<&str>) -> Answer {
        let profile = profile(state, user_id)?;
        profile.insert(self.key.to_owned(), address.into());
        profile.insert(format!("{}Verified", self.key), true.into());
        if let Some(key) = self.country {
            profile.remove(key);
            profile.extend(country.map(|country| (key.to_owned(), country.into())));
        }
        Ok(None)
    }

    fn unbind(&self, state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
        let address = state.profile_text(user_id, self.key).ok_or(HAS_NONE)?;
        let is_only = [EMAIL, PHONE].iter().filter(|kind| state.profile_text(user_id, kind.key).is_some()).count() == 1;
        if is_only && !has_identities(state, user_id) {
            return Err(LAST_LOGIN);
        }
        state.accounts.take(&address, &[&self.channel("UNBIND")], needed(body, "passCode")?)?;
        let profile = profile(state, user_id)?;
        profile.remove(self.key);
        self.country.map(|key| profile.remove(key));
        profile.insert(format!("{}Verified", self.key), false.into());
        Ok(None)
    }

    fn verify_update(&self, state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
        let Self { word, member_word, .. } = self;
        let payload = payload(body, &self.payload())?;
        let address = needed(payload, &format!("new{member_word}"))?;
        let code = needed(payload, &format!("new{word}PassCode"))?;
        if owner(state, self.key, address).is_some() {
            return Err(TAKEN);
        }
        if let Some(old) = text(payload, &format!("old{member_word}")) {
            if owner(state, self.key, old).as_deref() != Some(user_id) {
                return Err(HAS_NONE);
            }
            state.accounts.take(old, self.update_channels, needed(payload, &format!("old{word}PassCode"))?)?;
        }
        state.accounts.take(address, self.update_channels, code)?;
        let country = text(payload, "newPhoneCountryCode").map(str::to_owned);
        let change =
            Change::Address { user_id: user_id.to_owned(), key: self.key, address: address.to_owned(), country };
        Ok(Some(
            json!({ format!("update{word}Token"): state.accounts.accept(change), "tokenExpiresIn": TOKEN.as_secs() }),
        ))
    }

    fn update(&self, state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
        match state.accounts.take_change(needed(body, &format!("update{}Token", self.word))?)? {
            Change::Address { user_id: of, key, address, country } if of == user_id && key == self.key => {
                match owner(state, key, &address) {
                    Some(_) => Err(TAKEN),
                    None => self.set(state, user_id, &address, country.as_deref()),
                }
            }
            _ => Err(WRONG_TOKEN),
        }
    }
}

fn has_identities(state: &State, user_id: &str) -> bool {
    let identities = state.users.get(user_id).and_then(|user| user.profile.get("identities"));
    identities.is_some_and(|identities| !matches!(identities, Value::Null) && *identities != json!([]))
}

/// An encrypted password is kept and compared as it was sent.
fn update_password(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let new = needed(body, "newPassword")?;
    let known = state.accounts.passwords.get(user_id).map(String::as_str);
    if known.is_some() && known != text(body, "oldPassword") {
        return Err(Refusal(400, Some(1_320_011), "原密码不正确", "The old password is wrong"));
    }
    state.accounts.passwords.insert(user_id.to_owned(), new.to_owned());
    Ok(None)
}

fn verify_reset_password(state: &mut State, body: &Map<String, Value>) -> Answer {
    let (address, to, code) = proof(body)?;
    let to = to.ok_or(MALFORMED)?;
    let user_id = owner(state, address.key, to).ok_or(NO_USER)?;
    state.accounts.take(to, &["CHANNEL_RESET_PASSWORD"], code)?;
    let token = state.accounts.accept(Change::Password { user_id });
    Ok(Some(json!({ "passwordResetToken": token, "tokenExpiresIn": TOKEN.as_secs() })))
}

/// The kind of the address to which a code was sent, the address if the payload names one, and the code.
fn proof(body: &Map<String, Value>) -> Result<(&'static Address, Option<&str>, &str), Refusal> {
    let address = match needed(body, "verifyMethod")? {
        "EMAIL_PASSCODE" => &EMAIL,
        "PHONE_PASSCODE" => &PHONE,
        _ => return Err(Refusal(400, None, "参数错误", "Parameter error: no such `verifyMethod`")),
    };
    let payload = payload(body, &address.payload())?;
    Ok((address, text(payload, address.member), needed(payload, "passCode")?))
}

fn reset_password(state: &mut State, body: &Map<String, Value>) -> Answer {
    let (token, password) = (needed(body, "passwordResetToken")?, needed(body, "password")?);
    match state.accounts.take_change(token)? {
        Change::Password { user_id } => {
            state.accounts.passwords.insert(user_id, password.to_owned());
            Ok(Some(json!({ "success": true })))
        }
        _ => Err(WRONG_TOKEN),
    }
}

fn verify_delete_account(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    if text(body, "verifyMethod") == Some("PASSWORD") {
        let password = needed(payload(body, "passwordPayload")?, "password")?;
        if state.profile_text(user_id, "email").is_some() || state.profile_text(user_id, "phone").is_some() {
            return Err(Refusal(400, None, "请使用验证码", "The user has an address: a code is the proof"));
        }
        if state.accounts.passwords.get(user_id).map(String::as_str) != Some(password) {
            return Err(Refusal(400, Some(2006), "密码错误", "The password is wrong"));
        }
        return Ok(Some(accept_deletion(state, user_id)));
    }
    let (address, to, code) = proof(body)?;
    let known = state.profile_text(user_id, address.key).ok_or(HAS_NONE)?;
    if to.is_some_and(|to| to.to_lowercase() != known.to_lowercase()) {
        return Err(HAS_NONE);
    }
    state.accounts.take(&known, &["CHANNEL_DELETE_ACCOUNT"], code)?;
    Ok(Some(accept_deletion(state, user_id)))
}

fn accept_deletion(state: &mut State, user_id: &str) -> Value {
    let token = state.accounts.accept(Change::Deletion { user_id: user_id.to_owned() });
    json!({ "deleteAccountToken": token, "tokenExpiresIn": TOKEN.as_secs() })
}

/// The user's tokens stay known: the service refuses them because there is no user.
fn delete_account(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    match state.accounts.take_change(needed(body, "deleteAccountToken")?)? {
        Change::Deletion { user_id: of } if of == user_id => {
            state.users.remove(user_id);
            state.accounts.passwords.remove(user_id);
            Ok(Some(json!({ "success": true })))
        }
        _ => Err(WRONG_TOKEN),
    }
}

/// An account as the list of public accounts has it.
fn account(user_id: &str, profile: &Map<String, Value>) -> Value {
    let name = text(profile, "name").or_else(|| text(profile, "nickname"));
    let mut account = json!({ "userId": user_id, "usertype": "1" });
    for (key, value) in [("displayName", name), ("avatar", text(profile, "photo"))] {
        if let Some(value) = value {
            account[key] = value.into();
        }
    }
    account
}
