//! One of the programs of scripts/vendor-sdks: this crate, and bare reqwest, which reads the user ID alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use genauth::{AccessToken, AuthenticationClient, Error};
use rustix::time::{ClockId, clock_gettime};

#[derive(Clone)]
enum Client {
    Ours(AuthenticationClient, AccessToken),
    Bare(reqwest::Client, String, String),
}

#[derive(serde::Deserialize)]
struct Envelope {
    data: Data,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    user_id: String,
}

impl Client {
    async fn user_id(&self) -> String {
        match self {
            Self::Ours(client, token) => {
                let call = client.get_profile().access_token(token);
                let call = call.with_custom_data(true).with_identities(true).with_department_ids(true);
                call.await.unwrap_or_else(|error: Error| panic!("{error}")).user_id
            }
            Self::Bare(client, url, token) => {
                let response = client.get(url).bearer_auth(token).send().await.expect("an answer");
                response.json::<Envelope>().await.expect("a profile").data.user_id
            }
        }
    }
}

async fn run(client: &Client, user_id: &str, calls: i64, in_flight: i64) {
    let left = Arc::new(AtomicI64::new(calls));
    let mut running = Vec::new();
    for _ in 0..in_flight {
        let (client, user_id, left) = (client.clone(), user_id.to_owned(), left.clone());
        running.push(tokio::spawn(async move {
            while left.fetch_sub(1, Ordering::Relaxed) > 0 {
                assert_eq!(client.user_id().await, user_id);
            }
        }));
    }
    for task in running {
        task.await.expect("each call gets the profile");
    }
}

fn cpu() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, client, url, token, user_id, warm_up, calls, in_flight] = &arguments[..] else { panic!("seven arguments") };
    let number = |text: &str| text.parse::<i64>().expect("a number");
    let client = match client.as_str() {
        "ours" => Client::Ours(AuthenticationClient::builder().app_host(url).build()?, AccessToken::new(token)?),
        _ => {
            let flags = "withCustomData=true&withIdentities=true&withDepartmentIds=true";
            Client::Bare(reqwest::Client::new(), format!("{url}/api/v3/get-profile?{flags}"), token.clone())
        }
    };
    run(&client, user_id, number(warm_up), number(in_flight)).await;
    let (begin, used) = (Instant::now(), cpu());
    run(&client, user_id, number(calls), number(in_flight)).await;
    println!("{} {}", begin.elapsed().as_secs_f64(), (cpu() - used).as_secs_f64());
    Ok(())
}
