//! The decoder's tests with serde_json's features `preserve_order` and `raw_value`, with or without
//! `arbitrary_precision`, and tests of faults that only these features can cause.

#[path = "../../it/decode/mod.rs"]
mod decode;

use decode::whole;
use serde_json::{Value, json};

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
    let user = whole(&format!(
        r#"{{"userId":"x","new":{digits},"loginsCount":{digits},"email":{digits},"customData":{{"a":[{digits}]}},
            "identities":[{{"type":{digits},"userInfoInIdp":{{"a":{digits}}}}},{digits}],"departmentIds":[{digits}]}}"#
    ));
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(written.matches(digits).count(), 8, "{written}");
}

#[test]
#[cfg(feature = "arbitrary_precision")]
fn integers_beyond_64_bits_are_parked_wherever_they_stand() {
    for number in ["18446744073709551616", "-9223372036854775809", "1e40", "340282366920938463463374607431768211456"] {
        for key in ["loginsCount", "email", "emailVerified", "gender", "customData", "departmentIds", "identities"] {
            for blank in ["", " "] {
                let text = format!(r#"{{"userId":"x","{key}{blank}":{number}}}"#);
                let expected = serde_json::from_str::<Value>(number).expect("a number");
                assert_eq!(whole(&text).extra[key], expected, "{text}");
                let value: Value = serde_json::from_str(&text).expect("JSON");
                let user: genauth::types::UserDto = serde_json::from_value(value).expect("a profile");
                assert_eq!(user.extra[key], expected, "{text} from a Value");
            }
        }
    }
}

#[test]
fn the_order_of_keys_is_kept() {
    let text = r#"{"userId":"x","z":1,"customData":{"b":1,"a":2},"y":{"d":1,"c":2}}"#;
    let written = serde_json::to_string(&whole(text)).expect("written");
    assert_eq!(written, r#"{"userId":"x","customData":{"b":1,"a":2},"z":1,"y":{"d":1,"c":2}}"#);
}
