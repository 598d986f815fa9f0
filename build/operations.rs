//! The code of each operation: a struct with the call's parameters, the operation's metadata, the method that begins a
//! call, and the setters. What all calls share is hand-written, in `src/call.rs`.

use heck::{ToPascalCase, ToSnakeCase};
use quote::ToTokens;
use syn::{FnArg, Pat};

use super::error::Error;
use super::kind::Plain;
use super::model::{Body, Kind, Model, Operation};
use super::progenitor::Progenitor;
use super::text::documentation;

/// The transport keeps the parsed URL of each combination of flags, if an operation has at most this many combinations.
/// An optional flag has three states, so that four flags have 81 combinations.
const MOST_VARIANTS: u32 = 81;

/// One parameter of a call, or one member of its body.
pub struct Input {
    pub ident: String,
    pub wire: String,
    pub kind: Kind,
    ty: String,
    description: String,
    pub required: bool,
    /// Whether the value is a member of the request's body, and not a parameter.
    in_body: bool,
}

impl Input {
    /// The type of the method's argument, and the text that converts the argument to the field's type.
    fn argument(&self) -> (String, String) {
        let converted = self.ty == "String" || self.ty.starts_with("Vec<");
        match converted {
            true => (format!("impl Into<{}>", self.ty), ".into()".to_owned()),
            false => (self.ty.clone(), String::new()),
        }
    }
}

/// The text of an operation, in two parts: for the module `operations`, and for the file outside of that module.
pub fn operation(model: &Model, operation: &Operation, progenitor: &Progenitor) -> Result<(String, String), Error> {
    let inputs = inputs(model, operation, progenitor)?;
    Ok((definition(operation, &inputs, &passed(operation, progenitor)?), facade(operation, &inputs)))
}

/// Names and types of the arguments of progenitor's method.
fn passed(operation: &Operation, progenitor: &Progenitor) -> Result<Vec<(String, String)>, Error> {
    let method = progenitor
        .method(&operation.method)
        .ok_or_else(|| Error::new(&operation.pointer, "progenitor made no method of it"))?;
    let passed = method.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => match &*input.pat {
            Pat::Ident(pattern) => Some((pattern.ident.to_string(), input.ty.to_token_stream().to_string())),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    Ok(passed.collect())
}

/// The inputs of an operation, in the order of the method's arguments.
pub fn inputs(model: &Model, operation: &Operation, progenitor: &Progenitor) -> Result<Vec<Input>, Error> {
    let passed = passed(operation, progenitor)?;
    let mut inputs = Vec::new();
    for parameter in &operation.parameters {
        let name = parameter.wire.to_snake_case();
        let ident = passed.iter().map(|(ident, _)| ident).find(|ident| ident.trim_end_matches('_') == name);
        let ident = ident.ok_or_else(|| {
            Error::new(&operation.pointer, format!("progenitor has no parameter for {:?}", parameter.wire))
        })?;
        inputs.push(Input {
            ident: ident.clone(),
            wire: parameter.wire.clone(),
            kind: parameter.kind.clone(),
            ty: parameter.kind.rust(),
            description: parameter.description.clone().unwrap_or_else(|| "Not described by the vendor.".to_owned()),
            required: parameter.required,
            in_body: false,
        });
    }
    if let Some(Body::Map) = operation.body {
        let kind = Kind::Plain(Plain::Map);
        inputs.push(Input {
            ident: "body".to_owned(),
            wire: "body".to_owned(),
            ty: kind.rust(),
            kind,
            description: "The members of the body, which the document doesn't name.".to_owned(),
            required: true,
            in_body: false,
        });
    }
    if let Some(body) = operation.body_struct() {
        for field in model.structs.get(body).into_iter().flat_map(|item| &item.fields) {
            let (ident, ty) = progenitor.typify.field(body, &field.wire).ok_or_else(|| {
                Error::new(
                    format!("/components/schemas/{body}/properties/{}", field.wire),
                    "typify made no field of it",
                )
            })?;
            if inputs.iter().any(|input| input.ident == *ident) {
                let message = format!("has a parameter and a member of its body with the name {ident}");
                return Err(Error::new(&operation.pointer, message));
            }
            inputs.push(Input {
                ident: ident.clone(),
                wire: field.wire.clone(),
                kind: field.kind.clone(),
                ty: ty.clone(),
                description: field.description.clone().unwrap_or_else(|| "Not described by the vendor.".to_owned()),
                required: field.required,
                in_body: true,
            });
        }
    }
    let unknown =
        operation.arguments.iter().find(|name| !inputs.iter().any(|input| input.wire == **name && input.required));
    if let Some(name) = unknown {
        let message = format!("names {name:?}, which is no mandatory parameter or member of the body");
        return Err(Error::new(format!("{}/x-arguments", operation.pointer), message));
    }
    // The sort is stable: inputs that `x-arguments` doesn't list come after the listed ones, in the document's order.
    inputs.sort_by_key(|input| operation.arguments.iter().position(|name| *name == input.wire).unwrap_or(usize::MAX));
    Ok(inputs)
}

/// The struct with a call's parameters, and its implementation of `Operation`.
fn definition(operation: &Operation, inputs: &[Input], passed: &[(String, String)]) -> String {
    let name = operation.method.to_pascal_case();
    let mut fields = String::new();
    for Input { ident, ty, .. } in inputs.iter().filter(|input| !input.in_body && input.required) {
        fields += &format!("        pub(super) {ident}: {ty},\n");
    }
    for Input { ident, ty, .. } in inputs.iter().filter(|input| !input.in_body && !input.required) {
        fields += &format!("        pub(super) {ident}: Option<{ty}>,\n");
    }
    if let Some(body) = operation.body_struct() {
        fields += &format!("        pub(super) body: {body},\n");
    }
    let arguments: Vec<String> = passed.iter().map(|(ident, ty)| pass(ident, ty)).collect();
    let data = operation.data.as_ref().map_or("()".to_owned(), Kind::rust);
    let variant = variant(inputs, operation.body.is_some());
    let constructor = constructor(operation, inputs);
    let docs =
        documentation(&format!("{}: the parameters of a call.", operation.summary.trim_end_matches('.')), "    ");
    let (verb, path, repeatable, method) = (&operation.verb, &operation.path, operation.repeatable, &operation.method);
    let braces = if fields.is_empty() { " {}".to_owned() } else { format!(" {{\n{fields}    }}") };
    format!(
        "{docs}    #[derive(Clone)]
    pub struct {name}{braces}

    impl std::fmt::Debug for {name} {{
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
            formatter.debug_struct(\"{name}\").finish_non_exhaustive()
        }}
    }}

    impl {name} {{
{constructor}    }}

    impl Operation for {name} {{
        type Data = {data};
        const METHOD: reqwest::Method = reqwest::Method::{verb};
        const PATH: &'static str = {path:?};
        const REPEATABLE: bool = {repeatable};

        fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request> {{
            hook::request(|slot| async move {{
                let client = Client::new_with_client(base_url, http.clone(), slot);
                let _ = client.{method}({}).await;
            }})
        }}
{variant}    }}
",
        arguments.join(", ")
    )
}

/// The text that passes a field to the argument of the same name in progenitor's method.
fn pass(ident: &str, ty: &str) -> String {
    match (ident, ty) {
        ("body", _) => "&self.body".to_owned(),
        (_, ty) if ty.starts_with("Option < &") => format!("self.{ident}.as_deref()"),
        (_, ty) if ty.starts_with('&') => format!("&self.{ident}"),
        (_, ty) if ty.contains("types ::") => format!("self.{ident}.clone()"),
        _ => format!("self.{ident}"),
    }
}

/// The method that numbers the combinations of flags. Only operations whose parameters are all optional flags, and few,
/// have that method.
fn variant(inputs: &[Input], body: bool) -> String {
    let flags = inputs.iter().all(|input| !input.required && input.ty == "bool");
    let few = 3_u32.checked_pow(inputs.len() as u32).is_some_and(|variants| variants <= MOST_VARIANTS);
    if body || !flags || !few {
        return String::new();
    }
    let flags: Vec<String> = inputs.iter().map(|input| format!("self.{}", input.ident)).collect();
    format!(
        "
        fn variant(&self) -> Option<u32> {{
            Some(hook::variant(&[{}]))
        }}
",
        flags.join(", ")
    )
}

/// The call's type alias, the clients' methods that begin the call, and the setters.
fn facade(operation: &Operation, inputs: &[Input]) -> String {
    let name = operation.method.to_pascal_case();
    let method = &operation.method;
    let mut text = format!("{}.", operation.summary.trim_end_matches('.'));
    if let Some(description) = &operation.description {
        text += &format!("\n\n{description}");
    }
    let begun = format!("Made by [`{method}`](crate::AuthenticationClient::{method}).");
    let alias_docs = documentation(&format!("{text}\n\nA call that is being prepared. {begun}"), "");
    let method_docs = documentation(&text, "    ");
    let blocking_docs =
        documentation(&format!("As [`{method}`](crate::AuthenticationClient::{method}) of the async client."), "    ");
    let required: Vec<&Input> = inputs.iter().filter(|input| input.required).collect();
    let arguments: Vec<String> =
        required.iter().map(|input| format!("{}: {}", input.ident, input.argument().0)).collect();
    let arguments = match &arguments[..] {
        [] => "&self".to_owned(),
        arguments => format!("\n        &self,\n        {},\n    ", arguments.join(",\n        ")),
    };
    let given: Vec<String> = required.iter().map(|input| format!("{}{}", input.ident, input.argument().1)).collect();
    let given = given.join(", ");
    let mut text = format!(
        "{alias_docs}pub type {name}<M = Async> = Call<operations::{name}, M>;

impl AuthenticationClient {{
{method_docs}    pub fn {method}({arguments}) -> {name} {{
        self.call(operations::{name}::new({given}))
    }}
}}

#[cfg(feature = \"blocking\")]
impl blocking::AuthenticationClient {{
{blocking_docs}    pub fn {method}({arguments}) -> {name}<Blocking> {{
        self.call(operations::{name}::new({given}))
    }}
}}
"
    );
    let setters: String = inputs.iter().filter(|input| !input.required).map(setter).collect();
    if !setters.is_empty() {
        text += &format!("\nimpl<M> {name}<M> {{\n{}}}\n", setters.trim_start_matches('\n'));
    }
    text
}

/// The constructor, which takes the mandatory arguments.
fn constructor(operation: &Operation, inputs: &[Input]) -> String {
    let required: Vec<String> =
        inputs.iter().filter(|input| input.required).map(|input| format!("{}: {}", input.ident, input.ty)).collect();
    let mut fields: Vec<String> = inputs
        .iter()
        .filter(|input| !input.in_body)
        .map(|input| if input.required { input.ident.clone() } else { format!("{}: None", input.ident) })
        .collect();
    if let Some(body) = operation.body_struct() {
        let members = inputs.iter().filter(|input| input.in_body && input.required);
        let mut members: Vec<String> = members.map(|input| input.ident.clone()).collect();
        members.push("..Default::default()".to_owned());
        fields.push(format!("body: {body} {{ {} }}", members.join(", ")));
    }
    let fields = match &fields[..] {
        [] => "Self {}".to_owned(),
        fields => format!("Self {{\n                {},\n            }}", fields.join(",\n                ")),
    };
    format!(
        "        pub(super) fn new({}) -> Self {{
            {fields}
        }}
",
        required.join(", ")
    )
}

fn setter(input: &Input) -> String {
    let (ty, converted) = input.argument();
    let docs = documentation(&input.description, "    ");
    let place = if input.in_body { "operation.body" } else { "operation" };
    let ident = &input.ident;
    format!(
        "
{docs}    pub fn {ident}(mut self, value: {ty}) -> Self {{
        self.{place}.{ident} = Some(value{converted});
        self
    }}
"
    )
}
