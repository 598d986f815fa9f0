//! Where the Redis server is, and how a connection to the server begins.
//!
//! The client crate would make connections by itself, but its TLS panics if a program has two crypto providers, and
//! fails at the first bad certificate of the system. So the stream is made here, with the TLS configuration that calls
//! to the service have.

use std::io;

use redis::{ConnectionAddr, IntoConnectionInfo, ProtocolVersion, RedisConnectionInfo};
use reqwest::Url;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::error::Error;

/// A parsed Redis URL.
#[derive(Clone)]
pub(crate) struct Address {
    host: String,
    port: u16,
    /// User, password and number of the database.
    pub(super) login: RedisConnectionInfo,
    tls: Option<Tls>,
    /// Further certificate authorities, in PEM or DER.
    roots: Vec<Vec<u8>>,
}

/// A connection that the client crate can use.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Stream for S {}

impl Address {
    /// Reads `redis://[user:password@]host[:port][/database]`, or `rediss://…` for TLS.
    ///
    /// # Errors
    /// `Config`. The text never shows the URL, since a URL has a password.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let bad = |what: &str| {
            Error::config(format!(
                "the Redis URL {what}: write redis://user:password@host:6379/0, or rediss:// for TLS"
            ))
        };
        if text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "\"'".contains(letter)) {
            return Err(bad("has white space or quotes"));
        }
        let url = Url::parse(text).map_err(|_| bad("is no URL"))?;
        let has_tls = match url.scheme() {
            "redis" | "valkey" => false,
            "rediss" | "valkeys" => true,
            _ => return Err(bad("has another scheme than redis or rediss")),
        };
        if url.fragment().is_some() {
            return Err(bad("has a fragment"));
        }
        // The client crate ignores parameters that it doesn't know. A misspelt one would go unnoticed.
        if url.query_pairs().any(|(name, value)| name != "protocol" || !matches!(&*value, "3" | "resp3")) {
            return Err(bad("has a parameter other than protocol=resp3"));
        }
        if !url.username().is_empty() && url.password().is_none() {
            return Err(bad("has a user without a password"));
        }
        // Without its TLS, the client crate refuses the scheme of TLS.
        let plain = format!("redis{}", &text[url.scheme().len()..]);
        let info = plain.as_str().into_connection_info().map_err(|_| bad("has no valid host, password or database"))?;
        let ConnectionAddr::Tcp(host, port) = info.addr() else { return Err(bad("has no host")) };
        if info.redis_settings().db() < 0 {
            return Err(bad("has a negative database"));
        }
        let tls = if has_tls { Some(Tls::new(host, &[])?) } else { None };
        let login = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        Ok(Self { host: host.clone(), port: *port, login, tls, roots: Vec::new() })
    }

    /// Trusts a further certificate authority, in PEM or DER.
    ///
    /// # Errors
    /// `Config` without TLS, and for text that is no certificate.
    pub(super) fn add_root_certificate(mut self, certificate: &[u8]) -> Result<Self, Error> {
        if self.tls.is_none() {
            return Err(Error::config("add_root_certificate needs TLS: write rediss:// in the Redis URL"));
        }
        self.roots.push(certificate.to_owned());
        self.tls = Some(Tls::new(&self.host, &self.roots)?);
        Ok(self)
    }

    /// Opens a connection.
    pub(super) async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            Some(tls) => tls.connect(stream).await,
            None => Ok(Box::new(stream)),
        }
    }
}

#[cfg(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android")))]
pub(super) use with_rustls::Tls;
#[cfg(not(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android"))))]
pub(super) use without::Tls;

#[cfg(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android")))]
mod with_rustls {
    use std::io;
    use std::sync::Arc;

    use rustls::pki_types::ServerName;
    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;

    use crate::client::tls_config;
    use crate::error::Error;
    use crate::resource_server::shared_cache::address::Stream;

    #[derive(Clone)]
    pub(crate) struct Tls {
        name: ServerName<'static>,
        connector: TlsConnector,
    }

    impl Tls {
        pub(crate) fn new(host: &str, roots: &[Vec<u8>]) -> Result<Self, Error> {
            let name = ServerName::try_from(host.to_owned())
                .map_err(|_| Error::config("the Redis URL has a host that no certificate can name: use a host name"))?;
            let mut config = tls_config(roots).ok_or_else(|| {
                Error::config(
                    "no TLS for Redis: install a rustls crypto provider by install_default(), or check the certificate",
                )
            })?;
            // Redis has no protocol name, and a server with a list of names would refuse that of HTTP.
            config.alpn_protocols.clear();
            Ok(Self { name, connector: TlsConnector::from(Arc::new(config)) })
        }

        pub(crate) async fn connect(&self, stream: TcpStream) -> io::Result<Box<dyn Stream>> {
            Ok(Box::new(self.connector.connect(self.name.clone(), stream).await?))
        }
    }
}

#[cfg(not(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android"))))]
mod without {
    use std::io;

    use tokio::net::TcpStream;

    use crate::error::Error;
    use crate::resource_server::shared_cache::address::Stream;

    #[derive(Clone)]
    pub(crate) struct Tls(std::convert::Infallible);

    impl Tls {
        pub(crate) fn new(_: &str, _: &[Vec<u8>]) -> Result<Self, Error> {
            Err(Error::config("rediss:// needs the feature rustls or rustls-no-provider of genauth: switch on one"))
        }

        pub(crate) async fn connect(&self, _: TcpStream) -> io::Result<Box<dyn Stream>> {
            match self.0 {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn urls_that_work() {
        for (text, host, port, database) in [
            ("redis://localhost", "localhost", 6379, 0),
            ("redis://127.0.0.1:7000/3", "127.0.0.1", 7000, 3),
            ("valkey://[::1]:7000/", "::1", 7000, 0),
            ("redis://:p%40ss%2F@cache.example/1?protocol=resp3", "cache.example", 6379, 1),
            ("redis://ada:secret@cache.example", "cache.example", 6379, 0),
        ] {
            let address = Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((address.host.as_str(), address.port, address.login.db()), (host, port, database), "{text}");
        }
        let address = Address::parse("redis://ada:p%40ss%2F@cache.example").expect("a URL");
        assert_eq!((address.login.username(), address.login.password()), (Some("ada"), Some("p@ss/")));
    }

    #[test]
    fn urls_that_are_refused_and_not_shown() {
        for text in [
            "",
            "cache.example:6379",
            "http://:hunter2@cache.example",
            "redis://:hunter2@cache.example\n",
            "\"redis://:hunter2@cache.example\"",
            "redis://:hunter2@/0",
            "redis://:hunter2@cache.example/zero",
            "redis://:hunter2@cache.example/-1",
            "redis://:hunter2@cache.example/0/1",
            "redis://:hunter2@cache.example?proto=resp3",
            "redis://:hunter2@cache.example?protocol=resp2",
            "rediss://:hunter2@cache.example#insecure",
            "redis://hunter2@cache.example",
            "redis://:hunter2@0.0.0.0",
            "unix:///run/hunter2",
        ] {
            let Err(error) = Address::parse(text) else { panic!("{text} is accepted") };
            let shown = format!("{error:#} {error:?}");
            assert!(error.kind() == crate::ErrorKind::Config && !shown.contains("hunter2"), "{text}: {shown}");
        }
    }
}
