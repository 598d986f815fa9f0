//! What users do to their own accounts: the answers to the operations of the feature `account`.

use serde_json::{Map, Value, json};

use super::accounts::{Answer, Change, EMAIL_CODE, PHONE_CODE, Refusal, TOKEN, WRONG_TOKEN};
use super::body::{body, needed, payload, text};
use super::devices::{init_register, revoke_device, unbind_device, verify_register};
use super::request::Request;
use super::state::{State, User};

/// The members of a profile that its user can change.
const PROFILE: [&str; 16] = [
    "name",
    "nickname",
    "photo",
    "externalId",
    "birthdate",
    "country",
    "province",
    "city",
    "address",
    "streetAddress",
    "postalCode",
    "gender",
    "username",
    "company",
    "customData",
    "identityNumber",
];

const NO_USER: Refusal = Refusal(404, Some(2004), "用户未找到", "User not found");
const MALFORMED: Refusal = Refusal(400, Some(2003), "邮箱或手机号格式不正确", "Not an email address or phone number");
const TAKEN: Refusal = Refusal(400, Some(1_320_004), "已被其他用户绑定", "Another user has it");
const HAS_NONE: Refusal = Refusal(400, Some(1_320_005), "未绑定邮箱或手机号", "The user has none");
const LAST_LOGIN: Refusal = Refusal(400, None, "没有其他登录方式，无法解绑", "The user couldn't log in any more");

/// The answer to an operation for people who aren't logged in. None for another operation.
pub(super) fn answer_anybody(state: &mut State, request: &Request) -> Option<Answer> {
    let answer = match request.path() {
        "/api/v3/send-email" => send_email,
        "/api/v3/send-sms" => send_sms,
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
    let answer = match (request.method(), request.path()) {
        ("POST", "/api/v3/bind-email") => bind_email,
        ("POST", "/api/v3/unbind-email") => unbind_email,
        ("POST", "/api/v3/bind-phone") => bind_phone,
        ("POST", "/api/v3/unbind-phone") => unbind_phone,
        ("POST", "/api/v3/update-password") => update_password,
        ("POST", "/api/v3/verify-update-email-request") => verify_update_email,
        ("POST", "/api/v3/update-email") => update_email,
        ("POST", "/api/v3/verify-update-phone-request") => verify_update_phone,
        ("POST", "/api/v3/update-phone") => update_phone,
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
    for (key, value) in body.iter().filter(|(key, _)| PROFILE.contains(&key.as_str())) {
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

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_number(text: &str) -> bool {
    text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn send_email(state: &mut State, body: &Map<String, Value>) -> Answer {
    let (to, channel) = (needed(body, "email")?, needed(body, "channel")?);
    if !is_email(to) {
        return Err(MALFORMED);
    }
    state.accounts.send(to, channel, EMAIL_CODE);
    Ok(None)
}

fn send_sms(state: &mut State, body: &Map<String, Value>) -> Answer {
    let (to, channel) = (needed(body, "phoneNumber")?, needed(body, "channel")?);
    if !is_number(to) {
        return Err(MALFORMED);
    }
    state.accounts.send(to, channel, PHONE_CODE);
    Ok(None)
}

fn bind_email(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let (email, code) = (needed(body, "email")?, needed(body, "passCode")?);
    if state.own(user_id, "email").is_some() {
        return Err(Refusal(400, None, "用户已绑定邮箱", "The user has an email address: it is changed in two steps"));
    }
    if owner(state, "email", email).is_some() {
        return Err(TAKEN);
    }
    state.accounts.take(email, &["CHANNEL_BIND_EMAIL"], code)?;
    set_email(state, user_id, email)
}

fn set_email(state: &mut State, user_id: &str, email: &str) -> Answer {
    let profile = profile(state, user_id)?;
    profile.insert("email".to_owned(), email.into());
    profile.insert("emailVerified".to_owned(), true.into());
    Ok(None)
}

fn unbind_email(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let email = state.own(user_id, "email").ok_or(HAS_NONE)?;
    if state.own(user_id, "phone").is_none() && !has_identities(state, user_id) {
        return Err(LAST_LOGIN);
    }
    state.accounts.take(&email, &["CHANNEL_UNBIND_EMAIL"], needed(body, "passCode")?)?;
    let profile = profile(state, user_id)?;
    profile.remove("email");
    profile.insert("emailVerified".to_owned(), false.into());
    Ok(None)
}

fn has_identities(state: &State, user_id: &str) -> bool {
    let identities = state.users.get(user_id).and_then(|user| user.profile.get("identities"));
    identities.is_some_and(|identities| !matches!(identities, Value::Null) && *identities != json!([]))
}

fn bind_phone(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let (number, code) = (needed(body, "phoneNumber")?, needed(body, "passCode")?);
    if state.own(user_id, "phone").is_some() {
        return Err(Refusal(400, None, "用户已绑定手机号", "The user has a phone number: it is changed in two steps"));
    }
    if owner(state, "phone", number).is_some() {
        return Err(TAKEN);
    }
    state.accounts.take(number, &["CHANNEL_BIND_PHONE"], code)?;
    set_phone(state, user_id, number, text(body, "phoneCountryCode"))
}

fn set_phone(state: &mut State, user_id: &str, number: &str, country: Option<&str>) -> Answer {
    let profile = profile(state, user_id)?;
    profile.insert("phone".to_owned(), number.into());
    profile.insert("phoneVerified".to_owned(), true.into());
    match country {
        Some(country) => drop(profile.insert("phoneCountryCode".to_owned(), country.into())),
        None => drop(profile.remove("phoneCountryCode")),
    }
    Ok(None)
}

fn unbind_phone(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let number = state.own(user_id, "phone").ok_or(HAS_NONE)?;
    if state.own(user_id, "email").is_none() && !has_identities(state, user_id) {
        return Err(LAST_LOGIN);
    }
    state.accounts.take(&number, &["CHANNEL_UNBIND_PHONE"], needed(body, "passCode")?)?;
    let profile = profile(state, user_id)?;
    profile.remove("phone");
    profile.remove("phoneCountryCode");
    profile.insert("phoneVerified".to_owned(), false.into());
    Ok(None)
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

fn verify_update_email(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let payload = payload(body, "emailPassCodePayload")?;
    let (email, code) = (needed(payload, "newEmail")?, needed(payload, "newEmailPassCode")?);
    if owner(state, "email", email).is_some() {
        return Err(TAKEN);
    }
    if let Some(old) = text(payload, "oldEmail") {
        if owner(state, "email", old).as_deref() != Some(user_id) {
            return Err(HAS_NONE);
        }
        state.accounts.take(old, &["CHANNEL_UPDATE_EMAIL"], needed(payload, "oldEmailPassCode")?)?;
    }
    state.accounts.take(email, &["CHANNEL_UPDATE_EMAIL"], code)?;
    let change = Change::Email { user_id: user_id.to_owned(), email: email.to_owned() };
    Ok(Some(json!({ "updateEmailToken": state.accounts.accept(change), "tokenExpiresIn": TOKEN.as_secs() })))
}

fn update_email(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    match state.accounts.change(needed(body, "updateEmailToken")?)? {
        Change::Email { user_id: of, email } if of == user_id => match owner(state, "email", &email) {
            Some(_) => Err(TAKEN),
            None => set_email(state, user_id, &email),
        },
        _ => Err(WRONG_TOKEN),
    }
}

fn verify_update_phone(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    // No channel has the name of this change: the vendor's examples take that of unbinding.
    const CHANNELS: [&str; 2] = ["CHANNEL_UNBIND_PHONE", "CHANNEL_BIND_PHONE"];
    let payload = payload(body, "phonePassCodePayload")?;
    let (number, code) = (needed(payload, "newPhoneNumber")?, needed(payload, "newPhonePassCode")?);
    if owner(state, "phone", number).is_some() {
        return Err(TAKEN);
    }
    if let Some(old) = text(payload, "oldPhoneNumber") {
        if owner(state, "phone", old).as_deref() != Some(user_id) {
            return Err(HAS_NONE);
        }
        state.accounts.take(old, &CHANNELS, needed(payload, "oldPhonePassCode")?)?;
    }
    state.accounts.take(number, &CHANNELS, code)?;
    let country = text(payload, "newPhoneCountryCode").map(str::to_owned);
    let change = Change::Phone { user_id: user_id.to_owned(), number: number.to_owned(), country };
    Ok(Some(json!({ "updatePhoneToken": state.accounts.accept(change), "tokenExpiresIn": TOKEN.as_secs() })))
}

fn update_phone(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    match state.accounts.change(needed(body, "updatePhoneToken")?)? {
        Change::Phone { user_id: of, number, country } if of == user_id => match owner(state, "phone", &number) {
            Some(_) => Err(TAKEN),
            None => set_phone(state, user_id, &number, country.as_deref()),
        },
        _ => Err(WRONG_TOKEN),
    }
}

fn verify_reset_password(state: &mut State, body: &Map<String, Value>) -> Answer {
    let (key, to, code) = match needed(body, "verifyMethod")? {
        "EMAIL_PASSCODE" => by_email(payload(body, "emailPassCodePayload")?)?,
        "PHONE_PASSCODE" => by_phone(payload(body, "phonePassCodePayload")?)?,
        _ => return Err(NO_METHOD),
    };
    let user_id = owner(state, key, to.ok_or(MALFORMED)?).ok_or(NO_USER)?;
    state.accounts.take(to.unwrap_or_default(), &["CHANNEL_RESET_PASSWORD"], code)?;
    let token = state.accounts.accept(Change::Password { user_id });
    Ok(Some(json!({ "passwordResetToken": token, "tokenExpiresIn": TOKEN.as_secs() })))
}

const NO_METHOD: Refusal = Refusal(400, None, "参数错误", "Parameter error: no such `verifyMethod`");

/// A key of the profile, an address if the payload names one, and the code.
type Proof<'a> = (&'static str, Option<&'a str>, &'a str);

fn by_email(payload: &Map<String, Value>) -> Result<Proof<'_>, Refusal> {
    Ok(("email", text(payload, "email"), needed(payload, "passCode")?))
}

fn by_phone(payload: &Map<String, Value>) -> Result<Proof<'_>, Refusal> {
    Ok(("phone", Some(needed(payload, "phoneNumber")?), needed(payload, "passCode")?))
}

fn reset_password(state: &mut State, body: &Map<String, Value>) -> Answer {
    let (token, password) = (needed(body, "passwordResetToken")?, needed(body, "password")?);
    match state.accounts.change(token)? {
        Change::Password { user_id } => {
            state.accounts.passwords.insert(user_id, password.to_owned());
            Ok(Some(json!({ "success": true })))
        }
        _ => Err(WRONG_TOKEN),
    }
}

fn verify_delete_account(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let (key, to, code) = match needed(body, "verifyMethod")? {
        "EMAIL_PASSCODE" => by_email(payload(body, "emailPassCodePayload")?)?,
        "PHONE_PASSCODE" => by_phone(payload(body, "phonePassCodePayload")?)?,
        "PASSWORD" => {
            let password = needed(payload(body, "passwordPayload")?, "password")?;
            if state.own(user_id, "email").is_some() || state.own(user_id, "phone").is_some() {
                return Err(Refusal(400, None, "请使用验证码", "The user has an address: a code is the proof"));
            }
            if state.accounts.passwords.get(user_id).map(String::as_str) != Some(password) {
                return Err(Refusal(400, Some(2006), "密码错误", "The password is wrong"));
            }
            return Ok(Some(accept_deletion(state, user_id)));
        }
        _ => return Err(NO_METHOD),
    };
    let known = state.own(user_id, key).ok_or(HAS_NONE)?;
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
    match state.accounts.change(needed(body, "deleteAccountToken")?)? {
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
