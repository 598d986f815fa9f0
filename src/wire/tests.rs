//! Tests of the decoder that the schema of get-profile can't give: three mandatory fields, `f64`, any value, lists of
//! these types, no blank keys, a type that holds itself, deserializers other than serde_json's, and the repair of text.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{self, DeserializeSeed, Visitor};
use serde_json::{Value, json};

use crate::types::Gender;
use crate::wire::context::Context;
use crate::wire::encoded::{Repair, repair, repaired_length};
use crate::wire::fields::FieldSeed;
use crate::wire::object::{decode_object, deserialize, problem};
use crate::wire::scalar::{EXACT, Scalar};
use crate::wire::table::object;
use crate::wire::tolerant::Tolerant;
use crate::wire::value::written;

#[cfg(feature = "schemars")]
const SCHEMAS: &str = "{}";

object! {
    /// A type with fields that get-profile doesn't have.
    pub struct Thing {
        /// Mandatory, and no text.
        [required] "id" => id: i64,
        /// Mandatory.
        [required] "name" => name: String,
        /// Mandatory, and a list.
        [required] "tags" => tags: Vec<i64>,
        /// A number.
        "ratio" => ratio: f64,
        /// Anything.
        "any" => any: Value,
        /// A list of anything.
        "list" => list: Vec<Value>,
        /// A list of enums.
        "genders" => genders: Vec<Gender>,
    }
}

object! {
    /// A type that holds itself, as in a schema with `parent: {allOf: [self]}`.
    pub struct Node {
        /// Its name.
        [harmless] "name" => name: String,
        /// The node above.
        "parent" => parent: Box<Node>,
    }
}

#[test]
fn a_type_holds_itself() {
    let text = r#"{"name":"a","parent":{"name":"b","parent":{"name":"c","parent":7}}}"#;
    let node: Node = deserialize(&mut serde_json::Deserializer::from_str(text)).expect("a node");
    let above = node.parent.as_ref().and_then(|node| node.parent.as_ref()).expect("two nodes above");
    assert_eq!((above.name.as_deref(), &above.parent, &above.extra["parent"]), (Some("c"), &None, &json!(7)));
    assert_eq!(written(&node).to_string(), text);
    let drift: Vec<String> = node.drift().iter().map(|drift| drift.pointer().to_owned()).collect();
    assert_eq!(drift, ["/parent/parent/parent"]);
    let shown = format!("{node:?}");
    assert!(shown.contains(r#"name: "b""#), "{shown}");
}

fn thing(members: &str) -> Thing {
    let text = format!(r#"{{"id":1,"name":"n","tags":[]{members}}}"#);
    let thing: Thing = deserialize(&mut serde_json::Deserializer::from_str(&text)).expect(&text);
    let again = deserialize(&mut serde_json::Deserializer::from_str(&written(&thing).to_string())).expect("read again");
    assert_eq!(thing, again, "D9 for {text}");
    thing
}

#[test]
fn numbers_that_are_not_whole() {
    for (text, ratio) in [
        ("2.5", 2.5),
        ("3", 3.0),
        ("-1", -1.0),
        ("1e300", 1e300),
        (r#""2.5""#, 2.5),
        (r#""3""#, 3.0),
        (r#"" 2.50""#, 2.5),
    ] {
        assert_eq!(thing(&format!(r#","ratio":{text}"#)).ratio, Some(ratio), "{text}");
    }
    // Whole ones that a float may not hold, and texts that are no numbers.
    for text in
        ["9007199254740993", "9007199254740992", r#""9007199254740993""#, r#""1e999""#, r#""NaN""#, "true", "[1]"]
    {
        let thing = thing(&format!(r#","ratio":{text}"#));
        assert_eq!((thing.ratio, thing.extra["ratio"].to_string()), (None, text.replace(", ", ",")), "{text}");
    }
    assert_eq!(thing(r#","ratio":9007199254740991"#).ratio, Some(9_007_199_254_740_991.0));
}

#[test]
fn whole_numbers_written_as_floats() {
    let id = |text: &str| i64::from_number(&text.parse().expect("a number"));
    assert_eq!((id("9007199254740991.0"), id("-9007199254740991.0")), (Some(EXACT as i64 - 1), Some(1 - EXACT as i64)));
    assert_eq!((id("9007199254740992.0"), id("-9007199254740992.0"), id("0.5")), (None, None, None));
}

#[test]
fn any_value_and_lists_of_them() {
    for text in ["5", "\"a\"", "true", "[1,null]", "{\"a\":null}"] {
        assert_eq!(thing(&format!(r#","any":{text}"#)).any.expect(text).to_string(), text);
    }
    assert_eq!(thing(r#","any":null"#), thing(""));
    assert_eq!(thing(r#","list":[1,null,"a",[2]]"#).list, Some(vec![json!(1), json!("a"), json!([2])]));
    // One element without its array, of each type.
    for text in ["5", "-5", "2.5", "\"a\"", "true", "{\"a\":1}"] {
        assert_eq!(thing(&format!(r#","list":{text}"#)).list.expect(text)[0].to_string(), text);
    }
    assert_eq!(thing(r#","list":"[1,[2]]""#).list, Some(vec![json!(1), json!([2])]));
}

#[test]
fn drift_of_a_list_of_enums() {
    let drift = thing(r#","genders":["M","new","F","","W"," "]"#).drift();
    let rows: Vec<_> = drift.iter().map(|row| (row.pointer(), row.expected())).collect();
    assert_eq!(rows, [("/genders/1", "Gender"), ("/genders/4", "Gender")]);
}

#[test]
fn blank_keys_are_keys_of_their_own_where_the_schema_says_so() {
    let thing = thing(r#","ratio ":2.5"#);
    assert_eq!((thing.ratio, &thing.extra["ratio "]), (None, &json!(2.5)));
}

#[test]
fn each_mandatory_field_is_given_once() {
    let refused = |text: &str| {
        let misfit = |text: &str| {
            let (mut slot, mut context) = (None::<Thing>, Context::default());
            let mut json = serde_json::Deserializer::from_str(text);
            let misfit = decode_object(&mut slot, &mut json, &mut context).expect("JSON");
            assert_eq!(slot, None, "{text}");
            assert_eq!(context.depth, 0, "{text}");
            *misfit.expect("not refused")
        };
        let value = misfit(text);
        // The misfit is refused in the same way (D9).
        assert_eq!(misfit(&value.to_string()), value, "{text}");
        let problem = problem::<Thing>(&value);
        (value, problem.field, problem.found)
    };
    let twice = "an array, or given more than once";
    let cases = [
        (r#"{"name":"n","tags":[],"any":5}"#, json!({"name": "n", "tags": [], "any": 5}), "id", "nothing"),
        (r#"{"id":1,"tags":[],"any":5}"#, json!({"id": 1, "tags": [], "any": 5}), "name", "nothing"),
        (r#"{"id":1,"name":"n"}"#, json!({"id": 1, "name": "n"}), "tags", "nothing"),
        (r#"{"id":1,"name":"","tags":[]}"#, json!({"id": 1, "name": "", "tags": []}), "name", "an empty string"),
        (r#"{"id":1,"name":"n","tags":true}"#, json!({"id": 1, "name": "n", "tags": true}), "tags", "boolean"),
        (r#"{"id":{},"name":"n","tags":[]}"#, json!({"id": {}, "name": "n", "tags": []}), "id", "object"),
        (r#"{"id":1,"id":2,"name":"n","tags":[]}"#, json!({"id": [1, 2], "name": "n", "tags": []}), "id", twice),
        (
            r#"{"id":1,"name":"a","name":"b","tags":[]}"#,
            json!({"id": 1, "name": ["a", "b"], "tags": []}),
            "name",
            twice,
        ),
        (r#"{"id":1,"name":5,"name":"n","name":null}"#, json!({"id": 1, "name": ["5", "n", null]}), "name", twice),
        (r#"{"id":1,"name":[5],"name":6,"tags":[]}"#, json!({"id": 1, "name": ["6", [5]], "tags": []}), "name", twice),
        (r#"{"id":1,"name":" ","name":"","tags":[]}"#, json!({"id": 1, "name": [" ", ""], "tags": []}), "name", twice),
        (r#"{"id":1,"name":[" "],"name":true}"#, json!({"id": 1, "name": [" ", true]}), "name", twice),
    ];
    for (text, misfit, field, found) in cases {
        assert_eq!(refused(text), (misfit, Some(field), found), "{text}");
    }
}

#[test]
fn deserializers_of_other_formats() {
    /// Other formats have another form of null, and have bytes, which JSON doesn't have.
    struct Other(Option<&'static [u8]>);
    impl<'de> Deserializer<'de> for Other {
        type Error = serde_json::Error;
        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0 {
                Some(bytes) => visitor.visit_bytes(bytes),
                None => visitor.visit_none(),
            }
        }
        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }
    fn check<T: for<'de> Tolerant<'de>>() {
        let read = |value: Other| {
            let (mut slot, mut context) = (None::<T>, Context::default());
            T::decode(&mut slot, value, &mut context).map(|misfit| (slot.is_some(), misfit))
        };
        assert!(matches!(read(Other(None)), Ok((false, None))));
        let Err(error) = read(Other(Some(b"x"))) else { panic!("bytes") };
        assert!(error.to_string().contains("expected any JSON value"), "{error}");
        // Beyond 64 bits, and no number: for no field.
        let mut context = Context::default();
        let wide = de::value::U128Deserializer::<serde_json::Error>::new(1 << 64);
        let misfit = T::decode(&mut None, wide, &mut context).expect("a value");
        assert!(misfit.is_some_and(|misfit| misfit.is_number()));
        let wide = de::value::I128Deserializer::<serde_json::Error>::new(-1 << 64);
        let misfit = T::decode(&mut None, wide, &mut context).expect("a value");
        assert!(misfit.is_some_and(|misfit| misfit.is_number()));
        let nan = de::value::F64Deserializer::<serde_json::Error>::new(f64::NAN);
        let misfit = T::decode(&mut None, nan, &mut context).expect("a value");
        assert!(misfit.is_some_and(|misfit| misfit.is_null()));
    }
    check::<String>();
    check::<Vec<String>>();
    check::<crate::types::IdentityDto>();
    let seed = FieldSeed::<Thing> { name: &mut Cow::Borrowed(""), object: PhantomData };
    let Err(error) = seed.deserialize(Other(None)) else { panic!("a key") };
    assert!(error.to_string().contains("expected a key"), "{error}");
    assert_eq!(deserialize::<Thing, _>(Other(None)).expect_err("null").to_string(), "expected an object, found null");
}

#[test]
fn a_mandatory_field_may_be_given_twice_if_it_is_the_same() {
    let text = r#"{"id":1,"name":"7","tags":[1],"id":"1","name":7,"tags":1,"id":1.0}"#;
    let thing: Thing = deserialize(&mut serde_json::Deserializer::from_str(text)).expect(text);
    assert_eq!((thing.id, thing.name.as_str(), thing.tags, thing.extra.len()), (1, "7", vec![1], 0));
}

#[test]
fn text_is_repaired_where_it_is_understood_only() {
    let cases = [
        ("[\"a\nb\",\n\"\u{0}\u{1f}\u{7f}\"\u{1}]", Some("[\"a\\u000ab\",\n\"\\u0000\\u001f\u{7f}\"\u{1}]")),
        ("\"\\\n\"", None),
        ("\n{\t}", None),
        (r#"["\ud83d"]"#, Some(r#"["\ufffd"]"#)),
        (r#"["\ud83d\ude00"]"#, None),
        (r#"["\uD83D\ude00\uDE00"]"#, Some(r#"["\uD83D\ude00\ufffd"]"#)),
        (r#"["\ud83dx\ud83d\ud83d\ude00"]"#, Some(r#"["\ufffdx\ufffd\ud83d\ude00"]"#)),
        (r#"["\\ud83d","\"\ud83d\"",1e9]"#, Some(r#"["\\ud83d","\"\ufffd\"",1e9]"#)),
        (r#"["\uD7FF\uE000\ud8"#, None),
        (r#"["\udfff","\ud800"]"#, Some(r#"["\ufffd","\ufffd"]"#)),
        (r#"\ud83d"\u+83d""#, None),
        ("[1e999,-1E+999,1e308,\"1e999\",2e999]", Some(r#"["1e999","-1E+999",1e308,"1e999","2e999"]"#)),
        ("1e999", Some(r#""1e999""#)),
        ("[01e999,1.e999,-.1e999,1e999.1,1e+-999]", None),
        ("", None),
        ("\"\\", None),
        ("\"é\\é\\ud83d", Some("\"é\\é\\ufffd")),
    ];
    for (text, repaired) in cases {
        let length = repaired_length(text, Repair::All);
        assert_eq!(length.map(|length| repair(text, Repair::All, length)).as_deref(), repaired, "{text}");
        assert_eq!(length, repaired.map(str::len), "{text}");
    }
    let text = r#"[1e999,"\udfff"]"#;
    let length = repaired_length(text, Repair::Strings).expect("a length");
    assert_eq!(repair(text, Repair::Strings, length), r#"[1e999,"\ufffd"]"#);
}
