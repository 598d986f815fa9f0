//! The decoder's tests with serde_json's `arbitrary_precision` and `preserve_order`, and what only shows with them.

#[path = "../../it/decode.rs"]
mod decode;
#[path = "../../it/properties.rs"]
mod properties;

use genauth::types::{UserDto, UserSingleRespDto};
use serde_json::{Value, json};

/// The key under which serde_json shows a number to a decoder.
const NUMBER: &str = "$serde_json::private::Number";

fn profile(text: &str) -> UserDto {
    let user: UserDto = serde_json::from_str(text).expect(text);
    let written = serde_json::to_string(&user).expect("written");
    assert_eq!(serde_json::from_str::<UserDto>(&written).expect("read again"), user, "D9 for {text}");
    user
}

#[test]
fn the_features_are_on() {
    assert_eq!(serde_json::from_str::<Value>("1e999").expect("a number").to_string().to_lowercase(), "1e+999");
    assert_eq!(json!({"b": 1, "a": 2}).to_string(), r#"{"b":1,"a":2}"#);
}

#[test]
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
        // Kept back under a key with a blank, and read from a `Value`.
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
fn a_key_that_looks_like_a_number_costs_itself_only() {
    // At the beginning of an object serde_json itself takes it for a number; elsewhere it is a key as any other.
    let user = profile(&format!(r#"{{"userId":"x","{NUMBER}":"5","email":"a"}}"#));
    assert_eq!((user.email.as_deref(), &user.extra[NUMBER]), (Some("a"), &json!("5")));
    let user = profile(&format!(r#"{{"userId":"x","identities":[{{"type":"a","{NUMBER}":"5"}}]}}"#));
    assert_eq!(user.identities.expect("identities")[0].extra[NUMBER], "5");
}

#[test]
fn the_order_of_keys_is_kept() {
    let text = r#"{"userId":"x","z":1,"customData":{"b":1,"a":2},"y":{"d":1,"c":2}}"#;
    let written = serde_json::to_string(&profile(text)).expect("written");
    assert_eq!(written, r#"{"userId":"x","customData":{"b":1,"a":2},"z":1,"y":{"d":1,"c":2}}"#);
}
