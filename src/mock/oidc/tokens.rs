//! The endpoints for applications: token, introspection and revocation; and the claims about a user.

use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::{HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::claims;
use super::client::{Client, authenticate};
use super::fault::Fault;
use super::parameters::Parameters;
use crate::mock::grant::{Grant, has_scope, unix_time};
use crate::mock::keys::sign_with_secret;
use crate::mock::logins::{Login, RefreshToken, secret};
use crate::mock::options::TokenOptions;
use crate::mock::reply::{self, Reply};
use crate::mock::request::Request;
use crate::mock::state::State;

/// How long a refresh token can be used.
const REFRESH_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The token endpoint (RFC 6749).
pub(super) fn issue(state: &mut State, request: &Request) -> Result<Reply, Fault> {
    let form = Parameters::of_form(request)?;
    let client = authenticate(state, request, &form)?;
    let answer = match form.get("grant_type") {
        Some("authorization_code") => by_code(state, &form, &client),
        Some("refresh_token") => by_refresh_token(state, &form),
        Some("client_credentials") => for_application(state, &form, &client),
        Some(_) => Err(Fault::bad("unsupported_grant_type", "the tenant doesn't know this grant_type")),
        None => Err(Fault::invalid_request("the parameter grant_type is missing")),
    }?;
    Ok(reply::not_stored(reply::json(&answer)))
}

fn by_code(state: &mut State, form: &Parameters, client: &Client) -> Result<Value, Fault> {
    let text = form.get("code").ok_or(Fault::invalid_request("the parameter code is missing"))?;
    let code = state.logins.codes.get_mut(text).ok_or(Fault::invalid_grant("the code is unknown"))?;
    if code.used {
        // Whoever used the code first may have stolen it.
        let login = code.login.id;
        state.revoke_login(login);
        return Err(Fault::invalid_grant("the code was used before; the tokens that it gave are revoked"));
    }
    if code.expires <= Instant::now() {
        return Err(Fault::invalid_grant("the code has expired"));
    }
    match form.get("redirect_uri") {
        None => return Err(Fault::invalid_request("the parameter redirect_uri is missing")),
        Some(uri) if uri != code.redirect_uri => {
            return Err(Fault::invalid_grant("the redirect_uri isn't the one that the code was sent to"));
        }
        Some(_) => {}
    }
    match (&code.challenge, form.get("code_verifier")) {
        (None, None) if client.is_confidential => {}
        (None, None) => return Err(Fault::invalid_grant("an application without a secret must use PKCE")),
        (None, Some(_)) => return Err(Fault::invalid_grant("the code has no code_challenge for this code_verifier")),
        (Some(_), None) => return Err(Fault::invalid_grant("the parameter code_verifier is missing")),
        (Some(challenge), Some(verifier)) => {
            if sha256(verifier, 32) != *challenge {
                return Err(Fault::invalid_grant("the code_verifier doesn't fit the code_challenge"));
            }
        }
    }
    code.used = true;
    let login = code.login.clone();
    let scope = login.scope.clone();
    tokens(state, login, &scope)
}

fn by_refresh_token(state: &mut State, form: &Parameters) -> Result<Value, Fault> {
    let text = form.get("refresh_token").ok_or(Fault::invalid_request("the parameter refresh_token is missing"))?;
    let token = state.logins.refresh_tokens.get_mut(text);
    let token = token.ok_or(Fault::invalid_grant("the refresh token is unknown"))?;
    if token.used {
        // Two parties have the token. One of them may have stolen it.
        let login = token.login.id;
        state.revoke_login(login);
        return Err(Fault::invalid_grant("the refresh token was used before; all tokens of its login are revoked"));
    }
    if token.revoked {
        return Err(Fault::invalid_grant("the refresh token is revoked"));
    }
    if token.expires <= Instant::now() {
        return Err(Fault::invalid_grant("the refresh token has expired"));
    }
    let granted = &token.login.scope;
    let scope = form.get("scope").unwrap_or(granted).to_owned();
    if scope.split_ascii_whitespace().any(|wanted| !has_scope(granted, wanted)) {
        return Err(Fault::bad("invalid_scope", "the login gave less than this scope"));
    }
    token.used = true;
    // The nonce belongs to the first ID token of a login.
    let login = Login { nonce: None, ..token.login.clone() };
    tokens(state, login, &scope)
}

fn for_application(state: &mut State, form: &Parameters, client: &Client) -> Result<Value, Fault> {
    if !client.is_confidential {
        return Err(Fault::bad("unauthorized_client", "client_credentials needs the application's secret"));
    }
    let scope = form.get("scope").unwrap_or_default();
    let options = TokenOptions::new().scope(scope).expires_in(state.logins.token_lifetime);
    let token = access_token(state, None, &options, None);
    Ok(answer(state, &token, scope))
}

/// The tokens of a login.
fn tokens(state: &mut State, login: Login, scope: &str) -> Result<Value, Fault> {
    let user = state.users.get(&login.user_id).filter(|user| !user.suspended);
    let user = user.ok_or(Fault::invalid_grant("the user is suspended or doesn't exist any more"))?;
    let mut id_claims = claims::of_user(&state.logins, &login.user_id, &user.profile, scope);

    let options = TokenOptions::new().scope(scope).expires_in(state.logins.token_lifetime);
    let token = access_token(state, Some(&login.user_id), &options, Some(login.id));
    let mut answer = answer(state, &token, scope);
    if has_scope(scope, "openid") {
        let now = unix_time();
        let own = json!({
            "iss": state.issuer(),
            "sub": login.user_id,
            "aud": state.app_id,
            "iat": now,
            "exp": now + state.logins.token_lifetime.as_secs().max(1),
            "auth_time": login.auth_time,
            "nonce": login.nonce,
            "at_hash": sha256(&token, 16),
        });
        let own = own.as_object().cloned().unwrap_or_default();
        id_claims.extend(own.into_iter().filter(|(_, value)| !value.is_null()));
        let id_token = match state.logins.id_tokens_by_secret {
            true => sign_with_secret(state.app_secret.as_bytes(), &id_claims.into()),
            false => state.key.sign(&id_claims.into()),
        };
        state.logins.id_tokens.insert(id_token.clone(), login.user_id.clone());
        answer["id_token"] = id_token.into();
    }
    if has_scope(&login.scope, "offline_access") {
        let refresh_token = secret();
        let expires = Instant::now() + REFRESH_LIFETIME;
        let token = RefreshToken { login, expires, used: false, revoked: false };
        state.logins.refresh_tokens.insert(refresh_token.clone(), token);
        answer["refresh_token"] = refresh_token.into();
    }
    Ok(answer)
}

fn access_token(state: &mut State, user_id: Option<&str>, options: &TokenOptions, login: Option<u128>) -> String {
    let grant = Grant { login, ..Grant::new(user_id, options, &state.issuer(), &state.app_id) };
    let token = state.key.sign(&grant.claims);
    state.tokens.insert(token.clone(), grant);
    token
}

fn answer(state: &State, token: &str, scope: &str) -> Value {
    let lifetime = state.logins.token_lifetime.as_secs();
    json!({ "access_token": token, "token_type": "Bearer", "expires_in": lifetime, "scope": scope })
}

/// The first bytes of a text's SHA-256 in base64url: all 32 for PKCE, 16 for the hash of a token.
fn sha256(text: &str, bytes: usize) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..bytes])
}

/// Revocation (RFC 7009). A token that the tenant doesn't know is revoked already.
pub(super) fn revoke(state: &mut State, request: &Request) -> Result<Reply, Fault> {
    let form = Parameters::of_form(request)?;
    authenticate(state, request, &form)?;
    let token = form.get("token").ok_or(Fault::invalid_request("the parameter token is missing"))?;
    if let Some(grant) = state.tokens.get_mut(token) {
        if grant.audience() != state.app_id {
            return Err(Fault::invalid_request("the token was issued to another application"));
        }
        grant.revoked = true;
    } else if let Some(login) = state.logins.refresh_tokens.get(token).map(|token| token.login.id) {
        state.revoke_login(login);
    }
    Ok(reply::empty(StatusCode::OK))
}

/// Introspection (RFC 7662). It says nothing of a token that isn't valid.
pub(super) fn introspect(state: &State, request: &Request) -> Result<Reply, Fault> {
    let form = Parameters::of_form(request)?;
    authenticate(state, request, &form)?;
    let token = form.get("token").ok_or(Fault::invalid_request("the parameter token is missing"))?;
    let is_theirs = |grant: &&Grant| !grant.revoked && !grant.is_expired() && grant.audience() == state.app_id;
    let refresh_token = state.logins.refresh_tokens.get(token);
    let refresh_token = refresh_token.filter(|token| !token.used && !token.revoked && token.expires > Instant::now());
    let answer = if let Some(grant) = state.tokens.get(token).filter(is_theirs) {
        let mut claims = grant.claims.clone();
        claims["active"] = true.into();
        claims["client_id"] = state.app_id.as_str().into();
        claims["token_type"] = "Bearer".into();
        claims
    } else if let Some(RefreshToken { login, .. }) = refresh_token {
        json!({
            "active": true, "iss": state.issuer(), "sub": login.user_id, "scope": login.scope, "client_id": state.app_id,
        })
    } else {
        json!({ "active": false })
    };
    Ok(reply::not_stored(reply::json(&answer)))
}

/// The claims of the user of an access token (OpenID Connect Core, section 5.3).
pub(super) fn user_info(state: &State, request: &Request) -> Result<Reply, Fault> {
    let in_form = || Parameters::of_form(request).ok()?.get("access_token").map(str::to_owned);
    // The vendor's browser SDK sends the token in the query unless told otherwise.
    let elsewhere = || in_form().or_else(|| request.parameter("access_token").map(str::to_owned));
    let in_header = |_| request.bearer().map(str::to_owned);
    let Some(token) = request.authorization().map_or_else(elsewhere, in_header) else {
        // RFC 6750: a request without a token gets no error code.
        let mut reply = reply::empty(StatusCode::UNAUTHORIZED);
        reply.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return Ok(reply);
    };
    let grant = state.tokens.get(&token).ok_or(Fault::invalid_token("the token is unknown"))?;
    if grant.revoked || grant.is_expired() {
        return Err(Fault::invalid_token("the token is revoked or has expired"));
    }
    let scope = grant.claims["scope"].as_str().unwrap_or_default();
    let Some(user_id) = grant.user_id.as_ref().filter(|_| has_scope(scope, "openid")) else {
        let description = "the token has no user, or not the scope openid";
        return Err(Fault { status: StatusCode::FORBIDDEN, code: "insufficient_scope", description });
    };
    let user = state.users.get(user_id).filter(|user| !user.suspended);
    let user = user.ok_or(Fault::invalid_token("the user is suspended or doesn't exist any more"))?;
    let mut answer = claims::of_user(&state.logins, user_id, &user.profile, scope);
    answer.insert("sub".to_owned(), user_id.as_str().into());
    Ok(reply::not_stored(reply::json(&answer.into())))
}
