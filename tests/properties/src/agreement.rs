//! The library compared with the oracles.

use smtp_connection_string::{Authentication, ConnectionString, Property, Report, Severity, check};

use crate::generate;
use crate::oracle::lints::{TABLES, lints};
use crate::oracle::meaning::{Finding, Meaning, Stated, rule};
use crate::oracle::syntax::{self, Pair};

/// Holds for every string: the library reads the same pairs and reports the same findings as the oracles.
pub fn agreement(data: &[u8]) {
    let text = generate::text(data);
    syntax(&text);
    meaning(&text);
}

/// The parser accepts what the oracle accepts, with the same pairs, or reports the same error at the same position.
pub fn syntax(text: &str) {
    match (ConnectionString::parse(text), syntax::read(text)) {
        (Ok(string), Ok(pairs)) => {
            assert_eq!(string.as_str(), text);
            same_pairs(&string, &pairs);
            same_lookup(&string, &pairs);
        }
        (Err(error), Err(refusal)) => {
            assert_eq!((error.rule(), error.span().start), (rule(refusal.problem), refusal.at), "{text:?}");
        }
        (parsed, expected) => panic!("{text:?}: {parsed:?} instead of {expected:?}"),
    }
}

/// The report has the same findings, the same stated properties and the same connection.
pub fn meaning(text: &str) {
    let report = check(text);
    let meaning = Meaning::of(text);
    let errors: Vec<Finding> = report.errors().map(|error| (error.rule(), error.span())).collect();
    assert_eq!(errors, meaning.errors, "{text:?}");
    assert_eq!(stated(&report), meaning.stated, "{text:?}");
    assert_eq!(report.connection().map(ToString::to_string), meaning.canonical(), "{text:?}");
    let advice = report.diagnostics().iter().filter(|found| found.severity() != Severity::Error);
    let (by_table, advice): (Vec<Finding>, Vec<Finding>) =
        advice.map(|found| (found.rule(), found.span())).partition(|(rule, _)| TABLES.contains(rule));
    assert_eq!(advice, lints(text, &meaning), "{text:?}");
    let server = meaning.pairs.iter().find(|(property, _)| *property == Property::SmtpServer);
    let server = server.map(|(_, pair)| pair.value_span.clone());
    assert!(by_table.len() <= 1, "{by_table:?} for {text:?}");
    assert!(by_table.iter().all(|(_, span)| Some(span) == server.as_ref()), "{by_table:?} for {text:?}");
}

fn stated(report: &Report<'_>) -> Stated {
    let properties = report.properties();
    Stated {
        server: properties.server().map(ToString::to_string),
        windows: properties.authentication().map(|authentication| authentication == Authentication::Windows),
        ssl: properties.enable_ssl(),
        timeout: properties.timeout_ms(),
    }
}

/// The string has these pairs, in order and at the same positions.
pub(crate) fn same_pairs(string: &ConnectionString<'_>, expected: &[Pair]) {
    let text = string.as_str();
    assert_eq!((string.len(), string.is_empty()), (expected.len(), expected.is_empty()), "{text:?}");
    for (pair, expected) in string.pairs().zip(expected) {
        assert_eq!(pair.keyword(), expected.keyword, "{text:?}");
        assert_eq!(pair.value(), expected.value, "{text:?}");
        assert_eq!(pair.keyword_span(), expected.keyword_span, "{text:?}");
        assert_eq!(pair.value_span(), expected.value_span, "{text:?}");
        assert_eq!(pair.span(), expected.keyword_span.start..expected.value_span.end, "{text:?}");
    }
}

/// A keyword has the value that .NET's dictionary has, and its values are in order.
pub(crate) fn same_lookup(string: &ConnectionString<'_>, pairs: &[Pair]) {
    let dictionary = syntax::dotnet_reading(pairs);
    for pair in pairs {
        let keyword = pair.keyword.to_ascii_uppercase();
        let expected = dictionary.get(&pair.keyword.to_ascii_lowercase());
        assert_eq!(string.get(&keyword).as_deref(), expected.map(String::as_str), "{string}");
        assert_eq!(string.contains(&keyword), expected.is_some(), "{string}");
        let same = pairs.iter().filter(|other| other.keyword.eq_ignore_ascii_case(&keyword));
        assert!(string.get_all(&keyword).eq(same.map(|other| other.value.as_str())), "{string}");
    }
}
