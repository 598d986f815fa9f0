//! Asks what a user may do: `cargo run --example permissions`. A mock tenant on loopback answers.

use genauth::mock::Tenant;
use genauth::{AuthenticationClient, Error};

/// Whether the user may do this with the resource in the namespace `shop`. The answer has a row for each namespace that
/// has the resource. Without a row that says `true`, nothing is permitted.
async fn may(client: &AuthenticationClient, token: &str, resource: &str, action: &str) -> Result<bool, Error> {
    let call = client.check_permission_by_string_resource(vec![resource.to_owned()], action);
    let rows = call.access_token(token).await?.check_result_list.unwrap_or_default();
    let asked = |namespace: &Option<String>, name: &Option<String>| {
        (namespace.as_deref(), name.as_deref()) == (Some("shop"), Some(resource))
    };
    let mut rows = rows.iter().filter(|row| asked(&row.namespace_code, &row.resource)).peekable();
    Ok(rows.peek().is_some() && rows.all(|row| row.enabled == Some(true)))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenant::start().await?;
    let token = tenant.token_for(serde_json::json!({ "userId": "ada" }))?;
    tenant.allow("ada", "shop", "orders", "read");

    let client = AuthenticationClient::builder().app_host(tenant.url()).build()?;
    for (resource, action) in [("orders", "read"), ("orders", "write"), ("invoices", "read")] {
        println!("{action} {resource}: {}", may(&client, &token, resource, action).await?);
    }
    Ok(())
}
