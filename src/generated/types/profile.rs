// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! Types that the calls of one tag reach.

use serde_json::{Map, Value};

use super::identities::{
    IdentityDto,
};
#[cfg(feature = "schemars")]
use crate::generated::schemas::SCHEMAS;
use crate::secret::Secret;
use crate::wire::table::{object, open_enum};
use crate::wire::timestamp::Timestamp;

open_enum! {
    /// Gender.
    pub enum Gender {
        "M" => Male,
        "F" => Female,
        "U" => Unknown,
        "W" => FemaleLegacy,
    }
}

object! {
    blank_keys,
    /// How secure the user's account is.
    pub struct GetSecurityInfoDto {
        /// Strength of the password; a higher level is stronger.
        [harmless] "passwordSecurityLevel" => password_security_level: i64,
        /// Whether a second factor is set up.
        [harmless] "mfaEnrolled" => mfa_enrolled: bool,
        /// Whether a password is set.
        [harmless] "passwordSet" => password_set: bool,
        /// Whether an email address is bound.
        [harmless] "emailBinded" => email_binded: bool,
        /// Whether a phone number is bound.
        [harmless] "phoneBinded" => phone_binded: bool,
        /// Score of the whole account; higher is more secure.
        [harmless] "securityScore" => security_score: f64,
    }
}

object! {
    blank_keys,
    /// A user's profile.
    pub struct UserDto {
        /// Unique ID of the user.
        [required] [harmless] "userId" => user_id: String,
        /// When the account was created.
        [harmless] "createdAt" => created_at: Timestamp,
        /// When the account last changed.
        [harmless] "updatedAt" => updated_at: Timestamp,
        /// State of the account.
        [harmless] "status" => status: UserStatus,
        /// State of the user's employment.
        [harmless] "workStatus" => work_status: WorkStatus,
        /// ID given by an outside system.
        "externalId" => external_id: String,
        /// Email address; case does not matter.
        "email" => email: String,
        /// Phone number without country code.
        "phone" => phone: String,
        /// Country code of `phone`.
        "phoneCountryCode" => phone_country_code: String,
        /// Login name, unique in the user pool.
        "username" => username: String,
        /// Full name; not unique.
        "name" => name: String,
        /// Nickname.
        "nickname" => nickname: String,
        /// URL of the avatar.
        "photo" => photo: String,
        /// How often the user has logged in.
        [harmless] "loginsCount" => logins_count: i64,
        /// When the user last logged in.
        [harmless] "lastLogin" => last_login: Timestamp,
        /// IP address of the last login.
        "lastIp" => last_ip: String,
        /// Gender: `M` male, `F` female, `U` unknown.
        "gender" => gender: Gender,
        /// Whether `email` is verified.
        [harmless] "emailVerified" => email_verified: bool,
        /// Whether `phone` is verified.
        [harmless] "phoneVerified" => phone_verified: bool,
        /// When the password was last changed.
        [harmless] "passwordLastSetAt" => password_last_set_at: Timestamp,
        /// Date of birth, usually without a time.
        "birthdate" => birthdate: Timestamp,
        /// Country.
        "country" => country: String,
        /// Province.
        "province" => province: String,
        /// City.
        "city" => city: String,
        /// Address.
        "address" => address: String,
        /// Street and house.
        "streetAddress" => street_address: String,
        /// Postal code.
        "postalCode" => postal_code: String,
        /// Company.
        "company" => company: String,
        /// User agent of the last login.
        "browser" => browser: String,
        /// Device of the last login.
        "device" => device: String,
        /// Given name.
        "givenName" => given_name: String,
        /// Family name.
        "familyName" => family_name: String,
        /// Middle name.
        "middleName" => middle_name: String,
        /// Profile name; the vendor describes it like `preferredUsername`.
        "profile" => profile: String,
        /// Name the user prefers to be called by.
        "preferredUsername" => preferred_username: String,
        /// The user's web site.
        "website" => website: String,
        /// Time zone.
        "zoneinfo" => zoneinfo: String,
        /// Locale.
        "locale" => locale: String,
        /// Whole address as one text.
        "formatted" => formatted: String,
        /// Region.
        "region" => region: String,
        /// How the account came to be.
        [harmless] "userSourceType" => user_source_type: UserSourceType,
        /// ID of the application or sync task that made the account.
        "userSourceId" => user_source_id: String,
        /// ID of the application last logged in to.
        "lastLoginApp" => last_login_app: String,
        /// ID of the main department.
        "mainDepartmentId" => main_department_id: String,
        /// When a second factor was last used.
        [harmless] "lastMfaTime" => last_mfa_time: Timestamp,
        /// Strength of the password; a higher level is stronger.
        [harmless] "passwordSecurityLevel" => password_security_level: i64,
        /// Whether the next login asks for a new password.
        [harmless] "resetPasswordOnNextLogin" => reset_password_on_next_login: bool,
        /// Ways in which the user registered.
        "registerSource" => register_source: Vec<String>,
        /// IDs of the user's departments; sent when asked for.
        "departmentIds" => department_ids: Vec<String>,
        /// Linked outside identities; sent when asked for.
        "identities" => identities: Vec<IdentityDto>,
        /// Number of the identity card.
        "identityNumber" => identity_number: String,
        /// Custom fields; sent when asked for.
        "customData" => custom_data: Map<String, Value>,
        /// IDs of the user's posts.
        "postIdList" => post_id_list: Vec<String>,
        /// When `status` last changed.
        [harmless] "statusChangedAt" => status_changed_at: Timestamp,
        /// ID of the user's tenant.
        "tenantId" => tenant_id: String,
        /// Fields of the linked data object.
        "metadataSource" => metadata_source: Map<String, Value>,
        /// When the user signed up.
        [harmless] "signedUp" => signed_up: Timestamp,
        /// IDs of the user's tenants.
        "tenantIds" => tenant_ids: Vec<String>,
    }
}

open_enum! {
    /// How the account came to be.
    pub enum UserSourceType {
        "excel" => Excel,
        "register" => Register,
        "adminCreated" => AdminCreated,
        "sync" => Sync,
        "syncTask" => SyncTask,
        "workflow" => Workflow,
    }
}

open_enum! {
    /// State of the account.
    pub enum UserStatus {
        "Suspended" => Suspended,
        "Resigned" => Resigned,
        "Activated" => Activated,
        "Archived" => Archived,
        "Deactivated" => Deactivated,
    }
}

open_enum! {
    /// State of the user's employment.
    pub enum WorkStatus {
        "Closed" => Closed,
        "Active" => Active,
    }
}
