//! The facade of each operation: a builder with its parameters, which is awaited or sent.

use heck::{ToPascalCase, ToSnakeCase};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{FnArg, ImplItem, Item, Pat, Type};

use super::Error;
use super::emit::{Typify, documentation};
use super::model::{Kind, Model, Operation};

/// A parameter of progenitor's method.
struct Parameter {
    ident: Ident,
    optional: bool,
    form: Form,
}

enum Form {
    /// Passed by value: booleans and numbers.
    Copied(Type),
    /// `&'a str`, kept as a `String`.
    Text,
    /// A generated type, passed by value.
    Owned(Type),
    /// A generated type, passed by reference: a body.
    Borrowed(Type),
}

/// The facades, async and blocking.
pub fn operations(model: &Model, client: &[Item], typify: &Typify) -> Result<(TokenStream, TokenStream), Error> {
    let methods = client.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let methods: Vec<&syn::Signature> = methods
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(&method.sig),
            _ => None,
        })
        .collect();
    let (mut facades, mut blocking) = (TokenStream::new(), TokenStream::new());
    // Operations may share one.
    let mut envelopes = Vec::new();
    for operation in &model.operations {
        let method = methods.iter().find(|method| method.ident == operation.method);
        let method = method.ok_or_else(|| Error::new(&operation.pointer, "progenitor made no method of it"))?;
        let parameters = parameters(operation, method)?;
        let data = data(model, operation, typify)?;
        facades.extend(facade(operation, &parameters, &data));
        if !envelopes.contains(&&operation.response) {
            envelopes.push(&operation.response);
            facades.extend(envelope(model, operation, &data)?);
        }
        blocking.extend(blocking_facade(operation, &parameters, &data));
    }
    Ok((facades, blocking))
}

fn parameters(operation: &Operation, method: &syn::Signature) -> Result<Vec<Parameter>, Error> {
    let parameters = method.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    });
    let parameters = parameters.map(|input| match &*input.pat {
        Pat::Ident(pattern) => parameter(pattern.ident.clone(), &input.ty),
        _ => None,
    });
    let unknown = || Error::new(&operation.pointer, "has a parameter of a form that the facade doesn't know");
    parameters.collect::<Option<Vec<_>>>().ok_or_else(unknown)
}

fn facade(operation: &Operation, parameters: &[Parameter], data: &Data) -> TokenStream {
    let name = format_ident!("{}", operation.method.to_pascal_case());
    let call = format_ident!("{}", operation.method);
    let (envelope, data) = (format_ident!("{}", operation.response), &data.ty);
    let doc = documentation(Some(&operation.summary), "");
    let more = operation.description.as_deref().map(|text| documentation(Some(text), ""));
    let fields: Vec<TokenStream> = parameters.iter().map(field).collect();
    let required = parameters.iter().filter(|parameter| !parameter.optional);
    let arguments: Vec<TokenStream> = required.clone().map(argument).collect();
    let given: Vec<&Ident> = required.map(|parameter| &parameter.ident).collect();
    let optional: Vec<&Ident> =
        parameters.iter().filter(|parameter| parameter.optional).map(|parameter| &parameter.ident).collect();
    let setters: Vec<TokenStream> = parameters
        .iter()
        .filter(|parameter| parameter.optional)
        .map(|parameter| setter(operation, parameter))
        .collect();
    let passed = parameters.iter().map(pass);
    let all: Vec<&Ident> = parameters.iter().map(|parameter| &parameter.ident).collect();
    let summary = format!(" {}", operation.summary);
    let more_doc = more.map(|more| quote!(#[doc = ""] #more));
    quote! {
        #doc
        #more_doc
        ///
        /// Awaited, it gives the data; [`send`](Self::send) gives the whole [`Response`](crate::Response).
        #[must_use = "a call does nothing until it is awaited"]
        #[derive(Debug)]
        pub struct #name {
            call: crate::transport::Call,
            #(#fields)*
        }

        impl crate::AuthenticationClient {
            #[doc = #summary]
            #more_doc
            pub fn #call(&self, #(#arguments),*) -> #name {
                #name { call: self.call(), #(#given: #given.into(),)* #(#optional: None,)* }
            }
        }

        impl #name {
            #(#setters)*

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
            pub async fn send(self) -> Result<crate::Response<#data>, crate::Error> {
                let Self { call, #(#all),* } = self;
                #(let #all = &#all;)*
                // What it returns is in the attempt, see `transport`.
                let request = move |client: super::client::Client| async move {
                    let _ = client.#call(#(#passed),*).await;
                };
                call.send::<types::#envelope, _, _>(request).await
            }
        }

        impl IntoFuture for #name {
            type Output = Result<#data, crate::Error>;
            type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async { self.send().await.map(crate::Response::into_inner) })
            }
        }
    }
}

/// The same without async: each method hands on to the async builder.
fn blocking_facade(operation: &Operation, parameters: &[Parameter], data: &Data) -> TokenStream {
    let (name, call) = (format_ident!("{}", operation.method.to_pascal_case()), format_ident!("{}", operation.method));
    let data = &data.ty;
    let doc = format!(" As [`genauth::{name}`](crate::{name}), without async.");
    let (required, optional): (Vec<_>, Vec<_>) = parameters.iter().partition(|parameter| !parameter.optional);
    let arguments = required.iter().map(|parameter| argument(parameter));
    let given: Vec<&Ident> = required.iter().map(|parameter| &parameter.ident).collect();
    let same = |setter: &str| format!(" As [`{setter}`](crate::{name}::{setter}) of the async call.");
    let setters = optional.iter().map(|parameter| {
        let (ident, ty) = (&parameter.ident, kept(parameter));
        let doc = same(&ident.to_string());
        let argument = if matches!(parameter.form, Form::Text) { quote!(impl Into<String>) } else { quote!(#ty) };
        quote! {
            #[doc = #doc]
            pub fn #ident(mut self, value: #argument) -> Self {
                self.call = self.call.#ident(value);
                self
            }
        }
    });
    let (token, timeout, real_ip) = (same("access_token"), same("timeout"), same("real_ip"));
    quote! {
        #[doc = #doc]
        #[must_use = "a call does nothing until it is sent"]
        #[derive(Debug)]
        pub struct #name {
            call: super::calls::#name,
            runtime: crate::blocking::Runtime,
        }

        impl crate::blocking::AuthenticationClient {
            #[doc = #doc]
            pub fn #call(&self, #(#arguments),*) -> #name {
                #name { call: self.client.#call(#(#given),*), runtime: self.runtime.clone() }
            }
        }

        impl #name {
            #(#setters)*

            #[doc = #token]
            pub fn access_token<T>(mut self, token: T) -> Self
            where
                T: TryInto<crate::AccessToken>,
                crate::Error: From<T::Error>,
            {
                self.call = self.call.access_token(token);
                self
            }

            #[doc = #timeout]
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.call = self.call.timeout(timeout);
                self
            }

            #[doc = #real_ip]
            pub fn real_ip(mut self, address: std::net::IpAddr) -> Self {
                self.call = self.call.real_ip(address);
                self
            }

            /// Sends the call, and blocks until the whole response is there or the deadline has passed.
            pub fn send(self) -> Result<crate::Response<#data>, crate::Error> {
                self.runtime.run(self.call.send())
            }
        }
    }
}

/// How the facade reads the envelope: which of its fields there are.
fn envelope(model: &Model, operation: &Operation, data: &Data) -> Result<TokenStream, Error> {
    let envelope = format_ident!("{}", operation.response);
    let fields = &model.structs[&operation.response].fields;
    let number = |wire: &str| accessor(fields, wire, &Kind::Plain("integer"), |ident| quote!(self.#ident));
    let text = |wire: &str| accessor(fields, wire, &Kind::Plain("string"), |ident| quote!(self.#ident.take()));
    let (status, code, api_code) = (number("statusCode"), number("code"), number("apiCode"));
    let (message, request_id, unique_id) = (text("message"), text("requestId"), text("uniqueId"));
    if status.is_none() && code.is_none() {
        let pointer = format!("/components/schemas/{}", operation.response);
        return Err(Error::new(
            pointer,
            "is no envelope: it has no optional integer statusCode (the overlay makes it one)",
        ));
    }
    let first = |first: Option<TokenStream>, second: Option<TokenStream>| match (first, second) {
        (Some(first), Some(second)) => quote!(#first.or_else(|| #second)),
        (first, second) => first.or(second).unwrap_or_else(|| quote!(None)),
    };
    let (status, request_id) = (first(status, code), first(request_id, unique_id));
    let (message, api_code) = (first(message, None), first(api_code, None));
    let ty = &data.ty;
    let (take, has) = match data.present {
        true => (quote!(self.data.take()), quote!(self.data.is_some())),
        false => (quote!(Some(())), quote!(true)),
    };
    let problem = data.object.as_ref().map(|object| {
        quote! {
            fn problem(parked: &serde_json::Value) -> crate::decode::Problem {
                crate::decode::problem::<types::#object>(parked)
            }
        }
    });
    Ok(quote! {
        impl crate::response::Envelope for types::#envelope {
            type Data = #ty;

            fn status_code(&self) -> Option<i64> {
                #status
            }
            fn api_code(&self) -> Option<i64> {
                #api_code
            }
            fn take_message(&mut self) -> Option<String> {
                #message
            }
            fn take_request_id(&mut self) -> Option<String> {
                #request_id
            }
            fn take_data(&mut self) -> Option<Self::Data> {
                #take
            }
            fn has_data(&self) -> bool {
                #has
            }
            #problem
        }
    })
}

fn accessor(
    fields: &[super::model::Field],
    wire: &str,
    kind: &Kind,
    read: impl FnOnce(Ident) -> TokenStream,
) -> Option<TokenStream> {
    let field = fields.iter().find(|field| field.wire == wire && field.kind == *kind && !field.required)?;
    Some(read(format_ident!("{}", field.wire.to_snake_case())))
}

/// What an envelope's `data` is.
struct Data {
    ty: TokenStream,
    /// The struct that it is, which can say what is wrong with a value for it.
    object: Option<Ident>,
    present: bool,
}

fn data(model: &Model, operation: &Operation, typify: &Typify) -> Result<Data, Error> {
    let pointer = format!("/components/schemas/{}", operation.response);
    let fields = model.structs.get(&operation.response).map(|item| &item.fields);
    let Some(data) = fields.into_iter().flatten().find(|field| field.wire == "data") else {
        return Ok(Data { ty: quote!(()), object: None, present: false });
    };
    if data.required {
        return Err(Error::new(format!("{pointer}/required"), "failures have no `data`: take it out in the overlay"));
    }
    let object = match &data.kind {
        Kind::Object(name) => Some(format_ident!("{name}")),
        _ => None,
    };
    Ok(Data { ty: typify.field_type(&operation.response, "data")?, object, present: true })
}

fn parameter(ident: Ident, ty: &Type) -> Option<Parameter> {
    let (optional, inner) = match ty {
        Type::Path(path) if path.path.segments.last()?.ident == "Option" => {
            let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
                return None;
            };
            let syn::GenericArgument::Type(inner) = arguments.args.first()? else {
                return None;
            };
            (true, inner.clone())
        }
        other => (false, other.clone()),
    };
    let form = match inner {
        Type::Reference(reference) => match *reference.elem {
            Type::Path(path) if path.path.is_ident("str") => Form::Text,
            other => Form::Borrowed(other),
        },
        Type::Path(path) if path.path.get_ident().is_some() => Form::Copied(Type::Path(path)),
        other => Form::Owned(other),
    };
    Some(Parameter { ident, optional, form })
}

fn kept(parameter: &Parameter) -> TokenStream {
    match &parameter.form {
        Form::Text => quote!(String),
        Form::Copied(ty) | Form::Owned(ty) | Form::Borrowed(ty) => quote!(#ty),
    }
}

fn field(parameter: &Parameter) -> TokenStream {
    let (ident, ty) = (&parameter.ident, kept(parameter));
    if parameter.optional { quote!(#ident: Option<#ty>,) } else { quote!(#ident: #ty,) }
}

fn argument(parameter: &Parameter) -> TokenStream {
    let (ident, ty) = (&parameter.ident, kept(parameter));
    quote!(#ident: impl Into<#ty>)
}

fn setter(operation: &Operation, parameter: &Parameter) -> TokenStream {
    let ident = &parameter.ident;
    let doc = documentation(operation.parameters.get(&ident.to_string()).map(String::as_str), "Not described.");
    let ty = kept(parameter);
    let (argument, value) = match &parameter.form {
        Form::Text => (quote!(impl Into<String>), quote!(value.into())),
        _ => (quote!(#ty), quote!(value)),
    };
    quote! {
        #doc
        pub fn #ident(mut self, value: #argument) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

/// The argument of progenitor's method, from a reference to what is kept.
fn pass(parameter: &Parameter) -> TokenStream {
    let ident = &parameter.ident;
    match (&parameter.form, parameter.optional) {
        (Form::Copied(_), _) => quote!(*#ident),
        (Form::Text, true) => quote!(#ident.as_deref()),
        (Form::Text, false) | (Form::Borrowed(_), false) => quote!(#ident),
        (Form::Owned(_), _) => quote!(#ident.clone()),
        (Form::Borrowed(_), true) => quote!(#ident.as_ref()),
    }
}
