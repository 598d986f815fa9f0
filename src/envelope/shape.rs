//! [`Envelope`]: the JSON object around the data of every answer.

use std::fmt::{self, Debug, Formatter};

use serde::Serialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::wire::context::Context;
use crate::wire::fields::debug;
use crate::wire::scalar::visit_scalars;
use crate::wire::table::impl_object;
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

/// Reads the message, which may be a list.
#[inline]
fn read_message<'de, A: MapAccess<'de>>(
    reader: &mut Reader,
    map: &mut A,
    message: &mut Option<String>,
    _: Option<&Value>,
) -> Decoded<A::Error> {
    let mut read = None;
    let misfit = reader.optional(map, &mut read)?;
    match read {
        Some(Message(text)) => *message = Some(text),
        None if misfit.is_some() => *message = None,
        None => {}
    }
    Ok(misfit)
}

// In the order in which the fields are written. Message and IDs aren't harmless, since the service may repeat in them
// what was sent.
impl_object! {
    [T: Data] Envelope<T>, true;
    [harmless] "statusCode" => status_code: i64, by read_code;
    "message" => message: String, by read_message;
    [harmless] "apiCode" => api_code: i64;
    "requestId" => request_id: String;
    [harmless] "code" => code: i64, by read_code;
    "uniqueId" => unique_id: String;
    "data" => data: T;
}

/// Shows the fields that are set. Message and IDs are redacted.
impl<T: Data> Debug for Envelope<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        debug(self, "Envelope", formatter)
    }
}

/// The `message`: one text, or several texts joined. The service sends a list if its validation refuses a request.
struct Message(String);

impl<'de> Tolerant<'de> for Message {
    fn decode<D: Deserializer<'de>>(slot: &mut Option<Self>, value: D, context: &mut Context) -> Decoded<D::Error> {
        value.deserialize_any(MessageVisitor(Slot { slot, context }))
    }

    fn into_value(self, _: &mut Context) -> Value {
        self.0.into()
    }
}

struct MessageVisitor<'a>(Slot<'a, Message>);

impl MessageVisitor<'_> {
    fn text<'de, D: Deserializer<'de>>(self, value: D) -> Decoded<D::Error> {
        let mut text: Option<String> = None;
        let misfit = String::decode(&mut text, value, self.0.context)?;
        *self.0.slot = text.map(Message);
        Ok(misfit)
    }
}

impl<'de> de::Visitor<'de> for MessageVisitor<'_> {
    type Value = Misfit;

    visit_scalars!(this, value => this.text(value.into_deserializer()));

    fn visit_str<E: de::Error>(self, text: &str) -> Decoded<E> {
        self.0.context.add_text(text);
        self.0.fits(Message(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Decoded<A::Error> {
        let mut texts: Option<Vec<String>> = None;
        let misfit = Vec::decode(&mut texts, SeqAccessDeserializer::new(seq), self.0.context)?;
        let texts = texts.unwrap_or_default();
        let said: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        if !said.is_empty() {
            *self.0.slot = Some(Message(said.join("; ")));
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
