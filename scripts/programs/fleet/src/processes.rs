//! The children: instances and a Redis.

use std::process::Stdio;
use std::time::{Duration, Instant};

use genauth::mock::Tenant;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::Result;

/// The secret that the instances share.
pub const SECRET: &str = "00112233445566778899aabbccddeeff";

/// One instance of the program of examples/server.
pub struct Instance {
    pub url: String,
    process: Child,
}

impl Instance {
    pub async fn start(server: &str, tenant: &Tenant, redis: Option<&str>, lifetime: Duration) -> Result<Self> {
        let mut command = Command::new(server);
        command.env("GENAUTH_APP_HOST", tenant.url()).env("GENAUTH_APP_ID", tenant.app_id());
        command.env("LISTEN", "127.0.0.1:0").env("PROFILE_TTL", lifetime.as_secs().to_string());
        if let Some(url) = redis {
            command.env("REDIS_URL", url).env("REDIS_SECRET", SECRET);
        }
        let mut process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("no output")?).lines();
        let line = lines.next_line().await?.ok_or("the server has ended")?;
        let url = line.rsplit(' ').next().ok_or("no address")?.to_owned();
        Ok(Self { url, process })
    }

    /// Ends the instance as a supervisor does.
    pub async fn end(&mut self) {
        if let Some(id) = self.process.id() {
            let _ = Command::new("kill").arg(id.to_string()).status().await;
        }
        let _ = self.process.wait().await;
    }
}

pub struct Redis {
    port: u16,
    process: Child,
}

impl Redis {
    pub async fn start() -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut redis = Self { port, process: launch(port)? };
        redis.wait().await?;
        Ok(redis)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub async fn kill(&mut self) {
        let _ = self.process.kill().await;
    }

    pub async fn restart(&mut self) -> Result<()> {
        self.process = launch(self.port)?;
        self.wait().await
    }

    pub fn signal(&self, name: &str) -> Result<()> {
        let id = self.process.id().ok_or("the server has ended")?;
        std::process::Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status()?;
        Ok(())
    }

    pub async fn run<T: redis::FromRedisValue>(&self, command: &str) -> Result<T> {
        let mut words = redis::Cmd::new();
        for word in command.split(' ') {
            words.arg(word);
        }
        let client = redis::Client::open(self.url())?;
        Ok(words.query_async(&mut client.get_multiplexed_async_connection().await?).await?)
    }

    /// How long a bare subscriber waits for a message.
    pub async fn hear_once(&self) -> Result<Duration> {
        let (heard, mut messages) = tokio::sync::mpsc::unbounded_channel();
        let client = redis::Client::open(format!("{}/?protocol=resp3", self.url()))?;
        let config = redis::AsyncConnectionConfig::new().set_push_sender(heard);
        let mut listener = client.get_multiplexed_async_connection_with_config(&config).await?;
        listener.subscribe("bare").await?;
        while messages.try_recv().is_ok() {}
        let mut sender = client.get_multiplexed_async_connection().await?;
        let begin = Instant::now();
        redis::cmd("PUBLISH").arg("bare").arg("x").query_async::<()>(&mut sender).await?;
        while let Some(push) = messages.recv().await {
            if push.kind == redis::PushKind::Message {
                return Ok(begin.elapsed());
            }
        }
        Err("no message".into())
    }

    async fn wait(&mut self) -> Result<()> {
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err("redis-server doesn't start".into())
    }
}

fn launch(port: u16) -> Result<Child> {
    let port = port.to_string();
    let words = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &port];
    Ok(Command::new("redis-server").args(words).stdout(Stdio::null()).kill_on_drop(true).spawn()?)
}
