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

    /// List the applications that the user may open: the parameters of a call.
    #[derive(Clone)]
    pub struct GetAccessibleApps {}

    impl std::fmt::Debug for GetAccessibleApps {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetAccessibleApps").finish_non_exhaustive()
        }
    }

    impl GetAccessibleApps {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetAccessibleApps {
        type Data = Vec<AccessibleAppsDto>;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-accessible-apps";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_accessible_apps().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }

    /// List the resources that the user is authorized for: the parameters of a call.
    #[derive(Clone)]
    pub struct GetAuthorizedResources {
        pub(super) namespace: Option<String>,
        pub(super) resource_type: Option<ResourceType>,
    }

    impl std::fmt::Debug for GetAuthorizedResources {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetAuthorizedResources").finish_non_exhaustive()
        }
    }

    impl GetAuthorizedResources {
        pub(super) fn new() -> Self {
            Self {
                namespace: None,
                resource_type: None,
            }
        }
    }

    impl Operation for GetAuthorizedResources {
        type Data = AuthorizedResourcePagingDto;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-authorized-resources";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_authorized_resources(self.namespace.as_deref(), self.resource_type.clone()).await;
            })
        }
    }

    /// List the user's departments: the parameters of a call.
    #[derive(Clone)]
    pub struct GetDepartmentList {
        pub(super) page: Option<i64>,
        pub(super) limit: Option<i64>,
        pub(super) with_custom_data: Option<bool>,
        pub(super) sort_by: Option<DepartmentSortBy>,
        pub(super) order_by: Option<SortOrder>,
    }

    impl std::fmt::Debug for GetDepartmentList {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetDepartmentList").finish_non_exhaustive()
        }
    }

    impl GetDepartmentList {
        pub(super) fn new() -> Self {
            Self {
                page: None,
                limit: None,
                with_custom_data: None,
                sort_by: None,
                order_by: None,
            }
        }
    }

    impl Operation for GetDepartmentList {
        type Data = UserDepartmentPagingDto;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-department-list";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_department_list(self.limit, self.order_by.clone(), self.page, self.sort_by.clone(), self.with_custom_data).await;
            })
        }
    }

    /// List the user's groups: the parameters of a call.
    #[derive(Clone)]
    pub struct GetGroupList {}

    impl std::fmt::Debug for GetGroupList {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetGroupList").finish_non_exhaustive()
        }
    }

    impl GetGroupList {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetGroupList {
        type Data = Vec<GroupDto>;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-group-list";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_group_list().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }

    /// List the applications that the user is logged in to: the parameters of a call.
    #[derive(Clone)]
    pub struct GetLoggedInApps {}

    impl std::fmt::Debug for GetLoggedInApps {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetLoggedInApps").finish_non_exhaustive()
        }
    }

    impl GetLoggedInApps {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetLoggedInApps {
        type Data = Vec<LoggedInAppsDto>;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-logged-in-apps";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_logged_in_apps().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }

    /// List the user's logins: the parameters of a call.
    #[derive(Clone)]
    pub struct GetLoginHistory {
        pub(super) app_id: Option<String>,
        pub(super) client_ip: Option<String>,
        pub(super) success: Option<bool>,
        pub(super) start: Option<i64>,
        pub(super) end: Option<i64>,
        pub(super) page: Option<i64>,
        pub(super) limit: Option<i64>,
    }

    impl std::fmt::Debug for GetLoginHistory {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetLoginHistory").finish_non_exhaustive()
        }
    }

    impl GetLoginHistory {
        pub(super) fn new() -> Self {
            Self {
                app_id: None,
                client_ip: None,
                success: None,
                start: None,
                end: None,
                page: None,
                limit: None,
            }
        }
    }

    impl Operation for GetLoginHistory {
        type Data = LoginHistoryPaginatedRespDto;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-login-history";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_login_history(self.app_id.as_deref(), self.client_ip.as_deref(), self.end, self.limit, self.page, self.start, self.success).await;
            })
        }
    }

    /// List the user's roles: the parameters of a call.
    #[derive(Clone)]
    pub struct GetRoleList {
        pub(super) namespace: Option<String>,
    }

    impl std::fmt::Debug for GetRoleList {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetRoleList").finish_non_exhaustive()
        }
    }

    impl GetRoleList {
        pub(super) fn new() -> Self {
            Self {
                namespace: None,
            }
        }
    }

    impl Operation for GetRoleList {
        type Data = Vec<RoleDto>;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-role-list";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_role_list(self.namespace.as_deref()).await;
            })
        }
    }

    /// List the user's tenants: the parameters of a call.
    #[derive(Clone)]
    pub struct GetTenantList {}

    impl std::fmt::Debug for GetTenantList {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct("GetTenantList").finish_non_exhaustive()
        }
    }

    impl GetTenantList {
        pub(super) fn new() -> Self {
            Self {}
        }
    }

    impl Operation for GetTenantList {
        type Data = Vec<UserTenantListDto>;
        const METHOD: reqwest::Method = reqwest::Method::GET;
        const PATH: &'static str = "/api/v3/get-my-tenant-list";
        const REPEATABLE: bool = true;

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {
            hook::request(|slot| async move {
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.get_tenant_list().await;
            })
        }

        fn variant(&self) -> Option<u32> {
            Some(hook::variant(&[]))
        }
    }
}

/// List the applications that the user may open.
///
/// The user may log in to these applications, whether or not a session exists.
///
/// A call that is being prepared. Made by [`get_accessible_apps`](crate::AuthenticationClient::get_accessible_apps).
pub type GetAccessibleApps<M = Async> = Call<operations::GetAccessibleApps, M>;

impl AuthenticationClient {
    /// List the applications that the user may open.
    ///
    /// The user may log in to these applications, whether or not a session exists.
    pub fn get_accessible_apps(&self) -> GetAccessibleApps {
        self.call(operations::GetAccessibleApps::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_accessible_apps`](crate::AuthenticationClient::get_accessible_apps) of the async client.
    pub fn get_accessible_apps(&self) -> GetAccessibleApps<Blocking> {
        self.call(operations::GetAccessibleApps::new())
    }
}

/// List the resources that the user is authorized for.
///
/// A call that is being prepared. Made by
/// [`get_authorized_resources`](crate::AuthenticationClient::get_authorized_resources).
pub type GetAuthorizedResources<M = Async> = Call<operations::GetAuthorizedResources, M>;

impl AuthenticationClient {
    /// List the resources that the user is authorized for.
    pub fn get_authorized_resources(&self) -> GetAuthorizedResources {
        self.call(operations::GetAuthorizedResources::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_authorized_resources`](crate::AuthenticationClient::get_authorized_resources) of the async client.
    pub fn get_authorized_resources(&self) -> GetAuthorizedResources<Blocking> {
        self.call(operations::GetAuthorizedResources::new())
    }
}

impl<M> GetAuthorizedResources<M> {
    /// Only resources of the permission space with this code.
    pub fn namespace(mut self, value: impl Into<String>) -> Self {
        self.operation.namespace = Some(value.into());
        self
    }

    /// Only resources of this kind.
    pub fn resource_type(mut self, value: ResourceType) -> Self {
        self.operation.resource_type = Some(value);
        self
    }
}

/// List the user's departments.
///
/// A call that is being prepared. Made by [`get_department_list`](crate::AuthenticationClient::get_department_list).
pub type GetDepartmentList<M = Async> = Call<operations::GetDepartmentList, M>;

impl AuthenticationClient {
    /// List the user's departments.
    pub fn get_department_list(&self) -> GetDepartmentList {
        self.call(operations::GetDepartmentList::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_department_list`](crate::AuthenticationClient::get_department_list) of the async client.
    pub fn get_department_list(&self) -> GetDepartmentList<Blocking> {
        self.call(operations::GetDepartmentList::new())
    }
}

impl<M> GetDepartmentList<M> {
    /// Which page, from 1.
    pub fn page(mut self, value: i64) -> Self {
        self.operation.page = Some(value);
        self
    }

    /// Departments per page; at most 50.
    pub fn limit(mut self, value: i64) -> Self {
        self.operation.limit = Some(value);
        self
    }

    /// Send `customData` too.
    pub fn with_custom_data(mut self, value: bool) -> Self {
        self.operation.with_custom_data = Some(value);
        self
    }

    /// What the list is sorted by.
    pub fn sort_by(mut self, value: DepartmentSortBy) -> Self {
        self.operation.sort_by = Some(value);
        self
    }

    /// Whether the list is sorted up or down.
    pub fn order_by(mut self, value: SortOrder) -> Self {
        self.operation.order_by = Some(value);
        self
    }
}

/// List the user's groups.
///
/// A call that is being prepared. Made by [`get_group_list`](crate::AuthenticationClient::get_group_list).
pub type GetGroupList<M = Async> = Call<operations::GetGroupList, M>;

impl AuthenticationClient {
    /// List the user's groups.
    pub fn get_group_list(&self) -> GetGroupList {
        self.call(operations::GetGroupList::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_group_list`](crate::AuthenticationClient::get_group_list) of the async client.
    pub fn get_group_list(&self) -> GetGroupList<Blocking> {
        self.call(operations::GetGroupList::new())
    }
}

/// List the applications that the user is logged in to.
///
/// The user has a session in these applications.
///
/// A call that is being prepared. Made by [`get_logged_in_apps`](crate::AuthenticationClient::get_logged_in_apps).
pub type GetLoggedInApps<M = Async> = Call<operations::GetLoggedInApps, M>;

impl AuthenticationClient {
    /// List the applications that the user is logged in to.
    ///
    /// The user has a session in these applications.
    pub fn get_logged_in_apps(&self) -> GetLoggedInApps {
        self.call(operations::GetLoggedInApps::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_logged_in_apps`](crate::AuthenticationClient::get_logged_in_apps) of the async client.
    pub fn get_logged_in_apps(&self) -> GetLoggedInApps<Blocking> {
        self.call(operations::GetLoggedInApps::new())
    }
}

/// List the user's logins.
///
/// A call that is being prepared. Made by [`get_login_history`](crate::AuthenticationClient::get_login_history).
pub type GetLoginHistory<M = Async> = Call<operations::GetLoginHistory, M>;

impl AuthenticationClient {
    /// List the user's logins.
    pub fn get_login_history(&self) -> GetLoginHistory {
        self.call(operations::GetLoginHistory::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_login_history`](crate::AuthenticationClient::get_login_history) of the async client.
    pub fn get_login_history(&self) -> GetLoginHistory<Blocking> {
        self.call(operations::GetLoginHistory::new())
    }
}

impl<M> GetLoginHistory<M> {
    /// Only logins to the application with this ID.
    pub fn app_id(mut self, value: impl Into<String>) -> Self {
        self.operation.app_id = Some(value.into());
        self
    }

    /// Only logins from this IP address.
    pub fn client_ip(mut self, value: impl Into<String>) -> Self {
        self.operation.client_ip = Some(value.into());
        self
    }

    /// Only logins that succeeded (`true`) or failed (`false`).
    pub fn success(mut self, value: bool) -> Self {
        self.operation.success = Some(value);
        self
    }

    /// Only logins from this time on, in milliseconds since 1970-01-01 UTC.
    pub fn start(mut self, value: i64) -> Self {
        self.operation.start = Some(value);
        self
    }

    /// Only logins up to this time, in milliseconds since 1970-01-01 UTC.
    pub fn end(mut self, value: i64) -> Self {
        self.operation.end = Some(value);
        self
    }

    /// Which page, from 1.
    pub fn page(mut self, value: i64) -> Self {
        self.operation.page = Some(value);
        self
    }

    /// Logins per page; at most 50.
    pub fn limit(mut self, value: i64) -> Self {
        self.operation.limit = Some(value);
        self
    }
}

/// List the user's roles.
///
/// A call that is being prepared. Made by [`get_role_list`](crate::AuthenticationClient::get_role_list).
pub type GetRoleList<M = Async> = Call<operations::GetRoleList, M>;

impl AuthenticationClient {
    /// List the user's roles.
    pub fn get_role_list(&self) -> GetRoleList {
        self.call(operations::GetRoleList::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_role_list`](crate::AuthenticationClient::get_role_list) of the async client.
    pub fn get_role_list(&self) -> GetRoleList<Blocking> {
        self.call(operations::GetRoleList::new())
    }
}

impl<M> GetRoleList<M> {
    /// Only roles of the permission space with this code.
    pub fn namespace(mut self, value: impl Into<String>) -> Self {
        self.operation.namespace = Some(value.into());
        self
    }
}

/// List the user's tenants.
///
/// A call that is being prepared. Made by [`get_tenant_list`](crate::AuthenticationClient::get_tenant_list).
pub type GetTenantList<M = Async> = Call<operations::GetTenantList, M>;

impl AuthenticationClient {
    /// List the user's tenants.
    pub fn get_tenant_list(&self) -> GetTenantList {
        self.call(operations::GetTenantList::new())
    }
}

#[cfg(feature = "blocking")]
impl blocking::AuthenticationClient {
    /// As [`get_tenant_list`](crate::AuthenticationClient::get_tenant_list) of the async client.
    pub fn get_tenant_list(&self) -> GetTenantList<Blocking> {
        self.call(operations::GetTenantList::new())
    }
}
