//! Roles and permissions: which answers of the service let a user in. Yes is an allow-list.

use std::time::Duration;

use genauth::AccessToken;
use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, Rejection, User};
use serde_json::{Value, json};

use crate::tenants::{PERMISSION, ROLES, access, start};

struct World {
    tenant: Tenant,
    authenticator: Authenticator,
    token: AccessToken,
}

impl World {
    /// No answer is cached.
    async fn start() -> Self {
        let (tenant, authenticator, token) = start(|builder| builder.profile_ttl(Duration::ZERO)).await;
        Self { tenant, authenticator, token: access(&token) }
    }

    async fn user(&self) -> User {
        self.authenticator.authenticate(&self.token).await.unwrap()
    }

    /// Whether the user has the role `admin` of `shop`, or may `read` its `report`, by this answer to the question.
    async fn holds(&self, path: &str, answer: Answer) -> Result<bool, Rejection> {
        let user = self.user().await;
        self.tenant.script_path(path, usize::MAX, answer);
        let holds = match path {
            ROLES => user.has_role("shop", "admin").await,
            _ => user.may("shop", "report", "read").await,
        };
        self.tenant.clear_script();
        holds
    }

    async fn holds_by(&self, path: &str, status: u16, body: &str) -> Result<bool, Rejection> {
        self.holds(path, Answer::body("application/json", body).http_status(status)).await
    }

    async fn holds_by_data(&self, path: &str, data: &str) -> Result<bool, Rejection> {
        self.holds_by(path, 200, &format!(r#"{{"statusCode":200,"data":{data}}}"#)).await
    }
}

#[tokio::test]
async fn which_answers_are_a_yes() {
    let world = World::start().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let stands_for = [
        ("ROW", r#"{REPORT,"enabled":true}"#.to_owned()),
        ("REPORT", r#""namespaceCode":"shop","action":"read","resource":"report""#.to_owned()),
        ("ROLE", r#""namespace":"shop","code":"admin""#.to_owned()),
        ("PAST", (now - 1000).to_string()),
        ("FUTURE", (now + 60_000).to_string()),
    ];
    let filled = |text: &str| stands_for.iter().fold(text.to_owned(), |text, (word, other)| text.replace(word, other));
    let list = |rows: &str| format!(r#"{{"checkResultList":[{rows}]}}"#);
    let either = [(ROLES, "[{ROLE}]".to_owned()), (PERMISSION, list("ROW"))].map(|(path, yes)| (path, filled(&yes)));
    let mut cases = 0;
    for line in include_str!("allowed.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        cases += 1;
        let (first, rest) = line.split_once(' ').expect("two words");
        if let Ok(status) = first.parse() {
            for data in either.iter().map(|(_, yes)| yes) {
                for (path, _) in &either {
                    let found = world.holds_by(path, status, &rest.replace("DATA", data)).await;
                    assert_ne!(found, Ok(true), "{path} {line}");
                }
            }
            continue;
        }
        let (word, data) = rest.split_once(' ').unwrap_or((rest, ""));
        let data = filled(data);
        let (path, other) = if first == "role" { (ROLES, PERMISSION) } else { (PERMISSION, ROLES) };
        let data = match (first, word) {
            ("role", "yes") => {
                vec![
                    format!("[{data}]"),
                    data.clone(),
                    format!("[{{}},{data}]"),
                    json!(format!("[{data}]")).to_string(),
                ]
            }
            ("rows", _) => vec![list(&data)],
            _ => vec![data],
        };
        for data in data {
            assert_eq!(world.holds_by_data(path, &data).await, Ok(word == "yes"), "{line}");
            assert_ne!(world.holds_by_data(other, &data).await, Ok(true), "{line}, to the other question");
        }
    }
    assert!(cases > 200, "{cases}");
}

#[tokio::test]
async fn the_documented_answers() {
    let world = World::start().await;
    let user = world.user().await;
    let script = |path, body: &str| world.tenant.script_path(path, 1, Answer::body("application/json", body));
    script(PERMISSION, include_str!("../../../schema/check-permission-string-resource.sample.json"));
    assert_eq!(user.may("examplePermissionNamespace", "exampleResource", "get").await, Ok(true));
    // The sample's role ended in 2022.
    let sample = include_str!("../../../schema/get-my-role-list.sample.json");
    for (body, is_in_force) in [(sample, false), (&sample.replace("1669881887852", "4102444800000"), true)] {
        script(ROLES, body);
        assert_eq!(world.user().await.has_role("default", "role1").await, Ok(is_in_force));
    }
}

#[tokio::test]
async fn a_failed_question_is_no_answer() {
    let world = World::start().await;
    let json = |body: &str| Answer::body("application/json", body);
    let unavailable = Rejection::Unavailable { retry_after: Duration::from_secs(5) };
    for (answer, rejection) in [
        (Answer::failure(401, 2020, "no"), Rejection::InvalidToken),
        (Answer::failure(403, None, "no"), Rejection::Forbidden),
        (Answer::failure(429, None, "no"), unavailable.clone()),
        (Answer::failure(500, None, "no"), Rejection::BadGateway),
        (Answer::body("text/html", "<h1>yes</h1>"), Rejection::BadGateway),
        (json(r#"{"statusCode":500,"data":[{"namespace":"shop","code":"admin"}]}"#), Rejection::BadGateway),
        (json(r#"{"statusCode":200,"data":[{"namespace":"shop","code":"admin"}"#), unavailable.clone()),
        (Answer::closed(), unavailable),
    ] {
        for path in [ROLES, PERMISSION] {
            assert_eq!(world.holds(path, answer.clone()).await, Err(rejection.clone()), "{path} {answer:?}");
        }
    }
}

#[tokio::test]
async fn roles_are_listed() {
    let world = World::start().await;
    let (tenant, user) = (&world.tenant, world.user().await);
    tenant.set_roles("ada", "shop", &["clerk", "admin"]);
    tenant.set_roles("ada", "other", &["boss"]);
    for (namespace, expected) in [("shop", &["clerk", "admin"][..]), ("nowhere", &[])] {
        let roles = user.roles(namespace).await.unwrap();
        assert_eq!(roles.into_iter().map(|role| role.code.unwrap()).collect::<Vec<_>>(), expected, "{namespace}");
    }
    for (codes, has) in [(&["boss", "admin"][..], true), (&["boss"], false), (&[], false)] {
        assert_eq!(user.has_any_role("shop", codes).await, Ok(has), "{codes:?}");
    }
    tenant.allow("ada", "shop", "report", "read");
    for (namespace, resource, action, may) in [
        ("shop", "report", "read", true),
        ("other", "report", "read", false),
        ("shop", "reports", "read", false),
        ("shop", "report", "write", false),
    ] {
        assert_eq!(user.may(namespace, resource, action).await, Ok(may), "{namespace} {resource} {action}");
    }
    let requests = tenant.requests();
    let asked = requests.iter().find(|request| request.path() == PERMISSION).expect("a question");
    let asked: Value = serde_json::from_slice(asked.body()).unwrap();
    assert_eq!(asked, json!({ "resources": ["report"], "action": "read" }));
}
