// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! Types of the API, by name.

mod profile;

use serde_json::{Map, Value};

use crate::decode::timestamp::Timestamp;
use crate::envelope::Envelope;

pub use profile::{
    Gender,
    IdentityDto,
    IdentityProvider,
    UserDto,
    UserSourceType,
    UserStatus,
    WorkStatus,
};

/// The envelope of `UserDto`.
pub type UserSingleRespDto = Envelope<UserDto>;
