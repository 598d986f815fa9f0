//! [`AuthenticationClientBuilder`]: what can be set, and the defaults.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use crate::client::authentication_client::AuthenticationClient;
use crate::client::host::base_url;
use crate::client::own_client::OwnClient;
use crate::client::shared_tls;
use crate::error::Error;
use crate::token::AccessToken;
use crate::transport::{Http, Limits, Shared};

impl AuthenticationClient {
    /// Begins a client; only [`app_host`](AuthenticationClientBuilder::app_host) is mandatory.
    pub fn builder() -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::default()
    }

    /// A client configured by the environment: `GENAUTH_APP_HOST`, and if they are set and not empty `GENAUTH_APP_ID`,
    /// `GENAUTH_USER_POOL_ID` and `GENAUTH_ACCESS_TOKEN`.
    ///
    /// The access token is then that of every call without one of its own: a server for many users leaves it unset.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as for [`build`](AuthenticationClientBuilder::build).
    pub fn from_env() -> Result<Self, Error> {
        AuthenticationClientBuilder::from_env()?.build()
    }
}

/// Configures an [`AuthenticationClient`]. What is wrong with a value is said by [`build`](Self::build).
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
    /// A builder configured by the environment: `GENAUTH_APP_HOST`, and if they are set and not empty `GENAUTH_APP_ID`,
    /// `GENAUTH_USER_POOL_ID` and `GENAUTH_ACCESS_TOKEN`.
    ///
    /// The access token is then that of every call without one of its own: a server for many users leaves it unset.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) where the host is not set, or a variable is not UTF-8.
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

    /// The application's host, `https://….genauth.ai` or `https://….authing.cn`: the console's "Authentication Address".
    /// A private deployment's may have a path. Mandatory.
    pub fn app_host(mut self, host: impl Into<String>) -> Self {
        self.app_host = Some(host.into());
        self
    }

    /// The application's ID, sent as `x-authing-app-id`. Default: not sent.
    pub fn app_id(self, id: impl Into<String>) -> Self {
        self.header("x-authing-app-id", "app_id", id.into())
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
    /// Default: not sent, which the service takes for `zh-CN`.
    pub fn lang(self, lang: impl Into<String>) -> Self {
        self.header("x-authing-lang", "lang", lang.into())
    }

    /// The access token of calls that have none of their own. Default: none.
    pub fn access_token<T>(mut self, token: T) -> Self
    where
        T: TryInto<AccessToken>,
        Error: From<T::Error>,
    {
        self.access_token = Some(token.try_into().map_err(Error::from));
        self
    }

    /// The deadline of a connection's set-up, TLS included. Default: 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The deadline of each attempt, from connecting to the body's last byte. Default: 10 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = timeout;
        self
    }

    /// The deadline of a whole call: waiting for a place, attempts, and the pauses between them. Default: 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// The largest body that is read, in bytes after any decompression. Default: 4 MiB. What is made of a profile takes
    /// some three times as much memory, what is made of any body 64 MiB at most.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }

    /// How often a call is retried at most. Default: 2; 0 switches retries off.
    ///
    /// A call's first request may go over a connection that the server is just closing. If the connection is lost before
    /// the head of an answer, the request is repeated once even without retries, over a new connection. So a call sends
    /// at most `max_retries` + 2 requests. Each counts as an attempt.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// How many requests are in flight at once; further calls wait inside their deadline. Default: 256.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.limits.max_in_flight = requests;
        self
    }

    /// Allows `http` to a host other than a loopback address or `localhost`: whoever is on the way reads the tokens.
    /// Default: not allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Whether the system's proxy (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) is used. Default: yes, except for a loopback
    /// host.
    pub fn system_proxy(mut self, system_proxy: bool) -> Self {
        self.system_proxy = system_proxy;
        self
    }

    /// Trusts these certificates beside the system's, for a private deployment: one in DER, or any number in PEM.
    /// Needs a TLS feature.
    pub fn add_root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Self {
        self.root_certificates.push(certificate.as_ref().to_owned());
        self
    }

    /// Uses this HTTP client. Its proxy, TLS, redirects, connect timeout and decompression are then the caller's duty:
    /// a client that follows redirects takes the token where they lead. The deadlines of attempts and calls, the body
    /// limit and the retries stay this crate's.
    ///
    /// The crate's own client speaks HTTP/1.1, and sends every request after a call's first over a new connection. A client
    /// that is passed sends them all over its own, and may choose HTTP/2, where all calls share one connection: if that goes
    /// silent, calls time out until the client notices. Switch off HTTP/2 with reqwest's `http1_only`, or set
    /// `http2_keep_alive_interval` and `http2_keep_alive_timeout`. Keep reqwest's own retries off (`retry`): they multiply
    /// with those of this crate.
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

    /// Builds the client.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with the way out: no host, or one that isn't a URL, has user info,
    /// a query or a fragment, or is `http` where that isn't allowed; a token or an identifier that can't stand in a
    /// header; a limit of 0; no CA certificates, no TLS feature or no crypto provider for an `https` host.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        let host = self
            .app_host
            .as_deref()
            .ok_or_else(|| Error::config("no host: call app_host with the application's, https://….genauth.ai"))?;
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
        // The place of each call's token: each request has a copy of this map, which needn't grow then.
        headers.insert(AUTHORIZATION, HeaderValue::from_static(""));
        headers.insert("x-authing-request-from", HeaderValue::from_static("sdk"));
        let version = HeaderValue::from_static(concat!("rust:", env!("CARGO_PKG_VERSION")));
        headers.insert("x-authing-sdk-version", version);
        for (name, method, value) in &self.headers {
            let valid = value.bytes().all(|byte| byte.is_ascii_graphic()) && !value.is_empty();
            let value = HeaderValue::from_str(value).ok().filter(|_| valid);
            let value = value.ok_or_else(|| {
                Error::config(format!("{method} must be visible ASCII without blanks: copy it from the console"))
            })?;
            headers.insert(name.clone(), value);
        }
        let http = match self.http_client {
            Some(client) => Http { pooled: client.clone(), fresh: client },
            None => {
                let own = OwnClient {
                    tls: shared_tls::config(&url, &self.root_certificates),
                    url: url.clone(),
                    connect_timeout: self.connect_timeout,
                    system_proxy: self.system_proxy,
                    root_certificates: self.root_certificates,
                };
                // A call that finds no idle connection opens one even if one is given back meanwhile: without a limit,
                // more would be kept than are ever used.
                Http { pooled: own.build(self.limits.max_in_flight)?, fresh: own.build(0)? }
            }
        };
        // A token that the program itself brings is its own input.
        let token = self.access_token.transpose().map_err(Error::into_config)?;
        Ok(AuthenticationClient(Arc::new(Shared::new(http, url, headers, token, self.limits))))
    }
}

/// Without the identifiers, the token and the certificates.
impl fmt::Debug for AuthenticationClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthenticationClientBuilder")
            .field("timeout", &self.limits.timeout)
            .finish_non_exhaustive()
    }
}
