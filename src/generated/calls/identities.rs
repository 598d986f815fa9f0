// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Calls of one tag of the document.

use serde_json::{Map, Value};

use crate::client::table::operation;
use crate::generated::types::*;
use crate::operation::{encode_path, query};
use crate::secret::Secret;
use crate::wire::timestamp::Timestamp;

operation! {
    /// List the user's outside identities.
    ///
    /// One account at a provider can be several identities, such as WeChat's `openid` and `unionid`.
    GET "/api/v3/get-identities" repeatable => Vec<IdentityDto>;
    get_identities() => GetIdentities;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-identities", host);
        http.get(url).build()?
    }
}
