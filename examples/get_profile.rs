//! Prints the profile of the user whose access token is in `GENAUTH_ACCESS_TOKEN`, from the application at
//! `GENAUTH_APP_HOST`; with neither set, that of the documented sample, from a tenant started for it on loopback.
//!
//! `--json` prints the profile as the service sent it, for machines: tokens of identity providers included.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use genauth::mock::Tenant;
use genauth::types::UserDto;
use genauth::{AuthenticationClient, Error, Response};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut json = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => json = true,
            other => {
                eprintln!("unknown argument {other:?}: known is --json; host and token come from the environment");
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
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    // Held until the call is over: dropping a tenant stops it.
    let (client, _tenant) = if set("GENAUTH_APP_HOST") || set("GENAUTH_ACCESS_TOKEN") {
        (AuthenticationClient::from_env()?, None)
    } else {
        eprintln!(
            "GENAUTH_APP_HOST and GENAUTH_ACCESS_TOKEN are not set: calling an embedded tenant with the documented sample"
        );
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
        // Whoever reads has read enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A line on the terminal while the call takes longer than a moment.
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
    let Value::Object(profile) = serde_json::to_value(response.data())? else {
        return Ok(());
    };
    let width = profile.keys().map(|key| key.chars().count()).max().unwrap_or(0);
    for (key, value) in &profile {
        match value {
            Value::Array(values) if values.iter().any(Value::is_object) => {
                for (index, value) in values.iter().enumerate() {
                    writeln!(out, "{key}[{index}]")?;
                    for (key, value) in value.as_object().into_iter().flatten() {
                        writeln!(out, "  {key:width$}  {}", shown(key, value))?;
                    }
                }
            }
            value => writeln!(out, "{key:width$}  {}", shown(key, value))?,
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

/// A value on one line; what is secret, and what the terminal would take for a command, is not printed.
fn shown(key: &str, value: &Value) -> String {
    match value {
        _ if ["accessToken", "refreshToken", "identityNumber", "userInfoInIdp"].contains(&key) => {
            "<redacted>".to_owned()
        }
        Value::String(text) => text.escape_debug().to_string().replace("\\'", "'"),
        other => other.to_string(),
    }
}
