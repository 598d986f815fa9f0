//! Makes calls and checks tokens with genauth. Each line of standard input is a command in JSON; the answer is a line
//! in JSON. The program ends with its input.
//!
//! ```text
//! {"client": {"host": "http://127.0.0.1:1"}}                            {"ok": true}
//! {"get_profile": {"token": "a.b.c", "seconds": 20}}                   {"profile": "u1", "attempts": 1}
//! {"authenticator": {"issuer": "http://…/oidc", "audience": "app"}}    {"ok": true}
//! {"authenticate": "a.b.c"}                                            {"refused": 401}
//! {"tenant": {}}                                                        {"url": "http://…", "app_id": "…", "secret": "…", "token": "…"}
//! {"users": 2}                                                          {"first": "u0"}; the other is u1
//! {"issue": "u1"}                                                       {"token": "a.b.c"}
//! {"rotate": {}}                                                        {"ok": true}
//! {"fault": {"kind": "cut", "times": 5}}                                {"ok": true}
//! {"requests": {}}                                                      {"count": 7}; since the last time
//! {"sample": {"operation": "get-profile", "answer": {…}}}              {"schema": {…}, "again": {…}}
//! ```

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::Authenticator;
use genauth::types::{
    AccessibleAppsDto, AuthorizedResourcePagingDto, CheckResourcePermissionDataDto, Envelope, GetSecurityInfoDto,
    GetUserAuthResourceListDataDto, GetUserAuthResourcePermissionListDataDto, GetUserAuthResourceStructDataDto,
    GetUserSelectLoginPublicAccountsDataDto, GroupDto, IdentityDto, IsSuccessDto, LoggedInAppsDto,
    LoginHistoryPaginatedRespDto, RegistrationOptionsDto, ResetPasswordVerify, RoleDto, TerminalSessionDto,
    UserDepartmentPagingDto, UserDto, UserTenantListDto, VerifyDeleteAccountRequestDataDto,
    VerifyRegistrationResultDto, VerifyUpdateEmailRequestData, VerifyUpdatePhoneRequestData,
};
use genauth::{AccessToken, AuthenticationClient};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Command {
    /// The client of all commands that follow.
    /// `root` is a certificate in PEM that is trusted too.
    Client {
        host: String,
        root: Option<String>,
    },
    GetProfile {
        token: String,
        seconds: f64,
    },
    /// The authenticator of all commands that follow. Its cache and its keys are empty.
    Authenticator {
        issuer: String,
        audience: String,
    },
    Authenticate(String),
    /// A tenant with the documented sample user and with `ada`, until the next tenant or the end of the program. The
    /// next commands are about this tenant.
    Tenant {},
    /// So many users with names, and IDs from `u0` on.
    Users(usize),
    Issue(String),
    Rotate {},
    /// How the next requests for a profile are answered.
    Fault {
        kind: Fault,
        times: usize,
    },
    Requests {},
    /// The JSON Schema of an operation's data, and the data of an answer as this crate writes it.
    Sample {
        operation: String,
        answer: Value,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fault {
    Unavailable,
    Limited,
    Closed,
    /// Half a document in an answer that ends properly.
    Cut,
    /// An answer after 1.5 s.
    Slow,
}

impl From<Fault> for Answer {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable => Self::failure(503, None, "unavailable").http_status(503),
            Fault::Limited => Self::failure(429, None, "slow down").http_status(429).retry_after(1),
            Fault::Closed => Self::closed(),
            Fault::Cut => Self::body("application/json", r#"{"statusCode":200,"data":{"userId":"#),
            Fault::Slow => Self::usual().delay(Duration::from_millis(1500)),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut client = None;
    let mut authenticator = None;
    let mut tenant = None;
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Command::Client { host, root } => {
                let builder = AuthenticationClient::builder().app_host(host);
                client =
                    Some(root.into_iter().fold(builder, |builder, root| builder.add_root_certificate(root)).build()?);
                json!({ "ok": true })
            }
            Command::GetProfile { token, seconds } => {
                let client = client.as_ref().ok_or("no client")?;
                get_profile(client, token, Duration::from_secs_f64(seconds)).await
            }
            Command::Authenticator { issuer, audience } => {
                let client = client.clone().ok_or("no client")?;
                authenticator = Some(Authenticator::builder(client).issuer(issuer).audience(audience).build()?);
                json!({ "ok": true })
            }
            Command::Authenticate(token) => {
                let authenticator = authenticator.as_ref().ok_or("no authenticator")?;
                match authenticator.authenticate(&AccessToken::new(token)?).await {
                    Ok(user) => json!({ "user": user.user_id }),
                    Err(rejection) => json!({ "refused": rejection.status().as_u16() }),
                }
            }
            Command::Tenant {} => {
                let started = tenant.insert(Tenant::start().await?);
                let token = started.token_for(Tenant::sample_profile())?;
                started.add_user(json!({ "userId": "ada", "name": "Ada Example", "email": "ada@example.com" }))?;
                json!({ "url": started.url(), "app_id": started.app_id(), "secret": started.app_secret(), "token": token })
            }
            Command::Users(count) => {
                let tenant = tenant.as_ref().ok_or("no tenant")?;
                for number in 0..count {
                    tenant.add_user(json!({ "userId": format!("u{number}"), "name": "A User" }))?;
                }
                json!({ "first": "u0" })
            }
            Command::Issue(user) => json!({ "token": tenant.as_ref().ok_or("no tenant")?.issue_token(&user) }),
            Command::Rotate {} => {
                tenant.as_ref().ok_or("no tenant")?.rotate_keys();
                json!({ "ok": true })
            }
            Command::Fault { kind, times } => {
                tenant.as_ref().ok_or("no tenant")?.script_path("/api/v3/get-profile", times, kind.into());
                json!({ "ok": true })
            }
            Command::Requests {} => {
                let requests = tenant.as_ref().ok_or("no tenant")?.take_requests();
                json!({ "count": requests.iter().filter(|request| request.path() == "/api/v3/get-profile").count() })
            }
            Command::Sample { operation, answer } => sample(&operation, answer)?,
        };
        println!("{answer}");
        std::io::stdout().flush()?;
    }
    Ok(())
}

fn sample(operation: &str, answer: Value) -> Result<Value, Box<dyn Error>> {
    macro_rules! data {
        ($($name:literal => $data:ty,)*) => {
            match operation {
                $($name => {
                    let envelope: Envelope<$data> = serde_json::from_value(answer)?;
                    Ok(json!({ "schema": schemars::schema_for!($data), "again": envelope.data }))
                })*
                _ => Err(format!("src/main.rs doesn't know the operation {operation}").into()),
            }
        };
    }
    data! {
        "check-permission-array-resource" => CheckResourcePermissionDataDto,
        "check-permission-string-resource" => CheckResourcePermissionDataDto,
        "check-permission-tree-resource" => CheckResourcePermissionDataDto,
        "delete-account" => IsSuccessDto,
        "get-identities" => Vec<IdentityDto>,
        "get-my-accessible-apps" => Vec<AccessibleAppsDto>,
        "get-my-authorized-resources" => AuthorizedResourcePagingDto,
        "get-my-department-list" => UserDepartmentPagingDto,
        "get-my-group-list" => Vec<GroupDto>,
        "get-my-logged-in-apps" => Vec<LoggedInAppsDto>,
        "get-my-login-history" => LoginHistoryPaginatedRespDto,
        "get-my-role-list" => Vec<RoleDto>,
        "get-my-tenant-list" => Vec<UserTenantListDto>,
        "get-profile" => UserDto,
        "get-security-info" => GetSecurityInfoDto,
        "get-user-auth-resource-list" => GetUserAuthResourceListDataDto,
        "get-user-auth-resource-permission-list" => GetUserAuthResourcePermissionListDataDto,
        "get-user-auth-resource-struct" => GetUserAuthResourceStructDataDto,
        "get-user-select-login-public-accounts" => Vec<GetUserSelectLoginPublicAccountsDataDto>,
        "mydevices-list" => Vec<TerminalSessionDto>,
        "reset-password" => IsSuccessDto,
        "update-profile" => UserDto,
        "verify-delete-account-request" => VerifyDeleteAccountRequestDataDto,
        "verify-reset-password-request" => ResetPasswordVerify,
        "verify-update-email-request" => VerifyUpdateEmailRequestData,
        "verify-update-phone-request" => VerifyUpdatePhoneRequestData,
        "webauthn-registration" => RegistrationOptionsDto,
        "webauthn-registration-post" => VerifyRegistrationResultDto,
    }
}

async fn get_profile(client: &AuthenticationClient, token: String, timeout: Duration) -> Value {
    match client.get_profile().access_token(token).timeout(timeout).await {
        Ok(profile) => json!({ "profile": profile.user_id }),
        Err(error) => json!({
            "error": format!("{:?}", error.kind()),
            "attempts": error.attempts(),
            "retryable": error.is_retryable(),
            "text": error.to_string(),
        }),
    }
}
