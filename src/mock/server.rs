//! The HTTP server on its own thread.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{self, State};
use axum::http::{Response, StatusCode, header};
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;

use super::answer::What;
use super::cors;
use super::oidc;
use super::reply::{JSON, Reply};
use super::request::{Outcome, Request};
use super::service::{self, Envelope};
use super::state::LockedState;

pub(super) struct Server {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(addr: SocketAddr, shared: Arc<LockedState>) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = mpsc::sync_channel(1);
        // The runtime is made and dropped on a thread of its own: tokio panics if a runtime is dropped inside another
        // one.
        let run = move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(error))),
            };
            runtime.block_on(async move {
                let bound = listen(addr).and_then(|listener| Ok((listener.local_addr()?, listener)));
                let (addr, listener) = match bound {
                    Ok(bound) => bound,
                    Err(error) => return drop(ready.send(Err(error))),
                };
                tokio::spawn(serve(listener, shared));
                drop(ready.send(Ok(addr)));
                // When this block ends, the runtime is dropped, and with it every connection, also one that waits for a
                // delayed answer.
                drop(stopped.await);
            });
        };
        let thread = thread::Builder::new().name("genauth-mock".to_owned()).spawn(run)?;
        let addr = started.recv().unwrap_or_else(|_| Err(io::Error::other("the tenant's thread ended early")))?;
        Ok(Self { addr, stop: Some(stop), thread: Some(thread) })
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server's thread has been printed already. Panicking again during a drop could end the
            // process.
            drop(thread.join());
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // As the standard library does. Not on Windows, where the option would let two programs share the port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    // Larger than the usual 128: clients that find the queue full wait a second or more before they try again.
    socket.listen(1024)
}

async fn serve(listener: TcpListener, shared: Arc<LockedState>) {
    let app = Router::new().fallback(handle).with_state(shared);
    // Serving never ends by itself: axum goes on after a failed accept. Dropping the runtime ends it.
    drop(axum::serve(Cuttable(listener), app.into_make_service_with_connect_info::<Cut>()).await);
}

async fn handle(
    State(shared): State<Arc<LockedState>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: extract::Request,
) -> Response<Body> {
    let arrived = Instant::now();
    let (head, body) = request.into_parts();
    let body = to_bytes(body, MOST_BODY_BYTES).await.unwrap_or_default();
    let request = Request::new(&head.method, &head.uri, &head.headers, body);
    let answer = {
        let mut state = shared.lock();
        state.requests.push(request.clone());
        state.next_answer(request.path())
    };
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }

    let draft = match answer.what {
        What::Usual => usual(&shared, &request),
        What::Failure { status_code, api_code, message } => {
            Draft::Envelope(Envelope::failure(status_code, api_code, message))
        }
        What::Body { content_type, body } => {
            let mut reply = Reply::new(body);
            reply.headers_mut().insert(header::CONTENT_TYPE, content_type);
            Draft::Reply(reply)
        }
        What::Closed => {
            cut.0.store(true, Ordering::Relaxed);
            Draft::Reply(Reply::default())
        }
    };
    let (status_code, api_code) = match &draft {
        Draft::Envelope(envelope) => (Some(envelope.status_code), envelope.api_code),
        Draft::Reply(_) => (None, None),
    };
    let mut response = draft.into_reply().map(Body::from);
    cors::allow_loopback(&request, response.headers_mut());
    if let Some(status) = answer.http_status {
        *response.status_mut() = status;
    }
    for (name, _) in &answer.headers {
        response.headers_mut().remove(name);
    }
    response.headers_mut().extend(answer.headers);

    let http_status = (!cut.0.load(Ordering::Relaxed)).then(|| response.status().as_u16());
    let outcome = Outcome { http_status, status_code, api_code, duration: arrived.elapsed() };
    // Each request is handled once, so that no outcome is set before.
    drop(request.outcome.set(outcome));
    response
}

/// The largest body of a request that is logged.
const MOST_BODY_BYTES: usize = 2 * 1024 * 1024;

/// An answer before a script changes it.
enum Draft {
    Envelope(Envelope),
    Reply(Reply),
}

impl Draft {
    fn into_reply(self) -> Reply {
        match self {
            Self::Reply(reply) => reply,
            Self::Envelope(envelope) => {
                let status = StatusCode::from_u16(envelope.http_status).unwrap_or_default();
                let mut reply = Reply::new(envelope.into_body());
                *reply.status_mut() = status;
                reply.headers_mut().insert(header::CONTENT_TYPE, JSON);
                reply
            }
        }
    }
}

/// The answer without a script.
fn usual(shared: &LockedState, request: &Request) -> Draft {
    let mut state = shared.lock();
    match cors::preflight(request).or_else(|| oidc::answer(&mut state, request)) {
        Some(reply) => Draft::Reply(reply),
        None => Draft::Envelope(service::answer(&mut state, request)),
    }
}

/// Set by a handler that wants its connection closed without an answer.
#[derive(Clone)]
struct Cut(Arc<AtomicBool>);

impl Connected<IncomingStream<'_, Cuttable>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Cuttable>) -> Self {
        stream.io().cut.clone()
    }
}

/// A listener whose connections a handler can cut.
struct Cuttable(TcpListener);

impl Listener for Cuttable {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, addr) = Listener::accept(&mut self.0).await;
        // Without this option a long answer can wait for the client's delayed acknowledgement.
        drop(stream.set_nodelay(true));
        (Connection { stream, cut: Cut(Arc::default()) }, addr)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection whose writes fail once it is cut, so that hyper closes the connection. A handler has no other way to
/// refuse an answer, except for a panic.
struct Connection {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.cut.0.load(Ordering::Relaxed) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
