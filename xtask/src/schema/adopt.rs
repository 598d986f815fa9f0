//! Copies the vendor's schemas into our document: their structure and the order of their members, without the vendor's
//! texts.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::document::{Document, component, escape, target, unescape};
use super::ordered::Ordered;
use super::own::Own;
use super::shape::{canonical, is_annotation};
use super::text::printable;

/// The description until a maintainer writes one. The vendor's descriptions aren't copied.
pub(super) const UNDESCRIBED: &str = "Not described yet.";

/// Our document while it is edited.
#[derive(Clone)]
pub(super) struct Editor<'a> {
    pub(super) openapi: Ordered,
    pub(super) own: &'a Own,
    pub(super) vendor: &'a Document,
    pub(super) vendor_order: &'a Ordered,
    /// Pointers of the vendor's schemas, each with the pointer of our schema for the same thing.
    pub(super) pairs: BTreeMap<String, String>,
    /// Vendor schemas whose name belongs to a different schema in our document.
    pub(super) clashes: Vec<String>,
}

impl Editor<'_> {
    /// A vendor schema in our form, with this description.
    pub(super) fn described(&mut self, vendor: &str, description: &str, depth: usize) -> Result<Ordered, String> {
        let form = self.own_form(vendor, depth)?;
        let Ordered::Object(mut members) = form else { return Err("isn't a schema".to_owned()) };
        let mut described = IndexMap::new();
        // OpenAPI 3.0 ignores members beside a `$ref`, so that the reference goes into an `allOf`.
        if members.contains_key("$ref") {
            described.insert("description".to_owned(), description.into());
            described.insert("allOf".to_owned(), Ordered::Array(vec![Ordered::Object(members)]));
            return Ok(Ordered::Object(described));
        }
        for key in ["type", "format"] {
            described.extend(members.shift_remove_entry(key));
        }
        described.insert("description".to_owned(), description.into());
        described.extend(members);
        Ok(Ordered::Object(described))
    }

    /// A vendor schema without descriptions, examples and extensions. Schemas that this one refers to are added to our
    /// components.
    pub(super) fn own_form(&mut self, pointer: &str, depth: usize) -> Result<Ordered, String> {
        if depth > 32 {
            return Err("is too deep".to_owned());
        }
        let missing = || format!("refers to {}, which leads to nothing in this document", printable(pointer));
        let schema = self.vendor_order.at(pointer).ok_or_else(missing)?;
        let Ordered::Object(members) = schema else { return Ok(schema.clone()) };
        if let Some(reference) = members.get("$ref") {
            let target = reference.as_str().and_then(target).ok_or("has a reference out of the document")?;
            if component(&target).is_none() {
                return self.own_form(&target, depth + 1);
            }
            let reference = format!("#{}", self.component(&target, depth)?);
            return Ok(Ordered::Object(IndexMap::from([("$ref".to_owned(), reference.as_str().into())])));
        }
        let mut form = IndexMap::new();
        for (key, member) in members.iter().filter(|(key, _)| !is_annotation(key)) {
            let inner = format!("{pointer}/{}", escape(key));
            let member = match (key.as_str(), member) {
                ("properties", Ordered::Object(fields)) => {
                    let mut own = IndexMap::new();
                    for name in fields.keys() {
                        own.insert(
                            name.clone(),
                            self.described(&format!("{inner}/{}", escape(name)), UNDESCRIBED, depth + 1)?,
                        );
                    }
                    Ordered::Object(own)
                }
                ("items" | "additionalProperties" | "not", _) => self.own_form(&inner, depth + 1)?,
                ("allOf" | "oneOf" | "anyOf", Ordered::Array(schemas)) => {
                    let schemas = (0..schemas.len()).map(|index| self.own_form(&format!("{inner}/{index}"), depth + 1));
                    Ordered::Array(schemas.collect::<Result<_, _>>()?)
                }
                _ => member.clone(),
            };
            form.insert(key.clone(), member);
        }
        Ok(Ordered::Object(form))
    }

    /// The pointer of our component for a vendor component. The component is added if we have none.
    fn component(&mut self, target: &str, depth: usize) -> Result<String, String> {
        if let Some(own) = self.pairs.get(target).filter(|own| component(own).is_some()) {
            return Ok(own.clone());
        }
        if self.openapi.at(target).is_some() {
            let same = || Some(canonical(&self.own.openapi, target).ok()? == canonical(self.vendor, target).ok()?);
            if same() != Some(true) {
                self.clashes.push(printable(target));
            }
            self.pairs.insert(target.to_owned(), target.to_owned());
            return Ok(target.to_owned());
        }
        // Noted before the schema's members are read, since a member may refer back to the schema.
        self.pairs.insert(target.to_owned(), target.to_owned());
        let schema = self.described(target, UNDESCRIBED, depth + 1)?;
        let name = unescape(component(target).unwrap_or_default());
        let components = self.openapi.object_at("/components/schemas").ok_or("has no components to add to")?;
        components.insert(name, schema);
        Ok(target.to_owned())
    }
}
