//! The macros [`object!`] and [`open_enum!`], which turn a table into a struct or an enum. Generated types are such
//! tables. The envelope is a struct of its own, with a table for [`impl_object!`].
//!
//! A row of [`object!`] has the key on the wire, the name in Rust, and the type. The mark `required` makes a field
//! mandatory; any other field is an `Option`. The mark `harmless` lets `Debug` show the field's value.

/// A struct with its fields and `extra`, and the traits that read, write, show and inspect the struct.
macro_rules! object {
    (
        $(#[$doc:meta])*
        pub struct $type:ident { $($body:tt)* }
    ) => {
        $crate::wire::table::object! { @blank_keys false, $(#[$doc])* pub struct $type { $($body)* } }
    };
    (
        blank_keys,
        $(#[$doc:meta])*
        pub struct $type:ident { $($body:tt)* }
    ) => {
        $crate::wire::table::object! { @blank_keys true, $(#[$doc])* pub struct $type { $($body)* } }
    };
    (
        @blank_keys $blank_keys:literal,
        $(#[$doc:meta])*
        pub struct $type:ident {
            $(
                $(#[$field_doc:meta])*
                $([$mark:ident])* $wire:literal => $field:ident: $field_type:ty,
            )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $type {
            $(
                $(#[$field_doc])*
                #[doc = ""]
                #[doc = concat!("On the wire `", $wire, "`.")]
                pub $field: $crate::wire::table::field!(@type $([$mark])*; $field_type),
            )*
            /// Unknown members of the object, and values that don't fit their field, each under its key. Serializing
            /// writes them back.
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        $crate::wire::table::impl_object! {
            [] $type, $blank_keys;
            $($([$mark])* $wire => $field: $field_type;)*
        }

        impl $crate::wire::tolerant::Described for $type {
            const HAS_FIELDS: bool = true;

            #[inline]
            fn expected() -> String {
                concat!("object (", stringify!($type), ")").to_owned()
            }

            #[inline]
            fn problem(misfit: &serde_json::Value) -> $crate::wire::tolerant::Problem {
                $crate::wire::object::problem::<Self>(misfit)
            }

            #[inline]
            fn inspect(&self, step: $crate::wire::drift::Step, walk: &mut $crate::wire::drift::Walk) {
                $crate::wire::fields::inspect(self, step, walk);
            }

            #[cfg(feature = "schemars")]
            fn reference(
                generator: &mut schemars::SchemaGenerator,
                references: &mut Vec<(String, schemars::Schema)>,
            ) {
                $crate::wire::json_schema::reference::<Self>(generator, references);
            }
        }

        /// Shows the fields that are set. The value is shown if the schema marks the field as harmless. Of a value that
        /// doesn't fit its field, the type is shown. Unknown fields are counted.
        impl std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::wire::fields::debug(self, stringify!($type), formatter)
            }
        }

        $crate::wire::table::json_schema!($type { $($field_type),* });
    };
}

/// The traits that read and write a struct, and the method for its drift. After `by` stands the function that reads a
/// field in a way of its own.
macro_rules! impl_object {
    (
        [$($generics:tt)*] $type:ty, $blank_keys:literal;
        $($([$mark:ident])* $wire:literal => $field:ident: $field_type:ty $(, by $read:ident)?;)*
    ) => {
        const _: () = {
            /// The number of each field, as a constant that a `match` can use.
            #[allow(non_camel_case_types, non_upper_case_globals)]
            mod number {
                enum Number { $($field),* }
                $(pub(super) const $field: usize = Number::$field as usize;)*
            }

            impl<$($generics)*> $crate::wire::fields::Object for $type {
                const FIELDS: &'static [$crate::wire::fields::Field] = &[$(
                    $crate::wire::fields::Field {
                        name: stringify!($field),
                        wire: $wire,
                        expected: <$field_type as $crate::wire::tolerant::Described>::expected,
                        required: $crate::wire::table::field!(@required $([$mark])*),
                        harmless: $crate::wire::table::field!(@harmless $([$mark])*)
                            || <$field_type as $crate::wire::tolerant::Described>::HAS_FIELDS,
                    }
                ),*];
                const BLANK_KEYS: bool = $blank_keys;

                #[inline]
                fn field(key: &str) -> Option<usize> {
                    match key {
                        $($wire => Some(number::$field),)*
                        _ => None,
                    }
                }

                #[inline]
                fn read<'de, A: serde::de::MapAccess<'de>>(
                    &mut self,
                    field: usize,
                    reader: &mut $crate::wire::tolerant::Reader,
                    map: &mut A,
                ) -> $crate::wire::tolerant::Decoded<A::Error> {
                    match field {
                        $(
                            number::$field => $crate::wire::table::field!(
                                @read $([$mark])* $($read)?; reader, map, self, $field, $wire, number::$field
                            ),
                        )*
                        _ => Ok(None),
                    }
                }

                fn visit<V: $crate::wire::fields::FieldVisitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                    $(
                        let value = $crate::wire::table::field!(@value $([$mark])*; self.$field);
                        visitor.field(&Self::FIELDS[number::$field], value)?;
                    )*
                    Ok(())
                }

                fn take_fields<V: $crate::wire::fields::FieldTaker>(&mut self, taker: &mut V) {
                    $(
                        let value = $crate::wire::table::field!(@take $([$mark])*; self.$field);
                        taker.field(&Self::FIELDS[number::$field], value);
                    )*
                }

                #[inline]
                fn is_set(&self, field: usize) -> bool {
                    match field {
                        $(number::$field => $crate::wire::table::field!(@value $([$mark])*; self.$field).is_some(),)*
                        _ => false,
                    }
                }

                #[inline]
                fn extra(&self) -> &serde_json::Map<String, serde_json::Value> {
                    &self.extra
                }

                #[inline]
                fn extra_mut(&mut self) -> &mut serde_json::Map<String, serde_json::Value> {
                    &mut self.extra
                }
            }
        };

        impl<'de, $($generics)*> $crate::wire::tolerant::Tolerant<'de> for $type {
            fn decode<D: serde::Deserializer<'de>>(
                slot: &mut Option<Self>,
                value: D,
                context: &mut $crate::wire::context::Context,
            ) -> $crate::wire::tolerant::Decoded<D::Error> {
                $crate::wire::object::decode_object(slot, value, context)
            }

            fn into_value(self, context: &mut $crate::wire::context::Context) -> serde_json::Value {
                $crate::wire::fields::into_members(self, context).into()
            }
        }

        impl<$($generics)*> $type {
            /// Where this value differs from the schema: unknown fields, values that don't fit, unknown enum values. At
            /// most 32 are listed.
            #[inline]
            pub fn drift(&self) -> Vec<$crate::wire::drift::Drift> {
                $crate::wire::fields::drift(self)
            }
        }

        impl<'de, $($generics)*> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
                $crate::wire::object::deserialize(value)
            }
        }

        impl<$($generics)*> serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::fields::serialize(self, serializer)
            }
        }
    };
}

/// Parts of [`object!`] that depend on the marks of a field.
macro_rules! field {
    (@type [required] $([$mark:ident])*; $type:ty) => { $type };
    (@type $([$mark:ident])*; $type:ty) => { Option<$type> };
    (@required [required] $([$mark:ident])*) => { true };
    (@required $([$mark:ident])*) => { false };
    (@harmless) => { false };
    (@harmless [harmless] $([$mark:ident])*) => { true };
    (@harmless [$other:ident] $([$mark:ident])*) => { $crate::wire::table::field!(@harmless $([$mark])*) };
    (
        @read [required] $([$mark:ident])*;
        $reader:ident, $map:ident, $object:ident, $field:ident, $wire:literal, $number:path
    ) => {{
        let bit = const {
            $crate::wire::fields::required_before(<Self as $crate::wire::fields::Object>::FIELDS, $number)
        };
        $reader.required($map, bit, $wire, &mut $object.$field)
    }};
    (
        @read $([$mark:ident])* $read:ident;
        $reader:ident, $map:ident, $object:ident, $field:ident, $wire:literal, $number:path
    ) => {
        $read($reader, $map, &mut $object.$field, $object.extra.get($wire))
    };
    (
        @read $([$mark:ident])*;
        $reader:ident, $map:ident, $object:ident, $field:ident, $wire:literal, $number:path
    ) => {
        $reader.optional($map, &mut $object.$field)
    };
    (@take [required] $([$mark:ident])*; $place:expr) => { Some(std::mem::take(&mut $place)) };
    (@take $([$mark:ident])*; $place:expr) => { $place.take() };
    (@value [required] $([$mark:ident])*; $place:expr) => { Some(&$place) };
    (@value $([$mark:ident])*; $place:expr) => { $place.as_ref() };
}

/// An open enum: unknown values are kept. Equality, order and hash are those of the text on the wire.
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        pub enum $type:ident { $($wire:literal => $variant:ident,)* }
    ) => {
        $(#[$doc])*
        ///
        /// The enum is open: a value that the schema doesn't know is kept in [`Other`](Self::Other). A later version of
        /// this crate may have a variant for the value. To be independent of that, match on [`as_str`](Self::as_str).
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $type {
            $(
                #[doc = concat!("`", $wire, "`")]
                $variant,
            )*
            /// A value that the schema doesn't know.
            Other($crate::wire::scalar::UnknownValue),
        }

        impl $type {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(unknown) => unknown.as_str(),
                }
            }

            fn from_wire(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Other($crate::wire::scalar::UnknownValue::new(text)),
                }
            }
        }

        $crate::wire::scalar::text_impls!($type, from_wire);

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $type {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl $crate::wire::scalar::Scalar for $type {
            fn from_text(text: &str) -> Option<Self> {
                Some(Self::from_wire(text))
            }
        }

        $crate::wire::scalar::tolerant_scalar!($type);

        impl $crate::wire::tolerant::Described for $type {
            fn expected() -> String {
                concat!("string (", stringify!($type), ")").to_owned()
            }

            #[inline]
            fn inspect(&self, step: $crate::wire::drift::Step, walk: &mut $crate::wire::drift::Walk) {
                if matches!(self, Self::Other(_)) {
                    walk.unknown_value(step, stringify!($type));
                }
            }

            #[cfg(feature = "schemars")]
            fn reference(
                generator: &mut schemars::SchemaGenerator,
                references: &mut Vec<(String, schemars::Schema)>,
            ) {
                $crate::wire::json_schema::reference::<Self>(generator, references);
            }
        }

        $crate::wire::table::json_schema!($type {});
    };
}

/// `JsonSchema` of a generated type: the schema from the document, with references to the types of the fields.
#[cfg(feature = "schemars")]
macro_rules! json_schema {
    ($type:ident { $($field_type:ty),* }) => {
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!("genauth::types::", stringify!($type)).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                // `SCHEMAS` is imported by the generated file in which this macro is expanded.
                $crate::wire::json_schema::of(
                    SCHEMAS,
                    stringify!($type),
                    generator,
                    &[$(<$field_type as $crate::wire::tolerant::Described>::reference),*],
                )
            }
        }
    };
}
#[cfg(not(feature = "schemars"))]
macro_rules! json_schema {
    ($type:ident { $($field_type:ty),* }) => {};
}
pub(crate) use {field, impl_object, json_schema, object, open_enum};
