//! Types of the API, generated from `schema/openapi.json` with the corrections of `schema/overlay.json`.
//!
//! Every field that the service may leave out is an `Option`, every enum keeps values it doesn't know, and every object
//! keeps the rest of what was sent in `extra`.
//!
//! The types can grow fields, so in tests of your own they are made from their default:
//!
//! ```
//! use genauth::types::{Gender, Timestamp, UserDto};
//!
//! let mut user = UserDto::default();
//! user.user_id = "u1".to_owned();
//! user.gender = Some(Gender::Female);
//! user.birthdate = Some(Timestamp::from("1815-12-10"));
//! assert_eq!(user.email, None);
//! ```
//!
//! or read from what the service sends: `serde_json::from_str::<UserDto>(r#"{"userId":"u1"}"#)`.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::drift::{Drift, Walk};
use crate::error::Error;

// What is public of the generated code, by name: a type that the schema gains becomes public by a line here.
pub use crate::generated::types::{
    Gender, IdentityDto, IdentityProvider, UserDto, UserSingleRespDto, UserSourceType, UserStatus, WorkStatus,
};
pub use crate::timestamp::Timestamp;

impl UserDto {
    /// Where this profile differs from the schema: unknown fields, values that don't fit, unknown enum values. At most
    /// 32 are listed.
    pub fn drift(&self) -> Vec<Drift> {
        Walk::over(self)
    }

    /// The custom data as a type of the program; `None` without custom data, which is asked for with
    /// [`with_custom_data`](crate::GetProfile::with_custom_data). Custom data that is no object, and was parked in
    /// `extra`, counts too.
    ///
    /// ```
    /// use genauth::types::UserDto;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Custom {
    ///     school: String,
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let user: UserDto = serde_json::from_str(r#"{"userId":"u1","customData":{"school":"ETH","age":22}}"#)?;
    /// let custom: Option<Custom> = user.custom_data_as()?;
    /// assert_eq!(custom.map(|custom| custom.school).as_deref(), Some("ETH"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) where the data doesn't have the form of `T`.
    pub fn custom_data_as<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        let data = self.custom_data.clone().map(Value::Object).or_else(|| self.extra.get("customData").cloned());
        data.map(serde_json::from_value).transpose().map_err(|error| Error::custom_data(&error))
    }
}

/// A value of an enum that this version of the schema doesn't know. Only decoding and `FromStr` of the enum make one,
/// so that a value which a later version knows is never one here.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a generated enum can do. Equality, order and hash are those of the text on the wire.
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $wire:literal),* }) => {
        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(unknown) => unknown.as_str(),
                }
            }

            fn from_wire(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Other(crate::types::UnknownValue::new(text)),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from_wire(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str>>::deserialize(value).map(|text| Self::from_wire(&text))
            }
        }

        impl crate::decode::Scalar for $name {
            fn from_text(text: &str) -> Option<Self> {
                Some(Self::from_wire(text))
            }
        }

        impl<'de> crate::decode::Tolerant<'de> for $name {
            fn decode<D: serde::Deserializer<'de>>(
                slot: &mut Option<Self>,
                value: D,
                aside: &mut crate::decode::Aside,
            ) -> Result<(), D::Error> {
                crate::decode::decode_scalar(slot, value, aside)
            }
        }

        impl crate::drift::OpenEnum for $name {
            fn is_unknown(&self) -> bool {
                matches!(self, Self::Other(_))
            }
        }
    };
}
pub(crate) use open_enum;

/// A generated type's JSON Schema: the document's, with references made the generator's.
#[cfg(feature = "schemars")]
pub(crate) fn json_schema(text: &str, references: &[(&str, schemars::Schema)]) -> schemars::Schema {
    fn resolve(value: &mut Value, references: &[(&str, schemars::Schema)]) {
        if let Value::Object(members) = value {
            let name = members.get("$ref").and_then(Value::as_str).and_then(|pointer| pointer.rsplit('/').next());
            let referenced = name.and_then(|name| references.iter().find(|(known, _)| *known == name));
            if let Some((_, schema)) = referenced {
                members.remove("$ref");
                // A type that stands here in full has a description too: the property's own says more.
                for (key, value) in schema.as_value().as_object().into_iter().flatten() {
                    members.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        match value {
            Value::Object(members) => members.values_mut().for_each(|value| resolve(value, references)),
            Value::Array(values) => values.iter_mut().for_each(|value| resolve(value, references)),
            _ => {}
        }
    }

    let mut schema = serde_json::from_str(text).unwrap_or_default();
    resolve(&mut schema, references);
    schema.try_into().unwrap_or_default()
}
