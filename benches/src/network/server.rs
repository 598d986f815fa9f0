//! A server over TLS that answers every request with the same body, and counts connections and handshakes.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{io, thread};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{HandshakeKind, ServerConfig};

use crate::network::delay;

/// The index of the stalled connection among 100 connections.
const STALLED: usize = 50;

/// The settings of a server.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long every byte takes in each direction. Connecting takes a round trip too.
    pub delay: Duration,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
}

/// The counts of a server.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Connections that were opened.
    pub connections: usize,
    /// TLS handshakes that were finished.
    pub handshakes: usize,
    /// TLS handshakes that resumed a session.
    pub resumed: usize,
}

#[derive(Debug, Default)]
struct Counters {
    connections: AtomicUsize,
    handshakes: AtomicUsize,
    resumed: AtomicUsize,
    /// 0 if no connection is stalled, or else 1 and the number of connections since stalling began.
    stalling: AtomicUsize,
}

/// A server on a free port of loopback, on a thread of its own that lasts as long as the process.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    root: String,
    counters: Arc<Counters>,
    /// The time at which the last restart ends. A change cuts all connections.
    restart: watch::Sender<Instant>,
}

impl Server {
    /// Serves `body`.
    ///
    /// # Errors
    /// If there is no certificate, no runtime or no port.
    pub fn start(body: &str, options: Options) -> Result<Self, Box<dyn std::error::Error>> {
        let (tls, root) = tls()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(listen())?;
        let mut address = listener.local_addr()?;
        let counters = Arc::<Counters>::default();
        let (restart, restarts) = watch::channel(runtime.block_on(async { Instant::now() }));
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let connections = Connections {
            tls: TlsAcceptor::from(Arc::new(tls)),
            answer: (head + body).into_bytes().into(),
            counters: counters.clone(),
            keep_alive: options.keep_alive,
            restarts,
        };
        let front = match options.delay {
            Duration::ZERO => None,
            _ => Some(runtime.block_on(listen())?),
        };
        let upstream = address;
        if let Some(front) = &front {
            address = front.local_addr()?;
        }
        thread::spawn(move || {
            runtime.block_on(async {
                if let Some(front) = front {
                    tokio::spawn(delay::relay(front, upstream, options.delay));
                }
                connections.accept(listener).await;
            });
        });
        Ok(Self { address, root, counters, restart })
    }

    /// The server's URL, `https://localhost:…`.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// The certificate that clients trust, in PEM.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The counts so far.
    pub fn seen(&self) -> Seen {
        let get = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Seen {
            connections: get(&self.counters.connections),
            handshakes: get(&self.counters.handshakes),
            resumed: get(&self.counters.resumed),
        }
    }

    /// Restarts the server: cuts every connection at once, and lets new connections wait for the time `gone`. New
    /// connections aren't refused, as behind a load balancer that keeps the port open.
    pub fn restart(&self, gone: Duration) {
        self.restart.send_replace(Instant::now() + gone);
    }

    /// From now on, never answers on one connection of 100, or answers on all connections.
    pub fn stall(&self, stall: bool) {
        self.counters.stalling.store(usize::from(stall), Ordering::Relaxed);
    }
}

/// Listens on a free port. The queue is long enough for a burst. A connection that doesn't fit is tried again a second
/// later, and this second would count as the client's time.
async fn listen() -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    socket.listen(4096)
}

/// The server's TLS settings, with a certificate for `localhost`, and the certificate that clients trust.
fn tls() -> Result<(ServerConfig, String), Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // The authority needs a name of its own. With the same name, the server's certificate would look self-signed.
    authority.distinguished_name.push(DnType::CommonName, "authority of the benchmark");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(["localhost".to_owned()])?.signed_by(&key, &authority)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
    // TLS sessions survive a restart, as with servers that share a ticket key.
    config.ticketer = aws_lc_rs::Ticketer::new()?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((config, authority.pem()))
}

/// The parts that all connections share.
#[derive(Clone)]
struct Connections {
    tls: TlsAcceptor,
    answer: Arc<[u8]>,
    counters: Arc<Counters>,
    keep_alive: Duration,
    restarts: watch::Receiver<Instant>,
}

impl Connections {
    async fn accept(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            self.counters.connections.fetch_add(1, Ordering::Relaxed);
            let stalling = self.counters.stalling.load(Ordering::Relaxed);
            let stalled = stalling % 100 == STALLED;
            if stalling > 0 {
                self.counters.stalling.fetch_add(1, Ordering::Relaxed);
            }
            let (connection, mut restarts) = (self.clone(), self.restarts.clone());
            let since = *restarts.borrow_and_update();
            tokio::spawn(async move {
                sleep_until(since).await;
                tokio::select! {
                    _ = connection.serve(stream, stalled) => {}
                    // A restart drops the connection, which closes it.
                    _ = restarts.changed() => {}
                }
            });
        }
    }

    async fn serve(&self, stream: TcpStream, stalled: bool) -> io::Result<()> {
        if stalled {
            std::future::pending::<()>().await;
        }
        stream.set_nodelay(true)?;
        let mut stream = self.tls.accept(stream).await?;
        self.counters.handshakes.fetch_add(1, Ordering::Relaxed);
        if stream.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed) {
            self.counters.resumed.fetch_add(1, Ordering::Relaxed);
        }
        let mut request = Vec::with_capacity(4096);
        while let Ok(read) = timeout(self.keep_alive, stream.read_buf(&mut request)).await {
            if read? == 0 {
                return Ok(());
            }
            if request.ends_with(b"\r\n\r\n") {
                request.clear();
                stream.write_all(&self.answer).await?;
                stream.flush().await?;
            }
        }
        stream.shutdown().await
    }
}
