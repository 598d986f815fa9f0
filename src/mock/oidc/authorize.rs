//! The authorization endpoint: a browser comes with the application's request, and leaves with a code or an error.

use std::time::{Duration, Instant};

use axum::http::{HeaderValue, StatusCode, header};
use reqwest::Url;
use serde_json::{Map, Value};

use super::fault::Fault;
use super::page;
use super::parameters::{Parameters, form_decoded};
use crate::mock::cors::is_loopback;
use crate::mock::grant::unix_time;
use crate::mock::logins::{Code, Login, Session, secret};
use crate::mock::random::random;
use crate::mock::reply::{self, Reply};
use crate::mock::request::Request;
use crate::mock::state::State;

/// The cookie of the provider's own session. Cookies of one host are sent to all of its ports, so that the name must
/// not be one that an application uses.
const COOKIE: &str = "genauth_mock_session";

/// The title of a page for a request that leads nowhere.
const CANT_BEGIN: &str = "This login can't begin";

/// The path of the login page's forms.
pub(super) const LOGIN: &str = "/oidc/auth/login";

/// How long a code can be used.
const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The authorization endpoint.
pub(super) fn authorize(state: &mut State, request: &Request) -> Reply {
    let (parameters, target) = match read(state, Parameters::of(request)) {
        Ok(read) => read,
        Err(reason) => return page::message(StatusCode::BAD_REQUEST, CANT_BEGIN, reason),
    };
    let wanted = match Wanted::read(&parameters) {
        Ok(wanted) => wanted,
        Err(fault) => return target.refuse(&fault),
    };
    let session = session(state, request).filter(|session| wanted.is_fresh_enough(session));
    if wanted.prompt == Some("none") {
        return match session {
            Some((_, session)) => enter(state, &wanted, &target, &session, None),
            None => target.refuse(&Fault::bad("login_required", "nobody has logged in in this browser")),
        };
    }
    let action = format!("{LOGIN}?{}", parameters.to_query());
    match (wanted.login_hint, session, wanted.prompt) {
        (Some(hint), ..) => log_in(state, &wanted, &target, &action, hint),
        (None, Some((_, session)), None) => enter(state, &wanted, &target, &session, None),
        _ => page::login(state, &action, None),
    }
}

/// The login page's forms. The request of the application is still in the query.
pub(super) fn answer_page(state: &mut State, request: &Request) -> Reply {
    let (parameters, target) = match read(state, Parameters::of_query(request)) {
        Ok(read) => read,
        Err(reason) => return page::message(StatusCode::BAD_REQUEST, CANT_BEGIN, reason),
    };
    let form = match Parameters::of_form(request) {
        Ok(form) => form,
        Err(fault) => return page::message(fault.status, "This form can't be read", fault.description),
    };
    let wanted = match Wanted::read(&parameters) {
        Ok(wanted) => wanted,
        Err(fault) => return target.refuse(&fault),
    };
    if form.get("deny").is_some() {
        return target.refuse(&Fault::bad("access_denied", "the user cancelled the login"));
    }
    let action = format!("{LOGIN}?{}", parameters.to_query());
    let named = form.get("picked").map(form_decoded).or_else(|| form.get("user").map(str::to_owned));
    log_in(state, &wanted, &target, &action, &named.unwrap_or_default())
}

/// The session of the browser that sent a request, with the value of its cookie.
pub(super) fn session(state: &State, request: &Request) -> Option<(String, Session)> {
    let cookies = request.headers().filter(|(name, _)| *name == "cookie").flat_map(|(_, value)| value.split(';'));
    let mut values = cookies.filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    values.find_map(|value| Some((value.to_owned(), state.logins.sessions.get(value)?.clone())))
}

/// Where a login or a logout leads, if that is allowed.
pub(super) fn allowed_address(state: &State, uri: &str) -> Option<Url> {
    let url = Url::parse(uri).ok().filter(|url| url.fragment().is_none())?;
    let is_allowed = match &state.logins.redirect_uris {
        // As the service does, compared as text.
        Some(registered) => registered.iter().any(|registered| registered == uri),
        None => matches!(url.scheme(), "http" | "https") && is_loopback(&url),
    };
    is_allowed.then_some(url)
}

/// The parameters, and where an answer goes. A request whose application or address is wrong must not lead anywhere: a
/// person sees the error.
fn read(state: &State, parameters: Result<Parameters, Fault>) -> Result<(Parameters, Target), &'static str> {
    let parameters = parameters.map_err(|fault| fault.description)?;
    match parameters.get("client_id") {
        None => return Err("The parameter client_id is missing."),
        Some(id) if id != state.app_id => return Err("No application has this client_id."),
        Some(_) => {}
    }
    let uri = parameters.get("redirect_uri").ok_or("The parameter redirect_uri is missing.")?;
    let url = allowed_address(state, uri)
        .ok_or("The redirect_uri isn't allowed: it must be one that is set, or, if none is set, a URL on loopback.")?;
    let mode = match parameters.get("response_mode") {
        None | Some("query") => Mode::Query,
        Some("fragment") => Mode::Fragment,
        Some("web_message") => Mode::WebMessage,
        Some(_) => return Err("The response_mode must be query, fragment or web_message."),
    };
    let target = Target { uri: uri.to_owned(), url, mode, state: parameters.get("state").map(str::to_owned) };
    Ok((parameters, target))
}

/// Where an answer goes, and how.
struct Target {
    uri: String,
    url: Url,
    mode: Mode,
    state: Option<String>,
}

#[derive(Clone, Copy)]
enum Mode {
    Query,
    Fragment,
    WebMessage,
}

impl Target {
    fn refuse(&self, fault: &Fault) -> Reply {
        self.answer(&[("error", fault.code), ("error_description", fault.description)])
    }

    fn answer(&self, members: &[(&str, &str)]) -> Reply {
        let state = self.state.as_deref().map(|state| ("state", state));
        let members = members.iter().copied().chain(state);
        let mut url = self.url.clone();
        match self.mode {
            Mode::Query => drop(url.query_pairs_mut().extend_pairs(members)),
            Mode::Fragment => {
                url.set_fragment(Some(&form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish()));
            }
            Mode::WebMessage => {
                let members: Map<String, Value> =
                    members.map(|(name, value)| (name.to_owned(), value.into())).collect();
                return page::web_message(&url.origin().ascii_serialization(), &members.into());
            }
        }
        reply::redirect(url.as_str())
    }
}

/// What the application asks for.
struct Wanted<'a> {
    scope: &'a str,
    nonce: Option<&'a str>,
    challenge: Option<&'a str>,
    login_hint: Option<&'a str>,
    prompt: Option<&'a str>,
    max_age: Option<u64>,
}

impl<'a> Wanted<'a> {
    fn read(parameters: &'a Parameters) -> Result<Self, Fault> {
        match parameters.get("response_type") {
            Some("code") => {}
            Some(_) => return Err(Fault::bad("unsupported_response_type", "the tenant gives codes only")),
            None => return Err(Fault::invalid_request("the parameter response_type is missing")),
        }
        if parameters.get("request").is_some() {
            return Err(Fault::bad("request_not_supported", "the tenant reads no request objects"));
        }
        if parameters.get("request_uri").is_some() {
            return Err(Fault::bad("request_uri_not_supported", "the tenant reads no request objects"));
        }
        let scope = parameters.get("scope").ok_or(Fault::bad("invalid_scope", "the parameter scope is missing"))?;
        let challenge = parameters.get("code_challenge");
        match (challenge, parameters.get("code_challenge_method")) {
            (Some(challenge), Some("S256")) if challenge.len() == 43 => {}
            (Some(_), Some("S256")) => return Err(Fault::invalid_request("the code_challenge is no SHA-256")),
            (Some(_), _) => return Err(Fault::invalid_request("the code_challenge_method must be S256")),
            (None, Some(_)) => return Err(Fault::invalid_request("the parameter code_challenge is missing")),
            (None, None) => {}
        }
        let prompt = parameters.get("prompt");
        let mut prompts = prompt.unwrap_or_default().split_ascii_whitespace();
        if prompts.clone().count() > 1 && prompts.clone().any(|prompt| prompt == "none") {
            return Err(Fault::invalid_request("prompt=none allows no other prompt"));
        }
        if prompts.any(|prompt| !["none", "login", "consent", "select_account"].contains(&prompt)) {
            return Err(Fault::invalid_request("the prompt is unknown"));
        }
        let max_age = parameters.get("max_age").map(str::parse).transpose();
        let max_age = max_age.map_err(|_| Fault::invalid_request("max_age isn't a number of seconds"))?;
        let (nonce, login_hint) = (parameters.get("nonce"), parameters.get("login_hint"));
        Ok(Self { scope, nonce, challenge, login_hint, prompt, max_age })
    }

    fn is_fresh_enough(&self, (_, session): &(String, Session)) -> bool {
        self.max_age.is_none_or(|max_age| unix_time().saturating_sub(session.auth_time) <= max_age)
    }
}

/// Logs a user in whom somebody named, or shows the page again.
fn log_in(state: &mut State, wanted: &Wanted<'_>, target: &Target, action: &str, named: &str) -> Reply {
    let Some(user_id) = state.find_user(named) else {
        return page::login(state, action, Some(&format!("There is no user {named}.")));
    };
    if state.users.get(&user_id).is_some_and(|user| user.suspended) {
        return page::login(state, action, Some(&format!("The user {named} is suspended.")));
    }
    let (cookie, session) = (secret(), Session { user_id, auth_time: unix_time() });
    state.logins.sessions.insert(cookie.clone(), session.clone());
    enter(state, wanted, target, &session, Some(&cookie))
}

/// Sends the browser back with a code, and with the cookie of a new session.
fn enter(
    state: &mut State,
    wanted: &Wanted<'_>,
    target: &Target,
    session: &Session,
    new_cookie: Option<&str>,
) -> Reply {
    let login = Login {
        id: random(),
        user_id: session.user_id.clone(),
        scope: wanted.scope.to_owned(),
        nonce: wanted.nonce.map(str::to_owned),
        auth_time: session.auth_time,
    };
    let code = Code {
        login,
        redirect_uri: target.uri.clone(),
        challenge: wanted.challenge.map(str::to_owned),
        expires: Instant::now() + CODE_LIFETIME,
        used: false,
    };
    let text = secret();
    state.logins.codes.insert(text.clone(), code);
    let mut reply = target.answer(&[("code", &text)]);
    if let Some(cookie) = new_cookie {
        set_cookie(&mut reply, &format!("{COOKIE}={cookie}; Path=/oidc; HttpOnly; SameSite=Lax"));
    }
    reply
}

/// Makes the browser forget the cookie of its session.
pub(super) fn forget_cookie(reply: &mut Reply) {
    set_cookie(reply, &format!("{COOKIE}=; Path=/oidc; Max-Age=0; HttpOnly; SameSite=Lax"));
}

fn set_cookie(reply: &mut Reply, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        reply.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}
