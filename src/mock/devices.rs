//! What users log in with: their authenticators (WebAuthn) and their devices.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::accounts::{Answer, Refusal, Ticket, WRONG_TOKEN};
use super::body::{needed, payload};
use super::logins::secret;
use super::random::random;
use super::state::State;

/// The path whose `data` is a user's list of devices.
const DEVICES: &str = "/api/v3/mydevices/list";

pub(super) fn init_register(state: &mut State, user_id: &str) -> Answer {
    let (challenge, ticket) = (URL_SAFE_NO_PAD.encode(random().to_be_bytes()), secret());
    let name = state.profile_text(user_id, "username").unwrap_or_else(|| user_id.to_owned());
    let shown = state.profile_text(user_id, "name").unwrap_or_else(|| name.clone());
    let known = state.accounts.credentials.iter().filter(|(user, _)| user == user_id);
    let known: Value = known.map(|(_, id)| json!({ "id": id, "transports": [], "type": "public-key" })).collect();
    let options = json!({
        "challenge": challenge, "excludeCredentials": known, "timeout": 60_000,
        "pubKeyCredParams": [{ "alg": -7, "type": "public-key" }, { "alg": -257, "type": "public-key" }],
        "rp": { "id": "localhost", "name": "genauth mock" },
        "user": { "id": user_id, "name": name, "displayName": shown },
    });
    state.accounts.tickets.insert(ticket.clone(), Ticket { user_id: user_id.to_owned(), challenge });
    Ok(Some(json!({ "registrationOptions": options, "ticket": ticket })))
}

/// Checks ticket and challenge. The authenticator's signature isn't checked.
pub(super) fn verify_register(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let ticket = state.accounts.tickets.remove(needed(body, "ticket")?).ok_or(WRONG_TOKEN)?;
    let credential = payload(body, "registrationCredential")?;
    let id = needed(credential, "id")?;
    let client_data = needed(payload(credential, "response")?, "clientDataJSON")?;
    let client_data = URL_SAFE_NO_PAD.decode(client_data.trim_end_matches('=')).unwrap_or_default();
    let client_data: Value = serde_json::from_slice(&client_data).unwrap_or_default();
    let verified = ticket.user_id == user_id && client_data["challenge"] == ticket.challenge;
    if verified {
        state.accounts.credentials.push((user_id.to_owned(), id.to_owned()));
    }
    Ok(Some(json!({ "verified": verified })))
}

/// The device of a user, from the list that a test has set.
fn device<'a>(list: &'a mut [Value], id: &str) -> Result<(usize, &'a mut Value), Refusal> {
    let found = list.iter_mut().enumerate().find(|(_, row)| row["device"]["deviceId"] == id);
    found.ok_or(Refusal(404, None, "设备不存在", "The user has no such device"))
}

fn devices<'a>(state: &'a mut State, user_id: &str) -> &'a mut Vec<Value> {
    let data = state.data.entry((user_id.to_owned(), DEVICES.to_owned())).or_default();
    if !data.is_array() {
        *data = json!([]);
    }
    match data {
        Value::Array(list) => list,
        _ => unreachable!("made a list above"),
    }
}

pub(super) fn unbind_device(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let list = devices(state, user_id);
    let (index, _) = device(list, needed(body, "deviceId")?)?;
    list.remove(index);
    Ok(None)
}

pub(super) fn revoke_device(state: &mut State, user_id: &str, body: &Map<String, Value>) -> Answer {
    let (_, row) = device(devices(state, user_id), needed(body, "deviceId")?)?;
    row["online"] = false.into();
    Ok(None)
}
