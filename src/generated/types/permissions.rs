// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Types that the calls of one tag reach.

use serde_json::{Map, Value};

#[cfg(feature = "schemars")]
use crate::generated::schemas::SCHEMAS;
use crate::secret::Secret;
use crate::wire::table::{object, open_enum};
use crate::wire::timestamp::Timestamp;

object! {
    blank_keys,
    /// The authorized part of an array resource.
    pub struct ArrResourceAuthAction {
        /// Values of the resource.
        "values" => values: Vec<String>,
        /// Actions that the user may do.
        "actions" => actions: Vec<String>,
    }
}

object! {
    blank_keys,
    /// An authorized array resource.
    pub struct ArrayAuthorize {
        /// Values of the resource.
        "values" => values: Vec<String>,
        /// Actions that the user may do.
        "actions" => actions: Vec<String>,
    }
}

object! {
    blank_keys,
    /// A question about array resources.
    pub struct CheckPermissionArrayResourceDto {
        /// The action, such as `read`.
        [required] "action" => action: String,
        /// Codes of the resources.
        [required] "resources" => resources: Vec<String>,
    }
}

object! {
    blank_keys,
    /// A question about string resources.
    pub struct CheckPermissionStringResourceDto {
        /// The action, such as `read`.
        [required] "action" => action: String,
        /// Codes of the resources.
        [required] "resources" => resources: Vec<String>,
    }
}

object! {
    blank_keys,
    /// A question about nodes of tree resources.
    pub struct CheckPermissionTreeResourceDto {
        /// The action, such as `read`.
        [required] "action" => action: String,
        /// Paths of the nodes, such as `tree/node/child`.
        [required] "resources" => resources: Vec<String>,
    }
}

object! {
    blank_keys,
    /// The results of a check.
    pub struct CheckResourcePermissionDataDto {
        /// A result for each resource and permission space.
        "checkResultList" => check_result_list: Vec<CheckResourcePermissionRespDto>,
    }
}

object! {
    blank_keys,
    /// Whether the user may do the action with one resource.
    pub struct CheckResourcePermissionRespDto {
        /// Code of the permission space.
        "namespaceCode" => namespace_code: String,
        /// The action.
        "action" => action: String,
        /// The resource.
        "resource" => resource: String,
        /// Whether the user may do the action with the resource.
        [harmless] "enabled" => enabled: bool,
    }
}

open_enum! {
    /// Type of the data resource.
    pub enum DataResourceType {
        "TREE" => Tree,
        "STRING" => String,
        "ARRAY" => Array,
    }
}

object! {
    blank_keys,
    /// The user's data resources.
    pub struct GetUserAuthResourceListDataDto {
        /// The data resources by permission space.
        "userPermissionList" => user_permission_list: Vec<UserAuthResourceListDto>,
    }
}

object! {
    blank_keys,
    /// What the user may do with the data resources.
    pub struct GetUserAuthResourcePermissionListDataDto {
        /// The actions for each data resource.
        "permissionList" => permission_list: Vec<ResourcePermissionDto>,
    }
}

object! {
    blank_keys,
    /// A question about data resources.
    pub struct GetUserAuthResourcePermissionListDto {
        /// Codes of the data resources; of a tree resource, the path of a node.
        [required] "resources" => resources: Vec<String>,
    }
}

object! {
    blank_keys,
    /// The authorized part of a data resource. Its type says which of the three parts is sent.
    pub struct GetUserAuthResourceStructDataDto {
        /// Code of the permission space.
        "namespaceCode" => namespace_code: String,
        /// Code of the data resource.
        "resourceCode" => resource_code: String,
        /// Type of the data resource.
        [harmless] "resourceType" => resource_type: DataResourceType,
        /// What is authorized, for `STRING`.
        "strResourceAuthAction" => str_resource_auth_action: StrResourceAuthAction,
        /// What is authorized, for `ARRAY`.
        "arrResourceAuthAction" => arr_resource_auth_action: ArrResourceAuthAction,
        /// What is authorized, for `TREE`.
        "treeResourceAuthAction" => tree_resource_auth_action: TreeResourceAuthAction,
    }
}

object! {
    blank_keys,
    /// A question about a data resource.
    pub struct GetUserAuthResourceStructDto {
        /// Code of the data resource.
        [required] "resource" => resource: String,
    }
}

object! {
    blank_keys,
    /// A data resource. Its type says which of the three parts is sent.
    pub struct OpenResource {
        /// Code of the data resource.
        "resourceCode" => resource_code: String,
        /// Type of the data resource.
        [harmless] "resourceType" => resource_type: DataResourceType,
        /// What is authorized, for `STRING`.
        "strAuthorize" => str_authorize: StrAuthorize,
        /// What is authorized, for `ARRAY`.
        "arrAuthorize" => arr_authorize: ArrayAuthorize,
        /// What is authorized, for `TREE`.
        "treeAuthorize" => tree_authorize: TreeAuthorize,
    }
}

object! {
    blank_keys,
    /// What the user may do with one data resource.
    pub struct ResourcePermissionDto {
        /// Code of the permission space.
        "namespaceCode" => namespace_code: String,
        /// Actions that the user may do.
        "actions" => actions: Vec<String>,
        /// The data resource.
        "resource" => resource: String,
    }
}

object! {
    blank_keys,
    /// An authorized string resource.
    pub struct StrAuthorize {
        /// Value of the resource.
        "value" => value: String,
        /// Actions that the user may do.
        "actions" => actions: Vec<String>,
    }
}

object! {
    blank_keys,
    /// The authorized part of a string resource.
    pub struct StrResourceAuthAction {
        /// Value of the resource.
        "value" => value: String,
        /// Actions that the user may do.
        "actions" => actions: Vec<String>,
    }
}

object! {
    blank_keys,
    /// An authorized node of a tree resource.
    pub struct TreeAuthBo {
        /// Path of the node, such as `/tree/node`.
        "nodePath" => node_path: String,
        /// Name of the node.
        "nodeName" => node_name: String,
        /// Actions that the user may do with the node.
        "nodeActions" => node_actions: Vec<String>,
        /// Value of the node.
        "nodeValue" => node_value: String,
    }
}

object! {
    blank_keys,
    /// An authorized tree resource.
    pub struct TreeAuthorize {
        /// The nodes that the user is authorized for.
        "authList" => auth_list: Vec<TreeAuthBo>,
    }
}

object! {
    blank_keys,
    /// The authorized part of a tree resource.
    pub struct TreeResourceAuthAction {
        /// The authorized nodes.
        "nodeAuthActionList" => node_auth_action_list: Vec<TreeStructs>,
    }
}

object! {
    blank_keys,
    /// A node of a tree resource.
    pub struct TreeStructs {
        /// Code of the node, unique among its siblings.
        "code" => code: String,
        /// Name of the node, unique among its siblings.
        "name" => name: String,
        /// Value of the node.
        "value" => value: String,
        /// Actions that the user may do with the node.
        "actions" => actions: Vec<String>,
        /// Nodes below this one, at most five levels.
        "children" => children: Vec<TreeStructs>,
    }
}

object! {
    blank_keys,
    /// The user's data resources in one permission space.
    pub struct UserAuthResourceListDto {
        /// ID of the user.
        [harmless] "userId" => user_id: String,
        /// Code of the permission space.
        "namespaceCode" => namespace_code: String,
        /// The data resources.
        "resourceList" => resource_list: Vec<OpenResource>,
    }
}
