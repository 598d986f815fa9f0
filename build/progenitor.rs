//! Runs progenitor on each operation, and takes the code that makes the request out of its client.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};

use progenitor_impl::{GenerationSettings, Generator};
use quote::{ToTokens, format_ident, quote};
use serde_json::{Value, json};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, FnArg, Ident, ImplItem, ImplItemFn, Item, Pat, Stmt, Token, parse_quote};

use super::error::Error;
use super::model::{Model, Operation, Parameter};

/// progenitor's method of each operation, by the operation's pointer.
pub struct Progenitor(BTreeMap<String, ImplItemFn>);

impl Progenitor {
    /// Runs progenitor on one operation after the other, so that an error has the operation's pointer.
    pub fn new(model: &Model) -> Result<Self, Error> {
        let methods = model.operations.iter().map(|operation| {
            let method = run(&operation.paths).map_err(|message| Error::new(&operation.pointer, message))?;
            Ok((operation.pointer.clone(), method))
        });
        Ok(Self(methods.collect::<Result<_, Error>>()?))
    }

    /// The method of progenitor's client for an operation of the model.
    pub fn method(&self, operation: &Operation) -> Method<'_> {
        Method(&self.0[&operation.pointer])
    }
}

/// The method that progenitor makes of a single operation.
fn run(paths: &Value) -> Result<ImplItemFn, String> {
    let document = json!({"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": paths});
    let document = serde_json::from_value(document).map_err(|error| format!("is not OpenAPI 3.0: {error}"))?;
    // progenitor panics at some valid operations. The text of a panic says nothing to a maintainer.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let tokens =
        panic::catch_unwind(AssertUnwindSafe(|| Generator::new(&GenerationSettings::new()).generate_tokens(&document)));
    panic::set_hook(hook);
    let tokens = match tokens {
        Ok(tokens) => tokens.map_err(|error| format!("progenitor refuses it: {error}"))?,
        Err(_) => return Err("progenitor stopped at it: leave the operation out, or describe it otherwise".to_owned()),
    };
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| format!("progenitor made text that is not Rust: {error}"))?;
    let blocks = file.items.into_iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(block.items),
        _ => None,
    });
    let methods = blocks.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method),
        _ => None,
    });
    methods.last().ok_or_else(|| "progenitor made no method of it".to_owned())
}

/// A method of progenitor's client, which sends one operation.
pub struct Method<'a>(&'a ImplItemFn);

impl Method<'_> {
    /// The names of the arguments.
    pub fn arguments(&self) -> Vec<String> {
        let arguments = self.0.sig.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(argument) => match &*argument.pat {
                Pat::Ident(pattern) => Some(pattern.ident.to_string()),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        arguments.collect()
    }

    /// The names that [`request`](Self::request) gives the HTTP client and the app host: no argument has them.
    pub fn free_names(&self) -> [String; 2] {
        let taken = self.arguments();
        ["http", "host"].map(|name| {
            let mut name = name.to_owned();
            while taken.contains(&name) {
                name.push('_');
            }
            name
        })
    }

    /// The statements up to the built request, as the body of a function without `self`. None if progenitor's code
    /// isn't as expected.
    pub fn request(&self, parameters: &[Parameter]) -> Option<String> {
        let [http, host] = self.free_names().map(|name| format_ident!("{name}"));
        let mut rewriter = RequestRewriter { http, host, parameters, sends_headers: false };
        let mut statements = Vec::new();
        for statement in &self.0.block.stmts {
            let built = match statement {
                Stmt::Local(local) => local.init.as_ref().and_then(|init| built(&init.expr)),
                _ => None,
            };
            let is_header = statement.to_token_stream().to_string().contains("header_map");
            match built {
                // The service knows no `api-version`.
                None if is_header && statement.to_token_stream().to_string().contains("api_version") => {}
                None => statements.push((is_header, statement.clone())),
                Some(request) => {
                    // One statement makes the map; each further one adds a header.
                    rewriter.sends_headers = statements.iter().filter(|(is_header, _)| *is_header).count() > 1;
                    statements.retain(|(is_header, _)| !is_header || rewriter.sends_headers);
                    let mut statements: Vec<Stmt> = statements.into_iter().map(|(_, statement)| statement).collect();
                    let mut request = request.clone();
                    statements.iter_mut().for_each(|statement| rewriter.visit_stmt_mut(statement));
                    rewriter.visit_expr_mut(&mut request);
                    let file = syn::parse2(quote!(fn request() { #(#statements)* #request })).ok()?;
                    let text = prettyplease::unparse(&file);
                    return text.strip_prefix("fn request() {\n")?.strip_suffix("}\n").map(str::to_owned);
                }
            }
        }
        None
    }
}

/// The expression itself, if it builds the request: `….build()?`.
fn built(expression: &Expr) -> Option<&Expr> {
    match expression {
        Expr::Try(attempt) => match &*attempt.expr {
            Expr::MethodCall(call) if call.method == "build" => Some(expression),
            _ => None,
        },
        _ => None,
    }
}

/// Replaces what progenitor's code uses of its client.
struct RequestRewriter<'a> {
    http: Ident,
    host: Ident,
    parameters: &'a [Parameter],
    sends_headers: bool,
}

impl VisitMut for RequestRewriter<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Self { http, host, parameters, sends_headers } = self;
        let replaced: Option<Expr> = match expression {
            Expr::Field(field) => match field.member.to_token_stream().to_string().as_str() {
                "client" => Some(parse_quote!(#http)),
                "baseurl" => Some(parse_quote!(#host)),
                _ => None,
            },
            Expr::MethodCall(call) if call.method == "headers" && !*sends_headers => Some((*call.receiver).clone()),
            // reqwest has a method of its own for forms, which keeps an error until `build`.
            Expr::Try(attempt) => match &*attempt.expr {
                Expr::MethodCall(call) if call.method == "form_urlencoded" => {
                    let (form, body) = (&call.receiver, &call.args);
                    Some(parse_quote!(#form.form(#body)))
                }
                _ => None,
            },
            Expr::Call(call) => match (&*call.func, &call.args) {
                (Expr::Path(path), arguments) if is_last(path, "new") => {
                    let query = function("query", parameters);
                    Some(parse_quote!(#query(#arguments)))
                }
                (Expr::Path(path), arguments) if is_last(path, "encode_path") => {
                    let encode_path = function("encode_path", parameters);
                    let name = arguments.first().and_then(receiver);
                    name.map(|name| parse_quote!(#encode_path(#name, #arguments)?))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(replaced) = replaced {
            *expression = replaced;
        }
    }

    /// progenitor reads parameters under their Rust names, so that no two arguments are the same.
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        let name = text.value();
        if let Some(parameter) = self.parameters.iter().find(|parameter| parameter.ident == name) {
            *text = syn::LitStr::new(&parameter.wire, text.span());
        }
    }

    /// Visits the arguments of `format!`.
    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        if let Ok(mut arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            arguments.pop_punct();
            call.tokens = arguments.to_token_stream();
        }
    }
}

/// The path of a function of `src/operation.rs`, which the generated file imports. A parameter may have its name.
fn function(name: &str, parameters: &[Parameter]) -> syn::Path {
    let ident = format_ident!("{name}");
    match parameters.iter().any(|parameter| parameter.ident == name) {
        true => parse_quote!(super::#ident),
        false => parse_quote!(#ident),
    }
}

fn is_last(path: &syn::ExprPath, name: &str) -> bool {
    path.path.segments.last().is_some_and(|last| last.ident == name)
}

/// The name of `x` in `&x.to_string()`.
fn receiver(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Reference(reference) => match &*reference.expr {
            Expr::MethodCall(call) => Some(call.receiver.to_token_stream().to_string()),
            _ => None,
        },
        _ => None,
    }
}
