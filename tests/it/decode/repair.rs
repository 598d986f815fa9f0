//! D8: text that serde_json refuses is repaired once. Only calls repair; `serde_json::from_str` doesn't.

use genauth::ErrorKind;
use genauth::types::UserDto;
use serde_json::{Number, Value, json};

use super::Service;

fn read(service: &Service, data: &str) -> UserDto {
    service.data(data).expect("a profile")
}

#[test]
fn lone_surrogates_become_replacement_characters() {
    let service = Service::start();
    let user = read(
        &service,
        r#"{"userId":"x\ud83d","name":"a\ud83d","nickname":"\ude00\ud83d","city":"\ud83d\u0041\uD83D\uDE00",
            "new\udc00":"\\ud83d","departmentIds":"[\"b\\ud83d\"]","postIdList":["\ud83d"],
            "gender":"\ud83d","createdAt":"\ud83d","customData":{"\ude00":["\ud83d\\"]},
            "identities":"[{\"type\":\"\\ude00\",\"originConnIds\":\"[\\\"\\\\ud83d\\\"]\"}]"}"#,
    );
    assert_eq!(user.user_id, "x\u{FFFD}");
    assert_eq!(user.name.as_deref(), Some("a\u{FFFD}"));
    assert_eq!(user.nickname.as_deref(), Some("\u{FFFD}\u{FFFD}"));
    assert_eq!(user.city.as_deref(), Some("\u{FFFD}A\u{1F600}"));
    assert_eq!(user.department_ids.as_deref(), Some(&["b\u{FFFD}".to_owned()][..]));
    assert_eq!(user.post_id_list.as_deref(), Some(&["\u{FFFD}".to_owned()][..]));
    assert_eq!(user.gender.as_ref().map(|gender| gender.as_str()), Some("\u{FFFD}"));
    assert_eq!(user.created_at.as_ref().map(|time| time.as_str()), Some("\u{FFFD}"));
    assert_eq!(user.custom_data.map(Value::Object), Some(json!({"\u{FFFD}": ["\u{FFFD}\\"]})));
    let identity = &user.identities.as_deref().expect("identities")[0];
    assert_eq!(identity.type_.as_deref(), Some("\u{FFFD}"));
    assert_eq!(identity.origin_conn_ids.as_deref(), Some(&["\u{FFFD}".to_owned()][..]));
    // Text that only looks like an escape stays.
    assert_eq!(Value::Object(user.extra), json!({"new\u{FFFD}": "\\ud83d"}));
}

#[test]
fn bodies_that_are_no_json_stay_refused_on_the_second_pass() {
    let service = Service::start();
    for (value, kind) in [
        (r#""\ud83"#, ErrorKind::Decode),
        (r#""\ud83""#, ErrorKind::Decode),
        // A text without an end: the body ends in it.
        (r#""\ud83d"#, ErrorKind::Interrupted),
        (r#""\ud83d\"#, ErrorKind::Decode),
        (r#""\ud83d\x""#, ErrorKind::Decode),
        ("1e999e", ErrorKind::Decode),
        ("01e999", ErrorKind::Decode),
        ("1.e999", ErrorKind::Decode),
        ("-.1e999", ErrorKind::Decode),
        ("--1e999", ErrorKind::Decode),
        ("+1e999", ErrorKind::Decode),
    ] {
        let error = service.data(&format!(r#"{{"userId":"x","new":{value}}}"#));
        assert_eq!(error.expect_err(value).kind(), kind, "{value}");
    }
}

#[test]
fn numbers_beyond_f64_are_kept_as_text() {
    let service = Service::start();
    let many = format!("-{}.5e+1", "9".repeat(400));
    let user = read(
        &service,
        &format!(
            r#"{{"userId":"x","loginsCount":1e999,"email":-1E+999,"emailVerified":1e999,"new":{many},
            "customData":{{"big":1e999,"list":[-1e999,1,"1e999"],"text":"\"1e999"}},
            "identities":[{{"userInfoInIdp":{{"big":1e999}}}}]}}"#
        ),
    );
    let custom_data = user.custom_data.map(Value::Object).expect("custom data");
    let identities = user.identities.expect("identities");
    let info = identities[0].user_info_in_idp.as_ref().expect("the user at the provider");
    assert_eq!((user.logins_count, user.email_verified), (None, None));
    assert_eq!(custom_data["text"], "\"1e999");
    if "1e999".parse::<Number>().is_ok() {
        // With serde_json's `arbitrary_precision`, large numbers are ordinary numbers.
        assert_eq!(user.extra["loginsCount"].to_string().to_lowercase(), "1e+999");
        assert!(custom_data["big"].is_number() && info["big"].is_number() && user.extra["new"].is_number());
        return;
    }
    assert_eq!(user.email.as_deref(), Some("-1E+999"));
    assert_eq!(custom_data["big"], "1e999");
    assert_eq!(custom_data["list"], json!(["-1e999", 1, "1e999"]));
    assert_eq!(info["big"], "1e999");
    assert_eq!(Value::Object(user.extra), json!({"loginsCount": "1e999", "emailVerified": "1e999", "new": many}));
}

#[test]
fn control_characters_and_invalid_utf8_as_they_are() {
    let service = Service::start();
    for control in (0..0x20).map(char::from) {
        let user = read(&service, &format!("\n{{\"userId\":\"x\",\"nickname\":\"a{control}b\"}}"));
        assert_eq!(user.nickname, Some(format!("a{control}b")), "{control:?}");
    }
    let user = read(
        &service,
        "{\"userId\":\"x\",\"new\u{1}key\":[\"\n\"],\"customData\":{\"a\":\"\t\\n\"},\
         \"departmentIds\":\"[\\\"a\nb\\\"]\",\"city\":\"\\ud83d\u{14}\"}",
    );
    assert_eq!(Value::Object(user.extra), json!({"new\u{1}key": ["\n"]}));
    assert_eq!(user.custom_data.map(Value::Object), Some(json!({"a": "\t\n"})));
    assert_eq!(user.department_ids.as_deref(), Some(&["a\nb".to_owned()][..]));
    assert_eq!(user.city.as_deref(), Some("\u{FFFD}\u{14}"));
    // Outside of strings, control characters are no JSON.
    let error = service.data("\u{1}{\"userId\":\"x\"}").expect_err("no JSON");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let user = service.ask(b"{\"statusCode\":200,\"data\":{\"userId\":\"x\",\"name\":\"\xff\n\xc3\"}}".to_vec());
    assert_eq!(user.expect("a profile").name.as_deref(), Some("\u{FFFD}\n\u{FFFD}"));
}
