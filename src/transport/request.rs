//! Makes one request: the operation's request, with the client's headers and the token.

use std::net::IpAddr;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};

use crate::error::Error;
use crate::operation::Operation;
use crate::token::AccessToken;
use crate::transport::shared::Shared;

const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// The longest URL that the crate `http` takes. Gateways take less, often 8 KiB.
const LONGEST_URL: usize = u16::MAX as usize - 1;

/// Refuses a URL that can't be sent, and names the parameter that makes it long.
fn check_length(url: &Url) -> Result<(), Error> {
    let length = url.as_str().len();
    if length <= LONGEST_URL {
        return Ok(());
    }
    let longest = url.query_pairs().max_by_key(|(_, value)| value.len());
    let what = longest.map_or("app_host".to_owned(), |(name, _)| format!("the parameter `{name}`"));
    Err(Error::config(format!("the URL has {length} bytes, at most {LONGEST_URL} can be sent: shorten {what}")))
}

impl Shared {
    pub(super) fn authorized_request<O: Operation>(
        &self,
        operation: &O,
        token: &AccessToken,
        real_ip: Option<IpAddr>,
    ) -> Result<reqwest::Request, Error> {
        let mut request = self
            .request(operation)
            .ok_or_else(|| Error::config("the request can't be built: check app_host and the call's arguments"))?;
        check_length(request.url())?;
        let headers = request.headers_mut();
        // The client's headers replace progenitor's, which include an `api-version` that the service doesn't know. Only
        // the content type is kept.
        let content_type = headers.remove(CONTENT_TYPE);
        *headers = self.headers.clone();
        headers.insert(AUTHORIZATION, token.header().clone());
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        if let Some(address) = real_ip.and_then(|address| HeaderValue::try_from(address.to_string()).ok()) {
            headers.insert(REAL_IP, address);
        }
        Ok(request)
    }
}
