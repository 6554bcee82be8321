//! Everything that the library says about a text, except the text itself.

use std::error::Error;
use std::fmt::Write;
use std::str::FromStr;

use smtp_connection_string::{ConnectionString, Masked, ParseError, Rule, ServerName, SmtpConnection, check};

/// All that is said of a text as a connection string, each with a name for the message of a leak.
///
/// Left out, as they are the text itself: `Report::source`, and `Display` and the pairs of a `ConnectionString`.
pub fn of_string(text: &str) -> Vec<(&'static str, String)> {
    let report = check(text);
    let masked = Masked::new(text);
    let mut all = vec![
        ("report", format!("{report:?} {report:#?}")),
        ("rendered report", report.render()),
        ("masked", format!("{masked} {}", masked.as_str())),
        ("debug of masked", format!("{masked:?}")),
    ];
    for diagnostic in report.diagnostics() {
        let mut said = format!("{diagnostic} {diagnostic:?} {} {:?}", diagnostic.message(), diagnostic.help());
        for related in diagnostic.related() {
            let _ = write!(said, "{related:?} {}", related.message());
        }
        all.push(("diagnostic", said));
        all.push(("fixes", format!("{:?}", diagnostic.fixes(text))));
        all.push(("shown span", masked.as_str().get(masked.span(diagnostic.span())).unwrap_or_default().to_owned()));
    }
    let parsed = SmtpConnection::parse(text).map(SmtpConnection::into_owned);
    for error in [parsed.err(), SmtpConnection::from_str(text).err()].into_iter().flatten() {
        all.extend(of_error(&error, text));
    }
    match ConnectionString::parse(text) {
        Ok(string) => {
            all.push(("debug of string", format!("{string:?} {:#?}", string.clone().into_owned())));
            all.push(("redacted", format!("{} {:?}", string.redacted(), string.redacted())));
            all.push(("debug of pairs", format!("{:?} {:?}", string.pairs(), string.pairs().next())));
            all.extend(SmtpConnection::try_from(&string).err().iter().flat_map(|error| of_error(error, text)));
        }
        Err(error) => all.extend(of_error(&error, text)),
    }
    all
}

/// All that is said of a text that somebody gave as a server, or as a keyword and a value.
pub fn of_value(text: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if let Err(error) = ServerName::parse(text) {
        let [said, rendered] = of_error(&error, text);
        all.push(said);
        // What is only a bad server may be shown as one; a password with it may not.
        if error.rule() == Rule::BasicAuthentication {
            all.extend([rendered, ("debug of builder", format!("{:?}", SmtpConnection::builder(text)))]);
        }
    }
    if let Err(error) = SmtpConnection::builder(text).build() {
        all.push(("build error", format!("{error} {error:?} {:?}", error.source())));
    }
    for (keyword, value) in [(text, ""), ("a", text), (";", text)] {
        if let Err(error) = ConnectionString::default().set(keyword, value) {
            all.push(("write error", format!("{error} {error:?} {:?}", error.source())));
        }
    }
    all
}

fn of_error(error: &ParseError, text: &str) -> [(&'static str, String); 2] {
    let said = format!("{error} {error:?} {:?} {} {:?}", error.source(), error.message(), error.help());
    [("parse error", said), ("rendered parse error", error.render(text))]
}
