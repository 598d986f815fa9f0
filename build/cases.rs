//! A call of each operation with every argument and setter, for the tests. The calls are generated, so that a new
//! operation is tested without a line by hand.

use super::error::Error;
use super::kind::Plain;
use super::model::{Enum, Kind, Model};
use super::names;
use super::operations::{Input, inputs};

/// The text of a function that hands a call of each operation to `check`, with the name of the
/// operation's sample.
pub fn cases(model: &Model) -> Result<String, Error> {
    let mut text = String::from("async fn cases(world: &World) {\n");
    for operation in &model.operations {
        let inputs = inputs(model, operation)?;
        let required = inputs.iter().filter(|input| input.required);
        let arguments: Vec<String> = required.map(|input| example(model, input)).collect();
        let optional = inputs.iter().filter(|input| !input.required);
        let setters: String = optional.map(|input| format!(".{}({})", input.ident, example(model, input))).collect();
        let method = &operation.method;
        let has_get = model.operations.iter().any(|other| other.path == operation.path && other.verb == "GET");
        text += &format!(
            "    check(world, {:?}, world.client.{method}({}){setters}).await;\n",
            names::sample_stem(&operation.verb, &operation.path, has_get),
            arguments.join(", ")
        );
    }
    Ok(text + "}\n")
}

/// An example value. Text is the input's own name, so that a test sees which input a request carries.
fn example(model: &Model, input: &Input) -> String {
    value(model, &input.kind, &input.wire)
}

fn value(model: &Model, kind: &Kind, wire: &str) -> String {
    match kind {
        Kind::Plain(Plain::Text | Plain::Timestamp) => format!("{wire:?}.to_owned()"),
        Kind::Plain(Plain::Secret) => format!("{wire:?}"),
        Kind::Plain(Plain::Integer) => "2".to_owned(),
        Kind::Plain(Plain::Number) => "2.5".to_owned(),
        Kind::Plain(Plain::Boolean) => "true".to_owned(),
        Kind::Enum(name) => {
            let first = |item: &Enum| item.values.first().map(|(wire, _)| wire.clone());
            let first = model.enums.get(name).and_then(first).unwrap_or_default();
            format!("{first:?}.parse::<genauth::types::{name}>().expect(\"any text\")")
        }
        Kind::List(element) => format!("vec![{}]", value(model, element, wire)),
        Kind::Plain(_) | Kind::Object(_) => "Default::default()".to_owned(),
    }
}
