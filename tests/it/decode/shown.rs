//! What `Debug` and drift show: names of the schema and harmless values, and nothing else of an answer.

use genauth::DriftKind;
use genauth::types::{Envelope, IdentityDto, UserDto};
use serde_json::{Map, Value, json};

use super::envelope;

const MARK: &str = "m4rker";

fn read(mut body: Value) -> UserDto {
    body.as_object_mut().expect("an object").entry("userId").or_insert("x".into());
    serde_json::from_value(body).expect("a profile")
}

#[test]
fn debug_shows_no_value_that_is_not_marked_as_harmless() {
    let identity = json!({
        "identityId": "i", "userIdInIdp": MARK, "userInfoInIdp": {MARK: {"a": [MARK]}}, "accessToken": MARK,
        "refreshToken": MARK, "new": MARK, "originConnIds": [MARK],
    });
    let mut profile = json!({
        "userId": "x", "customData": {MARK: MARK, "a": {"b": MARK}}, "metadataSource": {"a": MARK}, "new": {"a": MARK},
        "departmentIds": [MARK], "identities": [identity], "loginsCount": MARK, "gender": MARK, MARK: 1,
    });
    let texts = "email phone name nickname username photo lastIp address streetAddress birthdate givenName familyName \
                 middleName identityNumber externalId browser device website company";
    for key in texts.split_whitespace() {
        profile[key] = MARK.into();
    }
    let user = read(profile.clone());
    let shown = format!("{user:?} {user:#?} {:?} {:?}", user.drift(), user.clone().identities);
    assert!(!shown.contains(MARK), "{shown}");
    assert!(shown.contains("custom_data: <redacted>") && shown.contains("user_info_in_idp: <redacted>"), "{shown}");
    let body = json!({"statusCode": 200, "message": MARK, "data": profile, "new": MARK, "apiCode": MARK});
    let envelope = envelope(&body.to_string());
    let shown = format!("{envelope:?} {envelope:#?}");
    assert!(!shown.contains(MARK) && shown.contains("message: <redacted>"), "{shown}");
    let odd: Envelope<Vec<IdentityDto>> =
        serde_json::from_value(json!({"message": MARK, "data": [{"accessToken": MARK}]})).expect("an envelope");
    assert!(!format!("{odd:?}").contains(MARK), "{odd:?}");
}

#[test]
fn debug_shows_what_is_harmless_and_the_types_of_the_rest() {
    let user = read(json!({"status": "Activated", "loginsCount": 3, "emailVerified": true, "createdAt": "2022-07-03"}));
    insta::assert_snapshot!(
        format!("{user:?}"),
        @r#"UserDto { user_id: "x", created_at: "2022-07-03", status: Activated, logins_count: 3, email_verified: true }"#
    );
    let user = read(json!({"email": 5.5, "identityNumber": "n", "ada@example.com": 1, "new": null}));
    insta::assert_snapshot!(
        format!("{user:?}"),
        @r#"UserDto { user_id: "x", identity_number: <redacted>, extra: {"email": number, unknown fields: 2} }"#
    );
}

#[test]
fn drift_names_places_and_no_values() {
    let user = read(json!({
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
    let unknown: Map<_, _> = (0..40).map(|index| (format!("{index:02}"), json!(1))).collect();
    let mut many = unknown.clone();
    many.extend([("email".to_owned(), json!(true)), ("status".to_owned(), json!("Frozen"))]);
    many.insert("identities".to_owned(), json!([{"type": true}, unknown]));
    let rows: Vec<_> = read(Value::Object(many)).drift().iter().map(|row| row.pointer().to_owned()).collect();
    let first = (0..29).map(|index| format!("/{index:02}"));
    assert_eq!(rows, first.chain(["/email", "/status", "/identities/0/type"].map(String::from)).collect::<Vec<_>>());
    let misfits = json!({"identities": vec![json!({"type": true}); 40]});
    assert_eq!(read(misfits).drift().len(), 32);

    let many: Map<_, _> = (0..100).map(|index| (format!("{index}{}", "k".repeat(100)), json!(1))).collect();
    let drift = read(Value::Object(many)).drift();
    assert_eq!((drift.len(), drift[0].pointer().chars().count()), (32, 64));

    // A key of the schema is shown, and a field that is set later is no drift any more.
    let mut user = read(json!({"email": 5.5, "marker": 1}));
    let mut shown: Vec<_> = user.drift().iter().map(|row| format!("{row:?}")).collect();
    shown.sort();
    let unknown = r#"Drift { kind: UnknownField, expected: "nothing", found: "number", .. }"#;
    let misfit = r#"Drift { pointer: "/email", kind: TypeMismatch, expected: "string", found: "number", .. }"#;
    assert_eq!(shown, [unknown, misfit]);
    user.email = Some("a@example.com".to_owned());
    assert_eq!(user.drift().len(), 1);
}
