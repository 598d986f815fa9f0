// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Calls of one tag of the document.

use serde_json::{Map, Value};

use crate::client::table::operation;
use crate::generated::types::*;
use crate::operation::{encode_path, query};
use crate::secret::Secret;
use crate::wire::timestamp::Timestamp;

operation! {
    /// Check what the user may do with array resources.
    ///
    /// Says for each resource whether the user may do the action with it. An array resource is a list of values.
    POST "/api/v3/check-permission-array-resource" repeatable => CheckResourcePermissionDataDto;
    check_permission_by_array_resource([into] resources: Vec<String>, [into] action: String)
        => CheckPermissionByArrayResource;
    with body: CheckPermissionArrayResourceDto {
        required: resources, action;
    }
    request(http, host) {
        let url = format!("{}/api/v3/check-permission-array-resource", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Check what the user may do with string resources.
    ///
    /// Says for each resource whether the user may do the action with it. A string resource is one value.
    POST "/api/v3/check-permission-string-resource" repeatable => CheckResourcePermissionDataDto;
    check_permission_by_string_resource([into] resources: Vec<String>, [into] action: String)
        => CheckPermissionByStringResource;
    with body: CheckPermissionStringResourceDto {
        required: resources, action;
    }
    request(http, host) {
        let url = format!("{}/api/v3/check-permission-string-resource", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Check what the user may do with nodes of tree resources.
    ///
    /// Says for each node whether the user may do the action with it. A node is named by the codes on the way to it,
    /// joined by `/`.
    POST "/api/v3/check-permission-tree-resource" repeatable => CheckResourcePermissionDataDto;
    check_permission_by_tree_resource([into] resources: Vec<String>, [into] action: String)
        => CheckPermissionByTreeResource;
    with body: CheckPermissionTreeResourceDto {
        required: resources, action;
    }
    request(http, host) {
        let url = format!("{}/api/v3/check-permission-tree-resource", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// List the data resources that the user is authorized for in the application.
    ///
    /// The application is the one that the access token was issued for.
    GET "/api/v3/get-user-auth-resource-list" repeatable => GetUserAuthResourceListDataDto;
    get_user_authorized_resources_list() => GetUserAuthorizedResourcesList;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/get-user-auth-resource-list", host);
        http.get(url).build()?
    }
}

operation! {
    /// List what the user may do with given data resources.
    POST "/api/v3/get-user-auth-resource-permission-list" repeatable => GetUserAuthResourcePermissionListDataDto;
    get_user_auth_resource_permission_list([into] resources: Vec<String>) => GetUserAuthResourcePermissionList;
    with body: GetUserAuthResourcePermissionListDto {
        required: resources;
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-user-auth-resource-permission-list", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Get what the user is authorized for inside a data resource.
    POST "/api/v3/get-user-auth-resource-struct" repeatable => GetUserAuthResourceStructDataDto;
    get_user_auth_resource_struct([into] resource: String) => GetUserAuthResourceStruct;
    with body: GetUserAuthResourceStructDto {
        required: resource;
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-user-auth-resource-struct", host);
        http.post(url).json(&body).build()?
    }
}
