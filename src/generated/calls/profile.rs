// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Calls of one tag of the document.

use serde_json::{Map, Value};

use crate::client::table::operation;
use crate::generated::types::*;
use crate::operation::{encode_path, query};
use crate::secret::Secret;
use crate::wire::timestamp::Timestamp;

operation! {
    /// Get the user's profile.
    ///
    /// Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope
    /// and on the three flags.
    GET "/api/v3/get-profile" repeatable => UserDto;
    get_profile() => GetProfile;
    flags {
        /// Send `customData` too.
        with_custom_data,
        /// Send `identities` too.
        with_identities,
        /// Send `departmentIds` too.
        with_department_ids,
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-profile", host);
        http.get(url)
            .query(&query("withCustomData", &with_custom_data))
            .query(&query("withDepartmentIds", &with_department_ids))
            .query(&query("withIdentities", &with_identities))
            .build()?
    }
}

operation! {
    /// Get how secure the user's account is.
    GET "/api/v3/get-security-info" repeatable => GetSecurityInfoDto;
    get_security_level() => GetSecurityLevel;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-security-info", host);
        http.get(url).build()?
    }
}
