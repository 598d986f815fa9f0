// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Calls of one tag of the document.

use serde_json::{Map, Value};

use crate::client::table::operation;
use crate::generated::types::*;
use crate::operation::{encode_path, query};
use crate::secret::Secret;
use crate::wire::timestamp::Timestamp;

operation! {
    /// Give the user an email address.
    ///
    /// For a user without one; a user who has one changes it with `update_email`. The code is sent by `send_email`
    /// with the channel `CHANNEL_BIND_EMAIL`.
    POST "/api/v3/bind-email" once [secret] => ();
    bind_email([into] email: String, [into] pass_code: Secret) => BindEmail;
    with body: BindEmailDto {
        required: email, pass_code;
    }
    request(http, host) {
        let url = format!("{}/api/v3/bind-email", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Give the user a phone number.
    ///
    /// For a user without one; a user who has one changes it with `update_phone`. The code is sent by `send_sms`
    /// with the channel `CHANNEL_BIND_PHONE`.
    POST "/api/v3/bind-phone" once [secret] => ();
    bind_phone([into] phone_number: String, [into] pass_code: Secret) => BindPhone;
    with body: BindPhoneDto {
        required: phone_number, pass_code;
        /// Country code, such as `+86`, which is the default.
        [into] phone_country_code: String,
    }
    request(http, host) {
        let url = format!("{}/api/v3/bind-phone", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Delete the user's account.
    ///
    /// The second of two steps, after `verify_delete_account_request`. The user's access tokens are refused from
    /// then on.
    POST "/api/v3/delete-account" once [secret] => IsSuccessDto;
    delete_account([into] delete_account_token: Secret) => DeleteAccount;
    with body: DeleteAccountDto {
        required: delete_account_token;
    }
    request(http, host) {
        let url = format!("{}/api/v3/delete-account", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// List the public accounts that the user can switch to.
    ///
    /// A public account is shared by several people.
    GET "/api/v3/get-user-select-login-public-accounts" repeatable => Vec<GetUserSelectLoginPublicAccountsDataDto>;
    list_public_accounts_for_switch_logged_in() => ListPublicAccountsForSwitchLoggedIn;
    flags {
        /// Send the user's own account too.
        with_origin_user,
    }
    request(http, host) {
        let url = format!("{}/api/v3/get-user-select-login-public-accounts", host);
        http.get(url).query(&query("withOriginUser", &with_origin_user)).build()?
    }
}

operation! {
    /// List the devices on which the user has logged in.
    GET "/api/v3/mydevices/list" repeatable => Vec<TerminalSessionDto>;
    list() => List;
    optional {
        /// Number of the page, counted from 1.
        page: i64,
        /// Devices on a page, at most 50; the service's default is 10.
        limit: i64,
    }
    request(http, host) {
        let url = format!("{}/api/v3/mydevices/list", host);
        http.get(url).query(&query("limit", &limit)).query(&query("page", &page)).build()?
    }
}

operation! {
    /// Log the user out on one device.
    POST "/api/v3/mydevices/revoke-session" once => ();
    revoke([into] device_id: String) => Revoke;
    with body: RevokeDeviceSessionDto {
        required: device_id;
    }
    request(http, host) {
        let url = format!("{}/api/v3/mydevices/revoke-session", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Remove one of the user's devices.
    POST "/api/v3/mydevices/unbind" once => ();
    unbind([into] device_id: String) => Unbind;
    with body: UnbindDeviceDto {
        required: device_id;
    }
    request(http, host) {
        let url = format!("{}/api/v3/mydevices/unbind", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Set a new password in place of a forgotten one.
    ///
    /// The second of two steps, after `verify_reset_password_request`. No access token is needed, but the
    /// application's ID.
    POST "/api/v3/reset-password" once [anonymous] [secret] => IsSuccessDto;
    reset_password([into] password_reset_token: Secret, [into] password: Secret) => ResetPassword;
    with body: ResetPasswordDto {
        required: password_reset_token, password;
        /// How the password is encrypted. Default: not at all.
        password_encrypt_type: PasswordEncryptType,
    }
    request(http, host) {
        let url = format!("{}/api/v3/reset-password", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Send a code by email.
    ///
    /// An address gets one message a minute for each channel. No access token is needed, but the application's ID.
    POST "/api/v3/send-email" once [anonymous] => ();
    send_email([into] email: String, channel: EmailChannel) => SendEmail;
    with body: SendEmailDto {
        required: email, channel;
    }
    request(http, host) {
        let url = format!("{}/api/v3/send-email", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Send a code by text message.
    ///
    /// A number gets one message a minute for each channel. No access token is needed, but the application's ID.
    POST "/api/v3/send-sms" once [anonymous] => ();
    send_sms([into] phone_number: String, channel: SmsChannel) => SendSms;
    with body: SendSmsDto {
        required: phone_number, channel;
        /// Country code, such as `+86`, which is the default.
        [into] phone_country_code: String,
    }
    request(http, host) {
        let url = format!("{}/api/v3/send-sms", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Take the user's email address away.
    ///
    /// Refused if the user has no other way to log in. The code is sent by `send_email` with the channel
    /// `CHANNEL_UNBIND_EMAIL`.
    POST "/api/v3/unbind-email" once [secret] => ();
    unbind_email([into] pass_code: Secret) => UnbindEmail;
    with body: UnbindEmailDto {
        required: pass_code;
    }
    request(http, host) {
        let url = format!("{}/api/v3/unbind-email", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Take the user's phone number away.
    ///
    /// Refused if the user has no other way to log in. The code is sent by `send_sms` with the channel
    /// `CHANNEL_UNBIND_PHONE`.
    POST "/api/v3/unbind-phone" once [secret] => ();
    unbind_phone([into] pass_code: Secret) => UnbindPhone;
    with body: UnbindPhoneDto {
        required: pass_code;
    }
    request(http, host) {
        let url = format!("{}/api/v3/unbind-phone", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Change the user's email address.
    ///
    /// The second of two steps, after `verify_update_email_request`. A token serves once, for a minute.
    POST "/api/v3/update-email" once [secret] => ();
    update_email([into] update_email_token: Secret) => UpdateEmail;
    with body: UpdateEmailDto {
        required: update_email_token;
    }
    request(http, host) {
        let url = format!("{}/api/v3/update-email", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Change the user's password.
    ///
    /// A user who has a password proves it with `oldPassword`. For a forgotten password there is
    /// `verify_reset_password_request`.
    POST "/api/v3/update-password" once [secret] => ();
    update_password([into] new_password: Secret) => UpdatePassword;
    with body: UpdatePasswordDto {
        required: new_password;
        /// The password so far; mandatory if the user has one.
        [into] old_password: Secret,
        /// How both passwords are encrypted. Default: not at all.
        password_encrypt_type: PasswordEncryptType,
    }
    request(http, host) {
        let url = format!("{}/api/v3/update-password", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Change the user's phone number.
    ///
    /// The second of two steps, after `verify_update_phone_request`. A token serves once, for a short time.
    POST "/api/v3/update-phone" once [secret] => ();
    update_phone([into] update_phone_token: Secret) => UpdatePhone;
    with body: UpdatePhoneDto {
        required: update_phone_token;
    }
    request(http, host) {
        let url = format!("{}/api/v3/update-phone", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Change the user's profile.
    ///
    /// A field that isn't set stays as it is; a `clear_…` removes its value. Email address, phone number and
    /// password have operations of their own. The answer is the new profile.
    POST "/api/v3/update-profile" once => UserDto;
    update_profile() => UpdateProfile;
    with body: UpdateUserProfileDto {
        required: ;
        /// Full name.
        [into] name: String => clear_name "name",
        /// Nickname.
        [into] nickname: String => clear_nickname "nickname",
        /// URL of the picture.
        [into] photo: String => clear_photo "photo",
        /// ID in an outside system.
        [into] external_id: String => clear_external_id "externalId",
        /// Date of birth, such as `1815-12-10`.
        [into] birthdate: Timestamp => clear_birthdate "birthdate",
        /// Country.
        [into] country: String => clear_country "country",
        /// Province or state.
        [into] province: String => clear_province "province",
        /// City.
        [into] city: String => clear_city "city",
        /// Address.
        [into] address: String => clear_address "address",
        /// Street and house.
        [into] street_address: String => clear_street_address "streetAddress",
        /// Postal code.
        [into] postal_code: String => clear_postal_code "postalCode",
        /// Gender.
        gender: Gender => clear_gender "gender",
        /// User name, unique in the user pool.
        [into] username: String => clear_username "username",
        /// Company.
        [into] company: String => clear_company "company",
        /// Custom fields, which the user pool must define first.
        custom_data: Map<String, Value> => clear_custom_data "customData",
        /// Number of the identity card.
        [into] identity_number: String => clear_identity_number "identityNumber",
    }
    request(http, host) {
        let url = format!("{}/api/v3/update-profile", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Ask for the deletion of the user's account.
    ///
    /// The first of two steps. The user proves the wish by a code, or by the password if there is neither an email
    /// address nor a phone number. The answer has the token for `delete_account`.
    POST "/api/v3/verify-delete-account-request" once [secret] => VerifyDeleteAccountRequestDataDto;
    verify_delete_account_request(verify_method: DeleteAccountVerifyMethod) => VerifyDeleteAccountRequest;
    with body: VerifyDeleteAccountRequestDto {
        required: verify_method;
        /// For `PHONE_PASSCODE`.
        phone_pass_code_payload: DeleteAccountByPhonePassCodeDto,
        /// For `EMAIL_PASSCODE`.
        email_pass_code_payload: DeleteAccountByEmailPassCodeDto,
        /// For `PASSWORD`.
        password_payload: DeleteAccountByPasswordDto,
    }
    request(http, host) {
        let url = format!("{}/api/v3/verify-delete-account-request", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Ask for a new password in place of a forgotten one.
    ///
    /// The first of two steps, for a user who isn't logged in: no access token is needed, but the application's ID.
    /// The code is sent by `send_email` or `send_sms` with the channel `CHANNEL_RESET_PASSWORD`. The answer has the
    /// token for `reset_password`.
    POST "/api/v3/verify-reset-password-request" once [anonymous] [secret] => ResetPasswordVerify;
    verify_reset_password_request(verify_method: ResetPasswordVerifyMethod) => VerifyResetPasswordRequest;
    with body: VerifyResetPasswordRequestDto {
        required: verify_method;
        /// For `PHONE_PASSCODE`.
        phone_pass_code_payload: ResetPasswordByPhonePassCodeDto,
        /// For `EMAIL_PASSCODE`.
        email_pass_code_payload: ResetPasswordByEmailPassCodeDto,
    }
    request(http, host) {
        let url = format!("{}/api/v3/verify-reset-password-request", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Ask for a change of the user's email address.
    ///
    /// The first of two steps. The code is sent to the new address by `send_email` with the channel
    /// `CHANNEL_UPDATE_EMAIL`. The answer has the token for `update_email`.
    POST "/api/v3/verify-update-email-request" once [secret] => VerifyUpdateEmailRequestData;
    verify_update_email_request(
        verify_method: UpdateEmailVerifyMethod,
        email_pass_code_payload: UpdateEmailByEmailPassCodeDto
    )
        => VerifyUpdateEmailRequest;
    with body: VerifyUpdateEmailRequestDto {
        required: verify_method, email_pass_code_payload;
    }
    request(http, host) {
        let url = format!("{}/api/v3/verify-update-email-request", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Ask for a change of the user's phone number.
    ///
    /// The first of two steps. The code is sent to the new number by `send_sms`. The answer has the token for
    /// `update_phone`.
    POST "/api/v3/verify-update-phone-request" once [secret] => VerifyUpdatePhoneRequestData;
    verify_update_phone_request(
        verify_method: UpdatePhoneVerifyMethod,
        phone_pass_code_payload: UpdatePhoneByPhonePassCodeDto
    )
        => VerifyUpdatePhoneRequest;
    with body: VerifyUpdatePhoneRequestDto {
        required: verify_method, phone_pass_code_payload;
    }
    request(http, host) {
        let url = format!("{}/api/v3/verify-update-phone-request", host);
        http.post(url).json(&body).build()?
    }
}

operation! {
    /// Begin the registration of an authenticator.
    ///
    /// An authenticator is a device or a key that proves a login (WebAuthn). The options are for the browser's
    /// `navigator.credentials.create`.
    GET "/api/v3/webauthn/registration" repeatable => RegistrationOptionsDto;
    init_register_options() => InitRegisterOptions;
    flags {}
    request(http, host) {
        let url = format!("{}/api/v3/webauthn/registration", host);
        http.get(url).build()?
    }
}

operation! {
    /// Finish the registration of an authenticator.
    ///
    /// Sends what the browser's `navigator.credentials.create` gave.
    POST "/api/v3/webauthn/registration" once [secret] => VerifyRegistrationResultDto;
    verify_register(registration_credential: RegistrationCredentialDto, [into] ticket: Secret) => VerifyRegister;
    with body: VerifyRegistrationDto {
        required: registration_credential, ticket;
        /// What kind of authenticator it is.
        authenticator_code: AuthenticatorCode,
    }
    request(http, host) {
        let url = format!("{}/api/v3/webauthn/registration", host);
        http.post(url).json(&body).build()?
    }
}
