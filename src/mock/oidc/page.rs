//! The pages that a person sees. Every text from outside is escaped.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::mock::reply::{self, Reply};
use crate::mock::state::State;
use crate::text::printable;

/// How many users the login page lists. Others can be typed.
const MOST_USERS: usize = 50;

/// The page on which a person picks or types a user. The form goes to `action`.
pub(super) fn login(state: &State, action: &str, problem: Option<&str>) -> Reply {
    let text = |profile: &serde_json::Map<String, Value>, key: &str| profile.get(key)?.as_str().map(str::to_owned);
    let mut users: Vec<(String, &str)> = state
        .users
        .iter()
        .map(|(id, user)| (text(&user.profile, "name").unwrap_or_else(|| id.clone()), id.as_str()))
        .collect();
    users.sort();
    let buttons: String = users
        .iter()
        .take(MOST_USERS)
        .map(|(name, id)| {
            // Encoded, so that the browser sends back exactly this ID.
            let value: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
            let (name, id) = (escape(name), escape(id));
            format!(
                "<button name=\"picked\" value=\"{value}\"><bdi>{name}</bdi> <small><bdi>{id}</bdi></small></button>\n"
            )
        })
        .collect();
    let problem = problem.map(|problem| format!("<p role=\"alert\">{}</p>\n", escape(problem))).unwrap_or_default();
    let action = escape(action);
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
    page(
        status,
        "Log in",
        &format!(
            "{problem}<form method=\"post\" action=\"{action}\">\n{buttons}</form>\n\
             <form method=\"post\" action=\"{action}\">\n\
             <label>User ID, username, email or phone <input name=\"user\" autocomplete=\"off\" required></label>\n\
             <button>Log in</button>\n</form>\n\
             <form method=\"post\" action=\"{action}\">\n<button name=\"deny\" value=\"true\">Cancel</button>\n</form>\n"
        ),
    )
}

/// The page that asks whether to log out.
pub(super) fn logout(action: &str) -> Reply {
    let form = format!("<form method=\"post\" action=\"{}\">\n<button>Log out</button>\n</form>\n", escape(action));
    page(StatusCode::OK, "Log out?", &form)
}

/// A page with one sentence, for a request that can't lead back to an application, or that has nowhere to lead.
pub(super) fn message(status: StatusCode, title: &str, text: &str) -> Reply {
    page(status, title, &format!("<p>{}</p>\n", escape(text)))
}

/// The page that hands a login's result to the page that opened it, as the vendor's SDK for browsers asks for it.
pub(super) fn web_message(origin: &str, result: &Value) -> Reply {
    let message = serde_json::json!({ "type": "authorization_response", "response": result });
    // In a script only `<` could end the text early.
    let message = message.to_string().replace('<', "\\u003c");
    let origin = Value::from(origin).to_string().replace('<', "\\u003c");
    let script = format!("(window.opener || window.parent).postMessage({message}, {origin}); window.close()");
    html(StatusCode::OK, format!("<!doctype html>\n<script>{script}</script>\n"), "script-src 'unsafe-inline'")
}

fn page(status: StatusCode, title: &str, content: &str) -> Reply {
    let title = escape(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} · mock tenant</title>\n\
         <style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n{content}\
         <p><small>A mock tenant for tests: no password, no real users.</small></p>\n</main>\n</html>\n"
    );
    html(status, text, "style-src 'unsafe-inline'; frame-ancestors 'none'")
}

const STYLE: &str = "body{font:16px system-ui,sans-serif;background:#f3f4f6;color:#111;margin:0}\
    main{max-width:26rem;margin:8vh auto;padding:1.5rem 2rem;background:#fff;border-radius:8px;box-shadow:0 1px 4px #0003}\
    button{display:block;width:100%;font:inherit;padding:.6rem .8rem;margin:.5rem 0;text-align:left;cursor:pointer;\
    border:1px solid #bbb;border-radius:6px;background:#fafafa}button:hover{border-color:#345}\
    input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;margin-top:.3rem}\
    form{margin:1rem 0}small{color:#555;overflow-wrap:anywhere}[role=alert]{color:#a00}";

fn html(status: StatusCode, text: String, allowed: &str) -> Reply {
    let mut reply = reply::html(status, text);
    let policy = format!("default-src 'none'; base-uri 'none'; {allowed}");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    reply
}

/// Text as a browser shows it, in an element or in a quoted attribute. Characters that nobody can see, or that change
/// the order of others, are shown by their number.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for char in printable(text).chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}
