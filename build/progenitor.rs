//! Runs progenitor on the document. The result is the code that makes each request, and the names that typify chose.

use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor_impl::{GenerationSettings, Generator};
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, FnArg, Ident, ImplItem, ImplItemFn, Item, Pat, Stmt, Token, parse_quote};

use super::error::Error;
use super::kind::TIMESTAMP;
use super::model::Model;
use super::typify::Typify;

pub struct Progenitor {
    pub typify: Typify,
    methods: Vec<ImplItemFn>,
}

impl Progenitor {
    /// Runs progenitor. progenitor and typify panic at some valid documents, so a panic is turned into an error.
    pub fn new(model: &Model) -> Result<Self, Error> {
        let document: openapiv3::OpenAPI = serde_json::from_value(model.document.clone())
            .map_err(|error| Error::new("/", format!("is not OpenAPI 3.0: {error}")))?;
        let mut settings = GenerationSettings::new();
        settings.with_map_type("::serde_json::Map").with_replacement(
            TIMESTAMP,
            "crate::types::Timestamp",
            std::iter::empty(),
        );
        let tokens = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&document)));
        let tokens = tokens
            .map_err(|_| {
                let advice = "progenitor stopped at this document: generate from fewer operations to find which";
                Error::new("/paths", advice)
            })?
            .map_err(|error| Error::new("/", format!("progenitor: {error}")))?;
        let file: syn::File = syn::parse2(tokens)
            .map_err(|error| Error::new("/", format!("progenitor made text that is not Rust: {error}")))?;
        let (mut typify, mut methods) = (None, Vec::new());
        for item in file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => typify = Some(Typify::read(&module)),
                Item::Impl(block) if block.trait_.is_none() => {
                    methods.extend(block.items.into_iter().filter_map(|item| match item {
                        ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method),
                        _ => None,
                    }))
                }
                _ => {}
            }
        }
        let typify = typify.ok_or_else(|| Error::new("/components/schemas", "progenitor made no types"))?;
        Ok(Self { typify, methods })
    }

    /// The method of progenitor's client with this name.
    pub fn method(&self, name: &str) -> Option<Method<'_>> {
        self.methods.iter().find(|method| method.sig.ident == name).map(Method)
    }
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
    pub fn places(&self) -> [String; 2] {
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
    pub fn request(&self) -> Option<String> {
        let [http, host] = self.places().map(|name| format_ident!("{name}"));
        let mut lifting = Lifting { http, host, sends_headers: false };
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
                    lifting.sends_headers = statements.iter().filter(|(is_header, _)| *is_header).count() > 1;
                    statements.retain(|(is_header, _)| !is_header || lifting.sends_headers);
                    let mut statements: Vec<Stmt> = statements.into_iter().map(|(_, statement)| statement).collect();
                    let mut request = request.clone();
                    statements.iter_mut().for_each(|statement| lifting.visit_stmt_mut(statement));
                    lifting.visit_expr_mut(&mut request);
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
struct Lifting {
    http: Ident,
    host: Ident,
    sends_headers: bool,
}

impl VisitMut for Lifting {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Self { http, host, sends_headers } = self;
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
                (Expr::Path(path), arguments) if is_last(path, "new") => Some(parse_quote!(query(#arguments))),
                (Expr::Path(path), arguments) if is_last(path, "encode_path") => {
                    let name = arguments.first().and_then(receiver);
                    name.map(|name| parse_quote!(encode_path(#name, #arguments)?))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(replaced) = replaced {
            *expression = replaced;
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
