//! A tenant on loopback, to test your own code against: no network, no account, no credentials.
//!
//! [`Tenant`] is an HTTP server that answers every operation for the users and tokens that you give it. As from the
//! service, a failed call has HTTP status 200, and its envelope has the failure's code. The access tokens are signed
//! JWTs, and the tenant publishes its keys, so that your code can verify the tokens. [`Answer`] scripts failures of the
//! service, and [`Tenant::requests`] lists the requests that your code sent.
//!
//! The tenant is also an OpenID provider for browsers and for OpenID clients. [`Tenant::url`] with `/oidc` is the
//! issuer; the discovery document under it names the endpoints. A login is a code with PKCE (S256). The login page lets
//! a person pick a user; a request with `login_hint`, which names a user by ID, username, email address or phone
//! number, skips the page. Refresh tokens are replaced at each use, and the second use of one revokes its login. An
//! application can get a token of its own (`client_credentials`), introspect tokens and revoke them.
//!
//! With the feature `account` users can change their accounts: [`Tenant::code_sent_to`] has the codes of emails and
//! text messages, and what a call changes is there for the next call.
//!
//! The tenant is for tests. It asks nobody for a password, so that it listens on loopback addresses only, leads back to
//! URLs on loopback only (unless [`Tenant::set_redirect_uris`] says otherwise), and lets only pages on loopback read
//! its answers.
//!
//! ```
//! use genauth::AuthenticationClient;
//! use genauth::mock::{Answer, Tenant};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let tenant = Tenant::start().await?;
//! let token = tenant.token_for(serde_json::json!({ "userId": "u1", "name": "Ada" }))?;
//! let client = AuthenticationClient::builder().app_host(tenant.url()).build()?;
//!
//! let user = client.get_profile().access_token(token.as_str()).await?;
//! assert_eq!(user.name.as_deref(), Some("Ada"));
//!
//! tenant.script(1, Answer::failure(401, 2020, "not logged in"));
//! let error = client.get_profile().access_token(token.as_str()).await.unwrap_err();
//! assert!(error.is_unauthorized());
//! assert_eq!(tenant.requests().len(), 2);
//! # Ok(())
//! # }
//! ```

// The modules, each using only those before it:
//
// - `random` makes random numbers, and `keys` signs tokens.
// - `answer`, `options` and `request` have the public types beside `Tenant`; `invalid_profile` has an error.
// - `grant` is an issued access token, `logins` what a login leaves, `permissions` the roles and permissions of users,
//   and `accounts` the codes and requests for a change of an account.
// - `state` holds all of this.
// - `body` reads the bodies of changes, `devices` and `changes` carry changes out, `service` answers the operations.
// - `reply` makes answers that are no envelopes, `cors` lets pages on loopback read answers, `oidc` is the provider.
// - `server` listens on the port, and `tenant` is the handle for tests.
#[cfg(feature = "account")]
mod accounts;
mod answer;
#[cfg(feature = "account")]
mod body;
#[cfg(feature = "account")]
mod changes;
mod cors;
#[cfg(feature = "account")]
mod devices;
mod grant;
mod invalid_profile;
mod keys;
mod logins;
mod oidc;
mod options;
mod permissions;
mod random;
mod reply;
mod request;
mod server;
mod service;
mod state;
mod tenant;

pub use answer::Answer;
pub use invalid_profile::InvalidProfile;
pub use options::TokenOptions;
pub use request::{Outcome, Request};
pub use tenant::Tenant;
