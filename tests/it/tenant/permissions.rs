//! Roles and permissions of the tenant's users.

use genauth::mock::Tenant;
use serde_json::json;

use super::{client, http};

async fn roles(tenant: &Tenant, token: &str, namespace: Option<&str>) -> Vec<(String, String)> {
    let call = client(tenant).get_role_list().access_token(token);
    let roles = match namespace {
        Some(namespace) => call.namespace(namespace).await.unwrap(),
        None => call.await.unwrap(),
    };
    for role in &roles {
        assert_eq!((role.status.as_deref(), &role.disable_time), (Some("ENABLE"), &None));
        assert_eq!((role.id.as_ref().unwrap().len(), &role.extra.len()), (24, &0));
    }
    roles.into_iter().map(|role| (role.namespace.unwrap(), role.code.unwrap())).collect()
}

#[tokio::test]
async fn the_role_list_has_the_roles_that_were_set() {
    let tenant = Tenant::start().await.unwrap();
    let ada = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    let ben = tenant.token_for(json!({ "userId": "ben" })).unwrap();
    assert_eq!(roles(&tenant, &ada, None).await, []);
    tenant.set_roles("ada", "shop", &["admin", "clerk"]);
    tenant.set_roles("ada", "stock", &["clerk"]);
    let row = |namespace: &str, code: &str| (namespace.to_owned(), code.to_owned());
    let all = [row("shop", "admin"), row("shop", "clerk"), row("stock", "clerk")];
    assert_eq!(roles(&tenant, &ada, None).await, all);
    assert_eq!(roles(&tenant, &ada, Some("stock")).await, all[2..]);
    assert_eq!(roles(&tenant, &ada, Some("elsewhere")).await, []);
    assert_eq!(roles(&tenant, &ben, None).await, []);
    tenant.set_roles("ada", "shop", &[]);
    assert_eq!(roles(&tenant, &ada, None).await, all[2..], "set anew, not added");
    tenant.set_data("ada", "/api/v3/get-my-role-list", json!([{ "code": "odd", "status": "DISABLE" }]));
    let odd = client(&tenant).get_role_list().access_token(ada).await.unwrap();
    assert_eq!((odd.len(), odd[0].code.as_deref()), (1, Some("odd")), "data that a test wrote itself wins");
}

async fn check(tenant: &Tenant, token: &str, resources: &[&str], action: &str) -> Vec<(String, String, bool)> {
    let resources: Vec<String> = resources.iter().map(|resource| (*resource).to_owned()).collect();
    let call = client(tenant).check_permission_by_string_resource(resources, action).access_token(token);
    let rows = call.await.unwrap().check_result_list.unwrap();
    let row = rows.into_iter().map(|row| {
        assert_eq!(row.action.as_deref(), Some(action));
        (row.namespace_code.unwrap(), row.resource.unwrap(), row.enabled.unwrap())
    });
    row.collect()
}

#[tokio::test]
async fn a_check_knows_what_was_allowed() {
    let tenant = Tenant::start().await.unwrap();
    let ada = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    let ben = tenant.token_for(json!({ "userId": "ben" })).unwrap();
    tenant.allow("ada", "shop", "orders", "read");
    tenant.allow("ada", "shop", "orders", "write");
    tenant.allow("ben", "stock", "orders", "read");
    let row = |namespace: &str, resource: &str, enabled| (namespace.to_owned(), resource.to_owned(), enabled);

    let shop_only = [row("shop", "orders", true), row("stock", "orders", false)];
    assert_eq!(check(&tenant, &ada, &["orders"], "read").await, shop_only);
    assert_eq!(check(&tenant, &ada, &["orders"], "write").await, shop_only);
    assert_eq!(
        check(&tenant, &ben, &["orders", "bills"], "read").await,
        [row("shop", "orders", false), row("stock", "orders", true), row("default", "bills", false)]
    );
    assert_eq!(check(&tenant, &ben, &[], "read").await, []);
    assert!(!tenant.disallow("ada", "shop", "orders", "delete"));
    assert!(tenant.disallow("ada", "shop", "orders", "read"));
    assert_eq!(check(&tenant, &ada, &["orders"], "read").await[0], row("shop", "orders", false));
}

#[tokio::test]
async fn each_kind_of_check_takes_a_namespace_and_refuses_other_bodies() {
    let tenant = Tenant::start().await.unwrap();
    let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    tenant.allow("ada", "shop", "orders", "read");
    for kind in ["string", "array", "tree"] {
        let url = format!("{}/api/v3/check-permission-{kind}-resource", tenant.url());
        let ask = async |body: &str| {
            let answer = http().post(&url).header("authorization", &token).body(body.to_owned()).send().await.unwrap();
            serde_json::from_slice::<serde_json::Value>(&answer.bytes().await.unwrap()).unwrap()
        };
        for (namespace, enabled) in [("shop", true), ("stock", false)] {
            let body = json!({ "namespaceCode": namespace, "resources": ["orders"], "action": "read" });
            let row = json!({ "namespaceCode": namespace, "resource": "orders", "action": "read", "enabled": enabled });
            assert_eq!(ask(&body.to_string()).await["data"]["checkResultList"], json!([row]));
        }
        for body in ["", "{}", r#"{"action":"read","resources":"orders"}"#, r#"{"action":"read","resources":[1]}"#] {
            let answer = ask(body).await;
            assert_eq!((&answer["statusCode"], answer.get("data")), (&json!(400), None), "{kind} {body}");
        }
    }
}
