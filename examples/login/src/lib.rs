//! A web application in which users log in. The browser has a random session ID, and the server has the tokens.

use std::{collections::HashMap, error::Error, sync::Arc, sync::LazyLock};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{Router, get, post};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use genauth::resource_server::{Authenticator, ClientAuth, Rejection};
use genauth::{AccessToken, AuthenticationClient};
use maud::{DOCTYPE, Markup, html};
use moka::sync::Cache;
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreTokenResponse};
use openidconnect::{self as oidc, EndpointMaybeSet, EndpointNotSet, EndpointSet, OAuth2TokenResponse, TokenResponse};
use tokio::sync::Mutex;
use tokio::time::{Duration, Instant};

type Provider =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointSet, EndpointMaybeSet, EndpointMaybeSet>;
type Answer = Result<Response, Failure>;

pub struct App {
    issuer: oidc::IssuerUrl,
    id: oidc::ClientId,
    secret: oidc::ClientSecret,
    base_url: String,
    authenticator: Authenticator,
    /// Nonce and PKCE verifier by `state`, which is also in the browser's cookie: only that browser can end the login.
    logins: Cache<String, (oidc::Nonce, String)>,
    /// Each behind a lock: a refresh token that two requests use at once ends the login.
    sessions: Cache<String, Arc<Mutex<Session>>>,
}

struct Session {
    access_token: oidc::AccessToken,
    refresh_token: Option<oidc::RefreshToken>,
    id_token: CoreIdToken,
    refresh_at: Instant,
}

pub fn router(app: App) -> Router {
    let router = Router::new().route("/", get(home)).route("/login", get(login)).route("/callback", get(callback));
    router.route("/me", get(me)).route("/logout", post(logout)).with_state(Arc::new(app))
}

async fn home() -> Markup {
    page("Welcome", html! { p { a href="/login" { "Log in" } } p { a href="/me" { "Your profile" } } })
}

async fn login(app: State<Arc<App>>, jar: CookieJar) -> Answer {
    let (challenge, verifier) = oidc::PkceCodeChallenge::new_random_sha256();
    let (provider, _) = app.provider().await?;
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let request = provider.authorize_url(flow, oidc::CsrfToken::new_random, oidc::Nonce::new_random);
    let scopes = ["profile", "email", "offline_access"].map(|scope| oidc::Scope::new(scope.to_owned()));
    // OpenID Connect gives a refresh token (`offline_access`) only after consent.
    let request = request.add_scopes(scopes).add_prompt(CoreAuthPrompt::Consent).set_pkce_challenge(challenge);
    let (url, state, nonce) = request.url();
    app.logins.insert(state.secret().clone(), (nonce, verifier.into_secret()));
    Ok((jar.add(app.cookie("login", state.into_secret())), Redirect::to(url.as_str())).into_response())
}

async fn callback(app: State<Arc<App>>, jar: CookieJar, answer: Query<HashMap<String, String>>) -> Answer {
    let state = jar.get("login").map(Cookie::value).filter(|state| answer.get("state").is_some_and(|it| it == state));
    let login = state.and_then(|state| app.logins.remove(state));
    let (nonce, verifier) = login.ok_or(Failure(StatusCode::BAD_REQUEST, "This browser has begun no such login."))?;
    let code = answer.get("code").ok_or(Failure(StatusCode::FORBIDDEN, "The login was cancelled or refused."))?;
    let (provider, _) = app.provider().await?;
    let request = provider.exchange_code(oidc::AuthorizationCode::new(code.clone()))?;
    let tokens = request.set_pkce_verifier(oidc::PkceCodeVerifier::new(verifier)).request_async(&send).await?;
    let id_token = tokens.id_token().ok_or(Failure(StatusCode::BAD_GATEWAY, "The login gave no ID token."))?;
    id_token.claims(&provider.id_token_verifier(), &nonce)?;
    let id = oidc::CsrfToken::new_random().into_secret();
    app.sessions.insert(id.clone(), Arc::new(Mutex::new(Session::new(&tokens, id_token, None))));
    let jar = jar.remove(app.cookie("login", String::new())).add(app.cookie("session", id));
    Ok((jar, Redirect::to("/me")).into_response())
}

async fn me(app: State<Arc<App>>, jar: CookieJar) -> Answer {
    let session = jar.get("session").and_then(|cookie| app.sessions.get(cookie.value()));
    let Some(session) = session else { return Ok(Redirect::to("/").into_response()) };
    let mut session = session.lock().await;
    if let (true, Some(refresh_token)) = (session.refresh_at <= Instant::now(), session.refresh_token.clone()) {
        let (provider, _) = app.provider().await?;
        let tokens = provider.exchange_refresh_token(&refresh_token)?.request_async(&send).await?;
        *session = Session::new(&tokens, &session.id_token, Some(refresh_token));
    }
    let user = match app.authenticator.authenticate(&AccessToken::new(session.access_token.secret().as_str())?).await {
        Ok(user) => user,
        Err(Rejection::InvalidToken) => {
            return Ok((jar.remove(app.cookie("session", String::new())), Redirect::to("/")).into_response());
        }
        Err(other) => return Err(Failure(other.status(), "The login service doesn't let you in at the moment.")),
    };
    let content = html! {
        p { "You are " strong { (user.name.as_deref().unwrap_or("somebody")) } ", " code { (user.user_id) } "." }
        form method="post" action="/logout" { button { "Log out" } }
    };
    Ok(page("Your profile", content).into_response())
}

/// A POST: for that, browsers send a SameSite=Lax cookie only from pages of this site.
async fn logout(app: State<Arc<App>>, jar: CookieJar) -> Answer {
    let session = jar.get("session").and_then(|cookie| app.sessions.remove(cookie.value()));
    let jar = jar.remove(app.cookie("session", String::new()));
    let Some(session) = session else { return Ok((jar, Redirect::to("/")).into_response()) };
    let session = session.lock().await;
    let (provider, end_session) = app.provider().await?;
    // openidconnect revokes over HTTPS only, so that a tenant on loopback keeps the refresh token.
    if let Some(Ok(request)) = session.refresh_token.clone().map(|token| provider.revoke_token(token.into())) {
        request.request_async(&send).await?;
    }
    app.authenticator.log_out(&AccessToken::new(session.access_token.secret().as_str())?).await?;
    let home = oidc::PostLogoutRedirectUrl::new(app.base_url.clone())?;
    let end_session = end_session.set_id_token_hint(&session.id_token).set_post_logout_redirect_uri(home);
    Ok((jar, Redirect::to(end_session.http_get_url().as_str())).into_response())
}

impl Session {
    fn new(tokens: &CoreTokenResponse, id_token: &CoreIdToken, old: Option<oidc::RefreshToken>) -> Self {
        let lifetime = tokens.expires_in().unwrap_or_default().saturating_sub(Duration::from_secs(30));
        let (access_token, refresh_token) = (tokens.access_token().clone(), tokens.refresh_token().cloned().or(old));
        Self { access_token, refresh_token, id_token: id_token.clone(), refresh_at: Instant::now() + lifetime }
    }
}

impl App {
    /// `application` is host, ID and secret. Browsers reach this program under `base_url`.
    pub fn new([host, id, secret]: [String; 3], base_url: String) -> Result<Self, Box<dyn Error>> {
        let client = AuthenticationClient::builder().app_host(host.as_str()).app_id(id.as_str()).build()?;
        let authenticator = Authenticator::builder(client).revoke_with(ClientAuth::Post(secret.clone())).build()?;
        // openidconnect compares the issuer as text.
        let issuer = oidc::IssuerUrl::new(format!("{}/oidc", host.trim_end_matches('/')))?;
        let id = oidc::ClientId::new(id);
        let secret = oidc::ClientSecret::new(secret);
        let logins = Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(10 * 60)).build();
        let sessions = Cache::builder().time_to_idle(Duration::from_secs(8 * 60 * 60)).build();
        Ok(Self { issuer, id, secret, base_url, authenticator, logins, sessions })
    }

    /// The provider and its logout. Asked for each time: its keys change, and logins are rare.
    async fn provider(&self) -> Result<(Provider, oidc::LogoutRequest), Failure> {
        let metadata = oidc::ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &send).await?;
        let end = metadata.additional_metadata().end_session_endpoint.clone();
        let end = end.ok_or(Failure(StatusCode::BAD_GATEWAY, "The login service has no logout."))?;
        let provider = CoreClient::from_provider_metadata(metadata, self.id.clone(), Some(self.secret.clone()))
            .set_redirect_uri(oidc::RedirectUrl::new(format!("{}/callback", self.base_url))?)
            .set_revocation_url(oidc::RevocationUrl::new(format!("{}/token/revocation", self.issuer.as_str()))?)
            // `client_secret_post`, which is the default in the console.
            .set_auth_type(oidc::AuthType::RequestBody);
        Ok((provider, end.into()))
    }

    fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        let cookie = Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax);
        cookie.secure(self.base_url.starts_with("https:")).build()
    }
}

/// Sends a request of openidconnect, which knows an earlier reqwest. Redirects are not followed.
async fn send(request: oidc::HttpRequest) -> Result<oidc::HttpResponse, reqwest::Error> {
    static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        client.timeout(Duration::from_secs(10)).build().expect("TLS can be set up")
    });
    let answer = HTTP.execute(request.try_into()?).await?;
    let mut response = oidc::HttpResponse::default();
    (*response.status_mut(), *response.headers_mut()) = (answer.status(), answer.headers().clone());
    *response.body_mut() = answer.bytes().await?.into();
    Ok(response)
}

fn page(title: &str, content: Markup) -> Markup {
    html! { (DOCTYPE) html lang="en" { head { title { (title) } } body { h1 { (title) } (content) } } }
}

struct Failure(StatusCode, &'static str);

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        eprintln!("a login, refresh or logout failed: {error}");
        Self(StatusCode::BAD_GATEWAY, "The login service gave no good answer. Begin again at the first page.")
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, page("Sorry", html! { p { (self.1) } p { a href="/" { "Back" } } })).into_response()
    }
}
