//! The decoder's tests with serde_json's features `preserve_order` and `raw_value`, with or without
//! `arbitrary_precision`, and tests of faults that only these features can cause.

#[path = "../../it/decode.rs"]
mod decode;
#[path = "../../it/model.rs"]
mod model;
#[path = "../../it/properties.rs"]
mod properties;

use genauth::types::{UserDto, UserSingleRespDto};
use serde_json::{Value, json};

fn profile(text: &str) -> UserDto {
    let user: UserDto = serde_json::from_str(text).expect(text);
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(serde_json::from_str::<UserDto>(&written).expect("read again"), user, "D9 for {text}");
    user
}

#[test]
fn the_features_are_on() {
    let beyond = serde_json::from_str::<Value>("1e999").map(|number| number.to_string().to_lowercase()).ok();
    assert_eq!(beyond.as_deref(), cfg!(feature = "arbitrary_precision").then_some("1e+999"));
    assert_eq!(json!({"b": 1, "a": 2}).to_string(), r#"{"b":1,"a":2}"#);
    // `Value` itself misreads a key that any user can choose.
    let raw = serde_json::from_str::<Value>(r#"{"$serde_json::private::RawValue":"[1]"}"#).expect("JSON");
    assert_eq!(raw, json!([1]));
}

#[test]
#[cfg(feature = "arbitrary_precision")]
fn every_digit_is_kept() {
    let digits = "123456789012345678901234567890.12345678901234567890";
    let user = profile(&format!(
        r#"{{"userId":"x","new":{digits},"loginsCount":{digits},"email":{digits},"customData":{{"a":[{digits}]}},
            "identities":[{{"type":{digits},"userInfoInIdp":{{"a":{digits}}}}},{digits}],"departmentIds":[{digits}]}}"#
    ));
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(written.matches(digits).count(), 8, "{written}");
}

#[test]
fn numbers_fit_in_each_place_and_form() {
    for (text, count) in
        [("3", 3), ("3.0", 3), ("3e0", 3), ("300e-2", 3), ("-1", -1), ("9223372036854775807", i64::MAX)]
    {
        assert_eq!(profile(&format!(r#"{{"userId":"x","loginsCount":{text}}}"#)).logins_count, Some(count), "{text}");
        // A number under a key with a blank must fit too, from text and from a `Value`.
        let blank = format!(r#"{{"userId":"x","loginsCount ":{text}}}"#);
        assert_eq!(profile(&blank).logins_count, Some(count), "{text}");
        let value: Value = serde_json::from_str(&blank).expect("JSON");
        let user: UserDto = serde_json::from_value(value).expect("a profile");
        assert_eq!(user.logins_count, Some(count), "{text}");
        let envelope = format!(r#"{{"statusCode":200,"apiCode":{text},"data":{text}}}"#);
        let envelope: UserSingleRespDto = serde_json::from_str(&envelope).expect("an envelope");
        assert_eq!((envelope.status_code, envelope.api_code), (Some(200), Some(count)), "{text}");
        assert_eq!(envelope.extra["data"], serde_json::from_str::<Value>(text).expect("a number"));
    }
}

#[test]
#[cfg(feature = "arbitrary_precision")]
fn integers_beyond_64_bits_are_parked_wherever_they_stand() {
    for number in ["18446744073709551616", "-9223372036854775809", "1e40", "340282366920938463463374607431768211456"] {
        for key in ["loginsCount", "email", "emailVerified", "gender", "customData", "departmentIds", "identities"] {
            for blank in ["", " "] {
                let text = format!(r#"{{"userId":"x","{key}{blank}":{number}}}"#);
                let expected = serde_json::from_str::<Value>(number).expect("a number");
                assert_eq!(profile(&text).extra[key], expected, "{text}");
                let value: Value = serde_json::from_str(&text).expect("JSON");
                let user: UserDto = serde_json::from_value(value).expect("a profile");
                assert_eq!(user.extra[key], expected, "{text} from a Value");
            }
        }
    }
}

#[test]
fn keys_of_serde_json_are_keys_at_every_place() {
    let keys = ["Number", "RawValue", "Other"].map(|name| format!("$serde_json::private::{name}"));
    for key in &keys {
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
                let user = profile(&text);
                let written = serde_json::to_string(&user).expect("written");
                let times = text.matches(object).count();
                assert_eq!(written.matches(object).count(), times, "{object}: {written}");
                let text = format!(r#"{{"userId":"x","customData":{{"a":{object}}},"metadataSource":{encoded}}}"#);
                if object.starts_with('{') {
                    let written = serde_json::to_string(&profile(&text)).expect("written");
                    assert_eq!(written.matches(object).count(), 2, "{object}: {written}");
                }
                // A reader must give the same profile. A caller's own `Value` may have these keys too.
                let read: UserDto = serde_json::from_reader(text.as_bytes()).expect("a profile");
                assert_eq!(read, profile(&text));
                let user: UserDto =
                    serde_json::from_value(json!({"userId": "x", "new": {key: "5"}})).expect("a profile");
                assert_eq!(user.extra["new"], json!({key: "5"}));
            }
            let text = format!(r#"{{"{key}":{value},"userId":"x","identities":{{"{key}":{value},"type":"a"}}}}"#);
            let user = profile(&text);
            let kept = serde_json::to_string(&(&user.extra, &user.identities.expect("a list")[0].extra));
            assert_eq!(kept.expect("written"), format!("[{object},{object}]"));
            let envelope = format!(r#"{{"{key}":{value},"data":{{"{key}":{value},"userId":"x"}},"statusCode":200}}"#);
            let envelope: UserSingleRespDto = serde_json::from_str(&envelope).expect("an envelope");
            let kept = serde_json::to_string(&(&envelope.extra, &envelope.data.expect("data").extra));
            assert_eq!(kept.expect("written"), format!("[{object},{object}]"));
        }
    }
}

#[test]
fn the_order_of_keys_is_kept() {
    let text = r#"{"userId":"x","z":1,"customData":{"b":1,"a":2},"y":{"d":1,"c":2}}"#;
    let written = serde_json::to_string(&profile(text)).expect("written");
    assert_eq!(written, r#"{"userId":"x","customData":{"b":1,"a":2},"z":1,"y":{"d":1,"c":2}}"#);
}
