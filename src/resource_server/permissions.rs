//! Whether an action with a resource is granted, by the answer of `check-permission-string-resource`.

use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::strict::{Member, Row, Rows, Within, is_spelling_of, scalars_are, strict_data};
use crate::wire::context::Context;

/// An action with a string resource of a permission space.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Permission {
    pub(super) namespace: Arc<str>,
    pub(super) resource: Arc<str>,
    pub(super) action: Arc<str>,
}

impl Permission {
    /// In bytes.
    pub(super) fn length(&self) -> usize {
        self.namespace.len() + self.resource.len() + self.action.len()
    }

    /// The keys of a row, with what each must say.
    fn members(&self) -> [(&'static str, &str); 3] {
        [("namespaceCode", &self.namespace), ("resource", &self.resource), ("action", &self.action)]
    }

    /// Whether an answer grants this: some row is about exactly this, and every such row says `true`, once.
    pub(super) fn is_granted_by(&self, answer: &PermissionAnswer) -> bool {
        let mut about = answer.0.iter().filter(|row| self.members().iter().all(|(key, text)| row.may_say(key, text)));
        let grants = |row: &Row| {
            let is_exact = self.members().iter().all(|(key, text)| row.text(key) == Some(text));
            is_exact && matches!(row.member("enabled"), Member::Is(Value::Bool(true)))
        };
        about.next().is_some_and(grants) && about.all(grants)
    }
}

/// The rows of an answer.
#[derive(Default)]
pub(super) struct PermissionAnswer(Vec<Row>);

strict_data!(PermissionAnswer, "object (CheckResourcePermissionDataDto)", |context, value| {
    Results(context).deserialize(value).map(|rows| Self(rows.unwrap_or_default()))
});

/// Reads the rows under `checkResultList`. None if that key is unclear.
struct Results<'a>(&'a mut Context);

const LIST: &str = "checkResultList";

impl<'de> DeserializeSeed<'de> for Results<'_> {
    type Value = Option<Vec<Row>>;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Results<'_> {
    type Value = Option<Vec<Row>>;

    scalars_are!(None);

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut rows, mut lists) = (None, 0);
        while let Some(key) = map.next_key::<String>()? {
            lists += usize::from(is_spelling_of(&key, LIST));
            if key == LIST && lists == 1 {
                rows = Some(map.next_value_seed(Rows { context: &mut *self.0, within: Within::List })?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(rows.filter(|_| lists == 1))
    }
}
