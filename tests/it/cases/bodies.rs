//! Profiles in unusual forms. Most rows give members of a profile, to which the test adds a `userId`.

use genauth::mock::{Answer, Tenant};
use genauth::types::{IdentityDto, UserDto, UserSingleRespDto};
use genauth::{AuthenticationClient, DriftKind, Error, ErrorKind};
use serde_json::{Value, json};

/// Decodes a profile with these members. The written profile must decode to the same value.
fn profile(members: &str) -> UserDto {
    whole(&format!(r#"{{"userId":"x",{members}}}"#))
}

fn whole(body: &str) -> UserDto {
    let user: UserDto = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(serde_json::from_str::<UserDto>(&written).expect("read again"), user, "{body}");
    user
}

/// The result of a call whose answer has this body. The body may hold any bytes.
async fn asked(body: impl Into<Vec<u8>>) -> Result<UserDto, Error> {
    let tenant = Tenant::start().await.expect("a tenant");
    tenant.script(1, Answer::body("application/json", body));
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token("t").max_retries(0);
    client.build().expect("a client").get_profile().await
}

/// Checks that the members give these fields, that `extra` is empty, and that there is no drift.
#[track_caller]
fn gives(members: &str, fields: Value) {
    let user = profile(members);
    let mut expected = json!({"userId": "x"});
    expected.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    assert_eq!(serde_json::to_value(&user).expect("written"), expected, "{members}");
    assert!(user.extra.is_empty(), "{members}: kept aside {:?}", user.extra);
    assert_eq!(user.drift(), [], "{members}");
}

/// Checks a misfit: the field is empty, the value is kept as it came, and the field is drift.
#[track_caller]
fn keeps(key: &str, value: &str) {
    let user = profile(&format!(r#""{key}":{value}"#));
    let kept: Value = serde_json::from_str(value).expect("JSON");
    assert_eq!(Value::Object(user.extra.clone()), json!({key: kept}), "{key}: {value}");
    let drift: Vec<_> = user.drift().iter().map(|row| (row.pointer().to_owned(), row.kind())).collect();
    assert_eq!(drift, [(format!("/{key}"), DriftKind::TypeMismatch)], "{key}: {value}");
}

const NOT_TEXT: [&str; 14] = [
    "createdAt",
    "lastLogin",
    "birthdate",
    "status",
    "gender",
    "userSourceType",
    "loginsCount",
    "passwordSecurityLevel",
    "emailVerified",
    "resetPasswordOnNextLogin",
    "registerSource",
    "departmentIds",
    "identities",
    "customData",
];

#[test]
fn an_empty_string_is_no_value_of_a_field_that_is_not_text() {
    for key in NOT_TEXT {
        gives(&format!(r#""{key}":"""#), json!({}));
        gives(&format!(r#""{key} ":"""#), json!({}));
    }
    gives(r#""gender":"","registerSource":"","customData":"""#, json!({}));
    gives(
        r#""identities":[{"provider":"","userInfoInIdp":"","originConnIds":"","type":""}]"#,
        json!({"identities": [{"type": ""}]}),
    );
    // An empty string leaves an earlier value of the field unchanged, as null does.
    gives(r#""gender":"M","gender":"","gender":null"#, json!({"gender": "M"}));
    // In a text field, an empty string is a text.
    for key in ["email", "name", "phone", "tenantId", "userSourceId", "mainDepartmentId"] {
        gives(&format!(r#""{key}":"""#), json!({key: ""}));
    }
    gives(r#""departmentIds":["","a"]"#, json!({"departmentIds": ["", "a"]}));
}

#[test]
fn keys_that_serde_json_uses_for_itself_are_keys() {
    for name in ["RawValue", "Number", "Other"] {
        let key = format!("$serde_json::private::{name}");
        for value in [json!("hello"), json!("12"), json!("{\"a\":[1]}"), json!("null"), json!(5), json!({"b": "1"})] {
            let object = json!({&key: value}).to_string();
            for object in [object.clone(), format!(r#"{{"a":{object},"b":[{object}]}}"#)] {
                let expected: Value = json!({"customData": object}); // as text: a `Value` may lose these keys
                let user = profile(&format!(r#""customData":{object}"#));
                let custom_data = serde_json::to_string(&user.custom_data).expect("written");
                assert_eq!(custom_data, expected["customData"].as_str().unwrap());
                assert_eq!(user.drift(), []);
                let user = profile(&format!(r#""new":{object},"metadataSource":{object}"#));
                let written = serde_json::to_string(&(&user.extra["new"], &user.metadata_source)).expect("written");
                assert_eq!(written, format!("[{object},{object}]"));
            }
        }
        let user = profile(&format!(r#""{key}":"12","identities":[{{"{key}":"12","type":"a"}}]"#));
        assert_eq!(user.extra[&key], "12");
        assert_eq!(user.identities.expect("a list")[0].extra[&key], "12");
    }
}

#[test]
fn an_empty_object_in_place_of_a_list_is_an_empty_list() {
    for key in ["identities", "departmentIds", "registerSource", "postIdList", "tenantIds"] {
        gives(&format!(r#""{key}":{{}}"#), json!({key: []}));
        gives(&format!(r#""{key} ":{{ }}"#), json!({key: []}));
    }
    gives(
        r#""identities":{"originConnIds":{},"type":"a"}"#,
        json!({"identities": [{"type": "a", "originConnIds": []}]}),
    );
    // In a list, an empty object is an element.
    gives(r#""identities":[{}]"#, json!({"identities": [{}]}));
}

#[test]
fn an_object_stands_for_an_element_only_if_it_has_a_field_of_the_element() {
    for strangers in [
        r#"{"0":{"identityId":"a"},"2":{"identityId":"b"}}"#,
        r#"{"list":[]}"#,
        r#"{"totalCount":0,"list":[{"identityId":"a"}]}"#,
        r#"{"a":null}"#,
        r#"{"identityid":"a"}"#,
    ] {
        keeps("identities", strangers);
        keeps("identities", &json!(strangers).to_string());
    }
    for strangers in [r#"{"0":"a","1":"b"}"#, r#"{"a":null}"#] {
        keeps("departmentIds", strangers);
    }
    gives(r#""identities":{"identityId":null}"#, json!({"identities": [{}]}));
    gives(r#""identities":{"identityId ":"a"}"#, json!({"identities": [{"identityId": "a"}]}));
    let user = profile(r#""identities":{"new":1,"type":"a"}"#);
    let identity: &IdentityDto = &user.identities.as_deref().expect("a list")[0];
    assert_eq!((identity.type_.as_deref(), &identity.extra["new"]), (Some("a"), &json!(1)));
}

#[test]
fn json_in_a_string_in_place_of_a_list() {
    for key in ["departmentIds", "identities", "registerSource"] {
        for text in ["null", " null ", "\tnull\n"] {
            gives(&format!(r#""{key}":{}"#, json!(text)), json!({}));
        }
        keeps(key, r#""{}""#);
        keeps(key, r#""{\"a\":1}""#);
        gives(&format!(r#""{key}":" [] ""#), json!({key: []}));
    }
    gives(r#""departmentIds":"[\"null\",null,\"\"]""#, json!({"departmentIds": ["null", ""]}));
    gives(r#""departmentIds":"[1,\"a\"]""#, json!({"departmentIds": ["1", "a"]}));
    for text in ["Null", "nullable", "null,", "{", "{a}", "[", "[a]", "5", "true", "\"a\""] {
        gives(&format!(r#""departmentIds":{}"#, json!(text)), json!({"departmentIds": [text]}));
    }
    gives(
        r#""identities":"{\"identityId\":\"a\",\"originConnIds\":\"[\\\"b\\\"]\"}""#,
        json!({"identities": [{"identityId": "a", "originConnIds": ["b"]}]}),
    );
    gives(r#""identities":["{\"type\":\"a\"}",{"type":"b"}]"#, json!({"identities": [{"type": "a"}, {"type": "b"}]}));
    // The encoded string holds a line feed that isn't escaped.
    gives(r#""departmentIds":"[\"a\nb\"]""#, json!({"departmentIds": ["a\nb"]}));
}

#[test]
fn an_object_in_a_string() {
    for key in ["customData", "metadataSource"] {
        gives(&format!(r#""{key}":"{{\"school\":\"ETH\"}}""#), json!({key: {"school": "ETH"}}));
        gives(
            &format!(r#""{key}":" {{\"a\":{{\"b\":[1,null,\"{{}}\"]}}}}\n""#),
            json!({key: {"a": {"b": [1, null, "{}"]}}}),
        );
        gives(&format!(r#""{key}":"{{}}""#), json!({key: {}}));
        gives(&format!(r#""{key}":[]"#), json!({key: {}}));
        gives(&format!(r#""{key}":"null""#), json!({}));
        for misfit in
            [r#""{""#, r#""{a}""#, r#""{} x""#, r#""[1]""#, r#""text""#, r#"" ""#, r#""5""#, "[1]", "[[]]", "5", "true"]
        {
            keeps(key, misfit);
        }
        // The encoded string holds a line feed that isn't escaped, and half an emoji.
        gives(&format!(r#""{key}":"{{\"a\":\"b\nc\"}}""#), json!({key: {"a": "b\nc"}}));
        gives(&format!(r#""{key}":"{{\"a\":\"\\ud83d\"}}""#), json!({key: {"a": "\u{FFFD}"}}));
    }
    let identity = r#"{"type":"a","userInfoInIdp":"{\"openid\":\"o\",\"privilege\":[]}"}"#;
    gives(
        &format!(r#""identities":[{identity}]"#),
        json!({"identities": [{"type": "a", "userInfoInIdp": {"openid": "o", "privilege": []}}]}),
    );
    let custom: Option<std::collections::BTreeMap<String, String>> =
        profile(r#""customData":"{\"school\":\"ETH\"}""#).custom_data_as().expect("custom data");
    assert_eq!(custom.expect("some")["school"], "ETH");
    // The data of an envelope may be encoded in a string too.
    let envelope: UserSingleRespDto =
        serde_json::from_str(r#"{"statusCode":200,"data":"{\"userId\":\"x\"}"}"#).expect("an envelope");
    assert_eq!(envelope.data.map(|user| user.user_id).as_deref(), Some("x"));
}

#[tokio::test]
async fn a_user_id_that_identifies_nobody() {
    let mut blank: Vec<String> = ["", " ", "\t", "\u{3000}", "\u{200B}", "\u{A0}\u{2028}", "\u{FEFF} \u{2060}", "\r\n"]
        .map(|id| json!(id).to_string())
        .to_vec();
    blank.extend(["null", "{}", "[]", "[\"x\"]", "true", "1.5", "{\"a\":1}"].map(str::to_owned));
    for id in blank {
        let body = format!(r#"{{"userId":{id},"name":"n"}}"#);
        assert!(serde_json::from_str::<UserDto>(&body).is_err(), "{body}");
        let error = asked(format!(r#"{{"statusCode":200,"data":{body}}}"#)).await.expect_err(&body);
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("/data/userId")), "{body}");
        let envelope: UserSingleRespDto = serde_json::from_str(&format!(r#"{{"data":{body}}}"#)).expect("an envelope");
        let written = serde_json::to_string(&envelope).expect("written");
        assert_eq!(serde_json::from_str::<UserSingleRespDto>(&written).expect("read again"), envelope, "{body}");
    }
    for body in [
        r#"{"userId":"x","userId":"y"}"#,
        r#"{"userId":1,"userId":2}"#,
        r#"{"userId":"x","userId":"x","userId":"y"}"#,
        r#"{"userId":"x","userId":{}}"#,
        r#"{"userId":"x","userId":" "}"#,
        r#"{"userId ":"x"}"#,
        "{}",
        "[]",
    ] {
        assert!(serde_json::from_str::<UserDto>(body).is_err(), "{body}");
    }
}

#[test]
fn a_user_id_in_other_forms() {
    for (body, id) in [
        (r#"{"userId":35}"#, "35"),
        (r#"{"userId":-1}"#, "-1"),
        (r#"{"userId":18446744073709551615}"#, "18446744073709551615"),
        (r#"{"userId":"x","userId":"x"}"#, "x"),
        (r#"{"userId":"35","name":"n","userId":35,"userId":"35"}"#, "35"),
        (r#"{"userId":" x "}"#, " x "),
        (r#"{"userId":"\u200bx"}"#, "\u{200B}x"),
        (r#"{"userId":"null"}"#, "null"),
    ] {
        assert_eq!(whole(body).user_id, id, "{body}");
    }
}

#[test]
fn integers_in_text_fields_are_their_digits() {
    for (key, number) in [
        ("phone", "13900000000"),
        ("externalId", "10010"),
        ("name", "7"),
        ("postalCode", "0"),
        ("identityNumber", "18446744073709551615"),
        ("locale", "-5"),
    ] {
        gives(&format!(r#""{key}":{number}"#), json!({key: number}));
        gives(&format!(r#""{key}\t":{number}"#), json!({key: number}));
    }
    gives(r#""departmentIds":[1,"2",3],"tenantIds":4"#, json!({"departmentIds": ["1", "2", "3"], "tenantIds": ["4"]}));
    gives(r#""identities":[{"userIdInIdp":42}]"#, json!({"identities": [{"userIdInIdp": "42"}]}));
    for value in ["1.5", "1e300", "true", "[]", "{}", "[1]"] {
        keeps("name", value);
    }
    // An integer is never a value of an enum.
    keeps("gender", "1");
}

#[test]
fn numbers_in_strings() {
    for (text, count) in [("3", 3), ("-1", -1), ("3.0", 3), ("3e0", 3), (" 3 ", 3), ("9223372036854775807", i64::MAX)] {
        gives(&format!(r#""loginsCount":{}"#, json!(text)), json!({"loginsCount": count}));
    }
    for text in ["many", "3.5", "1e300", "0x3", "NaN", "1e999", "3,000", "9223372036854775808", "null", "-", "--3"] {
        keeps("loginsCount", &json!(text).to_string());
    }
}

#[test]
fn booleans_in_other_forms() {
    for (value, is) in [
        (r#""True""#, true),
        (r#""TRUE""#, true),
        (r#""enabled""#, true),
        (r#""Enabled""#, true),
        ("1", true),
        (r#""1""#, true),
        (r#""False""#, false),
        (r#""false""#, false),
        (r#""disabled""#, false),
        ("0", false),
        (r#""0""#, false),
    ] {
        for key in ["emailVerified", "phoneVerified", "resetPasswordOnNextLogin"] {
            gives(&format!(r#""{key}":{value}"#), json!({key: is}));
        }
    }
    for value in ["2", "-1", "0.5", r#""yes""#, r#""2""#, r#""truee""#, r#"" ""#, "[]", "[true]", "{}"] {
        keeps("emailVerified", value);
    }
}

#[test]
fn times_as_numbers() {
    for digits in ["1726394844", "1726466609578", "0", "20220603"] {
        for key in ["createdAt", "updatedAt", "lastLogin", "birthdate", "signedUp"] {
            gives(&format!(r#""{key}":{digits}"#), json!({key: digits}));
            gives(&format!(r#""{key}":"{digits}""#), json!({key: digits}));
        }
    }
    for value in ["1.5", "true", "[]", "{}"] {
        keeps("createdAt", value);
    }
}

#[cfg(feature = "jiff")]
#[test]
fn times_as_numbers_are_instants() {
    let user = profile(r#""createdAt":1726394844,"updatedAt":"1726466609578""#);
    let seconds = |time: &Option<genauth::types::Timestamp>| {
        time.as_ref().and_then(|time| time.to_jiff()).map(|time| time.as_millisecond())
    };
    assert_eq!(
        (seconds(&user.created_at), seconds(&user.updated_at)),
        (Some(1_726_394_844_000), Some(1_726_466_609_578))
    );
}

#[tokio::test]
async fn control_characters_as_they_are() {
    for control in (0..0x20).map(char::from) {
        let user =
            asked(format!("{{\"statusCode\":200,\n\"data\":{{\"userId\":\"x\",\"nickname\":\"a{control}b\"}}}}"));
        assert_eq!(user.await.expect("a profile").nickname, Some(format!("a{control}b")), "{control:?}");
    }
    let body = "{\"statusCode\":200,\"data\":{\"userId\":\"x\",\"new\u{1}key\":[\"\n\"],\"customData\":{\"a\":\"\t\\n\"},\
                \"departmentIds\":\"[\\\"a\nb\\\"]\",\"city\":\"\\ud83d\u{14}\"}}";
    let user = asked(body).await.expect("a profile");
    assert_eq!(Value::Object(user.extra), json!({"new\u{1}key": ["\n"]}));
    assert_eq!(user.custom_data.map(Value::Object), Some(json!({"a": "\t\n"})));
    assert_eq!(user.department_ids.as_deref(), Some(&["a\nb".to_owned()][..]));
    assert_eq!(user.city.as_deref(), Some("\u{FFFD}\u{14}"));
    // Outside of strings, control characters are no JSON.
    let error = asked("{\"statusCode\":200,\u{1}\"data\":{\"userId\":\"x\"}}").await.expect_err("no JSON");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let bytes = b"{\"statusCode\":200,\"data\":{\"userId\":\"x\",\"name\":\"\xff\n\xc3\"}}";
    let user = asked(bytes.to_vec()).await.expect("a profile");
    assert_eq!(user.name.as_deref(), Some("\u{FFFD}\n\u{FFFD}"));
}

#[tokio::test]
async fn an_answer_of_another_api_is_named() {
    for (body, found) in [
        (r#"{"statusCode":200,"data":{"sub":"u1","nickname":"Ada"}}"#, "`sub`"),
        (r#"{"statusCode":200,"data":{"id":"u1","name":"Ada"}}"#, "`id`"),
        (r#"{"statusCode":200,"data":{"userId":"","sub":"u1"}}"#, "`sub`"),
        (r#"{"sub":"u1","nickname":"Ada"}"#, "`sub`"),
        (r#"{"id":"u1","name":"Ada"}"#, "`id`"),
    ] {
        let text = asked(body).await.expect_err(body).to_string();
        assert!(text.contains("another API") && text.contains(found), "{body}: {text}");
        assert!(!text.contains("request id") && !text.contains("u1"), "{body}: {text}");
    }
}

#[test]
fn integers_beyond_64_bits_are_doubles() {
    if serde_json::from_str::<Value>("1e999").is_ok() {
        return; // serde_json's `arbitrary_precision` is on.
    }
    let user = profile(r#""new":123456789012345678901234567890,"customData":{"a":-18446744073709551616}"#);
    assert_eq!(user.extra["new"].as_f64(), Some(123_456_789_012_345_678_901_234_567_890.0));
    assert_eq!(user.custom_data.expect("custom data")["a"].as_f64(), Some(-18_446_744_073_709_551_616.0));
}

#[tokio::test]
async fn a_small_body_that_takes_much_memory_is_refused() {
    let fill = |unit: &str, depth: usize| {
        let (open, close) = unit.split_once('|').expect("a unit");
        let one = open.repeat(depth) + &close.repeat(depth);
        let mut list = one.clone();
        while list.len() < 4_000_000 {
            list.extend([",", &one]);
        }
        format!("[{list}]")
    };
    for (key, value, is_refused) in [
        ("new", fill(r#"{"":[|]}"#, 1), true),
        ("customData", format!(r#"{{"a":{}}}"#, fill("[|]", 90)), true),
        ("identities", fill("{|}", 1), true),
        // A million texts take less than 64 MiB.
        ("departmentIds", fill("\"a|\"", 1), false),
    ] {
        for id in [r#""userId":"x","#, ""] {
            let body = format!(r#"{{"statusCode":200,"requestId":"ab-1","data":{{{id}"{key}":{value}}}}}"#);
            let Err(error) = asked(body).await else {
                assert!(!is_refused && !id.is_empty(), "{key}");
                continue;
            };
            assert_eq!(error.kind(), ErrorKind::Decode, "{key}");
            let path = error.json_path().expect("a path");
            assert!(path.starts_with("/data"), "{key}: {path}");
        }
    }
    // A tenant may well keep thousands of small objects.
    let ordinary: String =
        (0..50_000).map(|key| format!(r#"{{"school":"ETH Zürich","age":{key},"member":true}},"#)).collect();
    let user =
        asked(format!(r#"{{"statusCode":200,"data":{{"userId":"x","customData":{{"a":[{ordinary}1]}}}}}}"#)).await;
    assert_eq!(user.expect("a profile").custom_data.expect("custom data")["a"].as_array().map(Vec::len), Some(50_001));
}
