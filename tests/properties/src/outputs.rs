//! Everything that the library shows about a string.
//!
//! The text itself is left out where a function returns it on purpose: `Report::source` and `fixed`, `apply_fixes`,
//! `Display` and the pairs of a `ConnectionString`.

use std::error::Error;

use serde_json::{Value, json};
use smtp_connection_string::{
    Authentication, ConnectionString, ParseError, Property, Redacted, Rule, ServerName, Severity, SmtpConnection,
    check,
    serde::{borrowed, structured},
};

/// An output and its name.
pub(crate) type Output = (&'static str, String);

/// Returns the outputs about a connection string.
pub(crate) fn of_string(text: &str) -> Vec<Output> {
    let report = check(text);
    let redacted = Redacted::new(text);
    let mut all = vec![
        ("report", format!("{report:?} {report:#?}")),
        ("rendered report", report.render()),
        ("properties", format!("{:?}", report.properties())),
        ("redacted", format!("{redacted} {redacted:?} {}", redacted.as_str())),
    ];
    for diagnostic in report.diagnostics() {
        all.push(("diagnostic", format!("{diagnostic} {diagnostic:?} {} {}", diagnostic.message(), diagnostic.help())));
        let related = diagnostic.related();
        all.extend(related.iter().map(|related| ("related", format!("{related:?} {}", related.message()))));
        let fixes = diagnostic.fixes(text);
        all.extend(fixes.iter().map(|fix| ("fix", format!("{fix:?} {}", fix.replacement()))));
        all.push(("span", redacted.as_str().get(redacted.span(diagnostic.span())).unwrap().to_owned()));
    }
    if let Some(connection) = report.connection() {
        all.push(("connection", format!("{connection} {connection:?} {:?}", connection.to_builder())));
    }
    all.extend(SmtpConnection::parse(text).err().iter().flat_map(|error| of_error(error, text)));
    match ConnectionString::parse(text) {
        Ok(string) => {
            let shown = string.redacted();
            all.push(("connection string", format!("{string:?} {:#?} {shown} {shown:?}", string.clone().into_owned())));
            all.push(("pairs", format!("{:?} {:#?}", string.pairs(), string.iter().next())));
            all.extend(SmtpConnection::try_from(&string).err().iter().flat_map(|error| of_error(error, text)));
        }
        Err(error) => all.extend(of_error(&error, text)),
    }
    all.extend(of_json(&json!(text)));
    all
}

/// Returns the outputs about a text that is passed as a server, a keyword, a value or a name.
pub(crate) fn of_value(text: &str) -> Vec<Output> {
    let mut all = Vec::new();
    let builder = SmtpConnection::builder(text);
    match ServerName::parse(text) {
        // A text that is a server name is shown.
        Ok(_) => {}
        Err(error) => {
            all.push(("builder", format!("{builder:?}")));
            all.push(("server name", shown(&error)));
        }
    }
    all.extend(builder.build().err().map(|error| ("build error", shown(&error))));
    let mut string = ConnectionString::parse("a=1").unwrap();
    all.extend(
        [(text, ""), ("a", text), (";", text)].into_iter().filter_map(|(keyword, value)| {
            string.set(keyword, value).err().map(|error| ("write error", shown(&error)))
        }),
    );
    all.extend(string.rename("a", text).err().map(|error| ("rename error", shown(&error))));
    let names = [
        text.parse::<Rule>().err(),
        text.parse::<Severity>().err(),
        text.parse::<Property>().err(),
        text.parse::<Authentication>().err(),
    ];
    all.extend(names.iter().flatten().map(|error| ("unknown name", shown(error))));
    // A secret of digits is also read as a number.
    let number = text.parse::<u64>().map_or(Value::Null, Value::from);
    let maps = [
        json!(number),
        json!({ "server": number }),
        json!({ "server": "mail", "authentication": number }),
        json!({ "server": "mail", "enable_ssl": number }),
        json!({ "server": "mail", "timeout_ms": number }),
        json!(text),
        json!([text, { "server": text }]),
        json!({ "server": text }),
        json!({ "server": ["mail", text] }),
        json!({ "server": "mail", "authentication": text }),
        json!({ "server": "mail", "enable_ssl": text }),
        json!({ "server": "mail", "timeout_ms": text }),
        json!({ "server": "mail", "password": text }),
        json!({ "server": "mail", text: 1 }),
    ];
    all.extend(maps.iter().flat_map(of_json));
    all
}

/// The errors of reading a JSON document, from text and from values.
fn of_json(value: &Value) -> Vec<Output> {
    let text = value.to_string();
    let mut reader = serde_json::Deserializer::from_str(&text);
    let borrowed: Result<SmtpConnection<'_>, _> = borrowed::deserialize(&mut reader);
    let mut reader = serde_json::Deserializer::from_str(&text);
    let structured: Result<SmtpConnection<'_>, _> = structured::deserialize(&mut reader);
    let list: Result<Vec<SmtpConnection<'_>>, _> = structured::deserialize(value);
    let errors = [
        serde_json::from_str::<SmtpConnection<'_>>(&text).err(),
        serde_json::from_value::<SmtpConnection<'_>>(value.clone()).err(),
        serde_json::from_str::<ServerName<'_>>(&text).err(),
        serde_json::from_str::<Authentication>(&text).err(),
        borrowed.err(),
        structured.err(),
        list.err(),
    ];
    errors.iter().flatten().map(|error| ("JSON", shown(error))).collect()
}

fn of_error(error: &ParseError, text: &str) -> [Output; 2] {
    let all = format!("{} {} {}", shown(error), error.message(), error.help());
    [("parse error", all), ("rendered parse error", error.render(text))]
}

/// `Display` and `Debug` of an error and of its source.
fn shown(error: &impl Error) -> String {
    format!("{error} {error:?} {error:#?} {:?}", error.source())
}
