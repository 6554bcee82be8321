//! The pairs of a string: in order, in range, and without loss.

use smtp_connection_string::{ConnectionString, Pair, Report, Rule, SmtpConnection};

use crate::oracle::meaning::rank;
use crate::report::in_range;

pub(crate) fn pairs(text: &str, report: &Report<'_>) {
    match ConnectionString::parse(text) {
        Ok(string) => {
            assert_eq!((string.to_string().as_str(), string.as_str()), (text, text));
            assert_eq!(text.parse().as_ref(), Ok(&string));
            assert_eq!(SmtpConnection::try_from(&string).ok().as_ref(), report.connection());
            let mut end = 0;
            for pair in &string {
                let (keyword, value) = (pair.keyword_span(), pair.value_span());
                in_range(text, &keyword);
                in_range(text, &value);
                assert!(end <= keyword.start && keyword.start < keyword.end && keyword.end < value.start, "{text:?}");
                end = value.end;
            }
            as_written(&string);
        }
        Err(error) => {
            let syntax = rank(Rule::MissingEquals)..=rank(Rule::ControlCharacter);
            assert!(syntax.contains(&rank(error.rule())) && !report.is_valid(), "{error:?} for {text:?}");
            in_range(text, &error.span());
            assert!(!error.render(text).is_empty());
        }
    }
}

/// Pairs can be collected: they remain as they are written, each with one `;`.
fn as_written(string: &ConnectionString<'_>) {
    let collected: ConnectionString<'_> = string.pairs().collect();
    let pair = |pair: Pair<'_>| {
        let (keyword, value) = (&string.as_str()[pair.keyword_span()], &string.as_str()[pair.value_span()]);
        // Without the space, the two `=` would be a part of the keyword.
        format!("{keyword}={}{value};", if value.starts_with('=') { " " } else { "" })
    };
    assert_eq!(collected.as_str(), string.pairs().map(pair).collect::<String>(), "{string}");
    let values = |string: &ConnectionString<'_>| string.clone().into_iter().collect::<Vec<_>>();
    assert_eq!(ConnectionString::parse(collected.as_str()).as_ref().map(values), Ok(values(string)), "{string}");
}
