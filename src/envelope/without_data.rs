//! Reads an envelope without its data, if the data or another member exceeds a limit.

use std::fmt::{self, Formatter};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::envelope::shape::{Data, Envelope};
use crate::wire::fields::Object;
use crate::wire::fields::blank_key;
use crate::wire::object::deserialize;
use crate::wire::value::NUMBER_KEY;

/// None if the text isn't JSON to its end.
#[cold]
pub(super) fn parse_without_data<T: Data>(text: &str) -> Option<Envelope<T>> {
    struct Members;

    impl<'de> serde::de::Visitor<'de> for Members {
        type Value = Map<String, Value>;

        fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Map::new();
            while let Some(key) = map.next_key::<String>()? {
                let field = Envelope::<()>::field(&key).or_else(|| blank_key::<Envelope<()>>(&key));
                match field.map(|field| Envelope::<()>::FIELDS[field].wire) {
                    Some(wire) if wire != "data" => {
                        if let ScalarMember(Some(value)) = map.next_value()? {
                            members.insert(key, value);
                        }
                    }
                    _ => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(members)
        }
    }

    let mut json = serde_json::Deserializer::from_str(text);
    let members = json.deserialize_map(Members).ok()?;
    json.end().ok()?;
    deserialize(Value::Object(members)).ok()
}

/// A text, a number or a boolean; none for a list or an object, however deep or long.
struct ScalarMember(Option<Value>);

impl<'de> Deserialize<'de> for ScalarMember {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        struct MemberVisitor;

        impl<'de> serde::de::Visitor<'de> for MemberVisitor {
            type Value = ScalarMember;

            fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
                formatter.write_str("any JSON value")
            }
            fn visit_unit<E>(self) -> Result<ScalarMember, E> {
                Ok(ScalarMember(None))
            }
            fn visit_bool<E>(self, value: bool) -> Result<ScalarMember, E> {
                Ok(ScalarMember(Some(value.into())))
            }
            fn visit_i64<E>(self, number: i64) -> Result<ScalarMember, E> {
                Ok(ScalarMember(Some(number.into())))
            }
            fn visit_u64<E>(self, number: u64) -> Result<ScalarMember, E> {
                Ok(ScalarMember(Some(number.into())))
            }
            fn visit_f64<E>(self, number: f64) -> Result<ScalarMember, E> {
                Ok(ScalarMember(Some(number.into())))
            }
            fn visit_str<E>(self, text: &str) -> Result<ScalarMember, E> {
                Ok(ScalarMember(Some(text.into())))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ScalarMember, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(ScalarMember(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ScalarMember, A::Error> {
                let mut number = None;
                while let Some(key) = map.next_key::<String>()? {
                    // serde_json with `arbitrary_precision` shows a number as a map of this key to the number's text.
                    match key.as_str() {
                        NUMBER_KEY => number = map.next_value::<ScalarMember>()?.0,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(ScalarMember(number))
            }
        }

        value.deserialize_any(MemberVisitor)
    }
}
