//! Custom data as a type of the program.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::generated::types::UserDto;

impl UserDto {
    /// The custom data as a type of the program; `None` without custom data, which is asked for with
    /// [`with_custom_data`](crate::GetProfile::with_custom_data). Custom data that is no object, and was parked in
    /// `extra`, counts too.
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
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) where the data doesn't have the form of `T`.
    pub fn custom_data_as<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        let data = self.custom_data.clone().map(Value::Object).or_else(|| self.extra.get("customData").cloned());
        data.map(serde_json::from_value).transpose().map_err(|error| Error::custom_data(&error))
    }
}
