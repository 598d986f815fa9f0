//! Changes of a user behind a protected route: what was cached is old afterwards.

use std::time::Duration;

use genauth::mock::{Answer, Tenant};
use genauth::resource_server::{Authenticator, User};
use genauth::{AccessToken, ErrorKind};
use serde_json::json;

use crate::tenants::{access, calls, count, start, until};

const UPDATE: &str = "/api/v3/update-profile";

struct World {
    tenant: Tenant,
    authenticator: Authenticator,
    token: AccessToken,
}

async fn world() -> World {
    let (tenant, authenticator, _) = start(|builder| builder).await;
    let token = access(&tenant.token_for(json!({"userId": "u1", "nickname": "Ada", "photo": "p"})).unwrap());
    World { authenticator, token, tenant }
}

impl World {
    async fn user(&self) -> User {
        self.authenticator.authenticate(&self.token).await.unwrap()
    }

    /// How often the service was asked for a profile, and how often to change one.
    fn asked(&self) -> (usize, usize) {
        (calls(&self.tenant), count(&self.tenant, UPDATE))
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
    assert_eq!(world.asked(), (2, 1));
    world.user().await;
    assert_eq!(world.asked(), (2, 1), "the new profile is cached");
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
        let user = world.user().await;
        world.tenant.clear_requests();
        world.tenant.script_path(UPDATE, 1, lost);
        let error = user.update_profile().nickname("x").await.expect_err("lost");
        assert!(!error.is_unsent(), "{error}");
        assert_eq!((error.attempts(), world.asked()), (1, (0, 1)), "{error}");
        world.user().await;
        assert_eq!(world.asked(), (1, 1), "{error}");
    }
}

#[tokio::test]
async fn a_dropped_change_makes_the_profile_old() {
    let world = world().await;
    let user = world.user().await;
    world.tenant.script_path(UPDATE, 1, Answer::usual().delay(Duration::from_secs(60)));
    let change = tokio::spawn(user.update_profile().nickname("x").into_future());
    until("the change is sent", async || world.asked().1 == 1).await;
    change.abort();
    assert!(change.await.expect_err("aborted").is_cancelled());
    world.user().await;
    assert_eq!(world.asked(), (2, 1));
}

#[tokio::test]
async fn a_change_that_was_not_sent_costs_nothing() {
    let world = world().await;
    let user = world.user().await;
    drop(user.update_profile().nickname("x"));
    let error = user.update_profile().nickname("x").timeout(Duration::ZERO).await.expect_err("no time");
    assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::Timeout, true));
    world.user().await;
    assert_eq!(world.asked(), (1, 0));
}
