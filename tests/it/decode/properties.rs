//! Properties of the decoder, tested with arbitrary envelopes and with mutations of the documented sample: nothing is lost,
//! nothing is made up, and a value that is written back decodes to the same value. `model.rs` tests profiles.

use genauth::ErrorKind;
use genauth::types::{UserDto, UserSingleRespDto};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Number, Value};

use super::doc::{self, Doc};
use super::model::user;
use super::{SAMPLE, Service};

fn key() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        4 => doc::key(&[
            "userId", "email", "status", "gender", "loginsCount", "emailVerified", "createdAt", "departmentIds",
            "identities", "originConnIds", "provider", "userInfoInIdp", "customData", "statusCode", "data", "message",
        ]),
        1 => "\\PC{0,6}",
    ]
}

fn any_doc() -> impl Strategy<Value = Doc> + Clone {
    const NUMBERS: &[&str] = &[
        "0",
        "-0",
        "-0.0",
        "-1",
        "3",
        "3.0",
        "30e-1",
        "2.5",
        "200",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890",
        "1e300",
        "5e-324",
    ];
    let float = any::<f64>().prop_filter_map("finite", |float| Some(Number::from_f64(float)?.to_string()));
    doc::doc(key(), prop_oneof![3 => select(NUMBERS).prop_map(str::to_owned), 1 => float]).boxed()
}

fn mutated() -> impl Strategy<Value = Doc> {
    let sample: Value = serde_json::from_str(SAMPLE).expect("the sample");
    doc::mutated(sample.into(), key(), any_doc())
}

/// Decodes the input, writes the value back, compares the scalars of both texts, and decodes the written text again.
fn lossless<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(doc: &Doc) -> Result<T, TestCaseError> {
    let text = doc.print();
    let decoded: T = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
    let written = serde_json::to_string(&decoded).expect("written");
    let value: Value = serde_json::from_str(&written).expect("JSON");
    prop_assert_eq!(written.len(), value.to_string().len(), "a key is written twice: {}", written);
    let found = Doc::from(value).scalars(true);
    let lost: Vec<_> = doc.scalars(true).difference(&found).cloned().collect();
    prop_assert!(lost.is_empty(), "lost {:?} of {} in {}", lost, text, written);
    let made_up: Vec<_> = found.difference(&doc.scalars(false)).cloned().collect();
    prop_assert!(made_up.is_empty(), "made up {:?} of {} in {}", made_up, text, written);
    prop_assert_eq!(&serde_json::from_str::<T>(&written).expect("read again"), &decoded, "D9 for {}", text);
    Ok(decoded)
}

fn is_usable(doc: &Doc) -> bool {
    matches!(doc, Doc::Object(members) if user(members).is_some())
}

/// Whether no code comes twice. Of two codes of an envelope a failing one counts, so that the later one may get lost.
fn has_single_codes(doc: &Doc) -> bool {
    ["statusCode", "code"].iter().all(|key| doc.get(key).len() < 2)
}

fn config(cases: u32) -> ProptestConfig {
    // Found regressions become tests of their own.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn every_object_with_a_usable_user_id_is_a_profile(doc in any_doc()) {
        let Doc::Object(mut members) = doc else { return Ok(()) };
        members.push(("userId".to_owned(), Doc::Text("x".to_owned())));
        let doc = Doc::Object(members);
        match is_usable(&doc) {
            true => drop(lossless::<UserDto>(&doc)?),
            false => prop_assert!(serde_json::from_str::<UserDto>(&doc.print()).is_err()),
        }
    }

    #[test]
    fn every_object_is_an_envelope(doc in any_doc()) {
        match doc {
            Doc::Object(_) if !has_single_codes(&doc) => {}
            Doc::Object(_) => drop(lossless::<UserSingleRespDto>(&doc)?),
            _ if doc.may_be_an_object() => {}
            _ => prop_assert!(serde_json::from_str::<UserSingleRespDto>(&doc.print()).is_err()),
        }
    }

    #[test]
    fn a_mutated_sample_loses_nothing(doc in mutated()) {
        prop_assume!(has_single_codes(&doc));
        let envelope = lossless::<UserSingleRespDto>(&doc)?;
        if let [data] = doc.get("data")[..] {
            let data = if let Doc::Encoded(inner) = data { inner } else { data };
            prop_assert_eq!(envelope.data.is_some(), is_usable(data), "{}", doc.print());
        }
    }

    #[test]
    fn no_text_panics(text in "[\\[\\]{},:\"\\\\a-f0-9.eEu+\\- ]{0,64}|\\PC{0,64}") {
        let _ = serde_json::from_str::<UserDto>(&text);
        let _ = serde_json::from_str::<UserSingleRespDto>(&format!(r#"{{"data":{{"identities":{}}}}}"#, Value::from(text)));
    }
}

/// Checks that a body that is cut at `cut` counts as a lost connection, whatever was read before.
fn check_cut(service: &Service, body: &[u8], cut: usize) {
    let error = service.ask(&body[..cut]).expect_err("cut short");
    let text = String::from_utf8_lossy(&body[..cut]);
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Interrupted, None), "{text}: {error}");
    assert_eq!(error.is_retryable(), !error.is_unauthorized(), "{text}: {error}");
    assert!(error.is_unauthorized() || error.to_string().contains("app_host"), "{text}: {error}");
}

#[test]
fn a_cut_body_is_a_lost_connection() {
    let service = Service::start();
    for body in [
        SAMPLE.trim_end(),
        // The data comes first, so success isn't known until the end.
        r#"{"data":{"userId":"x"},"message":"m","statusCode":200}"#,
        r#"{"statusCode":401,"apiCode":2020}"#,
        "{\"statusCode\":200,\"data\":{\"userId\":\"u\",\"name\":\"Zo\u{eb} \u{1f600}\",\"city\":\"\\ud83d\\ude00\",\"loginsCount\":-1.5e3,\
         \"departmentIds\":\"[\\\"a\\\",\\\"b\\\"]\",\"customData\":{\"a\":[true,null,1e999]}}}",
    ] {
        for at in 0..body.len() {
            check_cut(&service, body.as_bytes(), at);
        }
    }
}

/// A text inside of the JSON may end early too. Then the text is kept, and the answer is whole.
#[test]
fn a_text_that_is_cut_inside_of_a_whole_body_is_no_lost_connection() {
    let service = Service::start();
    let list = r#"[{"type":"a","originConnIds":["b"]}]"#;
    for at in 0..list.len() {
        let text = serde_json::to_string(&list[..at]).expect("JSON");
        let user = service.data(&format!(r#"{{"userId":"x","identities":{text},"departmentIds":{text}}}"#));
        assert_eq!(user.expect("a profile").user_id, "x");
    }
    let error = service.ask(r#"{"statusCode":200,"data":"{\"userId\":\"x"}"#).expect_err("half a profile");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn a_cut_mutated_body_is_a_lost_connection(doc in mutated(), at in any::<Index>()) {
        thread_local!(static SERVICE: Service = Service::start());
        let data = doc.get("data").first().map_or("null".to_owned(), |data| data.print());
        let body = format!(r#"{{"statusCode":200,"data":{data}}}"#);
        SERVICE.with(|service| check_cut(service, body.as_bytes(), at.index(body.len())));
    }
}
