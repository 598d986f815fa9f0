//! A `redis-server` on loopback.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use genauth::resource_server::SharedCache;
use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A server of a test. Dropping the value ends the server.
pub(super) struct Redis {
    port: u16,
    arguments: Vec<String>,
    process: Child,
}

impl Redis {
    /// Starts a server. `None` if `redis-server` isn't installed; under `CI` that is a failure.
    pub(super) async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    /// Starts a server with further arguments.
    pub(super) async fn start_with(arguments: &[&str]) -> Option<Self> {
        if Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_err() {
            assert!(std::env::var_os("CI").is_none(), "redis-server is not installed: install Debian's package");
            eprintln!("skipped: redis-server is not installed");
            return None;
        }
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        // Another process may take the port before the server does: the server then ends at once.
        for _ in 0..20 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut redis = Self { port, process: launch(port, &arguments), arguments: arguments.clone() };
            if redis.is_up().await {
                return Some(redis);
            }
        }
        panic!("redis-server doesn't start");
    }

    async fn is_up(&mut self) -> bool {
        let start = Instant::now();
        while self.process.try_wait().unwrap().is_none() {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "redis-server doesn't listen");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        false
    }

    /// Ends the server at once, as a crash does.
    pub(super) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts a server again on the same port, without the data.
    pub(super) async fn restart(&mut self) {
        self.process = launch(self.port, &self.arguments);
        assert!(self.is_up().await, "the port was taken");
    }

    /// Stops the server's process: connections stay, and nothing is answered.
    pub(super) fn freeze(&self) {
        self.signal("STOP");
    }

    pub(super) fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    pub(super) fn url(&self, login: &str) -> String {
        format!("redis://{login}127.0.0.1:{}", self.port)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn cache(&self) -> SharedCache {
        SharedCache::redis(self.url(""), super::SECRET).unwrap()
    }

    /// A connection of somebody else.
    pub(super) async fn connect(&self) -> MultiplexedConnection {
        redis::Client::open(self.url("")).unwrap().get_multiplexed_async_connection().await.unwrap()
    }

    pub(super) async fn run<T: FromRedisValue>(&self, command: &str) -> T {
        let words = command.split(' ');
        let mut cmd = Cmd::new();
        for word in words {
            cmd.arg(word);
        }
        cmd.query_async(&mut self.connect().await).await.unwrap()
    }

    /// The messages of a channel.
    pub(super) async fn listen(&self, channel: &str) -> UnboundedReceiver<Vec<u8>> {
        let (sender, messages) = unbounded_channel();
        let hear = move |push: redis::PushInfo| match &push.data[..] {
            [_, redis::Value::BulkString(message)] => sender.send(message.clone()).map_err(drop),
            _ => Ok(()),
        };
        let client = redis::Client::open(format!("{}/?protocol=resp3", self.url(""))).unwrap();
        let config = redis::AsyncConnectionConfig::new().set_push_sender(hear);
        let mut connection = client.get_multiplexed_async_connection_with_config(&config).await.unwrap();
        connection.subscribe(channel).await.unwrap();
        // The connection ends with the test's runtime.
        std::mem::forget(connection);
        messages
    }

    /// All keys, in order.
    pub(super) async fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.run("KEYS *").await;
        keys.sort();
        keys
    }

    pub(super) async fn get(&self, key: &str) -> Vec<u8> {
        redis::cmd("GET").arg(key).query_async(&mut self.connect().await).await.unwrap()
    }

    /// Plants a value for a minute.
    pub(super) async fn set(&self, key: &str, value: &[u8]) {
        let mut set = redis::cmd("SET");
        set.arg(key).arg(value).arg("PX").arg(60_000);
        set.query_async::<()>(&mut self.connect().await).await.unwrap();
    }

    /// What an operator sees of all commands from now on.
    pub(super) async fn monitor(&self) -> BufReader<TcpStream> {
        let mut monitor = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        monitor.write_all(b"MONITOR\r\n").await.unwrap();
        let mut lines = BufReader::new(monitor);
        lines.read_line(&mut String::new()).await.unwrap();
        lines
    }

    /// The keys that hold values: values are the longest things in Redis.
    pub(super) async fn values(&self) -> Vec<(String, Vec<u8>)> {
        let mut values = Vec::new();
        for key in self.keys().await {
            let value = self.get(&key).await;
            if value.len() > 100 {
                values.push((key, value));
            }
        }
        values
    }

    /// Waits until this many instances listen.
    pub(super) async fn until_subscribed(&self, instances: usize) {
        super::until("subscriptions", async || {
            let channels: Vec<String> = self.run("PUBSUB CHANNELS").await;
            let mut listeners = 0;
            for channel in channels {
                let (_, count): (String, usize) = self.run(&format!("PUBSUB NUMSUB {channel}")).await;
                listeners += count;
            }
            listeners >= instances
        })
        .await;
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn launch(port: u16, arguments: &[String]) -> Child {
    let own = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"];
    let command = &mut Command::new("redis-server");
    // A test that needs the port in its arguments writes `PORT`.
    let port = port.to_string();
    let arguments = arguments.iter().map(|argument| argument.replace("PORT", &port));
    command.args(own).arg(&port).args(arguments).stdout(Stdio::null()).spawn().unwrap()
}
