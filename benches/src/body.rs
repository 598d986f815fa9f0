//! Bodies of answers, without white space between tokens, as servers write them.

use serde_json::{Map, Value, json};

/// The documented sample, with its slips.
const SAMPLE: &str = include_str!("../../schema/get-profile.sample.json");

/// The bodies that are decoded, by name. The first has slips that only this crate can decode.
pub const NAMES: [&str; 7] =
    ["sample", "repaired", "minimal", "nulls", "12-unknown-keys", "50-identities", "1-MiB-custom-data"];

/// The numbers of identities in the bodies that show how the cost grows.
pub const GROWTH: [usize; 2] = [1, 1024];

/// The body of this name.
pub fn named(name: &str) -> Option<String> {
    Some(match name {
        "sample" => compact(SAMPLE),
        "repaired" => repaired(),
        "minimal" => r#"{"statusCode":200,"message":"","data":{"userId":"6229ffaxxxxxxxxcade3e3d9"}}"#.to_owned(),
        "nulls" => nulls(),
        "12-unknown-keys" => unknown_keys(12),
        // The documented sample has one object in place of the list, which a strict derive refuses.
        "departments" => compact(include_str!("departments.json")),
        "permission" => permission(),
        "1-MiB-custom-data" => custom_data(1 << 20),
        other => identities(other.strip_suffix("-identities")?.parse().ok()?),
    })
}

/// The text without the white space between tokens.
fn compact(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let kept = text.chars().filter(|char| {
        let kept = quoted || !char.is_ascii_whitespace();
        match (escaped, char) {
            (true, _) => escaped = false,
            (false, '\\') => escaped = true,
            (false, '"') => quoted = !quoted,
            _ => {}
        }
        kept
    });
    kept.collect()
}

/// The sample without its slips, so that a strict decoder accepts it.
///
/// # Panics
/// If the sample no longer has one of the slips.
pub fn repaired() -> String {
    let slips = [
        (r#""lastLogin ""#, r#""lastLogin""#),
        (r#"" 2022-07-03T03:20:30.000Z""#, r#""2022-07-03T03:20:30.000Z""#),
        (r#""address ""#, r#""address""#),
        (
            r#""[\"624d930c3xxxx5c08dd4986e\",\"624d93102xxxx012f33cd2fe\"]""#,
            r#"["624d930c3xxxx5c08dd4986e","624d93102xxxx012f33cd2fe"]"#,
        ),
        (r#""identities":{"#, r#""identities":[{"#),
        (r#""[\"605492ac41xxxxe0362f0707\"]"}"#, r#"["605492ac41xxxxe0362f0707"]}]"#),
    ];
    slips.into_iter().fold(compact(SAMPLE), |body, (slip, repaired)| {
        assert_eq!(body.matches(slip).count(), 1, "{slip}");
        body.replace(slip, repaired)
    })
}

/// The documented answer to a permission check, but with a list where the sample has an object in place of a list.
fn permission() -> String {
    let body = compact(include_str!("../../schema/check-permission-string-resource.sample.json"));
    let (start, end) = (r#""checkResultList":{"#, "}}}");
    assert!(body.contains(start) && body.ends_with(end), "the sample's object in place of a list");
    let body = body.replace(start, r#""checkResultList":[{"#);
    format!("{}}}]}}}}", body.trim_end_matches('}'))
}

/// Every field of the repaired sample `null`, except the mandatory one.
fn nulls() -> String {
    with_data(|data| data.iter_mut().filter(|(key, _)| *key != "userId").for_each(|(_, value)| *value = Value::Null))
}

/// The repaired sample, and members that the schema doesn't know.
pub fn unknown_keys(count: usize) -> String {
    let body = repaired();
    let members: String = (0..count).map(|key| format!(r#","unknownKey{key}":"value {key}""#)).collect();
    let end = body.strip_suffix("}}").unwrap_or(&body);
    format!("{end}{members}}}}}")
}

/// The repaired sample with its identity repeated this many times.
pub fn identities(count: usize) -> String {
    with_data(|data| {
        let identity = data["identities"][0].clone();
        data.insert("identities".to_owned(), vec![identity; count].into());
    })
}

/// The repaired sample with custom data of at least this length.
fn custom_data(length: usize) -> String {
    let mut custom = Map::new();
    // A member has 70 characters.
    for key in 0..=length / 70 {
        custom.insert(format!("key{key:07}"), json!({ "school": "Peking University", "age": key, "member": true }));
    }
    with_data(|data| drop(data.insert("customData".to_owned(), custom.into())))
}

fn with_data(change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut envelope: Value = serde_json::from_str(&repaired()).expect("the repaired sample is JSON");
    change(envelope["data"].as_object_mut().expect("the sample has data"));
    envelope.to_string()
}
