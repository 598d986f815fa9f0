//! A user's claims, from the user's profile.
//!
//! OpenID Connect has a type for each claim, and clients refuse a whole login for one claim of another type. A profile
//! has values of any type. So a value becomes a claim only if it can be written as the claim's type. Claims of a test's
//! own choice come as they are.

use serde_json::{Map, Value, json};

use crate::mock::grant::has_scope;
use crate::mock::logins::Logins;
use crate::types::UserDto;

/// The claims of a user, without `sub`: those that the scope gives, and those that a test has set.
pub(super) fn of_user(logins: &Logins, user_id: &str, profile: &Map<String, Value>, scope: &str) -> Map<String, Value> {
    let mut claims = of_profile(profile, scope);
    claims.extend(logins.claims.get(user_id).cloned().unwrap_or_default());
    claims
}

fn of_profile(profile: &Map<String, Value>, scope: &str) -> Map<String, Value> {
    // The tolerant decoder reads the values in all the forms that the service has.
    let Ok(user) = serde_json::from_value::<UserDto>(Value::Object(profile.clone())) else {
        return Map::new();
    };
    let has = |wanted: &str| has_scope(scope, wanted);
    let mut claims = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !value.is_null() && value.as_str() != Some("")) {
            claims.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    if has("profile") {
        add("name", text(&user.name));
        add("nickname", text(&user.nickname));
        add("given_name", text(&user.given_name));
        add("family_name", text(&user.family_name));
        add("middle_name", text(&user.middle_name));
        add("preferred_username", text(&user.preferred_username));
        add("profile", text(&user.profile));
        add("picture", text(&user.photo));
        add("website", text(&user.website));
        add("gender", user.gender.as_ref().map(|gender| gender.as_str().into()));
        add("birthdate", user.birthdate.as_ref().and_then(|date| birthdate(date.as_str())));
        add("zoneinfo", text(&user.zoneinfo));
        add("locale", text(&user.locale));
        add("updated_at", user.updated_at.as_ref().and_then(|time| seconds(time.as_str())).map(Value::from));
    }
    if has("email") && user.email.as_deref().is_some_and(|email| !email.is_empty()) {
        add("email", text(&user.email));
        add("email_verified", Some(user.email_verified.unwrap_or_default().into()));
    }
    if has("phone") && user.phone.as_deref().is_some_and(|phone| !phone.is_empty()) {
        let code = user.phone_country_code.as_deref().unwrap_or_default();
        add("phone_number", user.phone.as_ref().map(|phone| format!("{code}{phone}").into()));
        add("phone_number_verified", Some(user.phone_verified.unwrap_or_default().into()));
    }
    if has("address") {
        add("address", address(&user));
    }
    if has("username") {
        add("username", text(&user.username));
    }
    if has("external_id") {
        add("external_id", text(&user.external_id));
    }
    if has("tenant_id") {
        add("tenant_id", text(&user.tenant_id));
    }
    if has("extended_fields") {
        add("extended_fields", user.custom_data.map(|data| json!(data)));
    }
    claims
}

/// An address claim is an object, which has members only for what is known.
fn address(user: &UserDto) -> Option<Value> {
    let members = [
        ("formatted", user.formatted.as_ref().or(user.address.as_ref())),
        ("street_address", user.street_address.as_ref()),
        ("locality", user.city.as_ref()),
        ("region", user.region.as_ref().or(user.province.as_ref())),
        ("postal_code", user.postal_code.as_ref()),
        ("country", user.country.as_ref()),
    ];
    let known = members.into_iter().filter_map(|(name, text)| Some((name, text.filter(|text| !text.is_empty())?)));
    let address: Map<String, Value> = known.map(|(name, text)| (name.to_owned(), text.as_str().into())).collect();
    (!address.is_empty()).then_some(Value::Object(address))
}

/// A date without its time of day.
fn birthdate(text: &str) -> Option<Value> {
    let date = text.trim().get(..10)?;
    numbers(date, "dddd-dd-dd").map(|_| date.into())
}

/// Seconds since 1970 of a time in UTC, as the service writes it: `2022-07-03T03:20:30.000Z`.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, time) = (text.get(..10)?, text.get(11..19)?);
    let [year, month, day] = numbers(date, "dddd-dd-dd")?[..] else { return None };
    let [hour, minute, second] = numbers(time, "dd:dd:dd")?[..] else { return None };
    if !text.ends_with('Z') || !(1..=12).contains(&month) {
        return None;
    }
    // Years begin in March, so that the day that a leap year adds comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// The numbers in a text of exactly this form, in which `d` stands for a digit.
fn numbers(text: &str, form: &str) -> Option<Vec<i64>> {
    let fits = |(char, form): (u8, u8)| if form == b'd' { char.is_ascii_digit() } else { char == form };
    if text.len() != form.len() || !text.bytes().zip(form.bytes()).all(fits) {
        return None;
    }
    text.split(|char: char| !char.is_ascii_digit()).map(|number| number.parse().ok()).collect()
}
