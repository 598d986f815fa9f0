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
    /**Check what the user may do with array resources

Says for each resource whether the user may do the action with it. An array resource is a list of values.

Sends a `POST` request to `/api/v3/check-permission-array-resource`

*/
    pub async fn check_permission_by_array_resource<'a>(
        &'a self,
        body: &'a types::CheckPermissionArrayResourceDto,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/check-permission-array-resource", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "check_permission_by_array_resource",
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
    /**Check what the user may do with string resources

Says for each resource whether the user may do the action with it. A string resource is one value.

Sends a `POST` request to `/api/v3/check-permission-string-resource`

*/
    pub async fn check_permission_by_string_resource<'a>(
        &'a self,
        body: &'a types::CheckPermissionStringResourceDto,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/check-permission-string-resource", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "check_permission_by_string_resource",
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
    /**Check what the user may do with nodes of tree resources

Says for each node whether the user may do the action with it. A node is named by the codes on the way to it, joined by `/`.

Sends a `POST` request to `/api/v3/check-permission-tree-resource`

*/
    pub async fn check_permission_by_tree_resource<'a>(
        &'a self,
        body: &'a types::CheckPermissionTreeResourceDto,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/check-permission-tree-resource", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "check_permission_by_tree_resource",
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
    /**List the user's outside identities

One account at a provider can be several identities, such as WeChat's `openid` and `unionid`.

Sends a `GET` request to `/api/v3/get-identities`

*/
    pub async fn get_identities<'a>(&'a self) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-identities", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_identities",
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
    /**List the applications that the user may open

The user may log in to these applications, whether or not a session exists.

Sends a `GET` request to `/api/v3/get-my-accessible-apps`

*/
    pub async fn get_accessible_apps<'a>(
        &'a self,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-accessible-apps", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_accessible_apps",
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
    /**List the resources that the user is authorized for

Sends a `GET` request to `/api/v3/get-my-authorized-resources`

Arguments:
- `namespace`: Only resources of the permission space with this code.
- `resource_type`: Only resources of this kind.
*/
    pub async fn get_authorized_resources<'a>(
        &'a self,
        namespace: Option<&'a str>,
        resource_type: Option<types::ResourceType>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-authorized-resources", self.baseurl,);
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
            .query(&progenitor_client::QueryParam::new("namespace", &namespace))
            .query(&progenitor_client::QueryParam::new("resourceType", &resource_type))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_authorized_resources",
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
    /**List the user's departments

Sends a `GET` request to `/api/v3/get-my-department-list`

Arguments:
- `limit`: Departments per page; at most 50.
- `order_by`: Whether the list is sorted up or down.
- `page`: Which page, from 1.
- `sort_by`: What the list is sorted by.
- `with_custom_data`: Send `customData` too.
*/
    pub async fn get_department_list<'a>(
        &'a self,
        limit: Option<i64>,
        order_by: Option<types::SortOrder>,
        page: Option<i64>,
        sort_by: Option<types::DepartmentSortBy>,
        with_custom_data: Option<bool>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-department-list", self.baseurl,);
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
            .query(&progenitor_client::QueryParam::new("limit", &limit))
            .query(&progenitor_client::QueryParam::new("orderBy", &order_by))
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("sortBy", &sort_by))
            .query(
                &progenitor_client::QueryParam::new("withCustomData", &with_custom_data),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_department_list",
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
    /**List the user's groups

Sends a `GET` request to `/api/v3/get-my-group-list`

*/
    pub async fn get_group_list<'a>(&'a self) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-group-list", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_group_list",
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
    /**List the applications that the user is logged in to

The user has a session in these applications.

Sends a `GET` request to `/api/v3/get-my-logged-in-apps`

*/
    pub async fn get_logged_in_apps<'a>(
        &'a self,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-logged-in-apps", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_logged_in_apps",
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
    /**List the user's logins

Sends a `GET` request to `/api/v3/get-my-login-history`

Arguments:
- `app_id`: Only logins to the application with this ID.
- `client_ip`: Only logins from this IP address.
- `end`: Only logins up to this time, in milliseconds since 1970-01-01 UTC.
- `limit`: Logins per page; at most 50.
- `page`: Which page, from 1.
- `start`: Only logins from this time on, in milliseconds since 1970-01-01 UTC.
- `success`: Only logins that succeeded (`true`) or failed (`false`).
*/
    pub async fn get_login_history<'a>(
        &'a self,
        app_id: Option<&'a str>,
        client_ip: Option<&'a str>,
        end: Option<i64>,
        limit: Option<i64>,
        page: Option<i64>,
        start: Option<i64>,
        success: Option<bool>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-login-history", self.baseurl,);
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
            .query(&progenitor_client::QueryParam::new("appId", &app_id))
            .query(&progenitor_client::QueryParam::new("clientIp", &client_ip))
            .query(&progenitor_client::QueryParam::new("end", &end))
            .query(&progenitor_client::QueryParam::new("limit", &limit))
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("start", &start))
            .query(&progenitor_client::QueryParam::new("success", &success))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_login_history",
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
    /**List the user's roles

Sends a `GET` request to `/api/v3/get-my-role-list`

Arguments:
- `namespace`: Only roles of the permission space with this code.
*/
    pub async fn get_role_list<'a>(
        &'a self,
        namespace: Option<&'a str>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-role-list", self.baseurl,);
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
            .query(&progenitor_client::QueryParam::new("namespace", &namespace))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_role_list",
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
    /**List the user's tenants

Sends a `GET` request to `/api/v3/get-my-tenant-list`

*/
    pub async fn get_tenant_list<'a>(&'a self) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-my-tenant-list", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_tenant_list",
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
    /**Get how secure the user's account is

Sends a `GET` request to `/api/v3/get-security-info`

*/
    pub async fn get_security_level<'a>(
        &'a self,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-security-info", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_security_level",
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
    /**List the data resources that the user is authorized for in the application

The application is the one that the access token was issued for.

Sends a `GET` request to `/api/v3/get-user-auth-resource-list`

*/
    pub async fn get_user_authorized_resources_list<'a>(
        &'a self,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-user-auth-resource-list", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_user_authorized_resources_list",
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
    /**List what the user may do with given data resources

Sends a `POST` request to `/api/v3/get-user-auth-resource-permission-list`

*/
    pub async fn get_user_auth_resource_permission_list<'a>(
        &'a self,
        body: &'a types::GetUserAuthResourcePermissionListDto,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!(
            "{}/api/v3/get-user-auth-resource-permission-list", self.baseurl,
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_user_auth_resource_permission_list",
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
    /**Get what the user is authorized for inside a data resource

Sends a `POST` request to `/api/v3/get-user-auth-resource-struct`

*/
    pub async fn get_user_auth_resource_struct<'a>(
        &'a self,
        body: &'a types::GetUserAuthResourceStructDto,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v3/get-user-auth-resource-struct", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "get_user_auth_resource_struct",
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
