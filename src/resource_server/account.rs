//! Calls of a [`User`] that change the user.

use std::fmt;
use std::pin::Pin;

use super::authenticator::Authenticator;
use super::user::User;
use crate::call::{Async, Call};
use crate::envelope::Response;
use crate::error::Error;
use crate::generated::calls::UpdateProfile;
use crate::operation::Operation;

/// Marks calls of a [`User`] that change the user. After the call, the cached data of the user is dropped, except if
/// the request was certainly not sent.
#[derive(Clone)]
pub struct OfUser {
    authenticator: Authenticator,
    user_id: String,
}

impl User {
    /// Begins a change of this user's profile, with the user's token: see
    /// [`update_profile`](crate::AuthenticationClient::update_profile) of the client. The answer is the new profile.
    ///
    /// Afterwards the cached profile and roles of the user are old: the next request asks the service. The same holds
    /// if the answer was lost, or the call is dropped, since the change may have been made. With a
    /// [shared cache](super::AuthenticatorBuilder::shared_cache), this counts in every instance, and the call waits up
    /// to 100 ms until the other instances can know. This `User` keeps the profile that it has.
    ///
    /// ```no_run
    /// # use genauth::Error;
    /// # use genauth::resource_server::User;
    /// async fn rename(user: User, name: String) -> Result<(), Error> {
    ///     user.update_profile().nickname(name).clear_photo().await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn update_profile(&self) -> UpdateProfile<OfUser> {
        let (authenticator, user_id) = (self.authenticator().clone(), self.user_id.clone());
        let call = authenticator.0.client.update_profile().access_token(self.token());
        call.in_mode(OfUser { authenticator, user_id }).0
    }
}

impl<O: Operation> Call<O, OfUser> {
    /// Sends the call and gives the whole response.
    ///
    /// # Errors
    /// As for the call of the client.
    pub async fn send(self) -> Result<Response<O::Data>, Error> {
        let (call, of) = self.in_mode(Async);
        let mut change = Change(Some(of));
        let result = call.send().await;
        match change.0.take() {
            Some(of) if !result.as_ref().is_err_and(Error::is_unsent) => {
                of.authenticator.forget_everywhere(&of.user_id).await;
            }
            _ => {}
        }
        result
    }
}

impl<O: Operation> IntoFuture for Call<O, OfUser> {
    type Output = Result<O::Data, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.send().await.map(Response::into_inner) })
    }
}

/// A change that is under way. If the call is dropped, the change may have been made.
struct Change(Option<OfUser>);

impl Drop for Change {
    fn drop(&mut self) {
        if let Some(of) = self.0.take() {
            of.authenticator.forget_user(&of.user_id);
        }
    }
}

/// Leaves out the user.
impl fmt::Debug for OfUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OfUser")
    }
}
