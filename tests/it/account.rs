//! What users change about their accounts, against a tenant that plays the service.

use genauth::mock::{Answer, Tenant};
use genauth::types::{
    AuthenticatorAttestationResponseDto, DeleteAccountByEmailPassCodeDto, DeleteAccountByPasswordDto,
    DeleteAccountVerifyMethod, EmailChannel, Gender, PasswordEncryptType, RegistrationCredentialDto,
    ResetPasswordByEmailPassCodeDto, ResetPasswordByPhonePassCodeDto, ResetPasswordVerifyMethod, SmsChannel,
    UpdateEmailByEmailPassCodeDto, UpdateEmailVerifyMethod, UpdatePhoneByPhonePassCodeDto, UpdatePhoneVerifyMethod,
    VerifyUpdateEmailRequestData,
};
use genauth::{AuthenticationClient, Error, ErrorKind, Operation, Secret, operations};
use serde_json::{Value, json};

struct World {
    tenant: Tenant,
    client: AuthenticationClient,
    /// A client without an access token.
    stranger: AuthenticationClient,
}

async fn world(profile: Value) -> World {
    let tenant = Tenant::start().await.expect("a tenant");
    let token = tenant.token_for(profile).expect("a profile");
    let builder = || AuthenticationClient::builder().app_host(tenant.url()).app_id(tenant.app_id());
    let client = builder().access_token(token).build().expect("a client");
    let stranger = builder().build().expect("a client");
    World { client, stranger, tenant }
}

impl World {
    async fn email_code(&self, to: &str, channel: EmailChannel) -> String {
        self.stranger.send_email(to, channel).await.expect("sent");
        self.tenant.code_sent_to(to).expect("a code")
    }

    async fn phone_code(&self, to: &str, channel: SmsChannel) -> String {
        self.stranger.send_sms(to, channel).await.expect("sent");
        self.tenant.code_sent_to(to).expect("a code")
    }

    async fn profile(&self) -> Value {
        serde_json::to_value(self.client.get_profile().with_custom_data(true).await.expect("a profile")).expect("JSON")
    }
}

/// The refusal of a call, by its apiCode.
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, api_code: impl Into<Option<i64>>) {
    let error = result.expect_err("refused");
    assert_eq!((error.kind(), error.api_code(), error.attempts()), (ErrorKind::Api, api_code.into(), 1), "{error}");
}

#[tokio::test]
async fn a_profile_is_set_cleared_and_left() {
    let world = world(json!({
        "userId": "u1", "name": "Ada", "photo": "https://example.com/a.png", "company": "A",
        "customData": {"school": "x", "age": 22},
    }))
    .await;
    let call = world.client.update_profile().nickname("Countess").clear_photo().gender(Gender::Female);
    let custom = json!({"age": 23}).as_object().cloned().expect("an object");
    let user = call.birthdate("1815-12-10").custom_data(custom).await.expect("changed");
    assert_eq!(
        (user.nickname.as_deref(), user.photo.as_deref(), user.name.as_deref()),
        (Some("Countess"), None, Some("Ada"))
    );
    let requests = world.tenant.requests();
    let body: Value = serde_json::from_slice(requests[0].body()).expect("JSON");
    let sent = json!({
        "nickname": "Countess", "photo": null, "gender": "F", "birthdate": "1815-12-10", "customData": {"age": 23},
    });
    assert_eq!(body, sent, "what isn't set is left out");
    let profile = world.profile().await;
    assert_eq!(profile["customData"], json!({"school": "x", "age": 23}));
    assert_eq!((&profile["gender"], &profile["company"], profile.get("photo")), (&json!("F"), &json!("A"), None));

    // The last word counts.
    let last =
        world.client.update_profile().photo("https://example.com/b.png").clear_photo().clear_name().name("Lovelace");
    assert_eq!(last.await.expect("changed").name.as_deref(), Some("Lovelace"));
    let body: Value = serde_json::from_slice(world.tenant.requests()[2].body()).expect("JSON");
    assert_eq!(body, json!({"name": "Lovelace", "photo": null}));

    world.tenant.add_user(json!({"userId": "u2", "username": "bob"})).expect("a user");
    refused(world.client.update_profile().username("bob").await, 2026);
}

#[tokio::test]
async fn an_email_address_is_bound_changed_and_unbound() {
    let world = world(json!({"userId": "u1", "phone": "18800008888"})).await;
    let code = world.email_code("ada@example.com", EmailChannel::BindEmail).await;
    refused(world.client.bind_email("ada@example.com", "wrong").await, 2001);
    refused(world.client.bind_email("eve@example.com", code.as_str()).await, 2001);
    world.client.bind_email("Ada@example.com", code.as_str()).await.expect("bound");
    assert_eq!(world.profile().await["email"], "Ada@example.com");
    refused(world.client.bind_email("ada@example.com", code).await, None);

    let code = world.email_code("new@example.com", EmailChannel::UpdateEmail).await;
    let mut proof = UpdateEmailByEmailPassCodeDto::default();
    proof.new_email = "new@example.com".to_owned();
    proof.new_email_pass_code = "000".into();
    let verify = |proof| world.client.verify_update_email_request(UpdateEmailVerifyMethod::EmailPassCode, proof);
    refused(verify(proof.clone()).await, 2001);
    proof.new_email_pass_code = code.into();
    proof.old_email = Some("ada@example.com".to_owned());
    proof.old_email_pass_code = Some(world.email_code("ada@example.com", EmailChannel::UpdateEmail).await.into());
    let accepted = verify(proof.clone()).await.expect("accepted");
    assert_eq!(accepted.token_expires_in, Some(60));
    refused(verify(proof).await, 2001);
    let token = accepted.update_email_token.expect("a token");
    refused(world.client.update_email("made up").await, None);
    refused(world.client.update_phone(&token).await, None);
    let other = world.tenant.token_for(json!({"userId": "u2"})).expect("a token");
    // Each attempt uses the token up, so a wrong one ends the request.
    refused(world.client.update_email(token.clone()).access_token(other).await, None);
    refused(world.client.update_email(token).await, None);

    let code = world.email_code("new@example.com", EmailChannel::UpdateEmail).await;
    let mut proof = UpdateEmailByEmailPassCodeDto::default();
    (proof.new_email, proof.new_email_pass_code) = ("new@example.com".to_owned(), code.into());
    let token = verify(proof).await.expect("accepted").update_email_token.expect("a token");
    world.client.update_email(token).await.expect("changed");
    assert_eq!(world.profile().await["email"], "new@example.com");

    let code = world.email_code("new@example.com", EmailChannel::UnbindEmail).await;
    world.client.unbind_email(code).await.expect("unbound");
    assert_eq!(world.profile().await.get("email"), None);
    refused(world.client.unbind_email("1").await, 1_320_005);
    refused(world.stranger.send_email("nobody", EmailChannel::Login).await, 2003);
}

#[tokio::test]
async fn a_phone_number_is_bound_changed_and_unbound() {
    let world = world(json!({"userId": "u1", "email": "ada@example.com"})).await;
    world.tenant.add_user(json!({"userId": "u2", "phone": "18800000002"})).expect("a user");
    let code = world.phone_code("18800000002", SmsChannel::BindPhone).await;
    refused(world.client.bind_phone("18800000002", code).await, 1_320_004);
    let code = world.phone_code("18800000001", SmsChannel::BindPhone).await;
    world.client.bind_phone("18800000001", code).phone_country_code("+86").await.expect("bound");
    assert_eq!(world.profile().await["phoneCountryCode"], "+86");

    let mut proof = UpdatePhoneByPhonePassCodeDto::default();
    proof.new_phone_number = "18800000003".to_owned();
    proof.new_phone_pass_code = world.phone_code("18800000003", SmsChannel::UnbindPhone).await.into();
    let accepted = world.client.verify_update_phone_request(UpdatePhoneVerifyMethod::PhonePassCode, proof).await;
    let token = accepted.expect("accepted").update_phone_token.expect("a token");
    world.client.update_phone(token).await.expect("changed");
    assert_eq!(world.profile().await["phone"], "18800000003");

    let code = world.phone_code("18800000003", SmsChannel::UnbindPhone).await;
    world.client.unbind_phone(code).await.expect("unbound");
    assert_eq!(world.profile().await.get("phone"), None);
    // The address is the last way to log in.
    let code = world.email_code("ada@example.com", EmailChannel::UnbindEmail).await;
    refused(world.client.unbind_email(code).await, None);
}

#[tokio::test]
async fn a_password_is_changed_and_reset() {
    let world = world(json!({"userId": "u1", "email": "ada@example.com", "phone": "18800008888"})).await;
    world.client.update_password("first").await.expect("set");
    refused(world.client.update_password("second").await, 1_320_011);
    refused(world.client.update_password("second").old_password("wrong").await, 1_320_011);
    let call = world.client.update_password("c2Vjb25k").old_password("first");
    call.password_encrypt_type(PasswordEncryptType::Rsa).await.expect("changed");
    assert_eq!(world.tenant.password("u1").as_deref(), Some("c2Vjb25k"), "it is sent as it was passed");

    // Nobody is logged in.
    let code = world.email_code("ada@example.com", EmailChannel::ResetPassword).await;
    let mut proof = ResetPasswordByEmailPassCodeDto::default();
    (proof.email, proof.pass_code) = (Some("ada@example.com".to_owned()), code.into());
    let verify = || world.stranger.verify_reset_password_request(ResetPasswordVerifyMethod::EmailPassCode);
    let accepted = verify().email_pass_code_payload(proof.clone()).await.expect("accepted");
    refused(verify().email_pass_code_payload(proof.clone()).await, 2001);
    proof.email = Some("nobody@example.com".to_owned());
    refused(verify().email_pass_code_payload(proof).await, 2004);
    refused(verify().await, None);
    let token = accepted.password_reset_token.expect("a token");
    let done = world.stranger.reset_password(token.clone(), "third").await.expect("reset");
    assert_eq!((done.success, world.tenant.password("u1").as_deref()), (Some(true), Some("third")));
    refused(world.stranger.reset_password(token, "fourth").await, None);

    let mut proof = ResetPasswordByPhonePassCodeDto::default();
    proof.phone_number = "18800008888".to_owned();
    proof.pass_code = world.phone_code("18800008888", SmsChannel::ResetPassword).await.into();
    let call = world.stranger.verify_reset_password_request(ResetPasswordVerifyMethod::PhonePassCode);
    call.phone_pass_code_payload(proof).await.expect("accepted");
    assert!(world.tenant.requests().iter().filter(|request| request.path().contains("reset")).all(|request| {
        request.authorization().is_none() && request.header("x-authing-app-id") == Some(world.tenant.app_id())
    }));
}

#[tokio::test]
async fn a_deleted_user_is_refused() {
    let world = world(json!({"userId": "u1", "email": "ada@example.com"})).await;
    let mut proof = DeleteAccountByEmailPassCodeDto::default();
    proof.pass_code = world.email_code("ada@example.com", EmailChannel::DeleteAccount).await.into();
    let verify = |method| world.client.verify_delete_account_request(method);
    let mut password = DeleteAccountByPasswordDto::default();
    password.password = "p".into();
    refused(verify(DeleteAccountVerifyMethod::Password).password_payload(password.clone()).await, None);
    let accepted = verify(DeleteAccountVerifyMethod::EmailPassCode).email_pass_code_payload(proof).await;
    let token = accepted.expect("accepted").delete_account_token.expect("a token");
    refused(world.client.delete_account("made up").await, None);
    assert_eq!(world.client.delete_account(token).await.expect("deleted").success, Some(true));
    let error = world.client.get_profile().await.expect_err("no user");
    assert_eq!((error.api_code(), error.is_forbidden()), (Some(2004), true));

    // A user with neither address nor number proves it by the password.
    let other = world.tenant.token_for(json!({"userId": "u2"})).expect("a token");
    world.tenant.set_password("u2", "p");
    let call = || verify(DeleteAccountVerifyMethod::Password).access_token(other.as_str());
    let accepted = call().password_payload(password.clone()).await.expect("accepted");
    password.password = "q".into();
    refused(call().password_payload(password).await, 2006);
    let token = accepted.delete_account_token.expect("a token");
    world.client.delete_account(token).access_token(other.as_str()).await.expect("deleted");
}

#[tokio::test]
async fn devices_authenticators_and_public_accounts() {
    let world = world(json!({"userId": "u1", "name": "Ada"})).await;
    let devices = json!([{"device": {"deviceId": "d1", "type": "Mobile"}, "online": true}, {"device": {"deviceId": "d2"}, "online": true}]);
    world.tenant.set_data("u1", operations::List::PATH, devices);
    world.client.revoke("d2").await.expect("logged out");
    world.client.unbind("d1").await.expect("removed");
    refused(world.client.unbind("d1").await, None);
    let list = world.client.list().page(1).limit(50).await.expect("a list");
    assert_eq!((list.len(), list[0].online), (1, Some(false)));

    let options = world.client.init_register_options().await.expect("options");
    let challenge = options.registration_options.expect("options").challenge.expect("a challenge");
    let mut response = AuthenticatorAttestationResponseDto::default();
    use base64::Engine;
    let data = json!({"type": "webauthn.create", "challenge": challenge}).to_string();
    response.client_data_json = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(data);
    let mut credential = RegistrationCredentialDto::default();
    (credential.id, credential.response) = ("c1".to_owned(), response);
    let ticket = options.ticket.expect("a ticket");
    let done = world.client.verify_register(credential.clone(), ticket.clone()).await.expect("an answer");
    assert_eq!(done.verified, Some(true));
    refused(world.client.verify_register(credential, ticket).await, None);
    let known = world.client.init_register_options().await.expect("options").registration_options.expect("options");
    assert_eq!(known.exclude_credentials.expect("a list")[0].id.as_deref(), Some("c1"));

    assert_eq!(world.client.list_public_accounts_for_switch_logged_in().await.expect("a list"), []);
    let list = world.client.list_public_accounts_for_switch_logged_in().with_origin_user(true).await.expect("a list");
    assert_eq!(list[0].origin_user.as_ref().and_then(|user| user.display_name.as_deref()), Some("Ada"));
    let nameless = world.tenant.token_for(json!({"userId": "u2"})).expect("a token");
    let call = world.client.list_public_accounts_for_switch_logged_in().with_origin_user(true).access_token(nameless);
    let list = serde_json::to_value(call.await.expect("a list")).expect("JSON");
    assert_eq!(list[0]["originUser"], json!({"userId": "u2", "usertype": "1"}), "only members with a value");
}

#[tokio::test]
async fn a_change_is_refused_unless_the_service_itself_failed() {
    let world = world(json!({"userId": "u1"})).await;
    let failure = |code, api_code: Option<i64>| Answer::failure(code, api_code, "no");
    for (answer, is_refused) in [
        (failure(400, None), true),
        (failure(499, Some(2026)), true),
        (failure(500, None), false),
        (failure(503, None), false),
        (failure(400, Some(502)), false),
        (failure(400, None).http_status(504), false),
        (failure(200, None).http_status(504), false),
        (Answer::body("text/html", "no").http_status(403), false),
        (Answer::closed(), false),
    ] {
        world.tenant.script(1, answer.clone());
        let error = world.client.update_profile().name("x").await.expect_err("no change");
        assert_eq!((error.is_refused(), error.is_unsent()), (is_refused, false), "{answer:?}: {error:?}");
    }
}

#[tokio::test]
async fn without_a_token_the_application_s_id_is_needed() {
    let world = world(json!({"userId": "u1"})).await;
    let nobody = AuthenticationClient::builder().app_host(world.tenant.url()).build().expect("a client");
    let error = nobody.send_email("ada@example.com", EmailChannel::Login).await.expect_err("no ID");
    assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::Config, true));
    assert!(error.to_string().contains("set app_id"), "{error}");
    let error = world.stranger.update_profile().name("x").await.expect_err("no token");
    assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::Config, true));
    assert!(error.to_string().contains("no access token"), "{error}");
    assert_eq!(world.tenant.requests().len(), 0);
    let wrong = AuthenticationClient::builder().app_host(world.tenant.url()).app_id("other").build().expect("a client");
    refused(wrong.send_email("ada@example.com", EmailChannel::Login).await, 2011);
    // A token goes with the call if there is one.
    world.client.send_email("ada@example.com", EmailChannel::Login).await.expect("sent");
    assert!(world.tenant.requests()[1].authorization().is_some());

    let anonymous = [
        operations::SendSms::NEEDS_TOKEN,
        operations::SendEmail::NEEDS_TOKEN,
        operations::ResetPassword::NEEDS_TOKEN,
        operations::VerifyResetPasswordRequest::NEEDS_TOKEN,
    ];
    assert_eq!((anonymous, operations::UpdateProfile::NEEDS_TOKEN), ([false; 4], true));
}

#[tokio::test]
async fn secrets_show_nowhere() {
    let world = world(json!({"userId": "u1"})).await;
    // The service repeats the secrets, in several forms.
    let says = "no 4711 PASSW0RD hunter2! hunter2%21";
    let call = world.client.update_password("hunter2!").old_password("4711");
    let shown = format!("{call:?}");
    world.tenant.script(1, Answer::failure(400, 2006, says));
    let error = call.await.expect_err("refused");
    assert_eq!(error.server_message(), Some(says));
    let mut payload = DeleteAccountByPasswordDto::default();
    (payload.password, payload.password_encrypt_type) = ("hunter2!".into(), Some(PasswordEncryptType::Plain));
    let shown = format!("{shown} {error} {error:#} {error:?} {payload:?} {:?}", Secret::from("hunter2!"));
    for secret in ["4711", "hunter2", "PASSW0RD"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert_eq!(
        error.to_string(),
        "the service refused the call (statusCode 400, apiCode 2006, request id …); look its apiCode up in the vendor's list"
            .replace('…', error.request_id().expect("an ID"))
    );
    assert!(shown.contains("password_encrypt_type: Plain"), "{shown}");

    // An answer's secret can be a number.
    for (wire, text) in [("4711", Some("4711")), ("\"a\"", Some("a")), ("null", None)] {
        let text = text.map(Secret::from);
        let data: VerifyUpdateEmailRequestData =
            serde_json::from_str(&format!("{{\"updateEmailToken\":{wire},\"tokenExpiresIn\":\"60\"}}")).expect("data");
        assert_eq!((data.update_email_token.as_ref(), data.drift()), (text.as_ref(), Vec::new()), "{wire}");
        let shown = if text.is_some() { "update_email_token: <redacted>, " } else { "" };
        let expected = format!("VerifyUpdateEmailRequestData {{ {shown}token_expires_in: 60 }}");
        assert_eq!(format!("{data:?}"), expected);
    }

    // A request without secrets quotes the message.
    world.tenant.script(1, Answer::failure(400, None, "no such device"));
    let error = world.client.unbind("d").await.expect_err("refused");
    assert!(error.to_string().contains("\"no such device\""), "{error}");
    assert_eq!((operations::Unbind::HAS_SECRETS, operations::VerifyDeleteAccountRequest::HAS_SECRETS), (false, true));
}
