// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Types that the calls of one tag reach.

use serde_json::{Map, Value};

use super::profile::{
    Gender,
};
#[cfg(feature = "schemars")]
use crate::generated::schemas::SCHEMAS;
use crate::secret::Secret;
use crate::wire::table::{object, open_enum};
use crate::wire::timestamp::Timestamp;

object! {
    blank_keys,
    /// An authenticator's answer.
    pub struct AuthenticatorAttestationResponseDto {
        /// The new public key and proofs about it, in CBOR.
        [required] "attestationObject" => attestation_object: String,
        /// What the browser says about the request: origin, challenge.
        [required] "clientDataJSON" => client_data_json: String,
    }
}

open_enum! {
    /// What kind of authenticator it is.
    pub enum AuthenticatorCode {
        "fingerprint" => Fingerprint,
        "face" => Face,
        "other" => OtherKind,
    }
}

object! {
    blank_keys,
    /// An email address and its code.
    pub struct BindEmailDto {
        /// The address.
        [required] "email" => email: String,
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
    }
}

object! {
    blank_keys,
    /// A phone number and its code.
    pub struct BindPhoneDto {
        /// Phone number, without its country code.
        [required] "phoneNumber" => phone_number: String,
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
        /// Country code, such as `+86`, which is the default.
        "phoneCountryCode" => phone_country_code: String,
    }
}

object! {
    blank_keys,
    /// The account's email address and its code.
    pub struct DeleteAccountByEmailPassCodeDto {
        /// The address.
        "email" => email: String,
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
    }
}

object! {
    blank_keys,
    /// The account's password.
    pub struct DeleteAccountByPasswordDto {
        /// The password.
        [required] "password" => password: Secret,
        /// How the password is encrypted. Default: not at all.
        [harmless] "passwordEncryptType" => password_encrypt_type: PasswordEncryptType,
    }
}

object! {
    blank_keys,
    /// The account's phone number and its code.
    pub struct DeleteAccountByPhonePassCodeDto {
        /// Phone number, without its country code.
        [required] "phoneNumber" => phone_number: String,
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
        /// Country code, such as `+86`, which is the default.
        "phoneCountryCode" => phone_country_code: String,
    }
}

object! {
    blank_keys,
    /// The token of an accepted request.
    pub struct DeleteAccountDto {
        /// Token for the second step; it serves once.
        [required] "deleteAccountToken" => delete_account_token: Secret,
    }
}

open_enum! {
    /// How the user proves the wish.
    pub enum DeleteAccountVerifyMethod {
        "PHONE_PASSCODE" => PhonePassCode,
        "EMAIL_PASSCODE" => EmailPassCode,
        "PASSWORD" => Password,
    }
}

impl Default for DeleteAccountVerifyMethod {
    /// No value: the empty text.
    fn default() -> Self {
        Self::Other(crate::wire::scalar::UnknownValue::new(""))
    }
}

object! {
    blank_keys,
    /// A device.
    pub struct DeviceInfo {
        /// ID of the device.
        "deviceId" => device_id: String,
        /// Name of the device.
        "name" => name: String,
        /// Version of its system.
        "version" => version: String,
        /// Type of the device.
        "type" => type_: DeviceType,
        /// Model of the device.
        "mod" => mod_: String,
        /// Its system.
        "os" => os: String,
        /// State of the device.
        [harmless] "status" => status: DeviceStatus,
        /// What its browser calls itself.
        "userAgent" => user_agent: String,
    }
}

open_enum! {
    /// State of the device.
    pub enum DeviceStatus {
        "activated" => Activated,
        "suspended" => Suspended,
        "deactivated" => Deactivated,
    }
}

open_enum! {
    /// Type of the device.
    pub enum DeviceType {
        "Browser" => Browser,
        "Mobile" => Mobile,
        "Desktop" => Desktop,
    }
}

open_enum! {
    /// What the code is for.
    pub enum EmailChannel {
        "CHANNEL_LOGIN" => Login,
        "CHANNEL_REGISTER" => Register,
        "CHANNEL_RESET_PASSWORD" => ResetPassword,
        "CHANNEL_VERIFY_EMAIL_LINK" => VerifyEmailLink,
        "CHANNEL_UPDATE_EMAIL" => UpdateEmail,
        "CHANNEL_BIND_EMAIL" => BindEmail,
        "CHANNEL_UNBIND_EMAIL" => UnbindEmail,
        "CHANNEL_VERIFY_MFA" => VerifyMfa,
        "CHANNEL_UNLOCK_ACCOUNT" => UnlockAccount,
        "CHANNEL_COMPLETE_EMAIL" => CompleteEmail,
        "CHANNEL_DELETE_ACCOUNT" => DeleteAccount,
    }
}

impl Default for EmailChannel {
    /// No value: the empty text.
    fn default() -> Self {
        Self::Other(crate::wire::scalar::UnknownValue::new(""))
    }
}

object! {
    blank_keys,
    /// The accounts that a user can switch to.
    pub struct GetUserSelectLoginPublicAccountsDataDto {
        /// The public accounts.
        "publicAccounts" => public_accounts: Vec<ListPublicAccountDataDto>,
        /// The user's own account; sent when asked for.
        "originUser" => origin_user: GetUserSelectLoginPublicAccountsOriginUserDto,
    }
}

object! {
    blank_keys,
    /// The user's own account.
    pub struct GetUserSelectLoginPublicAccountsOriginUserDto {
        /// ID of the account.
        [harmless] "userId" => user_id: String,
        /// URL of the picture.
        "avatar" => avatar: String,
        /// Name to show.
        "displayName" => display_name: String,
        /// Whether the account is one person's or public.
        [harmless] "usertype" => usertype: PublicAccountType,
    }
}

object! {
    blank_keys,
    /// Whether a change was made.
    pub struct IsSuccessDto {
        /// Whether the change was made.
        [harmless] "success" => success: bool,
    }
}

object! {
    blank_keys,
    /// A public account.
    pub struct ListPublicAccountDataDto {
        /// ID of the account.
        [harmless] "userId" => user_id: String,
        /// URL of the picture.
        "avatar" => avatar: String,
        /// Name to show.
        "displayName" => display_name: String,
        /// Whether the account is one person's or public.
        [harmless] "usertype" => usertype: PublicAccountType,
    }
}

open_enum! {
    /// How the password is encrypted. Default: not at all.
    pub enum PasswordEncryptType {
        "sm2" => Sm2,
        "rsa" => Rsa,
        "none" => Plain,
    }
}

open_enum! {
    /// Whether the account is one person's or public.
    pub enum PublicAccountType {
        "1" => Personal,
        "2" => Public,
    }
}

object! {
    blank_keys,
    /// What the browser's `navigator.credentials.create` takes as `publicKey`.
    pub struct PublicKeyCredentialCreationOptionsDto {
        /// What the authenticator signs, encoded in base64url.
        "challenge" => challenge: String,
        /// Credentials that the user has already.
        "excludeCredentials" => exclude_credentials: Vec<PublicKeyCredentialDescriptorDto>,
        /// Algorithms that the service takes.
        "pubKeyCredParams" => pub_key_cred_params: Vec<PublicKeyCredentialParametersDto>,
        /// The party that the user logs in to.
        "rp" => rp: PublicKeyCredentialRpEntityDto,
        /// Milliseconds that the user has.
        "timeout" => timeout: i64,
        /// The user.
        "user" => user: PublicKeyCredentialUserEntityDto,
    }
}

object! {
    blank_keys,
    /// A credential.
    pub struct PublicKeyCredentialDescriptorDto {
        /// ID of the credential.
        "id" => id: String,
        /// Ways to the authenticator: `ble`, `internal`, `nfc`, `usb`.
        "transports" => transports: Vec<String>,
        /// Always `public-key`.
        "type" => type_: String,
    }
}

object! {
    blank_keys,
    /// An algorithm.
    pub struct PublicKeyCredentialParametersDto {
        /// Number of the algorithm (COSE); negative.
        "alg" => alg: i64,
        /// Always `public-key`.
        "type" => type_: String,
    }
}

object! {
    blank_keys,
    /// The party that a user logs in to.
    pub struct PublicKeyCredentialRpEntityDto {
        /// Its domain.
        "id" => id: String,
        /// Its name.
        "name" => name: String,
    }
}

object! {
    blank_keys,
    /// The user of a credential.
    pub struct PublicKeyCredentialUserEntityDto {
        /// ID of the user.
        "id" => id: String,
        /// User name.
        "name" => name: String,
        /// Name to show.
        "displayName" => display_name: String,
    }
}

object! {
    blank_keys,
    /// A new credential.
    pub struct RegistrationCredentialDto {
        /// ID of the credential, encoded in base64url.
        [required] "id" => id: String,
        /// The same ID, as the browser gave it.
        [required] "rawId" => raw_id: String,
        /// What the authenticator answered.
        [required] "response" => response: AuthenticatorAttestationResponseDto,
        /// Ways to the authenticator: `ble`, `internal`, `nfc`, `usb`.
        "transports" => transports: Vec<String>,
        /// Always `public-key`.
        [required] "type" => type_: String,
    }
}

object! {
    blank_keys,
    /// How an authenticator is registered.
    pub struct RegistrationOptionsDto {
        /// The options for the browser.
        "registrationOptions" => registration_options: PublicKeyCredentialCreationOptionsDto,
        /// Goes back to the service with the browser's answer.
        "ticket" => ticket: Secret,
    }
}

object! {
    blank_keys,
    /// The account's email address and its code.
    pub struct ResetPasswordByEmailPassCodeDto {
        /// The address.
        "email" => email: String,
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
    }
}

object! {
    blank_keys,
    /// The account's phone number and its code.
    pub struct ResetPasswordByPhonePassCodeDto {
        /// Phone number, without its country code.
        [required] "phoneNumber" => phone_number: String,
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
        /// Country code, such as `+86`, which is the default.
        "phoneCountryCode" => phone_country_code: String,
    }
}

object! {
    blank_keys,
    /// The token of an accepted request, and the new password.
    pub struct ResetPasswordDto {
        /// Token for the second step; it serves once.
        [required] "passwordResetToken" => password_reset_token: Secret,
        /// The new password.
        [required] "password" => password: Secret,
        /// How the password is encrypted. Default: not at all.
        [harmless] "passwordEncryptType" => password_encrypt_type: PasswordEncryptType,
    }
}

object! {
    blank_keys,
    /// A request that was accepted.
    pub struct ResetPasswordVerify {
        /// Token for the second step; it serves once.
        "passwordResetToken" => password_reset_token: Secret,
        /// Seconds for which the token is valid.
        [harmless] "tokenExpiresIn" => token_expires_in: i64,
    }
}

open_enum! {
    /// How the user proves who they are.
    pub enum ResetPasswordVerifyMethod {
        "EMAIL_PASSCODE" => EmailPassCode,
        "PHONE_PASSCODE" => PhonePassCode,
    }
}

impl Default for ResetPasswordVerifyMethod {
    /// No value: the empty text.
    fn default() -> Self {
        Self::Other(crate::wire::scalar::UnknownValue::new(""))
    }
}

object! {
    blank_keys,
    /// A device.
    pub struct RevokeDeviceSessionDto {
        /// ID of the device.
        [required] "deviceId" => device_id: String,
    }
}

object! {
    blank_keys,
    /// An order to send a code.
    pub struct SendEmailDto {
        /// The address.
        [required] "email" => email: String,
        /// What the code is for.
        [required] [harmless] "channel" => channel: EmailChannel,
    }
}

object! {
    blank_keys,
    /// An order to send a code.
    pub struct SendSmsDto {
        /// Phone number, without its country code.
        [required] "phoneNumber" => phone_number: String,
        /// What the code is for.
        [required] [harmless] "channel" => channel: SmsChannel,
        /// Country code, such as `+86`, which is the default.
        "phoneCountryCode" => phone_country_code: String,
    }
}

open_enum! {
    /// What the code is for.
    pub enum SmsChannel {
        "CHANNEL_LOGIN" => Login,
        "CHANNEL_REGISTER" => Register,
        "CHANNEL_RESET_PASSWORD" => ResetPassword,
        "CHANNEL_BIND_PHONE" => BindPhone,
        "CHANNEL_UNBIND_PHONE" => UnbindPhone,
        "CHANNEL_BIND_MFA" => BindMfa,
        "CHANNEL_VERIFY_MFA" => VerifyMfa,
        "CHANNEL_UNBIND_MFA" => UnbindMfa,
        "CHANNEL_COMPLETE_PHONE" => CompletePhone,
        "CHANNEL_IDENTITY_VERIFICATION" => IdentityVerification,
        "CHANNEL_DELETE_ACCOUNT" => DeleteAccount,
    }
}

impl Default for SmsChannel {
    /// No value: the empty text.
    fn default() -> Self {
        Self::Other(crate::wire::scalar::UnknownValue::new(""))
    }
}

object! {
    blank_keys,
    /// A device on which the user has logged in.
    pub struct TerminalSessionDto {
        /// The device.
        "device" => device: DeviceInfo,
        /// When the user last logged in on the device.
        "lastLoginTime" => last_login_time: String,
        /// Address of the last login.
        "lastIp" => last_ip: String,
        /// Whether the user is logged in there.
        [harmless] "online" => online: bool,
    }
}

object! {
    blank_keys,
    /// A device.
    pub struct UnbindDeviceDto {
        /// ID of the device.
        [required] "deviceId" => device_id: String,
    }
}

object! {
    blank_keys,
    /// The code of an email address.
    pub struct UnbindEmailDto {
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
    }
}

object! {
    blank_keys,
    /// The code of a phone number.
    pub struct UnbindPhoneDto {
        /// The code that the message has; it serves once.
        [required] "passCode" => pass_code: Secret,
    }
}

object! {
    blank_keys,
    /// A new email address with its code.
    pub struct UpdateEmailByEmailPassCodeDto {
        /// The new address.
        [required] "newEmail" => new_email: String,
        /// The code that was sent to the new address.
        [required] "newEmailPassCode" => new_email_pass_code: Secret,
        /// The address so far, if the user pool asks for a proof of it.
        "oldEmail" => old_email: String,
        /// The code that was sent to the address so far, if the user pool asks for it.
        "oldEmailPassCode" => old_email_pass_code: Secret,
    }
}

object! {
    blank_keys,
    /// The token of an accepted request.
    pub struct UpdateEmailDto {
        /// Token for the second step; it serves once.
        [required] "updateEmailToken" => update_email_token: Secret,
    }
}

open_enum! {
    /// How the user proves the wish.
    pub enum UpdateEmailVerifyMethod {
        "EMAIL_PASSCODE" => EmailPassCode,
    }
}

impl Default for UpdateEmailVerifyMethod {
    /// No value: the empty text.
    fn default() -> Self {
        Self::Other(crate::wire::scalar::UnknownValue::new(""))
    }
}

object! {
    blank_keys,
    /// An old password and a new one.
    pub struct UpdatePasswordDto {
        /// The new password.
        [required] "newPassword" => new_password: Secret,
        /// The password so far; mandatory if the user has one.
        "oldPassword" => old_password: Secret,
        /// How both passwords are encrypted. Default: not at all.
        [harmless] "passwordEncryptType" => password_encrypt_type: PasswordEncryptType,
    }
}

object! {
    blank_keys,
    /// A new phone number with its code.
    pub struct UpdatePhoneByPhonePassCodeDto {
        /// The new number, without its country code.
        [required] "newPhoneNumber" => new_phone_number: String,
        /// The code that was sent to the new number.
        [required] "newPhonePassCode" => new_phone_pass_code: Secret,
        /// Country code of the new number; the default is `+86`.
        "newPhoneCountryCode" => new_phone_country_code: String,
        /// The number so far, if the user pool asks for a proof of it.
        "oldPhoneNumber" => old_phone_number: String,
        /// The code that was sent to the number so far, if the user pool asks for it.
        "oldPhonePassCode" => old_phone_pass_code: Secret,
        /// Country code of the number so far; the default is `+86`.
        "oldPhoneCountryCode" => old_phone_country_code: String,
    }
}

object! {
    blank_keys,
    /// The token of an accepted request.
    pub struct UpdatePhoneDto {
        /// Token for the second step; it serves once.
        [required] "updatePhoneToken" => update_phone_token: Secret,
    }
}

open_enum! {
    /// How the user proves the wish.
    pub enum UpdatePhoneVerifyMethod {
        "PHONE_PASSCODE" => PhonePassCode,
    }
}

impl Default for UpdatePhoneVerifyMethod {
    /// No value: the empty text.
    fn default() -> Self {
        Self::Other(crate::wire::scalar::UnknownValue::new(""))
    }
}

object! {
    blank_keys,
    /// Changes of a profile.
    pub struct UpdateUserProfileDto {
        /// Full name.
        "name" => name: String,
        /// Nickname.
        "nickname" => nickname: String,
        /// URL of the picture.
        "photo" => photo: String,
        /// ID in an outside system.
        "externalId" => external_id: String,
        /// Date of birth, such as `1815-12-10`.
        "birthdate" => birthdate: Timestamp,
        /// Country.
        "country" => country: String,
        /// Province or state.
        "province" => province: String,
        /// City.
        "city" => city: String,
        /// Address.
        "address" => address: String,
        /// Street and house.
        "streetAddress" => street_address: String,
        /// Postal code.
        "postalCode" => postal_code: String,
        /// Gender.
        "gender" => gender: Gender,
        /// User name, unique in the user pool.
        "username" => username: String,
        /// Company.
        "company" => company: String,
        /// Custom fields, which the user pool must define first.
        "customData" => custom_data: Map<String, Value>,
        /// Number of the identity card.
        "identityNumber" => identity_number: String,
    }
}

object! {
    blank_keys,
    /// A request that was accepted.
    pub struct VerifyDeleteAccountRequestDataDto {
        /// Token for the second step; it serves once.
        "deleteAccountToken" => delete_account_token: Secret,
        /// Seconds for which the token is valid: 60.
        [harmless] "tokenExpiresIn" => token_expires_in: i64,
    }
}

object! {
    blank_keys,
    /// A request to delete the account. The payload of the chosen method is mandatory.
    pub struct VerifyDeleteAccountRequestDto {
        /// How the user proves the wish.
        [required] [harmless] "verifyMethod" => verify_method: DeleteAccountVerifyMethod,
        /// For `PHONE_PASSCODE`.
        "phonePassCodePayload" => phone_pass_code_payload: DeleteAccountByPhonePassCodeDto,
        /// For `EMAIL_PASSCODE`.
        "emailPassCodePayload" => email_pass_code_payload: DeleteAccountByEmailPassCodeDto,
        /// For `PASSWORD`.
        "passwordPayload" => password_payload: DeleteAccountByPasswordDto,
    }
}

object! {
    blank_keys,
    /// The browser's answer and the ticket.
    pub struct VerifyRegistrationDto {
        /// What the browser's `navigator.credentials.create` gave.
        [required] "registrationCredential" => registration_credential: RegistrationCredentialDto,
        /// The ticket that came with the options.
        [required] "ticket" => ticket: Secret,
        /// What kind of authenticator it is.
        [harmless] "authenticatorCode" => authenticator_code: AuthenticatorCode,
    }
}

object! {
    blank_keys,
    /// Whether an authenticator was registered.
    pub struct VerifyRegistrationResultDto {
        /// Whether the authenticator was registered.
        [harmless] "verified" => verified: bool,
    }
}

object! {
    blank_keys,
    /// A request for a new password. The payload of the chosen method is mandatory.
    pub struct VerifyResetPasswordRequestDto {
        /// How the user proves who they are.
        [required] [harmless] "verifyMethod" => verify_method: ResetPasswordVerifyMethod,
        /// For `PHONE_PASSCODE`.
        "phonePassCodePayload" => phone_pass_code_payload: ResetPasswordByPhonePassCodeDto,
        /// For `EMAIL_PASSCODE`.
        "emailPassCodePayload" => email_pass_code_payload: ResetPasswordByEmailPassCodeDto,
    }
}

object! {
    blank_keys,
    /// A request that was accepted.
    pub struct VerifyUpdateEmailRequestData {
        /// Token for the second step; it serves once.
        "updateEmailToken" => update_email_token: Secret,
        /// Seconds for which the token is valid: 60.
        [harmless] "tokenExpiresIn" => token_expires_in: i64,
    }
}

object! {
    blank_keys,
    /// A request to change the email address.
    pub struct VerifyUpdateEmailRequestDto {
        /// How the user proves the wish.
        [required] [harmless] "verifyMethod" => verify_method: UpdateEmailVerifyMethod,
        /// The addresses and their codes.
        [required] "emailPassCodePayload" => email_pass_code_payload: UpdateEmailByEmailPassCodeDto,
    }
}

object! {
    blank_keys,
    /// A request that was accepted.
    pub struct VerifyUpdatePhoneRequestData {
        /// Token for the second step; it serves once.
        "updatePhoneToken" => update_phone_token: Secret,
        /// Seconds for which the token is valid.
        [harmless] "tokenExpiresIn" => token_expires_in: i64,
    }
}

object! {
    blank_keys,
    /// A request to change the phone number.
    pub struct VerifyUpdatePhoneRequestDto {
        /// How the user proves the wish.
        [required] [harmless] "verifyMethod" => verify_method: UpdatePhoneVerifyMethod,
        /// The numbers and their codes.
        [required] "phonePassCodePayload" => phone_pass_code_payload: UpdatePhoneByPhonePassCodeDto,
    }
}
