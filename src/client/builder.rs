//! [`AuthenticationClientBuilder`]: the settings of a client, with their defaults.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use crate::client::authentication_client::AuthenticationClient;
use crate::client::host::base_url;
use crate::client::own_client::HttpSettings;
use crate::client::shared_tls;
use crate::error::Error;
use crate::token::AccessToken;
use crate::transport::{APP_ID, Http, Limits, SDK_VERSION, Shared};

impl AuthenticationClient {
    /// A builder for a client. Only [`app_host`](AuthenticationClientBuilder::app_host) is mandatory.
    pub fn builder() -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::default()
    }

    /// A client configured by environment variables: `GENAUTH_APP_HOST`, which is mandatory, and `GENAUTH_APP_ID`,
    /// `GENAUTH_USER_POOL_ID` and `GENAUTH_ACCESS_TOKEN`. Empty variables count as unset.
    ///
    /// The access token applies to every call that brings none. A server for many users leaves `GENAUTH_ACCESS_TOKEN`
    /// unset.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as for [`AuthenticationClientBuilder::from_env`] and
    /// [`build`](AuthenticationClientBuilder::build).
    pub fn from_env() -> Result<Self, Error> {
        AuthenticationClientBuilder::from_env()?.build()
    }
}

/// Configures an [`AuthenticationClient`]. The setters check nothing; [`build`](Self::build) reports a wrong value.
#[must_use = "a builder does nothing until `build` is called"]
pub struct AuthenticationClientBuilder {
    app_host: Option<String>,
    headers: Vec<(HeaderName, &'static str, String)>,
    access_token: Option<Result<AccessToken, Error>>,
    connect_timeout: Duration,
    limits: Limits,
    allow_http: bool,
    system_proxy: bool,
    root_certificates: Vec<Vec<u8>>,
    http_client: Option<reqwest::Client>,
}

impl Default for AuthenticationClientBuilder {
    fn default() -> Self {
        Self {
            app_host: None,
            headers: Vec::new(),
            access_token: None,
            connect_timeout: Duration::from_secs(5),
            limits: Limits {
                attempt_timeout: Duration::from_secs(10),
                timeout: Duration::from_secs(30),
                max_body_bytes: 4 * 1024 * 1024,
                max_retries: 2,
                max_in_flight: 256,
            },
            allow_http: false,
            system_proxy: true,
            root_certificates: Vec::new(),
            http_client: None,
        }
    }
}

impl AuthenticationClientBuilder {
    /// A builder configured by environment variables: `GENAUTH_APP_HOST`, which is mandatory, and `GENAUTH_APP_ID`,
    /// `GENAUTH_USER_POOL_ID` and `GENAUTH_ACCESS_TOKEN`. Empty variables count as unset.
    ///
    /// The access token applies to every call that brings none. A server for many users leaves `GENAUTH_ACCESS_TOKEN`
    /// unset.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the host isn't set, or if a variable isn't UTF-8.
    pub fn from_env() -> Result<Self, Error> {
        let read = |name: &str| match std::env::var(name) {
            Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(Error::config(format!("{name} is not valid UTF-8: set it anew")))
            }
        };
        let host = read("GENAUTH_APP_HOST")?.ok_or_else(|| {
            Error::config("GENAUTH_APP_HOST is not set: set it to the application's host, https://….genauth.ai")
        })?;
        let mut builder = Self::default().app_host(host);
        if let Some(id) = read("GENAUTH_APP_ID")? {
            builder = builder.app_id(id);
        }
        if let Some(id) = read("GENAUTH_USER_POOL_ID")? {
            builder = builder.user_pool_id(id);
        }
        if let Some(token) = read("GENAUTH_ACCESS_TOKEN")? {
            builder = builder.access_token(token);
        }
        Ok(builder)
    }

    /// The application's host, `https://….genauth.ai` or `https://….authing.cn`. The console calls the host
    /// "Authentication Address". The host of a private deployment may have a path after it. Mandatory.
    pub fn app_host(mut self, host: impl Into<String>) -> Self {
        self.app_host = Some(host.into());
        self
    }

    /// The application's ID, sent as `x-authing-app-id`. Default: not sent.
    pub fn app_id(self, id: impl Into<String>) -> Self {
        self.header(APP_ID, "app_id", id.into())
    }

    /// The user pool's ID, sent as `x-authing-userpool-id`. Default: not sent.
    pub fn user_pool_id(self, id: impl Into<String>) -> Self {
        self.header("x-authing-userpool-id", "user_pool_id", id.into())
    }

    /// The tenant's ID, sent as `x-authing-app-tenant-id`. Default: not sent.
    pub fn tenant_id(self, id: impl Into<String>) -> Self {
        self.header("x-authing-app-tenant-id", "tenant_id", id.into())
    }

    /// The language of the service's messages, sent as `x-authing-lang`: `zh-CN`, `en-US`, `ja-JP` or `zh-TW`.
    /// Default: not sent; the service then uses `zh-CN`.
    pub fn lang(self, lang: impl Into<String>) -> Self {
        self.header("x-authing-lang", "lang", lang.into())
    }

    /// The access token of calls that bring none. Default: none.
    pub fn access_token<T>(mut self, token: T) -> Self
    where
        T: TryInto<AccessToken>,
        Error: From<T::Error>,
    {
        self.access_token = Some(token.try_into().map_err(Error::from));
        self
    }

    /// The deadline for setting up a connection, TLS included. Default: 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The deadline of each attempt, from connecting to the body's last byte. Default: 10 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = timeout;
        self
    }

    /// The deadline of a whole call: the wait for a place in flight, all attempts, and the pauses between them.
    /// Default: 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// The largest body that is read, in bytes after any decompression. Default: 4 MiB. A decoded profile takes about
    /// three times the memory of its body; no decoded answer takes more than 64 MiB.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }

    /// The most retries of a call. Default: 2; 0 switches retries off.
    ///
    /// A call's first request may go over an idle connection that the server closes at the same moment. If a connection
    /// is lost before the head of the answer is complete, the first request is repeated once, over a new connection;
    /// that repetition isn't a retry. So a call sends at most `max_retries` + 2 requests. Each request counts as an
    /// attempt.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// The in-flight limit: the most requests that are under way at once. Further calls wait within their deadline.
    /// Default: 256.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.limits.max_in_flight = requests;
        self
    }

    /// Allows `http` to a host other than a loopback address or `localhost`. Anybody on the network between can then
    /// read the tokens. Default: not allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Whether the system's proxy (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) is used. Default: yes, except for a
    /// loopback host.
    pub fn system_proxy(mut self, system_proxy: bool) -> Self {
        self.system_proxy = system_proxy;
        self
    }

    /// Trusts these CA certificates in addition to the system's, for a private deployment. `certificate` is the content
    /// of a file: one certificate in DER, or any number in PEM. Needs a TLS feature.
    pub fn add_root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Self {
        self.root_certificates.push(certificate.as_ref().to_owned());
        self
    }

    /// Sends requests with this HTTP client instead of the crate's own. The program then decides about proxy, TLS,
    /// redirects, connect timeout and decompression. A client that follows redirects sends the token again to the same
    /// host, and to another host the request and its other headers. The deadlines of attempts and calls, the body limit
    /// and the retries remain those of this crate.
    ///
    /// The crate's own client speaks only HTTP/1.1, and sends every request after a call's first over a new connection.
    /// A client that is passed may reuse a connection for any request, and may choose HTTP/2, where all calls share one
    /// connection. If that connection goes silent, all calls time out until the client notices. So switch off HTTP/2
    /// with reqwest's `http1_only`, or set `http2_keep_alive_interval` and `http2_keep_alive_timeout`. Also switch off
    /// reqwest's own retries (`retry`), which would multiply with the retries of this crate.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    fn header(mut self, name: &'static str, method: &'static str, value: String) -> Self {
        let name = HeaderName::from_static(name);
        self.headers.retain(|(known, ..)| *known != name);
        self.headers.push((name, method, value));
        self
    }

    /// Builds the client. For an `https` host, this reads the system's CA certificates. The first client of a process
    /// also makes AWS-LC gather entropy for TLS, which takes some 20 ms outside of an async runtime.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), with a text that says what to correct:
    /// - the host is missing, isn't a URL, has user info, a query or a fragment, or is `http` without `allow_http`;
    /// - the token or an identifier has characters that can't stand in a header;
    /// - `max_in_flight` or `max_body_bytes` is 0;
    /// - an `https` host, but no CA certificates, no TLS feature, or no crypto provider.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        let host = self
            .app_host
            .as_deref()
            .ok_or_else(|| Error::config("no host: call app_host with the application's host, https://….genauth.ai"))?;
        let url = base_url(host, self.allow_http)?;
        for (value, name) in
            [(self.limits.max_in_flight, "max_in_flight"), (self.limits.max_body_bytes, "max_body_bytes")]
        {
            if value == 0 {
                return Err(Error::config(format!("{name} is 0: no call could succeed, leave it out for the default")));
            }
        }
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("genauth-rust/", env!("CARGO_PKG_VERSION"))));
        // Reserves the place for a call's token. Each request has a copy of this map, and the copy then needn't grow.
        headers.insert(AUTHORIZATION, HeaderValue::from_static(""));
        headers.insert("x-authing-request-from", HeaderValue::from_static("sdk"));
        let version = HeaderValue::from_static(concat!("rust:", env!("CARGO_PKG_VERSION")));
        headers.insert(SDK_VERSION, version);
        for (name, method, value) in &self.headers {
            let valid = value.bytes().all(|byte| byte.is_ascii_graphic()) && !value.is_empty();
            let value = HeaderValue::from_str(value).ok().filter(|_| valid);
            let value = value.ok_or_else(|| {
                Error::config(format!("{method} must be visible ASCII without blanks: copy it from the console"))
            })?;
            headers.insert(name.clone(), value);
        }
        let http = match self.http_client {
            Some(client) => Http { pooled: client.clone(), fresh: client, is_own: false },
            None => {
                let settings = HttpSettings {
                    tls: (url.scheme() == "https").then(|| shared_tls::config(&self.root_certificates)).flatten(),
                    url: url.clone(),
                    connect_timeout: self.connect_timeout,
                    system_proxy: self.system_proxy,
                    root_certificates: self.root_certificates,
                };
                // While a call opens a connection, another call can return one. So there can be more open connections
                // than calls in flight. The limit on idle connections closes the surplus.
                Http { pooled: settings.build(self.limits.max_in_flight)?, fresh: settings.build(0)?, is_own: true }
            }
        };
        // The program itself chose this token, so that a bad token is a fault of its configuration, not of a user.
        let token = self.access_token.transpose().map_err(Error::into_config)?;
        Ok(AuthenticationClient(Arc::new(Shared::new(http, url, headers, token, self.limits))))
    }
}

/// Leaves out the identifiers, the token and the certificates.
impl fmt::Debug for AuthenticationClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthenticationClientBuilder")
            .field("timeout", &self.limits.timeout)
            .finish_non_exhaustive()
    }
}
