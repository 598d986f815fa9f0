//! What a user may do: the answers of `get-my-role-list` and of the permission checks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::random::random;
use super::request::Request;

/// The roles and permissions of all users.
#[derive(Default)]
pub(super) struct Permissions {
    /// Codes of roles with the role's ID, by user and namespace.
    roles: BTreeMap<(String, String), Vec<(String, String)>>,
    /// Users and actions, by namespace and resource.
    allowed: BTreeMap<(String, String), BTreeSet<(String, String)>>,
}

impl Permissions {
    pub(super) fn set_roles(&mut self, user_id: &str, namespace: &str, codes: &[&str]) {
        let roles = codes.iter().map(|code| ((*code).to_owned(), format!("{:024x}", random() >> 32))).collect();
        self.roles.insert((user_id.to_owned(), namespace.to_owned()), roles);
    }

    pub(super) fn allow(&mut self, user_id: &str, namespace: &str, resource: &str, action: &str) {
        let users = self.allowed.entry((namespace.to_owned(), resource.to_owned())).or_default();
        users.insert((user_id.to_owned(), action.to_owned()));
    }

    pub(super) fn disallow(&mut self, user_id: &str, namespace: &str, resource: &str, action: &str) -> bool {
        let users = self.allowed.get_mut(&(namespace.to_owned(), resource.to_owned()));
        users.is_some_and(|users| users.remove(&(user_id.to_owned(), action.to_owned())))
    }

    /// The `data` for an operation about roles or permissions. None if the operation is another one; an error if the
    /// request's body isn't what the operation takes.
    pub(super) fn data(&self, user_id: &str, request: &Request) -> Option<Result<Value, &'static str>> {
        match request.path() {
            "/api/v3/get-my-role-list" => Some(Ok(self.role_list(user_id, request.parameter("namespace")))),
            "/api/v3/check-permission-string-resource"
            | "/api/v3/check-permission-array-resource"
            | "/api/v3/check-permission-tree-resource" => Some(self.check(user_id, request.body())),
            _ => None,
        }
    }

    fn role_list(&self, user_id: &str, namespace: Option<&str>) -> Value {
        let of_user = self.roles.iter().filter(|((user, _), _)| user == user_id);
        let wanted = of_user.filter(|((_, space), _)| namespace.is_none_or(|namespace| namespace == space));
        let row = |space: &str, code: &str, id: &str| {
            json!({
                "id": id, "code": code, "name": code, "description": "", "namespace": space, "namespaceName": space,
                "status": "ENABLE", "disableTime": null,
            })
        };
        wanted.flat_map(|((_, space), roles)| roles.iter().map(move |(code, id)| row(space, code, id))).collect()
    }

    /// A row for each resource and each namespace that has the resource. Without `namespaceCode` in the request, a
    /// resource can have several rows, as in the service.
    fn check(&self, user_id: &str, body: &[u8]) -> Result<Value, &'static str> {
        let body: Value = serde_json::from_slice(body).map_err(|_| "the body isn't JSON")?;
        let action = body["action"].as_str().ok_or("`action` isn't a string")?;
        let resources = body["resources"].as_array().ok_or("`resources` isn't an array")?;
        let namespace = body["namespaceCode"].as_str();
        let asked = (user_id.to_owned(), action.to_owned());
        let mut rows = Vec::new();
        for resource in resources {
            let resource = resource.as_str().ok_or("a resource isn't a string")?;
            let row = |space: &str, enabled: bool| json!({ "namespaceCode": space, "action": action, "resource": resource, "enabled": enabled });
            let known = self.allowed.iter().filter(|((space, known), _)| {
                known == resource && namespace.is_none_or(|namespace| namespace == space)
            });
            let before = rows.len();
            rows.extend(known.map(|((space, _), users)| row(space, users.contains(&asked))));
            if rows.len() == before {
                rows.push(row(namespace.unwrap_or("default"), false));
            }
        }
        Ok(json!({ "checkResultList": rows }))
    }
}
