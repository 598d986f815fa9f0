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
    pub fn new(who: &str, server: SocketAddr, tokens: usize) -> Result<Self, Box<dyn std::error::Error>> {
        let host = format!("http://{server}");
        let client = match who {
            "ours" => {
                let builder = genauth::AuthenticationClient::builder().app_host(host).max_in_flight(4096);
                Client::Ours(builder.build()?)
            }
            "bare" => {
                let client = reqwest::Client::builder()
                    .no_proxy()
                    .connect_timeout(Duration::from_secs(5))
                    .timeout(Duration::from_secs(30))
                    .user_agent("bare/0.1.0");
                Client::Bare(client.build()?, format!("{host}/api/v3/get-profile"))
            }
            other => return Err(format!("no client {other:?}").into()),
        };
        Ok(Self { client, tokens: (0..tokens).map(token).collect() })
    }

    /// One call.
    ///
    /// # Panics
    /// Where the call fails: what is measured would be something else.
    pub async fn call(&self, number: usize) {
        let token = &self.tokens[number % self.tokens.len()];
        match &self.client {
            Client::Ours(client) => {
                let call = client.get_profile().access_token(token.as_str()).with_identities(true);
                black_box(call.await.expect("a profile"));
            }
            Client::Bare(client, url) => {
                let call = client.get(url).query(&[("withIdentities", true)]).bearer_auth(token);
                let response = call.send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
                let body = response.bytes().await.expect("a body");
                let envelope: strict::UserSingleRespDto = serde_json::from_slice(&body).expect("as documented");
                assert_eq!(envelope.status_code, Some(200));
                black_box(envelope.data.expect("a profile"));
            }
        }
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
