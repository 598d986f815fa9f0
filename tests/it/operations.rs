//! Every operation of the document: the request that is sent, and the documented sample as it is decoded.
//!
//! The calls are generated from the document, each with every argument and setter, so that a new operation needs no
//! line here. An operation's sample is `schema/<path without /api/v3/>.sample.json`.

use std::path::Path;

use genauth::mock::{Answer, Tenant};
use genauth::types::Envelope;
use genauth::{AuthenticationClient, Call, Operation};
use serde_json::{Value, json};

use crate::support::ROOT;

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

struct World {
    tenant: Tenant,
    client: AuthenticationClient,
}

async fn check<O: Operation>(world: &World, name: &str, call: Call<O>) {
    let file = Path::new(ROOT).join(format!("schema/{name}.sample.json"));
    let sample = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    world.tenant.script(1, Answer::body("application/json", sample.as_str()));
    let response = call.send().await.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(response.drift(), [], "{name}: a documented sample has no drift");

    // The written envelope must decode, and must be written the same again.
    let envelope: Envelope<O::Data> = serde_json::from_str(&sample).expect("an envelope");
    let written = serde_json::to_value(&envelope).expect("written");
    let again: Envelope<O::Data> = serde_json::from_value(written.clone()).expect("an envelope");
    assert_eq!(serde_json::to_value(&again).expect("written"), written, "{name}");
    let (known, kept) = (leaves(&serde_json::from_str(&sample).expect("JSON")), leaves(&written));
    let lost: Vec<_> = known.iter().filter(|leaf| !kept.contains(leaf)).collect();
    assert!(lost.is_empty(), "{name}: lost {lost:?}");

    let requests = world.tenant.take_requests();
    let [request] = &requests[..] else { panic!("{name}: {} requests", requests.len()) };
    assert_eq!((request.method(), request.path()), (O::METHOD.as_str(), O::PATH), "{name}");
    let mut query = request.query_pairs().to_vec();
    query.sort();
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    insta::assert_json_snapshot!(
        name,
        json!({
            "request": {
                "method": request.method(),
                "path": request.path(),
                "query": query,
                "content-type": request.header("content-type"),
                "body": body,
            },
            "decoded": written,
        })
    );
}

/// The texts, numbers and booleans of a value, as texts. A text that holds a list or an object is opened.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().flat_map(leaves).collect(),
        Value::Object(members) => members.values().flat_map(leaves).collect(),
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Array(_) | Value::Object(_))) => leaves(&inner),
            _ if text.is_empty() => Vec::new(),
            _ => vec![text.clone()],
        },
        other => vec![other.to_string()],
    }
}

#[tokio::test]
async fn every_operation_sends_its_request_and_decodes_its_sample() {
    let tenant = Tenant::start().await.expect("a tenant");
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token("t").build().expect("a client");
    cases(&World { tenant, client }).await;
}

#[tokio::test]
async fn the_tenant_answers_every_operation() {
    let tenant = Tenant::start().await.expect("a tenant");
    let token = tenant.token_for(json!({"userId": "u1"})).expect("a token");
    let client = AuthenticationClient::builder().app_host(tenant.url()).access_token(token).build().expect("a client");

    // Without data, the tenant answers with an empty list or an empty object.
    let departments = client.get_department_list().await.expect("an empty page");
    assert_eq!((departments.total_count, departments.list), (None, None));
    assert_eq!(client.get_identities().await.expect("an empty list"), []);

    tenant.set_data("u1", genauth::operations::GetRoleList::PATH, json!([{"code": "admin", "namespace": "default"}]));
    let roles = client.get_role_list().await.expect("a list");
    assert_eq!(roles.iter().map(|role| role.code.as_deref()).collect::<Vec<_>>(), [Some("admin")]);
    let other = tenant.token_for(json!({"userId": "u2"})).expect("a token");
    assert_eq!(client.get_role_list().access_token(other).await.expect("an empty list"), [], "data is a user's own");

    let error = client.get_role_list().access_token("made.up.token").await.expect_err("no token of the tenant");
    assert!(error.is_unauthorized());
}

#[tokio::test]
#[should_panic(expected = "no operation has the path \"/api/v3/get-roles\"; known are /api/v3/")]
async fn data_for_an_unknown_path_is_refused() {
    Tenant::start().await.expect("a tenant").set_data("u1", "/api/v3/get-roles", json!([]));
}
