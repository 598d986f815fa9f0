//! One call, by this crate and by code that a program would write by hand.

use std::hint::black_box;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::strict;

/// A token with the usual length of access tokens (JWTs).
fn token(number: usize) -> String {
    format!("{number:08}.{}", "eyJzdWIiOiI2MjI5ZmZhIn0".repeat(28))
}

/// The error of a call.
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
    /// The HTTP client, and the host.
    Bare(reqwest::Client, String),
}

impl Caller {
    /// The client `ours`, or `bare` for reqwest with a strict derive. Both have the same deadlines.
    ///
    /// # Errors
    /// If `who` is another name, or if the client can't be made.
    pub fn new(who: &str, server: SocketAddr, tokens: usize) -> Result<Self, Failure> {
        let host = format!("http://{server}");
        let client = match who {
            "ours" => {
                let builder = genauth::AuthenticationClient::builder().app_host(host).max_in_flight(4096);
                Client::Ours(builder.build()?)
            }
            "bare" => Client::Bare(bare().build()?, host),
            other => return Err(format!("no client {other:?}").into()),
        };
        Ok(Self { client, tokens: (0..tokens).map(token).collect() })
    }

    /// The same clients over TLS, with one token. A client trusts the certificate `root` beside the system's.
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
                Client::Bare(bare().tls_certs_merge(roots).build()?, host.to_owned())
            }
            other => return Err(format!("no client {other:?}").into()),
        };
        Ok(Self { client, tokens: vec![token(0)] })
    }

    /// Opens connections ahead, if the client can: reqwest can't.
    ///
    /// # Errors
    /// The client's error.
    #[cfg(feature = "network")]
    pub async fn connect(&self, connections: usize) -> Result<(), Failure> {
        match &self.client {
            Client::Ours(client) => Ok(client.connect(connections).await?),
            Client::Bare(..) => Ok(()),
        }
    }

    /// One call.
    ///
    /// # Panics
    /// If the call fails, because its measurement would be worthless.
    pub async fn call(&self, number: usize) {
        self.try_call(number).await.expect("a profile");
    }

    /// One call, which may fail.
    ///
    /// # Errors
    /// The client's error.
    pub async fn try_call(&self, number: usize) -> Result<(), Failure> {
        let token = &self.tokens[number % self.tokens.len()];
        match &self.client {
            Client::Ours(client) => {
                black_box(client.get_profile().access_token(token.as_str()).with_identities(true).await?);
            }
            Client::Bare(client, host) => {
                let call = client.get(format!("{host}/api/v3/get-profile")).query(&[("withIdentities", true)]);
                let body = answer(call, token).await?;
                let envelope: strict::UserSingleRespDto = serde_json::from_slice(body.as_ref())?;
                if envelope.status_code != Some(200) {
                    return Err("a failure".into());
                }
                black_box(envelope.data.ok_or("no profile")?);
            }
        }
        Ok(())
    }

    /// A call whose parameters are part of the URL.
    ///
    /// # Errors
    /// The client's error.
    #[cfg(feature = "operations")]
    pub async fn departments(&self) -> Result<(), Failure> {
        let token = &self.tokens[0];
        match &self.client {
            Client::Ours(client) => {
                let call = client.get_department_list().access_token(token.as_str());
                black_box(call.page(1).limit(50).with_custom_data(true).await?);
            }
            Client::Bare(client, host) => {
                let query = [("page", "1"), ("limit", "50"), ("withCustomData", "true")];
                let call = client.get(format!("{host}/api/v3/get-my-department-list")).query(&query);
                black_box(data::<strict::Departments>(answer(call, token).await?.as_ref())?);
            }
        }
        Ok(())
    }

    /// A call with a body.
    ///
    /// # Errors
    /// The client's error.
    #[cfg(feature = "operations")]
    pub async fn permission(&self) -> Result<(), Failure> {
        let token = &self.tokens[0];
        match &self.client {
            Client::Ours(client) => {
                let call = client.check_permission_by_string_resource(vec!["exampleResource".to_owned()], "get");
                black_box(call.access_token(token.as_str()).await?);
            }
            Client::Bare(client, host) => {
                let body = serde_json::json!({ "resources": ["exampleResource"], "action": "get" });
                let call = client.post(format!("{host}/api/v3/check-permission-string-resource"));
                let call = call.header("content-type", "application/json").body(body.to_string());
                black_box(data::<strict::Checks>(answer(call, token).await?.as_ref())?);
            }
        }
        Ok(())
    }

    /// Makes this many calls at once, each in a task of its own, and waits for all answers.
    ///
    /// # Panics
    /// If a call fails.
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

async fn answer(call: reqwest::RequestBuilder, token: &str) -> reqwest::Result<impl AsRef<[u8]>> {
    call.bearer_auth(token).send().await?.error_for_status()?.bytes().await
}

#[cfg(feature = "operations")]
fn data<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let envelope: strict::Envelope<T> = serde_json::from_slice(body)?;
    if envelope.status_code != 200 {
        return Err("a failure".into());
    }
    Ok(envelope.data.ok_or("no data")?)
}
