//! Tests of what may be repeated, of hedged calls, and of the resources that a call holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, Method, Url};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};

use crate::envelope::Response;
use crate::error::{Error, ErrorKind};
use crate::operation::{Flags, Invalid, Operation, flags};
use crate::token::AccessToken;
use crate::transport::{Http, Limits, Options, Shared, send};

struct Fixture<const REPEATABLE: bool>;

impl<const REPEATABLE: bool> Operation for Fixture<REPEATABLE> {
    type Data = Value;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/fixture";
    const REPEATABLE: bool = REPEATABLE;

    fn request(&self, http: &Client, host: &str) -> Result<reqwest::Request, Invalid> {
        Ok(http.post(format!("{host}/fixture")).header("x-own", "1").body("{}").build()?)
    }
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n{\"statusCode\":200,\"data\":true}";
const LIMITED: &str = "HTTP/1.1 429 Later\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n";
const UNAVAILABLE: &str = "HTTP/1.1 503 Later\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n";
const REFUSED: &str = "HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n";
/// Closes the connection.
const CLOSE: &str = "";
/// Answers nothing.
const STALL: &str = "stall";
/// `ANSWER`, after one and a half seconds.
const SLOW: &str = "slow";

/// A server that answers each request in turn, and the last answer from then on.
struct Server {
    url: Url,
    requests: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("a URL");
        let (requests, connections) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let server = Self { url, requests: requests.clone(), connections: connections.clone() };
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                let requests = requests.clone();
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    while let Ok(byte) = socket.read_u8().await {
                        request.push(byte);
                        if !request.ends_with(b"\r\n\r\n{}") {
                            continue;
                        }
                        request.clear();
                        let number = requests.fetch_add(1, Ordering::Relaxed);
                        let answer = match *answers.get(number).or(answers.last()).expect("an answer") {
                            STALL => continue,
                            SLOW => {
                                tokio::time::sleep(Duration::from_millis(1500)).await;
                                ANSWER
                            }
                            answer => answer,
                        };
                        if answer.is_empty() || socket.write_all(answer.as_bytes()).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        server
    }

    fn shared(&self) -> Arc<Shared> {
        shared(self.url.clone())
    }

    fn seen(&self) -> (usize, usize) {
        (self.requests.load(Ordering::Relaxed), self.connections.load(Ordering::Relaxed))
    }
}

fn shared(url: Url) -> Arc<Shared> {
    let client = |idle| {
        let builder = Client::builder().no_proxy().pool_max_idle_per_host(idle).retry(reqwest::retry::never());
        builder.connect_timeout(Duration::from_secs(5))
    };
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
    let client = move |idle| client(idle).tls_certs_only([]);
    let client = move |idle| client(idle).build().expect("a client");
    let limits = Limits {
        attempt_timeout: Duration::from_secs(1),
        timeout: Duration::from_secs(20),
        max_body_bytes: 1024,
        max_retries: 2,
        max_in_flight: 4,
    };
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static(""));
    let token = AccessToken::new("t").expect("a token");
    Arc::new(Shared::new(Http { pooled: client(4), fresh: client(0), is_own: true }, url, headers, Some(token), limits))
}

async fn call<const REPEATABLE: bool>(shared: &Arc<Shared>) -> Result<Response<Value>, Error> {
    let options = Options { token: Ok(None), timeout: shared.limits.timeout, real_ip: None, hedged: false };
    send(shared.clone(), Fixture::<REPEATABLE>, options, |response| response).await
}

/// A parsed URL is used again by the same operation only: another one may have the same path and other flags.
#[test]
fn a_parsed_url_belongs_to_one_operation() {
    struct Flagged<const NAME: char>;
    impl<const NAME: char> Operation for Flagged<NAME> {
        type Data = Value;
        const METHOD: Method = Method::GET;
        const PATH: &'static str = "/flagged";
        const REPEATABLE: bool = true;
        fn request(&self, http: &Client, host: &str) -> Result<reqwest::Request, Invalid> {
            Ok(http.get(format!("{host}/flagged?{NAME}=true")).build()?)
        }
        fn flags(&self) -> Option<Flags> {
            flags([Some(true)])
        }
    }
    let shared = shared("http://127.0.0.1:9".parse().expect("a URL"));
    for _ in 0..2 {
        let requests = [shared.request(&Flagged::<'a'>), shared.request(&Flagged::<'b'>)];
        let queries = requests.map(|request| request.expect("a request").url().query().map(str::to_owned));
        assert_eq!(queries, [Some("a=true".to_owned()), Some("b=true".to_owned())]);
    }
}

/// Each call allocates its future. A variable that lives across an `await` can make the future larger by kilobytes.
#[test]
fn the_future_of_a_call_has_at_most_a_kilobyte() {
    let options = Options { token: Ok(None), timeout: Duration::ZERO, real_ip: None, hedged: false };
    let shared = shared("http://127.0.0.1:9".parse().expect("a URL"));
    let size = size_of_val(&send(shared, Fixture::<true>, options, Response::into_inner));
    assert!(size <= 1024, "{size} bytes");
}

#[tokio::test]
async fn what_may_not_be_repeated_is_retried_if_nothing_was_sent() {
    // A port that is bound, so that no other program takes it, and on which nothing listens.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url: Url = format!("http://{}", socket.local_addr().expect("an address")).parse().expect("a URL");
    let error = call::<false>(&shared(url.clone())).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts(), error.is_unsent()), (ErrorKind::Connect, 3, true));

    // A client that was passed may have followed a redirect before it found nobody.
    let mut shared = Arc::into_inner(shared(url)).expect("the only owner");
    shared.http.is_own = false;
    let error = call::<false>(&Arc::new(shared)).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts(), error.is_unsent()), (ErrorKind::Connect, 1, false));
}

#[tokio::test]
async fn a_call_is_unsent_only_if_no_attempt_was_sent() {
    // Reads one request, and is gone.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("a URL");
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        socket.read_u8().await.expect("a request");
        drop(listener);
    });
    let error = call::<true>(&shared(url)).await.expect_err("gone");
    assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::Connect, false), "{error:?}");
    server.await.expect("one request");

    let server = Server::start(&[LIMITED]).await;
    let shared = server.shared();
    shared.in_flight.forget_permits(4);
    let options = Options { token: Ok(None), timeout: Duration::from_millis(50), real_ip: None, hedged: false };
    let error =
        send(shared.clone(), Fixture::<false>, options, |response| response).await.expect_err("no place in flight");
    assert!(error.is_timeout() && error.is_unsent(), "{error:?}");
    assert!(AccessToken::new("").expect_err("no token").is_unsent());

    shared.in_flight.add_permits(1);
    assert!(!call::<false>(&shared).await.expect_err("429").is_unsent());
}

/// An attempt is told of when its answer is decoded.
#[cfg(feature = "tracing")]
#[tokio::test]
async fn the_place_is_held_until_the_answer_is_decoded() {
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    struct Places(Arc<Shared>, Arc<AtomicUsize>);

    impl Subscriber for Places {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "genauth"
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn event(&self, event: &Event<'_>) {
            if event.metadata().fields().field("http.request.resend_count").is_some() {
                self.1.store(self.0.in_flight.available_permits(), Ordering::Relaxed);
            }
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    // The first call registers tracing's call sites. One that another thread's test registers while this thread's
    // subscriber is the only one would stay off: tracing-core 0.1 asks the subscriber of the registering thread alone.
    let server = Server::start(&[ANSWER, ANSWER]).await;
    let (shared, free) = (server.shared(), Arc::new(AtomicUsize::new(0)));
    call::<true>(&shared).await.expect("an answer");
    let _guard = tracing::subscriber::set_default(Places(shared.clone(), free.clone()));
    call::<true>(&shared).await.expect("an answer");
    assert_eq!((free.load(Ordering::Relaxed), shared.in_flight.available_permits()), (3, 4));
}

/// A server for each row, and a client. They are made before the calls begin: making a client holds up the thread, and
/// so the other rows' servers.
async fn prepared<T>(rows: &[(&'static [&'static str], T)]) -> Vec<(Server, Arc<Shared>)> {
    let mut all = Vec::new();
    for (answers, _) in rows {
        let server = Server::start(answers).await;
        let shared = with_limits(&server, |_| {});
        all.push((server, shared));
    }
    all
}

/// Runs all rows at once, since each waits for a deadline or a pause.
async fn at_once<R>(rows: impl IntoIterator<Item = R>, run: impl AsyncFn(R)) {
    let mut running: Vec<_> = rows.into_iter().map(|row| Box::pin(run(row))).collect();
    std::future::poll_fn(|context| {
        running.retain_mut(|row| row.as_mut().poll(context).is_pending());
        if running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Makes a hedged call with a deadline of two seconds: a second attempt begins after one.
async fn hedged<const REPEATABLE: bool>(shared: &Arc<Shared>) -> Result<Response<Value>, Error> {
    let options = Options { token: Ok(None), timeout: Duration::from_secs(2), real_ip: None, hedged: true };
    send(shared.clone(), Fixture::<REPEATABLE>, options, |response| response).await
}

fn with_limits(server: &Server, change: impl FnOnce(&mut Limits)) -> Arc<Shared> {
    let mut shared = Arc::into_inner(server.shared()).expect("the only owner");
    shared.limits.attempt_timeout = Duration::from_secs(10);
    change(&mut shared.limits);
    Arc::new(shared)
}

#[tokio::test]
async fn a_second_attempt_begins_beside_one_that_takes_half_of_the_time() {
    let rows = [
        (&[STALL, ANSWER] as &[_], 2),
        // What may pass is no answer: another attempt follows while the first one goes on.
        (&[STALL, UNAVAILABLE, ANSWER], 3),
        (&[STALL, CLOSE, ANSWER], 3),
        (&[CLOSE, STALL, ANSWER], 3),
        (&[UNAVAILABLE, STALL, ANSWER], 3),
    ];
    let made = prepared(&rows).await;
    at_once(rows.into_iter().zip(made), async |((answers, attempts), (server, shared))| {
        let response = hedged::<true>(&shared).await;
        let response = response.unwrap_or_else(|error| panic!("{answers:?}: {error:?}"));
        assert_eq!((response.attempts(), server.seen().0), (attempts, attempts as usize), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn the_first_attempt_goes_on_beside_a_second_one() {
    let rows = [(&[SLOW, STALL] as &[_], 2), (&[SLOW, UNAVAILABLE], 3), (&[SLOW, CLOSE], 3)];
    let made = prepared(&rows).await;
    at_once(rows.into_iter().zip(made), async |((answers, attempts), (server, shared))| {
        let response = hedged::<true>(&shared).await;
        let response = response.unwrap_or_else(|error| panic!("{answers:?}: {error:?}"));
        assert_eq!((response.attempts(), server.seen().0), (attempts, attempts as usize), "{answers:?}");
        assert_eq!(shared.in_flight.available_permits(), 4, "the other attempt is dropped");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_of_the_second_attempt_is_an_answer() {
    let server = Server::start(&[STALL, REFUSED]).await;
    let error = hedged::<true>(&with_limits(&server, |_| {})).await.expect_err("401");
    assert!(error.is_unauthorized() && error.attempts() == 2, "{error:?}");
}

#[tokio::test]
async fn no_second_attempt_begins_where_none_may() {
    let server = Server::start(&[STALL]).await;
    let short = with_limits(&server, |limits| {
        (limits.attempt_timeout, limits.max_retries) = (Duration::from_millis(700), 0);
    });
    let rows = [
        ("not repeatable", with_limits(&server, |_| {})),
        ("no retries", with_limits(&server, |limits| limits.max_retries = 0)),
        ("no place in flight", one_place(&server)),
        ("a deadline of the attempt before half of the time", short),
    ];
    at_once(rows, async |(name, shared)| {
        let repeatable = name != "not repeatable";
        let ended = if repeatable { hedged::<true>(&shared).await } else { hedged::<false>(&shared).await };
        let error = ended.expect_err("a stall");
        assert!(error.is_timeout() && error.attempts() == 1, "{name}: {error:?}");
    })
    .await;
    assert_eq!(server.seen(), (4, 4));
}

/// Half of the call's time is over, and the only place in flight is taken by the first attempt.
fn one_place(server: &Server) -> Arc<Shared> {
    let shared = with_limits(server, |_| {});
    shared.in_flight.forget_permits(3);
    shared
}

/// An idle connection of the process that forked this one can't be used here.
#[tokio::test]
async fn a_forked_process_opens_connections_of_its_own() {
    let server = Server::start(&[ANSWER]).await;
    let shared = server.shared();
    for _ in 0..2 {
        call::<true>(&shared).await.expect("an answer");
    }
    assert_eq!(server.seen(), (2, 1));
    shared.process.store(std::process::id() + 1, Ordering::Relaxed);
    for calls in 1..=2 {
        assert_eq!(call::<true>(&shared).await.expect("an answer").attempts(), 1);
        assert_eq!(server.seen(), (2 + calls, 1 + calls));
    }
    let error = shared.connect(1).await.expect_err("another process");
    assert!(error.kind() == ErrorKind::Config && error.to_string().contains("fork"), "{error}");
}
