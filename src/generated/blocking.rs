// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! The calls of the blocking client.

use crate::call::Blocking;
use crate::generated::calls;

/// As [`genauth::GetProfile`](crate::GetProfile), without async.
pub type GetProfile = calls::GetProfile<Blocking>;
