//! Prints a user's profile: `cargo run --example get_profile`. `--help` explains how to choose the user.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use genauth::mock::Tenant;
use genauth::types::UserDto;
use genauth::{AuthenticationClient, Error, Response};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

const HELP: &str = "\
Prints the profile of the user whose access token is in GENAUTH_ACCESS_TOKEN, from the application at GENAUTH_APP_HOST.
If neither of these variables is set, prints the documented sample profile, from a mock tenant on loopback.

Usage: cargo run --example get_profile [-- OPTION]

  --json   print the profile as the service sent it, tokens of identity providers included
  --help   print this

Environment: GENAUTH_APP_HOST and GENAUTH_ACCESS_TOKEN; also GENAUTH_APP_ID and GENAUTH_USER_POOL_ID, if the application
asks for them
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut json = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => json = true,
            "--help" | "-h" => {
                print!("{HELP}");
                return ExitCode::SUCCESS;
            }
            other => {
                eprintln!("unknown argument {other:?}: --help names those that are known");
                return ExitCode::from(2);
            }
        }
    }
    match run(json).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(json: bool) -> Result<(), Box<dyn std::error::Error>> {
    let unset = |name: &&str| std::env::var_os(name).is_none_or(|value| value.is_empty());
    let missing: Vec<&str> = ["GENAUTH_APP_HOST", "GENAUTH_ACCESS_TOKEN"].into_iter().filter(unset).collect();
    // The tenant is held until the call is over, since dropping a tenant stops it.
    let (client, _tenant) = if missing.is_empty() {
        (AuthenticationClient::from_env()?, None)
    } else if let [missing] = missing[..] {
        return Err(format!("{missing} is not set: set it too, or neither for the documented sample").into());
    } else {
        eprintln!("{} are not set: calling a tenant on loopback with the documented sample", missing.join(" and "));
        let tenant = Tenant::start().await?;
        let token = tenant.token_for(Tenant::sample_profile())?;
        (AuthenticationClient::builder().app_host(tenant.url()).access_token(token).build()?, Some(tenant))
    };
    let call = client.get_profile().with_custom_data(true).with_identities(true).with_department_ids(true);
    let response = with_progress(call.send()).await?;
    let mut out = io::stdout().lock();
    let printed = if json {
        serde_json::to_writer_pretty(&mut out, response.data()).map_err(io::Error::from).and_then(|()| writeln!(out))
    } else {
        print(&mut out, &response)
    };
    match printed {
        // The reader of the output has gone, as `head` does after some lines. That is no error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Shows a line on the terminal if the call takes longer than a second.
async fn with_progress(
    call: impl Future<Output = Result<Response<UserDto>, Error>>,
) -> Result<Response<UserDto>, Error> {
    let mut call = std::pin::pin!(call);
    let mut seconds = 0;
    let shown = io::stderr().is_terminal();
    loop {
        tokio::select! {
            result = &mut call => {
                if shown && seconds > 0 {
                    eprint!("\r\x1b[K");
                }
                return result;
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                seconds += 1;
                if shown {
                    eprint!("\rwaiting for the service… {seconds} s");
                }
            }
        }
    }
}

fn print(out: &mut impl Write, response: &Response<UserDto>) -> io::Result<()> {
    let user = response.data();
    for (key, value) in fields(user, "UserDto")? {
        if key == "identities" {
            for (index, identity) in user.identities.iter().flatten().enumerate() {
                writeln!(out, "{key}[{index}]")?;
                for (key, value) in fields(identity, "IdentityDto")? {
                    writeln!(out, "  {key:21}  {value}")?;
                }
            }
        } else {
            writeln!(out, "{key:23}  {value}")?;
        }
    }
    writeln!(out)?;
    writeln!(out, "request id  {}", response.request_id().unwrap_or("none"))?;
    writeln!(out, "attempts    {}", response.attempts())?;
    match response.drift() {
        [] => writeln!(out, "drift       none: the answer is as the schema says"),
        drift => drift.iter().try_for_each(|row| {
            writeln!(
                out,
                "drift       {:?} at {}: expected {}, found {}",
                row.kind(),
                row.pointer(),
                row.expected(),
                row.found()
            )
        }),
    }
}

/// The fields that are set, in the schema's order, each on one line. Fields that the overlay marks as sensitive are
/// redacted.
fn fields(value: &impl Serialize, schema: &str) -> io::Result<Vec<(String, String)>> {
    let overlay: Value = serde_json::from_str(include_str!("../schema/overlay.json"))?;
    let sensitive = |key: &str| {
        let targets = [schema, "*"].map(|schema| format!("$.components.schemas.{schema}.properties.{key}"));
        let mut actions = overlay["actions"].as_array().into_iter().flatten();
        actions.any(|action| {
            action["update"]["x-sensitive"] == true && targets.iter().any(|target| action["target"] == **target)
        })
    };
    // Read from text into an `IndexMap`, since a `Value` sorts members by name.
    let fields: IndexMap<String, Value> = serde_json::from_str(&serde_json::to_string(value)?)?;
    let shown = |(key, value): (String, Value)| {
        let value = match value {
            _ if sensitive(&key) => "<redacted>".to_owned(),
            // Escaped, so that no value can send control characters to the terminal.
            Value::String(text) => text.escape_debug().to_string().replace("\\'", "'"),
            other => other.to_string(),
        };
        (key, value)
    };
    Ok(fields.into_iter().map(shown).collect())
}
