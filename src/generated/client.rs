// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

//! progenitor's client: method, path, query and body of each operation.

use crate::generated::types;
#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
#[derive(Clone, Debug)]
/**Client for GenAuth authentication API

The part of the GenAuth (formerly Authing) V3 API that this crate calls, as the vendor documents it. What servers do otherwise is in overlay.json. Not a publication of the vendor's.

Version: 3.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::hook::RequestSlot,
}
impl Client {
    /// Create a new client.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new(baseurl: &str, inner: crate::hook::RequestSlot) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        let client = {
            let dur = ::std::time::Duration::from_secs(15u64);
            reqwest::ClientBuilder::new().connect_timeout(dur).timeout(dur)
        };
        #[cfg(target_arch = "wasm32")]
        let client = reqwest::ClientBuilder::new();
        Self::new_with_client(baseurl, client.build().unwrap(), inner)
    }
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::hook::RequestSlot,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::hook::RequestSlot> for Client {
    fn api_version() -> &'static str {
        "3.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::hook::RequestSlot {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::hook::RequestSlot>,
    {}
};
#[allow(clippy::all)]
impl Client {
    /**Get the user's profile

Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope and on the three flags.

Sends a `GET` request to `/api/v3/get-profile`

Arguments:
- `with_custom_data`: Send `customData` too.
- `with_department_ids`: Send `departmentIds` too.
- `with_identities`: Send `identities` too.
*/
    pub async fn get_profile<'a>(
        &'a self,
        with_custom_data: Option<bool>,
        with_department_ids: Option<bool>,
        with_identities: Option<bool>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-profile", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .query(
                &progenitor_client::QueryParam::new("withCustomData", &with_custom_data),
            )
            .query(
                &progenitor_client::QueryParam::new(
                    "withDepartmentIds",
                    &with_department_ids,
                ),
            )
            .query(
                &progenitor_client::QueryParam::new("withIdentities", &with_identities),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_profile",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::empty(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
impl ClientHooks<crate::hook::RequestSlot> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> std::result::Result<(), Error<E>> {
        Err(self.inner.keep(request))
    }
}
