//! One call, by this crate and by what one writes by hand.

use std::hint::black_box;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::strict;

/// Of the length that access tokens (JWTs) have.
fn token(number: usize) -> String {
    format!("{number:08}.{}", "eyJzdWIiOiI2MjI5ZmZhIn0".repeat(28))
}

/// What a call fails with.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A client, and the tokens that its calls use in turn.
#[derive(Debug)]
pub struct Caller {
    client: Client,
    tokens: Vec<String>,
}

#[derive(Debug)]
enum Client {
    Ours(genauth::AuthenticationClient),
    Bare(reqwest::Client, String),
}

impl Caller {
    /// `ours`, or `bare` for reqwest with a strict derive. Both have the same limits of time.
    ///
    /// # Errors
    /// For another name, or what the client says.
    pub fn new(who: &str, server: SocketAddr, tokens: usize) -> Result<Self, Failure> {
        let host = format!("http://{server}");
        let client = match who {
            "ours" => {
                let builder = genauth::AuthenticationClient::builder().app_host(host).max_in_flight(4096);
                Client::Ours(builder.build()?)
            }
            "bare" => Client::Bare(bare().build()?, profile(&host)),
            other => return Err(format!("no client {other:?}").into()),
        };
        Ok(Self { client, tokens: (0..tokens).map(token).collect() })
    }

    /// The same over TLS, with a certificate that the client trusts beside the system's, and with one token.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    #[cfg(feature = "network")]
    pub fn over_tls(who: &str, host: &str, root: &[u8]) -> Result<Self, Failure> {
        let client = match who {
            "ours" => Client::Ours(
                genauth::AuthenticationClient::builder().app_host(host).add_root_certificate(root).build()?,
            ),
            "bare" => {
                let roots = reqwest::Certificate::from_pem_bundle(root)?;
                Client::Bare(bare().tls_certs_merge(roots).build()?, profile(host))
            }
            other => return Err(format!("no client {other:?}").into()),
        };
        Ok(Self { client, tokens: vec![token(0)] })
    }

    /// One call.
    ///
    /// # Panics
    /// Where the call fails: what is measured would be something else.
    pub async fn call(&self, number: usize) {
        self.try_call(number).await.expect("a profile");
    }

    /// One call, which may fail.
    ///
    /// # Errors
    /// What the client says.
    pub async fn try_call(&self, number: usize) -> Result<(), Failure> {
        let token = &self.tokens[number % self.tokens.len()];
        match &self.client {
            Client::Ours(client) => {
                black_box(client.get_profile().access_token(token.as_str()).with_identities(true).await?);
            }
            Client::Bare(client, url) => {
                let call = client.get(url).query(&[("withIdentities", true)]).bearer_auth(token);
                let body = call.send().await?.error_for_status()?.bytes().await?;
                let envelope: strict::UserSingleRespDto = serde_json::from_slice(&body)?;
                if envelope.status_code != Some(200) {
                    return Err("a failure".into());
                }
                black_box(envelope.data.ok_or("no profile")?);
            }
        }
        Ok(())
    }

    /// Calls, this many at once as tasks of their own, until all are answered.
    ///
    /// # Panics
    /// Where one fails.
    pub async fn calls(self: &Arc<Self>, in_flight: usize) {
        let mut calls = JoinSet::new();
        for number in 0..in_flight {
            let caller = self.clone();
            calls.spawn(async move { caller.call(number).await });
        }
        calls.join_all().await;
    }
}

fn bare() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(30))
        .user_agent("bare/0.1.0")
}

fn profile(host: &str) -> String {
    format!("{host}/api/v3/get-profile")
}
