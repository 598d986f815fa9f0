//! What the tenant knows of its users' accounts besides the profiles: passwords, codes, and changes that were asked
//! for.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::logins::secret;
use super::random::random;

/// How long the codes of emails and of text messages, and the tokens of requests are valid, as the vendor documents it.
pub(super) const EMAIL_CODE: Duration = Duration::from_secs(5 * 60);
pub(super) const PHONE_CODE: Duration = Duration::from_secs(60);
pub(super) const TOKEN: Duration = Duration::from_secs(60);

/// State between the two requests of one change: passwords, codes, accepted requests.
#[derive(Default)]
pub(super) struct Accounts {
    /// The passwords of users who have one.
    pub(super) passwords: HashMap<String, String>,
    /// The codes that were sent, by address and channel, the newest last.
    codes: Vec<Code>,
    /// The accepted requests for a change, by the text of their token.
    changes: HashMap<String, (Change, Instant)>,
    /// The challenges of authenticators, by ticket.
    pub(super) tickets: HashMap<String, Ticket>,
    /// The IDs of users' credentials.
    pub(super) credentials: Vec<(String, String)>,
}

struct Code {
    to: String,
    channel: String,
    code: String,
    expires: Instant,
}

pub(super) struct Ticket {
    pub(super) user_id: String,
    pub(super) challenge: String,
}

/// An accepted request.
pub(super) enum Change {
    Address { user_id: String, key: &'static str, address: String, country: Option<String> },
    Password { user_id: String },
    Deletion { user_id: String },
}

/// Why a request is refused: HTTP-like code, apiCode, and a message in Chinese and in English.
pub(super) struct Refusal(pub(super) i64, pub(super) Option<i64>, pub(super) &'static str, pub(super) &'static str);

/// The `data` of a success, or why the request is refused.
pub(super) type Answer = Result<Option<Value>, Refusal>;

const WRONG_CODE: Refusal = Refusal(400, Some(2001), "验证码不正确", "The code is wrong, used or expired");
pub(super) const WRONG_TOKEN: Refusal = Refusal(400, None, "token 无效或已过期", "The token is wrong, used or expired");

impl Accounts {
    /// The newest code that was sent to an address and wasn't used.
    pub(super) fn code(&self, to: &str) -> Option<String> {
        let to = to.to_lowercase();
        self.codes.iter().rev().find(|code| code.to == to).map(|code| code.code.clone())
    }

    pub(super) fn send(&mut self, to: &str, channel: &str, valid: Duration) {
        let to = to.to_lowercase();
        self.codes.retain(|known| known.to != to || known.channel != channel);
        let code = format!("{:06}", random() % 1_000_000);
        self.codes.push(Code { to, channel: channel.to_owned(), code, expires: Instant::now() + valid });
    }

    /// Takes a code that was sent by one of these channels. A code serves once.
    pub(super) fn take(&mut self, to: &str, channels: &[&str], code: &str) -> Result<(), Refusal> {
        let to = to.to_lowercase();
        let fits = |known: &Code| known.to == to && channels.contains(&&*known.channel) && known.code == code;
        let found = self.codes.iter().position(|known| fits(known) && known.expires > Instant::now());
        found.map(|index| drop(self.codes.remove(index))).ok_or(WRONG_CODE)
    }

    pub(super) fn accept(&mut self, change: Change) -> String {
        let token = secret();
        self.changes.insert(token.clone(), (change, Instant::now() + TOKEN));
        token
    }

    /// Takes an accepted request, which serves once.
    pub(super) fn take_change(&mut self, token: &str) -> Result<Change, Refusal> {
        let (change, expires) = self.changes.remove(token).ok_or(WRONG_TOKEN)?;
        if expires > Instant::now() { Ok(change) } else { Err(WRONG_TOKEN) }
    }
}
