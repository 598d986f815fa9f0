//! Custom data as a type of the program.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::generated::types::UserDto;

impl UserDto {
    /// The custom data as a type of the program; `None` if the profile has no custom data. The service sends custom
    /// data only if the call asks for it with [`with_custom_data`](crate::GetProfile::with_custom_data). Custom data
    /// that isn't an object is kept in `extra`, and is read from there.
    ///
    /// ```
    /// use genauth::types::UserDto;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Custom {
    ///     school: String,
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let user: UserDto = serde_json::from_str(r#"{"userId":"u1","customData":{"school":"ETH","age":22}}"#)?;
    /// let custom: Option<Custom> = user.custom_data_as()?;
    /// assert_eq!(custom.map(|custom| custom.school).as_deref(), Some("ETH"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the custom data doesn't fit `T`.
    pub fn custom_data_as<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        let data = self.custom_data.clone().map(Value::Object).or_else(|| self.extra.get("customData").cloned());
        data.map(serde_json::from_value).transpose().map_err(|error| Error::custom_data(&error))
    }
}
