//! D8: the bounds on depth and memory, and on time.

use genauth::ErrorKind;
use genauth::types::{GetUserAuthResourceStructDataDto, UserDto, UserSingleRespDto};
use serde_json::{Value, json};

use super::{Service, envelope, profile, whole};

fn brackets(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

fn is_read(members: &str) -> bool {
    serde_json::from_str::<UserDto>(&format!(r#"{{"userId":"x",{members}}}"#)).is_ok()
}

#[test]
fn depth_is_bounded() {
    // The profile itself is one of the 100 levels.
    let nested = |key: &str, levels| format!(r#""{key}":{}"#, brackets(levels));
    assert!(is_read(&nested("new", 99)));
    assert!(!is_read(&nested("new", 100)) && !is_read(&nested("email", 100)));
    // What is kept is written one level deeper than it came: a second user ID, and an object in place of a list.
    let second = |levels| format!(r#"{{"statusCode":200,"data":{{"userId":"x","userId":{}}}}}"#, brackets(levels));
    envelope(&second(97));
    assert!(serde_json::from_str::<UserSingleRespDto>(&second(98)).is_err());
    let single = |levels| format!(r#""identities":{{"new":{}}}"#, brackets(levels));
    profile(&single(97));
    assert!(!is_read(&single(98)));
    // The depth of an encoded value counts from the place of its string. A string that is too deep stays closed.
    let identity = |levels| format!("[{{\"new\":{}}}]", brackets(levels));
    assert!(profile(&format!(r#""identities":{}"#, json!(identity(97)))).identities.is_some());
    for closed in [brackets(100), brackets(128), brackets(100_000), r#"["\ud83d",1e999]"#.to_owned()] {
        let user = whole(
            &json!({"userId": "x", "departmentIds": closed, "identities": {"originConnIds": closed}}).to_string(),
        );
        let identity = &user.identities.as_ref().expect("a list")[0];
        assert_eq!((&user.department_ids, &identity.origin_conn_ids), (&None, &None));
        assert_eq!((&user.extra["departmentIds"], &identity.extra["originConnIds"]), (&json!(closed), &json!(closed)));
        assert_eq!(user.drift().len(), 2);
    }
    let user = whole(&json!({"userId": "x", "identities": identity(98)}).to_string());
    assert_eq!((user.identities, &user.extra["identities"]), (None, &json!(identity(98))));
}

#[test]
fn depth_is_bounded_in_types_that_hold_themselves() {
    // The tree has three levels, each node two.
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
fn no_depth_overflows_the_stack() {
    let service = Service::start();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"identities\":", "}]")] {
        for (levels, end) in [(100, close), (129, close), (20_000, close), (20_000, "")] {
            let deep = format!("{}1{}", open.repeat(levels), end.repeat(levels));
            assert!(serde_json::from_str::<UserDto>(&deep).is_err() && service.ask(deep.as_str()).is_err());
            for key in ["userId", "new", "email", "customData", "departmentIds", "identities", "city "] {
                assert!(!is_read(&format!(r#""{key}":{deep}"#)), "{key} {open} {levels} {end}");
            }
            // The profile decodes, whatever its encoded strings hold.
            let inner = json!(deep);
            let identity = json!(format!(r#"[{{"originConnIds":{inner},"new":{deep}}}]"#));
            let data =
                format!(r#"{{"userId":"x","departmentIds":{inner},"identities":{identity},"postIdList":[{inner}]}}"#);
            let user = service.data(&data).expect("a profile");
            assert!(serde_json::to_string(&user).expect("written").len() > deep.len(), "{open} {levels} {end}");
        }
    }
}

#[test]
fn memory_is_bounded() {
    let service = Service::start();
    // The first number of elements is realistic. The second would take far more memory than the text itself.
    for (members, unit, few, many, end) in [
        (r#""identities":["#, "{},", 20_000, 400_000, "{}]"),
        (r#""identities":["#, r#"{"type":"a"},"#, 20_000, 250_000, "5]"),
        (r#""departmentIds":["#, r#""a","#, 200_000, 1_200_000, r#""a"]"#),
        (r#""new":["#, r#"{"":[]},"#, 50_000, 250_000, "1]"),
        (r#""customData":{"a":["#, "[[[1]]],", 50_000, 250_000, "1]}"),
        (r#""customData":{"a":["#, "1,", 50_000, 1_500_000, "1]}"),
        (r#""postIdList":"["#, r#"\"a\","#, 20_000, 1_200_000, r#"\"a\"]""#),
    ] {
        let data = |count| format!(r#"{{"userId":"x",{members}{}{end}}}"#, unit.repeat(count));
        assert!(serde_json::from_str::<UserDto>(&data(few)).is_ok(), "{few} of {unit}");
        let error = service.data(&data(many)).expect_err(unit);
        assert_eq!(error.kind(), ErrorKind::Decode, "{unit}");
        assert!(error.json_path().is_some_and(|path| path.starts_with("/data")), "{unit}: {error}");
        let text = format!("{error:#}");
        assert!(text.contains("it would take more than 64 MiB of memory"), "{many} of {unit}: {text}");
    }
}

#[test]
fn many_variants_of_a_key_take_no_more_than_linear_time() {
    // Each key is `city` after different white space. To compare every key with every other would take minutes.
    let blank = |index: usize| (0..17).map(|bit| if index >> bit & 1 == 0 { " " } else { "\\t" }).collect::<String>();
    let members: String = (0..100_000).map(|index| format!(r#","{}city":[{index}]"#, blank(index))).collect();
    let started = std::time::Instant::now();
    let user: UserDto = serde_json::from_str(&format!(r#"{{"userId":"x"{members}}}"#)).expect("a profile");
    assert_eq!((user.extra.len(), &user.extra["city"]), (100_000, &json!([0])));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
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
