//! [`Envelope`]: the JSON object around the data of every answer.

use std::fmt::{self, Debug, Formatter};

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, MapAccess, SeqAccess};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::wire::context::Context;
use crate::wire::drift::Drift;
use crate::wire::fields::{Field, Object, Taker, Visitor, debug, drift, into_members, serialize};
use crate::wire::object::{decode_object, deserialize};
use crate::wire::scalar::visit_scalars;
use crate::wire::tolerant::{Decoded, Described, Misfit, Reader, Slot, Tolerant};
use crate::wire::value::collect;

/// The data that an envelope can hold: every generated type, lists of generated types, and `()` for answers without
/// data.
///
/// The trait is sealed: only types of this crate implement it.
pub trait Data: for<'a> Tolerant<'a> + Described + Serialize + Debug + Send + 'static {}

impl<T: for<'a> Tolerant<'a> + Described + Serialize + Debug + Send + 'static> Data for T {}

/// The JSON object around the data of every answer.
///
/// A call opens the envelope itself. This type is for programs that read answers from elsewhere, such as recorded
/// answers. Every field can be missing. Unknown members, and values that don't fit their field, are kept in `extra`.
///
/// ```
/// use genauth::types::{Envelope, UserDto};
///
/// let text = r#"{"statusCode": 200, "message": "ok", "data": {"userId": "u1"}}"#;
/// let envelope: Envelope<UserDto> = serde_json::from_str(text)?;
/// assert_eq!(envelope.data.map(|user| user.user_id).as_deref(), Some("u1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Envelope<T> {
    /// The outcome; 200 is success. On the wire `statusCode`.
    pub status_code: Option<i64>,
    /// The outcome in words, in the language of the client.
    pub message: Option<String>,
    /// The data, such as a profile.
    pub data: Option<T>,
    /// A finer code for the outcome; absent, 0 or 20001 on success. On the wire `apiCode`.
    pub api_code: Option<i64>,
    /// The service's ID of the request. The vendor's support asks for the ID. On the wire `requestId`.
    pub request_id: Option<String>,
    /// The outcome as older (V2) deployments send it.
    pub code: Option<i64>,
    /// The ID of the request in failures. On the wire `uniqueId`.
    pub unique_id: Option<String>,
    /// Unknown members, and values that don't fit their field, each under its key. Serializing writes them back.
    pub extra: Map<String, Value>,
}

/// Names for the envelopes of the document: a row has the name and the type of the data. The file imports `Envelope`.
macro_rules! envelopes {
    ($($(#[$gate:meta])* $name:ident => $data:ty,)*) => {$(
        $(#[$gate])*
        #[doc = concat!("The envelope of `", stringify!($data), "`.")]
        pub type $name = Envelope<$data>;
    )*};
}
pub(crate) use envelopes;

/// The code of a success.
const SUCCESS: i64 = 200;

/// The outcome by the codes of an envelope.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    Success,
    Failure,
    /// There is no code.
    Unknown,
}

impl<T> Envelope<T> {
    /// The outcome by `statusCode` and `code`. A code that is there must be 200 for a success; a code that can't be
    /// read is not 200.
    pub(super) fn verdict(&self) -> Verdict {
        let is_misfit = |key: &str, code: Option<i64>| {
            code.is_none() && self.extra.get(key).is_some_and(|misfit| !misfit.is_null())
        };
        match [self.status_code, self.code] {
            _ if is_misfit("statusCode", self.status_code) || is_misfit("code", self.code) => Verdict::Failure,
            [None, None] => Verdict::Unknown,
            codes if codes.into_iter().flatten().all(|code| code == SUCCESS) => Verdict::Success,
            _ => Verdict::Failure,
        }
    }

    pub(super) fn take_request_id(&mut self) -> Option<String> {
        self.request_id.take().or_else(|| self.unique_id.take())
    }
}

impl<T: Data> Envelope<T> {
    /// Where the answer differs from the schema: unknown fields, values that don't fit, unknown enum values. At most 32
    /// are listed.
    pub fn drift(&self) -> Vec<Drift> {
        drift(self)
    }
}

impl<T> Default for Envelope<T> {
    fn default() -> Self {
        Self {
            status_code: None,
            message: None,
            data: None,
            api_code: None,
            request_id: None,
            code: None,
            unique_id: None,
            extra: Map::new(),
        }
    }
}

/// The numbers of the fields, in the order in which they are written. `message` isn't harmless, since the service may
/// repeat in it what was sent.
const STATUS_CODE: usize = 0;
const MESSAGE: usize = 1;
const API_CODE: usize = 2;
const REQUEST_ID: usize = 3;
const CODE: usize = 4;
const UNIQUE_ID: usize = 5;
pub(super) const DATA: usize = 6;

const fn field(name: &'static str, wire: &'static str, expected: fn() -> String, harmless: bool) -> Field {
    Field { name, wire, expected, required: false, harmless }
}

/// Reads a code. If a code comes twice, a failure counts, whatever the other code says; so does a code that can't be
/// read.
#[inline]
fn read_code<'de, A: MapAccess<'de>>(
    reader: &mut Reader,
    map: &mut A,
    code: &mut Option<i64>,
    earlier: Option<&Value>,
) -> Decoded<A::Error> {
    let first = *code;
    let misfit = reader.optional(map, code)?;
    if first.is_some_and(|first| first != SUCCESS) || earlier.is_some() {
        *code = first;
    }
    Ok(misfit)
}

impl<T: Data> Object for Envelope<T> {
    const FIELDS: &'static [Field] = &[
        field("status_code", "statusCode", i64::expected, true),
        field("message", "message", String::expected, false),
        field("api_code", "apiCode", i64::expected, true),
        field("request_id", "requestId", String::expected, false),
        field("code", "code", i64::expected, true),
        field("unique_id", "uniqueId", String::expected, false),
        field("data", "data", T::expected, T::HAS_FIELDS),
    ];
    const BLANK_KEYS: bool = true;

    #[inline]
    fn field(key: &str) -> Option<usize> {
        match key {
            "statusCode" => Some(STATUS_CODE),
            "message" => Some(MESSAGE),
            "apiCode" => Some(API_CODE),
            "requestId" => Some(REQUEST_ID),
            "code" => Some(CODE),
            "uniqueId" => Some(UNIQUE_ID),
            "data" => Some(DATA),
            _ => None,
        }
    }

    #[inline]
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader, map: &mut A) -> Decoded<A::Error> {
        match field {
            STATUS_CODE => read_code(reader, map, &mut self.status_code, self.extra.get("statusCode")),
            MESSAGE => {
                let mut texts = None;
                let misfit = reader.optional(map, &mut texts)?;
                match texts {
                    Some(Texts(message)) => self.message = Some(message),
                    None if misfit.is_some() => self.message = None,
                    None => {}
                }
                Ok(misfit)
            }
            API_CODE => reader.optional(map, &mut self.api_code),
            REQUEST_ID => reader.optional(map, &mut self.request_id),
            CODE => read_code(reader, map, &mut self.code, self.extra.get("code")),
            UNIQUE_ID => reader.optional(map, &mut self.unique_id),
            _ => reader.optional(map, &mut self.data),
        }
    }

    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        visitor.field(&Self::FIELDS[STATUS_CODE], self.status_code.as_ref())?;
        visitor.field(&Self::FIELDS[MESSAGE], self.message.as_ref())?;
        visitor.field(&Self::FIELDS[API_CODE], self.api_code.as_ref())?;
        visitor.field(&Self::FIELDS[REQUEST_ID], self.request_id.as_ref())?;
        visitor.field(&Self::FIELDS[CODE], self.code.as_ref())?;
        visitor.field(&Self::FIELDS[UNIQUE_ID], self.unique_id.as_ref())?;
        visitor.field(&Self::FIELDS[DATA], self.data.as_ref())
    }

    fn take_fields<V: Taker>(&mut self, taker: &mut V) {
        taker.field(&Self::FIELDS[STATUS_CODE], self.status_code.take());
        taker.field(&Self::FIELDS[MESSAGE], self.message.take());
        taker.field(&Self::FIELDS[API_CODE], self.api_code.take());
        taker.field(&Self::FIELDS[REQUEST_ID], self.request_id.take());
        taker.field(&Self::FIELDS[CODE], self.code.take());
        taker.field(&Self::FIELDS[UNIQUE_ID], self.unique_id.take());
        taker.field(&Self::FIELDS[DATA], self.data.take());
    }

    fn is_set(&self, field: usize) -> bool {
        match field {
            STATUS_CODE => self.status_code.is_some(),
            MESSAGE => self.message.is_some(),
            API_CODE => self.api_code.is_some(),
            REQUEST_ID => self.request_id.is_some(),
            CODE => self.code.is_some(),
            UNIQUE_ID => self.unique_id.is_some(),
            _ => self.data.is_some(),
        }
    }

    fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    fn extra_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.extra
    }
}

impl<'de, T: Data> Tolerant<'de> for Envelope<T> {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        decode_object(slot, value, context)
    }

    fn into_value(self, context: &mut Context) -> Value {
        into_members(self, context).into()
    }
}

impl<'de, T: Data> Deserialize<'de> for Envelope<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        deserialize(value)
    }
}

impl<T: Data> Serialize for Envelope<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

/// Shows the fields that are set. Message and IDs are redacted.
impl<T: Data> Debug for Envelope<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        debug(self, "Envelope", formatter)
    }
}

/// The `message`: one text, or several texts joined. The service sends a list if its validation refuses a request.
struct Texts(String);

impl<'de> Tolerant<'de> for Texts {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        value.deserialize_any(TextsVisitor(Slot { slot, context }))
    }

    fn into_value(self, _: &mut Context) -> Value {
        self.0.into()
    }
}

struct TextsVisitor<'a>(Slot<'a, Texts>);

impl TextsVisitor<'_> {
    fn text<'de, D: Deserializer<'de>>(self, value: D) -> Decoded<D::Error> {
        let mut text: Option<String> = None;
        let misfit = String::decode(&mut text, value, self.0.context)?;
        *self.0.slot = text.map(Texts);
        Ok(misfit)
    }
}

impl<'de> de::Visitor<'de> for TextsVisitor<'_> {
    type Value = Misfit;

    visit_scalars!(this, value => this.text(value.into_deserializer()));

    fn visit_str<E: de::Error>(self, text: &str) -> Decoded<E> {
        self.0.context.add_text(text);
        self.0.fits(Texts(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Decoded<A::Error> {
        let mut texts: Option<Vec<String>> = None;
        let misfit = Vec::decode(&mut texts, SeqAccessDeserializer::new(seq), self.0.context)?;
        let texts = texts.unwrap_or_default();
        let said: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        if !said.is_empty() {
            *self.0.slot = Some(Texts(said.join("; ")));
        }
        Ok(misfit)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Decoded<A::Error> {
        let value = collect(MapAccessDeserializer::new(map), self.0.context)?;
        self.0.misfit(value)
    }
}

#[cfg(feature = "schemars")]
impl<T: Data + schemars::JsonSchema> schemars::JsonSchema for Envelope<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Envelope_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let data = generator.subschema_for::<T>();
        schemars::json_schema!({
            "title": format!("Envelope of {}", T::schema_name()),
            "description": "The JSON object around the data of every answer.",
            "type": "object",
            "properties": {
                "statusCode": {"type": "integer", "format": "int64", "description": "The outcome; 200 is success."},
                "message": {"type": "string", "description": "The outcome in words."},
                "data": data,
                "apiCode": {"type": "integer", "format": "int64", "description": "A finer code for the outcome."},
                "requestId": {"type": "string", "description": "The service's ID of the request."},
                "code": {"type": "integer", "format": "int64", "description": "The outcome, from older deployments."},
                "uniqueId": {"type": "string", "description": "The ID of the request, in failures."}
            }
        })
    }
}
