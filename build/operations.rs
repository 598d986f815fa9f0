//! The table of each operation. The macro that makes an operation and its calls of a table is hand-written, in
//! `src/client/table.rs`.

use std::collections::BTreeMap;

use super::error::Error;
use super::kind::Plain;
use super::model::{Body, Kind, Model, Operation};
use super::names::{self, Names, RUST_NAME};
use super::progenitor::Progenitor;
use super::text::documentation;

/// The transport keeps the parsed URL of each combination of flags, if an operation has at most this many flags.
const MOST_FLAGS: usize = 4;

/// The most characters of a line of a table.
const WIDTH: usize = 120;

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
    /// The setter that sends `null`, if the service takes `null` for the member.
    clear: Option<String>,
}

impl Input {
    /// The row of the table, without its documentation.
    fn row(&self) -> String {
        // The tables of types have the same types.
        let mark = if ["String", "Secret", "Timestamp"].contains(&&*self.ty) || self.ty.starts_with("Vec<") {
            "[into] "
        } else {
            ""
        };
        format!("{mark}{}: {}", self.ident, self.ty)
    }

    fn documented_row(&self) -> String {
        let clear = self.clear.as_ref().map(|clear| format!(" => {clear} {:?}", self.wire)).unwrap_or_default();
        format!("{}        {}{clear},\n", documentation(&self.description, "        "), self.row())
    }
}

/// The text of an operation's table.
pub fn table(model: &Model, operation: &Operation, progenitor: &Progenitor) -> Result<String, Error> {
    let inputs = inputs(model, operation)?;
    let method = progenitor.method(operation);
    let request = method.request(&operation.parameters);
    let request = request.ok_or_else(|| Error::new(&operation.pointer, "progenitor made no request of it"))?;
    let [http, host] = method.free_names();

    let mut text = format!("{}.", operation.summary.trim_end_matches('.'));
    if let Some(description) = &operation.description {
        text += &format!("\n\n{description}");
    }
    let (verb, path, method, name) = (&operation.verb, &operation.path, &operation.method, &operation.name);
    let mut marks = if operation.repeatable { "repeatable" } else { "once" }.to_owned();
    if !operation.needs_token {
        marks += " [anonymous]";
    }
    if operation.body_struct().is_some_and(|body| model.holds_secret(body)) {
        marks += " [secret]";
    }
    let data = operation.data.as_ref().map_or("()".to_owned(), Kind::rust);
    let arguments: Vec<String> = inputs.iter().filter(|input| input.required).map(Input::row).collect();
    let mut table = format!("operation! {{\n{}", documentation(&text, "    "));
    table += &head(&format!("{verb} {path:?} {marks}"), &data);
    table += &match head(&format!("{method}({})", arguments.join(", ")), name) {
        long if long.lines().any(|line| line.len() > WIDTH) => {
            head(&format!("{method}(\n        {}\n    )", arguments.join(",\n        ")), name)
        }
        line => line,
    };

    let (in_body, parameters): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(|input| input.in_body);
    let (required, optional): (Vec<&Input>, Vec<&Input>) = parameters.into_iter().partition(|input| input.required);
    if !required.is_empty() {
        let rows: Vec<String> = required.iter().map(|Input { ident, ty, .. }| format!("{ident}: {ty}")).collect();
        table += &format!("    required {{\n        {}\n    }}\n", rows.join(",\n        "));
    }
    let are_flags = optional.iter().all(|input| input.ty == "bool") && optional.len() <= MOST_FLAGS;
    if are_flags && required.is_empty() && operation.body.is_none() {
        let row =
            |input: &&Input| format!("{}        {},\n", documentation(&input.description, "        "), input.ident);
        table += &section("flags", &optional.iter().map(row).collect::<String>());
    } else if !optional.is_empty() {
        table += &section("optional", &optional.iter().map(|input| input.documented_row()).collect::<String>());
    }
    if let Some(body) = operation.body_struct() {
        let (members, setters): (Vec<&Input>, Vec<&Input>) = in_body.into_iter().partition(|input| input.required);
        let members: Vec<&str> = members.iter().map(|input| input.ident.as_str()).collect();
        let members = match format!("        required: {};\n", members.join(", ")) {
            long if long.len() > WIDTH => {
                format!("        required:\n            {};\n", members.join(",\n            "))
            }
            line => line,
        };
        let setters: String = setters.iter().map(|input| input.documented_row()).collect();
        table += &section(&format!("with body: {body}"), &format!("{members}{setters}"));
    }
    let request: String = request.lines().map(|line| format!("    {line}\n")).collect();
    table += &section(&format!("request({http}, {host})"), &request);
    Ok(table + "}\n")
}

/// A line of a table's head, in two lines if it would be too long.
fn head(left: &str, right: &str) -> String {
    match format!("    {left} => {right};\n") {
        line if line.len() <= WIDTH => line,
        _ => format!("    {left}\n        => {right};\n"),
    }
}

fn section(name: &str, rows: &str) -> String {
    if rows.is_empty() { format!("    {name} {{}}\n") } else { format!("    {name} {{\n{rows}    }}\n") }
}

/// The names on the wire of each method's arguments, by the operation's pointer.
pub fn arguments(model: &Model) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let arguments = model.operations.iter().map(|operation| {
        let required = inputs(model, operation)?.into_iter().filter(|input| input.required);
        Ok((operation.pointer.clone(), required.map(|input| input.wire).collect()))
    });
    arguments.collect()
}

/// The inputs of an operation, in the order of the method's arguments.
pub fn inputs(model: &Model, operation: &Operation) -> Result<Vec<Input>, Error> {
    let (mut inputs, mut idents) = (Vec::new(), Names::default());
    let described = |text: &Option<String>| text.clone().unwrap_or_else(|| "Not described by the vendor.".to_owned());
    for parameter in &operation.parameters {
        idents.claim(&parameter.ident, &parameter.pointer, RUST_NAME)?;
        inputs.push(Input {
            ident: parameter.ident.clone(),
            wire: parameter.wire.clone(),
            kind: parameter.kind.clone(),
            ty: parameter.kind.rust(),
            description: described(&parameter.description),
            required: parameter.required,
            in_body: false,
            clear: None,
        });
    }
    if operation.body.is_some() {
        // Beside the parameters, the operation's struct has a field for the body.
        idents.clone().claim("body", &format!("{}/requestBody", operation.pointer), RUST_NAME)?;
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
            clear: None,
        });
    }
    if let Some(item) = operation.body_struct().and_then(|name| model.structs.get(name)) {
        for field in &item.fields {
            names::check_setter(&field.ident, &field.pointer)?;
            idents.claim(&field.ident, &field.pointer, RUST_NAME)?;
            let clear =
                (field.nullable && !field.required).then(|| format!("clear_{}", field.ident.trim_end_matches('_')));
            if let Some(clear) = &clear {
                idents.claim(clear, &field.pointer, RUST_NAME)?;
            }
            inputs.push(Input {
                ident: field.ident.clone(),
                wire: field.wire.clone(),
                kind: field.kind.clone(),
                ty: field.rust(),
                description: described(&field.description),
                required: field.required,
                in_body: true,
                clear,
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
