//! The macro [`operation!`], which turns a table into an operation and its calls. Generated operations are such tables.
//!
//! - The head has the HTTP method, the path, `repeatable` or `once`, marks, and the type of the data. `[anonymous]`
//!   marks an operation that needs no access token, `[secret]` an operation whose body can hold secrets.
//! - The method has the mandatory arguments, `=>` and the name of the operation's type. The mark `[into]` lets an
//!   argument be anything that converts to its type.
//! - `required` and `optional` list parameters of path, query and headers. The optional ones become setters.
//! - `flags` lists optional flags, if the operation has no other input. They become setters.
//! - `with` is the request's body: first the mandatory members, which are arguments of the method, then the optional
//!   ones, which become setters. `=>` and a name add a setter that sends `null`.
//! - `request` has the statements that progenitor wrote for the request. The last one is the request itself.

macro_rules! operation {
    (
        $(#[$doc:meta])*
        $verb:ident $path:literal $repeatable:ident $([$mark:ident])* => $data:ty;
        $method:ident($($([$argument_mark:ident])? $argument:ident: $argument_type:ty),*) => $name:ident;
        $(required { $($required:ident: $required_type:ty),* })?
        $(optional { $($(#[$optional_doc:meta])* $([$optional_mark:ident])? $optional:ident: $optional_type:ty,)* })?
        $(flags { $($(#[$flag_doc:meta])* $flag:ident,)* })?
        $(with $body:ident: $body_type:ident {
            required: $($member:ident),*;
            $(
                $(#[$body_doc:meta])*
                $([$body_mark:ident])? $setter:ident: $setter_type:ty $(=> $clear:ident $key:literal)?,
            )*
        })?
        request($http:ident, $host:ident) { $($request:tt)* }
    ) => {
        pub mod $method {
            use super::*;

            #[doc = "The parameters of"]
            #[doc = concat!("[`", stringify!($method), "`](crate::AuthenticationClient::", stringify!($method), ").")]
            #[derive(Clone)]
            pub struct $name {
                $($(pub(super) $required: $required_type,)*)?
                $($(pub(super) $optional: Option<$optional_type>,)*)?
                $($(pub(super) $flag: Option<bool>,)*)?
                $(pub(super) $body: $body_type,)?
            }

            impl $name {
                pub(super) fn new(
                    $($argument: $crate::client::table::argument!($([$argument_mark])? $argument_type)),*
                ) -> Self {
                    $(let $argument = $argument.into();)*
                    Self {
                        $($($required,)*)?
                        $($($optional: None,)*)?
                        $($($flag: None,)*)?
                        $($body: $body_type { $($member,)* ..Default::default() },)?
                    }
                }
            }

            /// Leaves out the parameters.
            impl std::fmt::Debug for $name {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
                }
            }

            impl $crate::operation::Operation for $name {
                type Data = $data;
                const METHOD: reqwest::Method = reqwest::Method::$verb;
                const PATH: &'static str = $path;
                const REPEATABLE: bool = $crate::client::table::is_repeatable!($repeatable);
                const NEEDS_TOKEN: bool = $crate::client::table::needs_token!($($mark)*);
                const HAS_SECRETS: bool = $crate::client::table::has_secrets!($($mark)*);

                fn request(
                    &self,
                    $http: &reqwest::Client,
                    $host: &str,
                ) -> Result<reqwest::Request, $crate::operation::Invalid> {
                    let Self { $($($required,)*)? $($($optional,)*)? $($($flag,)*)? $($body,)? } = self;
                    Ok({ $($request)* })
                }

                $(
                    fn flags(&self) -> Option<$crate::operation::Flags> {
                        $crate::operation::flags([$(self.$flag),*])
                    }
                )?
            }

            #[doc = concat!("As [`genauth::", stringify!($name), "`](crate::", stringify!($name), "), without async.")]
            #[cfg(feature = "blocking")]
            pub type Blocking = super::$name<$crate::call::Blocking>;
        }

        $(#[$doc])*
        #[doc = ""]
        #[doc = "A call that is being prepared. Made by"]
        #[doc = concat!("[`", stringify!($method), "`](crate::AuthenticationClient::", stringify!($method), ").")]
        pub type $name<M = $crate::call::Async> = $crate::call::Call<$method::$name, M>;

        impl $crate::client::AuthenticationClient {
            $(#[$doc])*
            pub fn $method(
                &self,
                $($argument: $crate::client::table::argument!($([$argument_mark])? $argument_type)),*
            ) -> $name {
                self.call($method::$name::new($($argument),*))
            }
        }

        #[cfg(feature = "blocking")]
        impl $crate::client::blocking::AuthenticationClient {
            #[doc = "As"]
            #[doc = concat!("[`", stringify!($method), "`](crate::AuthenticationClient::", stringify!($method), ")")]
            #[doc = "of the async client."]
            pub fn $method(
                &self,
                $($argument: $crate::client::table::argument!($([$argument_mark])? $argument_type)),*
            ) -> $name<$crate::call::Blocking> {
                self.call($method::$name::new($($argument),*))
            }
        }

        impl<M> $name<M> {
            $($(
                $(#[$optional_doc])*
                pub fn $optional(
                    mut self,
                    value: $crate::client::table::argument!($([$optional_mark])? $optional_type),
                ) -> Self {
                    self.operation.$optional = Some(value.into());
                    self
                }
            )*)?
            $($(
                $(#[$flag_doc])*
                pub fn $flag(mut self, value: bool) -> Self {
                    self.operation.$flag = Some(value);
                    self
                }
            )*)?
            $($(
                $(#[$body_doc])*
                pub fn $setter(
                    mut self,
                    value: $crate::client::table::argument!($([$body_mark])? $setter_type),
                ) -> Self {
                    self.operation.$body.$setter = Some(value.into());
                    self
                }
                $(
                    #[doc = concat!("Removes the value of `", $key, "`: sends `null`, whatever value was set.")]
                    pub fn $clear(mut self) -> Self {
                        self.operation.$body.$setter = None;
                        self.operation.$body.extra.insert($key.to_owned(), Value::Null);
                        self
                    }
                )?
            )*)?
        }
    };
}

/// The type of an argument of a method or a setter.
macro_rules! argument {
    ([into] $type:ty) => { impl Into<$type> };
    ($type:ty) => { $type };
}

macro_rules! is_repeatable {
    (repeatable) => {
        true
    };
    (once) => {
        false
    };
}

/// Whether the marks of the table's head lack `anonymous`.
macro_rules! needs_token {
    () => {
        true
    };
    (anonymous $($mark:ident)*) => {
        false
    };
    ($other:ident $($mark:ident)*) => {
        $crate::client::table::needs_token!($($mark)*)
    };
}

/// Whether the marks of the table's head have `secret`.
macro_rules! has_secrets {
    () => {
        false
    };
    (secret $($mark:ident)*) => {
        true
    };
    ($other:ident $($mark:ident)*) => {
        $crate::client::table::has_secrets!($($mark)*)
    };
}
pub(crate) use {argument, has_secrets, is_repeatable, needs_token, operation};
