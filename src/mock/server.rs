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
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;

use super::answer::What;
use super::oidc;
use super::request::{Outcome, Request};
use super::service::{self, Envelope};
use super::state::Shared;

pub(super) struct Server {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(addr: SocketAddr, shared: Arc<Shared>) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = mpsc::sync_channel(1);
        // The runtime is made and dropped on its own thread: dropping one inside another is a panic.
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
                // Returning drops the runtime and with it every connection, idle or waiting for a delayed answer.
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
            // A panic there has been printed already, and a second one here would end the process.
            drop(thread.join());
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // As the standard library does: on Windows it would let two programs share the port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    // Not the usual 128: when a burst of clients fills that, the overflow waits a second or more to try again.
    socket.listen(1024)
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let app = Router::new().fallback(handle).with_state(shared);
    // It ends with the runtime only; accept errors are retried inside.
    drop(axum::serve(Cuttable(listener), app.into_make_service_with_connect_info::<Cut>()).await);
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: extract::Request,
) -> Response {
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

    let envelope = match answer.what {
        What::Usual => usual(&shared, &request),
        What::Failure { status_code, api_code, message } => Ok(Envelope::failure(status_code, api_code, message)),
        What::Body { content_type, body } => Err((content_type, body)),
        What::Closed => {
            cut.0.store(true, Ordering::Relaxed);
            Err((HeaderValue::from_static(""), Vec::new()))
        }
    };
    let (usual_status, status_code, api_code) = match &envelope {
        Ok(envelope) => (envelope.http_status, Some(envelope.status_code), envelope.api_code),
        Err(_) => (200, None, None),
    };
    let (content_type, body) = envelope.map_or_else(|body| body, |envelope| (JSON, envelope.into_body()));

    let mut response = Response::new(Body::from(body));
    *response.status_mut() = answer.http_status.or(StatusCode::from_u16(usual_status).ok()).unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    for (name, _) in &answer.headers {
        response.headers_mut().remove(name);
    }
    response.headers_mut().extend(answer.headers);

    let http_status = (!cut.0.load(Ordering::Relaxed)).then(|| response.status().as_u16());
    let outcome = Outcome { http_status, status_code, api_code, duration: arrived.elapsed() };
    // Set once: each request is handled once.
    drop(request.outcome.set(outcome));
    response
}

/// How much of a request's body is logged.
const MOST_BODY_BYTES: usize = 2 * 1024 * 1024;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// An envelope, or a document without one.
fn usual(shared: &Shared, request: &Request) -> Result<Envelope, (HeaderValue, Vec<u8>)> {
    let state = shared.lock();
    match oidc::document(&state, request) {
        Some(document) => Err((JSON, document.to_string().into_bytes())),
        None => Ok(service::answer(&state, request)),
    }
}

/// Set by the handler to have its connection closed instead of answered.
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
        // Without it a long answer can wait for the client's delayed acknowledgement.
        drop(stream.set_nodelay(true));
        (Connection { stream, cut: Cut(Arc::default()) }, addr)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that fails to write once it's cut, upon which hyper closes it: a handler has no other way to say that
/// there will be no answer, short of a panic.
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
