//! Who answers for the accessibility of the pages, as whoever runs the service states it.
//!
//! A public body in Denmark states a telephone number and a way to write, and makes its statement in the WAS-Tool of the Agency for Digital
//! Government, which gives it an address of its own (bekendtgørelse 904 of 22 August 2019; digst.dk, read 26 November 2026).

use std::path::Path;

use serde::Deserialize;

/// What is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The body that answers, in Danish.
    pub da: String,
    /// The same in English.
    pub en: String,
    /// Its telephone number.
    pub telephone: String,
    /// Where one writes to it: an e-mail address, or an address of a page.
    pub written: String,
    /// The address of its statement in the WAS-Tool.
    pub statement: Option<String>,
}

/// Everything that is wrong with the file: field, value and remedy.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct OperatorError(pub Vec<String>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    body: Option<Body>,
    telephone: Option<String>,
    written: Option<String>,
    statement: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    da: String,
    en: String,
}

/// An address of a page that can stand in a link and in a header.
fn is_page(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    host.contains('.') && !host.starts_with(['.', '/']) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_mail(text: &str) -> bool {
    let fits = |(who, host): (&str, &str)| !who.is_empty() && host.contains('.') && !host.contains('@');
    text.split_once('@').is_some_and(fits) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Operator {
    /// Reads it from a file of TOML.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(file: &Path) -> Result<Self, OperatorError> {
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| OperatorError(vec![format!("{name} cannot be read: {error}")]))?;
        Self::parse(&text)
            .map_err(|OperatorError(faults)| OperatorError(faults.iter().map(|own| format!("{name}: {own}")).collect()))
    }

    /// The same from text.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, OperatorError> {
        let own: Stated =
            toml::from_str(text).map_err(|error| OperatorError(vec![error.to_string().trim().to_owned()]))?;
        let mut faults = Vec::new();
        let mut given = |field: &str, value: Option<String>, remedy: &str| {
            let value = value.unwrap_or_default().trim().to_owned();
            if value.is_empty() {
                faults.push(format!("{field} is missing: {remedy}"));
            }
            value
        };
        let (da, en) = own.body.map(|own| (own.da, own.en)).unzip();
        let remedy = "give body = { da = \"...\", en = \"...\" }, the body that answers for the pages";
        let operator = Self {
            da: given("body.da", da, remedy),
            en: given("body.en", en, remedy),
            telephone: given("telephone", own.telephone, "give the number at which a barrier is reported"),
            written: given("written", own.written, "give an e-mail address, or the address of a page, https://..."),
            statement: own.statement,
        };
        let written = &operator.written;
        if !written.is_empty() && !is_mail(written) && !is_page(written) {
            faults.push(format!("written {written:?} is neither an e-mail address nor https://...: give one of them"));
        }
        if let Some(own) = operator.statement.as_ref().filter(|own| !is_page(own)) {
            faults
                .push(format!("statement {own:?} is no address: give that of the WAS-Tool, https://was.digst.dk/..."));
        }
        if faults.is_empty() { Ok(operator) } else { Err(OperatorError(faults)) }
    }

    /// The link to where one writes.
    #[must_use]
    pub fn link(&self) -> String {
        if is_page(&self.written) { self.written.clone() } else { format!("mailto:{}", self.written) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        body = { da = "Region Test", en = "Test Region" }
        telephone = "+45 00 00 00 00"
        written = "web@test.example"
        statement = "https://was.digst.dk/marv-test-example"
    "#;

    #[test]
    fn what_is_stated_is_read() {
        let own = Operator::parse(WHOLE).unwrap();
        assert_eq!((own.da.as_str(), own.link().as_str()), ("Region Test", "mailto:web@test.example"));
        let page = WHOLE.replace("web@test.example", "https://test.example/skriv");
        assert_eq!(Operator::parse(&page).unwrap().link(), "https://test.example/skriv");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let OperatorError(faults) = Operator::parse("written = \"somewhere\"\nstatement = \"was\"").unwrap_err();
        assert_eq!(faults.len(), 5, "{faults:?}");
        for field in ["body.da", "body.en", "telephone", "written \"somewhere\"", "statement \"was\""] {
            assert!(faults.iter().any(|own| own.starts_with(field)), "{field}: {faults:?}");
        }
        let javascript = WHOLE.replace("web@test.example", "javascript:alert(1)");
        assert!(Operator::parse(&javascript).is_err());
        assert!(Operator::parse("contact = 1").unwrap_err().to_string().contains("contact"));
    }
}
