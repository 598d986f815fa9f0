//! The names and types that typify chose for fields and variants, read from the Rust code that progenitor returned.

use std::collections::BTreeMap;

use syn::{Attribute, Item};

use super::text::field_type;

/// Fields and variants by the name of their type, then by their name on the wire.
#[derive(Default)]
pub struct Typify {
    fields: BTreeMap<String, BTreeMap<String, (String, String)>>,
    variants: BTreeMap<String, BTreeMap<String, String>>,
}

impl Typify {
    pub fn read(types: &syn::ItemMod) -> Self {
        let mut names = Self::default();
        for item in types.content.iter().flat_map(|(_, items)| items) {
            match item {
                Item::Struct(item) => {
                    let named = item.fields.iter().filter_map(|field| Some((field.ident.clone()?.to_string(), field)));
                    let fields = named.map(|(ident, field)| {
                        let wire = wire(&field.attrs, &ident);
                        // Each struct has a field `extra` of its own, for unknown members.
                        let ident = if ident == "extra" { "extra_".to_owned() } else { ident };
                        (wire, (ident, field_type(&field.ty)))
                    });
                    names.fields.insert(item.ident.to_string(), fields.collect());
                }
                Item::Enum(item) => {
                    let variants = item.variants.iter().map(|variant| {
                        let ident = variant.ident.to_string();
                        (wire(&variant.attrs, &ident), ident)
                    });
                    names.variants.insert(item.ident.to_string(), variants.collect());
                }
                _ => {}
            }
        }
        names
    }

    /// The name and the type of a struct's field.
    pub fn field(&self, name: &str, wire: &str) -> Option<&(String, String)> {
        self.fields.get(name)?.get(wire)
    }

    pub fn variant(&self, name: &str, wire: &str) -> Option<&str> {
        self.variants.get(name)?.get(wire).map(String::as_str)
    }
}

/// The name on the wire: the one in `#[serde(rename = "…")]`, or else the Rust name.
fn wire(attributes: &[Attribute], ident: &str) -> String {
    let mut wire = ident.to_owned();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // An argument in another form ends the parsing of this attribute; a `rename` after that argument isn't found.
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
