//! Runs progenitor on the document. The result is progenitor's client, which makes the requests, and the names that
//! typify chose.

use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor_impl::{GenerationSettings, Generator, HooksMode};
use quote::quote;
use syn::{ImplItem, Item};

use super::error::Error;
use super::kind::TIMESTAMP;
use super::model::Model;
use super::typify::Typify;

pub struct Progenitor {
    pub typify: Typify,
    items: Vec<Item>,
}

impl Progenitor {
    /// Runs progenitor. progenitor and typify panic at some valid documents, so a panic is turned into an error.
    pub fn new(model: &Model) -> Result<Self, Error> {
        let document: openapiv3::OpenAPI = serde_json::from_value(model.document.clone())
            .map_err(|error| Error::new("/", format!("is not OpenAPI 3.0: {error}")))?;
        let mut settings = GenerationSettings::new();
        settings
            .with_inner_type(quote!(crate::hook::RequestSlot))
            .with_hooks(HooksMode::Expected)
            .with_map_type("::serde_json::Map")
            .with_replacement(TIMESTAMP, "crate::types::Timestamp", std::iter::empty());
        let tokens = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&document)));
        let tokens = tokens
            .map_err(|_| {
                let advice = "progenitor stopped at this document: generate from fewer operations to find which";
                Error::new("/paths", advice)
            })?
            .map_err(|error| Error::new("/", format!("progenitor: {error}")))?;
        let file: syn::File = syn::parse2(tokens)
            .map_err(|error| Error::new("/", format!("progenitor made text that is not Rust: {error}")))?;
        let mut items = file.items;
        let types = items.iter().position(|item| matches!(item, Item::Mod(module) if module.ident == "types"));
        let Some(Item::Mod(types)) = types.map(|index| items.remove(index)) else {
            return Err(Error::new("/components/schemas", "progenitor made no types"));
        };
        items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
        Ok(Self { typify: Typify::read(&types), items })
    }

    /// The signature of the client's method with this name.
    pub fn method(&self, name: &str) -> Option<&syn::Signature> {
        let methods = self.items.iter().filter_map(|item| match item {
            Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
            _ => None,
        });
        methods.flatten().find_map(|item| match item {
            ImplItem::Fn(method) if method.sig.asyncness.is_some() && method.sig.ident == name => Some(&method.sig),
            _ => None,
        })
    }

    /// The Rust text of the client, with the hook that takes the request out.
    pub fn client(self) -> Result<String, Error> {
        let items = self.items;
        let tokens = quote! {
            use crate::generated::types;

            #(#items)*

            impl ClientHooks<crate::hook::RequestSlot> for Client {
                async fn pre<E>(
                    &self,
                    request: &mut reqwest::Request,
                    _: &OperationInfo,
                ) -> std::result::Result<(), Error<E>> {
                    Err(self.inner.keep(request))
                }
            }
        };
        let file =
            syn::parse2(tokens).map_err(|error| Error::new("/", format!("made text that is not Rust: {error}")))?;
        Ok(prettyplease::unparse(&file))
    }
}
