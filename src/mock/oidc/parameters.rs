//! [`Parameters`]: what a request says in its query or in its form.

use super::fault::Fault;
use crate::mock::request::Request;

/// Parameters of a request. As RFC 6749 asks, no name comes twice, and a parameter without a value counts as absent.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// From the form of a POST, or from the query.
    pub(super) fn of(request: &Request) -> Result<Self, Fault> {
        if request.method() == "POST" { Self::of_form(request) } else { Self::of_query(request) }
    }

    pub(super) fn of_query(request: &Request) -> Result<Self, Fault> {
        Self::parse(request.query().unwrap_or_default().as_bytes())
    }

    pub(super) fn of_form(request: &Request) -> Result<Self, Fault> {
        let content_type = request.header("content-type").unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Fault::invalid_request("the content-type isn't application/x-www-form-urlencoded"));
        }
        Self::parse(request.body())
    }

    fn parse(text: &[u8]) -> Result<Self, Fault> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text) {
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(Fault::invalid_request("a parameter comes twice"));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    pub(super) fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name)?.1.as_str();
        (!value.is_empty()).then_some(value)
    }
}

/// Decodes one form-encoded value, without `name=` in front.
pub(super) fn form_decoded(text: &str) -> String {
    // As the value of a pair, so that an `=` that came without encoding stays.
    let pair = format!("x={}", text.replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}
