//! Servers on raw sockets that run a script of steps, and functions that run a test in a child process.

use std::io;
use std::net::SocketAddr;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{HandshakeKind, ServerConfig};
use tokio_rustls::server::TlsStream;

/// The root of the checkout.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// One step of a server.
#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    /// Sends the bytes this many times.
    Repeat(&'static [u8], usize),
    /// Sends one byte at a time, with this pause after each byte.
    Drip(&'static [u8], Duration),
    /// Does nothing until the client closes the connection.
    Stall,
    /// Closes the connection in the usual way, after everything was sent.
    Close,
    /// Closes the connection with a reset.
    Reset,
}

/// The steps that answer the first request, the second, and so on. The last steps also answer all later requests.
#[derive(Clone)]
pub(crate) struct Script {
    answers: Vec<Vec<Step>>,
    /// Whether the first answer follows the last.
    in_cycles: bool,
    /// Whether the first answer is sent on accepting, before a request was read.
    eager: bool,
    /// Whether every connection begins with the first answer.
    by_connection: bool,
    tls: Option<Arc<ServerConfig>>,
}

impl Script {
    /// Answers every request with these steps.
    pub(crate) fn always(steps: impl Into<Vec<Step>>) -> Self {
        Self::in_turn([steps.into()])
    }

    pub(crate) fn in_turn(answers: impl Into<Vec<Vec<Step>>>) -> Self {
        Self { answers: answers.into(), in_cycles: false, eager: false, by_connection: false, tls: None }
    }

    pub(crate) fn in_cycles(mut self) -> Self {
        self.in_cycles = true;
        self
    }

    pub(crate) fn eager(mut self) -> Self {
        self.eager = true;
        self
    }

    pub(crate) fn by_connection(mut self) -> Self {
        self.by_connection = true;
        self
    }

    pub(crate) fn tls(mut self, config: Arc<ServerConfig>) -> Self {
        self.tls = Some(config);
        self
    }
}

/// Everything that a server has seen so far.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    /// Connections that the client or the server has ended.
    pub(crate) ended: usize,
    /// TLS handshakes that resumed a session.
    pub(crate) resumed: usize,
    /// The heads of the requests.
    pub(crate) requests: Vec<String>,
}

/// A server on loopback. Dropping the value ends the server.
pub(crate) struct Server {
    address: SocketAddr,
    serving: Arc<Serving>,
    accepting: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(script: Script) -> Self {
        Self::start_at("127.0.0.1:0", |_| script).await.expect("a port on loopback")
    }

    /// Starts a server whose script needs the server's address.
    pub(crate) async fn start_at(address: &str, script: impl FnOnce(SocketAddr) -> Script) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let serving = Arc::new(Serving {
            script: script(address),
            turn: Mutex::default(),
            from_now: Mutex::default(),
            silent: AtomicUsize::new(0),
            seen: watch::Sender::default(),
        });
        let accepting = tokio::spawn(serving.clone().accept(listener));
        Ok(Self { address, serving, accepting })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        let scheme = if self.serving.script.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// From now on, answers every request with these steps, whatever the script says.
    pub(crate) fn answer_from_now(&self, steps: impl Into<Vec<Step>>) {
        *self.serving.from_now.lock().expect("a lock") = Some(steps.into());
    }

    /// From now on, the connections that are open answer nothing, and new ones work.
    pub(crate) fn silence_open_connections(&self) {
        self.serving.silent.store(self.seen().connections, Ordering::Relaxed);
    }

    pub(crate) fn seen(&self) -> Seen {
        self.serving.seen.borrow().clone()
    }

    /// Waits until `so` holds, and panics if that takes too long.
    pub(crate) async fn until(&self, so: impl FnMut(&Seen) -> bool) {
        assert!(self.comes_to(so).await, "not seen in time");
    }

    /// Waits until `so` holds. False if that takes too long.
    pub(crate) async fn comes_to(&self, so: impl FnMut(&Seen) -> bool) -> bool {
        let mut seen = self.serving.seen.subscribe();
        let wait = tokio::time::timeout(Duration::from_secs(20), seen.wait_for(so));
        wait.await.is_ok_and(|seen| seen.is_ok())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What the connections of a server share.
struct Serving {
    script: Script,
    /// How many answers have been given.
    turn: Mutex<usize>,
    /// What replaces the script from a moment on.
    from_now: Mutex<Option<Vec<Step>>>,
    /// How many connections, counted from the first, answer nothing more.
    silent: AtomicUsize,
    seen: watch::Sender<Seen>,
}

impl Serving {
    async fn accept(self: Arc<Self>, listener: TcpListener) {
        let mut number = 0;
        loop {
            // The process may be out of file descriptors. A later try may succeed.
            let Ok((socket, _)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            self.seen.send_modify(|seen| seen.connections += 1);
            number += 1;
            let serving = self.clone();
            tokio::spawn(async move {
                let _ = serving.connection(socket, number).await;
                serving.seen.send_modify(|seen| seen.ended += 1);
            });
        }
    }

    async fn connection(&self, socket: TcpStream, number: usize) -> io::Result<()> {
        socket.set_nodelay(true)?;
        let Some(config) = &self.script.tls else { return self.talk(socket, number).await };
        let socket = TlsAcceptor::from(config.clone()).accept(socket).await?;
        let resumed = socket.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed);
        self.seen.send_modify(|seen| seen.resumed += usize::from(resumed));
        self.talk(socket, number).await
    }

    async fn talk<S: Socket>(&self, socket: S, number: usize) -> io::Result<()> {
        let script = &self.script;
        let own_turn = Mutex::default();
        let turn = if script.by_connection { &own_turn } else { &self.turn };
        // Heads are read byte by byte.
        let mut socket = BufReader::new(socket);
        loop {
            if !script.eager {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(socket.read_u8().await?);
                }
                self.seen.send_modify(|seen| seen.requests.push(String::from_utf8_lossy(&head).into_owned()));
            }
            let steps = self.next(number, &mut turn.lock().expect("a lock"));
            for step in steps {
                match step {
                    Step::Send(bytes) => socket.write_all(&bytes).await?,
                    Step::Repeat(bytes, times) => {
                        for _ in 0..times {
                            socket.write_all(bytes).await?;
                        }
                    }
                    Step::Drip(bytes, pause) => {
                        for byte in bytes {
                            socket.write_u8(*byte).await?;
                            tokio::time::sleep(pause).await;
                        }
                    }
                    Step::Stall => while socket.read(&mut [0; 1024]).await? > 0 {},
                    Step::Close => return socket.shutdown().await,
                    Step::Reset => return socket.get_ref().reset(),
                }
            }
            if script.eager {
                return Ok(());
            }
        }
    }

    /// The steps of the next answer.
    fn next(&self, connection: usize, turn: &mut usize) -> Vec<Step> {
        let answers = &self.script.answers;
        let index = if self.script.in_cycles { *turn % answers.len() } else { *turn };
        *turn += 1;
        if connection <= self.silent.load(Ordering::Relaxed) {
            return vec![Step::Stall];
        }
        let from_now = self.from_now.lock().expect("a lock").clone();
        from_now.or_else(|| answers.get(index).or(answers.last()).cloned()).unwrap_or_default()
    }
}

trait Socket: AsyncRead + AsyncWrite + Unpin {
    /// From now on, closing the connection sends a reset.
    fn reset(&self) -> io::Result<()>;
}

impl Socket for TcpStream {
    fn reset(&self) -> io::Result<()> {
        socket2::SockRef::from(self).set_linger(Some(Duration::ZERO))
    }
}

impl Socket for TlsStream<TcpStream> {
    fn reset(&self) -> io::Result<()> {
        self.get_ref().0.reset()
    }
}

/// A response: status with reason, headers with their line breaks, and a body, whose length is added to the headers.
pub(crate) fn response(status: &str, headers: &str, body: &str) -> Step {
    let length = body.len();
    Step::Send(format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes())
}

/// JSON with HTTP 200.
pub(crate) fn json(body: &str) -> Step {
    response("200 OK", "content-type: application/json\r\n", body)
}

/// An address of a port that is bound, so that no other program takes it, and on which nothing listens.
pub(crate) fn nobody() -> SocketAddr {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let address = socket.local_addr().expect("an address");
    // The socket stays open until the process ends.
    std::mem::forget(socket);
    address
}

const CHILD: &str = "GENAUTH_TEST_CHILD";

/// Whether this process is the one that `in_child` started for a test.
pub(crate) fn is_child(test: &str) -> bool {
    std::env::var(CHILD).is_ok_and(|name| name == test)
}

/// Runs a test of this binary in a child process, where `is_child` is true. The test must pass.
pub(crate) fn in_child(test: &str, environment: &[(&str, &str)], shell: Option<&str>) {
    let binary = std::env::current_exe().expect("this binary");
    let mut command = match shell {
        Some(first) => {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("{first}; exec \"$0\" \"$@\"")]).arg(binary);
            command
        }
        None => Command::new(binary),
    };
    command.args(["--exact", test, "--nocapture"]).env(CHILD, test);
    // The machine's own variables must not change the test.
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    for name in ["APP_HOST", "APP_ID", "USER_POOL_ID", "ACCESS_TOKEN"] {
        command.env_remove(format!("GENAUTH_{name}"));
    }
    let Output { status, stdout, stderr } = command.envs(environment.iter().copied()).output().expect("a child");
    let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success() && text.contains("1 passed"), "{test} in a child: {status}\n{text}");
}
