//! A second opinion on the decoder: the rules D1 to D9 of src/wire/mod.rs as a plain function over a document. The
//! function follows the rules and not the decoder. Both must agree on made-up profiles.
//!
//! Neither speed nor memory matters here, so every rule stands on its own.

use std::collections::BTreeMap;

use genauth::DriftKind;
use genauth::types::UserDto;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::doc::Doc::{self, Bool, List, Null, Number, Object, Text};
use super::doc::{doc, key, number};

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Boolean,
    Time,
    Enum(&'static [&'static str]),
    Free,
    Texts,
    Identities,
}

const PROVIDERS: &[&str] = &["wechat", "github", "azure-ad"];

fn identity_field(key: &str) -> Option<Kind> {
    Some(match key {
        "identityId" | "extIdpId" | "type" | "userIdInIdp" | "accessToken" | "refreshToken" => Kind::Text,
        "provider" => Kind::Enum(PROVIDERS),
        "userInfoInIdp" => Kind::Free,
        "originConnIds" => Kind::Texts,
        _ => return None,
    })
}

/// Two fields of each kind, if the schema has two.
fn user_field(key: &str) -> Option<Kind> {
    Some(match key {
        "email" | "name" => Kind::Text,
        "loginsCount" | "passwordSecurityLevel" => Kind::Integer,
        "emailVerified" | "phoneVerified" => Kind::Boolean,
        "createdAt" | "birthdate" => Kind::Time,
        "gender" => Kind::Enum(&["M", "F", "U", "W"]),
        "status" => Kind::Enum(&["Suspended", "Resigned", "Activated", "Archived", "Deactivated"]),
        "customData" | "metadataSource" => Kind::Free,
        "departmentIds" | "tenantIds" => Kind::Texts,
        "identities" => Kind::Identities,
        _ => return None,
    })
}

type Drift = Vec<(String, DriftKind)>;

enum Taken {
    Absent,
    Fits(Value, Drift),
    Misfit(Value),
}

use Taken::{Absent, Fits, Misfit};

fn fits(value: impl Into<Value>) -> Taken {
    Fits(value.into(), Vec::new())
}

fn take(kind: Kind, node: &Doc) -> Taken {
    // D2: null is absent, and so is an empty string in a field that isn't text.
    let empty = *node == Text(String::new()) && !matches!(kind, Kind::Text);
    if empty || *node == Null {
        return Absent;
    }
    match kind {
        Kind::Text => text(node),
        Kind::Integer => integer(node),
        Kind::Boolean => boolean(node),
        Kind::Time => text(node),
        Kind::Enum(known) => match node.text() {
            Some(text) => {
                let unknown = (!known.contains(&text.as_str())).then(|| (String::new(), DriftKind::UnknownEnumValue));
                Fits(text.into(), unknown.into_iter().collect())
            }
            None => Misfit(node.value()),
        },
        Kind::Free => free(node),
        Kind::Texts => list(node, text, |_| false, false),
        Kind::Identities => list(node, identity, |node| has_field(node, identity_field), true),
    }
}

/// D6: a text as it is, or an integer as its digits.
fn text(node: &Doc) -> Taken {
    match (node.text(), node) {
        (Some(text), _) => fits(text),
        (_, Number(text)) if !number(text).is_f64() => fits(number(text).to_string()),
        (_, Null) => Absent,
        _ => Misfit(node.value()),
    }
}

/// D6: a number, or a string that holds one.
fn integer(node: &Doc) -> Taken {
    let found = match (node, node.text()) {
        (Number(text), _) => Some(number(text)),
        (_, Some(text)) => serde_json::from_str::<serde_json::Number>(text.trim_ascii()).ok(),
        _ => None,
    };
    let whole = |float: f64| (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64);
    match found.and_then(|number| number.as_i64().or_else(|| number.as_f64().and_then(whole))) {
        Some(integer) => fits(integer),
        None => Misfit(node.value()),
    }
}

/// D6: true and false in any case, enabled and disabled, 1 and 0.
fn boolean(node: &Doc) -> Taken {
    let word = match node {
        Bool(value) => value.to_string(),
        Number(text) if number(text).as_f64() == Some(1.0) => "1".to_owned(),
        Number(text) if number(text).as_f64() == Some(0.0) => "0".to_owned(),
        _ => node.text().unwrap_or_default().trim_ascii().to_ascii_lowercase(),
    };
    match word.as_str() {
        "true" | "enabled" | "1" => fits(true),
        "false" | "disabled" | "0" => fits(false),
        _ => Misfit(node.value()),
    }
}

/// D5: an object, perhaps encoded in a string. An empty list counts as an empty object.
fn free(node: &Doc) -> Taken {
    let opened = node.opened();
    match opened.as_ref().unwrap_or(node) {
        Object(_) => fits(opened.as_ref().unwrap_or(node).value()),
        List(nodes) if nodes.is_empty() => fits(json!({})),
        Null => Absent,
        _ => Misfit(node.value()),
    }
}

/// D5: a list, perhaps encoded in a string, or an element without its list.
fn list(node: &Doc, element: impl Fn(&Doc) -> Taken, stands_alone: impl Fn(&Doc) -> bool, of_objects: bool) -> Taken {
    if node.text().is_some() {
        let opened = match node.opened() {
            // If an element of an opened text doesn't fit, the text stays closed.
            Some(Null) => Absent,
            Some(opened @ List(_)) => list(&opened, element, stands_alone, of_objects),
            Some(Object(members)) if of_objects && stands_alone(&Object(members.clone())) => one(element(node)),
            Some(Object(_)) => Misfit(Value::Null),
            _ if of_objects => Misfit(Value::Null),
            _ => one(element(node)),
        };
        return match opened {
            Misfit(_) => Misfit(node.value()),
            other => other,
        };
    }
    match node {
        List(nodes) => {
            let taken: Vec<Taken> = nodes.iter().map(element).collect();
            let all = taken.iter().all(|taken| !matches!(taken, Misfit(_)));
            let (mut values, mut drift) = (Vec::new(), Vec::new());
            for taken in taken {
                match taken {
                    Absent => {}
                    Fits(value, rows) => {
                        let index = values.len();
                        drift.extend(rows.into_iter().map(|(pointer, kind)| (format!("/{index}{pointer}"), kind)));
                        values.push(value);
                    }
                    Misfit(value) => values.push(value),
                }
            }
            if all { Fits(values.into(), drift) } else { Misfit(values.into()) }
        }
        Object(members) if members.is_empty() => fits(json!([])),
        Object(_) if stands_alone(node) => one(element(node)),
        Object(_) if of_objects => match element(node) {
            Fits(value, _) => Misfit(value),
            other => other,
        },
        Object(_) => Misfit(node.value()),
        other => one(element(other)),
    }
}

fn one(taken: Taken) -> Taken {
    match taken {
        Fits(value, drift) => {
            Fits(json!([value]), drift.into_iter().map(|(pointer, kind)| (format!("/0{pointer}"), kind)).collect())
        }
        other => other,
    }
}

fn has_field(node: &Doc, field: fn(&str) -> Option<Kind>) -> bool {
    matches!(node, Object(members) if members.iter().any(|(key, _)| field(key.trim_ascii()).is_some()))
}

fn identity(node: &Doc) -> Taken {
    if *node == Text(String::new()) {
        return Absent;
    }
    let opened = node.opened();
    match opened.as_ref().unwrap_or(node) {
        Object(members) => {
            let object = object(members, identity_field);
            let (value, drift) = object.written();
            Fits(value, drift)
        }
        List(nodes) if nodes.is_empty() => fits(json!({})),
        Null => Absent,
        _ => Misfit(node.value()),
    }
}

#[derive(Default)]
pub(super) struct Read {
    fields: BTreeMap<String, (Value, Drift)>,
    extra: Map<String, Value>,
    /// The keys of misfits in `extra`.
    misfits: Vec<String>,
}

impl Read {
    fn written(self) -> (Value, Drift) {
        let drift = self.drift();
        let fields = self.fields.into_iter().map(|(key, (value, _))| (key, value));
        (Value::Object(fields.chain(self.extra).collect()), drift)
    }

    fn drift(&self) -> Drift {
        let kind = |key| if self.misfits.contains(key) { DriftKind::TypeMismatch } else { DriftKind::UnknownField };
        let below = self
            .fields
            .iter()
            .flat_map(|(key, (_, drift))| drift.iter().map(move |(pointer, kind)| (format!("/{key}{pointer}"), *kind)));
        self.extra.keys().map(|key| (format!("/{}", escaped(key)), kind(key))).chain(below).collect()
    }

    fn put(&mut self, key: &str, taken: Taken) {
        match taken {
            Absent => return,
            Fits(value, drift) => {
                self.extra.remove(key);
                self.misfits.retain(|misfit| misfit != key);
                self.fields.insert(key.to_owned(), (value, drift));
                return;
            }
            Misfit(value) => self.extra.insert(key.to_owned(), value),
        };
        self.fields.remove(key);
        self.misfits.push(key.to_owned());
    }
}

fn escaped(key: &str) -> String {
    let escape = |char: char| if char.is_control() { char.escape_unicode().to_string() } else { char.to_string() };
    key.replace('~', "~0").replace('/', "~1").chars().map(escape).collect()
}

/// D1, D3, D4: known members become fields, the others go into `extra`.
fn object(members: &[(String, Doc)], field: fn(&str) -> Option<Kind>) -> Read {
    let mut read = Read::default();
    let mut blank: Vec<(&str, &str, &Doc)> = Vec::new();
    for (key, node) in members {
        let trimmed = key.trim_ascii();
        if let Some(kind) = field(key) {
            read.put(key, take(kind, node));
        } else if field(trimmed).is_some() {
            match blank.iter_mut().find(|(_, name, _)| *name == trimmed) {
                _ if *node == Null => {}
                None => blank.push((key, trimmed, node)),
                Some(first) if first.0 == key => first.2 = node,
                Some(_) => drop(read.extra.insert(key.clone(), node.value())),
            }
        } else if *node != Null || !read.extra.contains_key(key) {
            read.extra.insert(key.clone(), node.value());
        }
    }
    for (key, name, node) in blank {
        let given = read.fields.contains_key(name) || read.extra.contains_key(name);
        match field(name) {
            Some(kind) if !given => {
                let variants: Vec<String> = read.extra.keys().filter(|key| key.trim_ascii() == name).cloned().collect();
                let mut variants = variants.into_iter();
                let mut taken = take(kind, &node.kept());
                while let Absent = taken
                    && let Some(key) = variants.next()
                {
                    taken = take(kind, &read.extra.remove(&key).expect("a variant").into());
                }
                read.put(name, taken);
            }
            _ => drop(read.extra.insert(key.to_owned(), node.value())),
        }
    }
    read
}

/// D3: a usable `userId`, once or always the same.
pub(super) fn user(members: &[(String, Doc)]) -> Option<(String, Read)> {
    let ids = members.iter().filter(|(key, _)| key == "userId").map(|(_, node)| match text(node) {
        Fits(Value::String(id), _) => Some(id).filter(|id| !is_blank(id)),
        _ => None,
    });
    let ids = ids.collect::<Option<Vec<_>>>()?;
    let first = ids.first()?.clone();
    let rest: Vec<_> = members.iter().filter(|(key, _)| key != "userId").cloned().collect();
    ids.iter().all(|id| *id == first).then(|| (first, object(&rest, user_field)))
}

fn is_blank(id: &str) -> bool {
    id.chars().all(|char| char.is_whitespace() || matches!(char, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'))
}

fn node() -> impl Strategy<Value = Doc> {
    const NUMBERS: &[&str] =
        &["0", "1", "2", "-1", "35", "1726394844", "13900000000", "9223372036854775808", "1.0", "0.5", "1e3", "-0.0"];
    doc(identity_key(), select(NUMBERS).prop_map(str::to_owned))
}

fn identity_key() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        4 => key(&["identityId", "type", "provider", "userInfoInIdp", "originConnIds", "accessToken"]),
        1 => select(&["0", "list", "new", "a/b", "$serde_json::private::Number", "$serde_json::private::RawValue"][..])
            .prop_map(str::to_owned),
    ]
}

fn profile() -> impl Strategy<Value = Vec<(String, Doc)>> {
    let key = prop_oneof![
        12 => key(&[
            "email", "name", "loginsCount", "passwordSecurityLevel", "emailVerified", "phoneVerified", "createdAt",
            "birthdate", "gender", "status", "customData", "metadataSource", "departmentIds", "tenantIds", "identities",
        ]),
        1 => identity_key(),
        1 => Just("userId".to_owned()),
    ];
    let id = prop_oneof![9 => Just(Text("x".to_owned())), 1 => node()];
    (prop::collection::vec((key, node()), 0..10), id, any::<prop::sample::Index>()).prop_map(|(mut members, id, at)| {
        members.insert(at.index(members.len() + 1), ("userId".to_owned(), id));
        members
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_decoder_does_as_the_rules_say(members in profile()) {
        let text = Object(members.clone()).print();
        let decoded = serde_json::from_str::<UserDto>(&text);
        let Some((id, read)) = user(&members) else {
            prop_assert!(decoded.is_err(), "{} gives {:?}", text, decoded);
            return Ok(());
        };
        let decoded = decoded.map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        prop_assert_eq!(&decoded.user_id, &id);
        prop_assert_eq!(&Value::Object(decoded.extra.clone()), &Value::Object(read.extra.clone()), "extra of {}", text);
        let mut found: Vec<_> = decoded.drift().iter().map(|row| (row.pointer().to_owned(), row.kind())).collect();
        let mut expected = read.drift();
        found.sort_by(|one, other| one.0.cmp(&other.0));
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        if expected.len() <= 32 && expected.iter().all(|(pointer, _)| pointer.chars().count() <= 64) {
            prop_assert_eq!(found, expected, "drift of {}", text);
        }
        let (mut written, _) = read.written();
        written["userId"] = id.into();
        prop_assert_eq!(serde_json::to_value(&decoded).expect("written"), written, "{}", text);
    }
}
