//! Roles and permissions: which answers of the service let a user in. Yes is an allow-list.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, Rejection, User};
use genauth::{AccessToken, AuthenticationClient};
use serde_json::{Value, json};

const ROLES: &str = "/api/v3/get-my-role-list";
const PERMISSION: &str = "/api/v3/check-permission-string-resource";

async fn start() -> (Tenant, Authenticator, AccessToken) {
    let tenant = Tenant::start().await.unwrap();
    let client = AuthenticationClient::builder().app_host(tenant.url()).max_retries(0).build().unwrap();
    let builder = Authenticator::builder(client).audience(tenant.app_id()).profile_ttl(Duration::ZERO);
    let token = AccessToken::new(tenant.token_for(json!({ "userId": "ada" })).unwrap()).unwrap();
    (tenant, builder.build().unwrap(), token)
}

async fn user(tenant: &Tenant, authenticator: &Authenticator, token: &AccessToken, path: &str, body: String) -> User {
    tenant.script_path(path, 1, Answer::body("application/json", body));
    authenticator.authenticate(token).await.unwrap()
}

fn envelope(data: impl std::fmt::Display) -> String {
    format!(r#"{{"statusCode":200,"data":{data}}}"#)
}

/// A row for the role `admin` of `shop`, with further members as text.
fn role(members: &str) -> String {
    format!(r#"{{"namespace":"shop","code":"admin"{}{members}}}"#, if members.is_empty() { "" } else { "," })
}

#[tokio::test]
async fn which_roles_are_in_force() {
    let (tenant, authenticator, token) = start().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
    let (past, future) = (now - 1000, now + 60_000);
    let yes: Vec<String> = vec![
        role(""),
        role(r#""status":"ENABLE""#),
        role(r#""status":"Enabled""#),
        role(r#""status":"enable""#),
        role(r#""status":null,"disableTime":null"#),
        role(r#""disableTime":"""#),
        role(&format!(r#""disableTime":{future}"#)),
        role(&format!(r#""disableTime":"{future}""#)),
        role(&format!(r#""disableTime":{future}.0"#)),
        role(r#""name":"x","description":"","id":"1","namespaceName":"Shop","more":[1]"#),
        // One element without its list is the documented sample's form; lists in texts are on record for others.
    ];
    for row in &yes {
        for data in [format!("[{row}]"), row.clone(), format!("[{{}},{row}]"), json!(format!("[{row}]")).to_string()] {
            let user = user(&tenant, &authenticator, &token, ROLES, envelope(&data)).await;
            assert_eq!(user.has_role("shop", "admin").await, Ok(true), "{data}");
        }
    }
    let mut no: Vec<String> = vec![
        "[]".into(),
        "null".into(),
        "{}".into(),
        "true".into(),
        "1".into(),
        "\"admin\"".into(),
        "[\"admin\"]".into(),
        "[[]]".into(),
        format!("[[{}]]", role("")),
        json!({ "list": [json!({ "namespace": "shop", "code": "admin" })] }).to_string(),
        json!(json!(role("")).to_string()).to_string(),
        "\"[\"".into(),
        json!({ "admin": true }).to_string(),
        r#"[{"code":"admin"}]"#.into(),
        r#"[{"namespace":"shop"}]"#.into(),
        r#"[{"namespace":"default","code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code":"clerk"}]"#.into(),
        r#"[{"namespace":"Shop","code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code":"Admin"}]"#.into(),
        r#"[{"namespace":"shop ","code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code":" admin"}]"#.into(),
        r#"[{"namespace":"shop","code":["admin"]}]"#.into(),
        r#"[{"namespace":null,"code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code ":"admin"}]"#.into(),
        r#"[{"namespace":"shop","Code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","name":"admin"}]"#.into(),
        r#"[{"namespaceName":"shop","code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code":"admin"},1]"#.replace("shop", "other"),
        r#"[{"namespace":"shop","namespace":"other","code":"admin"}]"#.into(),
        r#"[{"namespace":"other","namespace":"shop","code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code":"clerk","code":"admin"}]"#.into(),
        r#"[{"namespace":"shop","code":"admin","code":"admin"}]"#.into(),
    ];
    no.extend(
        [
            r#""status":"DISABLE""#,
            r#""status":"DISABLED""#,
            r#""status":"""#,
            r#""status":" ENABLE""#,
            r#""status":"ENABLE ""#,
            r#""status":true"#,
            r#""status":1"#,
            r#""status":"1""#,
            r#""status":"true""#,
            r#""status":"on""#,
            r#""status":"ACTIVE""#,
            r#""status":["ENABLE"]"#,
            r#""status":{"value":"ENABLE"}"#,
            r#""status":{}"#,
            r#""status":[]"#,
            r#""status":"ENABLE\u0000""#,
            r#""status":"DISABLE","status":"ENABLE""#,
            r#""status":"ENABLE","status":"DISABLE""#,
            r#""status":"ENABLE","status":"ENABLE""#,
            r#""status ":"DISABLE""#,
            r#""Status":"DISABLE""#,
            r#""status":"ENABLE"," status":"DISABLE""#,
            r#""disableTime":0"#,
            r#""disableTime":-1"#,
            r#""disableTime":"0""#,
            r#""disableTime":1669881887852"#,
            r#""disableTime":"1669881887852""#,
            r#""disableTime":4102444800"#,
            r#""disableTime":"2100-01-01T00:00:00Z""#,
            r#""disableTime":" ""#,
            r#""disableTime":true"#,
            r#""disableTime":false"#,
            r#""disableTime":[]"#,
            r#""disableTime":{}"#,
            r#""disableTime":"never""#,
            r#""disableTime":"+99999999999999""#,
            r#""disableTime":99999999999999999999"#,
            r#""disableTime":1e300"#,
            r#""disableTime":9999999999999.5"#,
            r#""disableTime":null,"disableTime":1"#,
            r#""disableTime":1,"disableTime":null"#,
            r#""disabletime":1"#,
            r#""disableTime ":1"#,
        ]
        .map(|members| format!("[{}]", role(members))),
    );
    no.push(format!("[{}]", role(&format!(r#""disableTime":{past}"#))));
    no.push(format!("[{}]", role(&format!(r#""disableTime":"{past}""#))));
    assert!(no.len() > 60, "{}", no.len());
    let whole = [
        format!(r#"{{"statusCode":200,"data":[],"data":[{}]}}"#, role("")),
        format!(r#"{{"statusCode":200,"data":[{}],"data":[]}}"#, role("")),
        format!(r#"{{"statusCode":200,"data":[{}],"data":null}}"#, role("")),
        format!(r#"{{"statusCode":200,"data":null,"data":[{}]}}"#, role("")),
    ];
    for body in no.iter().map(envelope).chain(whole) {
        let user = user(&tenant, &authenticator, &token, ROLES, body.clone()).await;
        assert_eq!(user.has_role("shop", "admin").await, Ok(false), "{body}");
    }
}

fn row(enabled: &str) -> String {
    format!(r#"{{"namespaceCode":"shop","action":"read","resource":"report","enabled":{enabled}}}"#)
}

#[tokio::test]
async fn which_answers_grant_a_permission() {
    let (tenant, authenticator, token) = start().await;
    let list = |rows: &str| format!(r#"{{"checkResultList":[{rows}]}}"#);
    let good = row("true");
    let other = |key: &str, value: &str| good.replace(&format!("{key}\":\""), &format!("{key}\":\"{value}"));
    let yes = [
        list(&good),
        format!(r#"{{"checkResultList":{good}}}"#),
        list(&format!("{good},{good}")),
        list(&format!("{good},{}", other("namespaceCode", "x").replace("true", "false"))),
        list(&format!("{},{good}", other("resource", "x").replace("true", "false"))),
        list(&format!("{good},{}", other("action", "x").replace("true", "\"no\""))),
        list(&format!("{good},1,null,{{}}")),
        format!(r#"{{"more":[1],"checkResultList":[{good}]}}"#),
    ];
    for data in &yes {
        let user = user(&tenant, &authenticator, &token, PERMISSION, envelope(data)).await;
        assert_eq!(user.may("shop", "report", "read").await, Ok(true), "{data}");
    }
    let mut no: Vec<String> = [
        "false",
        "null",
        "\"true\"",
        "\"TRUE\"",
        "1",
        "1.0",
        "\"1\"",
        "\"enabled\"",
        "\"ENABLE\"",
        "\"yes\"",
        "\"on\"",
        "[true]",
        "{}",
        "[]",
        "{\"value\":true}",
        "\"\"",
        "0",
        "-1",
        "\" true\"",
        "2",
        "true,\"enabled\":true",
        "false,\"enabled\":true",
        "true,\"enabled\":false",
        "true,\"enabled \":false",
        "true,\"Enabled\":false",
        "\"true\",\"ENABLED\":true",
        "true,\"resource\":\"report\"",
        "true,\"action\":\"write\"",
        "true,\"namespaceCode\":\"other\"",
        "true,\" resource\":\"x\"",
    ]
    .map(|enabled| list(&row(enabled)))
    .to_vec();
    no.extend([
        list(""),
        "{}".into(),
        "[]".into(),
        "null".into(),
        "true".into(),
        "\"true\"".into(),
        "1".into(),
        good.clone(),
        format!("[{good}]"),
        list(&format!("[{good}]")),
        list(&json!(good).to_string()),
        format!(r#"{{"checkResultList":{}}}"#, json!(format!("[{good}]"))),
        format!(r#"{{"checkResultList":{}}}"#, json!(good)),
        json!(list(&good)).to_string(),
        r#"{"checkResultList":true}"#.into(),
        r#"{"checkResultList":{"enabled":true}}"#.into(),
        r#"{"checkResultList":null}"#.into(),
        r#"{"checkResultList":[true]}"#.into(),
        format!(r#"{{"checkResultList":[{good}],"checkResultList":[]}}"#),
        format!(r#"{{"checkResultList":[],"checkResultList":[{good}]}}"#),
        format!(r#"{{"checkResultList":[{good}],"checkresultlist":[]}}"#),
        format!(r#"{{"checkResultList ":[{good}]}}"#),
        format!(r#"{{"CheckResultList":[{good}]}}"#),
        list(&other("namespaceCode", "x")),
        list(&other("resource", "x")),
        list(&other("action", "x")),
        list(&good.replace("shop", "Shop")),
        list(&good.replace("report", "report ")),
        list(&good.replace("read", "*")),
        list(&good.replace("\"report\"", "[\"report\"]")),
        list(&good.replace("\"report\"", "null")),
        list(&good.replace("report", "*")),
        list(&good.replace("\"action\":\"read\",", "")),
        list(&good.replace("\"namespaceCode\":\"shop\",", "")),
        list(&good.replace("\"resource\":\"report\",", "")),
        list(&good.replace(",\"enabled\":true", "")),
        list(&good.replace("enabled", "enabled ")),
        list(&good.replace("resource", "resource ")),
        list(&good.replace("enabled", "allowed")),
        list(&format!("{good},{}", row("false"))),
        list(&format!("{},{good}", row("false"))),
        list(&format!("{good},{}", row("\"true\""))),
        list(&format!("{good},{}", row("null"))),
        list(&format!("{good},{}", row("true,\"enabled\":true"))),
        list(&format!("{good},{}", good.replace("\"action\":\"read\"", "\"action\":\"read\",\"action\":\"write\""))),
        list(&format!("{good},{}", good.replace(",\"enabled\":true", ""))),
    ]);
    assert!(no.len() > 60, "{}", no.len());
    let whole = [
        format!(r#"{{"statusCode":200,"data":{{}},"data":{}}}"#, list(&good)),
        format!(r#"{{"statusCode":200,"data":{},"data":{{}}}}"#, list(&good)),
    ];
    for body in no.iter().map(envelope).chain(whole) {
        let user = user(&tenant, &authenticator, &token, PERMISSION, body.clone()).await;
        assert_eq!(user.may("shop", "report", "read").await, Ok(false), "{body}");
    }
}

/// Whole answers, with their HTTP status, that say yes in one place and something else in another, or in a form that no
/// reader need understand.
#[tokio::test]
async fn no_odd_answer_is_a_yes() {
    let (tenant, authenticator, token) = start().await;
    let (admin, good) = (role(""), row("true"));
    let list = format!(r#"{{"checkResultList":[{good}]}}"#);
    let mut wrong: Vec<(u16, String)> = Vec::new();
    for data in [format!("[{admin}]"), list.clone()] {
        wrong.extend([
            (200, format!(r#"{{"statusCode":403,"success":true,"message":"success","data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":200,"statusCode":403,"data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":403,"statusCode":200,"data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":499,"code":200,"apiCode":20001,"data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":{{}},"statusCode":200,"data":{data}}}"#)),
            (200, format!(r#"{{"code":[403],"code":200,"statusCode":200,"data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":true,"data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":[200],"data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":"OK","data":{data}}}"#)),
            (200, format!(r#"{{"statusCode":0,"data":{data}}}"#)),
            (200, format!(r#"{{"success":true,"data":{data}}}"#)),
            (200, format!(r#"{{"data":{data}}}"#)),
            (200, data.clone()),
            (200, format!(r#"[{{"statusCode":200,"data":{data}}}]"#)),
            (200, format!(r#"{{"statusCode":200,"data":{data}}}{{"statusCode":403}}"#)),
            (200, format!(r#"{{"statusCode":200,"data":{data},"d\u0061ta":null}}"#)),
            (200, format!(r#"{{"statusCode":200,"data":{{"data":{data}}}}}"#)),
            (200, format!(r#"{{"statusCode":200,"data":[{data}]}}"#)),
            (200, format!(r#"{{"statusCode":200,"data":{{"0":{data}}}}}"#)),
            (200, format!(r#"{{"statusCode":200,"result":{data}}}"#)),
            (200, format!(r#"{{"statusCode":200,"data":{}}}"#, json!(json!(data).to_string()))),
            (403, format!(r#"{{"statusCode":200,"data":{data}}}"#)),
            (401, format!(r#"{{"statusCode":200,"data":{data}}}"#)),
            (302, format!(r#"{{"statusCode":200,"data":{data}}}"#)),
            (503, format!(r#"{{"statusCode":200,"data":{data}}}"#)),
        ]);
    }
    let mut data: Vec<String> = [
        r#"{"namespace":"shop","roles":["admin"]}"#.to_owned(),
        r#"{"shop":["admin"]}"#.to_owned(),
        r#"{"shop":{"admin":true}}"#.to_owned(),
        r#"[["shop","admin"]]"#.to_owned(),
        r#"["shop:admin"]"#.to_owned(),
        r#"[{"namespace":"shop","role":{"code":"admin"}}]"#.to_owned(),
        r#"[{"namespace":{"code":"shop"},"code":"admin"}]"#.to_owned(),
        r#"[{"namespace":"shop","code":{"code":"admin"}}]"#.to_owned(),
        r#"[{"namespace":"shop","code":"admin\u200b"}]"#.to_owned(),
        r#"[{"namespace":"shop","code":"\u0430dmin"}]"#.to_owned(),
        r#"[{"namespace":"shop","code":"ADMIN"},{"namespace":"SHOP","code":"admin"}]"#.to_owned(),
        r#"[{"namespace":"shop"},{"code":"admin"}]"#.to_owned(),
        r#"[{"namespace":"other","code":"admin"},{"namespace":"shop","code":"clerk"}]"#.to_owned(),
    ]
    .to_vec();
    data.extend(
        [
            r#""st\u0061tus":"DISABLE""#,
            r#""st\u0061tus":"DISABLE","status":"ENABLE""#,
            r#""st_atus":"DISABLE""#,
            r#""disable_time":1"#,
            r#""disable-time":"1""#,
            r#""disableTime":{"$date":4102444800000}"#,
            r#""disableTime":[4102444800000]"#,
            r#""disableTime":"4102444800000 ""#,
            r#""disableTime":"\uff14\uff11\uff10\uff12\uff14\uff14\uff14\uff18\uff10\uff10\uff10\uff10\uff10""#,
            r#""c\u006fde":"clerk""#,
            r#""name_space":"other""#,
        ]
        .map(|members| format!("[{}]", role(members))),
    );
    let of_list = |rows: &str| format!(r#"{{"checkResultList":{rows}}}"#);
    data.extend([
        of_list(&format!(r#"{{"report":{good}}}"#)),
        of_list(r#"{"report":true}"#),
        of_list(r#"[["shop","read","report",true]]"#),
        of_list(&format!(r#"[{{"0":{good}}}]"#)),
        of_list(&format!("[{}]", row(r#""\u0074rue""#))),
        of_list(&format!("[{}]", row(r#"true,"en\u0061bled":false"#))),
        of_list(&format!("[{}]", row(r#"{"$bool":true}"#))),
        of_list(&format!("[{}]", good.replace("namespaceCode", "namespace"))),
        of_list(&format!("[{}]", good.replace("report", "report\\u200b"))),
        of_list(&format!("[{}]", good.replace("report", "shop:report"))),
        of_list(&format!("[{}]", good.replace("report", "bob-report"))),
        of_list(&format!("[{}]", good.replace("\"read\"", "[\"read\"]"))),
        format!(r#"{{"enabled":true,{}"#, &of_list(&format!("[{}]", good.replace(",\"enabled\":true", "")))[1..]),
        format!(r#"{{"checkResultList":[{good}],"ch\u0065ckResultList":[]}}"#),
        format!(r#"{{"checkResultList":[{good}],"check_result_list":[]}}"#),
    ]);
    wrong.extend(data.iter().map(|data| (200, envelope(data))));
    assert!(wrong.len() > 80, "{}", wrong.len());
    for (status, body) in &wrong {
        for path in [ROLES, PERMISSION] {
            let user = authenticator.authenticate(&token).await.unwrap();
            tenant.script_path(path, 2, Answer::body("application/json", body.clone()).http_status(*status));
            let found = match path {
                ROLES => user.has_role("shop", "admin").await,
                _ => user.may("shop", "report", "read").await,
            };
            tenant.clear_script();
            assert_ne!(found, Ok(true), "{path} {status} {body}");
        }
    }
}

#[tokio::test]
async fn the_documented_answers() {
    let (tenant, authenticator, token) = start().await;
    let body = include_str!("../../../schema/check-permission-string-resource.sample.json").to_owned();
    let user_of = |path, body| user(&tenant, &authenticator, &token, path, body);
    let user = user_of(PERMISSION, body).await;
    assert_eq!(user.may("examplePermissionNamespace", "exampleResource", "get").await, Ok(true));
    // The sample's role ended in 2022.
    let body = include_str!("../../../schema/get-my-role-list.sample.json").to_owned();
    let user = user_of(ROLES, body.clone()).await;
    assert_eq!(user.has_role("default", "role1").await, Ok(false));
    let user = user_of(ROLES, body.replace("1669881887852", "4102444800000")).await;
    assert_eq!(user.has_role("default", "role1").await, Ok(true));
}

#[tokio::test]
async fn a_failed_question_is_no_answer() {
    let (tenant, authenticator, token) = start().await;
    let unavailable = Rejection::Unavailable { retry_after: Duration::from_secs(5) };
    for (answer, rejection) in [
        (Answer::failure(401, 2020, "no"), Rejection::InvalidToken),
        (Answer::failure(403, None, "no"), Rejection::Forbidden),
        (Answer::failure(429, None, "no"), unavailable.clone()),
        (Answer::failure(500, None, "no"), Rejection::BadGateway),
        (Answer::body("text/html", "<h1>yes</h1>"), Rejection::BadGateway),
        (
            Answer::body("application/json", format!("{{\"statusCode\":500,\"data\":[{}]}}", role(""))),
            Rejection::BadGateway,
        ),
        (
            Answer::body("application/json", format!("{{\"statusCode\":200,\"data\":[{}", role(""))),
            Rejection::BadGateway,
        ),
        (Answer::closed(), unavailable),
    ] {
        for path in [ROLES, PERMISSION] {
            let user = authenticator.authenticate(&token).await.unwrap();
            tenant.script_path(path, 2, answer.clone());
            let found = match path {
                ROLES => user.has_role("shop", "admin").await,
                _ => user.may("shop", "report", "read").await,
            };
            let is_cut = matches!(&found, Err(Rejection::Unavailable { .. })) && rejection == Rejection::BadGateway;
            assert!(found == Err(rejection.clone()) || is_cut, "{path} {answer:?}: {found:?}");
            // What is left of the script.
            while tenant.requests().last().is_some_and(|request| request.path() == path && request.outcome().is_none())
            {
                tokio::task::yield_now().await;
            }
            let rest = AuthenticationClient::builder().app_host(tenant.url()).max_retries(0).build().unwrap();
            drop(rest.get_role_list().access_token(&token).await);
            drop(rest.check_permission_by_string_resource(vec!["x".to_owned()], "y").access_token(&token).await);
        }
    }
}

#[tokio::test]
async fn roles_are_listed() {
    let (tenant, authenticator, token) = start().await;
    tenant.set_roles("ada", "shop", &["clerk", "admin"]);
    tenant.set_roles("ada", "other", &["boss"]);
    let user = authenticator.authenticate(&token).await.unwrap();
    let codes = |namespace: &'static str| {
        let user = user.clone();
        async move {
            let roles = user.roles(namespace).await.unwrap();
            roles.into_iter().map(|role| role.code.unwrap()).collect::<Vec<_>>()
        }
    };
    assert_eq!(codes("shop").await, ["clerk", "admin"]);
    assert_eq!(codes("nowhere").await, [""; 0]);
    assert_eq!(user.has_any_role("shop", &["boss", "admin"]).await, Ok(true));
    assert_eq!(user.has_any_role("shop", &["boss"]).await, Ok(false));
    assert_eq!(user.has_any_role("shop", &[] as &[&str]).await, Ok(false));
    tenant.allow("ada", "shop", "report", "read");
    assert_eq!(user.may("shop", "report", "read").await, Ok(true));
    for (namespace, resource, action) in
        [("other", "report", "read"), ("shop", "reports", "read"), ("shop", "report", "write")]
    {
        assert_eq!(user.may(namespace, resource, action).await, Ok(false), "{namespace} {resource} {action}");
    }
    let asked: Vec<Value> = tenant
        .requests()
        .iter()
        .filter(|request| request.path() == PERMISSION)
        .map(|request| serde_json::from_slice(request.body()).unwrap())
        .collect();
    assert_eq!(asked[0], json!({ "resources": ["report"], "action": "read" }));
}
