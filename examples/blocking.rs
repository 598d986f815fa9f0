//! A program without async: `cargo run --example blocking`. A mock tenant on loopback answers.

use std::thread;

use genauth::blocking::AuthenticationClient;
use genauth::mock::Tenant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenant::start_blocking()?;
    let ada = tenant.token_for(serde_json::json!({ "userId": "ada" }))?;
    let ben = tenant.token_for(serde_json::json!({ "userId": "ben" }))?;

    // One client serves all threads.
    let client = &AuthenticationClient::builder().app_host(tenant.url()).build()?;
    thread::scope(|scope| {
        let calls = [ada, ben].map(|token| scope.spawn(move || client.get_profile().access_token(token).send()));
        for call in calls {
            let response = call.join().map_err(|_| "a thread panicked")??;
            println!("{:?}", response.data().user_id);
        }
        Ok(())
    })
}
