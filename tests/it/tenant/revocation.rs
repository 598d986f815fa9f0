//! Revocation of tokens by an application (RFC 7009), and its client authentication.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genauth::mock::{Tenant, TokenOptions};
use serde_json::{Value, json};

use super::{client, encoded, http, post};

/// How the application authenticates itself.
#[derive(Clone, Copy)]
struct As<'a> {
    method: &'a str,
    id: &'a str,
    secret: &'a str,
}

async fn revoke(tenant: &Tenant, how: As<'_>, token: &str) -> (u16, Value) {
    let request = http().post(format!("{}/oidc/token/revocation", tenant.url()));
    match how.method {
        "client_secret_basic" => {
            let pair = STANDARD.encode(format!("{}:{}", encoded(how.id), encoded(how.secret)));
            post(request.header("authorization", format!("Basic {pair}")), &[("token", token)]).await
        }
        "client_secret_post" => {
            let form = [("token", token), ("client_id", how.id), ("client_secret", how.secret)];
            post(request, &form).await
        }
        _ => post(request, &[("client_id", how.id), ("token_type_hint", "access_token"), ("token", token)]).await,
    }
}

const METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

#[tokio::test]
async fn the_service_refuses_a_revoked_token() {
    let tenant = Tenant::start().await.unwrap();
    let client = client(&tenant);
    tenant.add_user(json!({ "userId": "ada" })).unwrap();
    for method in METHODS {
        let (token, other) = (tenant.issue_token("ada"), tenant.issue_token("ada"));
        let how = As { method, id: tenant.app_id(), secret: tenant.app_secret() };
        assert!(client.get_profile().access_token(token.as_str()).await.is_ok());
        assert_eq!(revoke(&tenant, how, &token).await, (200, Value::Null), "{method}");
        let refused = client.get_profile().access_token(token.as_str()).await.unwrap_err();
        assert_eq!((refused.is_unauthorized(), refused.api_code()), (true, Some(2207)));
        assert!(client.get_profile().access_token(other).await.is_ok());
        assert_eq!(revoke(&tenant, how, &token).await.0, 200, "again");
        assert_eq!(revoke(&tenant, how, "made-up").await.0, 200, "a token that nobody issued");
    }
}

#[tokio::test]
async fn an_application_that_is_not_the_one_it_says_revokes_nothing() {
    let tenant = Tenant::start().await.unwrap();
    let token = tenant.token_for(json!({ "userId": "ada" })).unwrap();
    let right = As { method: METHODS[0], id: tenant.app_id(), secret: tenant.app_secret() };
    let wrong = [
        As { secret: "wrong", ..right },
        As { secret: "", ..right },
        As { id: "another", ..right },
        As { method: METHODS[1], secret: "wrong", ..right },
        As { method: METHODS[1], id: "another", ..right },
        As { method: METHODS[2], id: "another", ..right },
        As { method: METHODS[2], id: "", ..right },
    ];
    for (index, how) in wrong.into_iter().enumerate() {
        let (status, body) = revoke(&tenant, how, &token).await;
        assert_eq!((status, &body["error"]), (401, &json!("invalid_client")), "{index}");
        assert!(body["error_description"].is_string());
    }
    for set in METHODS {
        tenant.set_client_auth(set);
        for method in METHODS {
            let status = revoke(&tenant, As { method, ..right }, "made-up").await.0;
            assert_eq!(status, if method == set { 200 } else { 401 }, "{set} {method}");
        }
    }
    assert!(client(&tenant).get_profile().access_token(token).await.is_ok());
    let refused = http().post(format!("{}/oidc/token/revocation", tenant.url()));
    let refused = refused.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic realm="));
    let unknown = std::panic::AssertUnwindSafe(|| tenant.set_client_auth("private_key_jwt"));
    assert!(std::panic::catch_unwind(unknown).is_err());
}

#[tokio::test]
async fn requests_that_make_no_sense_are_told_so() {
    let tenant = Tenant::start().await.unwrap();
    let url = format!("{}/oidc/token/revocation", tenant.url());
    let id = ("client_id", tenant.app_id());
    let foreign = tenant.issue_token_with("ada", TokenOptions::new().audience("another"));
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", tenant.app_id(), tenant.app_secret())));
    let twice = http().post(&url).header("authorization", basic);
    for (reason, answer) in [
        ("no token", post(http().post(&url), &[id]).await),
        ("an empty token", post(http().post(&url), &[id, ("token", "")]).await),
        ("two tokens", post(http().post(&url), &[id, ("token", "a"), ("token", "b")]).await),
        ("another's token", post(http().post(&url), &[id, ("token", &foreign)]).await),
        ("two authentications", post(twice, &[("token", "a"), ("client_secret", "b")]).await),
    ] {
        assert_eq!((answer.0, &answer.1["error"]), (400, &json!("invalid_request")), "{reason}");
    }
    let json = http().post(&url).header("content-type", "application/json").body("{}").send().await.unwrap();
    assert_eq!(json.status(), 400);
    assert_eq!(http().get(&url).send().await.unwrap().status(), 405);
}
