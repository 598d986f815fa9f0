//! Which roles are in force, by the answer of `get-my-role-list`.

use std::time::SystemTime;

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::strict::{Member, Row, Rows, Within, strict_data};
use crate::types::RoleDto;

/// A role that its row doesn't switch off.
#[cfg_attr(feature = "redis", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Role {
    pub(super) namespace: String,
    pub(super) code: String,
    /// When the role ends, in milliseconds since 1970; None if it never ends.
    ends: Option<i64>,
    pub(super) dto: RoleDto,
}

impl Role {
    /// The role of a row, unless the row says anything else than that the role is in force.
    fn of(row: Row) -> Option<Self> {
        let (namespace, code) = (row.text("namespace")?.to_owned(), row.text("code")?.to_owned());
        match row.member("status") {
            Member::Absent | Member::Is(Value::Null) => {}
            Member::Is(Value::String(status)) if is_enabled(status) => {}
            Member::Is(_) | Member::Unclear => return None,
        }
        let ends = match row.member("disableTime") {
            Member::Absent | Member::Is(Value::Null) => None,
            Member::Is(Value::String(text)) if text.is_empty() => None,
            Member::Is(time) => Some(milliseconds(time)?),
            Member::Unclear => return None,
        };
        let dto = serde_json::from_value(row.into_value()).ok()?;
        Some(Self { namespace, code, ends, dto })
    }

    pub(super) fn is_in_force(&self) -> bool {
        self.ends.is_none_or(|ends| {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            i128::from(ends) > now.as_millis() as i128
        })
    }
}

/// Whether one of these roles is there and in force.
pub(super) fn has_any(roles: &[Role], namespace: &str, codes: &[impl AsRef<str>]) -> bool {
    let is_asked_for = |role: &Role| role.namespace == namespace && codes.iter().any(|code| code.as_ref() == role.code);
    roles.iter().any(|role| is_asked_for(role) && role.is_in_force())
}

fn is_enabled(status: &str) -> bool {
    ["ENABLE", "ENABLED"].iter().any(|enabled| status.eq_ignore_ascii_case(enabled))
}

/// A number of milliseconds. The documented answer has it in a text.
fn milliseconds(time: &Value) -> Option<i64> {
    match time {
        Value::String(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok(),
        Value::Number(number) => number.as_i64().or_else(|| {
            let number = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < i64::MAX as f64);
            number.map(|number| number as i64)
        }),
        _ => None,
    }
}

/// The roles of an answer.
#[derive(Default)]
pub(super) struct RoleAnswer(pub(super) Vec<Role>);

strict_data!(RoleAnswer, "array of object (RoleDto)", |context, value| {
    let rows = Rows { context, within: Within::Text }.deserialize(value);
    rows.map(|rows| Self(rows.into_iter().filter_map(Role::of).collect()))
});
