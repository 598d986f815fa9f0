//! Types of the API, generated from `schema/openapi.json` with the corrections of `schema/overlay.json`.
//!
//! Every field that the service may leave out is an `Option`. Every enum keeps unknown values, and every object keeps
//! unknown members in `extra`.
//!
//! Later versions may add fields, so tests of your own make a value from its default:
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

pub use crate::envelope::Envelope;
pub use crate::wire::scalar::UnknownValue;
pub use crate::wire::timestamp::Timestamp;
// All generated types are exported together, so that none can be forgotten.
pub use crate::generated::types::*;
