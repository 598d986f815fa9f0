//! One attempt: its request, which is the operation's with the client's headers and the token, and its answer.

use std::net::IpAddr;

use bytes::Bytes;
use reqwest::Url;
#[cfg(feature = "redis")]
use reqwest::header::USER_AGENT;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use crate::envelope::{Data, Response, open};
use crate::error::{Error, Head};
use crate::operation::Operation;
use crate::token::AccessToken;
use crate::transport::pace::retry_after;
#[cfg(feature = "redis")]
use crate::transport::shared::SDK_VERSION;
use crate::transport::shared::Shared;
use crate::transport::trace::Trace;

const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// The longest URL that the crate `http` takes. Gateways take less, often 8 KiB.
const MAX_URL: usize = u16::MAX as usize - 1;

/// Refuses a URL that can't be sent, and names the parameter that makes it long.
fn check_length(url: &Url) -> Result<(), Error> {
    let length = url.as_str().len();
    if length <= MAX_URL {
        return Ok(());
    }
    let longest = url.query_pairs().max_by_key(|(_, value)| value.len());
    let what = match longest.filter(|(_, value)| value.len() >= url.path().len()) {
        Some((name, _)) => format!("the parameter `{name}`"),
        None => "the arguments that are part of the path".to_owned(),
    };
    Err(Error::config(format!("the URL has {length} bytes, at most {MAX_URL} can be sent: shorten {what}")))
}

impl Shared {
    /// The request of an operation as a text: method, URL, body, and the client's headers without those that name a
    /// version of this crate, which change no answer.
    #[cfg(feature = "redis")]
    pub(crate) fn description<O: Operation>(&self, operation: &O) -> String {
        let Ok(request) = self.request(operation) else { return String::new() };
        let settings =
            self.headers.iter().filter(|(name, _)| ![USER_AGENT.as_str(), SDK_VERSION].contains(&name.as_str()));
        let mut headers: Vec<String> = settings.map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort();
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        format!("{} {}\n{}\n\n{}", O::METHOD, request.url(), headers.join("\n"), String::from_utf8_lossy(body))
    }

    pub(super) fn authorized_request<O: Operation>(
        &self,
        operation: &O,
        token: Option<&AccessToken>,
        real_ip: Option<IpAddr>,
    ) -> Result<reqwest::Request, Error> {
        let mut request = self.request(operation)?;
        check_length(request.url())?;
        let headers = request.headers_mut();
        // The content type of a body, and the operation's own headers.
        let own = std::mem::replace(headers, self.headers.clone());
        if !own.is_empty() {
            headers.extend(own);
        }
        match token {
            Some(token) => drop(headers.insert(AUTHORIZATION, token.header().clone())),
            None => drop(headers.remove(AUTHORIZATION)),
        }
        if let Some(address) = real_ip.and_then(|address| HeaderValue::try_from(address.to_string()).ok()) {
            headers.insert(REAL_IP, address);
        }
        Ok(request)
    }

    /// Waits for the answer, and reads its body.
    pub(super) async fn answer(
        &self,
        response: impl Future<Output = reqwest::Result<reqwest::Response>>,
        until: Instant,
    ) -> Result<(Head, Bytes), Error> {
        let late = |_: Elapsed| Error::attempt_timeout();
        let response = timeout_at(until, response).await.map_err(late)?;
        let mut response = response.map_err(|error| match self.http.is_own {
            true => Error::transport(error),
            // A client that was passed may have followed a redirect, or sent the request twice.
            false => Error::transport(error).after_sending(),
        })?;
        let head = Head { status: response.status(), retry_after: retry_after(response.headers()) };
        let body = timeout_at(until, read(&mut response, self.limits.max_body_bytes)).await.map_err(late);
        match body.and_then(|body| body) {
            Ok(body) => Ok((head, body)),
            Err(error) => Err(error.with_answer(head, None)),
        }
    }

    /// The result of attempt `number` of a call. A success adds to the retry budget.
    pub(super) fn conclude<T: Data>(
        &self,
        answer: Result<(Head, Bytes), Error>,
        number: u32,
        token: Option<&AccessToken>,
        has_secrets: bool,
        trace: &Trace,
    ) -> Result<Response<T>, Error> {
        let mut result = match answer {
            Ok((head, body)) => open(head, body),
            Err(error) => Err(error),
        };
        // The only place where an answer meets the token: the service may repeat the token in what errors and spans
        // show.
        match &mut result {
            Ok(response) => response.leave_out(|id| token.is_some_and(|token| token.is(id))),
            Err(error) => {
                let token = token.map_or("", AccessToken::expose_secret);
                error.explain_large_head(token.len());
                if has_secrets {
                    error.leave_out_message();
                }
                error.leave_out(token);
            }
        }
        trace.attempt(&result, number);
        if result.is_ok() {
            self.budget.reward();
        }
        result
    }
}

/// Reads the body, and counts its bytes. An announced length over the limit is refused at once; an announced length
/// below the limit isn't trusted.
pub(crate) async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(Error::too_large(limit));
    }
    // Most bodies come in one piece, which isn't copied. Several pieces are joined.
    let (mut first, mut joined) = (Bytes::new(), Vec::new());
    while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
        let so_far = first.len().max(joined.len());
        if piece.len() > limit - so_far {
            return Err(Error::too_large(limit));
        }
        if so_far == 0 {
            first = piece;
            continue;
        }
        if joined.is_empty() {
            joined.reserve((announced as usize).min(64 * 1024));
            joined.extend_from_slice(&first);
        }
        joined.extend_from_slice(&piece);
    }
    Ok(if joined.is_empty() { first } else { joined.into() })
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap};
    use reqwest::{Client, Method};
    use serde_json::Value;

    use super::*;
    use crate::operation::Invalid;
    use crate::transport::shared::{Http, Limits};

    struct WithHeaders;

    impl Operation for WithHeaders {
        type Data = Value;
        const METHOD: Method = Method::POST;
        const PATH: &'static str = "/x";
        const REPEATABLE: bool = false;

        fn request(&self, http: &Client, host: &str) -> Result<reqwest::Request, Invalid> {
            let own = http.post(format!("{host}/x")).header("x-own", "1").header(AUTHORIZATION, "no");
            Ok(own.json(&Value::Null).build()?)
        }
    }

    /// Instances with two versions of the crate share their answers.
    #[cfg(feature = "redis")]
    #[test]
    fn a_description_names_the_settings_and_no_version_of_the_crate() {
        let builder = crate::AuthenticationClient::builder().app_host("http://localhost:9").app_id("ours");
        let client = builder.tenant_id("theirs").user_pool_id("pool").lang("en-US").build().expect("a client");
        let description = client.get_profile().with_identities(true).description();
        assert!(!description.contains(env!("CARGO_PKG_VERSION")), "{description}");
        for setting in ["GET http://localhost:9/", "withIdentities", "ours", "theirs", "pool", "en-US"] {
            assert!(description.contains(setting), "{setting}: {description}");
        }
    }

    #[test]
    fn the_operation_s_own_headers_are_kept() {
        let limits = Limits {
            attempt_timeout: std::time::Duration::ZERO,
            timeout: std::time::Duration::ZERO,
            max_body_bytes: 0,
            max_retries: 0,
            max_in_flight: 1,
        };
        let client = Client::builder().no_proxy().build().expect("a client");
        let http = Http { pooled: client.clone(), fresh: client, is_own: true };
        let headers = HeaderMap::from_iter([(REAL_IP, HeaderValue::from_static("client's"))]);
        let shared = Shared::new(http, "http://127.0.0.1:9".parse().expect("a URL"), headers, None, limits);
        let token = AccessToken::new("t").expect("a token");
        let request = shared.authorized_request(&WithHeaders, Some(&token), None).expect("a request");
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!((header("x-own"), header("x-real-ip")), (Some("1"), Some("client's")));
        assert_eq!(
            (header(CONTENT_TYPE.as_str()), header("authorization")),
            (Some("application/json"), Some("Bearer t"))
        );
        assert_eq!(request.headers().get_all(AUTHORIZATION).iter().count(), 1);
        let request = shared.authorized_request(&WithHeaders, None, None).expect("a request");
        assert_eq!(request.headers().get(AUTHORIZATION), None);
    }
}
