//! Changes of a user behind a protected route: what was cached is old afterwards.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, User};
use genauth::{AccessToken, AuthenticationClient, ErrorKind};
use serde_json::json;

const UPDATE: &str = "/api/v3/update-profile";

struct World {
    tenant: Tenant,
    authenticator: Authenticator,
    token: AccessToken,
}

async fn world() -> World {
    let tenant = Tenant::start().await.expect("a tenant");
    let token = tenant.token_for(json!({"userId": "u1", "nickname": "Ada", "photo": "p"})).expect("a token");
    let client = AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id()).build();
    let authenticator = Authenticator::builder(client.expect("a client")).build().expect("an authenticator");
    World { authenticator, token: AccessToken::new(token).expect("a token"), tenant }
}

impl World {
    async fn user(&self) -> User {
        self.authenticator.authenticate(&self.token).await.expect("a user")
    }

    /// How often the service was asked for a profile.
    fn asked(&self) -> usize {
        self.tenant.requests().iter().filter(|request| request.path().ends_with("/get-profile")).count()
    }

    fn changes(&self) -> usize {
        self.tenant.requests().iter().filter(|request| request.path() == UPDATE).count()
    }
}

#[tokio::test]
async fn a_changed_profile_is_there_for_the_next_request() {
    let world = world().await;
    let user = world.user().await;
    let new = user.update_profile().nickname("Countess").clear_photo().await.expect("changed");
    assert_eq!((new.nickname.as_deref(), new.photo), (Some("Countess"), None));
    assert_eq!(user.nickname.as_deref(), Some("Ada"), "a user keeps the profile");
    let user = world.user().await;
    assert_eq!((user.nickname.as_deref(), user.photo.as_deref()), (Some("Countess"), None));
    assert_eq!(world.asked(), 2);
    world.user().await;
    assert_eq!(world.asked(), 2, "the new profile is cached");
    let changes = world.tenant.requests();
    let change = changes.iter().find(|request| request.path() == UPDATE).expect("a change");
    assert_eq!(change.authorization(), Some(&*format!("Bearer {}", world.token.expose_secret())));
    let shown = format!("{:?}", user.update_profile().nickname("c4n4ry"));
    assert!(!shown.contains("c4n4ry") && !shown.contains("u1"), "{shown}");
}

#[tokio::test]
async fn a_lost_answer_makes_the_profile_old() {
    let world = world().await;
    for lost in [Answer::closed(), Answer::body("text/html", "no").http_status(502), Answer::failure(400, None, "no")] {
        let (user, asked, changes) = (world.user().await, world.asked(), world.changes());
        world.tenant.script_path(UPDATE, 1, lost);
        let error = user.update_profile().nickname("x").await.expect_err("lost");
        assert!(!error.is_unsent(), "{error}");
        assert_eq!((error.attempts(), world.changes() - changes), (1, 1), "{error}");
        world.user().await;
        assert_eq!(world.asked() - asked, 1, "{error}");
    }
}

#[tokio::test]
async fn a_dropped_change_makes_the_profile_old() {
    let world = world().await;
    let user = world.user().await;
    world.tenant.script_path(UPDATE, 1, Answer::usual().delay(Duration::from_secs(60)));
    let change = tokio::spawn(user.update_profile().nickname("x").into_future());
    while world.changes() == 0 {
        tokio::task::yield_now().await;
    }
    change.abort();
    assert!(change.await.expect_err("aborted").is_cancelled());
    world.user().await;
    assert_eq!(world.asked(), 2);
}

#[tokio::test]
async fn a_change_that_was_not_sent_costs_nothing() {
    let world = world().await;
    let user = world.user().await;
    drop(user.update_profile().nickname("x"));
    let error = user.update_profile().nickname("x").timeout(Duration::ZERO).await.expect_err("no time");
    assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::Timeout, true));
    world.user().await;
    assert_eq!((world.asked(), world.changes()), (1, 0));
}
