// @generated from schema/openapi.json and schema/overlay.json; `cargo xtask generate` rewrites it.

/// Types of the API, made by typify and given a tolerant decoder.
pub mod types {
    use crate::decode::{self, Aside, Object, Reader, Tolerant};
    use crate::drift::Walk;
    use crate::types::UnknownValue;
    /// An account at an outside identity provider, linked to the user.
    #[derive(Clone, Default, PartialEq)]
    #[non_exhaustive]
    pub struct IdentityDto {
        /// ID of this identity.
        ///
        /// On the wire `identityId`.
        pub identity_id: Option<::std::string::String>,
        /// ID of the identity source.
        ///
        /// On the wire `extIdpId`.
        pub ext_idp_id: Option<::std::string::String>,
        /// Kind of provider.
        ///
        /// On the wire `provider`.
        pub provider: Option<IdentityProvider>,
        /// Kind of ID, such as `openid`, `unionid` or `primary`.
        ///
        /// On the wire `type`.
        pub type_: Option<::std::string::String>,
        /// The user's ID at the provider.
        ///
        /// On the wire `userIdInIdp`.
        pub user_id_in_idp: Option<::std::string::String>,
        /// The user's profile at the provider.
        ///
        /// On the wire `userInfoInIdp`.
        pub user_info_in_idp: Option<
            ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        >,
        /// The provider's access token.
        ///
        /// On the wire `accessToken`.
        pub access_token: Option<::std::string::String>,
        /// The provider's refresh token.
        ///
        /// On the wire `refreshToken`.
        pub refresh_token: Option<::std::string::String>,
        /// IDs of the connections this identity came through.
        ///
        /// On the wire `originConnIds`.
        pub origin_conn_ids: Option<::std::vec::Vec<::std::string::String>>,
        /// What the answer held beyond the fields above: unknown members, and values that don't fit their
        /// field, under the field's key. Written back.
        pub extra: serde_json::Map<String, serde_json::Value>,
    }
    impl Object for IdentityDto {
        const FIELDS: &'static [(&'static str, &'static str)] = &[
            ("identityId", "string"),
            ("extIdpId", "string"),
            ("provider", "string (IdentityProvider)"),
            ("type", "string"),
            ("userIdInIdp", "string"),
            ("userInfoInIdp", "object"),
            ("accessToken", "string"),
            ("refreshToken", "string"),
            ("originConnIds", "array of string"),
        ];
        const REQUIRED: &'static [&'static str] = &[];
        const BLANK_KEYS: bool = true;
        #[inline]
        fn field(key: &str) -> Option<usize> {
            Some(
                match key.len() {
                    4usize => {
                        match key {
                            "type" => 3usize,
                            _ => return None,
                        }
                    }
                    8usize => {
                        match key {
                            "extIdpId" => 1usize,
                            "provider" => 2usize,
                            _ => return None,
                        }
                    }
                    10usize => {
                        match key {
                            "identityId" => 0usize,
                            _ => return None,
                        }
                    }
                    11usize => {
                        match key {
                            "userIdInIdp" => 4usize,
                            "accessToken" => 6usize,
                            _ => return None,
                        }
                    }
                    12usize => {
                        match key {
                            "refreshToken" => 7usize,
                            _ => return None,
                        }
                    }
                    13usize => {
                        match key {
                            "userInfoInIdp" => 5usize,
                            "originConnIds" => 8usize,
                            _ => return None,
                        }
                    }
                    _ => return None,
                },
            )
        }
        fn extra(&self) -> &serde_json::Map<String, serde_json::Value> {
            &self.extra
        }
        fn extra_mut(&mut self) -> &mut serde_json::Map<String, serde_json::Value> {
            &mut self.extra
        }
        #[inline]
        fn read<'de, A: serde::de::MapAccess<'de>>(
            &mut self,
            field: usize,
            reader: &mut Reader,
            map: &mut A,
        ) -> Result<(), A::Error> {
            let place = 'type_0: {
                match field {
                    0usize => break 'type_0 &mut self.identity_id,
                    1usize => break 'type_0 &mut self.ext_idp_id,
                    2usize => return reader.optional(map, &mut self.provider),
                    3usize => break 'type_0 &mut self.type_,
                    4usize => break 'type_0 &mut self.user_id_in_idp,
                    5usize => return reader.optional(map, &mut self.user_info_in_idp),
                    6usize => break 'type_0 &mut self.access_token,
                    7usize => break 'type_0 &mut self.refresh_token,
                    _ => return reader.optional(map, &mut self.origin_conn_ids),
                }
            };
            return reader.optional(map, place);
        }
        fn is_set(&self, field: usize) -> bool {
            match field {
                0usize => self.identity_id.is_some(),
                1usize => self.ext_idp_id.is_some(),
                2usize => self.provider.is_some(),
                3usize => self.type_.is_some(),
                4usize => self.user_id_in_idp.is_some(),
                5usize => self.user_info_in_idp.is_some(),
                6usize => self.access_token.is_some(),
                7usize => self.refresh_token.is_some(),
                8usize => self.origin_conn_ids.is_some(),
                _ => false,
            }
        }
        fn drift(&self, walk: &mut Walk) {
            if let Some(value) = &self.provider {
                walk.value("provider", value, "IdentityProvider");
            }
        }
    }
    impl<'de> Tolerant<'de> for IdentityDto {
        fn decode<D: serde::Deserializer<'de>>(
            slot: &mut Option<Self>,
            value: D,
            aside: &mut Aside,
        ) -> Result<(), D::Error> {
            decode::decode_object(slot, value, aside)
        }
    }
    impl<'de> serde::Deserialize<'de> for IdentityDto {
        fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
            decode::deserialize(value)
        }
    }
    impl serde::Serialize for IdentityDto {
        fn serialize<S: serde::Serializer>(
            &self,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if let Some(value) = &self.identity_id {
                map.serialize_entry("identityId", value)?;
            }
            if let Some(value) = &self.ext_idp_id {
                map.serialize_entry("extIdpId", value)?;
            }
            if let Some(value) = &self.provider {
                map.serialize_entry("provider", value)?;
            }
            if let Some(value) = &self.type_ {
                map.serialize_entry("type", value)?;
            }
            if let Some(value) = &self.user_id_in_idp {
                map.serialize_entry("userIdInIdp", value)?;
            }
            if let Some(value) = &self.user_info_in_idp {
                map.serialize_entry("userInfoInIdp", value)?;
            }
            if let Some(value) = &self.access_token {
                map.serialize_entry("accessToken", value)?;
            }
            if let Some(value) = &self.refresh_token {
                map.serialize_entry("refreshToken", value)?;
            }
            if let Some(value) = &self.origin_conn_ids {
                map.serialize_entry("originConnIds", value)?;
            }
            decode::serialize_extra(self, &mut map)?;
            map.end()
        }
    }
    /// Fields that are set; sensitive ones and unknown values are redacted.
    impl std::fmt::Debug for IdentityDto {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let mut debug = formatter.debug_struct(stringify!(IdentityDto));
            if let Some(value) = &self.identity_id {
                debug.field("identity_id", value);
            }
            if let Some(value) = &self.ext_idp_id {
                debug.field("ext_idp_id", value);
            }
            if let Some(value) = &self.provider {
                debug.field("provider", value);
            }
            if let Some(value) = &self.type_ {
                debug.field("type_", value);
            }
            if let Some(value) = &self.user_id_in_idp {
                debug.field("user_id_in_idp", value);
            }
            if self.user_info_in_idp.is_some() {
                debug.field("user_info_in_idp", &decode::Redacted);
            }
            if self.access_token.is_some() {
                debug.field("access_token", &decode::Redacted);
            }
            if self.refresh_token.is_some() {
                debug.field("refresh_token", &decode::Redacted);
            }
            if let Some(value) = &self.origin_conn_ids {
                debug.field("origin_conn_ids", value);
            }
            if !self.extra.is_empty() {
                debug.field("extra", &decode::DebugExtra(&self.extra));
            }
            debug.finish()
        }
    }
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for IdentityDto {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(IdentityDto).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(IdentityDto)).into()
        }
        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"description\":\"An account at an outside identity provider, linked to the user.\",\"properties\":{\"accessToken\":{\"description\":\"The provider's access token.\",\"type\":\"string\"},\"extIdpId\":{\"description\":\"ID of the identity source.\",\"type\":\"string\"},\"identityId\":{\"description\":\"ID of this identity.\",\"type\":\"string\"},\"originConnIds\":{\"description\":\"IDs of the connections this identity came through.\",\"items\":{\"type\":\"string\"},\"type\":\"array\"},\"provider\":{\"$ref\":\"#/components/schemas/IdentityProvider\",\"description\":\"Kind of provider.\"},\"refreshToken\":{\"description\":\"The provider's refresh token.\",\"type\":\"string\"},\"type\":{\"description\":\"Kind of ID, such as `openid`, `unionid` or `primary`.\",\"type\":\"string\"},\"userIdInIdp\":{\"description\":\"The user's ID at the provider.\",\"type\":\"string\"},\"userInfoInIdp\":{\"additionalProperties\":true,\"description\":\"The user's profile at the provider.\",\"type\":\"object\"}},\"type\":\"object\"}",
                &[("IdentityProvider", generator.subschema_for::<IdentityProvider>())],
            )
        }
    }
    /// A user's profile.
    #[derive(Clone, Default, PartialEq)]
    #[non_exhaustive]
    pub struct UserDto {
        /// Unique ID of the user.
        ///
        /// On the wire `userId`.
        pub user_id: ::std::string::String,
        /// When the account was created.
        ///
        /// On the wire `createdAt`.
        pub created_at: Option<crate::Timestamp>,
        /// When the account last changed.
        ///
        /// On the wire `updatedAt`.
        pub updated_at: Option<crate::Timestamp>,
        /// State of the account.
        ///
        /// On the wire `status`.
        pub status: Option<UserStatus>,
        /// State of the user's employment.
        ///
        /// On the wire `workStatus`.
        pub work_status: Option<WorkStatus>,
        /// ID given by an outside system.
        ///
        /// On the wire `externalId`.
        pub external_id: Option<::std::string::String>,
        /// Email address; case does not matter.
        ///
        /// On the wire `email`.
        pub email: Option<::std::string::String>,
        /// Phone number without country code.
        ///
        /// On the wire `phone`.
        pub phone: Option<::std::string::String>,
        /// Country code of `phone`.
        ///
        /// On the wire `phoneCountryCode`.
        pub phone_country_code: Option<::std::string::String>,
        /// Login name, unique in the user pool.
        ///
        /// On the wire `username`.
        pub username: Option<::std::string::String>,
        /// Full name; not unique.
        ///
        /// On the wire `name`.
        pub name: Option<::std::string::String>,
        /// Nickname.
        ///
        /// On the wire `nickname`.
        pub nickname: Option<::std::string::String>,
        /// URL of the avatar.
        ///
        /// On the wire `photo`.
        pub photo: Option<::std::string::String>,
        /// How often the user has logged in.
        ///
        /// On the wire `loginsCount`.
        pub logins_count: Option<i64>,
        /// When the user last logged in.
        ///
        /// On the wire `lastLogin`.
        pub last_login: Option<crate::Timestamp>,
        /// IP address of the last login.
        ///
        /// On the wire `lastIp`.
        pub last_ip: Option<::std::string::String>,
        /// Gender: `M` male, `F` female, `U` unknown.
        ///
        /// On the wire `gender`.
        pub gender: Option<Gender>,
        /// Whether `email` is verified.
        ///
        /// On the wire `emailVerified`.
        pub email_verified: Option<bool>,
        /// Whether `phone` is verified.
        ///
        /// On the wire `phoneVerified`.
        pub phone_verified: Option<bool>,
        /// When the password was last changed.
        ///
        /// On the wire `passwordLastSetAt`.
        pub password_last_set_at: Option<crate::Timestamp>,
        /// Date of birth, usually without a time.
        ///
        /// On the wire `birthdate`.
        pub birthdate: Option<crate::Timestamp>,
        /// Country.
        ///
        /// On the wire `country`.
        pub country: Option<::std::string::String>,
        /// Province.
        ///
        /// On the wire `province`.
        pub province: Option<::std::string::String>,
        /// City.
        ///
        /// On the wire `city`.
        pub city: Option<::std::string::String>,
        /// Address.
        ///
        /// On the wire `address`.
        pub address: Option<::std::string::String>,
        /// Street and house.
        ///
        /// On the wire `streetAddress`.
        pub street_address: Option<::std::string::String>,
        /// Postal code.
        ///
        /// On the wire `postalCode`.
        pub postal_code: Option<::std::string::String>,
        /// Company.
        ///
        /// On the wire `company`.
        pub company: Option<::std::string::String>,
        /// User agent of the last login.
        ///
        /// On the wire `browser`.
        pub browser: Option<::std::string::String>,
        /// Device of the last login.
        ///
        /// On the wire `device`.
        pub device: Option<::std::string::String>,
        /// Given name.
        ///
        /// On the wire `givenName`.
        pub given_name: Option<::std::string::String>,
        /// Family name.
        ///
        /// On the wire `familyName`.
        pub family_name: Option<::std::string::String>,
        /// Middle name.
        ///
        /// On the wire `middleName`.
        pub middle_name: Option<::std::string::String>,
        /// Profile name; the vendor describes it like `preferredUsername`.
        ///
        /// On the wire `profile`.
        pub profile: Option<::std::string::String>,
        /// Name the user prefers to be called by.
        ///
        /// On the wire `preferredUsername`.
        pub preferred_username: Option<::std::string::String>,
        /// The user's web site.
        ///
        /// On the wire `website`.
        pub website: Option<::std::string::String>,
        /// Time zone.
        ///
        /// On the wire `zoneinfo`.
        pub zoneinfo: Option<::std::string::String>,
        /// Locale.
        ///
        /// On the wire `locale`.
        pub locale: Option<::std::string::String>,
        /// Whole address as one text.
        ///
        /// On the wire `formatted`.
        pub formatted: Option<::std::string::String>,
        /// Region.
        ///
        /// On the wire `region`.
        pub region: Option<::std::string::String>,
        /// How the account came to be.
        ///
        /// On the wire `userSourceType`.
        pub user_source_type: Option<UserSourceType>,
        /// ID of the application or sync task that made the account.
        ///
        /// On the wire `userSourceId`.
        pub user_source_id: Option<::std::string::String>,
        /// ID of the application last logged in to.
        ///
        /// On the wire `lastLoginApp`.
        pub last_login_app: Option<::std::string::String>,
        /// ID of the main department.
        ///
        /// On the wire `mainDepartmentId`.
        pub main_department_id: Option<::std::string::String>,
        /// When a second factor was last used.
        ///
        /// On the wire `lastMfaTime`.
        pub last_mfa_time: Option<crate::Timestamp>,
        /// Strength of the password; a higher level is stronger.
        ///
        /// On the wire `passwordSecurityLevel`.
        pub password_security_level: Option<i64>,
        /// Whether the next login asks for a new password.
        ///
        /// On the wire `resetPasswordOnNextLogin`.
        pub reset_password_on_next_login: Option<bool>,
        /// Ways in which the user registered.
        ///
        /// On the wire `registerSource`.
        pub register_source: Option<::std::vec::Vec<::std::string::String>>,
        /// IDs of the user's departments; sent when asked for.
        ///
        /// On the wire `departmentIds`.
        pub department_ids: Option<::std::vec::Vec<::std::string::String>>,
        /// Linked outside identities; sent when asked for.
        ///
        /// On the wire `identities`.
        pub identities: Option<::std::vec::Vec<IdentityDto>>,
        /// Number of the identity card.
        ///
        /// On the wire `identityNumber`.
        pub identity_number: Option<::std::string::String>,
        /// Custom fields; sent when asked for.
        ///
        /// On the wire `customData`.
        pub custom_data: Option<
            ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        >,
        /// IDs of the user's posts.
        ///
        /// On the wire `postIdList`.
        pub post_id_list: Option<::std::vec::Vec<::std::string::String>>,
        /// When `status` last changed.
        ///
        /// On the wire `statusChangedAt`.
        pub status_changed_at: Option<crate::Timestamp>,
        /// ID of the user's tenant.
        ///
        /// On the wire `tenantId`.
        pub tenant_id: Option<::std::string::String>,
        /// Fields of the linked data object.
        ///
        /// On the wire `metadataSource`.
        pub metadata_source: Option<
            ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        >,
        /// When the user signed up.
        ///
        /// On the wire `signedUp`.
        pub signed_up: Option<crate::Timestamp>,
        /// IDs of the user's tenants.
        ///
        /// On the wire `tenantIds`.
        pub tenant_ids: Option<::std::vec::Vec<::std::string::String>>,
        /// What the answer held beyond the fields above: unknown members, and values that don't fit their
        /// field, under the field's key. Written back.
        pub extra: serde_json::Map<String, serde_json::Value>,
    }
    impl Object for UserDto {
        const FIELDS: &'static [(&'static str, &'static str)] = &[
            ("userId", "string"),
            ("createdAt", "string (date-time)"),
            ("updatedAt", "string (date-time)"),
            ("status", "string (UserStatus)"),
            ("workStatus", "string (WorkStatus)"),
            ("externalId", "string"),
            ("email", "string"),
            ("phone", "string"),
            ("phoneCountryCode", "string"),
            ("username", "string"),
            ("name", "string"),
            ("nickname", "string"),
            ("photo", "string"),
            ("loginsCount", "integer"),
            ("lastLogin", "string (date-time)"),
            ("lastIp", "string"),
            ("gender", "string (Gender)"),
            ("emailVerified", "boolean"),
            ("phoneVerified", "boolean"),
            ("passwordLastSetAt", "string (date-time)"),
            ("birthdate", "string (date-time)"),
            ("country", "string"),
            ("province", "string"),
            ("city", "string"),
            ("address", "string"),
            ("streetAddress", "string"),
            ("postalCode", "string"),
            ("company", "string"),
            ("browser", "string"),
            ("device", "string"),
            ("givenName", "string"),
            ("familyName", "string"),
            ("middleName", "string"),
            ("profile", "string"),
            ("preferredUsername", "string"),
            ("website", "string"),
            ("zoneinfo", "string"),
            ("locale", "string"),
            ("formatted", "string"),
            ("region", "string"),
            ("userSourceType", "string (UserSourceType)"),
            ("userSourceId", "string"),
            ("lastLoginApp", "string"),
            ("mainDepartmentId", "string"),
            ("lastMfaTime", "string (date-time)"),
            ("passwordSecurityLevel", "integer"),
            ("resetPasswordOnNextLogin", "boolean"),
            ("registerSource", "array of string"),
            ("departmentIds", "array of string"),
            ("identities", "array of object (IdentityDto)"),
            ("identityNumber", "string"),
            ("customData", "object"),
            ("postIdList", "array of string"),
            ("statusChangedAt", "string (date-time)"),
            ("tenantId", "string"),
            ("metadataSource", "object"),
            ("signedUp", "string (date-time)"),
            ("tenantIds", "array of string"),
        ];
        const REQUIRED: &'static [&'static str] = &["userId"];
        const BLANK_KEYS: bool = true;
        #[inline]
        fn field(key: &str) -> Option<usize> {
            Some(
                match key.len() {
                    4usize => {
                        match key {
                            "name" => 10usize,
                            "city" => 23usize,
                            _ => return None,
                        }
                    }
                    5usize => {
                        match key.as_bytes()[3usize] {
                            b'i' if key == "email" => 6usize,
                            b'n' if key == "phone" => 7usize,
                            b't' if key == "photo" => 12usize,
                            _ => return None,
                        }
                    }
                    6usize => {
                        match key.as_bytes()[2usize] {
                            b'e' if key == "userId" => 0usize,
                            b'a' if key == "status" => 3usize,
                            b's' if key == "lastIp" => 15usize,
                            b'n' if key == "gender" => 16usize,
                            b'v' if key == "device" => 29usize,
                            b'c' if key == "locale" => 37usize,
                            b'g' if key == "region" => 39usize,
                            _ => return None,
                        }
                    }
                    7usize => {
                        match key.as_bytes()[3usize] {
                            b'n' if key == "country" => 21usize,
                            b'r' if key == "address" => 24usize,
                            b'p' if key == "company" => 27usize,
                            b'w' if key == "browser" => 28usize,
                            b'f' if key == "profile" => 33usize,
                            b's' if key == "website" => 35usize,
                            _ => return None,
                        }
                    }
                    8usize => {
                        match key.as_bytes()[0usize] {
                            b'u' if key == "username" => 9usize,
                            b'n' if key == "nickname" => 11usize,
                            b'p' if key == "province" => 22usize,
                            b'z' if key == "zoneinfo" => 36usize,
                            b't' if key == "tenantId" => 54usize,
                            b's' if key == "signedUp" => 56usize,
                            _ => return None,
                        }
                    }
                    9usize => {
                        match key.as_bytes()[0usize] {
                            b'c' if key == "createdAt" => 1usize,
                            b'u' if key == "updatedAt" => 2usize,
                            b'l' if key == "lastLogin" => 14usize,
                            b'b' if key == "birthdate" => 20usize,
                            b'g' if key == "givenName" => 30usize,
                            b'f' if key == "formatted" => 38usize,
                            b't' if key == "tenantIds" => 57usize,
                            _ => return None,
                        }
                    }
                    10usize => {
                        match key.as_bytes()[5usize] {
                            b't' if key == "workStatus" => 4usize,
                            b'n' if key == "externalId" => 5usize,
                            b'l' if key == "postalCode" => 26usize,
                            b'y' if key == "familyName" => 31usize,
                            b'e' if key == "middleName" => 32usize,
                            b'i' if key == "identities" => 49usize,
                            b'm' if key == "customData" => 51usize,
                            b'd' if key == "postIdList" => 52usize,
                            _ => return None,
                        }
                    }
                    11usize => {
                        match key {
                            "loginsCount" => 13usize,
                            "lastMfaTime" => 44usize,
                            _ => return None,
                        }
                    }
                    12usize => {
                        match key {
                            "userSourceId" => 41usize,
                            "lastLoginApp" => 42usize,
                            _ => return None,
                        }
                    }
                    13usize => {
                        match key.as_bytes()[0usize] {
                            b'e' if key == "emailVerified" => 17usize,
                            b'p' if key == "phoneVerified" => 18usize,
                            b's' if key == "streetAddress" => 25usize,
                            b'd' if key == "departmentIds" => 48usize,
                            _ => return None,
                        }
                    }
                    14usize => {
                        match key.as_bytes()[0usize] {
                            b'u' if key == "userSourceType" => 40usize,
                            b'r' if key == "registerSource" => 47usize,
                            b'i' if key == "identityNumber" => 50usize,
                            b'm' if key == "metadataSource" => 55usize,
                            _ => return None,
                        }
                    }
                    15usize => {
                        match key {
                            "statusChangedAt" => 53usize,
                            _ => return None,
                        }
                    }
                    16usize => {
                        match key {
                            "phoneCountryCode" => 8usize,
                            "mainDepartmentId" => 43usize,
                            _ => return None,
                        }
                    }
                    17usize => {
                        match key {
                            "passwordLastSetAt" => 19usize,
                            "preferredUsername" => 34usize,
                            _ => return None,
                        }
                    }
                    21usize => {
                        match key {
                            "passwordSecurityLevel" => 45usize,
                            _ => return None,
                        }
                    }
                    24usize => {
                        match key {
                            "resetPasswordOnNextLogin" => 46usize,
                            _ => return None,
                        }
                    }
                    _ => return None,
                },
            )
        }
        fn extra(&self) -> &serde_json::Map<String, serde_json::Value> {
            &self.extra
        }
        fn extra_mut(&mut self) -> &mut serde_json::Map<String, serde_json::Value> {
            &mut self.extra
        }
        #[inline]
        fn read<'de, A: serde::de::MapAccess<'de>>(
            &mut self,
            field: usize,
            reader: &mut Reader,
            map: &mut A,
        ) -> Result<(), A::Error> {
            let place = 'type_5: {
                let place = 'type_4: {
                    let place = 'type_3: {
                        let place = 'type_2: {
                            let place = 'type_1: {
                                let place = 'type_0: {
                                    match field {
                                        0usize => {
                                            return reader
                                                .required(map, 0u32, "userId", &mut self.user_id);
                                        }
                                        1usize => break 'type_4 &mut self.created_at,
                                        2usize => break 'type_4 &mut self.updated_at,
                                        3usize => return reader.optional(map, &mut self.status),
                                        4usize => return reader.optional(map, &mut self.work_status),
                                        5usize => break 'type_1 &mut self.external_id,
                                        6usize => break 'type_1 &mut self.email,
                                        7usize => break 'type_1 &mut self.phone,
                                        8usize => break 'type_1 &mut self.phone_country_code,
                                        9usize => break 'type_1 &mut self.username,
                                        10usize => break 'type_1 &mut self.name,
                                        11usize => break 'type_1 &mut self.nickname,
                                        12usize => break 'type_1 &mut self.photo,
                                        13usize => break 'type_5 &mut self.logins_count,
                                        14usize => break 'type_4 &mut self.last_login,
                                        15usize => break 'type_1 &mut self.last_ip,
                                        16usize => return reader.optional(map, &mut self.gender),
                                        17usize => break 'type_3 &mut self.email_verified,
                                        18usize => break 'type_3 &mut self.phone_verified,
                                        19usize => break 'type_4 &mut self.password_last_set_at,
                                        20usize => break 'type_4 &mut self.birthdate,
                                        21usize => break 'type_1 &mut self.country,
                                        22usize => break 'type_1 &mut self.province,
                                        23usize => break 'type_1 &mut self.city,
                                        24usize => break 'type_1 &mut self.address,
                                        25usize => break 'type_1 &mut self.street_address,
                                        26usize => break 'type_1 &mut self.postal_code,
                                        27usize => break 'type_1 &mut self.company,
                                        28usize => break 'type_1 &mut self.browser,
                                        29usize => break 'type_1 &mut self.device,
                                        30usize => break 'type_1 &mut self.given_name,
                                        31usize => break 'type_1 &mut self.family_name,
                                        32usize => break 'type_1 &mut self.middle_name,
                                        33usize => break 'type_1 &mut self.profile,
                                        34usize => break 'type_1 &mut self.preferred_username,
                                        35usize => break 'type_1 &mut self.website,
                                        36usize => break 'type_1 &mut self.zoneinfo,
                                        37usize => break 'type_1 &mut self.locale,
                                        38usize => break 'type_1 &mut self.formatted,
                                        39usize => break 'type_1 &mut self.region,
                                        40usize => {
                                            return reader.optional(map, &mut self.user_source_type);
                                        }
                                        41usize => break 'type_1 &mut self.user_source_id,
                                        42usize => break 'type_1 &mut self.last_login_app,
                                        43usize => break 'type_1 &mut self.main_department_id,
                                        44usize => break 'type_4 &mut self.last_mfa_time,
                                        45usize => break 'type_5 &mut self.password_security_level,
                                        46usize => {
                                            break 'type_3 &mut self.reset_password_on_next_login;
                                        }
                                        47usize => break 'type_2 &mut self.register_source,
                                        48usize => break 'type_2 &mut self.department_ids,
                                        49usize => return reader.optional(map, &mut self.identities),
                                        50usize => break 'type_1 &mut self.identity_number,
                                        51usize => break 'type_0 &mut self.custom_data,
                                        52usize => break 'type_2 &mut self.post_id_list,
                                        53usize => break 'type_4 &mut self.status_changed_at,
                                        54usize => break 'type_1 &mut self.tenant_id,
                                        55usize => break 'type_0 &mut self.metadata_source,
                                        56usize => break 'type_4 &mut self.signed_up,
                                        _ => break 'type_2 &mut self.tenant_ids,
                                    }
                                };
                                return reader.optional(map, place);
                            };
                            return reader.optional(map, place);
                        };
                        return reader.optional(map, place);
                    };
                    return reader.optional(map, place);
                };
                return reader.optional(map, place);
            };
            return reader.optional(map, place);
        }
        fn is_set(&self, field: usize) -> bool {
            match field {
                0usize => true,
                1usize => self.created_at.is_some(),
                2usize => self.updated_at.is_some(),
                3usize => self.status.is_some(),
                4usize => self.work_status.is_some(),
                5usize => self.external_id.is_some(),
                6usize => self.email.is_some(),
                7usize => self.phone.is_some(),
                8usize => self.phone_country_code.is_some(),
                9usize => self.username.is_some(),
                10usize => self.name.is_some(),
                11usize => self.nickname.is_some(),
                12usize => self.photo.is_some(),
                13usize => self.logins_count.is_some(),
                14usize => self.last_login.is_some(),
                15usize => self.last_ip.is_some(),
                16usize => self.gender.is_some(),
                17usize => self.email_verified.is_some(),
                18usize => self.phone_verified.is_some(),
                19usize => self.password_last_set_at.is_some(),
                20usize => self.birthdate.is_some(),
                21usize => self.country.is_some(),
                22usize => self.province.is_some(),
                23usize => self.city.is_some(),
                24usize => self.address.is_some(),
                25usize => self.street_address.is_some(),
                26usize => self.postal_code.is_some(),
                27usize => self.company.is_some(),
                28usize => self.browser.is_some(),
                29usize => self.device.is_some(),
                30usize => self.given_name.is_some(),
                31usize => self.family_name.is_some(),
                32usize => self.middle_name.is_some(),
                33usize => self.profile.is_some(),
                34usize => self.preferred_username.is_some(),
                35usize => self.website.is_some(),
                36usize => self.zoneinfo.is_some(),
                37usize => self.locale.is_some(),
                38usize => self.formatted.is_some(),
                39usize => self.region.is_some(),
                40usize => self.user_source_type.is_some(),
                41usize => self.user_source_id.is_some(),
                42usize => self.last_login_app.is_some(),
                43usize => self.main_department_id.is_some(),
                44usize => self.last_mfa_time.is_some(),
                45usize => self.password_security_level.is_some(),
                46usize => self.reset_password_on_next_login.is_some(),
                47usize => self.register_source.is_some(),
                48usize => self.department_ids.is_some(),
                49usize => self.identities.is_some(),
                50usize => self.identity_number.is_some(),
                51usize => self.custom_data.is_some(),
                52usize => self.post_id_list.is_some(),
                53usize => self.status_changed_at.is_some(),
                54usize => self.tenant_id.is_some(),
                55usize => self.metadata_source.is_some(),
                56usize => self.signed_up.is_some(),
                57usize => self.tenant_ids.is_some(),
                _ => false,
            }
        }
        fn drift(&self, walk: &mut Walk) {
            if let Some(value) = &self.status {
                walk.value("status", value, "UserStatus");
            }
            if let Some(value) = &self.work_status {
                walk.value("workStatus", value, "WorkStatus");
            }
            if let Some(value) = &self.gender {
                walk.value("gender", value, "Gender");
            }
            if let Some(value) = &self.user_source_type {
                walk.value("userSourceType", value, "UserSourceType");
            }
            if let Some(value) = &self.identities {
                walk.members("identities", value);
            }
        }
    }
    impl<'de> Tolerant<'de> for UserDto {
        fn decode<D: serde::Deserializer<'de>>(
            slot: &mut Option<Self>,
            value: D,
            aside: &mut Aside,
        ) -> Result<(), D::Error> {
            decode::decode_object(slot, value, aside)
        }
    }
    impl<'de> serde::Deserialize<'de> for UserDto {
        fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
            decode::deserialize(value)
        }
    }
    impl serde::Serialize for UserDto {
        fn serialize<S: serde::Serializer>(
            &self,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("userId", &self.user_id)?;
            if let Some(value) = &self.created_at {
                map.serialize_entry("createdAt", value)?;
            }
            if let Some(value) = &self.updated_at {
                map.serialize_entry("updatedAt", value)?;
            }
            if let Some(value) = &self.status {
                map.serialize_entry("status", value)?;
            }
            if let Some(value) = &self.work_status {
                map.serialize_entry("workStatus", value)?;
            }
            if let Some(value) = &self.external_id {
                map.serialize_entry("externalId", value)?;
            }
            if let Some(value) = &self.email {
                map.serialize_entry("email", value)?;
            }
            if let Some(value) = &self.phone {
                map.serialize_entry("phone", value)?;
            }
            if let Some(value) = &self.phone_country_code {
                map.serialize_entry("phoneCountryCode", value)?;
            }
            if let Some(value) = &self.username {
                map.serialize_entry("username", value)?;
            }
            if let Some(value) = &self.name {
                map.serialize_entry("name", value)?;
            }
            if let Some(value) = &self.nickname {
                map.serialize_entry("nickname", value)?;
            }
            if let Some(value) = &self.photo {
                map.serialize_entry("photo", value)?;
            }
            if let Some(value) = &self.logins_count {
                map.serialize_entry("loginsCount", value)?;
            }
            if let Some(value) = &self.last_login {
                map.serialize_entry("lastLogin", value)?;
            }
            if let Some(value) = &self.last_ip {
                map.serialize_entry("lastIp", value)?;
            }
            if let Some(value) = &self.gender {
                map.serialize_entry("gender", value)?;
            }
            if let Some(value) = &self.email_verified {
                map.serialize_entry("emailVerified", value)?;
            }
            if let Some(value) = &self.phone_verified {
                map.serialize_entry("phoneVerified", value)?;
            }
            if let Some(value) = &self.password_last_set_at {
                map.serialize_entry("passwordLastSetAt", value)?;
            }
            if let Some(value) = &self.birthdate {
                map.serialize_entry("birthdate", value)?;
            }
            if let Some(value) = &self.country {
                map.serialize_entry("country", value)?;
            }
            if let Some(value) = &self.province {
                map.serialize_entry("province", value)?;
            }
            if let Some(value) = &self.city {
                map.serialize_entry("city", value)?;
            }
            if let Some(value) = &self.address {
                map.serialize_entry("address", value)?;
            }
            if let Some(value) = &self.street_address {
                map.serialize_entry("streetAddress", value)?;
            }
            if let Some(value) = &self.postal_code {
                map.serialize_entry("postalCode", value)?;
            }
            if let Some(value) = &self.company {
                map.serialize_entry("company", value)?;
            }
            if let Some(value) = &self.browser {
                map.serialize_entry("browser", value)?;
            }
            if let Some(value) = &self.device {
                map.serialize_entry("device", value)?;
            }
            if let Some(value) = &self.given_name {
                map.serialize_entry("givenName", value)?;
            }
            if let Some(value) = &self.family_name {
                map.serialize_entry("familyName", value)?;
            }
            if let Some(value) = &self.middle_name {
                map.serialize_entry("middleName", value)?;
            }
            if let Some(value) = &self.profile {
                map.serialize_entry("profile", value)?;
            }
            if let Some(value) = &self.preferred_username {
                map.serialize_entry("preferredUsername", value)?;
            }
            if let Some(value) = &self.website {
                map.serialize_entry("website", value)?;
            }
            if let Some(value) = &self.zoneinfo {
                map.serialize_entry("zoneinfo", value)?;
            }
            if let Some(value) = &self.locale {
                map.serialize_entry("locale", value)?;
            }
            if let Some(value) = &self.formatted {
                map.serialize_entry("formatted", value)?;
            }
            if let Some(value) = &self.region {
                map.serialize_entry("region", value)?;
            }
            if let Some(value) = &self.user_source_type {
                map.serialize_entry("userSourceType", value)?;
            }
            if let Some(value) = &self.user_source_id {
                map.serialize_entry("userSourceId", value)?;
            }
            if let Some(value) = &self.last_login_app {
                map.serialize_entry("lastLoginApp", value)?;
            }
            if let Some(value) = &self.main_department_id {
                map.serialize_entry("mainDepartmentId", value)?;
            }
            if let Some(value) = &self.last_mfa_time {
                map.serialize_entry("lastMfaTime", value)?;
            }
            if let Some(value) = &self.password_security_level {
                map.serialize_entry("passwordSecurityLevel", value)?;
            }
            if let Some(value) = &self.reset_password_on_next_login {
                map.serialize_entry("resetPasswordOnNextLogin", value)?;
            }
            if let Some(value) = &self.register_source {
                map.serialize_entry("registerSource", value)?;
            }
            if let Some(value) = &self.department_ids {
                map.serialize_entry("departmentIds", value)?;
            }
            if let Some(value) = &self.identities {
                map.serialize_entry("identities", value)?;
            }
            if let Some(value) = &self.identity_number {
                map.serialize_entry("identityNumber", value)?;
            }
            if let Some(value) = &self.custom_data {
                map.serialize_entry("customData", value)?;
            }
            if let Some(value) = &self.post_id_list {
                map.serialize_entry("postIdList", value)?;
            }
            if let Some(value) = &self.status_changed_at {
                map.serialize_entry("statusChangedAt", value)?;
            }
            if let Some(value) = &self.tenant_id {
                map.serialize_entry("tenantId", value)?;
            }
            if let Some(value) = &self.metadata_source {
                map.serialize_entry("metadataSource", value)?;
            }
            if let Some(value) = &self.signed_up {
                map.serialize_entry("signedUp", value)?;
            }
            if let Some(value) = &self.tenant_ids {
                map.serialize_entry("tenantIds", value)?;
            }
            decode::serialize_extra(self, &mut map)?;
            map.end()
        }
    }
    /// Fields that are set; sensitive ones and unknown values are redacted.
    impl std::fmt::Debug for UserDto {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let mut debug = formatter.debug_struct(stringify!(UserDto));
            debug.field("user_id", &self.user_id);
            if let Some(value) = &self.created_at {
                debug.field("created_at", value);
            }
            if let Some(value) = &self.updated_at {
                debug.field("updated_at", value);
            }
            if let Some(value) = &self.status {
                debug.field("status", value);
            }
            if let Some(value) = &self.work_status {
                debug.field("work_status", value);
            }
            if let Some(value) = &self.external_id {
                debug.field("external_id", value);
            }
            if let Some(value) = &self.email {
                debug.field("email", value);
            }
            if let Some(value) = &self.phone {
                debug.field("phone", value);
            }
            if let Some(value) = &self.phone_country_code {
                debug.field("phone_country_code", value);
            }
            if let Some(value) = &self.username {
                debug.field("username", value);
            }
            if let Some(value) = &self.name {
                debug.field("name", value);
            }
            if let Some(value) = &self.nickname {
                debug.field("nickname", value);
            }
            if let Some(value) = &self.photo {
                debug.field("photo", value);
            }
            if let Some(value) = &self.logins_count {
                debug.field("logins_count", value);
            }
            if let Some(value) = &self.last_login {
                debug.field("last_login", value);
            }
            if let Some(value) = &self.last_ip {
                debug.field("last_ip", value);
            }
            if let Some(value) = &self.gender {
                debug.field("gender", value);
            }
            if let Some(value) = &self.email_verified {
                debug.field("email_verified", value);
            }
            if let Some(value) = &self.phone_verified {
                debug.field("phone_verified", value);
            }
            if let Some(value) = &self.password_last_set_at {
                debug.field("password_last_set_at", value);
            }
            if let Some(value) = &self.birthdate {
                debug.field("birthdate", value);
            }
            if let Some(value) = &self.country {
                debug.field("country", value);
            }
            if let Some(value) = &self.province {
                debug.field("province", value);
            }
            if let Some(value) = &self.city {
                debug.field("city", value);
            }
            if let Some(value) = &self.address {
                debug.field("address", value);
            }
            if let Some(value) = &self.street_address {
                debug.field("street_address", value);
            }
            if let Some(value) = &self.postal_code {
                debug.field("postal_code", value);
            }
            if let Some(value) = &self.company {
                debug.field("company", value);
            }
            if let Some(value) = &self.browser {
                debug.field("browser", value);
            }
            if let Some(value) = &self.device {
                debug.field("device", value);
            }
            if let Some(value) = &self.given_name {
                debug.field("given_name", value);
            }
            if let Some(value) = &self.family_name {
                debug.field("family_name", value);
            }
            if let Some(value) = &self.middle_name {
                debug.field("middle_name", value);
            }
            if let Some(value) = &self.profile {
                debug.field("profile", value);
            }
            if let Some(value) = &self.preferred_username {
                debug.field("preferred_username", value);
            }
            if let Some(value) = &self.website {
                debug.field("website", value);
            }
            if let Some(value) = &self.zoneinfo {
                debug.field("zoneinfo", value);
            }
            if let Some(value) = &self.locale {
                debug.field("locale", value);
            }
            if let Some(value) = &self.formatted {
                debug.field("formatted", value);
            }
            if let Some(value) = &self.region {
                debug.field("region", value);
            }
            if let Some(value) = &self.user_source_type {
                debug.field("user_source_type", value);
            }
            if let Some(value) = &self.user_source_id {
                debug.field("user_source_id", value);
            }
            if let Some(value) = &self.last_login_app {
                debug.field("last_login_app", value);
            }
            if let Some(value) = &self.main_department_id {
                debug.field("main_department_id", value);
            }
            if let Some(value) = &self.last_mfa_time {
                debug.field("last_mfa_time", value);
            }
            if let Some(value) = &self.password_security_level {
                debug.field("password_security_level", value);
            }
            if let Some(value) = &self.reset_password_on_next_login {
                debug.field("reset_password_on_next_login", value);
            }
            if let Some(value) = &self.register_source {
                debug.field("register_source", value);
            }
            if let Some(value) = &self.department_ids {
                debug.field("department_ids", value);
            }
            if let Some(value) = &self.identities {
                debug.field("identities", value);
            }
            if self.identity_number.is_some() {
                debug.field("identity_number", &decode::Redacted);
            }
            if let Some(value) = &self.custom_data {
                debug.field("custom_data", value);
            }
            if let Some(value) = &self.post_id_list {
                debug.field("post_id_list", value);
            }
            if let Some(value) = &self.status_changed_at {
                debug.field("status_changed_at", value);
            }
            if let Some(value) = &self.tenant_id {
                debug.field("tenant_id", value);
            }
            if let Some(value) = &self.metadata_source {
                debug.field("metadata_source", value);
            }
            if let Some(value) = &self.signed_up {
                debug.field("signed_up", value);
            }
            if let Some(value) = &self.tenant_ids {
                debug.field("tenant_ids", value);
            }
            if !self.extra.is_empty() {
                debug.field("extra", &decode::DebugExtra(&self.extra));
            }
            debug.finish()
        }
    }
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for UserDto {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(UserDto).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(UserDto)).into()
        }
        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"description\":\"A user's profile.\",\"properties\":{\"address\":{\"description\":\"Address.\",\"type\":\"string\"},\"birthdate\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"Date of birth, usually without a time.\"},\"browser\":{\"description\":\"User agent of the last login.\",\"type\":\"string\"},\"city\":{\"description\":\"City.\",\"type\":\"string\"},\"company\":{\"description\":\"Company.\",\"type\":\"string\"},\"country\":{\"description\":\"Country.\",\"type\":\"string\"},\"createdAt\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When the account was created.\"},\"customData\":{\"additionalProperties\":true,\"description\":\"Custom fields; sent when asked for.\",\"type\":\"object\"},\"departmentIds\":{\"description\":\"IDs of the user's departments; sent when asked for.\",\"items\":{\"type\":\"string\"},\"type\":\"array\"},\"device\":{\"description\":\"Device of the last login.\",\"type\":\"string\"},\"email\":{\"description\":\"Email address; case does not matter.\",\"type\":\"string\"},\"emailVerified\":{\"description\":\"Whether `email` is verified.\",\"type\":\"boolean\"},\"externalId\":{\"description\":\"ID given by an outside system.\",\"type\":\"string\"},\"familyName\":{\"description\":\"Family name.\",\"type\":\"string\"},\"formatted\":{\"description\":\"Whole address as one text.\",\"type\":\"string\"},\"gender\":{\"$ref\":\"#/components/schemas/Gender\",\"description\":\"Gender: `M` male, `F` female, `U` unknown.\"},\"givenName\":{\"description\":\"Given name.\",\"type\":\"string\"},\"identities\":{\"description\":\"Linked outside identities; sent when asked for.\",\"items\":{\"$ref\":\"#/components/schemas/IdentityDto\"},\"type\":\"array\"},\"identityNumber\":{\"description\":\"Number of the identity card.\",\"type\":\"string\"},\"lastIp\":{\"description\":\"IP address of the last login.\",\"type\":\"string\"},\"lastLogin\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When the user last logged in.\"},\"lastLoginApp\":{\"description\":\"ID of the application last logged in to.\",\"type\":\"string\"},\"lastMfaTime\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When a second factor was last used.\"},\"locale\":{\"description\":\"Locale.\",\"type\":\"string\"},\"loginsCount\":{\"description\":\"How often the user has logged in.\",\"format\":\"int64\",\"type\":\"integer\"},\"mainDepartmentId\":{\"description\":\"ID of the main department.\",\"type\":\"string\"},\"metadataSource\":{\"additionalProperties\":true,\"description\":\"Fields of the linked data object.\",\"type\":\"object\"},\"middleName\":{\"description\":\"Middle name.\",\"type\":\"string\"},\"name\":{\"description\":\"Full name; not unique.\",\"type\":\"string\"},\"nickname\":{\"description\":\"Nickname.\",\"type\":\"string\"},\"passwordLastSetAt\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When the password was last changed.\"},\"passwordSecurityLevel\":{\"description\":\"Strength of the password; a higher level is stronger.\",\"format\":\"int64\",\"type\":\"integer\"},\"phone\":{\"description\":\"Phone number without country code.\",\"type\":\"string\"},\"phoneCountryCode\":{\"description\":\"Country code of `phone`.\",\"type\":\"string\"},\"phoneVerified\":{\"description\":\"Whether `phone` is verified.\",\"type\":\"boolean\"},\"photo\":{\"description\":\"URL of the avatar.\",\"type\":\"string\"},\"postIdList\":{\"description\":\"IDs of the user's posts.\",\"items\":{\"type\":\"string\"},\"type\":\"array\"},\"postalCode\":{\"description\":\"Postal code.\",\"type\":\"string\"},\"preferredUsername\":{\"description\":\"Name the user prefers to be called by.\",\"type\":\"string\"},\"profile\":{\"description\":\"Profile name; the vendor describes it like `preferredUsername`.\",\"type\":\"string\"},\"province\":{\"description\":\"Province.\",\"type\":\"string\"},\"region\":{\"description\":\"Region.\",\"type\":\"string\"},\"registerSource\":{\"description\":\"Ways in which the user registered.\",\"items\":{\"type\":\"string\"},\"type\":\"array\"},\"resetPasswordOnNextLogin\":{\"description\":\"Whether the next login asks for a new password.\",\"type\":\"boolean\"},\"signedUp\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When the user signed up.\"},\"status\":{\"$ref\":\"#/components/schemas/UserStatus\",\"description\":\"State of the account.\"},\"statusChangedAt\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When `status` last changed.\"},\"streetAddress\":{\"description\":\"Street and house.\",\"type\":\"string\"},\"tenantId\":{\"description\":\"ID of the user's tenant.\",\"type\":\"string\"},\"tenantIds\":{\"description\":\"IDs of the user's tenants.\",\"items\":{\"type\":\"string\"},\"type\":\"array\"},\"updatedAt\":{\"$ref\":\"#/components/schemas/Timestamp\",\"description\":\"When the account last changed.\"},\"userId\":{\"description\":\"Unique ID of the user.\",\"type\":\"string\"},\"userSourceId\":{\"description\":\"ID of the application or sync task that made the account.\",\"type\":\"string\"},\"userSourceType\":{\"$ref\":\"#/components/schemas/UserSourceType\",\"description\":\"How the account came to be.\"},\"username\":{\"description\":\"Login name, unique in the user pool.\",\"type\":\"string\"},\"website\":{\"description\":\"The user's web site.\",\"type\":\"string\"},\"workStatus\":{\"$ref\":\"#/components/schemas/WorkStatus\",\"description\":\"State of the user's employment.\"},\"zoneinfo\":{\"description\":\"Time zone.\",\"type\":\"string\"}},\"required\":[\"userId\"],\"type\":\"object\"}",
                &[
                    ("Timestamp", generator.subschema_for::<crate::Timestamp>()),
                    ("Gender", generator.subschema_for::<Gender>()),
                    ("IdentityDto", generator.subschema_for::<IdentityDto>()),
                    ("UserStatus", generator.subschema_for::<UserStatus>()),
                    ("UserSourceType", generator.subschema_for::<UserSourceType>()),
                    ("WorkStatus", generator.subschema_for::<WorkStatus>()),
                ],
            )
        }
    }
    /// The answer's envelope.
    #[derive(Clone, Default, PartialEq)]
    #[non_exhaustive]
    pub struct UserSingleRespDto {
        /// Outcome of the call; 200 is success.
        ///
        /// On the wire `statusCode`.
        pub status_code: Option<i64>,
        /// Outcome in words.
        ///
        /// On the wire `message`.
        pub message: Option<::std::string::String>,
        /// Finer error code; absent, 0 or 20001 on success.
        ///
        /// On the wire `apiCode`.
        pub api_code: Option<i64>,
        /// ID of this request, for the vendor's support.
        ///
        /// On the wire `requestId`.
        pub request_id: Option<::std::string::String>,
        /// The user's profile.
        ///
        /// On the wire `data`.
        pub data: Option<UserDto>,
        /// `statusCode` of older deployments.
        ///
        /// On the wire `code`.
        pub code: Option<i64>,
        /// `requestId` of older deployments.
        ///
        /// On the wire `uniqueId`.
        pub unique_id: Option<::std::string::String>,
        /// What the answer held beyond the fields above: unknown members, and values that don't fit their
        /// field, under the field's key. Written back.
        pub extra: serde_json::Map<String, serde_json::Value>,
    }
    impl Object for UserSingleRespDto {
        const FIELDS: &'static [(&'static str, &'static str)] = &[
            ("statusCode", "integer"),
            ("message", "string"),
            ("apiCode", "integer"),
            ("requestId", "string"),
            ("data", "object (UserDto)"),
            ("code", "integer"),
            ("uniqueId", "string"),
        ];
        const REQUIRED: &'static [&'static str] = &[];
        const BLANK_KEYS: bool = true;
        #[inline]
        fn field(key: &str) -> Option<usize> {
            Some(
                match key.len() {
                    4usize => {
                        match key {
                            "data" => 4usize,
                            "code" => 5usize,
                            _ => return None,
                        }
                    }
                    7usize => {
                        match key {
                            "message" => 1usize,
                            "apiCode" => 2usize,
                            _ => return None,
                        }
                    }
                    8usize => {
                        match key {
                            "uniqueId" => 6usize,
                            _ => return None,
                        }
                    }
                    9usize => {
                        match key {
                            "requestId" => 3usize,
                            _ => return None,
                        }
                    }
                    10usize => {
                        match key {
                            "statusCode" => 0usize,
                            _ => return None,
                        }
                    }
                    _ => return None,
                },
            )
        }
        fn extra(&self) -> &serde_json::Map<String, serde_json::Value> {
            &self.extra
        }
        fn extra_mut(&mut self) -> &mut serde_json::Map<String, serde_json::Value> {
            &mut self.extra
        }
        #[inline]
        fn read<'de, A: serde::de::MapAccess<'de>>(
            &mut self,
            field: usize,
            reader: &mut Reader,
            map: &mut A,
        ) -> Result<(), A::Error> {
            let place = 'type_1: {
                let place = 'type_0: {
                    match field {
                        0usize => break 'type_1 &mut self.status_code,
                        1usize => break 'type_0 &mut self.message,
                        2usize => break 'type_1 &mut self.api_code,
                        3usize => break 'type_0 &mut self.request_id,
                        4usize => return reader.optional(map, &mut self.data),
                        5usize => break 'type_1 &mut self.code,
                        _ => break 'type_0 &mut self.unique_id,
                    }
                };
                return reader.optional(map, place);
            };
            return reader.optional(map, place);
        }
        fn is_set(&self, field: usize) -> bool {
            match field {
                0usize => self.status_code.is_some(),
                1usize => self.message.is_some(),
                2usize => self.api_code.is_some(),
                3usize => self.request_id.is_some(),
                4usize => self.data.is_some(),
                5usize => self.code.is_some(),
                6usize => self.unique_id.is_some(),
                _ => false,
            }
        }
        fn drift(&self, walk: &mut Walk) {
            if let Some(value) = &self.data {
                walk.member("data", value);
            }
        }
    }
    impl<'de> Tolerant<'de> for UserSingleRespDto {
        fn decode<D: serde::Deserializer<'de>>(
            slot: &mut Option<Self>,
            value: D,
            aside: &mut Aside,
        ) -> Result<(), D::Error> {
            decode::decode_object(slot, value, aside)
        }
    }
    impl<'de> serde::Deserialize<'de> for UserSingleRespDto {
        fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
            decode::deserialize(value)
        }
    }
    impl serde::Serialize for UserSingleRespDto {
        fn serialize<S: serde::Serializer>(
            &self,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if let Some(value) = &self.status_code {
                map.serialize_entry("statusCode", value)?;
            }
            if let Some(value) = &self.message {
                map.serialize_entry("message", value)?;
            }
            if let Some(value) = &self.api_code {
                map.serialize_entry("apiCode", value)?;
            }
            if let Some(value) = &self.request_id {
                map.serialize_entry("requestId", value)?;
            }
            if let Some(value) = &self.data {
                map.serialize_entry("data", value)?;
            }
            if let Some(value) = &self.code {
                map.serialize_entry("code", value)?;
            }
            if let Some(value) = &self.unique_id {
                map.serialize_entry("uniqueId", value)?;
            }
            decode::serialize_extra(self, &mut map)?;
            map.end()
        }
    }
    /// Fields that are set; sensitive ones and unknown values are redacted.
    impl std::fmt::Debug for UserSingleRespDto {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let mut debug = formatter.debug_struct(stringify!(UserSingleRespDto));
            if let Some(value) = &self.status_code {
                debug.field("status_code", value);
            }
            if let Some(value) = &self.message {
                debug.field("message", value);
            }
            if let Some(value) = &self.api_code {
                debug.field("api_code", value);
            }
            if let Some(value) = &self.request_id {
                debug.field("request_id", value);
            }
            if let Some(value) = &self.data {
                debug.field("data", value);
            }
            if let Some(value) = &self.code {
                debug.field("code", value);
            }
            if let Some(value) = &self.unique_id {
                debug.field("unique_id", value);
            }
            if !self.extra.is_empty() {
                debug.field("extra", &decode::DebugExtra(&self.extra));
            }
            debug.finish()
        }
    }
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for UserSingleRespDto {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(UserSingleRespDto).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(UserSingleRespDto)).into()
        }
        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"description\":\"The answer's envelope.\",\"properties\":{\"apiCode\":{\"description\":\"Finer error code; absent, 0 or 20001 on success.\",\"format\":\"int64\",\"type\":\"integer\"},\"code\":{\"description\":\"`statusCode` of older deployments.\",\"format\":\"int64\",\"type\":\"integer\"},\"data\":{\"$ref\":\"#/components/schemas/UserDto\",\"description\":\"The user's profile.\"},\"message\":{\"description\":\"Outcome in words.\",\"type\":\"string\"},\"requestId\":{\"description\":\"ID of this request, for the vendor's support.\",\"type\":\"string\"},\"statusCode\":{\"description\":\"Outcome of the call; 200 is success.\",\"format\":\"int64\",\"type\":\"integer\"},\"uniqueId\":{\"description\":\"`requestId` of older deployments.\",\"type\":\"string\"}},\"type\":\"object\"}",
                &[("UserDto", generator.subschema_for::<UserDto>())],
            )
        }
    }
    /// Gender: `M` male, `F` female, `U` unknown.
    ///
    /// Open: a value that the schema doesn't know is kept in [`Other`](Self::Other). To be independent of what
    /// a later version knows, match on [`as_str`](Self::as_str).
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum Gender {
        /// `M`
        Male,
        /// `F`
        Female,
        /// `U`
        Unknown,
        /// `W`
        FemaleLegacy,
        /// A value that the schema doesn't know.
        Other(UnknownValue),
    }
    crate::types::open_enum!(
        Gender { Male = "M", Female = "F", Unknown = "U", FemaleLegacy = "W" }
    );
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for Gender {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(Gender).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(Gender)).into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"anyOf\":[{\"enum\":[\"M\",\"F\",\"U\",\"W\"]},{\"type\":\"string\"}],\"description\":\"Gender: `M` male, `F` female, `U` unknown.\"}",
                &[],
            )
        }
    }
    /// Kind of provider.
    ///
    /// Open: a value that the schema doesn't know is kept in [`Other`](Self::Other). To be independent of what
    /// a later version knows, match on [`as_str`](Self::as_str).
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum IdentityProvider {
        /// `oidc`
        Oidc,
        /// `oauth2`
        OAuth2,
        /// `saml`
        Saml,
        /// `ldap`
        Ldap,
        /// `ad`
        Ad,
        /// `cas`
        Cas,
        /// `azure-ad`
        AzureAd,
        /// `wechat`
        WeChat,
        /// `google`
        Google,
        /// `qq`
        Qq,
        /// `wechatwork`
        WeChatWork,
        /// `dingtalk`
        DingTalk,
        /// `weibo`
        Weibo,
        /// `github`
        GitHub,
        /// `alipay`
        Alipay,
        /// `apple`
        Apple,
        /// `baidu`
        Baidu,
        /// `lark`
        Lark,
        /// `gitlab`
        GitLab,
        /// `twitter`
        Twitter,
        /// `facebook`
        Facebook,
        /// `slack`
        Slack,
        /// `linkedin`
        LinkedIn,
        /// `yidun`
        Yidun,
        /// `qingcloud`
        QingCloud,
        /// `gitee`
        Gitee,
        /// `instagram`
        Instagram,
        /// `welink`
        WeLink,
        /// `huawei`
        Huawei,
        /// `honor`
        Honor,
        /// `xiaomi`
        Xiaomi,
        /// `oppo`
        Oppo,
        /// `aws`
        Aws,
        /// `amazon`
        Amazon,
        /// `douyin`
        Douyin,
        /// `kuaishou`
        Kuaishou,
        /// `line`
        Line,
        /// `sdbz`
        Sdbz,
        /// `zjzwfw`
        Zjzwfw,
        /// `zzding`
        ZzDing,
        /// `seeyona8v5`
        SeeyonA8V5,
        /// A value that the schema doesn't know.
        Other(UnknownValue),
    }
    crate::types::open_enum!(
        IdentityProvider { Oidc = "oidc", OAuth2 = "oauth2", Saml = "saml", Ldap =
        "ldap", Ad = "ad", Cas = "cas", AzureAd = "azure-ad", WeChat = "wechat", Google =
        "google", Qq = "qq", WeChatWork = "wechatwork", DingTalk = "dingtalk", Weibo =
        "weibo", GitHub = "github", Alipay = "alipay", Apple = "apple", Baidu = "baidu",
        Lark = "lark", GitLab = "gitlab", Twitter = "twitter", Facebook = "facebook",
        Slack = "slack", LinkedIn = "linkedin", Yidun = "yidun", QingCloud = "qingcloud",
        Gitee = "gitee", Instagram = "instagram", WeLink = "welink", Huawei = "huawei",
        Honor = "honor", Xiaomi = "xiaomi", Oppo = "oppo", Aws = "aws", Amazon =
        "amazon", Douyin = "douyin", Kuaishou = "kuaishou", Line = "line", Sdbz = "sdbz",
        Zjzwfw = "zjzwfw", ZzDing = "zzding", SeeyonA8V5 = "seeyona8v5" }
    );
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for IdentityProvider {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(IdentityProvider).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(IdentityProvider)).into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"anyOf\":[{\"enum\":[\"oidc\",\"oauth2\",\"saml\",\"ldap\",\"ad\",\"cas\",\"azure-ad\",\"wechat\",\"google\",\"qq\",\"wechatwork\",\"dingtalk\",\"weibo\",\"github\",\"alipay\",\"apple\",\"baidu\",\"lark\",\"gitlab\",\"twitter\",\"facebook\",\"slack\",\"linkedin\",\"yidun\",\"qingcloud\",\"gitee\",\"instagram\",\"welink\",\"huawei\",\"honor\",\"xiaomi\",\"oppo\",\"aws\",\"amazon\",\"douyin\",\"kuaishou\",\"line\",\"sdbz\",\"zjzwfw\",\"zzding\",\"seeyona8v5\"]},{\"type\":\"string\"}],\"description\":\"Kind of provider.\"}",
                &[],
            )
        }
    }
    /// How the account came to be.
    ///
    /// Open: a value that the schema doesn't know is kept in [`Other`](Self::Other). To be independent of what
    /// a later version knows, match on [`as_str`](Self::as_str).
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum UserSourceType {
        /// `excel`
        Excel,
        /// `register`
        Register,
        /// `adminCreated`
        AdminCreated,
        /// `sync`
        Sync,
        /// `syncTask`
        SyncTask,
        /// `workflow`
        Workflow,
        /// A value that the schema doesn't know.
        Other(UnknownValue),
    }
    crate::types::open_enum!(
        UserSourceType { Excel = "excel", Register = "register", AdminCreated =
        "adminCreated", Sync = "sync", SyncTask = "syncTask", Workflow = "workflow" }
    );
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for UserSourceType {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(UserSourceType).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(UserSourceType)).into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"anyOf\":[{\"enum\":[\"excel\",\"register\",\"adminCreated\",\"sync\",\"syncTask\",\"workflow\"]},{\"type\":\"string\"}],\"description\":\"How the account came to be.\"}",
                &[],
            )
        }
    }
    /// State of the account.
    ///
    /// Open: a value that the schema doesn't know is kept in [`Other`](Self::Other). To be independent of what
    /// a later version knows, match on [`as_str`](Self::as_str).
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum UserStatus {
        /// `Suspended`
        Suspended,
        /// `Resigned`
        Resigned,
        /// `Activated`
        Activated,
        /// `Archived`
        Archived,
        /// `Deactivated`
        Deactivated,
        /// A value that the schema doesn't know.
        Other(UnknownValue),
    }
    crate::types::open_enum!(
        UserStatus { Suspended = "Suspended", Resigned = "Resigned", Activated =
        "Activated", Archived = "Archived", Deactivated = "Deactivated" }
    );
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for UserStatus {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(UserStatus).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(UserStatus)).into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"anyOf\":[{\"enum\":[\"Suspended\",\"Resigned\",\"Activated\",\"Archived\",\"Deactivated\"]},{\"type\":\"string\"}],\"description\":\"State of the account.\"}",
                &[],
            )
        }
    }
    /// State of the user's employment.
    ///
    /// Open: a value that the schema doesn't know is kept in [`Other`](Self::Other). To be independent of what
    /// a later version knows, match on [`as_str`](Self::as_str).
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum WorkStatus {
        /// `Closed`
        Closed,
        /// `Active`
        Active,
        /// A value that the schema doesn't know.
        Other(UnknownValue),
    }
    crate::types::open_enum!(WorkStatus { Closed = "Closed", Active = "Active" });
    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for WorkStatus {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            stringify!(WorkStatus).into()
        }
        fn schema_id() -> std::borrow::Cow<'static, str> {
            concat!("genauth::types::", stringify!(WorkStatus)).into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            crate::types::json_schema(
                "{\"anyOf\":[{\"enum\":[\"Closed\",\"Active\"]},{\"type\":\"string\"}],\"description\":\"State of the user's employment.\"}",
                &[],
            )
        }
    }
}
/// What a program calls: one builder for each operation.
pub mod calls {
    use super::types;
    /// Get the user's profile
    ///
    /// Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope and on the three flags.
    ///
    /// Awaited, it gives the data; [`send`](Self::send) gives the whole [`Response`](crate::Response).
    #[must_use = "a call does nothing until it is awaited"]
    #[derive(Debug)]
    pub struct GetProfile {
        call: crate::transport::Call,
        with_custom_data: Option<bool>,
        with_department_ids: Option<bool>,
        with_identities: Option<bool>,
    }
    impl crate::AuthenticationClient {
        /// Get the user's profile
        ///
        /// Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope and on the three flags.
        pub fn get_profile(&self) -> GetProfile {
            GetProfile {
                call: self.call(),
                with_custom_data: None,
                with_department_ids: None,
                with_identities: None,
            }
        }
    }
    impl GetProfile {
        /// Send `customData` too.
        pub fn with_custom_data(mut self, value: bool) -> Self {
            self.with_custom_data = Some(value);
            self
        }
        /// Send `departmentIds` too.
        pub fn with_department_ids(mut self, value: bool) -> Self {
            self.with_department_ids = Some(value);
            self
        }
        /// Send `identities` too.
        pub fn with_identities(mut self, value: bool) -> Self {
            self.with_identities = Some(value);
            self
        }
        /// The user's access token, for this call only.
        pub fn access_token<T>(mut self, token: T) -> Self
        where
            T: TryInto<crate::AccessToken>,
            crate::Error: From<T::Error>,
        {
            self.call.access_token(token.try_into().map_err(crate::Error::from));
            self
        }
        /// The deadline of this call with its retries, instead of the client's.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.call.timeout(timeout);
            self
        }
        /// The end user's address (`x-real-ip`), for the service's rate limits; without it the address of this
        /// program counts.
        pub fn real_ip(mut self, address: std::net::IpAddr) -> Self {
            self.call.real_ip(address);
            self
        }
        /// Sends the call and gives the whole response.
        pub async fn send(
            self,
        ) -> Result<crate::Response<types::UserDto>, crate::Error> {
            let Self { call, with_custom_data, with_department_ids, with_identities } = self;
            let with_custom_data = &with_custom_data;
            let with_department_ids = &with_department_ids;
            let with_identities = &with_identities;
            let request = move |client: super::client::Client| async move {
                let _ = client
                    .get_profile(
                        *with_custom_data,
                        *with_department_ids,
                        *with_identities,
                    )
                    .await;
            };
            call.send::<types::UserSingleRespDto, _, _>(request).await
        }
    }
    impl IntoFuture for GetProfile {
        type Output = Result<types::UserDto, crate::Error>;
        type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(async { self.send().await.map(crate::Response::into_inner) })
        }
    }
    impl crate::response::Envelope for types::UserSingleRespDto {
        type Data = types::UserDto;
        fn status_code(&self) -> Option<i64> {
            self.status_code.or_else(|| self.code)
        }
        fn api_code(&self) -> Option<i64> {
            self.api_code
        }
        fn take_message(&mut self) -> Option<String> {
            self.message.take()
        }
        fn take_request_id(&mut self) -> Option<String> {
            self.request_id.take().or_else(|| self.unique_id.take())
        }
        fn take_data(&mut self) -> Option<Self::Data> {
            self.data.take()
        }
        fn has_data(&self) -> bool {
            self.data.is_some()
        }
        fn problem(parked: &serde_json::Value) -> crate::decode::Problem {
            crate::decode::problem::<types::UserDto>(parked)
        }
    }
}
/// The same without async.
#[cfg(feature = "blocking")]
pub mod blocking_calls {
    use super::types;
    /// As [`genauth::GetProfile`](crate::GetProfile), without async.
    #[must_use = "a call does nothing until it is sent"]
    #[derive(Debug)]
    pub struct GetProfile {
        call: super::calls::GetProfile,
        runtime: crate::blocking::Runtime,
    }
    impl crate::blocking::AuthenticationClient {
        /// As [`genauth::GetProfile`](crate::GetProfile), without async.
        pub fn get_profile(&self) -> GetProfile {
            GetProfile {
                call: self.client.get_profile(),
                runtime: self.runtime.clone(),
            }
        }
    }
    impl GetProfile {
        /// As [`with_custom_data`](crate::GetProfile::with_custom_data) of the async call.
        pub fn with_custom_data(mut self, value: bool) -> Self {
            self.call = self.call.with_custom_data(value);
            self
        }
        /// As [`with_department_ids`](crate::GetProfile::with_department_ids) of the async call.
        pub fn with_department_ids(mut self, value: bool) -> Self {
            self.call = self.call.with_department_ids(value);
            self
        }
        /// As [`with_identities`](crate::GetProfile::with_identities) of the async call.
        pub fn with_identities(mut self, value: bool) -> Self {
            self.call = self.call.with_identities(value);
            self
        }
        /// As [`access_token`](crate::GetProfile::access_token) of the async call.
        pub fn access_token<T>(mut self, token: T) -> Self
        where
            T: TryInto<crate::AccessToken>,
            crate::Error: From<T::Error>,
        {
            self.call = self.call.access_token(token);
            self
        }
        /// As [`timeout`](crate::GetProfile::timeout) of the async call.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.call = self.call.timeout(timeout);
            self
        }
        /// As [`real_ip`](crate::GetProfile::real_ip) of the async call.
        pub fn real_ip(mut self, address: std::net::IpAddr) -> Self {
            self.call = self.call.real_ip(address);
            self
        }
        /// Sends the call, and blocks until the whole response is there or the deadline has passed.
        pub fn send(self) -> Result<crate::Response<types::UserDto>, crate::Error> {
            self.runtime.run(self.call.send())
        }
    }
}
/// progenitor's client: method, path, query and headers of each operation.
pub mod client {
    use super::types;
    #[allow(unused_imports)]
    pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
    #[allow(unused_imports)]
    use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
    #[derive(Clone, Debug)]
    /**Client for GenAuth authentication API

The part of the GenAuth (formerly Authing) V3 API that this crate calls, as the vendor documents it. What servers do otherwise is in overlay.json. Not a publication of the vendor's.

Version: 3.0*/
    pub struct Client {
        pub(crate) baseurl: String,
        pub(crate) client: reqwest::Client,
        pub(crate) inner: std::sync::Arc<crate::transport::Made>,
    }
    impl Client {
        /// Create a new client.
        ///
        /// `baseurl` is the base URL provided to the internal
        /// `reqwest::Client`, and should include a scheme and hostname,
        /// as well as port and a path stem if applicable.
        pub fn new(
            baseurl: &str,
            inner: std::sync::Arc<crate::transport::Made>,
        ) -> Self {
            #[cfg(not(target_arch = "wasm32"))]
            let client = {
                let dur = ::std::time::Duration::from_secs(15u64);
                reqwest::ClientBuilder::new().connect_timeout(dur).timeout(dur)
            };
            #[cfg(target_arch = "wasm32")]
            let client = reqwest::ClientBuilder::new();
            Self::new_with_client(baseurl, client.build().unwrap(), inner)
        }
        /// Construct a new client with an existing `reqwest::Client`,
        /// allowing more control over its configuration.
        ///
        /// `baseurl` is the base URL provided to the internal
        /// `reqwest::Client`, and should include a scheme and hostname,
        /// as well as port and a path stem if applicable.
        pub fn new_with_client(
            baseurl: &str,
            client: reqwest::Client,
            inner: std::sync::Arc<crate::transport::Made>,
        ) -> Self {
            Self {
                baseurl: baseurl.to_string(),
                client,
                inner,
            }
        }
    }
    impl ClientInfo<std::sync::Arc<crate::transport::Made>> for Client {
        fn api_version() -> &'static str {
            "3.0"
        }
        fn baseurl(&self) -> &str {
            self.baseurl.as_str()
        }
        fn client(&self) -> &reqwest::Client {
            &self.client
        }
        fn inner(&self) -> &std::sync::Arc<crate::transport::Made> {
            &self.inner
        }
    }
    const _: () = {
        #[allow(dead_code)]
        fn assert_client_hooks()
        where
            Client: ClientHooks<std::sync::Arc<crate::transport::Made>>,
        {}
    };
    #[allow(clippy::all)]
    impl Client {
        /**Get the user's profile

Returns the profile of the user whose access token is sent. Which fields it has depends on the token's scope and on the three flags.

Sends a `GET` request to `/api/v3/get-profile`

Arguments:
- `with_custom_data`: Send `customData` too.
- `with_department_ids`: Send `departmentIds` too.
- `with_identities`: Send `identities` too.
*/
        pub async fn get_profile<'a>(
            &'a self,
            with_custom_data: Option<bool>,
            with_department_ids: Option<bool>,
            with_identities: Option<bool>,
        ) -> Result<ResponseValue<types::UserSingleRespDto>, Error<()>> {
            let url = format!("{}/api/v3/get-profile", self.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(Self::api_version()),
                );
            #[allow(unused_mut)]
            let mut request = self
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "withCustomData",
                        &with_custom_data,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "withDepartmentIds",
                        &with_department_ids,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "withIdentities",
                        &with_identities,
                    ),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_profile",
            };
            self.pre(&mut request, &info).await?;
            let result = self.exec(request, &info).await;
            self.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}
