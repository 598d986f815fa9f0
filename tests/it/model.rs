//! A second opinion on the decoder: the rules D1 to D9 of ARCHITECTURE.md as a plain function over a tree. The function
//! follows the rules and not the decoder. Both must agree on made-up profiles.
//!
//! Neither speed nor memory matters here, so every rule stands on its own.

use std::collections::BTreeMap;

use genauth::DriftKind;
use genauth::types::UserDto;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// JSON as it is written: members keep their order, a key may be repeated, and a text may itself hold JSON.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    /// A text that holds the node as JSON.
    Encoded(Box<Node>),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

use Node::{Bool, Encoded, List, Null, Number, Object, Text};

impl Node {
    fn print(&self) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        let list = |parts: Vec<String>| parts.join(",");
        match self {
            Null => "null".to_owned(),
            Bool(value) => value.to_string(),
            Number(number) => number.to_string(),
            Text(text) => quoted(text),
            Encoded(node) => quoted(&node.print()),
            List(nodes) => format!("[{}]", list(nodes.iter().map(Self::print).collect())),
            Object(members) => {
                let member = |(key, node): &(String, Self)| format!("{}: {}", quoted(key), node.print());
                format!("{{{}}}", list(members.iter().map(member).collect()))
            }
        }
    }

    /// The node as free-form data. The last value of a repeated key counts.
    fn value(&self) -> Value {
        match self {
            Null => Value::Null,
            Bool(value) => (*value).into(),
            Number(number) => number.clone().into(),
            Text(text) => text.as_str().into(),
            Encoded(node) => node.print().into(),
            List(nodes) => nodes.iter().map(Self::value).collect(),
            Object(members) => Value::Object(members.iter().map(|(key, node)| (key.clone(), node.value())).collect()),
        }
    }

    /// The node as the decoder keeps it until the object around it ends. The last value of a repeated key counts.
    fn kept(&self) -> Self {
        match self {
            List(nodes) => List(nodes.iter().map(Self::kept).collect()),
            Object(members) => {
                let mut last: BTreeMap<_, _> = members.iter().map(|(key, node)| (key, node.kept())).collect();
                // serde_json's map gives the order, which depends on the feature `preserve_order`.
                let order: Map<_, _> = members.iter().map(|(key, _)| (key.clone(), Value::Null)).collect();
                Object(order.into_iter().filter_map(|(key, _)| last.remove(&key).map(|node| (key, node))).collect())
            }
            other => other.clone(),
        }
    }

    /// The JSON that a text holds, if it holds JSON.
    fn opened(&self) -> Option<Self> {
        match self {
            Encoded(node) => Some((**node).clone()),
            Text(text) => serde_json::from_str::<Value>(text).ok().map(Self::from),
            _ => None,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Text(text) => Some(text.clone()),
            Encoded(node) => Some(node.print()),
            _ => None,
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Null,
            Value::Bool(value) => Bool(value),
            Value::Number(number) => Number(number),
            Value::String(text) => Text(text),
            Value::Array(values) => List(values.into_iter().map(Self::from).collect()),
            Value::Object(members) => Object(members.into_iter().map(|(key, value)| (key, value.into())).collect()),
        }
    }
}

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

fn take(kind: Kind, node: &Node) -> Taken {
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
fn text(node: &Node) -> Taken {
    match (node.text(), node) {
        (Some(text), _) => fits(text),
        (_, Number(number)) if !number.is_f64() => fits(number.to_string()),
        (_, Null) => Absent,
        _ => Misfit(node.value()),
    }
}

/// D6: a number, or a string that holds one.
fn integer(node: &Node) -> Taken {
    let number = match (node, node.text()) {
        (Number(number), _) => Some(number.clone()),
        (_, Some(text)) => serde_json::from_str::<serde_json::Number>(text.trim_ascii()).ok(),
        _ => None,
    };
    let whole = |float: f64| (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64);
    match number.and_then(|number| number.as_i64().or_else(|| number.as_f64().and_then(whole))) {
        Some(integer) => fits(integer),
        None => Misfit(node.value()),
    }
}

/// D6: true and false in any case, enabled and disabled, 1 and 0.
fn boolean(node: &Node) -> Taken {
    let word = match node {
        Bool(value) => value.to_string(),
        Number(number) if number.as_f64() == Some(1.0) => "1".to_owned(),
        Number(number) if number.as_f64() == Some(0.0) => "0".to_owned(),
        _ => node.text().unwrap_or_default().trim_ascii().to_ascii_lowercase(),
    };
    match word.as_str() {
        "true" | "enabled" | "1" => fits(true),
        "false" | "disabled" | "0" => fits(false),
        _ => Misfit(node.value()),
    }
}

/// D5: an object, perhaps encoded in a string. An empty list counts as an empty object.
fn free(node: &Node) -> Taken {
    let opened = node.opened();
    match opened.as_ref().unwrap_or(node) {
        Object(_) => fits(opened.as_ref().unwrap_or(node).value()),
        List(nodes) if nodes.is_empty() => fits(json!({})),
        Null => Absent,
        _ => Misfit(node.value()),
    }
}

/// D5: a list, perhaps encoded in a string, or an element without its list.
fn list(
    node: &Node,
    element: impl Fn(&Node) -> Taken,
    stands_alone: impl Fn(&Node) -> bool,
    of_objects: bool,
) -> Taken {
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

fn has_field(node: &Node, field: fn(&str) -> Option<Kind>) -> bool {
    matches!(node, Object(members) if members.iter().any(|(key, _)| field(key.trim_ascii()).is_some()))
}

fn identity(node: &Node) -> Taken {
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
struct Read {
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
fn object(members: &[(String, Node)], field: fn(&str) -> Option<Kind>) -> Read {
    let mut read = Read::default();
    let mut blank: Vec<(&str, &str, &Node)> = Vec::new();
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
fn user(members: &[(String, Node)]) -> Option<(String, Read)> {
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

fn node() -> impl Strategy<Value = Node> {
    const TEXTS: &[&str] = &[
        "",
        " ",
        "M",
        "Frozen",
        "Activated",
        "wechat",
        "new",
        "true",
        "True",
        "ENABLED",
        "disabled",
        "0",
        "1",
        "3",
        "-7",
        "3.0",
        "2.5",
        " 3",
        "03",
        "1e3",
        "null",
        " null ",
        "nul",
        "[",
        "[]",
        "[1]",
        "[\"a\",null]",
        "{}",
        "{\"a\":1}",
        "{\"type\":\"t\"}",
        "[{\"type\":1,\"x\":2}]",
        "{",
        "\"a\"",
        "2022-06-03",
        "1726394844",
        "\u{200B}",
        "a\nb",
    ];
    const NUMBERS: &[&str] =
        &["0", "1", "2", "-1", "35", "1726394844", "13900000000", "9223372036854775808", "1.0", "0.5", "1e3", "-0.0"];
    let scalar = prop_oneof![
        2 => Just(Null),
        2 => any::<bool>().prop_map(Bool),
        3 => select(NUMBERS).prop_map(|text| Number(text.parse().expect("a number"))),
        6 => select(TEXTS).prop_map(|text| Text(text.to_owned())),
        1 => "[ -~é]{0,4}".prop_map(Text),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(List),
            prop::collection::vec((identity_key(), inner.clone()), 0..4).prop_map(Object),
            inner.prop_map(|inner| Encoded(Box::new(inner))),
        ]
    })
}

fn blank(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(keys), select(&["", "", "", "", " ", "\t"][..]), any::<bool>())
        .prop_map(|(key, blank, before)| if before { format!("{blank}{key}") } else { format!("{key}{blank}") })
}

fn identity_key() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => blank(&["identityId", "type", "provider", "userInfoInIdp", "originConnIds", "accessToken"]),
        1 => select(&["0", "list", "new", "a/b", "$serde_json::private::Number", "$serde_json::private::RawValue"][..])
            .prop_map(str::to_owned),
    ]
}

fn profile() -> impl Strategy<Value = Vec<(String, Node)>> {
    let key = prop_oneof![
        12 => blank(&[
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
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_decoder_does_as_the_rules_say(members in profile()) {
        let text = Object(members.clone()).print();
        let decoded = serde_json::from_str::<UserDto>(&text);
        let Some((id, read)) = user(&members) else {
            prop_assert!(decoded.is_err(), "{} gives {:?}", text, decoded);
            return Ok(());
        };
        let decoded = match decoded {
            Ok(decoded) => decoded,
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {text}"))),
        };
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
