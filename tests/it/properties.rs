//! Properties of the decoder, tested with arbitrary documents and with mutations of the documented sample: a profile
//! with a usable `userId` is decoded, nothing is lost, nothing is made up, and a value that is written back decodes to
//! the same value.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use genauth::types::{UserDto, UserSingleRespDto};
use genauth::{AuthenticationClient, Error, ErrorKind, Response};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Number, Value, json};

const SAMPLE: &str = include_str!("../../schema/get-profile.sample.json");

/// JSON as it is written. Unlike `Value`, `Doc` has repeated keys, numbers as text, and documents encoded in a string.
#[derive(Clone, Debug, PartialEq)]
enum Doc {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Doc>),
    Object(Vec<(String, Doc)>),
    Encoded(Box<Doc>),
}

impl From<Value> for Doc {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::Text(text),
            Value::Array(values) => Self::List(values.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl Doc {
    fn print(&self) -> String {
        let joined = |parts: Vec<String>| parts.join(",");
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(text) => text.clone(),
            Self::Text(text) => quoted(text),
            Self::List(values) => format!("[{}]", joined(values.iter().map(Self::print).collect())),
            Self::Object(members) => {
                let member = |(key, value): &(String, Self)| format!("{}:{}", quoted(key), value.print());
                format!("{{{}}}", joined(members.iter().map(member).collect()))
            }
            Self::Encoded(inner) => quoted(&inner.print()),
        }
    }

    fn get(&self, key: &str) -> Vec<&Self> {
        match self {
            Self::Object(members) => members.iter().filter(|(name, _)| name == key).map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether `userId` is an integer or text that isn't blank, and always the same.
    fn is_usable(&self) -> bool {
        let ids = self.get("userId").into_iter().map(|id| match id {
            Self::Text(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            Self::Encoded(inner) => Some(inner.print()),
            Self::Number(text) => {
                let number: Number = text.parse().ok()?;
                (number.is_i64() || number.is_u64()).then(|| number.to_string()).filter(|digits| digits != "-0")
            }
            _ => None,
        });
        match ids.collect::<Option<BTreeSet<String>>>() {
            Some(ids) => ids.len() == 1,
            None => false,
        }
    }

    /// Whether the decoder may read an object here: an object, JSON in a string, or an empty list, which PHP writes for
    /// an empty object.
    fn may_be_an_object(&self) -> bool {
        match self {
            Self::Object(_) | Self::Encoded(_) => true,
            Self::List(values) => values.is_empty(),
            Self::Text(text) => serde_json::from_str::<Value>(text).is_ok(),
            _ => false,
        }
    }

    fn members(&self) -> usize {
        match self {
            Self::Object(members) => members.iter().map(|(_, value)| 1 + value.members()).sum(),
            Self::List(values) => values.iter().map(Self::members).sum(),
            Self::Encoded(inner) => inner.members(),
            _ => 0,
        }
    }

    /// Mutates the `nth` member of the whole document. False if the document has fewer members.
    fn mutate(&mut self, nth: &mut usize, mutation: &Mutation) -> bool {
        match self {
            Self::Object(members) => {
                for index in 0..members.len() {
                    if *nth == 0 {
                        mutation.apply(members, index);
                        return true;
                    }
                    *nth -= 1;
                    if members[index].1.mutate(nth, mutation) {
                        return true;
                    }
                }
                false
            }
            Self::List(values) => values.iter_mut().any(|value| value.mutate(nth, mutation)),
            Self::Encoded(inner) => inner.mutate(nth, mutation),
            _ => false,
        }
    }

    /// The place and the value of every scalar. A place has no indexes of lists, and no white space around keys. Values
    /// are in the form that D5 and D6 give them. With `last`, only the last of several members with one name counts.
    fn scalars(&self, last: bool) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        self.collect_scalars("", last, &mut found);
        found
    }

    fn collect_scalars(&self, place: &str, last: bool, found: &mut BTreeSet<(String, String)>) {
        let mut scalar = |text: String| {
            // The decoder joins the texts of a message, so they can't be compared.
            if place == "/message" {
                return;
            }
            found.insert((place.to_owned(), text));
        };
        match self {
            Self::Null => {}
            // A text of a message stays text even if it holds JSON.
            Self::Text(_) | Self::Encoded(_) if place == "/message" => {}
            Self::Bool(value) => scalar(value.to_string()),
            Self::Number(text) => scalar(boolean(&number(text))),
            Self::Text(text) => match serde_json::from_str(text) {
                Ok(value @ (Value::Array(_) | Value::Object(_))) => {
                    Self::from(value).collect_scalars(place, last, found);
                }
                Ok(Value::Null) => {}
                Ok(Value::Number(text)) => scalar(boolean(&number(&text.to_string()))),
                _ if text.is_empty() => {}
                _ => scalar(boolean(text)),
            },
            Self::Encoded(inner) => match &**inner {
                Self::List(_) | Self::Object(_) => inner.collect_scalars(place, last, found),
                other => Self::Text(other.print()).collect_scalars(place, last, found),
            },
            Self::List(values) => values.iter().for_each(|value| value.collect_scalars(place, last, found)),
            Self::Object(members) => {
                for (index, (key, value)) in members.iter().enumerate() {
                    if !(last && members[index + 1..].iter().any(|(later, _)| later == key)) {
                        value.collect_scalars(&format!("{place}/{}", key.trim_ascii()), last, found);
                    }
                }
            }
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text")
}

/// The same word for all words that mean one boolean.
fn boolean(text: &str) -> String {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "enabled" | "true" => "true".to_owned(),
        "0" | "disabled" | "false" => "false".to_owned(),
        _ => text.to_owned(),
    }
}

/// The same text for all ways to write one number.
fn number(text: &str) -> String {
    let number: Number = text.parse().expect("a number");
    match number.as_f64() {
        Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => (float as i64).to_string(),
        _ => number.to_string(),
    }
}

#[derive(Clone, Debug)]
enum Mutation {
    Drop,
    Null,
    Retype(Doc),
    Rename(String),
    Blank(&'static str, &'static str),
    Duplicate(Doc),
    Nest(bool),
    Encode,
}

impl Mutation {
    fn apply(&self, members: &mut Vec<(String, Doc)>, index: usize) {
        let (key, value) = &mut members[index];
        match self {
            Self::Drop => drop(members.remove(index)),
            Self::Null => *value = Doc::Null,
            Self::Retype(other) => *value = other.clone(),
            Self::Rename(other) => key.clone_from(other),
            Self::Blank(before, after) => *key = format!("{before}{key}{after}"),
            Self::Duplicate(other) => {
                let member = (key.clone(), other.clone());
                members.push(member);
            }
            Self::Nest(true) => *value = Doc::List(vec![value.clone()]),
            Self::Nest(false) => *value = Doc::Object(vec![("nested".to_owned(), value.clone())]),
            Self::Encode => *value = Doc::Encoded(Box::new(value.clone())),
        }
    }
}

fn key() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "userId",
        "email",
        "status",
        "gender",
        "loginsCount",
        "emailVerified",
        "createdAt",
        "departmentIds",
        "identities",
        "originConnIds",
        "provider",
        "userInfoInIdp",
        "customData",
        "statusCode",
        "data",
        "message",
    ];
    let blank = (select(KNOWN), select(&[" ", "\t", "\r\n"][..]), any::<bool>());
    prop_oneof![
        6 => select(KNOWN).prop_map(str::to_owned),
        2 => blank.prop_map(|(key, blank, before)| if before { format!("{blank}{key}") } else { format!("{key}{blank}") }),
        2 => "\\PC{0,6}",
    ]
}

fn doc() -> impl Strategy<Value = Doc> {
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
    const TEXTS: &[&str] = &[
        "",
        " ",
        "M",
        "W",
        "wechat",
        "Activated",
        "true",
        "enabled",
        "disabled",
        "False",
        "3",
        "03",
        "3.0",
        " 3",
        "-1",
        "[",
        "[]",
        "[1]",
        " [\"a\", null] ",
        "[\"a\",",
        "[[]]",
        "[{\"provider\":\"new\"}]",
        "{\"a\":1}",
        "null",
        "2022-06-03",
        "\u{0}\u{1F600}",
    ];
    let scalar = prop_oneof![
        Just(Doc::Null),
        any::<bool>().prop_map(Doc::Bool),
        select(NUMBERS).prop_map(|text| Doc::Number(text.to_owned())),
        any::<f64>().prop_filter_map("finite", |float| Some(Doc::Number(Number::from_f64(float)?.to_string()))),
        select(TEXTS).prop_map(|text| Doc::Text(text.to_owned())),
        "\\PC{0,12}".prop_map(Doc::Text),
    ];
    scalar.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Doc::List),
            prop::collection::vec((key(), inner.clone()), 0..6).prop_map(Doc::Object),
            inner.prop_map(|inner| Doc::Encoded(Box::new(inner))),
        ]
    })
}

/// Any object with a usable `userId`. A second, different `userId` makes the object unusable.
fn profile() -> impl Strategy<Value = Doc> {
    (prop::collection::vec((key(), doc()), 0..12), any::<Index>()).prop_map(|(mut members, index)| {
        let at = index.index(members.len() + 1);
        members.insert(at, ("userId".to_owned(), Doc::Text("x".to_owned())));
        Doc::Object(members)
    })
}

/// The sample's envelope after one to six mutations.
fn mutated() -> impl Strategy<Value = Doc> {
    let mutation = prop_oneof![
        Just(Mutation::Drop),
        Just(Mutation::Null),
        doc().prop_map(Mutation::Retype),
        key().prop_map(Mutation::Rename),
        select(&[(" ", ""), ("", " "), ("\t", "\n")][..]).prop_map(|(before, after)| Mutation::Blank(before, after)),
        doc().prop_map(Mutation::Duplicate),
        any::<bool>().prop_map(Mutation::Nest),
        Just(Mutation::Encode),
    ];
    prop::collection::vec((any::<Index>(), mutation), 1..=6).prop_map(|mutations| {
        let mut doc = sample();
        for (index, mutation) in mutations {
            if let members @ 1.. = doc.members() {
                doc.mutate(&mut index.index(members), &mutation);
            }
        }
        doc
    })
}

fn sample() -> Doc {
    serde_json::from_str::<Value>(SAMPLE).expect("the sample").into()
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

fn config(cases: u32) -> ProptestConfig {
    // Found regressions become tests of their own.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn every_object_with_a_usable_user_id_is_a_profile(doc in profile()) {
        match doc.is_usable() {
            true => drop(lossless::<UserDto>(&doc)?),
            false => prop_assert!(serde_json::from_str::<UserDto>(&doc.print()).is_err()),
        }
    }

    #[test]
    fn every_object_is_an_envelope(doc in doc()) {
        match doc {
            Doc::Object(_) => drop(lossless::<UserSingleRespDto>(&doc)?),
            _ if doc.may_be_an_object() => {}
            _ => prop_assert!(serde_json::from_str::<UserSingleRespDto>(&doc.print()).is_err()),
        }
    }

    #[test]
    fn a_mutated_sample_loses_nothing(doc in mutated()) {
        let envelope = lossless::<UserSingleRespDto>(&doc)?;
        if let [data] = doc.get("data")[..] {
            let data = if let Doc::Encoded(inner) = data { inner } else { data };
            prop_assert_eq!(envelope.data.is_some(), data.is_usable(), "{}", doc.print());
        }
    }

    #[test]
    fn no_text_panics(text in "[\\[\\]{},:\"\\\\a-f0-9.eEu+\\- ]{0,64}|\\PC{0,64}") {
        let _ = serde_json::from_str::<UserDto>(&text);
        let _ = serde_json::from_str::<UserSingleRespDto>(&format!(r#"{{"data":{{"identities":{}}}}}"#, quoted(&text)));
    }
}

/// A server on loopback that answers every request with the current `body`.
struct Server {
    body: Arc<Mutex<Vec<u8>>>,
    client: AuthenticationClient,
    runtime: tokio::runtime::Runtime,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let host = format!("http://{}", listener.local_addr().expect("an address"));
        let body = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&body);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let body = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &body));
            }
        });
        let client = AuthenticationClient::builder()
            .app_host(host)
            .access_token("t")
            .max_retries(0)
            .max_body_bytes(64 << 20)
            .build();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Self { body, client: client.expect("a client"), runtime: runtime.expect("a runtime") }
    }

    fn ask(&self, body: impl AsRef<[u8]>) -> Result<Response<UserDto>, Error> {
        *self.body.lock().expect("the body") = body.as_ref().to_vec();
        self.runtime.block_on(self.client.get_profile().send())
    }

    /// The profile in a successful answer with this `data`.
    fn profile(&self, data: &str) -> UserDto {
        let answer = self.ask(format!(r#"{{"statusCode":200,"data":{data}}}"#));
        answer.expect("a profile").into_inner()
    }
}

fn serve(mut stream: TcpStream, body: &Mutex<Vec<u8>>) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut chunk) {
        request.extend_from_slice(&chunk[..read]);
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            let body = body.lock().expect("the body");
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            if stream.write_all(&[head.as_bytes(), &body].concat()).is_err() {
                return;
            }
        }
    }
}

/// Checks that a body that is cut at `cut` counts as a lost connection, whatever was read before.
fn check_cut(server: &Server, body: &[u8], cut: usize) {
    let error = server.ask(&body[..cut]).expect_err("cut short");
    let text = String::from_utf8_lossy(&body[..cut]);
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Interrupted, None), "{text}: {error}");
    assert_eq!(error.is_retryable(), !error.is_unauthorized(), "{text}: {error}");
    assert!(error.is_unauthorized() || error.to_string().contains("app_host"), "{text}: {error}");
}

#[test]
fn a_cut_body_is_a_lost_connection() {
    let server = Server::start();
    for body in [
        SAMPLE.trim_end(),
        // The data comes first, so success isn't known until the end.
        r#"{"data":{"userId":"x"},"message":"m","statusCode":200}"#,
        r#"{"statusCode":401,"apiCode":2020}"#,
        "{\"statusCode\":200,\"data\":{\"userId\":\"u\",\"name\":\"Zo\u{eb} \u{1f600}\",\"city\":\"\\ud83d\\ude00\",\"loginsCount\":-1.5e3,\
         \"departmentIds\":\"[\\\"a\\\",\\\"b\\\"]\",\"customData\":{\"a\":[true,null,1e999]}}}",
    ] {
        for at in 0..body.len() {
            check_cut(&server, body.as_bytes(), at);
        }
    }
}

/// A text inside of the JSON may end early too. Then the text is kept, and the answer is whole.
#[test]
fn a_text_that_is_cut_inside_of_a_whole_body_is_no_lost_connection() {
    let server = Server::start();
    let list = r#"[{"type":"a","originConnIds":["b"]}]"#;
    for at in 0..list.len() {
        let text = serde_json::to_string(&list[..at]).expect("JSON");
        let user = server.profile(&format!(r#"{{"userId":"x","identities":{text},"departmentIds":{text}}}"#));
        assert_eq!(user.user_id, "x");
    }
    let error = server.ask(br#"{"statusCode":200,"data":"{\"userId\":\"x"}"#).expect_err("half a profile");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn a_cut_mutated_body_is_a_lost_connection(doc in mutated(), at in any::<Index>()) {
        thread_local!(static SERVER: Server = Server::start());
        let data = doc.get("data").first().map_or("null".to_owned(), |data| data.print());
        let body = format!(r#"{{"statusCode":200,"data":{data}}}"#);
        SERVER.with(|server| check_cut(server, body.as_bytes(), at.index(body.len())));
    }
}

#[test]
fn lone_surrogates_become_replacement_characters() {
    let server = Server::start();
    let user = server.profile(
        r#"{"userId":"x\ud83d","name":"a\ud83d","nickname":"\ude00\ud83d","city":"\ud83d\u0041\uD83D\uDE00",
            "new\udc00":"\\ud83d","departmentIds":"[\"b\\ud83d\"]","postIdList":["\ud83d"],
            "gender":"\ud83d","createdAt":"\ud83d","customData":{"\ude00":["\ud83d\\"]},
            "identities":"[{\"type\":\"\\ude00\",\"originConnIds\":\"[\\\"\\\\ud83d\\\"]\"}]"}"#,
    );
    assert_eq!(user.user_id, "x\u{FFFD}");
    assert_eq!(user.name.as_deref(), Some("a\u{FFFD}"));
    assert_eq!(user.nickname.as_deref(), Some("\u{FFFD}\u{FFFD}"));
    assert_eq!(user.city.as_deref(), Some("\u{FFFD}A\u{1F600}"));
    assert_eq!(user.department_ids.as_deref(), Some(&["b\u{FFFD}".to_owned()][..]));
    assert_eq!(user.post_id_list.as_deref(), Some(&["\u{FFFD}".to_owned()][..]));
    assert_eq!(user.gender.as_ref().map(|gender| gender.as_str()), Some("\u{FFFD}"));
    assert_eq!(user.created_at.as_ref().map(|time| time.as_str()), Some("\u{FFFD}"));
    assert_eq!(user.custom_data.map(Value::Object), Some(json!({"\u{FFFD}": ["\u{FFFD}\\"]})));
    let identity = &user.identities.as_deref().expect("identities")[0];
    assert_eq!(identity.type_.as_deref(), Some("\u{FFFD}"));
    assert_eq!(identity.origin_conn_ids.as_deref(), Some(&["\u{FFFD}".to_owned()][..]));
    // Text that only looks like an escape stays.
    assert_eq!(Value::Object(user.extra), json!({"new\u{FFFD}": "\\ud83d"}));
}

#[test]
fn bodies_that_are_no_json_stay_refused_on_the_second_pass() {
    let server = Server::start();
    for (value, kind) in [
        (r#""\ud83"#, ErrorKind::Decode),
        (r#""\ud83""#, ErrorKind::Decode),
        // A text without an end: the body ends in it.
        (r#""\ud83d"#, ErrorKind::Interrupted),
        (r#""\ud83d\"#, ErrorKind::Decode),
        (r#""\ud83d\x""#, ErrorKind::Decode),
        ("1e999e", ErrorKind::Decode),
        ("01e999", ErrorKind::Decode),
        ("1.e999", ErrorKind::Decode),
        ("-.1e999", ErrorKind::Decode),
        ("--1e999", ErrorKind::Decode),
        ("+1e999", ErrorKind::Decode),
    ] {
        let error = server.ask(format!(r#"{{"statusCode":200,"data":{{"userId":"x","new":{value}}}}}"#));
        assert_eq!(error.expect_err(value).kind(), kind, "{value}");
    }
}

#[test]
fn numbers_beyond_f64_are_kept_as_text() {
    let server = Server::start();
    let many = format!("-{}.5e+1", "9".repeat(400));
    let user = server.profile(&format!(
        r#"{{"userId":"x","loginsCount":1e999,"email":-1E+999,"emailVerified":1e999,"new":{many},
            "customData":{{"big":1e999,"list":[-1e999,1,"1e999"],"text":"\"1e999"}},
            "identities":[{{"userInfoInIdp":{{"big":1e999}}}}]}}"#
    ));
    let custom_data = user.custom_data.map(Value::Object).expect("custom data");
    let identities = user.identities.expect("identities");
    let info = identities[0].user_info_in_idp.as_ref().expect("the user at the provider");
    assert_eq!((user.logins_count, user.email_verified), (None, None));
    assert_eq!(custom_data["text"], "\"1e999");
    if "1e999".parse::<Number>().is_ok() {
        // With serde_json's `arbitrary_precision`, large numbers are ordinary numbers.
        assert_eq!(user.extra["loginsCount"].to_string().to_lowercase(), "1e+999");
        assert!(custom_data["big"].is_number() && info["big"].is_number() && user.extra["new"].is_number());
        return;
    }
    assert_eq!(user.email.as_deref(), Some("-1E+999"));
    assert_eq!(custom_data["big"], "1e999");
    assert_eq!(custom_data["list"], json!(["-1e999", 1, "1e999"]));
    assert_eq!(info["big"], "1e999");
    assert_eq!(Value::Object(user.extra), json!({"loginsCount": "1e999", "emailVerified": "1e999", "new": many}));
}

#[test]
fn no_depth_overflows_the_stack() {
    let server = Server::start();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"identities\":", "}]")] {
        for levels in [100, 127, 129, 100_000] {
            for end in [close, ""] {
                let deep = format!("{}1{}", open.repeat(levels), end.repeat(levels));
                let _ = serde_json::from_str::<UserDto>(&deep);
                assert!(server.ask(&deep).is_err(), "{open} {levels} {end}");
                for key in ["userId", "new", "email", "customData", "departmentIds", "identities", "city "] {
                    let body = format!(r#"{{"userId":"x","{key}":{deep}}}"#);
                    assert!(serde_json::from_str::<UserDto>(&body).is_err(), "{key} {open} {levels} {end}");
                }
                // The profile decodes, whatever its encoded strings hold.
                let inner = quoted(&deep);
                let identity = quoted(&format!(r#"[{{"originConnIds":{inner},"new":{deep}}}]"#));
                let user = server.profile(&format!(
                    r#"{{"userId":"x","departmentIds":{inner},"identities":{identity},"postIdList":[{inner}]}}"#
                ));
                assert_eq!(user.user_id, "x");
                let held: Value = serde_json::to_value(&user).expect("written");
                assert!(held.to_string().len() > deep.len(), "{open} {levels} {end}");
            }
        }
    }
}

#[test]
fn what_is_kept_stays_within_the_depth() {
    let envelope = |id: &str| format!(r#"{{"statusCode":200,"data":{{"userId":"x","userId":{id}}}}}"#);
    // The decoder keeps a second `userId` in a list, one level deeper than it came.
    let deep = |levels: usize| envelope(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    let parked: UserSingleRespDto = serde_json::from_str(&deep(97)).expect("an envelope");
    let written = serde_json::to_string(&parked).expect("written");
    assert_eq!(serde_json::from_str::<UserSingleRespDto>(&written).expect("read again"), parked);
    assert!(serde_json::from_str::<UserSingleRespDto>(&deep(98)).is_err());
    // An object in place of a list is written inside a list, one level deeper.
    let single = |levels: usize| {
        let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        serde_json::from_str::<UserDto>(&format!(r#"{{"userId":"x","identities":{{"new":{deep}}}}}"#))
    };
    let written = serde_json::to_string(&single(97).expect("a profile")).expect("written");
    assert!(serde_json::from_str::<UserDto>(&written).is_ok() && single(98).is_err());
    // An encoded list that is too deep is kept in `extra`, and doesn't become an element.
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let user: UserDto = serde_json::from_value(json!({"userId": "x", "departmentIds": deep})).expect("a profile");
    assert_eq!((user.department_ids, &user.extra["departmentIds"]), (None, &json!(deep)));
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
