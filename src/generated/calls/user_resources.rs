// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Calls of one tag of the document.

use serde_json::{Map, Value};

use crate::client::table::operation;
use crate::generated::types::*;
use crate::operation::{encode_path, query};
use crate::secret::Secret;
use crate::wire::timestamp::Timestamp;

operation! {
    /// List the applications that the user may open.
    ///
    /// The user may log in to these applications, whether or not a session exists.
    GET "/api/v3/get-my-accessible-apps" repeatable => Vec<AccessibleAppsDto>;
    get_accessible_apps() => GetAccessibleApps;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-my-accessible-apps", host);
        http.get(url).build()?
    }
}

operation! {
    /// List the resources that the user is authorized for.
    GET "/api/v3/get-my-authorized-resources" repeatable => AuthorizedResourcePagingDto;
    get_authorized_resources() => GetAuthorizedResources;
    optional {
        /// Only resources of the permission space with this code.
        [into] namespace: String,
        /// Only resources of this kind.
        resource_type: ResourceType,
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-my-authorized-resources", host);
        http.get(url)
            .query(&query("namespace", &namespace))
            .query(&query("resourceType", &resource_type))
            .build()?
    }
}

operation! {
    /// List the user's departments.
    GET "/api/v3/get-my-department-list" repeatable => UserDepartmentPagingDto;
    get_department_list() => GetDepartmentList;
    optional {
        /// Which page, from 1.
        page: i64,
        /// Departments per page; at most 50.
        limit: i64,
        /// Send `customData` too.
        with_custom_data: bool,
        /// What the list is sorted by.
        sort_by: DepartmentSortBy,
        /// Whether the list is sorted up or down.
        order_by: SortOrder,
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-my-department-list", host);
        http.get(url)
            .query(&query("limit", &limit))
            .query(&query("orderBy", &order_by))
            .query(&query("page", &page))
            .query(&query("sortBy", &sort_by))
            .query(&query("withCustomData", &with_custom_data))
            .build()?
    }
}

operation! {
    /// List the user's groups.
    GET "/api/v3/get-my-group-list" repeatable => Vec<GroupDto>;
    get_group_list() => GetGroupList;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-my-group-list", host);
        http.get(url).build()?
    }
}

operation! {
    /// List the applications that the user is logged in to.
    ///
    /// The user has a session in these applications.
    GET "/api/v3/get-my-logged-in-apps" repeatable => Vec<LoggedInAppsDto>;
    get_logged_in_apps() => GetLoggedInApps;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-my-logged-in-apps", host);
        http.get(url).build()?
    }
}

operation! {
    /// List the user's logins.
    GET "/api/v3/get-my-login-history" repeatable => LoginHistoryPaginatedRespDto;
    get_login_history() => GetLoginHistory;
    optional {
        /// Only logins to the application with this ID.
        [into] app_id: String,
        /// Only logins from this IP address.
        [into] client_ip: String,
        /// Only logins that succeeded (`true`) or failed (`false`).
        success: bool,
        /// Only logins from this time on, in milliseconds since 1970-01-01 UTC.
        start: i64,
        /// Only logins up to this time, in milliseconds since 1970-01-01 UTC.
        end: i64,
        /// Which page, from 1.
        page: i64,
        /// Logins per page; at most 50.
        limit: i64,
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-my-login-history", host);
        http.get(url)
            .query(&query("appId", &app_id))
            .query(&query("clientIp", &client_ip))
            .query(&query("end", &end))
            .query(&query("limit", &limit))
            .query(&query("page", &page))
            .query(&query("start", &start))
            .query(&query("success", &success))
            .build()?
    }
}

operation! {
    /// List the user's roles.
    GET "/api/v3/get-my-role-list" repeatable => Vec<RoleDto>;
    get_role_list() => GetRoleList;
    optional {
        /// Only roles of the permission space with this code.
        [into] namespace: String,
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-my-role-list", host);
        http.get(url).query(&query("namespace", &namespace)).build()?
    }
}

operation! {
    /// List the user's tenants.
    GET "/api/v3/get-my-tenant-list" repeatable => Vec<UserTenantListDto>;
    get_tenant_list() => GetTenantList;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-my-tenant-list", host);
        http.get(url).build()?
    }
}
