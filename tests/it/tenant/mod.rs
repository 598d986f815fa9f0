//! The mock tenant in more than one operation: what a user may do, and the tenant as an OpenID provider.

mod login;
mod permissions;
mod revocation;
mod tokens;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use genauth::AuthenticationClient;
use genauth::mock::Tenant;
use serde_json::Value;

fn client(tenant: &Tenant) -> AuthenticationClient {
    AuthenticationClient::builder().app_host(tenant.url()).build().unwrap()
}

/// A client that takes no proxy and no certificates from the machine, and follows no redirect.
fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().tls_certs_only([]);
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// Sends a form, and returns the answer's HTTP status and its JSON. A body that isn't JSON becomes `null`.
async fn post(request: reqwest::RequestBuilder, form: &[(&str, &str)]) -> (u16, Value) {
    let form = form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let body = form.collect::<Vec<_>>().join("&");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn header<'a>(answer: &'a reqwest::Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

async fn document(tenant: &Tenant, path: &str) -> Value {
    let answer = http().get(format!("{}{path}", tenant.url())).send().await.unwrap();
    let content_type = header(&answer, "content-type");
    assert_eq!((answer.status().as_u16(), content_type), (200, Some("application/json; charset=utf-8")));
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&decoded(token.split('.').nth(index).unwrap())).unwrap()
}

fn claims(token: &str) -> Value {
    part(token, 1)
}
