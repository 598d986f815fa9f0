//! Tests of the decoder's rules, D1 to D10 of ARCHITECTURE.md.

use genauth::DriftKind;
use genauth::types::{
    Gender, GetUserAuthResourceStructDataDto, IdentityProvider, UserDto, UserSingleRespDto, UserStatus,
};
use serde_json::{Value, json};

const SAMPLE: &str = include_str!("../../schema/get-profile.sample.json");

/// Decodes a profile, and checks D9.
fn decode(mut body: Value) -> UserDto {
    body.as_object_mut().expect("an object").entry("userId").or_insert("x".into());
    decode_text(&body.to_string())
}

fn decode_text(text: &str) -> UserDto {
    let user: UserDto = serde_json::from_str(text).expect("a profile");
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(serde_json::from_str::<UserDto>(&written).expect("read again"), user, "D9 for {text}");
    user
}

fn sample() -> UserDto {
    let envelope: UserSingleRespDto = serde_json::from_str(SAMPLE).expect("the sample");
    envelope.data.expect("its data")
}

#[test]
fn the_documented_sample_loses_nothing() {
    let user = sample();
    assert_eq!(user.last_login.as_ref().map(|time| time.as_str()), Some("2022-07-03T03:20:30.000Z"));
    assert_eq!(user.address.as_deref(), Some("Beijing Chaoyang"));
    assert_eq!(user.department_ids.as_deref().map(<[String]>::len), Some(2));
    let identities = user.identities.as_deref().expect("identities");
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0].provider, Some(IdentityProvider::WeChat));
    assert_eq!(identities[0].origin_conn_ids.as_deref().map(<[String]>::len), Some(1));
    assert_eq!(user.custom_data.as_ref().map(serde_json::Map::len), Some(2));
    assert!(user.extra.is_empty() && user.drift().is_empty());
    decode_text(&serde_json::to_string(&user).expect("written"));
}

#[test]
fn the_documented_sample_as_decoded_and_as_written_back() {
    insta::assert_debug_snapshot!("sample", sample());
    insta::assert_json_snapshot!("sample_written", sample());
}

#[test]
fn odd_answers_give_a_profile() {
    assert_eq!(decode(json!({"gender": " "})).gender.as_ref().map(Gender::as_str), Some(" "));
    let unknown = decode(json!({"status": "Frozen"})).status.expect("a status");
    assert!(matches!(&unknown, UserStatus::Other(value) if value.as_str() == "Frozen"));
    assert_eq!(decode_text(r#"{"userId":"x"}"#).user_id, "x");
    let nulls: serde_json::Map<_, _> = serde_json::to_value(sample())
        .unwrap()
        .as_object()
        .unwrap()
        .keys()
        .map(|key| (key.clone(), Value::Null))
        .collect();
    let mut nulls = Value::Object(nulls);
    nulls["userId"] = "x".into();
    assert_eq!(decode(nulls), decode(json!({})));
}

#[test]
fn d1_unknown_keys_are_kept() {
    let user = decode(json!({"favourite": {"colour": [1, 2.5, null, "red"]}, "nothing": null}));
    assert_eq!(Value::Object(user.extra), json!({"favourite": {"colour": [1, 2.5, null, "red"]}, "nothing": null}));
}

#[test]
fn d3_a_misfit_is_parked() {
    let user = decode(json!({"email": 5.5, "loginsCount": "many", "customData": [1], "createdAt": {"a": 1}}));
    assert_eq!((user.email, user.logins_count, user.custom_data, user.created_at), (None, None, None, None));
    assert_eq!(
        Value::Object(user.extra),
        json!({"email": 5.5, "loginsCount": "many", "customData": [1], "createdAt": {"a": 1}})
    );
}

#[test]
fn d3_user_id_is_mandatory() {
    for body in [
        "{}",
        r#"{"userId":null}"#,
        r#"{"userId":""}"#,
        r#"{"userId":" "}"#,
        r#"{"userId":5.5}"#,
        r#"{"userId":true}"#,
        r#"{"userId":["x"]}"#,
        r#"{"userId":"x","userId":"y"}"#,
        r#"{"userId":"x","userId":null}"#,
        r#"{"userId ":"x"}"#,
        "[]",
        "null",
        "5",
        r#""x""#,
    ] {
        assert!(serde_json::from_str::<UserDto>(body).is_err(), "{body}");
        let envelope: UserSingleRespDto =
            serde_json::from_str(&format!(r#"{{"statusCode":200,"data":{body}}}"#)).expect("an envelope");
        assert_eq!((envelope.data.as_ref(), envelope.status_code), (None, Some(200)), "{body}");
        assert_eq!(envelope.extra.contains_key("data"), body != "null", "{body}");
        let written = serde_json::to_string(&envelope).expect("written");
        assert_eq!(serde_json::from_str::<UserSingleRespDto>(&written).expect("read again"), envelope, "D9 for {body}");
    }
    assert_eq!(decode_text(r#"{"userId":"x","userId ":"y"}"#).extra["userId "], "y");
}

#[test]
fn d4_keys_with_white_space() {
    let user = decode(json!({"address ": "a", "\tcity": "b"}));
    assert_eq!((user.address.as_deref(), user.city.as_deref()), (Some("a"), Some("b")));
    // The exact key wins, whether it comes first or last.
    for body in [r#"{"userId":"x","city":"exact","city ":"blank"}"#, r#"{"userId":"x","city ":"blank","city":"exact"}"#]
    {
        let user = decode_text(body);
        assert_eq!((user.city.as_deref(), &user.extra["city "]), (Some("exact"), &json!("blank")), "{body}");
    }
    // The exact key also wins with a misfit, but not with null.
    let user = decode(json!({"city": true, "city ": "blank"}));
    assert_eq!((user.city, Value::Object(user.extra)), (None, json!({"city": true, "city ": "blank"})));
    assert_eq!(decode(json!({"city": null, "city ": "blank"})).city.as_deref(), Some("blank"));
    // The first of several keys with blanks counts. Its misfit is kept under the field's key.
    let user = decode_text(r#"{"userId":"x","city ":true," city":"second"}"#);
    assert_eq!((user.city, Value::Object(user.extra)), (None, json!({"city": true, " city": "second"})));
}

#[test]
fn d4_a_later_duplicate_resets() {
    let user = decode_text(r#"{"userId":"x","email":"a","email":true}"#);
    assert_eq!((user.email, &user.extra["email"]), (None, &json!(true)));
    let user = decode_text(r#"{"userId":"x","email":true,"email":"a"}"#);
    assert_eq!((user.email.as_deref(), user.extra.len()), (Some("a"), 0));
    let user = decode_text(r#"{"userId":"x","email":true,"email":null,"city":"a","city":null,"new":1,"new":null}"#);
    assert_eq!((user.city.as_deref(), Value::Object(user.extra)), (Some("a"), json!({"email": true, "new": 1})));
    let user = decode_text(r#"{"userId":"x","city ":"a","city ":"b","city ":null}"#);
    assert_eq!((user.city.as_deref(), user.extra.len()), (Some("b"), 0));
}

#[test]
fn d5_lists_come_in_three_forms() {
    let ids = |value: Value| decode(json!({"departmentIds": value})).department_ids;
    let list = |ids: &[&str]| Some(ids.iter().map(|id| id.to_string()).collect::<Vec<_>>());
    assert_eq!(ids(json!(["a", null, "b"])), list(&["a", "b"]));
    assert_eq!(ids(json!(" [\"a\", null, \"b\"] ")), list(&["a", "b"]));
    assert_eq!(ids(json!("a")), list(&["a"]));
    assert_eq!(ids(json!("[a")), list(&["[a"]));
    assert_eq!(ids(json!("[]")), list(&[]));
    assert_eq!((ids(json!("")), ids(json!(5)), ids(json!("[\"a\",5]"))), (None, list(&["5"]), list(&["a", "5"])));
    for misfit in [json!(5.5), json!(["a", true]), json!("[\"a\",true]"), json!({"a": 1}), json!(true)] {
        let user = decode(json!({"departmentIds": misfit}));
        assert_eq!((user.department_ids, &user.extra["departmentIds"]), (None, &misfit));
    }
    let user = decode(json!({"identities": {"identityId": "a", "new": 1, "type": true}}));
    let identity = &user.identities.expect("a list")[0];
    assert_eq!(identity.identity_id.as_deref(), Some("a"));
    assert_eq!(Value::Object(identity.extra.clone()), json!({"new": 1, "type": true}));
    // A list that is a misfit is kept whole. Its elements lose the blanks in their keys, as when they are written back.
    let user = decode(json!({"identities": [{"type ": "a"}, 5, {"type ": "b"}, null]}));
    assert_eq!(user.extra["identities"], json!([{"type": "a"}, 5, {"type": "b"}]));
    let user = decode(json!({"identities": "[{\"type\": \"a\", \"originConnIds\": \"[\\\"c\\\"]\"}]"}));
    assert_eq!(user.identities.expect("a list")[0].origin_conn_ids, list(&["c"]));
}

#[test]
fn d5_a_list_that_cannot_be_opened_is_kept_closed() {
    // Lists that are too deep for serde_json, a number that is too large, and this number beside a repairable text.
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for closed in [deep(101), deep(128), deep(100_000), "[1e999]".to_owned(), r#"["\ud83d",1e999]"#.to_owned()] {
        let user = decode(json!({"departmentIds": closed, "identities": {"originConnIds": closed}}));
        let identity = &user.identities.as_ref().expect("a list")[0];
        assert_eq!((&user.department_ids, &identity.origin_conn_ids), (&None, &None));
        assert_eq!((&user.extra["departmentIds"], &identity.extra["originConnIds"]), (&json!(closed), &json!(closed)));
        assert_eq!(user.drift().len(), 2);
    }
    // These texts are no arrays, so each text is an element.
    for text in ["[a", r#"["a"] x"#, "[", "[1e999"] {
        assert_eq!(decode(json!({"departmentIds": text})).department_ids, Some(vec![text.to_owned()]));
    }
}

#[test]
fn d8_memory_is_bounded() {
    let decode = |members: &str, unit: &str, count: usize, end: &str| {
        let text = format!(r#"{{"userId":"x",{members}{}{end}}}"#, unit.repeat(count));
        serde_json::from_str::<UserDto>(&text).map_err(|error| error.to_string())
    };
    // The first number of elements is realistic. The second number would take far more memory than the text itself.
    for (members, unit, few, many, end) in [
        (r#""identities":["#, "{},", 20_000, 400_000, "{}]"),
        (r#""identities":["#, r#"{"type":"a"},"#, 20_000, 400_000, "5]"),
        (r#""departmentIds":["#, r#""a","#, 200_000, 1_200_000, r#""a"]"#),
        (r#""new":["#, r#"{"a":1},"#, 50_000, 100_000, "1]"),
        (r#""customData":{"a":["#, "[[[1]]],", 50_000, 300_000, "1]}"),
        (r#""customData":{"a":["#, "1,", 500_000, 2_000_000, "1]}"),
        (r#""postIdList":"["#, r#"\"a\","#, 200_000, 1_200_000, r#"\"a\"]""#),
    ] {
        let fits = decode(members, unit, few, end);
        assert!(fits.is_ok(), "{few} of {unit}: {fits:?}");
        let error = decode(members, unit, many, end).expect_err(unit);
        assert!(error.starts_with("it would take more than 64 MiB of memory"), "{many} of {unit}: {error}");
    }
}

#[test]
fn d6_numbers_and_booleans_in_other_forms() {
    let count = |text: &str| decode_text(&format!(r#"{{"userId":"x","loginsCount":{text}}}"#)).logins_count;
    for fits in ["3", "3.0", "3e0", r#""3""#] {
        assert_eq!(count(fits), Some(3), "{fits}");
    }
    assert_eq!((count("-1"), count("9223372036854775807")), (Some(-1), Some(i64::MAX)));
    assert_eq!((count(r#"" 3""#), count(r#""3.0""#), count(r#""""#)), (Some(3), Some(3), None));
    for misfit in ["3.5", r#""03""#, r#""3.5""#, r#""+3""#, "18446744073709551615", "1e300", "true"] {
        assert_eq!(count(misfit), None, "{misfit}");
    }
    let verified = |value: Value| decode(json!({"emailVerified": value})).email_verified;
    assert_eq!((verified(json!("true")), verified(json!("enabled"))), (Some(true), Some(true)));
    assert_eq!((verified(json!("false")), verified(json!("disabled"))), (Some(false), Some(false)));
    assert_eq!(
        (verified(json!(1)), verified(json!("True")), verified(json!("0"))),
        (Some(true), Some(true), Some(false))
    );
    assert_eq!((verified(json!(2)), verified(json!("yes")), verified(json!(""))), (None, None, None));
}

#[test]
fn d8_depth_is_bounded() {
    // The profile itself is one of the 100 levels.
    let nested =
        |key: &str, levels: usize| format!(r#"{{"userId":"x","{key}":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(serde_json::from_str::<UserDto>(&nested("new", 99)).is_ok());
    assert!(serde_json::from_str::<UserDto>(&nested("new", 100)).is_err());
    assert!(serde_json::from_str::<UserDto>(&nested("email", 100)).is_err());
    assert!(serde_json::from_str::<UserDto>(&nested("departmentIds", 100_000)).is_err());
    // The depth of an encoded value counts from the place of its string. A string that is too deep stays closed.
    let identity = |levels: usize| format!("[{{\"new\":{}{}}}]", "[".repeat(levels), "]".repeat(levels));
    assert!(decode(json!({"identities": identity(97)})).identities.is_some());
    let user = decode(json!({"identities": identity(98)}));
    assert_eq!((user.identities, &user.extra["identities"]), (None, &json!(identity(98))));
    // Types that hold themselves: the tree has three levels, each node two.
    let children = |levels: usize| format!("{}{}", r#"{"children":["#.repeat(levels), "]}".repeat(levels));
    let tree = |node: &str| {
        let text = format!(r#"{{"treeResourceAuthAction":{{"nodeAuthActionList":[{node}]}}}}"#);
        serde_json::from_str::<GetUserAuthResourceStructDataDto>(&text)
    };
    assert!(tree(&children(48)).is_ok());
    assert!(tree(&children(48).replacen("[]", r#"[{"children":5}]"#, 1)).is_ok(), "a misfit is kept as it came");
    assert!(tree(&children(49)).expect_err("too deep").to_string().contains("100 levels"));
    // The same if each list is encoded in a string.
    let encoded = (0..14).fold("[]".to_owned(), |inner, _| format!("[{}]", json!({"children": inner})));
    assert!(tree(&format!(r#"{{"children":{}}}"#, json!(encoded))).is_ok());
    let deep = format!("[{}]", children(40));
    let nodes = tree(&children(20).replacen("[]", &json!(deep).to_string(), 1)).expect("a tree");
    let written = serde_json::to_value(nodes).expect("written");
    assert!(written.to_string().contains(&json!(deep).to_string()), "a string that is too deep stays a string");
}

#[test]
fn d9_a_field_set_later_replaces_what_was_parked() {
    let mut user = decode(json!({"email": true}));
    user.email = Some("a@example.com".into());
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(written, r#"{"userId":"x","email":"a@example.com"}"#);
}

#[test]
fn drift_names_places_and_no_values() {
    let user = decode(json!({
        "a/b~c\n": "secret", "email": true, "status": "Frozen", "loginsCount": "3",
        "identities": [{"provider": "new", "type": null, "more": true}]
    }));
    let drift = user.drift();
    let rows: Vec<_> = drift.iter().map(|row| (row.pointer(), row.kind(), row.expected(), row.found())).collect();
    assert_eq!(
        rows,
        [
            ("/a~1b~0c\\u{a}", DriftKind::UnknownField, "nothing", "string"),
            ("/email", DriftKind::TypeMismatch, "string", "boolean"),
            ("/status", DriftKind::UnknownEnumValue, "UserStatus", "string"),
            ("/identities/0/more", DriftKind::UnknownField, "nothing", "boolean"),
            ("/identities/0/provider", DriftKind::UnknownEnumValue, "IdentityProvider", "string"),
        ]
    );
    assert!(!format!("{drift:?}").contains("more"), "a key of the answer in Debug");
    // If there is too much drift, unknown fields are left out first, in the identities too.
    let unknown: serde_json::Map<_, _> = (0..40).map(|index| (format!("{index:02}"), json!(1))).collect();
    let mut many = unknown.clone();
    many.extend([("email".to_owned(), json!(true)), ("status".to_owned(), json!("Frozen"))]);
    many.insert("identities".to_owned(), json!([{"type": true}, unknown]));
    let rows: Vec<_> = decode(Value::Object(many)).drift().iter().map(|row| row.pointer().to_owned()).collect();
    let first = (0..29).map(|index| format!("/{index:02}"));
    assert_eq!(rows, first.chain(["/email", "/status", "/identities/0/type"].map(String::from)).collect::<Vec<_>>());
    let misfits = json!({"identities": vec![json!({"type": true}); 40]});
    assert_eq!(decode(misfits).drift().len(), 32);

    let many: serde_json::Map<_, _> = (0..100).map(|index| (format!("{index}{}", "k".repeat(100)), json!(1))).collect();
    let drift = decode(Value::Object(many)).drift();
    assert_eq!((drift.len(), drift[0].pointer().chars().count()), (32, 64));
}

#[test]
fn custom_data_that_is_no_object_is_custom_data_too() {
    let parked = decode(json!({"customData": "[1,2]"}));
    assert_eq!(parked.custom_data_as::<String>().expect("text"), Some("[1,2]".to_owned()));
    let error = parked.custom_data_as::<u8>().expect_err("no number");
    assert_eq!((error.kind(), error.json_path()), (genauth::ErrorKind::Decode, Some("/customData")));
    assert_eq!(decode(json!({})).custom_data_as::<Value>().expect("nothing"), None);
}

#[test]
fn debug_redacts_what_is_sensitive_or_unknown() {
    let user = decode(json!({
        "identityNumber": "marker", "new": "marker",
        "identities": [{"accessToken": "marker", "refreshToken": "marker", "userInfoInIdp": {"a": "marker"}}]
    }));
    let shown = format!("{user:?} {user:#?}");
    assert!(!shown.contains("marker") && shown.contains("<redacted>"), "{shown}");
}
