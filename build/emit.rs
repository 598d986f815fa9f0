//! Rust items for the model: structs with their decoder tables, open enums, progenitor's client.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Ident, Span, TokenStream};
use progenitor_impl::{GenerationSettings, Generator, HooksMode};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Attribute, Item};

use super::model::{Enum, Field, Kind, Model, Struct, TIMESTAMP};
use super::{Error, facade};

/// Names and types that typify chose, by type name and wire name.
pub struct Typify {
    fields: BTreeMap<String, BTreeMap<String, (Ident, syn::Type)>>,
    variants: BTreeMap<String, BTreeMap<String, Ident>>,
}

pub fn file(model: &Model) -> Result<syn::File, Error> {
    let mut items = progenitor(model)?.items;
    let types = items.iter().position(|item| matches!(item, Item::Mod(module) if module.ident == "types"));
    let Some(Item::Mod(types)) = types.map(|index| items.remove(index)) else {
        return Err(Error::new("/components/schemas", "progenitor made no types"));
    };
    items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    let typify = Typify::read(&types);
    let (facade, blocking) = facade::operations(model, &items, &typify)?;
    let structs =
        model.structs.iter().map(|(name, item)| typify.structure(name, item)).collect::<Result<Vec<_>, _>>()?;
    let enums = model.enums.iter().map(|(name, item)| typify.enumeration(name, item)).collect::<Result<Vec<_>, _>>()?;
    let tokens = quote! {
        /// Types of the API, made by typify and given a tolerant decoder.
        pub mod types {
            use crate::decode::{self, Aside, Object, Reader, Tolerant};
            use crate::drift::Walk;
            use crate::types::UnknownValue;

            #(#structs)*
            #(#enums)*
        }

        /// What a program calls: one builder for each operation.
        pub mod calls {
            use super::types;
            #facade
        }

        /// The same without async.
        #[cfg(feature = "blocking")]
        pub mod blocking_calls {
            use super::types;
            #blocking
        }

        /// progenitor's client: method, path, query and headers of each operation.
        pub mod client {
            use super::types;
            #(#items)*
        }
    };
    syn::parse2(tokens).map_err(|error| Error::new("/", format!("made text that is not Rust: {error}")))
}

/// progenitor and typify panic at some documents that are valid; a panic becomes an error here.
fn progenitor(model: &Model) -> Result<syn::File, Error> {
    let document: openapiv3::OpenAPI = serde_json::from_value(model.document.clone())
        .map_err(|error| Error::new("/", format!("is not OpenAPI 3.0: {error}")))?;
    let mut settings = GenerationSettings::new();
    settings
        .with_inner_type(quote!(std::sync::Arc<crate::transport::Made>))
        .with_hooks(HooksMode::Expected)
        .with_map_type("::serde_json::Map")
        .with_replacement(TIMESTAMP, "crate::Timestamp", std::iter::empty());
    let tokens = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&document)));
    let tokens = tokens
        .map_err(|_| {
            Error::new("/paths", "progenitor stopped at this document: generate from fewer operations to find which")
        })?
        .map_err(|error| Error::new("/", format!("progenitor: {error}")))?;
    syn::parse2(tokens).map_err(|error| Error::new("/", format!("progenitor made text that is not Rust: {error}")))
}

impl Typify {
    fn read(types: &syn::ItemMod) -> Self {
        let mut names = Self { fields: BTreeMap::new(), variants: BTreeMap::new() };
        for item in types.content.iter().flat_map(|(_, items)| items) {
            match item {
                Item::Struct(item) => {
                    let named = item.fields.iter().filter_map(|field| Some((field.ident.clone()?, field)));
                    let fields = named.map(|(ident, field)| (wire(&field.attrs, &ident), (ident, field.ty.clone())));
                    names.fields.insert(item.ident.to_string(), fields.collect());
                }
                Item::Enum(item) => {
                    let variants = item.variants.iter();
                    let variants =
                        variants.map(|variant| (wire(&variant.attrs, &variant.ident), variant.ident.clone()));
                    names.variants.insert(item.ident.to_string(), variants.collect());
                }
                _ => {}
            }
        }
        names
    }

    /// The type of a field as it is written outside of the module of the types.
    pub fn field_type(&self, name: &str, wire: &str) -> Result<TokenStream, Error> {
        let field = self.fields.get(name).and_then(|fields| fields.get(wire));
        let (_, ty) =
            field.ok_or_else(|| Error::new(format!("/components/schemas/{name}"), "typify made no struct of it"))?;
        let mut ty = without_option(ty);
        qualify(&mut ty);
        Ok(quote!(#ty))
    }

    fn structure(&self, name: &str, item: &Struct) -> Result<TokenStream, Error> {
        let pointer = format!("/components/schemas/{name}");
        let known = self.fields.get(name).ok_or_else(|| Error::new(&pointer, "typify made no struct of it"))?;
        let mut fields = Vec::new();
        for field in &item.fields {
            let (ident, ty) = known.get(&field.wire).ok_or_else(|| {
                Error::new(format!("{pointer}/properties/{}", field.wire), "typify made no field of it")
            })?;
            // What stands beside the fields in each struct has this name.
            let ident = if ident == "extra" { format_ident!("extra_") } else { ident.clone() };
            fields.push((field, ident, without_option(ty)));
        }
        let ident = format_ident!("{name}");
        let doc = documentation(item.description.as_deref(), &format!("Schema `{name}`."));
        let definitions = fields.iter().map(|(field, ident, ty)| {
            let doc = documentation(field.description.as_deref(), "Not described by the vendor.");
            let wire = format!(" On the wire `{}`.", field.wire);
            let ty = if field.required { quote!(#ty) } else { quote!(Option<#ty>) };
            quote!(#doc #[doc = ""] #[doc = #wire] pub #ident: #ty,)
        });
        let object = object(&ident, item, &fields);
        let serialized = fields.iter().map(|(Field { wire, required, .. }, ident, _)| match required {
            true => quote!(map.serialize_entry(#wire, &self.#ident)?;),
            false => quote!(if let Some(value) = &self.#ident { map.serialize_entry(#wire, value)?; }),
        });
        let debugged = fields.iter().map(|(field, ident, _)| {
            let label = ident.to_string();
            match (field.required, field.sensitive) {
                (true, false) => quote!(debug.field(#label, &self.#ident);),
                (true, true) => quote!(debug.field(#label, &decode::Redacted);),
                (false, false) => quote!(if let Some(value) = &self.#ident { debug.field(#label, value); }),
                (false, true) => quote!(if self.#ident.is_some() { debug.field(#label, &decode::Redacted); }),
            }
        });
        let schema = json_schema(&ident, &item.schema, item.description.as_deref());
        Ok(quote! {
            #doc
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct #ident {
                #(#definitions)*
                /// What the answer held beyond the fields above: unknown members, and values that don't fit their
                /// field, under the field's key. Written back.
                pub extra: serde_json::Map<String, serde_json::Value>,
            }

            #object

            impl<'de> Tolerant<'de> for #ident {
                fn decode<D: serde::Deserializer<'de>>(
                    slot: &mut Option<Self>,
                    value: D,
                    aside: &mut Aside,
                ) -> Result<(), D::Error> {
                    decode::decode_object(slot, value, aside)
                }
            }

            impl<'de> serde::Deserialize<'de> for #ident {
                fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
                    decode::deserialize(value)
                }
            }

            impl serde::Serialize for #ident {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    use serde::ser::SerializeMap as _;
                    let mut map = serializer.serialize_map(None)?;
                    #(#serialized)*
                    decode::serialize_extra(self, &mut map)?;
                    map.end()
                }
            }

            /// Fields that are set; sensitive ones and unknown values are redacted.
            impl std::fmt::Debug for #ident {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    let mut debug = formatter.debug_struct(stringify!(#ident));
                    #(#debugged)*
                    if !self.extra.is_empty() {
                        debug.field("extra", &decode::DebugExtra(&self.extra));
                    }
                    debug.finish()
                }
            }

            #schema
        })
    }

    fn enumeration(&self, name: &str, item: &Enum) -> Result<TokenStream, Error> {
        let pointer = format!("/components/schemas/{name}");
        let known = self.variants.get(name).ok_or_else(|| Error::new(&pointer, "typify made no enum of it"))?;
        let mut variants = Vec::new();
        for (wire, readable) in &item.values {
            let variant = match readable {
                Some(readable) => format_ident!("{readable}"),
                None => {
                    known.get(wire).cloned().ok_or_else(|| Error::new(&pointer, format!("no name for {wire:?}")))?
                }
            };
            if variant == "Other" || variants.iter().any(|(_, earlier)| *earlier == variant) {
                let message = format!("{wire:?} needs a name of its own in x-enum-names, {variant} is taken");
                return Err(Error::new(pointer, message));
            }
            variants.push((wire, variant));
        }
        let ident = format_ident!("{name}");
        let doc = documentation(item.description.as_deref(), &format!("Values of `{name}`."));
        let definitions = variants.iter().map(|(wire, variant)| {
            let doc = format!(" `{wire}`");
            quote!(#[doc = #doc] #variant,)
        });
        let (wires, idents): (Vec<_>, Vec<_>) = variants.iter().cloned().unzip();
        let schema = serde_json::json!({"anyOf": [{"enum": wires}, {"type": "string"}]});
        let schema = json_schema(&ident, &schema, item.description.as_deref());
        Ok(quote! {
            #doc
            ///
            /// Open: a value that the schema doesn't know is kept in [`Other`](Self::Other). To be independent of what
            /// a later version knows, match on [`as_str`](Self::as_str).
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum #ident {
                #(#definitions)*
                /// A value that the schema doesn't know.
                Other(UnknownValue),
            }

            crate::types::open_enum!(#ident { #(#idents = #wires),* });

            #schema
        })
    }
}

/// The decoder's tables of one struct.
fn object(ident: &Ident, item: &Struct, fields: &[(&Field, Ident, syn::Type)]) -> TokenStream {
    let names = fields.iter().map(|(field, ..)| {
        let (wire, expected) = (&field.wire, field.kind.expected());
        quote!((#wire, #expected))
    });
    let required: Vec<&String> =
        fields.iter().filter(|(field, ..)| field.required).map(|(field, ..)| &field.wire).collect();
    let (find, read) = (find(fields), read(fields));
    let set = fields.iter().enumerate().map(|(index, (field, ident, _))| match field.required {
        true => quote!(#index => true),
        false => quote!(#index => self.#ident.is_some()),
    });
    let drifts: Vec<TokenStream> = fields.iter().filter_map(|(field, ident, _)| drift(field, ident)).collect();
    let drift = (!drifts.is_empty()).then(|| quote!(fn drift(&self, walk: &mut Walk) { #(#drifts)* }));
    let blank_keys = item.blank_keys;
    quote! {
        impl Object for #ident {
            const FIELDS: &'static [(&'static str, &'static str)] = &[#(#names),*];
            const REQUIRED: &'static [&'static str] = &[#(#required),*];
            const BLANK_KEYS: bool = #blank_keys;

            #[inline]
            fn field(key: &str) -> Option<usize> {
                #find
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
                #read
            }
            fn is_set(&self, field: usize) -> bool {
                match field { #(#set,)* _ => false }
            }
            #drift
        }
    }
}

/// Finds a key's field: by length, then by a byte, so that the key is compared once.
fn find(fields: &[(&Field, Ident, syn::Type)]) -> TokenStream {
    let mut lengths: BTreeMap<usize, Vec<(&str, usize)>> = BTreeMap::new();
    for (index, (field, ..)) in fields.iter().enumerate() {
        lengths.entry(field.wire.len()).or_default().push((&field.wire, index));
    }
    let lengths = lengths.into_iter().map(|(length, keys)| {
        let found = same_length(length, &keys);
        quote!(#length => #found)
    });
    quote!(Some(match key.len() { #(#lengths,)* _ => return None }))
}

/// Reads a field. Those of one type are read in one place, after one jump that finds the field: less code, and faster.
fn read(fields: &[(&Field, Ident, syn::Type)]) -> TokenStream {
    let mut types: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut arms = vec![TokenStream::new(); fields.len()];
    let mut bit = 0u32;
    for (index, (field, ident, ty)) in fields.iter().enumerate() {
        if field.required {
            let wire = &field.wire;
            arms[index] = quote!(return reader.required(map, #bit, #wire, &mut self.#ident));
            bit += 1;
        } else {
            types.entry(quote!(#ty).to_string()).or_default().push(index);
        }
    }
    let mut labels = Vec::new();
    for indexes in types.values() {
        if let [index] = indexes[..] {
            let ident = &fields[index].1;
            arms[index] = quote!(return reader.optional(map, &mut self.#ident));
            continue;
        }
        let label = syn::Lifetime::new(&format!("'type_{}", labels.len()), Span::call_site());
        for index in indexes {
            let ident = &fields[*index].1;
            arms[*index] = quote!(break #label &mut self.#ident);
        }
        labels.push(label);
    }
    let last = arms.pop();
    let indexes = 0..arms.len();
    let found = quote!(match field { #(#indexes => #arms,)* _ => #last });
    labels
        .iter()
        .fold(found, |found, label| quote!(let place = #label: { #found }; return reader.optional(map, place);))
}

/// Which of the keys of one length a key is: told apart by a byte in which all differ, or else one after the other.
fn same_length(length: usize, keys: &[(&str, usize)]) -> TokenStream {
    let byte = |at: usize| keys.iter().map(move |(key, _)| key.as_bytes()[at]);
    let differs = |at: &usize| byte(*at).collect::<BTreeSet<u8>>().len() == keys.len();
    let texts = keys.iter().map(|(key, _)| key);
    let indexes = keys.iter().map(|(_, index)| index);
    match (0..length).find(differs).filter(|_| keys.len() > 2) {
        None => quote!(match key { #(#texts => #indexes,)* _ => return None }),
        Some(at) => {
            let bytes = byte(at).map(|byte| syn::LitByte::new(byte, Span::call_site()));
            quote!(match key.as_bytes()[#at] { #(#bytes if key == #texts => #indexes,)* _ => return None })
        }
    }
}

fn drift(field: &Field, ident: &Ident) -> Option<TokenStream> {
    let wire = &field.wire;
    let (walk, list) = match &field.kind {
        Kind::Plain(_) => return None,
        Kind::Enum(name) => (quote!(walk.value(#wire, value, #name)), false),
        Kind::Object(_) => (quote!(walk.member(#wire, value)), false),
        Kind::List(element) => match &**element {
            Kind::Enum(name) => (quote!(walk.values(#wire, value, #name)), true),
            Kind::Object(_) => (quote!(walk.members(#wire, value)), true),
            Kind::Plain(_) | Kind::List(_) => return None,
        },
    };
    Some(match (field.required, list) {
        (true, _) => quote!({ let value = &self.#ident; #walk; }),
        (false, _) => quote!(if let Some(value) = &self.#ident { #walk; }),
    })
}

fn json_schema(ident: &Ident, schema: &Value, description: Option<&str>) -> TokenStream {
    let mut schema = schema.clone();
    if let Some(description) = description {
        schema["description"] = description.into();
    }
    // Older drafts and OpenAPI 3.0 don't allow an empty one.
    if let Some(members) = schema.as_object_mut() {
        members.retain(|key, value| key != "required" || value.as_array().is_some_and(|keys| !keys.is_empty()));
    }
    schema.sort_all_objects();
    let mut references = Vec::new();
    collect_references(&schema, &mut references);
    let names = references.iter();
    let types = references.iter().map(|name| {
        let ident = format_ident!("{name}");
        if name == TIMESTAMP { quote!(crate::Timestamp) } else { quote!(#ident) }
    });
    let text = schema.to_string();
    let generator = if references.is_empty() { quote!(_) } else { quote!(generator) };
    quote! {
        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for #ident {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!(#ident).into()
            }
            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!("genauth::types::", stringify!(#ident)).into()
            }
            fn json_schema(#generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::types::json_schema(#text, &[#((#names, generator.subschema_for::<#types>())),*])
            }
        }
    }
}

fn collect_references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value.as_str().and_then(|value| value.strip_prefix("#/components/schemas/")) {
                    Some(name) if key == "$ref" && !found.iter().any(|known| known == name) => {
                        found.push(name.to_owned())
                    }
                    _ => collect_references(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

/// typify makes some optional fields an `Option` and others, such as lists, a default.
fn without_option(ty: &syn::Type) -> syn::Type {
    if let syn::Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == "Option"
        && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(syn::GenericArgument::Type(inner)) = arguments.args.first()
    {
        return inner.clone();
    }
    ty.clone()
}

/// Puts `types::` before the names of generated types, which typify writes bare.
fn qualify(ty: &mut syn::Type) {
    let syn::Type::Path(path) = ty else { return };
    for segment in &mut path.path.segments {
        if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            arguments.args.iter_mut().for_each(|argument| {
                if let syn::GenericArgument::Type(inner) = argument {
                    qualify(inner);
                }
            });
        }
    }
    if let Some(ident) = path.path.get_ident().filter(|ident| !["bool", "i64", "f64"].contains(&&*ident.to_string())) {
        *ty = syn::parse_quote!(types::#ident);
    }
}

/// The name on the wire, from `#[serde(rename = "…")]`.
fn wire(attributes: &[Attribute], ident: &Ident) -> String {
    let mut wire = ident.to_string();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // An argument of another form ends the parsing of this attribute, which has no rename then.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.input.peek(syn::Token![=]) {
                let value: syn::LitStr = meta.value()?.parse()?;
                if meta.path.is_ident("rename") {
                    wire = value.value();
                }
            }
            Ok(())
        });
    }
    wire
}

pub fn documentation(text: Option<&str>, otherwise: &str) -> TokenStream {
    let lines = text.unwrap_or(otherwise).lines().map(|line| format!(" {line}").trim_end().to_owned());
    quote!(#(#[doc = #lines])*)
}
