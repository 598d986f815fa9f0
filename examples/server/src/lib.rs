//! Routes for logged-in users: a handler that takes a [`User`] runs for them only.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use genauth::types::UserDto;
use genauth::{AccessToken, AuthenticationClient, Error, ErrorKind};
use moka::future::Cache;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How long a profile is taken for current: a token that is revoked meanwhile stays good until then.
const REMEMBERED: Duration = Duration::from_secs(60);
/// How many profiles are remembered, a few kilobytes each; beyond that the least used ones are forgotten.
const MAX_REMEMBERED: u64 = 10_000;
/// How long a request waits for the service, retries included. Someone waits in front of a browser.
const DEADLINE: Duration = Duration::from_secs(5);

/// The application. Tests call it with the client of a mock tenant.
pub fn app(client: AuthenticationClient) -> Router {
    Router::new()
        .route("/", get(|| async { "for everyone: try /me\n" }))
        .route("/me", get(me))
        .route("/payments", post(pay))
        .with_state(Profiles::new(client))
}

async fn me(User(user): User) -> Json<Value> {
    // What this application shows of a profile. The whole of it may hold tokens of identity providers.
    Json(json!({ "userId": user.user_id, "name": user.name }))
}

async fn pay(VerifiedUser(user): VerifiedUser) -> String {
    format!("{} would pay now\n", user.user_id)
}

/// The user whose token came with the request, as of at most [`REMEMBERED`] ago.
struct User(Arc<UserDto>);

/// The user as of now, for routes where a minute is too long: each request asks the service.
struct VerifiedUser(Arc<UserDto>);

impl<S: Sync> FromRequestParts<S> for User
where
    Profiles: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let token = bearer_token(parts)?;
        Ok(Self(Profiles::from_ref(state).get(token).await.map_err(|error| Refusal::of(&error))?))
    }
}

impl<S: Sync> FromRequestParts<S> for VerifiedUser
where
    Profiles: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let token = bearer_token(parts)?;
        Profiles::from_ref(state).get_verified(token).await.map(Self)
    }
}

/// Profiles by token. Clones share the client and the cache: one of each serves the whole program.
#[derive(Clone)]
struct Profiles {
    client: AuthenticationClient,
    cache: Cache<Key, Arc<UserDto>>,
}

/// SHA-256 of a token, so that what gets out of the cache, in a log or a core dump, lets nobody in.
type Key = [u8; 32];

impl Profiles {
    fn new(client: AuthenticationClient) -> Self {
        let cache = Cache::builder().max_capacity(MAX_REMEMBERED).time_to_live(REMEMBERED).build();
        Self { client, cache }
    }

    /// Requests with the same token wait for one call and share its outcome. Failures are shared, not remembered: the
    /// next request asks again.
    async fn get(&self, token: AccessToken) -> Result<Arc<UserDto>, Arc<Error>> {
        self.cache.try_get_with(key(&token), self.fetch(token)).await
    }

    async fn get_verified(&self, token: AccessToken) -> Result<Arc<UserDto>, Refusal> {
        let key = key(&token);
        match self.fetch(token).await {
            Ok(user) => {
                self.cache.insert(key, Arc::clone(&user)).await;
                Ok(user)
            }
            Err(error) => {
                let refusal = Refusal::of(&error);
                // The other routes are to know it too; a service out of reach is no reason to log anyone out.
                if !matches!(refusal, Refusal::Unavailable { .. }) {
                    self.cache.invalidate(&key).await;
                }
                Err(refusal)
            }
        }
    }

    async fn fetch(&self, token: AccessToken) -> Result<Arc<UserDto>, Error> {
        // Flags such as `.with_custom_data(true)` go here. So does `.real_ip(…)` with the user's address, as a proxy
        // that you trust tells it: without it, the service counts all users as one for its rate limits.
        let user = self.client.get_profile().access_token(token).timeout(DEADLINE).await;
        // Neither the text nor the codes hold the token or anything of the profile.
        user.map(Arc::new).inspect_err(|error| eprintln!("get-profile: {:?}: {error}", error.kind()))
    }
}

fn key(token: &AccessToken) -> Key {
    Sha256::digest(token.expose_secret()).into()
}

/// The token in `Authorization: Bearer …` (RFC 6750, section 2.1).
fn bearer_token(parts: &Parts) -> Result<AccessToken, Refusal> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Refusal::NoToken),
        (Some(value), None) => value.to_str().map_err(|_| Refusal::InvalidToken)?,
        // A proxy in front may have looked at the other one.
        (Some(_), Some(_)) => return Err(Refusal::TwoTokens),
    };
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::NoToken);
    }
    AccessToken::new(token.trim_start_matches(' ')).map_err(|_| Refusal::InvalidToken)
}

/// Why a request doesn't get to its handler.
enum Refusal {
    NoToken,
    TwoTokens,
    InvalidToken,
    Forbidden,
    Unavailable { retry_after: Duration },
}

impl Refusal {
    fn of(error: &Error) -> Self {
        let of_the_service = error.is_retryable() || matches!(error.status_code(), Some(500..=599));
        match error.kind() {
            _ if error.is_unauthorized() => Self::InvalidToken,
            // It knows the token and says no: the user is suspended, deleted or not let into this application.
            ErrorKind::Api if !of_the_service => Self::Forbidden,
            // Whatever it is, it isn't the user's fault; whether waiting helps is for the log's reader to find out.
            _ => Self::Unavailable { retry_after: error.retry_after().unwrap_or(Duration::from_secs(5)) },
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // RFC 6750, section 3: no error code for a request that didn't try to log in.
        let challenge = |text: &'static str| [(header::WWW_AUTHENTICATE, text)];
        match self {
            Self::NoToken => {
                (StatusCode::UNAUTHORIZED, challenge("Bearer realm=\"example\""), "log in first\n").into_response()
            }
            Self::TwoTokens => {
                let challenge = challenge("Bearer realm=\"example\", error=\"invalid_request\"");
                (StatusCode::BAD_REQUEST, challenge, "one Authorization header at most\n").into_response()
            }
            Self::InvalidToken => {
                let challenge = challenge("Bearer realm=\"example\", error=\"invalid_token\"");
                (StatusCode::UNAUTHORIZED, challenge, "log in again\n").into_response()
            }
            // Another login wouldn't help, so there is no challenge.
            Self::Forbidden => (StatusCode::FORBIDDEN, "your account may not use this\n").into_response(),
            Self::Unavailable { retry_after } => {
                // Rounded up: a client that comes back too early is refused again.
                let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
                let retry_after = [(header::RETRY_AFTER, seconds.max(1).to_string())];
                (StatusCode::SERVICE_UNAVAILABLE, retry_after, "try again later\n").into_response()
            }
        }
    }
}
