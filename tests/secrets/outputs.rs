//! Everything that the library says, and whether a secret shows in it.

use std::error::Error;
use std::str::FromStr;

use smtp_connection_string::{ConnectionString, Masked, ServerName, SmtpConnection, check};

/// Everything that the library says about a text, with a name for the message of the failed test.
pub(crate) fn outputs(text: &str) -> Vec<(&'static str, String)> {
    let report = check(text);
    let masked = Masked::new(text);
    let mut all = vec![
        ("report", format!("{report:?} {report:#?}")),
        ("rendered report", report.render()),
        ("masked", format!("{masked} {}", masked.as_str())),
    ];
    for diagnostic in report.diagnostics() {
        all.push(("diagnostic", format!("{diagnostic} {diagnostic:?}")));
        all.push(("message", format!("{} {:?}", diagnostic.message(), diagnostic.help())));
        all.push(("related", format!("{:?}", diagnostic.related())));
        all.push(("fixes", format!("{:?}", diagnostic.fixes(text))));
        all.push(("shown span", masked.as_str()[masked.span(diagnostic.span())].to_owned()));
    }
    let parsed = SmtpConnection::parse(text).map(SmtpConnection::into_owned);
    for result in [parsed, SmtpConnection::from_str(text)] {
        if let Err(error) = result {
            all.push(("parse error", format!("{error} {error:?} {:?} {:?}", error.source(), error.span())));
            all.push(("rendered parse error", error.render(text)));
        }
    }
    match ConnectionString::parse(text) {
        Ok(string) => {
            all.push(("debug of string", format!("{string:?} {:?}", string.redacted().as_str())));
            all.push(("debug of pairs", format!("{:?}", string.pairs().collect::<Vec<_>>())));
        }
        Err(error) => {
            all.push(("syntax error", format!("{error} {error:?} {:?}", error.span())));
            all.push(("rendered syntax error", error.render(text)));
        }
    }
    all
}

/// What an error about a lone value says, of a server name and of a builder.
fn outputs_of_a_value(text: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if let Err(error) = ServerName::parse(text) {
        all.push(("server error", format!("{error} {error:?}")));
    }
    if let Err(error) = SmtpConnection::builder(text).build() {
        all.push(("build error", format!("{error} {error:?} {:?}", error.source())));
    }
    all
}

/// Whether a piece of the canary shows: any of its letters, or three in a row of the one in ASCII.
pub(crate) fn shows(output: &str, canary: &str) -> bool {
    if canary.is_ascii() {
        let pieces = canary.as_bytes().windows(3);
        pieces.into_iter().any(|piece| output.contains(std::str::from_utf8(piece).unwrap()))
    } else {
        output.contains(|c| canary.contains(c))
    }
}

pub(crate) fn leak(text: &str, canary: &str) -> Option<String> {
    let mut all = outputs(text);
    all.extend(outputs_of_a_value(text));
    let (name, output) = all.into_iter().find(|(_, output)| shows(output, canary))?;
    Some(format!("{text:?} leaks in {name}: {output}"))
}

/// The first output that is another one, the two of it side by side.
pub(crate) fn difference(some: &[(&'static str, String)], others: &[(&'static str, String)]) -> Option<String> {
    // The places of pairs have a test of their own.
    let mut both = some.iter().zip(others).filter(|((name, _), _)| *name != "debug of pairs");
    let differing =
        both.find(|(output, other)| output != other).map(|(output, other)| format!("{output:?}\n{other:?}"));
    differing.or_else(|| (some.len() != others.len()).then(|| "another number of findings".to_owned()))
}
