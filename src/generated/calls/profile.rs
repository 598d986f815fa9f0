// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! Calls of one tag of the document.

use serde_json::{Map, Value};

#[cfg(feature = "blocking")]
use crate::call::Blocking;
use crate::call::{Async, Call};
use crate::client::AuthenticationClient;
#[cfg(feature = "blocking")]
use crate::client::blocking;
use crate::generated::types::*;
use crate::wire::timestamp::Timestamp;

/// The operations that the calls of this tag send.
pub mod operations {
    use serde_json::{Map, Value};

    use crate::generated::client::Client;
    use crate::generated::types::*;
    use crate::hook;
    use crate::operation::Operation;
    use crate::wire::timestamp::Timestamp;

    /// Get the user's profile: the parameters of a call.
    #[derive(Clone)]
    pub struct GetProfile {
        pub(super) with_custom_data: Option<bool>,
        pub(super) with_identities: Option<bool>,
        pub(super) with_department_ids: Option<bool>,
    }

    impl std::fmt::Debug for GetProfile {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetProfile").finish_non_exhaustive()
        }
    }

    impl GetProfile {
        pub(super) fn new() -> Self {
            Self {
                with_custom_data: None,
                with_identities: None,
                with_department_ids: None,
            }
        }
    }

    impl Operation for GetProfile {
        type Data = UserDto;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-profile";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_profile(self.with_custom_data, self.with_department_ids, self.with_identities).await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[self.with_custom_data, self.with_identities, self.with_department_ids]))
        }
    }

    /// Get how secure the user's account is: the parameters of a call.
    #[derive(Clone)]
    pub struct GetSecurityLevel {}

    impl std::fmt::Debug for GetSecurityLevel {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetSecurityLevel").finish_non_exhaustive()
        }
    }

    impl GetSecurityLevel {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetSecurityLevel {
        type Data = GetSecurityInfoDto;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-security-info";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_security_level().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }
}

/// Get the user's profile.
///
/// Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope and
/// on the three flags.
///
/// A call that is being prepared. Made by [`get_profile`](crate::AuthenticationClient::get_profile).
pub type GetProfile<M = Async> = Call<operations::GetProfile, M>;

impl AuthenticationClient {
    /// Get the user's profile.
    ///
    /// Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope
    /// and on the three flags.
    pub fn get_profile(&self) -> GetProfile {
        self.call(operations::GetProfile::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_profile`](crate::AuthenticationClient::get_profile) of the async client.
    pub fn get_profile(&self) -> GetProfile<Blocking> {
        self.call(operations::GetProfile::new())
    }
}

impl<M> GetProfile<M> {
    /// Send `customData` too.
    pub fn with_custom_data(mut self, value: bool) -> Self {
        self.operation.with_custom_data = Some(value);
        self
    }

    /// Send `identities` too.
    pub fn with_identities(mut self, value: bool) -> Self {
        self.operation.with_identities = Some(value);
        self
    }

    /// Send `departmentIds` too.
    pub fn with_department_ids(mut self, value: bool) -> Self {
        self.operation.with_department_ids = Some(value);
        self
    }
}

/// Get how secure the user's account is.
///
/// A call that is being prepared. Made by [`get_security_level`](crate::AuthenticationClient::get_security_level).
pub type GetSecurityLevel<M = Async> = Call<operations::GetSecurityLevel, M>;

impl AuthenticationClient {
    /// Get how secure the user's account is.
    pub fn get_security_level(&self) -> GetSecurityLevel {
        self.call(operations::GetSecurityLevel::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_security_level`](crate::AuthenticationClient::get_security_level) of the async client.
    pub fn get_security_level(&self) -> GetSecurityLevel<Blocking> {
        self.call(operations::GetSecurityLevel::new())
    }
}
