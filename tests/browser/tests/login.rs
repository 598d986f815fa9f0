//! Logins at `examples/login`, in a browser.

use std::time::Duration;

use browser::Browser;
use fantoccini::Locator;
use genauth::mock::Tenant;
use genauth_login_example::{App, router};
use serde_json::{Value, json};

/// A tenant with users, and the example that lets them log in.
struct Site {
    tenant: Tenant,
    url: String,
}

impl Site {
    async fn start() -> Self {
        let tenant = Tenant::start().await.unwrap();
        tenant.add_user(json!({ "userId": "ada", "name": "Ada Lovelace" })).unwrap();
        tenant.add_user(json!({ "userId": "charles", "name": "Charles Babbage" })).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // With a slash, as people copy the host.
        let host = format!("{}/", tenant.url());
        let application = [&host, tenant.app_id(), tenant.app_secret()].map(str::to_owned);
        let app = App::new(application, url.clone()).unwrap();
        tokio::spawn(async { axum::serve(listener, router(app)).await });
        Self { tenant, url }
    }

    /// Logs a user in, in two clicks.
    async fn log_in(&self, browser: &Browser, name: &str) -> String {
        browser.open(&self.url).await;
        browser.click("Log in").await;
        browser.page("Log in").await;
        browser.click(name).await;
        browser.page("Your profile").await
    }

    fn paths(&self) -> Vec<String> {
        self.tenant.requests().iter().map(|request| request.path().to_owned()).collect()
    }
}

async fn session_cookies(browser: &Browser) -> Vec<String> {
    let cookies = browser.client.get_all_cookies().await.unwrap();
    cookies.iter().filter(|cookie| cookie.name() == "session").map(|cookie| cookie.value().to_owned()).collect()
}

#[tokio::test]
async fn log_in_reload_log_out_and_come_back() {
    let (site, browser) = (Site::start().await, Browser::start(&[]).await);
    assert!(site.log_in(&browser, "Ada").await.contains("You are Ada Lovelace, ada."));
    browser.client.refresh().await.unwrap();
    assert!(browser.page("Your profile").await.contains("Ada Lovelace"));
    let cookie = browser.client.get_named_cookie("session").await.unwrap();
    assert_eq!((cookie.http_only(), cookie.path()), (Some(true), Some("/")));
    assert!(!cookie.value().contains('.'), "no token");

    browser.click("Log out").await;
    browser.page("Welcome").await;
    assert_eq!(browser.client.current_url().await.unwrap().as_str(), format!("{}/", site.url));
    assert_eq!(session_cookies(&browser).await, [""; 0]);
    for path in ["/oidc/token/revocation", "/oidc/session/end"] {
        assert!(site.paths().iter().any(|known| known == path), "{path}");
    }
    browser.open(&format!("{}/me", site.url)).await;
    browser.page("Welcome").await;

    assert!(site.log_in(&browser, "Charles").await.contains("Charles Babbage"));
}

#[tokio::test]
async fn another_state_logs_nobody_in() {
    let (site, browser) = (Site::start().await, Browser::start(&[]).await);
    browser.open(&format!("{}/login", site.url)).await;
    browser.page("Log in").await;
    let url = browser.client.current_url().await.unwrap();
    let changed = url.query_pairs().map(|(name, value)| match &*name {
        "state" => (name, "made-up".into()),
        _ => (name, value),
    });
    let changed: Vec<_> = changed.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    let mut tampered = url.clone();
    tampered.query_pairs_mut().clear().extend_pairs(changed);
    browser.open(tampered.as_str()).await;
    browser.click("Ada").await;
    assert!(browser.page("Sorry").await.contains("This browser has begun no such login."));
    assert_eq!(session_cookies(&browser).await, [""; 0]);
    assert!(!site.paths().iter().any(|path| path == "/oidc/token"), "the code was not used");

    // A link with somebody else's good answer logs nobody in either.
    let other = Browser::start(&[]).await;
    browser.open(&format!("{}/login", site.url)).await;
    let state = browser.client.current_url().await.unwrap();
    let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    other.open(&format!("{}/callback?code=stolen&state={state}", site.url)).await;
    assert!(other.page("Sorry").await.contains("This browser has begun no such login."));
}

#[tokio::test]
async fn a_login_can_be_cancelled() {
    let (site, browser) = (Site::start().await, Browser::start(&[]).await);
    browser.open(&site.url).await;
    browser.click("Log in").await;
    browser.click("Cancel").await;
    assert!(browser.page("Sorry").await.contains("The login was cancelled"));
    assert_eq!(session_cookies(&browser).await, [""; 0]);
    browser.click("Back").await;
    browser.page("Welcome").await;
}

#[tokio::test]
async fn two_windows_have_two_users() {
    let (site, one, two) = (Site::start().await, Browser::start(&[]).await, Browser::start(&[]).await);
    assert!(site.log_in(&one, "Ada").await.contains("Ada Lovelace"));
    assert!(site.log_in(&two, "Charles").await.contains("Charles Babbage"));
    one.client.refresh().await.unwrap();
    assert!(one.page("Your profile").await.contains("Ada Lovelace"));
    one.click("Log out").await;
    one.page("Welcome").await;
    two.client.refresh().await.unwrap();
    assert!(two.page("Your profile").await.contains("Charles Babbage"));
}

#[tokio::test]
async fn a_user_can_be_typed() {
    let (site, browser) = (Site::start().await, Browser::start(&[]).await);
    browser.open(&format!("{}/login", site.url)).await;
    for (text, heading) in [("nobody", "Log in"), ("charles", "Your profile")] {
        let input = browser.client.find(Locator::Css("input[name=user]")).await.unwrap();
        input.send_keys(&format!("{text}\n")).await.unwrap();
        tokio::time::sleep(Duration::ZERO).await;
        let page = browser.page(heading).await;
        assert_eq!(page.contains("There is no user nobody."), text == "nobody", "{page}");
    }
}

#[tokio::test]
async fn tokens_are_refreshed_once_however_many_ask() {
    let (site, browser) = (Site::start().await, Browser::start(&[]).await);
    // The example refreshes 30 seconds before the expiry.
    site.tenant.set_token_lifetime(Duration::from_secs(30));
    site.log_in(&browser, "Ada").await;
    site.tenant.set_token_lifetime(Duration::from_secs(3600));
    site.tenant.clear_requests();
    let script = "const ask = async () => (await (await fetch('/me')).text()).includes('Ada Lovelace');
        const answers = await Promise.all(Array.from({ length: 8 }, ask));
        arguments[arguments.length - 1](answers);";
    let script = format!("(async (...arguments) => {{ {script} }})(...arguments)");
    let answers = browser.client.execute_async(&script, Vec::new()).await.unwrap();
    assert_eq!(answers, Value::from(vec![true; 8]));
    assert_eq!(site.paths().iter().filter(|path| *path == "/oidc/token").count(), 1);
}

#[tokio::test]
async fn odd_profiles_log_in_and_run_no_scripts() {
    let (site, browser) = (Site::start().await, Browser::start(&[]).await);
    site.tenant.add_user(Tenant::sample_profile()).unwrap();
    let name = "<img src=x onerror=\"document.title='owned'\">";
    site.tenant.add_user(json!({ "userId": "eve", "name": name, "emailVerified": 0, "address": "" })).unwrap();
    // As the vendor documents ID tokens: a time as a text, null for what isn't known, and the console's other algorithm.
    site.tenant.set_claims("eve", json!({ "updated_at": "2022-07-03T03:20:30.000Z", "zoneinfo": null }));
    site.tenant.set_id_token_alg("HS256");
    let sample = Tenant::sample_profile()["name"].as_str().unwrap().to_owned();
    assert!(site.log_in(&browser, &sample).await.contains(&sample));
    browser.click("Log out").await;
    assert!(site.log_in(&browser, "onerror").await.contains(name), "shown as text");
    assert_eq!(browser.client.title().await.unwrap(), "Your profile");
}
