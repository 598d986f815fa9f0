//! A mock tenant as a second process.

use std::error::Error;
use std::time::Duration;

use genauth::mock::{Tenant, TokenOptions};
use serde_json::json;

use crate::process::{Second, wait_for_end};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The number of tokens for each user with a large profile.
pub const LARGE: usize = 300;

/// A tenant and tokens that are valid for a day.
#[derive(Debug)]
pub struct Provider {
    /// The tenant's address.
    pub url: String,
    /// Its application.
    pub app_id: String,
    /// Tokens of the documented sample user, who is an admin of the shop.
    pub tokens: Vec<String>,
    /// Tokens of a user with 820 KiB of custom data, in texts.
    pub texts: Vec<String>,
    /// The same in objects.
    pub objects: Vec<String>,
    _process: Second,
}

impl Provider {
    /// Starts a tenant with this many tokens. The program must call [`serve`] for the words `serve TOKENS`.
    ///
    /// # Errors
    /// If the tenant doesn't start.
    pub fn start(tokens: usize) -> Result<Self> {
        let mut process = Second::start(&["serve", &tokens.to_string()])?;
        let (url, app_id) = (process.line()?, process.line()?);
        let mut take = |count: usize| (0..count).map(|_| process.line()).collect::<std::io::Result<Vec<_>>>();
        let (tokens, texts, objects) = (take(tokens)?, take(LARGE)?, take(LARGE)?);
        Ok(Self { url, app_id, tokens, texts, objects, _process: process })
    }
}

/// Runs the tenant for [`Provider::start`], and prints what the provider has, a line each.
///
/// # Errors
/// If the tenant doesn't start.
pub fn serve(tokens: usize) -> Result<()> {
    let tenant = Tenant::start_blocking()?;
    println!("{}\n{}", tenant.url(), tenant.app_id());
    let user = tenant.add_user(Tenant::sample_profile())?;
    tenant.set_roles(&user, "shop", &["admin"]);
    let day = TokenOptions::new().expires_in(Duration::from_secs(24 * 60 * 60));
    for _ in 0..tokens {
        println!("{}", tenant.issue_token_with(&user, day.clone()));
    }
    for (id, custom) in [
        ("texts", json!({ "texts": vec!["x".repeat(40); 20_000] })),
        ("objects", json!({ "objects": vec![json!({ "a": 1, "b": {} }); 50_000] })),
    ] {
        tenant.add_user(json!({ "userId": id, "customData": custom }))?;
        for _ in 0..LARGE {
            println!("{}", tenant.issue_token_with(id, day.clone()));
        }
    }
    Ok(wait_for_end()?)
}
