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

    /// Check what the user may do with array resources: the parameters of a call.
    #[derive(Clone)]
    pub struct CheckPermissionByArrayResource {
        pub(super) body: CheckPermissionArrayResourceDto,
    }

    impl std::fmt::Debug for CheckPermissionByArrayResource {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("CheckPermissionByArrayResource").finish_non_exhaustive()
        }
    }

    impl CheckPermissionByArrayResource {
        pub(super) fn new(resources: Vec<String>, action: String) -> Self {
            Self {
                body: CheckPermissionArrayResourceDto { resources, action, ..Default::default() },
            }
        }
    }

    impl Operation for CheckPermissionByArrayResource {
        type Data = CheckResourcePermissionDataDto;
        const METHOD: reqwest::Method = reqwest::Method::POST;
        const PATH: &'static str = "/api/v3/check-permission-array-resource";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.check_permission_by_array_resource(&self.body).await;
            })
        }
    }

    /// Check what the user may do with string resources: the parameters of a call.
    #[derive(Clone)]
    pub struct CheckPermissionByStringResource {
        pub(super) body: CheckPermissionStringResourceDto,
    }

    impl std::fmt::Debug for CheckPermissionByStringResource {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("CheckPermissionByStringResource").finish_non_exhaustive()
        }
    }

    impl CheckPermissionByStringResource {
        pub(super) fn new(resources: Vec<String>, action: String) -> Self {
            Self {
                body: CheckPermissionStringResourceDto { resources, action, ..Default::default() },
            }
        }
    }

    impl Operation for CheckPermissionByStringResource {
        type Data = CheckResourcePermissionDataDto;
        const METHOD: reqwest::Method = reqwest::Method::POST;
        const PATH: &'static str = "/api/v3/check-permission-string-resource";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.check_permission_by_string_resource(&self.body).await;
            })
        }
    }

    /// Check what the user may do with nodes of tree resources: the parameters of a call.
    #[derive(Clone)]
    pub struct CheckPermissionByTreeResource {
        pub(super) body: CheckPermissionTreeResourceDto,
    }

    impl std::fmt::Debug for CheckPermissionByTreeResource {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("CheckPermissionByTreeResource").finish_non_exhaustive()
        }
    }

    impl CheckPermissionByTreeResource {
        pub(super) fn new(resources: Vec<String>, action: String) -> Self {
            Self {
                body: CheckPermissionTreeResourceDto { resources, action, ..Default::default() },
            }
        }
    }

    impl Operation for CheckPermissionByTreeResource {
        type Data = CheckResourcePermissionDataDto;
        const METHOD: reqwest::Method = reqwest::Method::POST;
        const PATH: &'static str = "/api/v3/check-permission-tree-resource";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.check_permission_by_tree_resource(&self.body).await;
            })
        }
    }

    /// List the data resources that the user is authorized for in the application: the parameters of a call.
    #[derive(Clone)]
    pub struct GetUserAuthorizedResourcesList {}

    impl std::fmt::Debug for GetUserAuthorizedResourcesList {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetUserAuthorizedResourcesList").finish_non_exhaustive()
        }
    }

    impl GetUserAuthorizedResourcesList {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetUserAuthorizedResourcesList {
        type Data = GetUserAuthResourceListDataDto;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-user-auth-resource-list";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_user_authorized_resources_list().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }

    /// List what the user may do with given data resources: the parameters of a call.
    #[derive(Clone)]
    pub struct GetUserAuthResourcePermissionList {
        pub(super) body: GetUserAuthResourcePermissionListDto,
    }

    impl std::fmt::Debug for GetUserAuthResourcePermissionList {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetUserAuthResourcePermissionList").finish_non_exhaustive()
        }
    }

    impl GetUserAuthResourcePermissionList {
        pub(super) fn new(resources: Vec<String>) -> Self {
            Self {
                body: GetUserAuthResourcePermissionListDto { resources, ..Default::default() },
            }
        }
    }

    impl Operation for GetUserAuthResourcePermissionList {
        type Data = GetUserAuthResourcePermissionListDataDto;
        const METHOD: reqwest::Method = reqwest::Method::POST;
        const PATH: &'static str = "/api/v3/get-user-auth-resource-permission-list";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_user_auth_resource_permission_list(&self.body).await;
            })
        }
    }

    /// Get what the user is authorized for inside a data resource: the parameters of a call.
    #[derive(Clone)]
    pub struct GetUserAuthResourceStruct {
        pub(super) body: GetUserAuthResourceStructDto,
    }

    impl std::fmt::Debug for GetUserAuthResourceStruct {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetUserAuthResourceStruct").finish_non_exhaustive()
        }
    }

    impl GetUserAuthResourceStruct {
        pub(super) fn new(resource: String) -> Self {
            Self {
                body: GetUserAuthResourceStructDto { resource, ..Default::default() },
            }
        }
    }

    impl Operation for GetUserAuthResourceStruct {
        type Data = GetUserAuthResourceStructDataDto;
        const METHOD: reqwest::Method = reqwest::Method::POST;
        const PATH: &'static str = "/api/v3/get-user-auth-resource-struct";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_user_auth_resource_struct(&self.body).await;
            })
        }
    }
}

/// Check what the user may do with array resources.
///
/// Says for each resource whether the user may do the action with it. An array resource is a list of values.
///
/// A call that is being prepared. Made by
/// [`check_permission_by_array_resource`](crate::AuthenticationClient::check_permission_by_array_resource).
pub type CheckPermissionByArrayResource<M = Async> = Call<operations::CheckPermissionByArrayResource, M>;

impl AuthenticationClient {
    /// Check what the user may do with array resources.
    ///
    /// Says for each resource whether the user may do the action with it. An array resource is a list of values.
    pub fn check_permission_by_array_resource(
        &self,
        resources: impl Into<Vec<String>>,
        action: impl Into<String>,
    ) -> CheckPermissionByArrayResource {
        self.call(operations::CheckPermissionByArrayResource::new(resources.into(), action.into()))
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`check_permission_by_array_resource`](crate::AuthenticationClient::check_permission_by_array_resource) of
    /// the async client.
    pub fn check_permission_by_array_resource(
        &self,
        resources: impl Into<Vec<String>>,
        action: impl Into<String>,
    ) -> CheckPermissionByArrayResource<Blocking> {
        self.call(operations::CheckPermissionByArrayResource::new(resources.into(), action.into()))
    }
}

/// Check what the user may do with string resources.
///
/// Says for each resource whether the user may do the action with it. A string resource is one value.
///
/// A call that is being prepared. Made by
/// [`check_permission_by_string_resource`](crate::AuthenticationClient::check_permission_by_string_resource).
pub type CheckPermissionByStringResource<M = Async> = Call<operations::CheckPermissionByStringResource, M>;

impl AuthenticationClient {
    /// Check what the user may do with string resources.
    ///
    /// Says for each resource whether the user may do the action with it. A string resource is one value.
    pub fn check_permission_by_string_resource(
        &self,
        resources: impl Into<Vec<String>>,
        action: impl Into<String>,
    ) -> CheckPermissionByStringResource {
        self.call(operations::CheckPermissionByStringResource::new(resources.into(), action.into()))
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`check_permission_by_string_resource`](crate::AuthenticationClient::check_permission_by_string_resource)
    /// of the async client.
    pub fn check_permission_by_string_resource(
        &self,
        resources: impl Into<Vec<String>>,
        action: impl Into<String>,
    ) -> CheckPermissionByStringResource<Blocking> {
        self.call(operations::CheckPermissionByStringResource::new(resources.into(), action.into()))
    }
}

/// Check what the user may do with nodes of tree resources.
///
/// Says for each node whether the user may do the action with it. A node is named by the codes on the way to it,
/// joined by `/`.
///
/// A call that is being prepared. Made by
/// [`check_permission_by_tree_resource`](crate::AuthenticationClient::check_permission_by_tree_resource).
pub type CheckPermissionByTreeResource<M = Async> = Call<operations::CheckPermissionByTreeResource, M>;

impl AuthenticationClient {
    /// Check what the user may do with nodes of tree resources.
    ///
    /// Says for each node whether the user may do the action with it. A node is named by the codes on the way to it,
    /// joined by `/`.
    pub fn check_permission_by_tree_resource(
        &self,
        resources: impl Into<Vec<String>>,
        action: impl Into<String>,
    ) -> CheckPermissionByTreeResource {
        self.call(operations::CheckPermissionByTreeResource::new(resources.into(), action.into()))
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`check_permission_by_tree_resource`](crate::AuthenticationClient::check_permission_by_tree_resource) of
    /// the async client.
    pub fn check_permission_by_tree_resource(
        &self,
        resources: impl Into<Vec<String>>,
        action: impl Into<String>,
    ) -> CheckPermissionByTreeResource<Blocking> {
        self.call(operations::CheckPermissionByTreeResource::new(resources.into(), action.into()))
    }
}

/// List the data resources that the user is authorized for in the application.
///
/// The application is the one that the access token was issued for.
///
/// A call that is being prepared. Made by
/// [`get_user_authorized_resources_list`](crate::AuthenticationClient::get_user_authorized_resources_list).
pub type GetUserAuthorizedResourcesList<M = Async> = Call<operations::GetUserAuthorizedResourcesList, M>;

impl AuthenticationClient {
    /// List the data resources that the user is authorized for in the application.
    ///
    /// The application is the one that the access token was issued for.
    pub fn get_user_authorized_resources_list(&self) -> GetUserAuthorizedResourcesList {
        self.call(operations::GetUserAuthorizedResourcesList::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_user_authorized_resources_list`](crate::AuthenticationClient::get_user_authorized_resources_list) of
    /// the async client.
    pub fn get_user_authorized_resources_list(&self) -> GetUserAuthorizedResourcesList<Blocking> {
        self.call(operations::GetUserAuthorizedResourcesList::new())
    }
}

/// List what the user may do with given data resources.
///
/// A call that is being prepared. Made by
/// [`get_user_auth_resource_permission_list`](crate::AuthenticationClient::get_user_auth_resource_permission_list).
pub type GetUserAuthResourcePermissionList<M = Async> = Call<operations::GetUserAuthResourcePermissionList, M>;

impl AuthenticationClient {
    /// List what the user may do with given data resources.
    pub fn get_user_auth_resource_permission_list(
        &self,
        resources: impl Into<Vec<String>>,
    ) -> GetUserAuthResourcePermissionList {
        self.call(operations::GetUserAuthResourcePermissionList::new(resources.into()))
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As
    /// [`get_user_auth_resource_permission_list`](crate::AuthenticationClient::get_user_auth_resource_permission_list)
    /// of the async client.
    pub fn get_user_auth_resource_permission_list(
        &self,
        resources: impl Into<Vec<String>>,
    ) -> GetUserAuthResourcePermissionList<Blocking> {
        self.call(operations::GetUserAuthResourcePermissionList::new(resources.into()))
    }
}

/// Get what the user is authorized for inside a data resource.
///
/// A call that is being prepared. Made by
/// [`get_user_auth_resource_struct`](crate::AuthenticationClient::get_user_auth_resource_struct).
pub type GetUserAuthResourceStruct<M = Async> = Call<operations::GetUserAuthResourceStruct, M>;

impl AuthenticationClient {
    /// Get what the user is authorized for inside a data resource.
    pub fn get_user_auth_resource_struct(
        &self,
        resource: impl Into<String>,
    ) -> GetUserAuthResourceStruct {
        self.call(operations::GetUserAuthResourceStruct::new(resource.into()))
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_user_auth_resource_struct`](crate::AuthenticationClient::get_user_auth_resource_struct) of the async
    /// client.
    pub fn get_user_auth_resource_struct(
        &self,
        resource: impl Into<String>,
    ) -> GetUserAuthResourceStruct<Blocking> {
        self.call(operations::GetUserAuthResourceStruct::new(resource.into()))
    }
}
