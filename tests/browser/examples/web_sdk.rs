//! A login with the vendor's SDK for browsers: `web_sdk FILE…`, the scripts of the page: axios, which the SDK wants as a
//! global, and `@authing/web`'s `index.global.js`. Run by `scripts/interop logins`.

use std::time::Duration;

use axum::response::Html;
use axum::{Router, routing::get};
use browser::Browser;
use genauth::mock::Tenant;
use serde_json::{Value, json};

#[tokio::main]
async fn main() {
    let files = std::env::args().skip(1).map(|path| std::fs::read_to_string(path).expect("a script"));
    let scripts: String = files.map(|text| format!("<script>{text}</script>")).collect();
    let tenant = Tenant::start().await.unwrap();
    tenant.add_user(json!({ "userId": "ada", "name": "Ada" })).unwrap();

    // The SDK refuses a domain with a port. So the browser takes port 80 of a name for the tenant's port. Both names are
    // of one site, so that the SDK's hidden frame gets the tenant's cookie.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = format!("http://app.web.localhost:{}/", listener.local_addr().unwrap().port());
    let rule = tenant.url().replace("http://", "--host-resolver-rules=MAP login.web.localhost:80 ");
    let options = json!({
        "domain": "http://login.web.localhost", "appId": tenant.app_id(), "userPoolId": "pool", "redirectUri": home,
        "logoutRedirectUri": home, "scope": "openid profile offline_access", "introspectAccessToken": true,
    });
    let page = format!("<!doctype html><h1>Page</h1>{scripts}<script>window.o = {options}</script>");
    let app = Router::new().route("/", get(async move || Html(page)));
    tokio::spawn(async { axum::serve(listener, app).await });

    let browser = Browser::start(&[&rule]).await;
    let run = async |call: &str| -> Value {
        // The last argument is the function that takes the result.
        let script = format!(
            "const [done] = arguments; window.sdk ??= new AuthingFactory.Authing(window.o);
             Promise.resolve(sdk.{call}).then(value => done([value ?? null]), error => done(String(error)))"
        );
        let result = browser.client.execute_async(&script, Vec::new()).await.unwrap();
        result.get(0).cloned().unwrap_or_else(|| panic!("{call}: {result}"))
    };

    browser.open(&home).await;
    assert_eq!(run("getLoginState()").await, Value::Null, "nobody is logged in");
    browser.client.execute("new AuthingFactory.Authing(window.o).loginWithRedirect()", Vec::new()).await.unwrap();
    browser.page("Log in").await;
    browser.click("Ada").await;
    browser.page("Page").await;
    assert_eq!(run("isRedirectCallback()").await, true);
    let state = run("handleRedirectCallback()").await;
    assert_eq!((&state["parsedIdToken"]["sub"], &state["parsedIdToken"]["name"]), (&json!("ada"), &json!("Ada")));
    assert_eq!(run("getUserInfo()").await["userId"], "ada");

    browser.open(&home).await;
    let fresh = run("refreshToken()").await;
    assert_ne!(fresh["accessToken"], state["accessToken"]);
    assert_eq!(run("getLoginState()").await["accessToken"], fresh["accessToken"], "introspected, and still active");
    let silent = run("getLoginState({ ignoreCache: true })").await;
    assert_eq!(silent["parsedIdToken"]["sub"], "ada", "by the hidden frame");

    browser.client.execute("sdk.logoutWithRedirect()", Vec::new()).await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), async {
        while !tenant.requests().iter().any(|request| request.path() == "/oidc/session/end") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the SDK ends the session");
    browser.page("Page").await;
    assert_eq!(run("getLoginState()").await, Value::Null, "logged out");
}
