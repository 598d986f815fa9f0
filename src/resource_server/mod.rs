//! Routes for logged-in users: the access token is verified, the service is asked once for the profile, and the profile
//! is cached.
//!
//! *Resource server* is OAuth 2.0's name for a back end that accepts access tokens. [`RequireUser`] is a tower layer
//! for servers such as axum, tonic and hyper. [`Authenticator`] does the same for a single token.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use genauth::AuthenticationClient;
//! use genauth::resource_server::{Authenticator, RequireUser, User};
//!
//! async fn me(user: User) -> String {
//!     format!("hello, {}\n", user.user_id)
//! }
//!
//! # fn example() -> Result<Router, genauth::Error> {
//! let client = AuthenticationClient::builder().app_host("https://example.genauth.ai").build()?;
//! let authenticator = Authenticator::builder(client).audience("APP_ID").build()?;
//! let app = Router::new().route("/me", get(me)).route_layer(RequireUser::new(authenticator));
//! # Ok(app)
//! # }
//! ```
//!
//! # What is checked
//!
//! Before the service is asked:
//!
//! - The length: at most 16 KiB.
//! - The signature, by the service's published keys (`/oidc/.well-known/jwks.json`), and HS256 by the application's
//!   secret. At most 100 keys and 256 KiB are read.
//! - The algorithm: the key's type decides which algorithms are allowed. RSA (2,048 bits or more), P-256, P-384 and
//!   Ed25519 work.
//! - The claims `exp`, `nbf`, `iss`, `sub` and `aud`. Clocks may differ by 30 seconds.
//! - Critical extensions (`crit`): a token that has any is refused.
//! - The claim `cnf`: a token that is bound to a key of its sender (DPoP, mutual TLS) is no bearer token, and is
//!   refused.
//!
//! Then the service is asked for the profile, whose `userId` must be the token's `sub`.
//!
//! Not checked:
//!
//! - Whether a token was revoked, or its user suspended, after the profile was cached. A profile is cached for at most
//!   [`profile_ttl`](AuthenticatorBuilder::profile_ttl).
//! - The scopes of a token, unless a route asks for one: [`RequireUser::scope`].
//! - Whether a token is an access token or an ID token. Both look alike to local verification; the service refuses an
//!   ID token when it is asked for the profile. [`RequireToken`] refuses ID tokens by their claims.
//!
//! # How long a profile is cached
//!
//! For `profile_ttl`. Each active user costs one call in that time, and a revoked token still works until the end of
//! that time. A route for which that is too long calls [`Authenticator::forget`] before each check, or uses a second
//! `Authenticator` whose `profile_ttl` is zero. `forget` only empties the cache: it ends no login, which
//! [`Authenticator::log_out`] does. Profiles with custom data or identities can be large, so that the cache is bounded
//! in number and in bytes.
//!
//! # Order of layers
//!
//! A CORS preflight (`OPTIONS`) has no token and must be answered before [`RequireUser`] sees the request. In axum the
//! layer that is added last sees a request first: `.route_layer(RequireUser::new(…))`, then `.merge(public_routes)`,
//! then `.layer(CorsLayer::…)`. Refusals and public routes then have the CORS headers too. Add layers for tracing,
//! timeouts and body limits last as well. With `route_layer` an unknown path is 404; with `layer` it would be 401.
//!
//! # What a user may do
//!
//! [`RequireUser::role`], [`RequireUser::permission`], [`User::has_role`] and [`User::may`] ask the service with the
//! user's token, once; the answers are kept beside the profile and go with it. Only a clear answer of the service
//! grants access.
//!
//! # What a stranger can cost
//!
//! A made-up token costs some microseconds for hashing and parsing, and the check of one signature if the token names a
//! published key, or of four at most. A made-up token causes no call for a profile. A token with an unknown key ID or a
//! wrong signature causes a fetch of the keys, at most once in 30 seconds, also if the fetch fails. After that fetch, a
//! rotation of the keys can go unnoticed for 30 seconds.

// The modules, each using only those before it:
//
// - For all: `lock` (a mutex), `event` (events of the feature `tracing`), `digest` (of tokens and user IDs),
//   `challenge` (the header `WWW-Authenticate`), `rejection`, `stats`.
// - Calls: `calls` (those under way), `sharing` (requests that wait for them), `judgement` (the rejection for an
//   error).
// - The token: `bearer` (where a request has it), `claims`, `jwks` (published keys), `jwt` (reads a token, and checks
//   its claims), `scopes`, `keys` (fetches the published keys), `verifier`.
// - Roles and permissions: `strict` (reads answers as they stand), `roles`, `permissions`, `grants` (answers beside the
//   profile).
// - What is cached: `forgotten` (generations of users), `shared_cache` (Redis), `cache` (this process).
// - The center: `revocation` (of a token), `authenticator` (the user of a token), `ask` (roles and permissions),
//   `logout`, `ready` (probes and counters), `builder`.
// - For routes: `user`, `account` (changes of a user), `guard` (a tower service), `require_user`, `require_token`,
//   `extract` (axum), `resource_metadata`.
#[cfg(feature = "account")]
mod account;
mod ask;
mod authenticator;
mod bearer;
mod builder;
mod cache;
mod calls;
mod challenge;
mod claims;
mod digest;
mod event;
#[cfg(feature = "axum")]
mod extract;
mod forgotten;
mod grants;
mod guard;
mod judgement;
mod jwks;
mod jwt;
mod keys;
mod lock;
mod logout;
mod permissions;
mod ready;
mod rejection;
mod require_token;
mod require_user;
mod resource_metadata;
mod revocation;
mod roles;
mod scopes;
#[cfg(feature = "redis")]
mod shared_cache;
mod sharing;
mod stats;
mod strict;
mod user;
mod verifier;

#[cfg(feature = "account")]
pub use account::OfUser;
pub use authenticator::Authenticator;
pub use builder::AuthenticatorBuilder;
pub use claims::Claims;
pub use rejection::Rejection;
pub use require_token::{RequireToken, RequireTokenService};
pub use require_user::{RequireUser, RequireUserService};
pub use resource_metadata::ResourceMetadata;
pub use revocation::ClientAuth;
#[cfg(feature = "redis")]
pub use shared_cache::SharedCache;
pub use stats::{Refused, Stats};
pub use user::User;
