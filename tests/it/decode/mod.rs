//! Tests of the decoder's rules, D1 to D10 of src/wire/mod.rs. `rules.txt` has their cases; below are the tests that a
//! line of text can't hold. `model.rs` has the rules a second time, as a function.

mod doc;
mod limits;
mod model;
mod properties;
mod repair;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use genauth::mock::{Answer, Tenant};
use genauth::types::{Gender, IdentityProvider, UserDto, UserSingleRespDto, UserStatus};
use genauth::{AuthenticationClient, DriftKind, Error, ErrorKind};
use serde_json::{Map, Value, json};

const SAMPLE: &str = include_str!("../../../schema/get-profile.sample.json");

/// Decodes a profile, and checks D9.
pub(crate) fn whole(text: &str) -> UserDto {
    let user: UserDto = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(serde_json::from_str::<UserDto>(&written).expect("read again"), user, "D9 for {text}");
    user
}

/// The profile with these members. A `Value` and a reader must give the same profile as the text.
fn profile(members: &str) -> UserDto {
    let comma = if members.is_empty() { "" } else { "," };
    let text = format!(r#"{{"userId":"x"{comma}{members}}}"#);
    let user = whole(&text);
    assert_eq!(serde_json::from_reader::<_, UserDto>(text.as_bytes()).expect(&text), user, "{text}");
    let members = object(&text[1..text.len() - 1]);
    let names: BTreeSet<&str> = members.keys().map(|key| key.trim_ascii()).collect();
    let once = names.len() == members.len() && Value::Object(members.clone()).to_string().len() >= text.len();
    // A `Value` has the members in another order, and keeps the last of several members with one name only.
    if once {
        assert_eq!(serde_json::from_value::<UserDto>(Value::Object(members)).expect(&text), user, "{text}");
    }
    user
}

/// An envelope of a profile. The written envelope must decode to the same value.
fn envelope(text: &str) -> UserSingleRespDto {
    let envelope: UserSingleRespDto = serde_json::from_str(text).expect(text);
    let written = serde_json::to_string(&envelope).expect("written");
    assert_eq!(serde_json::from_str::<UserSingleRespDto>(&written).expect("read again"), envelope, "D9 for {text}");
    envelope
}

/// A client, and a tenant that answers each call with a body of the test. A body may hold any bytes.
struct Service {
    tenant: Tenant,
    client: AuthenticationClient,
    runtime: tokio::runtime::Runtime,
}

impl Service {
    fn start() -> Self {
        let tenant = Tenant::start_blocking().expect("a tenant");
        let client = AuthenticationClient::builder().app_host(tenant.url()).access_token("t").max_retries(0);
        let client = client.max_body_bytes(64 << 20).build().expect("a client");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { tenant, client, runtime }
    }

    fn ask(&self, body: impl Into<Vec<u8>>) -> Result<UserDto, Error> {
        self.tenant.script(1, Answer::body("application/json", body));
        self.tenant.clear_requests();
        self.runtime.block_on(self.client.get_profile().into_future())
    }

    /// The result of a successful answer with this `data`.
    fn data(&self, data: &str) -> Result<UserDto, Error> {
        self.ask(format!(r#"{{"statusCode":200,"data":{data}}}"#))
    }
}

fn object(members: &str) -> Map<String, Value> {
    serde_json::from_str(&format!("{{{members}}}")).expect(members)
}

fn check(members: &str, fields: &str, kept: &str) {
    let user = profile(members);
    let (mut written, kept) = (object(fields), object(kept));
    assert_eq!(user.extra, kept, "kept of {members}");
    // A misfit is drift, and an unknown key is drift of another kind. A known key is absent if its value is null.
    let kind = |key: &str| match key == key.trim_ascii() && profile(&format!("{}:null", json!(key))).extra.is_empty() {
        true => DriftKind::TypeMismatch,
        false => DriftKind::UnknownField,
    };
    let expected: BTreeMap<String, DriftKind> = kept.keys().map(|key| (format!("/{key}"), kind(key))).collect();
    let drift = user.drift();
    let drift = drift.iter().filter(|row| row.kind() != DriftKind::UnknownEnumValue);
    let drift = drift.filter(|row| row.pointer().matches('/').count() == 1);
    assert_eq!(drift.map(|row| (row.pointer().to_owned(), row.kind())).collect::<BTreeMap<_, _>>(), expected);
    written.extend(kept);
    written.insert("userId".to_owned(), "x".into());
    assert_eq!(serde_json::to_value(&user).expect("written"), Value::Object(written), "{members}");
}

fn check_id(service: &Service, body: &str, outcome: &str) {
    let answer = format!(r#"{{"statusCode":200,"data":{body}}}"#);
    if outcome != "refused" {
        let id: String = serde_json::from_str(outcome).expect("text");
        assert_eq!((whole(body).user_id, service.data(body).expect(body).user_id), (id.clone(), id), "{body}");
        return;
    }
    assert!(serde_json::from_str::<UserDto>(body).is_err(), "{body}");
    let error = service.data(body).expect_err(body);
    assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    let place = if body.starts_with('{') { "/data/userId" } else { "/data" };
    assert_eq!(error.json_path(), Some(place), "{body}");
    let envelope = envelope(&answer);
    assert_eq!((envelope.data, envelope.status_code), (None, Some(200)), "{body}");
    assert_eq!(envelope.extra.contains_key("data"), body != "null", "{body}");
}

#[test]
fn every_case_of_the_rules() {
    let service = Service::start();
    let mut sets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut cases = 0;
    for line in include_str!("rules.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some((given, outcome)) = line.split_once(" =>") else {
            let (name, keys) = line.split_once(' ').expect("a set");
            sets.insert(name, keys.split_whitespace().collect());
            continue;
        };
        let outcome = outcome.trim();
        if !given.starts_with('"') || given == r#""x""# {
            check_id(&service, given, outcome);
            cases += 1;
            continue;
        }
        let set = given.split_once('<').map(|(_, rest)| rest.split('>').next().expect("a name"));
        for key in set.map_or(&[""][..], |name| &sets[name]) {
            let filled = |text: &str| text.replace(&format!("<{}>", set.unwrap_or("none")), key);
            let given = filled(given);
            match outcome {
                "same" => check(&given, &given, ""),
                "kept" => check(&given, "", &given),
                _ => {
                    let (fields, kept) = outcome.split_once("++").unwrap_or((outcome, ""));
                    check(&given, &filled(fields), &filled(kept));
                }
            }
            cases += 1;
        }
    }
    assert!(cases > 350, "{cases}");
}

#[test]
fn the_documented_sample_loses_nothing() {
    let user = envelope(SAMPLE).data.expect("its data");
    assert!(user.extra.is_empty() && user.drift().is_empty());
    insta::assert_debug_snapshot!("sample", user);
    insta::assert_json_snapshot!("sample_written", user);
    let keys = serde_json::to_value(&user).expect("written").as_object().expect("an object").clone().into_iter();
    let nulls = keys.filter(|(key, _)| key != "userId").map(|(key, _)| format!("{}:null", json!(key)));
    assert_eq!(profile(&nulls.collect::<Vec<_>>().join(",")), profile(""));
}

#[test]
fn types_of_what_was_read() {
    let user = envelope(SAMPLE).data.expect("its data");
    assert_eq!(user.last_login.as_ref().map(|time| time.as_str()), Some("2022-07-03T03:20:30.000Z"));
    assert_eq!(user.identities.expect("identities")[0].provider, Some(IdentityProvider::WeChat));
    let user = profile(r#""gender":" ","status":"Frozen""#);
    assert_eq!(user.gender.as_ref().map(Gender::as_str), Some(" "));
    assert!(matches!(&user.status, Some(UserStatus::Other(value)) if value.as_str() == "Frozen"));
}

#[test]
fn envelopes_of_older_deployments_and_in_other_forms() {
    let older = envelope(r#"{"code":200,"message":"ok","uniqueId":"u-1","data":{"userId":"u1"}}"#);
    assert_eq!((older.code, older.unique_id.as_deref(), older.extra.len()), (Some(200), Some("u-1"), 0));
    let failure = envelope(r#"{"code":2020,"message":"not logged in","apiCode":"2020","data":null}"#);
    assert_eq!((failure.code, failure.api_code, failure.data), (Some(2020), Some(2020), None));
    let encoded = envelope(r#"{"statusCode":200.0,"apiCode":"20001","data":"{\"userId\":\"x\"}","new":1}"#);
    assert_eq!((encoded.status_code, encoded.api_code, &encoded.extra["new"]), (Some(200), Some(20001), &json!(1)));
    assert_eq!(encoded.data.map(|user| user.user_id).as_deref(), Some("x"));
}

#[test]
fn d9_a_field_set_later_replaces_what_was_parked() {
    let mut user = profile(r#""email":true"#);
    user.email = Some("a@example.com".into());
    assert_eq!(serde_json::to_string(&user).expect("written"), r#"{"userId":"x","email":"a@example.com"}"#);
}

#[test]
fn d10_keys_of_serde_json_are_keys_at_every_place() {
    for key in ["Number", "RawValue", "Other"].map(|name| format!("$serde_json::private::{name}")) {
        for value in [r#""5""#, r#""hello""#, r#""{\"a\":1}""#, r#""null""#, "5", "null", r#"{"a":1}"#, "[]"] {
            let object = format!(r#"{{"{key}":{value}}}"#);
            let more = format!(r#"{{"{key}":{value},"a":1.5}}"#);
            for object in [&object, &more, &format!("[{object},{more}]"), &format!(r#"{{"a":{object}}}"#)] {
                // The object stands in free-form objects, unknown fields, lists, strings, and in place of each value.
                let encoded = serde_json::to_string(object).expect("text");
                let text = format!(
                    r#"{{"userId":"x","customData":{{"a":{object}}},"email":{object},"gender":{object},
                        "loginsCount":{object},"emailVerified":{object},"createdAt":{object},"departmentIds":[{object}],
                        "identities":[{{"type":{object},"userInfoInIdp":{{"a":{object}}}}},{object},5],"new":{object},
                        "city ":{object},"name":{encoded}}}"#
                );
                let written = serde_json::to_string(&whole(&text)).expect("written");
                assert_eq!(written.matches(object).count(), text.matches(object).count(), "{object}: {written}");
                let text = format!(r#"{{"userId":"x","customData":{{"a":{object}}},"metadataSource":{encoded}}}"#);
                if object.starts_with('{') {
                    let written = serde_json::to_string(&whole(&text)).expect("written");
                    assert_eq!(written.matches(object).count(), 2, "{object}: {written}");
                }
                // A reader must give the same profile. A caller's own `Value` may have these keys too.
                assert_eq!(serde_json::from_reader::<_, UserDto>(text.as_bytes()).expect("a profile"), whole(&text));
                let user: UserDto = serde_json::from_value(json!({"userId": "x", "new": {&key: "5"}})).expect("one");
                assert_eq!(user.extra["new"], json!({&key: "5"}));
            }
            let user =
                whole(&format!(r#"{{"{key}":{value},"userId":"x","identities":{{"{key}":{value},"type":"a"}}}}"#));
            let kept = serde_json::to_string(&(&user.extra, &user.identities.expect("a list")[0].extra));
            assert_eq!(kept.expect("written"), format!("[{object},{object}]"));
            let text = format!(r#"{{"{key}":{value},"data":{{"{key}":{value},"userId":"x"}},"statusCode":200}}"#);
            let envelope = envelope(&text);
            let kept = serde_json::to_string(&(&envelope.extra, &envelope.data.expect("data").extra));
            assert_eq!(kept.expect("written"), format!("[{object},{object}]"));
        }
    }
}

#[test]
fn custom_data_as_a_type_of_the_program() {
    let school = |members| profile(members).custom_data_as::<BTreeMap<String, String>>();
    let eth = Some(BTreeMap::from([("school".to_owned(), "ETH".to_owned())]));
    assert_eq!(school(r#""customData":{"school":"ETH"}"#).expect("an object"), eth);
    assert_eq!(school(r#""customData":"{\"school\":\"ETH\"}""#).expect("an object in a string"), eth);
    assert_eq!(school("").expect("nothing"), None);
    assert_eq!(profile(r#""customData":"[1,2]""#).custom_data_as().expect("text"), Some("[1,2]".to_owned()));
    let error = school(r#""customData":{"school":["marker"]}"#).expect_err("of another form");
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("/customData")));
    assert!(!format!("{error} {error:?}").contains("marker"));
}
