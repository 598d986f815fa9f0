//! A server over TLS with one fault. It speaks HTTP/1.1 or HTTP/2, as the client chooses.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

/// How many requests `Fault::Breaks` and `Fault::Refuses` wait for.
pub(crate) const GATHERED: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The first connection answers one request, but from the second request on, it neither reads nor sends.
    Silent,
    /// The first 64 requests are gathered, then their connections are reset.
    Breaks,
    /// The first 64 requests are gathered, then refused: `REFUSED_STREAM`, or a closed connection.
    Refuses,
    /// A connection serves one request. After the answer, the server sends `GOAWAY` or closes the connection.
    GoAway,
    /// A connection has one request at a time, as HTTP/1.1 always has.
    OneAtATime,
    /// At the second request on a connection, the server sends `GOAWAY` with an error or closes the connection.
    Abrupt,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    /// Connections that speak HTTP/2.
    pub(crate) http2: usize,
    pub(crate) requests: usize,
}

/// A server on loopback. Dropping the value ends the server.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: watch::Receiver<Seen>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Answers requests with this body.
    pub(crate) async fn start(fault: Fault, config: Arc<ServerConfig>, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("an address");
        let (sender, seen) = watch::channel(Seen::default());
        let (sender, acceptor) = (Arc::new(sender), TlsAcceptor::from(config));
        let accepting = tokio::spawn(async move {
            for number in 0.. {
                let Ok((socket, _)) = listener.accept().await else { continue };
                sender.send_modify(|seen| seen.connections += 1);
                let (sender, acceptor) = (sender.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let socket = acceptor.accept(socket).await?;
                    let connection = Connection { fault, body, is_first: number == 0, seen: &sender };
                    match socket.get_ref().1.alpn_protocol() {
                        Some(b"h2") => {
                            sender.send_modify(|seen| seen.http2 += 1);
                            connection.http2(socket).await.map_err(io::Error::other)
                        }
                        _ => connection.http1(socket).await,
                    }
                });
            }
        });
        Self { address, seen, accepting }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Seen {
        *self.seen.borrow()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

struct Connection<'a> {
    fault: Fault,
    body: &'static str,
    is_first: bool,
    seen: &'a watch::Sender<Seen>,
}

impl Connection<'_> {
    /// Counts a request, and returns the number of requests on all connections.
    fn count(&self) -> usize {
        self.seen.send_modify(|seen| seen.requests += 1);
        self.seen.borrow().requests
    }

    async fn gathered(&self) {
        let _ = self.seen.subscribe().wait_for(|seen| seen.requests >= GATHERED).await;
    }

    async fn http1(self, mut socket: TlsStream<TcpStream>) -> io::Result<()> {
        for number in 1.. {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(socket.read_u8().await?);
            }
            let count = self.count();
            match self.fault {
                Fault::Silent if self.is_first && number > 1 => pending().await,
                Fault::Breaks if count <= GATHERED => {
                    self.gathered().await;
                    return reset(socket.get_ref().0);
                }
                Fault::Refuses if count <= GATHERED => {
                    self.gathered().await;
                    return socket.shutdown().await;
                }
                Fault::Abrupt if number > 1 => return socket.shutdown().await,
                _ => {}
            }
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", self.body.len());
            socket.write_all((head + self.body).as_bytes()).await?;
            if self.fault == Fault::GoAway {
                return socket.shutdown().await;
            }
        }
        Ok(())
    }

    async fn http2(self, socket: TlsStream<TcpStream>) -> Result<(), h2::Error> {
        let raw = socket2::SockRef::from(socket.get_ref().0).try_clone().expect("a socket");
        let mut builder = h2::server::Builder::new();
        if self.fault == Fault::OneAtATime {
            builder.max_concurrent_streams(1);
        }
        let mut connection = builder.handshake::<_, Bytes>(socket).await?;
        let mut gathered = Vec::new();
        let mut number = 0;
        while let Some(request) = connection.accept().await {
            let (_request, mut respond) = request?;
            number += 1;
            let count = self.count();
            match self.fault {
                Fault::Silent if self.is_first && number > 1 => pending().await,
                Fault::Breaks | Fault::Refuses if count < GATHERED => {
                    gathered.push(respond);
                    continue;
                }
                Fault::Breaks if count == GATHERED => {
                    let _ = raw.set_linger(Some(Duration::ZERO));
                    return Ok(());
                }
                Fault::Refuses if count == GATHERED => {
                    for mut respond in gathered.drain(..).chain([respond]) {
                        respond.send_reset(h2::Reason::REFUSED_STREAM);
                    }
                    continue;
                }
                Fault::Abrupt if number > 1 => {
                    connection.abrupt_shutdown(h2::Reason::INTERNAL_ERROR);
                    continue;
                }
                _ => {}
            }
            let mut body = respond.send_response(http::Response::new(()), false)?;
            body.send_data(Bytes::from_static(self.body.as_bytes()), true)?;
            if self.fault == Fault::GoAway {
                connection.graceful_shutdown();
            }
        }
        Ok(())
    }
}

/// From now on, closing the socket sends a reset.
fn reset(socket: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(socket).set_linger(Some(Duration::ZERO))
}
