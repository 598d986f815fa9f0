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

    /// List the user's outside identities: the parameters of a call.
    #[derive(Clone)]
    pub struct GetIdentities {}

    impl std::fmt::Debug for GetIdentities {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetIdentities").finish_non_exhaustive()
        }
    }

    impl GetIdentities {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetIdentities {
        type Data = Vec<IdentityDto>;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-identities";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_identities().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }
}

/// List the user's outside identities.
///
/// One account at a provider can be several identities, such as WeChat's `openid` and `unionid`.
///
/// A call that is being prepared. Made by [`get_identities`](crate::AuthenticationClient::get_identities).
pub type GetIdentities<M = Async> = Call<operations::GetIdentities, M>;

impl AuthenticationClient {
    /// List the user's outside identities.
    ///
    /// One account at a provider can be several identities, such as WeChat's `openid` and `unionid`.
    pub fn get_identities(&self) -> GetIdentities {
        self.call(operations::GetIdentities::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_identities`](crate::AuthenticationClient::get_identities) of the async client.
    pub fn get_identities(&self) -> GetIdentities<Blocking> {
        self.call(operations::GetIdentities::new())
    }
}
